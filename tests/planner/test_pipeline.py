"""The whole way from a problem to an audited plan."""

from collections.abc import Callable, Mapping
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.base import rebuilt
from models.plan import AnnualPlan, Finding, PlanStatus, StageStatus
from models.problem import Problem
from planner.audit import audit
from planner.options import Options, Progress
from planner.pipeline import plan_year
from scenarios.dataset import read_dataset
from scenarios.generate import generate
from scenarios.generate.shipped import OFFICES
from scenarios.shipped import find_dataset
from tests.effort import examples, tried
from tests.planner import hamlet
from tests.planner.elsewhere import with_engagements
from tests.planner.village import village

COUNTY_PACKS = ("hainan-2021", "miyi-2022", "neimenggu-2020")
EXPECTED_LEVELS = (
    *("excess", "worst_excess", "uncertified", "travel", "evenness"),
    *("left_out", "optional_left_out", "travel", "balance", "spread"),
    "trip_cost",
)


def _findings(plan: AnnualPlan) -> list[Finding]:
    return [f for line in plan.compliance for f in line.findings]


def _undeclared(plan: AnnualPlan) -> list[Finding]:
    """Findings that the plan does not declare itself: visits left out, excess, nobody to hold."""
    missed = {(v.target, p) for v in plan.left_out for p in v.programmes}
    crowded = {zone.inspector for zone in plan.zones or () if zone.excess}
    uncovered = [n for n in plan.notices if n.code == "notice.uncovered"]

    def declared(finding: Finding) -> bool:
        if finding.rule == "coverage":
            return {t for t, _ in missed} >= set(finding.targets)
        if finding.rule == "capacity":
            return crowded >= set(finding.inspectors)
        names = [str(n.args["targets"]) for n in uncovered]
        return finding.text.code.startswith("audit.zones.") and all(
            any(f"（{t}）" in name for name in names) for t in finding.targets
        )

    return [f for f in _findings(plan) if not declared(f)]


def _comparable(plan: AnnualPlan) -> Mapping[str, object]:
    return plan.model_dump(mode="json", exclude={"seconds"})


@cache
def _shipped(name: str) -> Problem:
    return read_dataset(find_dataset(name))


@cache
def _plan_of(name: str) -> AnnualPlan:
    return plan_year(_shipped(name), Options())


@pytest.mark.parametrize("name", OFFICES)
def test_shipped_data_sets_end_audited_and_proven(name: str) -> None:
    plan = _plan_of(name)
    assert plan.status is PlanStatus.COMPLETE
    assert _findings(plan) == []
    assert not [v for v in plan.left_out if v.mandatory]
    assert tuple(level.level for level in plan.stages) == EXPECTED_LEVELS
    proven = {StageStatus.OPTIMAL, StageStatus.GAP}
    assert [s.level for s in plan.stages if s.status not in proven] == []
    assert all(s.gap <= Options().gap for s in plan.stages)
    assert plan.compliance == audit(_shipped(name), plan)


@pytest.mark.parametrize("name", tried([*OFFICES], 2))
def test_equal_objectives_level_by_level_when_run_twice(name: str) -> None:
    again, once = plan_year(_shipped(name), Options()), _plan_of(name)
    assert [(s.level, s.objective) for s in again.stages] == [
        (s.level, s.objective) for s in once.stages
    ]


@pytest.mark.parametrize("name", tried(["neimenggu-banner-2027", *OFFICES], 1))
def test_deterministic_plans_are_equal_but_for_seconds(name: str) -> None:
    one, other = (plan_year(_shipped(name), Options(deterministic=True)) for _ in range(2))
    assert _comparable(one) == _comparable(other)
    assert one.model_dump_json(exclude={"seconds"}) == other.model_dump_json(exclude={"seconds"})
    assert set(one.seconds) == set(other.seconds) == set(_plan_of(name).seconds)


def test_origin_says_what_made_the_plan() -> None:
    problem = village(3)
    plan = plan_year(problem, Options(seed=5, deterministic=True, time_limit_s=9))
    origin = plan.origin
    assert origin is not None
    assert (origin.dataset, origin.year, origin.seed) == ("village-3", 2027, 5)
    assert (origin.deterministic, origin.time_limit_s) == (True, 9)
    other = plan_year(village(4), Options()).origin
    assert other is not None
    assert origin.policy_sha256 == other.policy_sha256
    assert origin.dataset_sha256 != other.dataset_sha256


def test_stages_are_told_in_their_order() -> None:
    told: list[Progress] = []
    plan = plan_year(village(0), Options(), told.append)
    order = [
        "exchange",
        "staffing",
        "zoning",
        "demand",
        "visits",
        "trips",
        "followup",
        "reasons",
        "audit",
    ]
    assert [p.stage for p in told if not p.level and not p.done] == order
    assert [p.stage for p in told if not p.level and p.done] == order
    assert list(plan.seconds) == order


class _Stop:
    """Says stop from the moment on that the planner tells of a stage or level."""

    def __init__(self, stage: str, level: str = "") -> None:
        self._wanted, self._seen = (stage, level), stage == ""

    def hear(self, progress: Progress) -> None:
        self._seen |= (progress.stage, progress.level) == self._wanted

    def __call__(self) -> bool:
        return self._seen


STOPS = (("zoning", "travel"), ("demand", ""), ("visits", ""), ("teams", "travel"))


@pytest.mark.parametrize(
    ("name", "stage", "level"),
    [
        *((name, "", "") for name in tried([*OFFICES], 2)),
        *(("hainan-county-2027", *stop) for stop in tried(STOPS, 3)),
    ],
)
def test_a_plan_stopped_early_is_marked_and_breaks_no_rule(
    name: str, stage: str, level: str
) -> None:
    """It may leave visits out, and says which."""
    stop = _Stop(stage, level)
    plan = plan_year(_shipped(name), Options(), stop.hear, stop)
    assert plan.status is PlanStatus.INTERRUPTED
    assert "notice.interrupted" in {n.code for n in plan.notices}
    assert {f.rule for f in _findings(plan)} <= {"coverage"}
    assert _undeclared(plan) == []
    assert plan.visits


def test_no_time_at_all_still_gives_a_plan() -> None:
    plan = plan_year(_shipped("hainan-county-2027"), Options(time_limit_s=0.001))
    assert plan.status is PlanStatus.COMPLETE
    assert {f.rule for f in _findings(plan)} <= {"coverage"}
    assert _undeclared(plan) == []
    assert plan.visits


def test_too_few_inspectors_are_shared_as_evenly_as_can_be() -> None:
    """Eight schools, three people who hold two each: two more in total, at most one for anybody."""
    problem = hamlet.problem(
        targets=tuple(hamlet.school(f"s{n}", lon=102 + n / 100) for n in range(8)),
        inspectors=(*hamlet.people(2), hamlet.person("far", lon=102.4)),
    )
    plan = plan_year(problem, Options())
    zones = plan.zones or ()
    assert sorted(len(z.targets) for z in zones) == [2, 3, 3]
    assert sorted(z.excess for z in zones) == [0, 1, 1]
    by_level = {s.level: s for s in plan.stages if s.stage == "zoning"}
    assert (by_level["excess"].objective, by_level["worst_excess"].objective) == (2, 1)
    assert by_level["excess"].status is StageStatus.OPTIMAL
    assert sum(n.code == "notice.excess" for n in plan.notices) == 2
    assert {f.rule for f in _findings(plan)} == {"capacity"}
    assert _undeclared(plan) == []
    (bottleneck,) = plan.staffing.bottlenecks
    assert (len(bottleneck.targets), bottleneck.short) == (8, 2)


@pytest.mark.parametrize("policy", tried(COUNTY_PACKS, 1))
def test_a_short_county_gets_a_plan_that_says_what_it_lacks(policy: str) -> None:
    problem = generate(schools=20, seed=2, policy=policy, inspectors=3)
    plan = plan_year(problem, Options(time_limit_s=20))
    assert sum(z.excess for z in plan.zones or ()) > 0
    assert plan.staffing.bottlenecks
    assert any(f.short for f in plan.staffing.figures)
    assert _findings(plan)
    assert _undeclared(plan) == []


@settings(deadline=None, max_examples=examples(8, 4), suppress_health_check=[HealthCheck.too_slow])
@given(
    policy=st.sampled_from(COUNTY_PACKS),
    schools=st.integers(1, 25),
    seed=st.integers(0, 10**4),
    inspectors=st.none() | st.integers(1, 8),
    deterministic=st.booleans(),
)
def test_made_up_counties_end_audited(
    policy: str, schools: int, seed: int, inspectors: int | None, deterministic: bool
) -> None:
    problem = generate(schools=schools, seed=seed, policy=policy, inspectors=inspectors)
    plan = plan_year(problem, Options(time_limit_s=5, deterministic=deterministic))
    assert _undeclared(plan) == []


@pytest.mark.parametrize("policy", ["mudanjiang-2021", "shuangjian-2022"])
@pytest.mark.parametrize(("schools", "inspectors"), tried([(9, None), (30, 12)], 1))
def test_made_up_cities_end_audited(policy: str, schools: int, inspectors: int | None) -> None:
    problem = generate(schools=schools, seed=3, policy=policy, inspectors=inspectors)
    plan = plan_year(problem, Options(time_limit_s=5))
    assert _undeclared(plan) == []


@example(seed=642, schools=4, people=3, days=8, regular=False)  # a remedy beyond the calendar
@settings(deadline=None, max_examples=examples(12, 8))
@given(
    seed=st.integers(0, 10**6),
    schools=st.integers(1, 5),
    people=st.integers(1, 5),
    days=st.integers(1, 30),
    regular=st.booleans(),
)
def test_villages_end_audited(
    seed: int, schools: int, people: int, days: int, regular: bool
) -> None:
    problem = village(seed, schools=schools, people=people, days=days, regular=regular)
    plan = plan_year(problem, Options(time_limit_s=5))
    assert _undeclared(plan) == []
    assert all(s.bound <= s.objective for s in plan.stages)


Change = Callable[[Problem], Mapping[str, object]]


@pytest.mark.parametrize(
    "change",
    [
        lambda _: {"targets": (), "interests": (), "history": ()},
        lambda _: {"inspectors": (), "interests": (), "leave": ()},
        lambda _: {"programmes": ()},
        lambda p: {"calendar": p.calendar.model_copy(update={"terms": ()})},
    ],
    ids=["no schools", "no people", "no programmes", "no terms"],
)
def test_nothing_to_plan(change: Change) -> None:
    problem = village(1, regular=True)
    plan = plan_year(rebuilt(problem, **change(problem)), Options(time_limit_s=5))
    assert plan.visits == ()
    assert _undeclared(plan) == []


@pytest.mark.parametrize(("policy", "seed"), [(pack, n) for n, pack in enumerate(COUNTY_PACKS)])
def test_around_visits_of_other_offices_nothing_is_broken(policy: str, seed: int) -> None:
    """Forty visits of others to twelve schools: training, trips and what is left out included."""
    county = generate(schools=12, seed=seed, policy=policy, inspectors=14)
    problem = with_engagements(county, seed, most=40)
    plan = plan_year(problem, Options(time_limit_s=20))
    assert _undeclared(plan) == []
    assert plan.compliance == audit(problem, plan)
    assert all(left.conflict or not left.mandatory for left in plan.left_out)


def test_drafts_are_plans_and_change_nothing() -> None:
    problem = village(3)
    options = Options(deterministic=True)
    drafts: list[AnnualPlan] = []
    plan = plan_year(problem, options, on_draft=drafts.append)
    assert _comparable(plan) == _comparable(plan_year(problem, options))
    assert drafts
    for draft in drafts:
        assert draft.status is PlanStatus.INTERRUPTED
        assert not _undeclared(draft)
        assert draft.compliance == audit(problem, draft)
        assert {v.id for v in draft.visits} | {o.id for o in draft.left_out} == {
            v.id for v in plan.visits
        } | {o.id for o in plan.left_out}
