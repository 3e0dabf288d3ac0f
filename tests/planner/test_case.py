"""The case: who may take part, and days dropped without losing any arrangement."""

from datetime import date
from itertools import combinations

import pytest

from models.inspector import Employment, Inspector, InspectorFilter
from models.problem import Problem
from models.programme import Need, TeamRule
from models.target import Stage
from planner import case as module
from planner.case import make_case
from planner.demand import Request, requests
from tests.planner import hamlet
from tests.planner.hamlet import index
from tests.planner.village import FULL, village


def _able(problem: Problem, person: Inspector, request: Request, first: date) -> bool:
    """Whether the person may make the visit from that day on, by the words of the rules."""
    target = problem.target_by_id[request.target]
    if not person.qualified_for(target):
        return False
    for n in range(request.length):
        when = date.fromordinal(first.toordinal() + n)
        start, end = person.certificate_from, person.certificate_until
        if person.employment is Employment.FULL_TIME and not (start <= when <= end):  # type: ignore[operator]
            return False
        if problem.must_recuse(person.id, target.id, when):
            return False
        if any(x.start <= when <= x.end for x in problem.leave_by_inspector.get(person.id, ())):
            return False
    return True


def _has_team(problem: Problem, request: Request, first: date) -> bool:
    able = [p for p in problem.inspectors if _able(problem, p, request, first)]
    parts = problem.target_by_id[request.target].stage_parts
    wanted = request.team.lead.employment
    return any(
        (not wanted or any(p.employment in wanted for p in team))
        and (not request.team.cover_stages or all(any(s in p.stages for p in team) for s in parts))
        for team in combinations(able, request.team.size)
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_day_with_a_possible_team_is_dropped(seed: int) -> None:
    problem = village(seed, days=9)
    presence = hamlet.presence(problem)
    due = requests(problem, presence.days, {}, 0)
    found = make_case(presence, due)
    for before, after in zip(due, found.requests, strict=True):
        days = {d for d in before.days if _has_team(problem, before, presence.days.date_of(d))}
        assert days <= set(after.days) <= set(before.days)
        for person in problem.inspectors:
            fits = any(
                _able(problem, person, before, presence.days.date_of(d)) for d in before.days
            )
            assert (person.id in found.candidates[before.id]) is fits


def _days(problem: Problem) -> list[str]:
    (request,) = hamlet.case(problem).requests
    return [date.fromordinal(date(2027, 1, 1).toordinal() + d).strftime("%d") for d in request.days]


WEEK = hamlet.calendar("03-01", "03-05")


def test_days_with_too_few_people_are_dropped() -> None:
    problem = hamlet.problem(
        calendar=WEEK,
        inspectors=hamlet.people(3),
        programmes=(hamlet.programme(team=TeamRule(size=2)),),
        leave=(
            hamlet.leave("p1", "03-01", "03-03"),
            hamlet.leave("p2", "03-03"),
            hamlet.leave("p3", "03-04"),
        ),
    )
    assert _days(problem) == ["01", "02", "04", "05"]


def test_days_without_a_lead_or_another_sort_are_dropped() -> None:
    part = InspectorFilter(employment=(Employment.PART_TIME,))
    rule = TeamRule(size=2, lead=FULL, needs=(Need(who=part, at_least=1),), cover_stages=False)
    problem = hamlet.problem(
        calendar=WEEK,
        inspectors=(
            *hamlet.people(2),
            *(hamlet.person(f"h{n}", employment=Employment.PART_TIME) for n in (1, 2)),
        ),
        programmes=(hamlet.programme(team=rule),),
        leave=(
            *(hamlet.leave(p, "03-02") for p in ("p1", "p2")),
            *(hamlet.leave(p, "03-04") for p in ("h1", "h2")),
            hamlet.leave("p1", "03-05"),
        ),
    )
    assert _days(problem) == ["01", "03", "05"]


def test_responsible_inspector_is_the_only_candidate() -> None:
    alone = hamlet.programme(team=TeamRule(responsible=True, size=3))
    problem = hamlet.problem(
        calendar=WEEK,
        inspectors=hamlet.people(3),
        programmes=(alone,),
        leave=(hamlet.leave("p2", "03-02"),),
    )
    found = hamlet.case(problem, {"s1": "p2"})
    assert found.candidates == {"visit-s1": ("p2",)}
    assert index("03-02") not in found.requests[0].days
    nobody = hamlet.case(problem, {})
    assert nobody.candidates == {"visit-s1": ()}


def test_least_travel_takes_the_nearest_people_of_each_visit() -> None:
    homes = tuple(hamlet.person(f"p{n}", lon=102 + n / 100) for n in (1, 2, 3))
    problem = hamlet.problem(
        inspectors=homes,
        targets=(hamlet.school("s1"), hamlet.school("s2", lon=102.03)),
        programmes=(hamlet.programme(team=TeamRule(size=2)),),
    )
    found = hamlet.case(problem)
    one_step = found.table.round_trip_hm("p1", "s1")  # a hundredth of a degree, out and back
    # s1: one and two steps; s2 stands where p3 lives: none and one
    assert found.least_travel_hm == pytest.approx(4 * one_step, abs=2)
    assert not found.limited


def test_of_many_people_the_nearest_of_each_sort_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_CANDIDATES", 4)
    monkeypatch.setattr(module, "MOST_PAIRS", 5)
    far_lead = hamlet.person("lead", lon=103, employment=Employment.FULL_TIME)
    others = tuple(
        hamlet.person(f"p{n}", lon=102 + n / 100, employment=Employment.PART_TIME) for n in range(9)
    )
    problem = hamlet.problem(
        inspectors=(*others, far_lead),
        programmes=(hamlet.programme(team=TeamRule(size=2, lead=FULL)),),
    )
    found = hamlet.case(problem)
    assert found.limited
    assert found.candidates["visit-s1"] == ("p0", "p1", "p2", "p3", "lead")


def test_a_request_without_people_keeps_its_days() -> None:
    """So that the reasons can say that people are missing, not days."""
    problem = hamlet.problem(calendar=WEEK, targets=(hamlet.school(stage=Stage.UNIVERSITY),))
    (request,) = hamlet.case(problem).requests
    assert len(request.days) == 5
    assert hamlet.case(problem).candidates == {"visit-s1": ()}
