"""What differs between two plans."""

from datetime import date

from models.changes import ChangeKind, differences, withdrawn
from models.plan import AnnualPlan, Half, PlanStatus, Visit
from models.programme import ProgrammeKind

DAY, LATER = date(2026, 3, 2), date(2026, 3, 3)


def _visit(name: str, start: date = DAY, half: Half = Half.AM, *team: str) -> Visit:
    return Visit(
        id=name,
        target="S1",
        programmes=("regular",),
        kind=ProgrammeKind.REGULAR,
        start=start,
        half=half,
        half_days=1,
        end=start,
        team=team or ("A",),
        lead="A",
    )


def _plan(*visits: Visit) -> AnnualPlan:
    return AnnualPlan(origin=None, status=PlanStatus.COMPLETE, zones=None, visits=visits)


def test_a_plan_does_not_differ_from_itself() -> None:
    plan = _plan(_visit("1"), _visit("2"))
    assert differences(plan, plan) == ()
    assert differences(plan, _plan(*reversed(plan.visits))) == ()


def test_each_visit_says_what_became_of_it() -> None:
    old = _plan(*(_visit(name) for name in "123456"))
    new = _plan(
        _visit("1", LATER),
        _visit("2", DAY, Half.PM),
        _visit("3", DAY, Half.AM, "B"),
        _visit("4", LATER, Half.AM, "A", "B"),
        _visit("5"),
        _visit("7", LATER),
    )
    found = {change.visit: change for change in differences(old, new)}
    assert {name: change.kind for name, change in found.items()} == {
        "1": ChangeKind.MOVED,
        "2": ChangeKind.MOVED,
        "3": ChangeKind.TEAM,
        "4": ChangeKind.MOVED_TEAM,
        "6": ChangeKind.DROPPED,
        "7": ChangeKind.ADDED,
    }
    assert [found[name].people for name in "12346"] == [0, 0, 2, 1, 1]
    assert found["6"].new_start is None
    assert found["7"].old_team is None


def test_the_order_of_a_team_is_no_difference() -> None:
    old, new = _visit("1", DAY, Half.AM, "A", "B"), _visit("1", DAY, Half.AM, "B", "A")
    assert differences(_plan(old), _plan(new)) == ()


def test_a_visit_of_another_length_takes_other_half_days() -> None:
    longer = _visit("1").model_copy(update={"half_days": 2})
    assert differences(_plan(_visit("1")), _plan(longer))[0].kind is ChangeKind.MOVED


def test_people_are_told_of_what_they_no_longer_do_until_they_do_it_again() -> None:
    first = _plan(_visit("1", DAY, Half.AM, "A", "B"), _visit("2"), _visit("3"))
    second = _plan(_visit("1", LATER, Half.AM, "A", "C"), _visit("3", LATER))
    gone = withdrawn(first, second)
    assert [(w.visit, w.people) for w in gone] == [
        (first.visits[0], ("B",)),
        (first.visits[1], ("A",)),
    ]
    third = _plan(_visit("1", DAY, Half.AM, "B"), _visit("2", LATER))
    again = withdrawn(second.model_copy(update={"withdrawn": gone}), third)
    assert [(w.visit, w.people) for w in again] == [
        (second.visits[0], ("A", "C")),
        (second.visits[1], ("A",)),
    ]
