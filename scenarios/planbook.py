"""A plan in four sheets: reading one that an office filled in, writing one in the same form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar, cast

from pydantic import ValidationError
from xlsxwriter import Workbook

from models.base import Frozen
from models.inspector import Inspector
from models.plan import AnnualPlan, Milestone, PlanStatus, TrainingDay, Visit, Zone
from models.problem import Problem
from models.target import Target
from scenarios.checks import check_ids, check_rows, check_year
from scenarios.columns import Sheet
from scenarios.issues import Issues
from scenarios.length import length_of
from scenarios.plansheets import MILESTONES, PLAN_SHEETS, TRAINING, VISITS, ZONES
from scenarios.records import Record, read_records
from scenarios.references import Directory, directory_of, resolved
from scenarios.rows import Row
from scenarios.sheetwriter import Formats, write_sheet
from scenarios.tables import open_source
from scenarios.validation import note_record
from scenarios.words import DayPart

_Model = TypeVar("_Model", bound=Frozen)


def read_plan(path: Path, problem: Problem) -> AnnualPlan:
    """The plan that a workbook or a folder states about a problem.

    A sheet that is not there leaves `zones`, `training` or `milestones` None. Kilometres, costs and
    an inspector's excess are not read: they follow from the problem.

    Raises
    ------
    DataError
        With every issue found, when the sheets cannot be understood.
    """
    issues = Issues()
    source = open_source(path, issues, PLAN_SHEETS)
    grids = source.grids
    if VISITS.key not in grids and VISITS.key not in source.unreadable and path.exists():
        there = "、".join(source.names)
        issues.add(path.name, "sheet_missing", found=VISITS.zh, name=VISITS.zh, there=there)
    read = {s.key: read_records(grids[s.key], s, issues) for s in PLAN_SHEETS if s.key in grids}
    directories = {
        "targets": Directory((t.id, t.name) for t in problem.targets),
        "inspectors": Directory((i.id, i.name) for i in problem.inspectors),
        "programmes": Directory((p.id, p.name) for p in problem.programmes),
        VISITS.key: directory_of(read.get(VISITS.key, [])),
    }
    records = {
        sheet.key: resolved(read[sheet.key], sheet, directories, issues)
        for sheet in PLAN_SHEETS
        if sheet.key in read
    }
    visits = _visits(records.get(VISITS.key, []), problem, issues)
    zones = _zones(records[ZONES.key], issues) if ZONES.key in records else None
    training = _training(records[TRAINING.key], issues) if TRAINING.key in records else None
    milestones = None
    if MILESTONES.key in records:
        milestones = _milestones(records[MILESTONES.key], problem, issues)
    issues.stop_if_any()
    return AnnualPlan(
        origin=None,
        status=PlanStatus.COMPLETE,
        zones=zones,
        visits=visits,
        training=training,
        milestones=milestones,
    )


def _visits(records: Sequence[Record], problem: Problem, issues: Issues) -> tuple[Visit, ...]:
    check_ids(records, issues)
    used = {record.values["id"] for record in records if record.has("id")}
    free = (name for n in range(1, 10**9) if (name := f"V{n:04d}") not in used)
    visits = []
    for record in records:
        half, half_days = length_of(record, issues)
        check_year(record, "start", problem.year, issues)
        lead, team = _people(record, issues)
        if record.broken or not half_days or not lead:
            continue
        start = cast(date, record.values["start"])
        programmes = cast(tuple[str, ...], record.values["programmes"])
        values: Mapping[str, object] = {
            "id": record.values.get("id") or next(free),
            "target": record.values["target"],
            "programmes": programmes,
            "kind": problem.programme_by_id[programmes[0]].kind,
            "start": start,
            "half": half,
            "half_days": half_days,
            "end": start + timedelta((half_days + 1) // 2 - 1),
            "team": team,
            "lead": lead,
        }
        visit = _made(Visit, values, record, issues)
        visits += [visit] if visit else []
    return tuple(visits)


def _people(record: Record, issues: Issues) -> tuple[str, tuple[str, ...]]:
    """Lead and team; no lead, with an issue, when they do not go together."""
    lead = str(record.values.get("lead", ""))
    team = cast(tuple[str, ...], record.values.get("team", ()))
    place, row = record.place, record.row
    if record.broken:
        return "", team
    if not lead and len(team) == 1:
        lead = team[0]
    team = team or (lead,)
    found = record.found.get("team", "")
    if not lead:
        issues.add(place, "plan_no_lead", row, record.header("lead"), found=found)
    elif lead not in team:
        found = record.found.get("lead", "")
        issues.add(place, "plan_lead_outside", row, record.header("lead"), found=found)
    elif len(set(team)) < len(team):
        issues.add(place, "plan_member_twice", row, record.header("team"), found=found)
    else:
        return lead, team
    return "", team


def _zones(records: Sequence[Record], issues: Issues) -> tuple[Zone, ...]:
    first: dict[str, Record] = {}
    held: dict[str, list[str]] = {}
    for record in records:
        if not record.has("target", "inspector"):
            continue
        target, inspector = str(record.values["target"]), str(record.values["inspector"])
        one = first.setdefault(target, record)
        if one is not record:
            place, header = record.place, record.header("target")
            first_row = one.row or 0
            issues.add(place, "plan_zone_twice", record.row, header, found=target, first=first_row)
        held.setdefault(inspector, []).append(target)
    return tuple(Zone(inspector=i, targets=tuple(t), travel_km=0) for i, t in held.items())


def _training(records: Sequence[Record], issues: Issues) -> tuple[TrainingDay, ...]:
    check_rows(records, TRAINING, issues)
    made = [_made(TrainingDay, r.values, r, issues) for r in records if not r.broken]
    return tuple(day for day in made if day)


def _milestones(
    records: Sequence[Record], problem: Problem, issues: Issues
) -> tuple[Milestone, ...]:
    check_ids(records, issues)
    made = []
    for record in records:
        check_year(record, "due", problem.year, issues, later=1)
        if not record.broken:
            late = cast(date, record.values["due"]).year > problem.year
            made.append(_made(Milestone, {**record.values, "carried_over": late}, record, issues))
    return tuple(milestone for milestone in made if milestone)


def _made(
    model: type[_Model], values: Mapping[str, object], record: Record, issues: Issues
) -> _Model | None:
    """One of the plan's types from values; None, with issues, when it refuses them."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        note_record(error, record, issues)
        return None


def write_plan_sheets(
    workbook: Workbook, problem: Problem, plan: AnnualPlan, language: str = "zh"
) -> None:
    """Add the sheets that state a plan to a workbook; `read_plan` reads them back.

    Names stand beside ids for readers; sheets for what the plan does not say are left out.
    """
    formats = Formats(workbook)
    for sheet, rows in plan_rows(problem, plan).items():
        write_sheet(workbook, sheet, list(rows), formats, language)


def plan_rows(problem: Problem, plan: AnnualPlan) -> dict[Sheet, Iterator[Row]]:
    """The rows of each sheet that the plan has something to say in, names included, one by one."""
    rows = {VISITS: _visit_rows(problem, plan.visits)}
    if plan.zones is not None:
        rows[ZONES] = _zone_rows(problem, plan.zones)
    if plan.training is not None:
        rows[TRAINING] = _training_rows(problem, plan.training)
    if plan.milestones is not None:
        rows[MILESTONES] = _milestone_rows(problem, plan.milestones)
    return rows


def _visit_rows(problem: Problem, visits: Sequence[Visit]) -> Iterator[Row]:
    programmes = {p.id: p.name for p in problem.programmes}
    targets, people = _names(problem.targets), _names(problem.inspectors)
    shared = _shared(VISITS, Visit)
    for visit in visits:
        yield {
            **_fields(shared, visit),
            "half": DayPart.DAY if visit.half_days > 1 else DayPart(visit.half.value),
            "target_name": targets.get(visit.target, ""),
            "programme_names": "、".join(programmes.get(p, p) for p in visit.programmes),
            "lead_name": people.get(visit.lead, ""),
            "team_names": "、".join(people.get(i, i) for i in visit.team),
        }


def _zone_rows(problem: Problem, zones: Sequence[Zone]) -> Iterator[Row]:
    targets, people = _names(problem.targets), _names(problem.inspectors)
    for zone in zones:
        for target in zone.targets:
            yield {
                "target": target,
                "target_name": targets.get(target, ""),
                "inspector": zone.inspector,
                "inspector_name": people.get(zone.inspector, ""),
            }


def _training_rows(problem: Problem, training: Sequence[TrainingDay]) -> Iterator[Row]:
    people, shared = _names(problem.inspectors), _shared(TRAINING, TrainingDay)
    for day in training:
        yield {**_fields(shared, day), "inspector_name": people.get(day.inspector, "")}


def _milestone_rows(problem: Problem, milestones: Sequence[Milestone]) -> Iterator[Row]:
    targets, people = _names(problem.targets), _names(problem.inspectors)
    phases = {(p.id, phase.id): phase.name for p in problem.programmes for phase in p.phases}
    shared = _shared(MILESTONES, Milestone)
    for item in milestones:
        yield {
            **_fields(shared, item),
            "target_name": targets.get(item.target, ""),
            "inspector_name": people.get(item.inspector, ""),
            "phase_name": phases.get((item.programme, item.phase), ""),
        }


def _names(items: Iterable[Target] | Iterable[Inspector]) -> dict[str, str]:
    return {item.id: item.name for item in items}


def _shared(sheet: Sheet, kind: type[Frozen]) -> tuple[str, ...]:
    """The columns of a sheet that are fields or properties of a type."""
    names = (column.field for column in sheet.columns)
    return tuple(name for name in names if name in kind.model_fields or hasattr(kind, name))


def _fields(names: Iterable[str], item: Frozen) -> Row:
    return {name: getattr(item, name) for name in names}
