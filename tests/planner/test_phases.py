"""Phases are dated as late as the ones after them allow; visits keep room for all of them."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan import AnnualPlan
from models.problem import Problem
from models.programme import (
    DayRule,
    Frequency,
    Per,
    Phase,
    Programme,
    Selection,
    SelectionMode,
    Stratum,
    Window,
)
from models.region import Level, Region
from models.target import Locality, TargetFilter
from planner.audit import audit
from planner.demand import chosen_targets
from planner.options import Options
from planner.phases import visit_span
from planner.pipeline import plan_year
from tests.planner import hamlet
from tests.planner.hamlet import day

PHASES = (
    Phase(id="notice", name="notice", clause="c", first="03-02", last="03-06"),
    Phase(id="self", name="self", clause="c", after=("notice",), least_days=7),
    Phase(id="field", name="field", clause="c", after=("self",), least_days=1, visits=("visit",)),
    Phase(id="report", name="report", clause="c", after=("field",), least_days=2, last="03-20"),
    Phase(id="reply", name="reply", clause="c", after=("report",), greatest_days=10, each=True),
)


def _problem(**values: object) -> Problem:
    programme = hamlet.programme(phases=PHASES, **values)
    return hamlet.problem(policy=hamlet.policy(programmes=(programme,)), programmes=(programme,))


def _plan(problem: Problem) -> AnnualPlan:
    return plan_year(problem, Options(time_limit_s=5, deterministic=True))


def test_the_days_that_phases_leave_to_visits() -> None:
    """Notice on Tuesday the 2nd, self-evaluation on the 9th; the report by Friday the 19th."""
    assert visit_span(_problem(), "visit") == (day("03-10"), day("03-17"))


def test_what_is_due_does_not_depend_on_phases() -> None:
    """Phases leave April no day: its visit is left out, and nothing but that is wrong."""
    programme = hamlet.programme(phases=PHASES, frequency=Frequency(per=Per.MONTH))
    calendar = hamlet.calendar("03-01", "04-30")
    problem = hamlet.problem(programmes=(programme,), calendar=calendar)
    plan = _plan(problem)
    assert [v.start.month for v in plan.visits] == [3]
    assert len(plan.left_out or ()) == 1
    assert {f.rule for line in audit(problem, plan) for f in line.findings} == {"coverage"}


def test_every_phase_as_late_as_can_be() -> None:
    problem = _problem()
    plan = _plan(problem)
    (visit,) = plan.visits
    assert day("03-10") <= visit.start <= day("03-17")
    steps = {m.phase: m for m in plan.milestones or () if m.programme}
    before = visit.start.toordinal() - 1
    friday = before - max(0, date.fromordinal(before).weekday() - 4)
    assert steps["self"].due == date.fromordinal(friday)
    assert (steps["report"].due, steps["reply"].due) == (day("03-19"), day("03-29"))
    assert (steps["reply"].target, steps["report"].target) == ("s1", "")
    assert steps["notice"].due <= steps["self"].due - (day("03-08") - day("03-01"))
    assert [f for line in audit(problem, plan) for f in line.findings] == []


def test_a_visit_without_room_for_its_phases_is_left_out() -> None:
    late = Phase(id="report", name="report", clause="c", after=("field",), last="03-09")
    programme = hamlet.programme(phases=(*PHASES[:3], late))
    problem = hamlet.problem(programmes=(programme,))
    plan = _plan(problem)
    assert plan.visits == ()
    assert [item.target for item in plan.left_out] == ["s1"]


VILLAGES = tuple(Region(id=v, name=v, level=Level.TOWNSHIP, parent="v") for v in ("one", "two"))
STRATA = (
    Stratum(targets=TargetFilter(localities=(Locality.RURAL,)), number=1),
    Stratum(targets=TargetFilter(min_enrolment=50), number=2),
)


def _drawn(strata: tuple[Stratum, ...], each: Level | None, seed: int) -> set[str]:
    schools = tuple(
        hamlet.school(
            f"{village}{n}",
            region=village,
            locality=Locality.RURAL if n < 3 else Locality.URBAN,
            enrolment=100 if n > 0 else 10,
        )
        for village in ("one", "two")
        for n in range(5)
    )
    selection = Selection(mode=SelectionMode.DRAWN, strata=strata, each=each)
    programme: Programme = hamlet.programme(selection=selection)
    regions = (Region(id="v", name="v", level=Level.COUNTY), *VILLAGES)
    problem = hamlet.problem(regions=regions, targets=schools, programmes=(programme,))
    plan = _plan(problem)
    rules = {f.rule for line in audit(problem, plan) for f in line.findings}
    assert rules <= {"capacity"}, "one person holds all ten"
    chosen = {t.id for t in chosen_targets(problem, programme, seed)}
    assert seed or chosen == {v.target for v in plan.visits}
    return chosen


def test_a_draw_holds_every_stratum_of_every_region() -> None:
    """A rural school, and of larger ones two: the rural one counts where it is large."""
    for seed in range(10):
        drawn = _drawn(STRATA, Level.TOWNSHIP, seed)
        for village in ("one", "two"):
            numbers = [int(t[-1]) for t in drawn if t.startswith(village)]
            assert any(n < 3 for n in numbers)
            assert sum(n > 0 for n in numbers) == 2
            assert len(numbers) <= 3


def test_a_draw_over_all_regions_together() -> None:
    assert len(_drawn((STRATA[1],), None, 0)) == 2
    assert len(_drawn((STRATA[1],), Level.TOWNSHIP, 0)) == 4


def test_one_visit_in_each_half_of_the_year() -> None:
    """`sj.3.1`: two batches."""
    calendar = hamlet.calendar("06-21", "07-09")
    programme = hamlet.programme(frequency=Frequency(per=Per.HALF_YEAR))
    problem = hamlet.problem(calendar=calendar, programmes=(programme,))
    plan = _plan(problem)
    assert [v.start.month for v in plan.visits] == [6, 7]
    assert [f for line in audit(problem, plan) for f in line.findings] == []


def test_visits_out_of_school() -> None:
    """`sj.2.3`: of the week from Monday 1 March, in term, only the weekend is left."""
    window = Window(first="03-01", last="03-07")
    programme = hamlet.programme(windows=(window,), days=DayRule.OUT_OF_SCHOOL)
    problem = hamlet.problem(programmes=(programme,))
    plan = _plan(problem)
    assert [v.start for v in plan.visits] in ([day("03-06")], [day("03-07")])
    assert [f for line in audit(problem, plan) for f in line.findings] == []


DAYS = st.integers(0, 12)


@settings(deadline=None, max_examples=25)
@given(
    first=st.lists(st.none() | st.integers(1, 26), min_size=4, max_size=4),
    last=st.lists(st.none() | st.integers(1, 31), min_size=4, max_size=4),
    least=st.lists(DAYS, min_size=4, max_size=4),
    greatest=st.lists(st.none() | st.integers(6, 20), min_size=4, max_size=4),
    after=st.lists(st.sets(st.integers(0, 2)), min_size=4, max_size=4),
    field=st.integers(0, 3),
)
def test_visits_that_are_planned_leave_every_phase_its_day(
    first: list[int | None],
    last: list[int | None],
    least: list[int],
    greatest: list[int | None],
    after: list[set[int]],
    field: int,
) -> None:
    """Whatever the phases: none is broken but by dates that contradict each other."""
    phases = tuple(
        Phase(
            id=f"f{n}",
            name=f"f{n}",
            clause="c",
            after=tuple(f"f{k}" for k in sorted(after[n]) if k < n),
            least_days=least[n],
            greatest_days=None if n == field or greatest[n] is None else least[n] + greatest[n],
            visits=("visit",) if n == field else (),
            first=f"03-{first[n]:02}" if n != field and first[n] else None,
            last=f"03-{max(last[n], first[n] or 1):02}" if n != field and last[n] else None,
        )
        for n in range(4)
    )
    problem = hamlet.problem(programmes=(hamlet.programme(phases=phases),))
    plan = _plan(problem)
    found = [f for line in audit(problem, plan) for f in line.findings]
    if plan.visits and all(p.greatest_days is None for p in phases):
        assert bool(found) is not _possible(problem, phases)
    assert {f.rule for f in found} <= {"coverage", "phases"}


def _possible(problem: Problem, phases: tuple[Phase, ...]) -> bool:
    """Whether every phase, on its first working day after those before it, is still in time."""
    days: dict[str, date] = {}
    for phase in phases:
        first, last = phase.dates(problem.year)
        least = timedelta(phase.least_days)
        day = max([first, *(days[name] + least for name in phase.after)])
        while not phase.visits and not problem.calendar.is_working_day(day):
            day += timedelta(days=1)
        if day > last:
            return False
        days[phase.id] = day
    return True
