from models.inspector import Employment
from models.programme import ProgrammeKind
from models.rollup import PersonLoad, ProgrammeFigures
from planner.audit import audit
from scenarios.rollup import office_figures, rollup_of_plan
from tests.planner.audit import tiny
from tests.planner.audit.tiny import PLAN, PROBLEM


def test_the_tiny_plan() -> None:
    made = office_figures(PROBLEM, PLAN)
    figures = made.figures
    assert (made.office, made.task, made.fictional, made.complete) == ("county", "own", True, True)
    assert figures.visits == len(PLAN.visits)
    assert figures.person_half_days == sum(v.half_days * len(v.team) for v in PLAN.visits)
    assert figures.travel_km == sum(20 * len(v.team) for v in PLAN.visits)
    assert figures.cost_yuan == sum(v.cost_yuan for v in PLAN.visits)
    by_id = {p.programme: p for p in figures.programmes}
    assert by_id["full"] == ProgrammeFigures(
        programme="full",
        name=PROBLEM.programme_by_id["full"].name,
        kind=ProgrammeKind.COMPREHENSIVE,
        due=4,
        planned=4,
        left_out=0,
        saved=0,
        quarters=(3, 1, 0, 0),
    )
    assert (
        PersonLoad(
            person="a",
            office="county",
            employment=Employment.FULL_TIME,
            half_days=sum(v.half_days for v in PLAN.visits if "a" in v.team),
        )
        in made.people
    )


def test_what_is_missing_and_broken() -> None:
    plan = tiny.without_visits("v1")
    made = office_figures(PROBLEM, plan).figures
    full = next(p for p in made.programmes if p.programme == "full")
    assert (full.due, full.planned, full.left_out) == (4, 3, 1)
    broken = [c.clause for c in made.clauses if c.broken]
    assert broken == [line.clause for line in audit(PROBLEM, plan) if line.findings]
    assert all(c.kept + c.broken + c.not_applicable == 1 for c in made.clauses)


def test_other_tasks_of_an_office_count_no_heads() -> None:
    assert office_figures(PROBLEM, PLAN).figures.headcounts
    assert not office_figures(PROBLEM, PLAN, "cross").figures.headcounts


def test_the_roll_up_of_one_plan_is_that_of_its_region() -> None:
    made = rollup_of_plan(PROBLEM, PLAN)
    (total,) = made.totals
    assert (total.region, total.offices, total.figures) == ("county", 1, made.offices[0].figures)
