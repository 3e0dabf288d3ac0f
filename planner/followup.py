"""Stage `followup`: the dated steps after each visit, and the reviews of the year.

Source: `nm.9` (feedback), `nm.10`, `hn.11`, `my.3.5` (rectification, look-back), `sj.2.1`, `nm.3b`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from models.plan import Milestone, MilestoneKind, Visit
from models.policy import FollowUp
from models.problem import Problem


def followup(
    problem: Problem, visits: tuple[Visit, ...], responsible: Mapping[str, str]
) -> tuple[Milestone, ...]:
    """Milestones of all visits in the order of the visits, then the reviews.

    Parameters
    ----------
    responsible
        The responsible inspector of each target that has one; others' visits are followed up by the
        lead.
    """
    by_target: dict[str, list[Visit]] = {}
    for visit in sorted(visits, key=lambda v: (v.start, v.id)):
        by_target.setdefault(visit.target, []).append(visit)
    steps: list[Milestone] = []
    for visit in visits:
        rule = next((r for r in problem.policy.follow_up if visit.kind in r.kinds), None)
        if rule is not None:
            person = responsible.get(visit.target, visit.lead)
            steps += _after(problem, visit, rule, person, by_target[visit.target])
    return (*steps, *_reviews(problem))


def _after(
    problem: Problem, visit: Visit, rule: FollowUp, person: str, later: list[Visit]
) -> Iterator[Milestone]:
    feedback = _working_day_before(problem, visit.end + timedelta(days=rule.feedback_days))
    yield _step(problem, visit, MilestoneKind.FEEDBACK, feedback, visit.lead)
    if rule.rectification_days is None:
        return
    rectified = _working_day_before(problem, feedback + timedelta(days=rule.rectification_days))
    yield _step(problem, visit, MilestoneKind.RECTIFICATION, rectified, person)
    if rule.look_back_days is None:
        return
    latest = rectified + timedelta(days=rule.look_back_days)
    occasion = next((v for v in later if rectified < v.start <= latest and person in v.team), None)
    due = _working_day_before(problem, latest) if occasion is None else occasion.start
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
        due = _working_day_before(problem, last)
        yield Milestone(id=f"review-{number:02d}", kind=MilestoneKind.REVIEW, due=due)


def _working_day_before(problem: Problem, day: date) -> date:
    """The day itself or the last working day before it; next year knows no holidays yet."""
    while not _works(problem, day):
        day -= timedelta(days=1)
    return day


def _works(problem: Problem, day: date) -> bool:
    if day > problem.calendar.last:
        return day.weekday() < 5
    return problem.calendar.is_working_day(day)
