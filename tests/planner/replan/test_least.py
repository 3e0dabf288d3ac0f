"""The least number of changes, against trying every plan of tiny cases."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from models.inspector import Leave
from models.plan import AnnualPlan, StageStatus
from models.problem import Problem
from planner.options import Options
from planner.pipeline import plan_year
from planner.replan import Replanned, replan
from tests.planner import hamlet

OPTIONS = Options(time_limit_s=20, deterministic=True, gap=0)
DAYS = [f"03-0{n}" for n in range(1, 6)]
OLD: dict[int, AnnualPlan] = {}


def county(schools: int, leave: tuple[Leave, ...] = (), most: int | None = None) -> Problem:
    """Two people, one week, and a visit of one day to each school."""
    return hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}") for n in range(1, schools + 1)),
        inspectors=hamlet.people(2, days_per_week=most),
        calendar=hamlet.calendar("03-01", "03-05"),
        leave=leave,
    )


def planned(schools: int) -> AnnualPlan:
    """A plan of that county without any leave, made once."""
    if schools not in OLD:
        OLD[schools] = plan_year(county(schools), OPTIONS)
    return OLD[schools]


def least(old: AnnualPlan, problem: Problem, since: str) -> tuple[int, int]:
    """Visits left out and changed in the best of all plans there are."""
    first = hamlet.day(since)
    done = [(v.start, v.team[0]) for v in old.visits if v.start < first]
    coming = {v.target: (v.start, v.team[0]) for v in old.visits if v.start >= first}
    past = {v.target for v in old.visits if v.start < first}
    targets = [t.id for t in problem.targets if t.id not in past]
    places = [
        (hamlet.day(day), person.id)
        for day in DAYS
        for person in problem.inspectors
        if hamlet.day(day) >= first
        and not any(
            one.inspector == person.id and one.start <= hamlet.day(day) <= one.end
            for one in problem.leave
        )
    ]
    most = problem.inspectors[0].days_per_week or len(DAYS)
    best = (len(targets) + 1, 0)
    for choice in product([None, *places], repeat=len(targets)):
        taken = [place for place in choice if place is not None]
        work = [person for _, person in (*done, *taken)]
        if len(set(taken)) < len(taken) or any(
            work.count(person) > most for person in {person for _, person in taken}
        ):
            continue
        changed = sum(
            target in coming and place != coming[target]
            for target, place in zip(targets, choice, strict=True)
        )
        best = min(best, (choice.count(None), changed))
    return best


def told(found: Replanned, level: str) -> int:
    """A level's value, which must be proven."""
    figure = next(f for f in found.plan.stages if f.level == level and f.stage == "replanning")
    assert figure.status is StageStatus.OPTIMAL
    return int(figure.objective)


spans = st.tuples(st.sampled_from(["p1", "p2"]), st.sampled_from(DAYS), st.sampled_from(DAYS))


@settings(max_examples=25, deadline=None)
@given(
    schools=st.integers(3, 4),
    since=st.sampled_from(DAYS[:4]),
    away=st.lists(spans, max_size=3),
    most=st.sampled_from([None, 2, 3]),
)
def test_no_plan_changes_fewer_visits(
    schools: int, since: str, away: list[tuple[str, str, str]], most: int | None
) -> None:
    leave = tuple(hamlet.leave(p, *sorted(span)) for p, *span in away)
    old, problem = planned(schools), county(schools, leave, most)
    found = replan(problem, old, hamlet.day(since), OPTIONS)
    assert (told(found, "left_out"), told(found, "changed")) == least(old, problem, since)
    done = {v for v in old.visits if v.start < hamlet.day(since)}
    assert done <= set(found.plan.visits)
    assert all(c.old_start is None or c.old_start >= hamlet.day(since) for c in found.changes)
    again = replan(problem, found.plan, hamlet.day(since), OPTIONS)
    assert again.changes == ()
    assert again.plan.visits == found.plan.visits
