"""Phases of an evaluation: every step, in its order and its days."""

import pytest

from models.programme import Phase
from tests.planner.audit import judged, tiny
from tests.planner.audit.tiny import Milestone, MilestoneKind, day

PHASES = (
    Phase(id="notice", name="notice", clause="gov", first="04-01", last="04-10"),
    Phase(id="self", name="self-evaluation", clause="more", after=("notice",), least_days=7),
    Phase(id="field", name="field work", clause="gov", after=("self",), visits=("gov",)),
    Phase(id="report", name="report", clause="gov", after=("field",), last="10-31"),
    Phase(id="reply", name="reply", clause="gov", after=("report",), greatest_days=30, each=True),
)
DAYS = {"notice": "04-10", "self": "04-17", "report": "10-31", "reply": "11-28"}
PROBLEM = tiny.with_programme("gov", phases=PHASES)


def step(phase: str, when: str, **values: object) -> Milestone:
    return Milestone.model_validate(
        {
            "id": f"gov-{phase}",
            "kind": MilestoneKind.PHASE,
            "due": day(when),
            "programme": "gov",
            "phase": phase,
            "target": "g1" if phase == "reply" else "",
        }
        | values
    )


def plan(*more: Milestone, without: str = "", **days: str) -> tiny.AnnualPlan:
    steps = [step(p, w) for p, w in (DAYS | days).items() if p != without]
    return tiny.plan(milestones=(*tiny.MILESTONES, *steps, *more))


def test_all_in_order() -> None:
    assert judged.findings(PROBLEM, plan()) == ()
    facts = judged.line_of(PROBLEM, plan(), "more").facts
    assert {"phase": "self-evaluation", "from": "2025-04-17", "until": "2025-04-17"} in [
        dict(f.args) for f in facts
    ]


@pytest.mark.parametrize(
    ("phase", "when", "code"),
    [
        ("notice", "03-31", "window"),
        ("notice", "04-11", "window"),
        ("notice", "04-05", "free_day"),
        ("report", "11-03", "window"),
        ("reply", "11-15", "free_day"),
        ("report", "09-09", "early"),
        ("reply", "10-30", "early"),
        ("reply", "12-01", "late"),
    ],
)
def test_a_wrong_day(phase: str, when: str, code: str) -> None:
    judged.only(PROBLEM, plan(**{phase: when}), f"phases.{code}", "gov")


def test_seven_days_of_publication() -> None:
    judged.only(PROBLEM, plan(self="04-16"), "phases.early", "more")
    judged.only(PROBLEM, plan(self="04-18"), "phases.early", "more", 0)


def test_field_work_before_the_self_evaluation() -> None:
    judged.only(PROBLEM, plan(self="09-11"), "phases.early", "gov")


@pytest.mark.parametrize(
    ("phase", "code"), [("notice", "missing"), ("report", "missing"), ("reply", "missing_each")]
)
def test_a_phase_without_a_date(phase: str, code: str) -> None:
    (found,) = judged.only(PROBLEM, plan(without=phase), f"phases.{code}", "gov")
    assert found.targets == (("g1",) if phase == "reply" else ())


def test_a_date_too_many() -> None:
    again = step("notice", "04-09", id="again")
    judged.only(PROBLEM, plan(again), "phases.twice", "gov", 2)
    other = step("reply", "11-27", id="other", target="s1")
    judged.only(PROBLEM, plan(other), "phases.stray", "gov")


def test_a_phase_that_the_programme_does_not_have() -> None:
    unknown = step("party", "11-27")
    judged.only(PROBLEM, plan(unknown), "known.milestone_phase", "gov")


def test_not_judged_without_milestones() -> None:
    assert judged.findings(PROBLEM, tiny.plan(milestones=None)) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "p", "name": "p", "clause": "c", "first": "05-01", "last": "04-01"},
        {"id": "p", "name": "p", "clause": "c", "visits": ("gov",), "last": "04-01"},
    ],
)
def test_an_impossible_phase_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="phase p"):
        Phase.model_validate(wrong)


def test_phases_stand_in_order() -> None:
    programme = tiny.PROGRAMMES[3]
    values = programme.model_dump() | {"phases": tuple(reversed(PHASES))}
    with pytest.raises(ValueError, match="not before it"):
        type(programme).model_validate(values)
