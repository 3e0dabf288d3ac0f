"""Rule `phases`: the dated steps of a programme that runs over the year, in their order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from models.plan import Finding, Milestone, MilestoneKind
from models.programme import Phase, Programme
from planner.audit.case import AuditCase
from planner.audit.report import Words, about_programme, finding, listed


@dataclass(frozen=True, slots=True)
class Stretch:
    """First and last day of a phase in the plan.

    One that is not `sound`, on a wrong day itself, is not held against those after it.
    """

    first: date
    last: date
    sound: bool


def check(case: AuditCase) -> Iterator[Finding]:
    """Phases without a date, on a wrong one, or before a phase they come after.

    Source: `md.time`, `md.3`; docs/semantics.md, Phases.
    """
    if case.plan.milestones is None:
        return
    for programme in case.problem.programmes:
        if programme.phases and case.chosen[programme.id]:
            yield from _of_programme(case, programme)


def _of_programme(case: AuditCase, programme: Programme) -> Iterator[Finding]:
    steps: dict[str, list[Milestone]] = defaultdict(list)
    for milestone in case.plan.milestones or ():
        if milestone.kind is MilestoneKind.PHASE and milestone.programme == programme.id:
            steps[milestone.phase].append(milestone)
    held: dict[str, Stretch] = {}
    for phase in programme.phases:
        faults = [] if phase.visits else list(_dates(case, programme, phase, steps[phase.id]))
        yield from faults
        stretch = _stretch(case, phase, steps[phase.id], sound=not faults)
        if stretch is not None:
            misplaced = list(_order(programme, phase, stretch, held)) if stretch.sound else []
            yield from misplaced
            held[phase.id] = replace(stretch, sound=stretch.sound and not misplaced)


def _stretch(
    case: AuditCase, phase: Phase, steps: list[Milestone], *, sound: bool
) -> Stretch | None:
    if phase.visits:
        rows = [r for r in case.dated if any(p.id in phase.visits for p in r.programmes)]
        days = [day for row in rows for day in row.days]
    else:
        days = [step.due for step in steps]
    return Stretch(min(days), max(days), sound) if days else None


def _dates(
    case: AuditCase, programme: Programme, phase: Phase, steps: list[Milestone]
) -> Iterator[Finding]:
    first, last = phase.dates(case.problem.year)
    wanted = sorted(case.chosen[programme.id]) if phase.each else [""]
    found: Mapping[str, list[Milestone]] = {
        target: [s for s in steps if s.target == target] for target in wanted
    }
    lacking = [target for target in wanted if not found[target]]
    if lacking:
        names = (case.problem.target_by_id[t].name for t in lacking if t)
        lack: Words = {"count": len(lacking), "targets": listed(names)}
        code = "missing_each" if phase.each else "missing"
        yield _finding(programme, phase, code, lack, targets=[t for t in lacking if t])
    for step in steps:
        words = {"due": step.due.isoformat(), "targets": _name(case, step.target)}
        limits = {"from": first.isoformat(), "until": last.isoformat()}
        about = [step.target] if step.target in case.problem.target_by_id else []
        if step.target not in wanted:
            yield _finding(programme, phase, "stray", words, days=[step.due], targets=about)
        elif len(found[step.target]) > 1:
            yield _finding(programme, phase, "twice", words, days=[step.due], targets=about)
        elif not first <= step.due <= last:
            yield _finding(
                programme, phase, "window", {**words, **limits}, days=[step.due], targets=about
            )
        elif step.due not in case.openings.working_days:
            yield _finding(programme, phase, "free_day", words, days=[step.due], targets=about)


def _order(
    programme: Programme, phase: Phase, own: Stretch, held: Mapping[str, Stretch]
) -> Iterator[Finding]:
    """Too soon after one of the phases before it, or too long after the last of them."""
    before = [(p, held[p.id]) for p in programme.phases if p.id in phase.after and p.id in held]
    for earlier, stretch in before:
        days = (own.first - stretch.last).days
        if stretch.sound and days < phase.least_days:
            yield _finding(
                programme,
                phase,
                "early",
                {
                    "due": own.first.isoformat(),
                    "other": earlier.name,
                    "from": stretch.last.isoformat(),
                    "limit": phase.least_days,
                    "found": days,
                },
                days=[stretch.last, own.first],
            )
    most = phase.greatest_days
    if before and most is not None and all(stretch.sound for _, stretch in before):
        latest = max(stretch.last for _, stretch in before)
        if (own.last - latest).days > most:
            words: Words = {"due": own.last.isoformat(), "from": latest.isoformat(), "limit": most}
            yield _finding(programme, phase, "late", words, days=[latest, own.last])


def _name(case: AuditCase, target: str) -> str:
    known = case.problem.target_by_id.get(target)
    return known.name if known else target or "—"


def _finding(
    programme: Programme,
    phase: Phase,
    code: str,
    words: Words,
    *,
    days: list[date] | None = None,
    targets: list[str] | None = None,
) -> Finding:
    return finding(
        f"phases.{code}",
        phase.clause,
        {**about_programme(programme), "phase": phase.name, **words},
        targets=targets or (),
        dates=days or (),
    )
