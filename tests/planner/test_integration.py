"""Programmes share a visit where days and teams suit all of them."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import Break, BreakKind
from models.inspector import Employment, InspectorFilter, Pair, PairRule
from models.problem import Problem
from models.programme import (
    Frequency,
    Need,
    Per,
    ProgrammeKind,
    ResponsibleMember,
    TeamRule,
    Window,
)
from models.region import Level, Region
from planner.demand import Request, requests
from planner.integration import integrated
from planner.options import Options
from planner.pipeline import plan_year
from tests.planner import hamlet
from tests.planner.hamlet import day

HOST = hamlet.programme(
    "host",
    half_days=2,
    windows=(Window(first="03-01", last="03-10"),),
    team=TeamRule(size=1, cover_stages=False),
)
GUEST = hamlet.programme(
    "guest",
    half_days=3,
    windows=(Window(first="03-08", last="03-20"),),
    joins=("host",),
    team=TeamRule(size=4),
    kind=ProgrammeKind.SPECIAL,
    priority=5,
)


def _due(problem: Problem, **responsible: str) -> list[Request]:
    here = hamlet.presence(problem)
    return list(integrated(here, requests(problem, here.days, responsible, seed=0)))


def _joined(*programmes: object, **values: object) -> list[Request]:
    table = {"inspectors": hamlet.people(4), "programmes": programmes}
    return _due(hamlet.problem(**(table | values)))


def _served(*programmes: object, **values: object) -> list[tuple[str, ...]]:
    return [r.programmes for r in _joined(*programmes, **values)]


@pytest.mark.parametrize("order", [(HOST, GUEST), (GUEST, HOST)])
def test_joined_visit_serves_both(order: tuple[object, ...]) -> None:
    (request,) = _joined(*order)
    assert request.id == "host-s1"
    assert request.programmes == ("host", "guest")
    assert request.kind is ProgrammeKind.COMPREHENSIVE
    assert request.team == HOST.team.model_copy(update={"size": 4})  # the larger of both teams
    assert request.half_days == 3
    assert request.weight == 6
    # two days long, in both windows: from 8 or 9 March
    assert [d - hamlet.index("03-01") for d in request.days] == [7, 8]


def test_joined_visit_is_mandatory_when_either_is() -> None:
    (request,) = _joined(HOST.model_copy(update={"mandatory": False}), GUEST)
    assert request.mandatory


def test_not_joined_without_a_day_in_both_windows() -> None:
    late = GUEST.model_copy(update={"windows": (Window(first="03-10", last="03-20"),)})
    assert _served(HOST, late) == [("host",), ("guest",)]


def test_the_longest_visit_lies_in_the_windows_of_all() -> None:
    """The host lasts two days; its guest of half a day has windows that only touch each other."""
    host = HOST.model_copy(update={"durations": GUEST.durations})
    windows = (Window(first="03-01", last="03-01"), Window(first="03-02", last="03-02"))
    guest = hamlet.programme("guest", half_days=1, joins=("host",), windows=windows)
    assert _served(host, guest) == [("host",), ("guest",)]
    whole = guest.model_copy(update={"windows": (Window(first="03-01", last="03-02"),)})
    assert _served(host, whole) == [("host", "guest")]


@pytest.mark.parametrize("per", [Per.TERM, Per.MONTH])
def test_as_often_as_both_are_due(per: Per) -> None:
    """Twice in the one term or month there is: each visit of the guest finds one of the host."""
    frequency = Frequency(per=per, times=2)
    assert _served(*(p.model_copy(update={"frequency": frequency}) for p in (HOST, GUEST))) == [
        ("host", "guest"),
        ("host", "guest"),
    ]
    host = HOST.model_copy(update={"frequency": frequency})
    assert _served(host, GUEST) == [("host", "guest"), ("host",)]
    guest = GUEST.model_copy(update={"frequency": frequency})
    assert _served(HOST, guest) == [("host", "guest"), ("guest",)]


def test_joined_for_each_target_apart() -> None:
    term = Break(
        name="b", kind=BreakKind.OTHER, start=day("03-08"), end=day("03-10"), regions=("w",)
    )
    assert _served(
        *(HOST, GUEST),
        regions=(
            Region(id="v", name="v", level=Level.COUNTY),
            Region(id="w", name="w", level=Level.TOWNSHIP, parent="v"),
        ),
        targets=(hamlet.school("s1"), hamlet.school("s2", region="w")),
        calendar=hamlet.calendar(breaks=(term,)),
    ) == [("host", "guest"), ("host",), ("guest",)]


def test_two_guests_join_one_host() -> None:
    second = GUEST.model_copy(update={"id": "second"})
    assert _served(HOST, GUEST, second) == [("host", "guest", "second")]


def test_the_second_guest_joins_the_host_that_the_first_cannot() -> None:
    late = GUEST.model_copy(update={"windows": (Window(first="03-22", last="03-24"),)})
    second = GUEST.model_copy(update={"id": "second"})
    assert _served(HOST, late, second) == [("host", "second"), ("guest",)]


def test_a_guest_may_be_a_host() -> None:
    """Three in a chain share a visit, in whatever order they stand."""
    third = GUEST.model_copy(update={"id": "third", "joins": ("guest",)})
    for order in ((HOST, GUEST, third), (third, GUEST, HOST), (GUEST, third, HOST)):
        assert _served(*order) == [("host", "guest", "third")]


def test_two_that_join_each_other() -> None:
    host = HOST.model_copy(update={"joins": ("guest",)})
    assert _served(host, GUEST) == [("guest", "host")]


def test_a_guest_tries_its_hosts_in_their_order() -> None:
    other = HOST.model_copy(update={"id": "other"})
    guest = GUEST.model_copy(update={"joins": ("other", "host")})
    assert _served(HOST, other, guest) == [("host",), ("other", "guest")]


FULL = InspectorFilter(employment=(Employment.FULL_TIME,))
PART = InspectorFilter(employment=(Employment.PART_TIME,))
TWO = (hamlet.person("f"), hamlet.person("h", employment=Employment.PART_TIME))


def _teams_allow(host: TeamRule, guest: TeamRule, **values: object) -> bool:
    programmes = (
        hamlet.programme("host", half_days=1, team=host),
        hamlet.programme("guest", half_days=1, team=guest, joins=("host",)),
    )
    served = _served(*programmes, **({"inspectors": TWO} | values))
    assert served in ([("host", "guest")], [("host",), ("guest",)])
    return len(served) == 1


@pytest.mark.parametrize(
    ("host", "guest", "allowed"),
    [
        (TeamRule(size=2, lead=FULL), TeamRule(size=1, lead=FULL), True),
        (TeamRule(size=2, lead=FULL), TeamRule(size=1, lead=PART), False),
        (TeamRule(size=1, members=FULL), TeamRule(size=1, members=PART), False),
        (TeamRule(size=2), TeamRule(size=1, members=PART), False),
        (TeamRule(size=2), TeamRule(size=1, needs=(Need(who=PART, at_least=1),)), True),
        (TeamRule(size=2), TeamRule(size=1, needs=(Need(who=PART, at_most=0),)), False),
        (TeamRule(size=3), TeamRule(size=1), False),
    ],
)
def test_one_team_for_both(host: TeamRule, guest: TeamRule, allowed: bool) -> None:
    """Of a full-timer and a part-timer."""
    assert _teams_allow(host, guest) is allowed
    if host.size < 3:
        assert _teams_allow(guest, host) is allowed


def test_rules_that_each_team_could_meet_alone() -> None:
    apart = (Pair(first="f", second="h", rule=PairRule.APART),)
    single = TeamRule(size=1)
    assert _teams_allow(single, single, pairs=apart)
    assert not _teams_allow(TeamRule(size=2), single, pairs=apart)


def test_a_team_free_on_the_same_half_day() -> None:
    """f is free in the afternoons alone, and at last h in the mornings alone."""
    rule = TeamRule(size=2)
    problem = hamlet.problem(
        inspectors=TWO,
        programmes=(
            hamlet.programme("host", half_days=1, team=TeamRule(size=1)),
            hamlet.programme("guest", half_days=1, team=rule, joins=("host",)),
        ),
    )
    here = hamlet.presence(problem)
    due = requests(problem, here.days, {}, seed=0)
    assert len(integrated(here, due)) == 1
    free = {p: mask.copy() for p, mask in here.free.items()}
    here.__dict__["free"] = free
    free["f"][0::2] = False
    assert len(integrated(here, due)) == 1  # both are free in the afternoons
    free["h"][1::2] = False
    assert len(integrated(here, due)) == 2


def test_the_responsible_inspector_alone_shares_no_visit_with_a_team() -> None:
    alone = TeamRule(responsible=True)
    programmes = (hamlet.programme("host", team=alone), hamlet.programme("guest", joins=("host",)))
    problem = hamlet.problem(programmes=programmes)
    assert [r.programmes for r in _due(problem, s1="p1")] == [("host",), ("guest",)]
    both = (programmes[0], programmes[1].model_copy(update={"team": alone}))
    problem = hamlet.problem(programmes=both)
    assert [r.programmes for r in _due(problem, s1="p1")] == [("host", "guest")]


def test_the_responsible_inspector_in_one_team_and_out_of_the_other() -> None:
    inside = TeamRule(size=2, responsible_member=ResponsibleMember.IN)
    outside = TeamRule(size=2, responsible_member=ResponsibleMember.OUT)
    programmes = (
        hamlet.programme("host", team=inside),
        hamlet.programme("guest", team=outside, joins=("host",)),
    )
    problem = hamlet.problem(inspectors=hamlet.people(3), programmes=programmes)
    assert len(_due(problem, s1="p1")) == 2
    assert len(_due(problem)) == 1


RULES = st.builds(
    TeamRule,
    size=st.integers(1, 3),
    lead=st.sampled_from([InspectorFilter(), FULL, PART]),
    needs=st.lists(
        st.builds(
            Need,
            who=st.sampled_from([FULL, PART, InspectorFilter(ids=("p1", "p3"))]),
            at_least=st.just(0),
            at_most=st.integers(0, 1),
            when=st.sampled_from([None, FULL, PART]),
        ),
        max_size=2,
    ).map(tuple),
)


@settings(deadline=None, max_examples=60)
@given(host=RULES, guest=RULES, kinds=st.lists(st.sampled_from(Employment), min_size=4, max_size=4))
def test_joined_exactly_where_some_team_meets_both(
    host: TeamRule, guest: TeamRule, kinds: list[Employment]
) -> None:
    """Four people have few teams: all are tried, by the rules written out once more."""
    people = tuple(hamlet.person(f"p{n}", employment=k) for n, k in enumerate(kinds, 1))

    def suits(rule: TeamRule, team: tuple[object, ...]) -> bool:
        def counted(who: InspectorFilter) -> int:
            return sum(who.matches(person) for person in team)  # type: ignore[arg-type]

        return all(
            (need.when is not None and not counted(need.when))
            or counted(need.who) <= (need.at_most or 0)
            for need in rule.needs
        )

    size = max(host.size, guest.size)
    possible = any(
        suits(host, team)
        and suits(guest, team)
        and any(host.lead.matches(p) and guest.lead.matches(p) for p in team)
        for team in combinations(people, size)
    )
    assert _teams_allow(host, guest, inspectors=people) is possible


def test_what_sharing_would_leave_out_is_made_apart() -> None:
    """p1, who alone may lead the host's half day, has no day and a half for the guest as well.

    Whether people have days left is nothing that integration looks at.
    """
    lead = InspectorFilter(ids=("p1",))
    programmes = (
        hamlet.programme("host", half_days=1, team=TeamRule(size=1, lead=lead)),
        hamlet.programme("guest", half_days=3, joins=("host",)),
    )
    people = (hamlet.person("p1", days_per_year=1), hamlet.person("p2"))
    problem = hamlet.problem(inspectors=people, programmes=programmes)
    assert [r.programmes for r in _due(problem)] == [("host", "guest")]
    plan = plan_year(problem, Options(time_limit_s=30))
    assert {(v.programmes, v.team) for v in plan.visits} == {
        (("host",), ("p1",)),
        (("guest",), ("p2",)),
    }
    assert (plan.left_out, plan.saved) == ((), ())
    rich = hamlet.problem(inspectors=hamlet.people(2), programmes=programmes)
    made = plan_year(rich, Options(time_limit_s=30))
    assert [s.programme for s in made.saved] == ["guest"]
