"""A finished plan as files: `plan.json`, `plan.xlsx`, `summary.md`, roll-up, and calendars."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from models.changes import PlanChange
from models.plan import AnnualPlan
from models.problem import Problem
from scenarios.export.delivery import check_folder, deliver_file, delivery
from scenarios.export.json_file import (
    read_any_json,
    read_plan_json,
    write_changes,
    write_plan_json,
)

SEALED = "sealed"

__all__ = [
    "check_folder",
    "deliver_file",
    "delivery",
    "read_any_json",
    "read_plan_json",
    "write_plan",
]


def write_plan(
    problem: Problem,
    plan: AnnualPlan,
    folder: Path,
    language: str = "zh",
    on: date | None = None,
    changes: Sequence[PlanChange] | None = None,
) -> tuple[Path, ...]:
    """Write all files, or none when one fails; files of an earlier run are replaced.

    Files of a plan with sealed visits tell nothing of them. The whole plan, and the calendars of
    those who make them, lie in the folder `sealed`, which stays with the office. A plan that
    was given without its sealed visits has no such folder.

    Parameters
    ----------
    on
        Sealed visits that ended before this day are done and shown.
    changes
        What a replanning changed; those of sealed visits lie in `sealed` too.

    Returns
    -------
    tuple[Path, ...]
        The files, the calendars last.

    Raises
    ------
    OSError
        When the folder cannot be written; nothing is changed then.
    """
    from scenarios.export.beside import beside
    from scenarios.export.sealed import open_form, sealed_visits, sealed_withdrawn
    from scenarios.export.wording import Words
    from scenarios.export.workbook import write_workbook

    words = Words(language)
    shown, hidden = open_form(problem, plan, on), sealed_visits(problem, plan, on)
    told = [change for change in changes or () if change.visit not in hidden]
    with delivery(folder) as fresh:
        with beside(lambda: write_workbook(problem, shown, fresh / "plan.xlsx", words, told)):
            # loaded while the workbook, which takes longest, is written already
            from scenarios.export.calendars import write_calendars
            from scenarios.export.rollup import write_rollup
            from scenarios.export.summary import write_summary
            from scenarios.rollup import rollup_of_plan

            write_plan_json(shown, fresh / "plan.json")
            if changes is not None:
                write_changes(plan, told, fresh / "changes.json")
            write_summary(problem, shown, fresh / "summary.md", words)
            reported = write_rollup(rollup_of_plan(problem, shown), fresh, language)
            calendars = write_calendars(problem, shown, fresh / "ics", words)
        inside = fresh / SEALED
        inside.mkdir(mode=0o700)
        if shown is not plan:
            write_plan_json(plan, inside / "plan.json")
            write_workbook(problem, plan, inside / "plan.xlsx", words, changes or ())
            if changes is not None:
                write_changes(plan, changes, inside / "changes.json")
            people = {person for v in plan.visits if v.id in hidden for person in v.team}
            people |= {p for one in sealed_withdrawn(problem, plan, on) for p in one.people}
            write_calendars(problem, plan, inside / "ics", words, people)
    if shown is plan:
        (folder / SEALED).rmdir()
    listed = () if changes is None else ("changes.json",)
    named = ("plan.json", "plan.xlsx", *listed, "summary.md", *(file.name for file in reported))
    files = [folder / name for name in named]
    return (*files, *(folder / "ics" / calendar.name for calendar in calendars))
