from datetime import date

import pytest

from models.inspector import Interest, InterestKind
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN, day


def interest(kind: InterestKind, start: date | None = None, until: date | None = None) -> Interest:
    return Interest(inspector="b", target="s1", kind=kind, start=start, until=until)


@pytest.mark.parametrize("kind", list(InterestKind))
def test_a_member_with_an_interest(kind: InterestKind) -> None:
    problem = tiny.problem(interests=(interest(kind),))
    found = only(problem, PLAN, f"recusal.{kind.value}", "recusal")
    assert (found[0].visits, found[0].inspectors) == (("v1",), ("b",))


@pytest.mark.parametrize(
    ("bond", "number"),
    [
        (interest(InterestKind.EMPLOYER, until=date(2022, 3, 11)), 1),
        (interest(InterestKind.EMPLOYER, until=date(2022, 3, 10)), 0),
        (interest(InterestKind.EMPLOYER, until=date(9999, 12, 31)), 1),
        (interest(InterestKind.EMPLOYER, start=day("03-12")), 0),
    ],
)
def test_past_employment(bond: Interest, number: int) -> None:
    only(tiny.problem(interests=(bond,)), PLAN, "recusal.employer", "recusal", number)


def test_an_interest_that_has_ended() -> None:
    ended = interest(InterestKind.RELATIVE, until=day("03-10"))
    assert judged.findings(tiny.problem(interests=(ended,)), PLAN) == ()


def test_a_zone_with_an_interest_on_one_day_of_the_year() -> None:
    bond = Interest(inspector="b", target="s4", kind=InterestKind.CHILD, start=day("12-31"))
    found = only(tiny.problem(interests=(bond,)), PLAN, "recusal.zone", "recusal")
    assert found[0].targets == ("s4",)
