"""What a visit asks of its team comes to numbers of people out of sets of people."""

from collections.abc import Mapping

from models.inspector import Employment, InspectorFilter, Pair, PairRule
from models.problem import PastVisit
from models.programme import Need, ProgrammeKind, ResponsibleMember, TeamRule
from models.target import Stage
from planner.asks import Ask, AskRule
from tests.planner import hamlet

PART = InspectorFilter(employment=(Employment.PART_TIME,))
PEOPLE = (
    hamlet.person("f1"),
    hamlet.person("f2", novice=True),
    hamlet.person("h1", employment=Employment.PART_TIME),
    hamlet.person("h2", employment=Employment.PART_TIME, stages=(Stage.JUNIOR_SECONDARY,)),
)


def _asks(
    rule: TeamRule, responsible: Mapping[str, str] | None = None, **values: object
) -> dict[AskRule, list[Ask]]:
    problem = hamlet.problem(inspectors=PEOPLE, programmes=(hamlet.programme(team=rule),), **values)
    found: dict[AskRule, list[Ask]] = {}
    for ask in hamlet.case(problem, responsible or {}).asks["visit-s1"]:
        found.setdefault(ask.rule, []).append(ask)
    return found


def test_lead_and_needs() -> None:
    novice = InspectorFilter(novice=True)
    needs = (Need(who=PART, at_least=1, at_most=2), Need(who=PART, at_most=0, when=novice))
    found = _asks(TeamRule(size=3, lead=PART, needs=needs, cover_stages=False))
    assert found[AskRule.LEAD] == [Ask(AskRule.LEAD, frozenset({"h1", "h2"}), 1)]
    assert [(set(a.people), a.at_least, a.at_most, a.when) for a in found[AskRule.NEED]] == [
        ({"h1", "h2"}, 1, 2, None),
        ({"h1", "h2"}, 0, 0, {"f2"}),
    ]
    assert set(found) == {AskRule.LEAD, AskRule.NEED}


def test_stages() -> None:
    found = _asks(TeamRule(size=2), targets=(hamlet.school(stage=Stage.NINE_YEAR),))
    assert [set(a.people) for a in found[AskRule.STAGE]] == [
        {"f1", "f2", "h1"},
        {"f1", "f2", "h1", "h2"},
    ]


def test_the_responsible_inspector() -> None:
    inside = TeamRule(size=2, responsible_member=ResponsibleMember.IN)
    outside = TeamRule(size=2, responsible_member=ResponsibleMember.OUT)
    one = frozenset({"f1"})
    assert _asks(inside, {"s1": "f1"})[AskRule.RESPONSIBLE_IN] == [
        Ask(AskRule.RESPONSIBLE_IN, one, 1)
    ]
    (ask,) = _asks(outside, {"s1": "f1"})[AskRule.RESPONSIBLE_OUT]
    assert (ask.at_most, ask.barred) == (0, one)
    assert AskRule.RESPONSIBLE_IN not in _asks(inside)  # nobody is responsible for s1


def test_the_last_team() -> None:
    def past(day: str, *people: str, kind: str = "comprehensive") -> PastVisit:
        date = hamlet.day(day).replace(year=2026)
        return PastVisit(target="s1", kind=ProgrammeKind(kind), day=date, inspectors=people)

    history = (
        past("09-01", "h1"),
        past("05-01", "f1"),
        past("10-01", "f2", kind="special"),
        past("09-01", "gone"),
    )
    (ask,) = _asks(TeamRule(size=2, repeat_at_most=1), history=history)[AskRule.REPEAT]
    assert (ask.people, ask.at_most, ask.barred) == ({"h1", "gone"}, 1, frozenset())
    assert AskRule.REPEAT not in _asks(TeamRule(size=2), history=history)
    assert AskRule.REPEAT not in _asks(TeamRule(size=2, repeat_at_most=0))


def test_pairs() -> None:
    pairs = (
        Pair(first="f1", second="h1", rule=PairRule.TOGETHER),
        Pair(first="f2", second="h2", rule=PairRule.APART),
    )
    found = _asks(TeamRule(size=2), pairs=pairs)
    teams = {
        team: [a.holds(team.split()) for a in found[AskRule.TOGETHER]]
        for team in ("f1", "h1", "f1 h1", "f2")
    }
    assert {t for t, held in teams.items() if all(held)} == {"f1 h1", "f2"}
    (apart,) = found[AskRule.APART]
    assert apart.holds(["f2"])
    assert not apart.holds(["f2", "h2"])


def test_nothing_is_asked_of_a_responsible_inspector_alone() -> None:
    pairs = (Pair(first="f1", second="h1", rule=PairRule.TOGETHER),)
    assert _asks(TeamRule(responsible=True), {"s1": "f1"}, pairs=pairs) == {}
