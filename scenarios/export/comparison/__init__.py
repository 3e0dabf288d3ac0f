"""A comparison as files: `comparison.json`, `.xlsx` and `.html`, and a folder for each plan."""

from pathlib import Path

from models.comparison import Comparison
from models.plan import AnnualPlan
from models.tiers import TieredPlan
from scenarios.compare import Compared
from scenarios.export import write_plan
from scenarios.export.comparison.page import write_page
from scenarios.export.comparison.workbook import write_comparison_workbook
from scenarios.export.delivery import delivery
from scenarios.export.tiers import write_tiers
from scenarios.export.wording import Words

JSON, WORKBOOK, PAGE = "comparison.json", "comparison.xlsx", "comparison.html"


def write_comparison(
    compared: Compared, folder: Path, language: str = "zh", *, plans: bool = True
) -> tuple[Path, ...]:
    """Write all files, or none when one fails; files of an earlier run are replaced.

    Parameters
    ----------
    plans
        Whether each scenario's plan is written too, into a folder of its name.

    Returns
    -------
    tuple[Path, ...]
        The files of the comparison, then the folders of the plans.

    Raises
    ------
    OSError
        When the folder cannot be written; nothing is changed then.
    """
    comparison, words = compared.comparison, Words(language)
    with delivery(folder) as fresh:
        write_comparison_json(comparison, fresh / JSON)
        write_comparison_workbook(comparison, fresh / WORKBOOK, words)
        write_page(comparison, fresh / PAGE, words)
        written = write_plans(compared, fresh, language) if plans else ()
    return (*(folder / name for name in (JSON, WORKBOOK, PAGE)), *(folder / n for n in written))


def write_plans(compared: Compared, folder: Path, language: str) -> tuple[str, ...]:
    """Write the plan of each scenario that has one into a folder of its name; the names."""
    written = []
    scenarios = compared.comparison.scenarios
    for scenario, case, outcome in zip(scenarios, compared.cases, compared.outcomes, strict=True):
        if isinstance(outcome, AnnualPlan):
            write_plan(case.problem, outcome, folder / scenario.folder, language)
        elif isinstance(outcome, TieredPlan):
            write_tiers(case.problem, outcome, folder / scenario.folder, language)
        else:
            continue
        written.append(scenario.folder)
    return tuple(written)


def write_comparison_json(comparison: Comparison, path: Path) -> None:
    """Write the comparison in UTF-8; equal ones give equal bytes."""
    path.write_bytes(comparison.model_dump_json(indent=1).encode() + b"\n")
