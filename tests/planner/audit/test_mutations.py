"""Whatever is done to a plan, the auditor answers."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.plan import (
    AnnualPlan,
    Half,
    LeftOut,
    Milestone,
    MilestoneKind,
    TrainingDay,
    Visit,
    Zone,
)
from models.programme import ProgrammeKind
from models.text import say
from planner.audit import audit, figures
from tests.effort import examples
from tests.planner.audit import tiny

PEOPLE = st.sampled_from(["a", "b", "c", "d", "e", "nobody", "", "{x}"])
TARGETS = st.sampled_from(["s1", "s2", "s3", "s4", "g1", "nowhere", ""])
PROGRAMMES = st.sampled_from([p.id for p in tiny.PROGRAMMES] + ["nothing", ""])
DAYS = st.one_of(st.dates(date(2024, 12, 25), date(2026, 1, 5)), st.dates())
VISIT_IDS = st.sampled_from([v.id for v in tiny.VISITS] + ["?", ""])
NUMBERS = st.one_of(st.floats(), st.just(0.0), st.just(40.0))
VISIT = st.builds(
    Visit,
    id=VISIT_IDS,
    target=TARGETS,
    programmes=st.lists(PROGRAMMES, max_size=3).map(tuple),
    kind=st.sampled_from(ProgrammeKind),
    start=DAYS,
    half=st.sampled_from(Half),
    half_days=st.one_of(st.integers(1, 8), st.integers(1, 10**12)),
    end=DAYS,
    team=st.lists(PEOPLE, max_size=4).map(tuple),
    lead=PEOPLE,
    travel_km=NUMBERS,
    cost_yuan=st.integers(-(10**9), 10**9),
)
ZONE = st.builds(
    Zone,
    inspector=PEOPLE,
    targets=st.lists(TARGETS, max_size=6).map(tuple),
    travel_km=NUMBERS,
    excess=st.integers(-2, 3),
)
TRAINING = st.builds(
    TrainingDay,
    inspector=PEOPLE,
    day=DAYS,
    half_days=st.integers(1, 2),
    kind=st.sampled_from(["central", "online"]),
    session=st.sampled_from(["", "summer session", "?"]),
)
MILESTONE = st.builds(
    Milestone,
    id=st.text(max_size=2),
    kind=st.sampled_from(MilestoneKind),
    due=DAYS,
    visit=VISIT_IDS,
    target=TARGETS,
    inspector=PEOPLE,
    occasion=VISIT_IDS,
    carried_over=st.booleans(),
)
LEFT_OUT = st.builds(
    LeftOut,
    id=VISIT_IDS,
    target=TARGETS,
    programmes=st.lists(PROGRAMMES, max_size=2).map(tuple),
    kind=st.sampled_from(ProgrammeKind),
    mandatory=st.booleans(),
    reasons=st.just(()),
)


@st.composite
def broken_plans(draw: st.DrawFn) -> AnnualPlan:
    """The valid plan with fields of some visits replaced, some added, and the rest remade."""
    visits = []
    for visit in tiny.VISITS:
        other = draw(VISIT) if draw(st.integers(0, 3)) == 0 else visit
        names = draw(st.sets(st.sampled_from(list(Visit.model_fields)), max_size=3))
        visits.append(visit.model_copy(update={n: getattr(other, n) for n in names}))
    visits += draw(st.lists(VISIT, max_size=4))
    return tiny.plan(
        visits=tuple(visits),
        origin=draw(st.sampled_from([None, tiny.PLAN.origin])),
        zones=draw(_some(ZONE, tiny.ZONES)),
        training=draw(_some(TRAINING, tiny.TRAINING)),
        milestones=draw(_some(MILESTONE, tiny.MILESTONES)),
        left_out=tuple(draw(st.lists(LEFT_OUT, max_size=2))),
    )


def _some(
    strategy: st.SearchStrategy[object], valid: tuple[object, ...]
) -> st.SearchStrategy[tuple[object, ...] | None]:
    remade = st.lists(strategy, max_size=6).map(tuple)
    return st.one_of(st.none(), st.just(valid), remade, remade.map(lambda t: (*valid, *t)))


@settings(
    max_examples=examples(100, 50), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(broken_plans())
def test_no_plan_crashes_the_auditor(plan: AnnualPlan) -> None:
    lines = audit(tiny.PROBLEM, plan)
    assert [line.clause for line in lines] == list(tiny.CLAUSES)
    for line in lines:
        assert line.model_dump_json()
        for text in (*line.facts, *(f.text for f in line.findings)):
            assert say(text, "zh")
            assert say(text, "en")
    assert figures(tiny.PROBLEM, plan).model_dump_json()


@settings(max_examples=examples(60, 30), deadline=None)
@given(
    st.sampled_from(tiny.VISITS),
    VISIT,
    st.sampled_from(["end", "travel_km", "cost_yuan", "kind", "lead"]),
)
def test_what_a_visit_states_beside_date_and_team_breaks_nothing_else(
    visit: Visit, other: Visit, field: str
) -> None:
    plan = tiny.with_visit(visit.id, **{field: getattr(other, field)})
    rules = {f.rule for line in audit(tiny.PROBLEM, plan) for f in line.findings}
    assert rules <= {"kind": {"known"}, "lead": {"known", "team"}}.get(field, {"figures"})
