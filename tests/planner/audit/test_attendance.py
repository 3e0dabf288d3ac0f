"""The responsible inspector in the team or out of it: a holds s1 and s3, b s4, c s2."""

from models.problem import Problem
from models.programme import ResponsibleMember
from tests.planner.audit import judged, tiny
from tests.planner.audit.judged import only
from tests.planner.audit.tiny import PLAN


def _problem(member: ResponsibleMember, programme: str = "full") -> Problem:
    table = {p.id: p.team for p in tiny.PROGRAMMES}
    rule = table[programme].model_copy(update={"responsible_member": member})
    return tiny.with_programme(programme, team=rule)


def test_in_the_team() -> None:
    assert judged.findings(_problem(ResponsibleMember.IN), PLAN) == ()
    plan = tiny.with_visit("v2", team=("a", "e"), cost_yuan=640)
    found = only(_problem(ResponsibleMember.IN), plan, "attendance.missing", "team")
    assert (found[0].visits, found[0].inspectors) == (("v2",), ("c",))


def test_out_of_the_team() -> None:
    found = only(_problem(ResponsibleMember.OUT), PLAN, "attendance.present", "team", 4)
    assert [f.inspectors for f in found] == [("a",), ("c",), ("a",), ("b",)]


def test_clause_of_its_own() -> None:
    clause = {"responsible_member": ResponsibleMember.OUT, "responsible_member_clause": "caps"}
    rule = tiny.PROGRAMMES[0].team.model_copy(update=clause)
    only(tiny.with_programme("full", team=rule), PLAN, "attendance.present", "caps", 4)


def test_of_a_joined_programme() -> None:
    found = only(_problem(ResponsibleMember.OUT, "leaving"), PLAN, "attendance.present", "team")
    assert found[0].visits == ("v4",)


def test_not_judged_without_a_responsible_inspector() -> None:
    plan = PLAN.model_copy(update={"zones": None})
    assert judged.findings(_problem(ResponsibleMember.OUT), plan) == ()
    assert judged.findings(_problem(ResponsibleMember.IN, "gov"), PLAN) == ()  # g1 lies in no zone


def test_a_misplaced_target_is_one_mistake() -> None:
    """c may not hold s4; that b, now a stranger there, is in its team follows from it."""
    zones = (
        tiny.ZONES[0],
        tiny.ZONES[2].model_copy(update={"targets": ("s2", "s4"), "travel_km": 40}),
    )
    found = judged.findings(_problem(ResponsibleMember.OUT), tiny.plan(zones=zones))
    assert "s4" not in {t for f in found for t in f.targets if f.rule == "attendance"}
