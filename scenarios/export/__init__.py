"""A finished plan as files: `plan.json`, `plan.xlsx`, `summary.md` and calendars in `ics/`."""

from pathlib import Path

from models.plan import AnnualPlan
from models.problem import Problem
from scenarios.export.delivery import check_folder, deliver_file, delivery
from scenarios.export.json_file import read_plan_json, write_plan_json

__all__ = ["check_folder", "deliver_file", "delivery", "read_plan_json", "write_plan"]


def write_plan(
    problem: Problem, plan: AnnualPlan, folder: Path, language: str = "zh"
) -> tuple[Path, ...]:
    """Write all files, or none when one fails; files of an earlier run are replaced.

    Returns
    -------
    tuple[Path, ...]
        The files, the calendars last.

    Raises
    ------
    OSError
        When the folder cannot be written; nothing is changed then.
    """
    from scenarios.export.calendars import write_calendars
    from scenarios.export.summary import write_summary
    from scenarios.export.wording import Words
    from scenarios.export.workbook import write_workbook

    words = Words(language)
    with delivery(folder) as fresh:
        write_plan_json(plan, fresh / "plan.json")
        write_workbook(problem, plan, fresh / "plan.xlsx", words)
        write_summary(problem, plan, fresh / "summary.md", words)
        calendars = write_calendars(problem, plan, fresh / "ics", words)
    files = [folder / name for name in ("plan.json", "plan.xlsx", "summary.md")]
    return (*files, *(folder / "ics" / calendar.name for calendar in calendars))
