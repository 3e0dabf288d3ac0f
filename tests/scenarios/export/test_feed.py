from datetime import date, timedelta

import pytest
from icalendar import Calendar

from models.plan import AnnualPlan, Withdrawn
from models.tiers import OfficePlan, TieredPlan
from scenarios.export.feed import empty_feed, feed
from scenarios.export.wording import Words
from tests.planner.audit.tiny import PLAN, PROBLEM

SEALED = PROBLEM.model_copy(
    update={
        "programmes": tuple(
            p.model_copy(update={"sealed": p.id == "regular"}) for p in PROBLEM.programmes
        )
    }
)
SECRET = {v.id: v for v in PLAN.visits if "regular" in v.programmes}
BEFORE, AFTER = date(2025, 1, 1), date(2026, 1, 1)


def events(content: bytes, kind: str = "visit") -> set[str]:
    uids = (str(event["UID"]) for event in Calendar.from_ical(content).walk("VEVENT"))
    return {uid.removeprefix(f"{kind}-").split("-tiny")[0] for uid in uids if uid.startswith(kind)}


def shown(
    plan: AnnualPlan | TieredPlan, person: str, office: str, *, own: bool, on: date = BEFORE
) -> set[str]:
    content = feed(SEALED, plan, person, Words("zh"), office=office, own=own, on=on)
    return {v.id for v in PLAN.visits if any(v.id in uid for uid in events(content))}


@pytest.mark.parametrize("person", [i.id for i in PROBLEM.inspectors])
@pytest.mark.parametrize("own", [True, False])
def test_the_team_is_told_of_its_sealed_visits(person: str, own: bool) -> None:
    assert shown(PLAN, person, "county", own=own) == {v.id for v in PLAN.visits if person in v.team}


@pytest.mark.parametrize("person", [i.id for i in PROBLEM.inspectors])
def test_sealed_visits_of_another_office_are_told_to_the_person_alone(person: str) -> None:
    plan = TieredPlan(
        origin=None, status=PLAN.status, offices=(OfficePlan(office="city", plan=PLAN),)
    )
    team = {v.id for v in PLAN.visits if person in v.team}
    assert shown(plan, person, "county", own=True) == team
    assert shown(plan, person, "county", own=False) == team - SECRET.keys()
    assert shown(plan, person, "county", own=False, on=AFTER) == team


def test_no_milestone_tells_of_a_sealed_visit() -> None:
    assert SECRET
    plan = TieredPlan(
        origin=None, status=PLAN.status, offices=(OfficePlan(office="city", plan=PLAN),)
    )
    for person in PROBLEM.inspectors:
        text = feed(
            SEALED, plan, person.id, Words("zh"), office="county", own=False, on=BEFORE
        ).decode()
        told = text.replace("\r\n ", "")
        assert not [m.id for m in PLAN.milestones or () if m.visit in SECRET and m.id in told]


def test_the_phone_is_told_when_to_ask_again() -> None:
    for content in (
        feed(SEALED, PLAN, "a", Words("zh"), office="county", own=True, on=BEFORE),
        empty_feed("a", Words("zh"), 2025),
    ):
        made = Calendar.from_ical(content)
        assert made.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
        assert made["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
        assert made["VERSION"] == "2.0"
        assert made.walk("VTIMEZONE")
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_feed_cancels_what_the_person_no_longer_does() -> None:
    visit = next(iter(SECRET.values()))
    person = visit.team[0]
    plan = PLAN.model_copy(
        update={
            "visits": tuple(v for v in PLAN.visits if v is not visit),
            "withdrawn": (Withdrawn(visit=visit, people=(person,)),),
        }
    )
    above = TieredPlan(
        origin=None, status=PLAN.status, offices=(OfficePlan(office="city", plan=plan),)
    )
    for own, told in ((True, 1), (False, 0)):
        content = feed(SEALED, above, person, Words("zh"), office="county", own=own, on=BEFORE)
        assert content.count(b"STATUS:CANCELLED") == told
        assert (visit.id.encode() in content) is own
