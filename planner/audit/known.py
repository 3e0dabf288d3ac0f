"""Rule `known`: the plan names only what the problem knows, and nothing twice."""

from collections import Counter
from collections.abc import Iterator

from models.plan import Finding, LeftOut, Milestone, MilestoneKind, TrainingDay, Visit, Zone
from planner.audit.case import AuditCase
from planner.audit.report import about_visit, finding, listed
from planner.audit.rows import Row

OF_NO_VISIT = (MilestoneKind.REVIEW, MilestoneKind.PHASE)


def check(case: AuditCase) -> Iterator[Finding]:
    """Unknown ids, visits out of the year, teams without people, leads out of the team.

    Source: docs/semantics.md, What is due: every visit is one that is due.
    """
    yield from _repeated(case)
    for row in case.rows:
        yield from _names(case, row)
        yield from _dates(case, row)
        yield from _team(case, row.visit)
    for zone in case.plan.zones or ():
        yield from _zone(case, zone)
    for training in case.plan.training or ():
        yield from _training(case, training)
    visits = {visit.id for visit in case.plan.visits} | {""}
    for milestone in case.plan.milestones or ():
        yield from _milestone(case, milestone, visits)
    yield from _orphans(case, visits)
    for left_out in case.plan.left_out:
        yield from _left_out(case, left_out)


def _clause(case: AuditCase, programmes: tuple[str, ...]) -> str:
    table = case.problem.programme_by_id
    return case.clause_of(next((table[p] for p in programmes if p in table), None))


def _repeated(case: AuditCase) -> Iterator[Finding]:
    visits = case.plan.visits
    by_id = {visit.id: visit for visit in visits}
    for visit_id, count in Counter(visit.id for visit in visits).items():
        if count > 1:
            yield finding(
                "known.visit_twice",
                _clause(case, by_id[visit_id].programmes),
                {"visit": visit_id, "count": count},
                visits=(visit_id,),
            )
    for inspector, count in Counter(zone.inspector for zone in case.plan.zones or ()).items():
        if count > 1:
            yield finding(
                "known.zone_twice",
                case.problem.policy.zoning.clause,
                {"inspector_id": inspector, "count": count},
                inspectors=(inspector,),
            )


def _names(case: AuditCase, row: Row) -> Iterator[Finding]:
    visit, clause = row.visit, _clause(case, row.visit.programmes)
    if row.target is None:
        words = {**about_visit(visit), "target_id": visit.target}
        yield finding("known.target", clause, words, visits=(visit.id,), targets=(visit.target,))
    if not visit.programmes:
        yield finding("known.no_programme", clause, about_visit(visit), visits=(visit.id,))
    for programme in dict.fromkeys(visit.programmes):
        if programme not in case.problem.programme_by_id:
            words = {**about_visit(visit), "programme_id": programme}
            yield finding("known.programme", clause, words, visits=(visit.id,))
    if row.leading_programme is not None and visit.kind is not row.leading_programme.kind:
        words = {**about_visit(visit), "programme": row.leading_programme.name}
        yield finding("known.kind", clause, words, visits=(visit.id,))


def _dates(case: AuditCase, row: Row) -> Iterator[Finding]:
    if not row.days:
        yield finding(
            "known.year",
            case.problem.policy.days.clause,
            {
                **about_visit(row.visit),
                "half_days": str(row.visit.half_days),
                "year": case.problem.year,
            },
            visits=(row.visit.id,),
            dates=(row.visit.start,),
        )


def _team(case: AuditCase, visit: Visit) -> Iterator[Finding]:
    clause = case.problem.policy.team_clause
    for member in dict.fromkeys(visit.team):
        if member not in case.problem.inspector_by_id:
            words = {**about_visit(visit), "inspector_id": member}
            yield finding("known.member", clause, words, visits=(visit.id,), inspectors=(member,))
    if not visit.team:
        yield finding("known.no_team", clause, about_visit(visit), visits=(visit.id,))
    elif visit.lead not in visit.team:
        words = {**about_visit(visit), "lead": visit.lead}
        yield finding("known.lead", clause, words, visits=(visit.id,), inspectors=(visit.lead,))


def _zone(case: AuditCase, zone: Zone) -> Iterator[Finding]:
    clause = case.problem.policy.zoning.clause
    if zone.inspector not in case.problem.inspector_by_id:
        words = {"inspector_id": zone.inspector}
        yield finding("known.zone_inspector", clause, words, inspectors=(zone.inspector,))
    for target in dict.fromkeys(zone.targets):
        if target not in case.problem.target_by_id:
            yield finding(
                "known.zone_target",
                clause,
                {"inspector_id": zone.inspector, "target_id": target},
                inspectors=(zone.inspector,),
                targets=(target,),
            )


def _training(case: AuditCase, training: TrainingDay) -> Iterator[Finding]:
    clause = case.problem.policy.training.clause
    words = {"inspector_id": training.inspector, "day": training.day.isoformat()}
    codes = []
    if training.inspector not in case.problem.inspector_by_id:
        codes.append("known.trainee")
    if not case.in_year(training.day):
        codes.append("known.training_year")
    if training.session and not any(
        training.session == session.name for session in case.problem.calendar.training
    ):
        codes.append("known.session")
    for code in codes:
        yield finding(
            code,
            clause,
            {**words, "session": training.session, "year": case.problem.year},
            inspectors=(training.inspector,),
            dates=(training.day,),
        )


def _milestone(case: AuditCase, milestone: Milestone, visits: set[str]) -> Iterator[Finding]:
    targets, people = case.problem.target_by_id, case.problem.inspector_by_id
    programme = case.problem.programme_by_id.get(milestone.programme)
    phases = {phase.id for phase in programme.phases} if programme else set()
    if milestone.kind is MilestoneKind.PHASE and milestone.phase not in phases:
        yield finding(
            "known.milestone_phase",
            _milestone_clause(case, milestone),
            {
                "milestone": milestone.id,
                "due": milestone.due.isoformat(),
                "found": f"{milestone.programme} {milestone.phase}",
            },
            dates=(milestone.due,),
        )
    faults = (
        ("target", milestone.target, targets),
        ("inspector", milestone.inspector, people),
        ("occasion", milestone.occasion, visits),
    )
    for field, value, known in faults:
        if value and value not in known:
            yield finding(
                f"known.milestone_{field}",
                _milestone_clause(case, milestone),
                {"milestone": milestone.id, "due": milestone.due.isoformat(), "found": value},
                dates=(milestone.due,),
            )


def _orphans(case: AuditCase, visits: set[str]) -> Iterator[Finding]:
    """Steps of visits that the plan lacks, one finding a visit.

    Not told where a visit that is due was struck out, and left its milestones behind.
    """
    lacking = {due.target.id for due in case.dues if due.missing and due.programme.mandatory}
    orphans: dict[str, list[Milestone]] = {}
    for milestone in case.plan.milestones or ():
        stray = milestone.kind not in OF_NO_VISIT and not milestone.visit
        struck_out = milestone.target in lacking or (lacking and not milestone.target)
        if (stray or milestone.visit not in visits) and not struck_out:
            orphans.setdefault(milestone.visit, []).append(milestone)
    for visit, steps in orphans.items():
        yield finding(
            "known.milestone_visit",
            _milestone_clause(case, steps[0]),
            {
                "milestone": listed(step.id for step in steps),
                "due": listed(step.due.isoformat() for step in steps),
                "found": visit,
            },
            dates=(step.due for step in steps),
        )


def _milestone_clause(case: AuditCase, milestone: Milestone) -> str:
    policy = case.problem.policy
    if milestone.kind is MilestoneKind.REVIEW and policy.reviews is not None:
        return policy.reviews.clause
    if milestone.kind is MilestoneKind.PHASE:
        return case.clause_of(case.problem.programme_by_id.get(milestone.programme))
    if milestone.kind is not MilestoneKind.REVIEW and policy.follow_up:
        return policy.follow_up[0].feedback_clause
    return policy.days.clause


def _left_out(case: AuditCase, left_out: LeftOut) -> Iterator[Finding]:
    programmes = [p for p in left_out.programmes if p not in case.problem.programme_by_id]
    unknown = [t for t in (left_out.target,) if t not in case.problem.target_by_id] + programmes
    for name in unknown:
        yield finding(
            "known.left_out",
            _clause(case, left_out.programmes),
            {"left_out": left_out.id, "found": name},
        )
