from tests.planner.audit import judged, tiny
from tests.planner.audit.tiny import PLAN

SEALED = tiny.with_programme("gov", sealed=True)


def trip(*visits: str) -> tiny.AnnualPlan:
    from models.plan import Trip

    made = Trip(
        id="t",
        people=("a",),
        visits=visits,
        start=tiny.day("09-10"),
        end=tiny.day("09-10"),
        nights=0,
        travel_km=0,
        drive_minutes=0,
        cost_yuan=0,
    )
    return tiny.plan(trips=(made,))


def told(plan: tiny.AnnualPlan) -> set[tuple[str, str]]:
    return {(f.text.code, f.clause) for f in judged.findings(SEALED, plan) if f.rule == "sealed"}


def test_a_visit_by_itself() -> None:
    assert told(PLAN) == set()
    assert told(trip("g")) == set()


def test_a_trip_with_another_visit() -> None:
    assert told(trip("g", "r5")) == {("audit.sealed.trip", "gov")}


def test_the_occasion_of_another_step() -> None:
    plan = tiny.with_milestone("v1-look_back", occasion="g", due=tiny.day("09-10"))
    assert told(plan) == {("audit.sealed.occasion", "gov")}


def test_a_visit_for_another_programme_too() -> None:
    plan = tiny.with_visit("g", programmes=("gov", "extra"))
    assert told(plan) == {("audit.sealed.joined", "gov")}
