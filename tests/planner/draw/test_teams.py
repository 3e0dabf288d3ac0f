"""Teams: every plan keeps the rules, chances are those published, and as fair as can be."""

import random
from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from models.draw import (
    DrawRule,
    DueTeam,
    EventKind,
    FrozenRule,
    Ground,
    Library,
    Need,
    Request,
    Size,
    Status,
    TeamLottery,
)
from planner.draw.chain import next_place
from planner.draw.halving import Split, halved
from planner.draw.replacement import keeps_rule, replace
from planner.draw.teams import Network, NoTeamError, fairest_flow, network_of, team_lottery
from planner.draw.verifier import verify
from tests.planner.draw.county import RULED, SECRET, drawn, plain

TEAMS = DrawRule(
    id="teams",
    library=Library.TEAMS,
    programme="comprehensive",
    visits_of="ruled",
    first="2027-04-01",
    last="2027-06-30",
    visits_at_most=3,
)


def _rule(visits: tuple[DueTeam, ...], at_most: int) -> FrozenRule:
    return FrozenRule(
        id="t",
        title="",
        library=Library.TEAMS,
        programme="p",
        departments=(),
        where={},
        exclusions=(),
        sizes=(),
        weights=(),
        quotas=(),
        apart=(),
        visits=visits,
        visits_at_most=at_most,
    )


def _case(seed: int, visits: int, people: int, at_most: int) -> tuple[FrozenRule, list[dict]]:
    dice = random.Random(seed)
    rows = [
        {
            "id": f"P{n}",
            "employment": dice.choice(("full_time", "full_time", "part_time")),
            "stages": tuple(dice.sample(("a", "b", "c"), dice.choice((1, 2)))),
            "barred": tuple({f"S{dice.randrange(visits)}" for _ in range(2)}),
        }
        for n in range(people)
    ]
    due = tuple(
        DueTeam(
            target=f"S{v}",
            size=3,
            lead={"employment": ("full_time",)},
            needs=(Need(name="stage", where={"stages": (dice.choice("abc"),)}),),
        )
        for v in range(visits)
    )
    return _rule(due, at_most), rows


def _best_least(net: Network) -> float:
    """The least pair's chance by a linear program that shares nothing with the flows."""
    model = mathopt.Model()
    ways = {
        (s, p): model.add_variable(lb=0, ub=1)
        for s, slot in enumerate(net.slots)
        for p in slot.people
    }
    least = model.add_variable(lb=0)
    for s, slot in enumerate(net.slots):
        model.add_linear_constraint(sum(ways[s, p] for p in slot.people) == slot.places)
    for v, p in net.pairs:
        chance = sum(x for (s, q), x in ways.items() if q == p and net.slots[s].visit == v)
        model.add_linear_constraint(chance >= least)
        model.add_linear_constraint(chance <= 1)
    for p in range(net.people):
        visits = [x for (_, q), x in ways.items() if q == p]
        if visits:
            model.add_linear_constraint(sum(visits) <= net.visits_at_most)
    model.maximize(least)
    return mathopt.solve(model, mathopt.SolverType.GLOP).objective_value()


@pytest.mark.parametrize("seed", range(6))
def test_every_plan_keeps_the_rules_and_the_least_is_the_greatest(seed: int) -> None:
    rule, rows = _case(seed, visits=6, people=14, at_most=2)
    lottery, certificate = team_lottery(rule, rows, frozenset())
    for plan in lottery.plans:
        visits = [p for team in plan for p in team]
        assert max(visits.count(p) for p in visits) <= 2
        for due, team in zip(rule.visits, plan, strict=True):
            assert keeps_rule(due, [rows[p] for p in team])
            assert len(set(team)) == 3
    assert certificate.status is Status.LEXIMIN
    expected = _best_least(network_of(rule, rows, frozenset()))
    assert float(Fraction(certificate.bound)) == pytest.approx(expected, abs=1e-6)
    assert 0 <= Fraction(certificate.gap) < Fraction(1, lottery.denominator)


def test_two_of_a_need_are_two_people() -> None:
    """Three full-timers are asked for: the place of the stage cannot stand for two of them."""
    people = [{"id": f"P{n}", "kind": ("full",), "stages": ("a",)} for n in range(3)]
    people += [{"id": "X", "kind": ("part",), "stages": ("a", "b")}]
    needs = (
        Need(name="full", where={"kind": ("full",)}, least=3),
        Need(name="stage", where={"stages": ("a",)}),
    )
    rule = _rule((DueTeam(target="S", size=3, lead={}, needs=needs),), 1)
    lottery, _ = team_lottery(rule, people, frozenset())
    assert {frozenset(plan[0]) for plan in lottery.plans} == {frozenset({0, 1, 2})}


def test_too_few_people_are_named() -> None:
    rule, rows = _case(1, visits=6, people=14, at_most=1)
    with pytest.raises(NoTeamError) as raised:
        team_lottery(rule, rows, frozenset())
    assert set(raised.value.visits) <= {f"S{n}" for n in range(6)}


def test_leximin_goes_beyond_the_least() -> None:
    """S0 has two people for two places, S1 four for two: its pairs get a half."""
    people = [{"id": f"P{n}", "barred": ("S1",) if n < 2 else ("S0",)} for n in range(6)]
    due = tuple(DueTeam(target=f"S{v}", size=2, lead={}) for v in range(2))
    lottery, _ = team_lottery(_rule(due, 1), people, frozenset())
    assert lottery.pairs[0] == {"P0": 1024, "P1": 1024}
    assert lottery.pairs[1] == dict.fromkeys(("P2", "P3", "P4", "P5"), 512)


def test_halves_add_up_and_differ_by_one_at_most() -> None:
    rule, rows = _case(3, visits=6, people=14, at_most=2)
    net = network_of(rule, rows, frozenset())
    fine, _, _ = fairest_flow(net, [v.target for v in rule.visits], 10)
    slots, pairs = net.choices
    whole = Split(np.zeros_like(fine), np.arange(len(fine)), fine)
    parts = halved(whole, slots, (pairs, net.person_of[pairs]))
    for group in (np.arange(len(fine)), slots, pairs, net.person_of[pairs]):
        one, other = (
            np.bincount(
                group[parts.choice[parts.part == n]],
                weights=parts.tickets[parts.part == n],
                minlength=group.max() + 1,
            )
            for n in (0, 1)
        )
        assert np.array_equal(one + other, np.bincount(group, weights=fine))
        assert np.abs(one - other).max() <= 1


def test_drawn_teams_verify_and_a_member_is_replaced() -> None:
    schools = drawn(RULED)
    teams = drawn(TEAMS, (schools,))
    assert isinstance(teams.lottery, TeamLottery)
    assert teams.drawn is not None
    assert schools.drawn is not None
    assert set(teams.drawn.teams) == set(schools.drawn.outcome)
    place = next_place((schools, teams))
    target, team = next(iter(teams.drawn.teams.items()))
    request = Request(
        kind=EventKind.REPLACEMENT,
        draw="teams",
        position=place.position,
        previous=place.previous,
        time=teams.drawn.time + timedelta(hours=1),
        out=team[0],
        target=target,
        ground=Ground.RECUSAL,
    )
    event = replace(teams, (), request, secret=SECRET, time=request.time)
    assert event.into
    assert event.into not in team
    assert verify(plain(schools, teams, event)) == []


def test_a_changed_plan_or_pair_is_caught() -> None:
    schools = drawn(RULED)
    entries = plain(schools, drawn(TEAMS, (schools,)))
    lottery = entries[1][1]["lottery"]
    lottery["plans"][7][0], lottery["plans"][7][1] = lottery["plans"][7][1], lottery["plans"][7][0]
    lottery["pairs"][3][next(iter(lottery["pairs"][3]))] += 1
    found = [where for where, _, _ in verify(entries)]
    assert "2.json: lottery" in found
    assert any(f.startswith("2.json: lottery.pairs.") for f in found)
    assert len(found) > 2


def test_names_are_nowhere_but_in_private() -> None:
    schools = drawn(RULED)
    teams = drawn(TEAMS, (schools,))
    text = teams.model_copy(update={"private": {}}).model_dump_json()
    names = [o.text.split("|")[-1] for o in teams.private.values()]
    assert names
    assert not any(name in text for name in names)


def test_people_drawn_by_ticket_and_replaced_by_the_next() -> None:
    rule = DrawRule(
        id="people",
        library=Library.INSPECTORS,
        where={"employment": ("full_time",)},
        sizes=(Size(number=3),),
    )
    record = drawn(rule)
    assert record.drawn is not None
    rows = {str(r["id"]): r for r in record.lists["inspectors"]}
    assert {rows[p]["employment"] for p in record.drawn.outcome} == {"full_time"}
    place = next_place((record,))
    request = Request(
        kind=EventKind.REPLACEMENT,
        draw="people",
        position=place.position,
        previous=place.previous,
        time=record.drawn.time + timedelta(hours=1),
        out=record.drawn.outcome[1],
        ground=Ground.ABSENT,
    )
    event = replace(record, (), request, secret=SECRET, time=request.time)
    assert event.into not in record.drawn.outcome
    assert rows[event.into]["employment"] == "full_time"
    assert verify(plain(record, event)) == []
    place = next_place((record, event))
    again = request.model_copy(
        update={"position": 3, "previous": place.previous, "out": event.into}
    )
    second = replace(record, (event,), again, secret=SECRET, time=request.time)
    assert second.into not in {event.into, request.out}
    assert verify(plain(record, event, second)) == []
