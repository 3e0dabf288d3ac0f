"""The plans of several offices as files: `plan.json` with everything, and a folder for each office.

The folder of an office, `offices/<key> <name>`, holds what one office's plan is written as.
"""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from models.plan import AnnualPlan, ComplianceLine
from models.problem import Problem
from models.rollup import OfficeFigures
from models.tiers import OfficePlan, TieredPlan
from planner.tiers import Offices, Shares, share, verdict
from scenarios.export import SEALED, write_plan
from scenarios.export.delivery import delivery
from scenarios.export.json_file import read_any_json, write_plan_json
from scenarios.export.rollup import JSON, read_rollup_json, write_rollup
from scenarios.export.sealed import open_form
from scenarios.rollup import rolled_up

OFFICES = "offices"


@dataclass(frozen=True)
class _Parcel:
    """One office's plan on its way into its folder."""

    problem: Problem
    plan: AnnualPlan
    folder: Path
    language: str


def write_tiers(
    problem: Problem, plan: TieredPlan, folder: Path, language: str = "zh", processes: int = 1
) -> tuple[Path, ...]:
    """Write all files, or none when one fails; files of an earlier run are replaced.

    Sealed visits are kept from all files but those in the folders `sealed`.

    Returns
    -------
    tuple[Path, ...]
        The whole plan, the roll-up of all offices, and the folders of the offices.

    Raises
    ------
    OSError
        When the folder cannot be written; nothing is changed then.
    """
    own = Shares(problem, plan)
    names = {key: folder_name(key, part.tree[part.office].name) for key, part in own.items()}
    with delivery(folder) as fresh:
        shown = open_tiers(problem, plan, own)
        write_plan_json(shown, fresh / "plan.json")
        inside = fresh / SEALED
        inside.mkdir(mode=0o700)
        hidden = shown != plan
        if hidden:
            write_plan_json(plan, inside / "plan.json")
        parcels = (
            _Parcel(own[one.key], one.plan, fresh / OFFICES / names[one.key], language)
            for one in plan.offices
        )
        _deliver(list(parcels), processes)
        reports = [_reported(one, fresh / OFFICES / names[one.key] / JSON) for one in shown.offices]
        summed = write_rollup(rolled_up(problem, reports, shown.compliance), fresh, language)
    if not hidden:
        (folder / SEALED).rmdir()
    files = [folder / file for file in ("plan.json", *(file.name for file in summed))]
    return (*files, *(folder / OFFICES / name for name in names.values()))


def _reported(one: OfficePlan, file: Path) -> OfficeFigures:
    """What the office reports of one of its tasks."""
    (figures,) = read_rollup_json(file).offices
    return figures.model_copy(update={"task": one.task})


def part_of(problem: Problem, file: Path, plan: AnnualPlan, *, around: bool = False) -> Problem:
    """The office's share of the problem, for the plan of one office among several; else itself.

    Visits of other offices are those of the whole plan in a folder above the file; without one
    nothing is known of them.

    Parameters
    ----------
    around
        With the visits of all other offices, not only of those that planned before.
    """
    _, of_part, key = (plan.origin.dataset if plan.origin else "").rpartition(f"{problem.id}.")
    if not of_part:
        return problem
    for folder in file.absolute().parents[1:4]:
        whole = folder / "plan.json"
        if whole.is_file() and isinstance(above := read_any_json(whole), TieredPlan):
            shares = Shares(problem, above)
            if key in shares:
                return shares.around(key) if around else shares[key]
    offices = Offices(problem)
    return next((share(offices, task) for task in offices.tasks if task.key == key), problem)


def folder_name(key: str, name: str) -> str:
    """What the folder of an office is called, on any file system."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", f"{key} {name}").strip(". ")[:80]


def open_tiers(problem: Problem, plan: TieredPlan, own: Mapping[str, Problem]) -> TieredPlan:
    """The plan without sealed visits; clauses keep the verdict on the whole plan."""
    offices = tuple(
        one.model_copy(update={"plan": open_form(own[one.key], one.plan)}) for one in plan.offices
    )
    if all(one.plan is other.plan for one, other in zip(offices, plan.offices, strict=True)):
        return plan
    shown = plan.model_copy(update={"offices": offices})
    return shown.model_copy(update={"compliance": tuple(_lines(problem, plan, shown))})


def _lines(problem: Problem, plan: TieredPlan, shown: TieredPlan) -> Iterator[ComplianceLine]:
    whole = {line.clause: line.status for line in plan.compliance}
    for line in verdict(problem, shown):
        yield line.model_copy(update={"status": whole.get(line.clause, line.status)})


def _deliver(parcels: list[_Parcel], processes: int) -> None:
    """Write the folders in several processes; if one of them dies, the rest in this one."""
    if processes > 1 and len(parcels) > processes:
        context = get_context("spawn")
        try:
            with ProcessPoolExecutor(processes, context) as pool:
                for _ in pool.map(_write, parcels, chunksize=4):
                    pass
        except BrokenProcessPool:
            pass
        else:
            return
    for parcel in parcels:
        _write(parcel)


def _write(parcel: _Parcel) -> None:
    write_plan(parcel.problem, parcel.plan, parcel.folder, parcel.language)
