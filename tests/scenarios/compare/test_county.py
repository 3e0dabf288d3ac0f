"""Six scenarios end to end: figures are those of planning each alone, and the auditor's own."""

from collections import Counter
from pathlib import Path

import pytest

from models.changes import differences
from models.comparison import Comparison, Line, Mark
from models.issue import DataError, Issue
from models.plan import AnnualPlan, PlanStatus
from models.problem import Problem
from models.text import Text, say
from planner.audit import AuditCase
from planner.audit.account import account
from planner.audit.costs import visit_km
from planner.options import Options
from planner.pipeline import plan_year
from scenarios.compare import Case, Compared, Refusal, compare, compared, sides
from scenarios.compare.lines import figures
from scenarios.export import read_plan_json
from scenarios.export.comparison import write_comparison
from tests.scenarios.compare.county import OPTIONS, six


@pytest.fixture(scope="module")
def made() -> Compared:
    return compare(six(), OPTIONS, 2)


@pytest.fixture(scope="module")
def written(made: Compared, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    write_comparison(made, folder)
    return folder


def line(comparison: Comparison, code: str, stage: str = "") -> Line:
    lines = comparison.levels if stage else comparison.figures
    return next(one for one in lines if (one.stage, one.code) == (stage, code))


def values(comparison: Comparison, code: str, stage: str = "") -> list[float | None]:
    return [cell and cell.value for cell in line(comparison, code, stage).cells]


def marks(comparison: Comparison, code: str, stage: str = "") -> list[Mark | None]:
    cells = line(comparison, code, stage).cells
    return [cell.judgement.mark if cell and cell.judgement else None for cell in cells]


def test_plans_are_those_of_planning_each_alone(made: Compared) -> None:
    alone = OPTIONS.model_copy(update={"deterministic": True})
    for case, outcome in zip(made.cases, made.outcomes, strict=True):
        assert isinstance(outcome, AnnualPlan)
        plan = plan_year(case.problem, alone)
        assert outcome.model_copy(update={"seconds": {}}) == plan.model_copy(update={"seconds": {}})


def test_every_number_is_the_auditors_of_the_written_plan(made: Compared, written: Path) -> None:
    comparison = made.comparison
    shown = {(one.stage, one.code): one for one in (*comparison.figures, *comparison.levels)}
    for n, (case, scenario) in enumerate(zip(made.cases, comparison.scenarios, strict=True)):
        plan = read_plan_json(written / scenario.folder / "plan.json")
        told = account(case.problem, plan)
        assert scenario.account == told
        for figure in figures(comparison.busy_half_days):
            cell = shown["", figure.code].cells[n]
            assert cell is not None
            assert cell.value == figure.value(told)
        for level in plan.stages:
            cell = shown[level.stage, level.level].cells[n]
            assert cell is not None
            assert (cell.value, cell.most, cell.least) == (
                level.objective,
                level.objective,
                level.bound,
            )


def test_objectives_are_those_of_the_auditor(made: Compared) -> None:
    """What can be counted of a level without the planner's code comes to what the level says."""
    for case, outcome in zip(made.cases, made.outcomes, strict=True):
        assert isinstance(outcome, AnnualPlan)
        read, problem = AuditCase(case.problem, outcome), case.problem
        stated = {(s.stage, s.level): s.objective for s in outcome.stages}
        km = sum(visit_km(read, row) for row in read.dated)
        assert stated["teams", "travel"] == pytest.approx(10 * km, abs=1)
        teams = [r for r in read.dated if not r.leading_programme.team.responsible]  # type: ignore[union-attr]
        weeks = Counter(r.days[0].isocalendar()[:2] for r in teams)
        assert stated["timetable", "spread"] == sum(n * n for n in weeks.values())
        for zones in [outcome.zones or ()]:
            ways = sum(read.distances.return_km(i, t) for i, t in read.zone_pairs)
            assert stated["zoning", "travel"] == pytest.approx(10 * ways, abs=1)
            assert stated["zoning", "evenness"] == sum(len(z.targets) ** 2 for z in zones)
        missing = sum(d.programme.priority * d.missing for d in read.dues if d.programme.mandatory)
        assert stated["teams", "left_out"] == missing
        price = sum(
            j.travel_km * problem.costs.per_km_yuan
            + j.trip.nights * len(j.people) * problem.costs.lodging_per_night_yuan
            for j in read.journeys
        )
        assert stated["trips", "trip_cost"] == pytest.approx(price, abs=0.5)


def test_differences_are_worth_what_is_proven(made: Compared) -> None:
    comparison = made.comparison
    assert values(comparison, "due_mandatory")[:5] == [values(comparison, "due_mandatory")[0]] * 5
    assert marks(comparison, "due_mandatory") == [None, *[Mark.NONE] * 4, Mark.GIVEN]
    # twice the way to each target, for the same zones and teams
    first, twice, *_ = values(comparison, "travel", "zoning")
    assert first is not None
    assert twice == pytest.approx(2 * first, rel=0.01)
    assert marks(comparison, "travel", "zoning")[1] is Mark.EFFECT
    assert marks(comparison, "km")[1] is Mark.BY_PRODUCT
    # another price of a kilometre changes neither zones nor teams, and costs of trips by condition
    assert marks(comparison, "travel", "zoning")[4] is Mark.NONE
    assert marks(comparison, "travel", "teams")[4] in (Mark.NONE, Mark.WITHIN_GAP)
    assert marks(comparison, "trip_cost", "trips")[4] is Mark.CONDITIONAL
    assert values(comparison, "able")[2] == (values(comparison, "able")[0] or 0) - 1
    for one in (*comparison.figures, *comparison.levels):
        for cell in one.cells[1:]:
            assert cell is not None
            assert cell.judgement is not None
            conditional = cell.judgement.mark is Mark.CONDITIONAL
            assert (cell.judgement.because is not None) is conditional


def test_what_changed_is_the_difference_of_the_plans(made: Compared) -> None:
    base, *others = made.outcomes
    assert isinstance(base, AnnualPlan)
    assert made.comparison.scenarios[0].contrast is None
    for scenario, outcome in zip(made.comparison.scenarios[1:], others, strict=True):
        assert isinstance(outcome, AnnualPlan)
        assert scenario.contrast is not None
        assert scenario.contrast.visits == differences(base, outcome)
        held = [{t: z.inspector for z in p.zones or () for t in z.targets} for p in (base, outcome)]
        told = {(h.target, h.old, h.new) for h in scenario.contrast.hands}
        assert told == {
            (t, held[0].get(t, ""), held[1].get(t, ""))
            for t in held[0].keys() | held[1].keys()
            if held[0].get(t) != held[1].get(t)
        }
    gone = made.comparison.scenarios[2].contrast
    assert gone is not None
    assert gone.hands


def test_processes_change_nothing(made: Compared) -> None:
    cases = made.cases[:2]
    again = compare(cases, OPTIONS, 1)
    first = compared(cases, made.outcomes[:2], OPTIONS)
    assert again.comparison.model_dump_json() == first.comparison.model_dump_json()


def test_a_scenario_without_a_plan_is_shown_and_the_others_compared(made: Compared) -> None:
    refusal = Refusal((Text(code="data.not_found"),))
    outcomes = (*made.outcomes[:2], refusal, *made.outcomes[3:])
    comparison = compared(made.cases, outcomes, OPTIONS).comparison
    assert comparison.scenarios[2].refusal == refusal.texts
    assert comparison.scenarios[2].account is None
    for one in (*comparison.figures, *comparison.levels):
        assert one.cells[2] is None
        assert one.cells[3] is not None
    assert values(comparison, "cost")[3] == values(made.comparison, "cost")[3]
    nothing = compared(made.cases, (refusal, *made.outcomes[1:]), OPTIONS).comparison
    assert all(c is None or c.judgement is None for one in nothing.figures for c in one.cells)


def _refusing(problem: Problem, options: Options, **_: object) -> AnnualPlan:
    issue = Issue(place="pins", text=Text(code="data.not_found"))
    raise DataError((issue, issue.model_copy(update={"found": "x"})))


def test_data_that_contradict_themselves_are_refused_in_words(
    made: Compared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sides, "plan_year", _refusing)
    found = sides.attempted(made.cases[0].problem, OPTIONS, lambda: False)
    assert isinstance(found, Refusal)
    assert found.texts[0] == Text(code="data.not_found")
    assert say(found.texts[1]).startswith("x：")


def test_a_run_that_is_stopped_tells_who_was_never_planned(made: Compared) -> None:
    stopped = compare(made.cases[:3], OPTIONS, 1, stop=lambda: True)
    for scenario in stopped.comparison.scenarios:
        assert scenario.refusal == sides.NEVER_BEGUN.texts


def test_without_plans(made: Compared, tmp_path: Path) -> None:
    files = write_comparison(made, tmp_path / "out", "en", plans=False)
    assert sorted(tmp_path.joinpath("out").iterdir()) == sorted(files)
    assert 'lang="en"' in (tmp_path / "out" / "comparison.html").read_text("utf-8")


def test_who_is_busy(made: Compared) -> None:
    told = compared(made.cases, made.outcomes, OPTIONS, busy_days=3)
    assert told.comparison.busy_half_days == 6
    for n, scenario in enumerate(told.comparison.scenarios):
        assert scenario.account is not None
        busy = sum(n > 6 for n in scenario.account.half_days.values())
        assert values(told.comparison, "busy")[n] == busy
    assert values(made.comparison, "busy")[0] == 0


def test_a_base_compared_with_itself_differs_in_nothing(made: Compared) -> None:
    case, outcome = made.cases[0], made.outcomes[0]
    twin = Case("同样", ("同样",), case.problem)
    comparison = compared((case, twin), (outcome, outcome), OPTIONS).comparison
    assert all(cell and cell.difference == 0 for one in comparison.levels for cell in one.cells[1:])
    contrast = comparison.scenarios[1].contrast
    assert contrast is not None
    assert (contrast.visits, contrast.hands) == ((), ())


def test_interrupted_plans_are_said_to_be_so(made: Compared) -> None:
    halted = made.outcomes[1].model_copy(update={"status": PlanStatus.INTERRUPTED})  # type: ignore[union-attr]
    told = compared(made.cases[:2], (made.outcomes[0], halted), OPTIONS).comparison
    assert [s.interrupted for s in told.scenarios] == [False, True]
