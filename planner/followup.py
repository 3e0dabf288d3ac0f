"""Stage `followup`: the dated steps after each visit, and the reviews of the year.

Source: `nm.9` (feedback), `nm.10`, `hn.11`, `my.3.5` (rectification, look-back), `md.time`
(phases), `sj.2.1`, `nm.3b` (reviews).
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from models.plan import Milestone, MilestoneKind, Visit
from models.policy import FollowUp
from models.problem import Problem
from planner.demand import chosen_targets
from planner.phases import phase_steps, working_day_before


def followup(
    problem: Problem, visits: tuple[Visit, ...], responsible: Mapping[str, str], seed: int = 0
) -> tuple[Milestone, ...]:
    """Milestones of all visits in the order of the visits, then phases and reviews of the year.

    Parameters
    ----------
    seed
        Of the draws, which say what a programme of phases concerns.
    responsible
        The responsible inspector of each target that has one; others' visits are followed up by the
        lead.
    """
    sealed = {p.id for p in problem.programmes if p.sealed}
    by_target: dict[str, list[Visit]] = {v.target: [] for v in visits}
    for visit in sorted(visits, key=lambda v: (v.start, v.id)):
        if sealed.isdisjoint(visit.programmes):
            by_target.setdefault(visit.target, []).append(visit)
    steps: list[Milestone] = []
    for visit in visits:
        rule = next((r for r in problem.policy.follow_up if visit.kind in r.kinds), None)
        if rule is not None:
            person = responsible.get(visit.target, visit.lead)
            steps += _after(problem, visit, rule, person, by_target[visit.target])
    return (*steps, *_phases(problem, visits, seed), *_reviews(problem))


def _phases(problem: Problem, visits: tuple[Visit, ...], seed: int) -> Iterator[Milestone]:
    for programme in problem.programmes:
        if programme.phases and programme.level is problem.level:
            targets = tuple(t.id for t in chosen_targets(problem, programme, seed))
            if targets:
                yield from phase_steps(problem, programme, targets, visits)


def _after(
    problem: Problem, visit: Visit, rule: FollowUp, person: str, later: list[Visit]
) -> Iterator[Milestone]:
    feedback = working_day_before(problem, visit.end + timedelta(days=rule.feedback_days))
    yield _step(problem, visit, MilestoneKind.FEEDBACK, feedback, visit.lead)
    if rule.rectification_days is None:
        return
    rectified = working_day_before(problem, feedback + timedelta(days=rule.rectification_days))
    yield _step(problem, visit, MilestoneKind.RECTIFICATION, rectified, person)
    if rule.look_back_days is None:
        return
    latest = rectified + timedelta(days=rule.look_back_days)
    occasion = next((v for v in later if rectified < v.start <= latest and person in v.team), None)
    due = working_day_before(problem, latest) if occasion is None else occasion.start
    yield _step(problem, visit, MilestoneKind.LOOK_BACK, due, person, occasion)


def _step(
    problem: Problem,
    visit: Visit,
    kind: MilestoneKind,
    due: date,
    person: str,
    occasion: Visit | None = None,
) -> Milestone:
    return Milestone(
        id=f"{visit.id}-{kind.value}",
        kind=kind,
        due=due,
        visit=visit.id,
        target=visit.target,
        inspector=person,
        occasion="" if occasion is None else occasion.id,
        carried_over=due > problem.calendar.last,
    )


def _reviews(problem: Problem) -> Iterator[Milestone]:
    rule = problem.policy.reviews
    if rule is None:
        return
    for number in range(1, rule.per_year + 1):
        month = number * 12 // rule.per_year
        last = problem.calendar.last
        if month < 12:
            last = date(problem.year, month + 1, 1) - timedelta(days=1)
        due = working_day_before(problem, last)
        yield Milestone(id=f"review-{number:02d}", kind=MilestoneKind.REVIEW, due=due)
