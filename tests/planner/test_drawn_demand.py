"""What a register drew becomes demand: these targets, in the days of their draw, and no others."""

from datetime import date, timedelta

from models.draw import Exclusion
from models.drawn import DrawnTarget
from models.problem import Problem
from planner.demand import chosen_targets, requests
from planner.explain.question import of_targets
from planner.horizon import horizon
from scenarios.register import drawn_targets
from tests.planner.draw.county import RULED, county, drawn

BATCH = RULED.model_copy(update={"first": "2027-04-01", "last": "2027-05-31"})


def _with(problem: Problem, *drawn_: DrawnTarget) -> Problem:
    return problem.model_copy(update={"drawn": drawn_})


def test_batches_become_the_demand_of_their_programme() -> None:
    first = drawn(BATCH)
    assert first.drawn is not None
    later = RULED.model_copy(
        update={
            "id": "autumn",
            "first": "2027-09-01",
            "last": "2027-11-30",
            "strata": (),
            "exclusions": (Exclusion(name="drawn", where={"drawn_this_year": 1}),),
        }
    )
    second = drawn(later, (first,))
    assert second.drawn is not None
    assert not set(first.drawn.outcome) & set(second.drawn.outcome)
    assert all(second.excluded[t] == ("drawn",) for t in first.drawn.outcome)
    problem = _with(county(), *drawn_targets([first, second]))
    programme = problem.programme_by_id["comprehensive"]
    named = {t.id for t in chosen_targets(problem, programme, 0)}
    assert named == {*first.drawn.outcome, *second.drawn.outcome}
    days = horizon(problem)
    due = [r for r in requests(problem, days, {}, 0) if r.programmes[0] == "comprehensive"]
    assert {r.target for r in due} == named
    for request in due:
        if request.target in first.drawn.outcome:
            dates = [date(2027, 1, 1) + timedelta(d) for d in request.days]
            assert dates
            assert date(2027, 4, 1) <= min(dates)
            assert max(dates) <= date(2027, 5, 31)


def test_a_part_of_the_problem_draws_nobody_else() -> None:
    """A target that was not drawn, alone: the programme does not turn to tickets."""
    record = drawn(BATCH)
    assert record.drawn is not None
    problem = _with(county(), *drawn_targets([record]))
    other = next(t.id for t in problem.targets if t.id not in record.drawn.outcome)
    part = of_targets(problem, {other})
    assert chosen_targets(part, part.programme_by_id["comprehensive"], 0) == []
