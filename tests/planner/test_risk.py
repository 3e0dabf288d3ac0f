from datetime import date
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan import Selected
from models.policy import Jurisdiction, Policy
from models.problem import PastVisit, Problem
from models.programme import Programme, ProgrammeKind, Selection, SelectionMode
from models.region import Level, Region
from models.risk import Risk, RiskTerm
from models.target import Government, School, TargetFilter, TargetKind, TrainingInstitution
from planner.audit.choice import chosen_targets as audited_choice
from planner.audit.score import own_scores
from planner.demand import chosen_targets, requests, selections
from planner.horizon import horizon
from planner.risk import scores
from planner.tiers import share
from tests.planner import hamlet
from tests.planner.tiers.realm import drawn, realm, task
from tests.planner.tiers.realm import policy as realm_policy

FORMULA = Risk.model_validate(
    {
        "clause": "c",
        "least_pupils": 200,
        "kinds": ["special", "comprehensive"],
        "reports": {"points": 2, "at_most": 30},
        "open_problems": {"points": "2.5", "at_most": 20},
        "days": {"points": 0.02, "at_most": 10, "never_days": 400},
        "results": {"points": {"poor": 15, "bad": 20.5}, "at_most": 30},
        "stated": {"points": 0.1},
    }
)
REGIONS = (
    Region(id="v", name="v", level=Level.COUNTY, pupils=300, reports=1),
    Region(id="t", name="t", level=Level.TOWNSHIP, parent="v", pupils=100, open_problems=3),
)


def _past(target: str, kind: str, day: str, result: str = "", problems: int = 0) -> PastVisit:
    return PastVisit(
        target=target,
        kind=ProgrammeKind(kind),
        day=date.fromisoformat(day),
        result=result,
        open_problems=problems,
    )


def _policy(formula: Risk | None) -> Policy:
    return hamlet.policy(risk=formula)


def _targeted(number: int | None = None, **targets: object) -> Programme:
    wanted = TargetFilter.model_validate(targets)
    chosen = Selection(mode=SelectionMode.RISK, number=number, targets=wanted)
    return hamlet.programme(selection=chosen, kind=ProgrammeKind.SPECIAL)


def _problem(formula: Risk | None = FORMULA, **values: object) -> Problem:
    table: dict[str, object] = {
        "regions": REGIONS,
        "targets": (
            hamlet.school("small", enrolment=50, reports=1, region="t"),
            hamlet.school("large", enrolment=600, reports=4, risk=33.35),
            TrainingInstitution(id="x", name="x", region="t", lon=102, lat=27, reports=2),
            Government(id="g", name="g", region="v", lon=102, lat=27, reports=1),
        ),
        "history": (
            _past("small", "special", "2026-12-22", "poor", 1),
            _past("small", "special", "2026-06-01", "bad", 2),
            _past("small", "comprehensive", "2026-03-01", "bad"),
            _past("small", "regular", "2026-12-30", "bad"),
            _past("g", "special", "2024-01-01", "fine", 1),
        ),
        "policy": _policy(formula),
        "programmes": (_targeted(2),),
    }
    return hamlet.problem(**(table | values))


def _shown(problem: Problem, target: str) -> dict[str, tuple[float, float]]:
    return {t.term.value: (t.figure, t.points) for t in scores(problem)[target].terms}


def test_a_small_school_counts_as_larger_and_each_kind_has_its_last_result() -> None:
    """1 report of 50 pupils, counted as 200; 3 problems; 10 days; poor and bad, at most 30."""
    problem = _problem()
    assert _shown(problem, "small") == {
        "reports": (5, 10),
        "open_problems": (3, 7.5),
        "days": (10, 0.2),
        "results": (35.5, 30),
        "stated": (0, 0),
    }
    assert scores(problem)["small"].value == Fraction(477, 10)


def test_points_are_rounded_to_hundredths_halves_up() -> None:
    """4 reports of 600 pupils are 6⅔ per thousand; 33.35 stated give 3.335 points."""
    assert _shown(_problem(), "large") == {
        "reports": (6.67, 13.33),
        "open_problems": (0, 0),
        "days": (400, 8),
        "results": (0, 0),
        "stated": (33.35, 3.34),
    }
    assert scores(_problem())["large"].value == Fraction(2467, 100)


def test_a_government_is_scored_by_what_lies_in_its_region() -> None:
    """Pupils 50 + 600 + 300 + 100; reports 1 + 4 + 2 + 1 and one on itself; 1 + 6/1.05 problems."""
    assert _shown(_problem(), "g") == {
        "reports": (8.57, 17.14),
        "open_problems": (6.71, 16.79),
        "days": (1096, 10),
        "results": (0, 0),
        "stated": (0, 0),
    }


def test_a_government_below_sees_its_own_region_only() -> None:
    town = Government(id="town", name="town", region="t", lon=102, lat=27)
    problem = _problem(targets=(*_problem().targets, town))
    assert _shown(problem, "town")["reports"] == (15, 30), "3 of 200, though only 150 pupils"


def test_without_formula_the_stated_risk_counts() -> None:
    problem = _problem(None)
    assert scores(problem)["large"].value == Fraction("33.35")
    assert [(s.target, s.score) for s in selections(problem, 0)] == [("large", 33.35), ("g", 0)]
    assert [t.term for t in selections(problem, 0)[0].terms] == [RiskTerm.STATED]


def test_the_riskiest_by_score_are_chosen_and_shown_in_that_order() -> None:
    problem = _problem()
    chosen = chosen_targets(problem, problem.programmes[0], 0)
    assert {t.id for t in chosen} == {"small", "g"}
    shown = selections(problem, 0)
    assert [(s.programme, s.target, s.score) for s in shown] == [
        ("visit", "small", 47.7),
        ("visit", "g", 43.93),
    ]
    assert all(round(sum(t.points for t in s.terms), 2) == s.score for s in shown)


def test_the_threshold_is_one_of_scores() -> None:
    problem = _problem(programmes=(_targeted(kinds=(TargetKind.SCHOOL,), min_risk=24.67),))
    assert {s.target for s in selections(problem, 0)} == {"small", "large"}
    problem = _problem(programmes=(_targeted(kinds=(TargetKind.SCHOOL,), min_risk=24.68),))
    assert {s.target for s in selections(problem, 0)} == {"small"}


def test_the_score_weighs_what_is_optional() -> None:
    optional = hamlet.programme(mandatory=False, priority=3)
    problem = _problem(programmes=(optional,))
    weights = {r.target: r.weight for r in requests(problem, horizon(problem), {}, 0)}
    assert weights == {"small": 3 * (1 + 48), "large": 3 * (1 + 25)}


def test_only_the_office_s_own_choices_by_risk_are_shown() -> None:
    other = _targeted(2).model_copy(update={"id": "other", "level": Level.PREFECTURE})
    every = hamlet.programme("every")
    shown: tuple[Selected, ...] = selections(_problem(programmes=(other, every)), 0)
    assert shown == ()


counts = st.integers(0, 4)


@st.composite
def _problems(draw: st.DrawFn) -> Problem:
    """Up to five targets in two regions with a history, under a formula of any of the terms."""
    targets: list[School | Government | TrainingInstitution] = []
    for n in range(draw(st.integers(1, 5))):
        place = {"region": draw(st.sampled_from("vt")), "reports": draw(counts)}
        place["risk"] = draw(st.sampled_from((0, 0.05, 33.335, 100)))
        if draw(st.booleans()):
            targets.append(hamlet.school(f"s{n}", enrolment=draw(st.integers(0, 900)), **place))
        else:
            made = {"id": f"s{n}", "name": "n", "lon": 102, "lat": 27, **place}
            model = draw(st.sampled_from((Government, TrainingInstitution)))
            targets.append(model.model_validate(made))
    history = tuple(
        _past(
            target.id,
            draw(st.sampled_from(("special", "regular", "comprehensive"))),
            draw(st.sampled_from(("2026-02-01", "2026-05-05", "2027-02-02"))),
            draw(st.sampled_from(("poor", "bad", ""))),
            draw(counts),
        )
        for target in targets
        for _ in range(draw(st.integers(0, 3)))
    )
    terms = ("reports", "open_problems", "days", "results", "stated")
    dropped = draw(st.sets(st.sampled_from(terms)))
    formula = FORMULA.model_copy(update=dict.fromkeys(dropped))
    return _problem(
        formula,
        targets=tuple(targets),
        history=history,
        programmes=(_targeted(draw(st.integers(0, 3))),),
    )


@settings(max_examples=150, deadline=None)
@given(_problems())
def test_planner_and_auditor_find_the_same_scores(problem: Problem) -> None:
    mine, own = scores(problem), own_scores(problem)
    for target, score in mine.items():
        assert score.value == own[target].total
        points = {t.term: t.points for t in score.terms}
        assert points == {term: float(value) for term, value in own[target].points.items()}


@settings(max_examples=150, deadline=None)
@given(_problems())
def test_no_other_choice_of_so_many_is_riskier(problem: Problem) -> None:
    """Of all sets of the number asked for, one of the greatest sum; of these the first by ids."""
    programme = problem.programmes[0]
    own = own_scores(problem)
    number = min(programme.selection.number or 0, len(problem.targets))
    sets = combinations(sorted(own), number)
    best = min(sets, key=lambda ids: (-sum(own[i].total for i in ids), ids))
    assert tuple(sorted(t.id for t in chosen_targets(problem, programme, 0))) == best
    assert audited_choice(problem, programme, 0) == frozenset(best)


def test_an_office_s_share_scores_governments_as_the_whole_does() -> None:
    """A province whose schools belong to counties still sees what lies in each."""
    base = realm()
    schools = tuple(t.model_copy(update={"reports": n % 4}) for n, t in enumerate(base.targets))
    governments = tuple(
        Government(id=f"g{r.id}", name="g", region=r.id, lon=102, lat=27, level=r.level)
        for r in base.regions
        if r.id != "x"
    )
    targeted = drawn(
        Level.PROVINCE,
        selection=Selection(
            mode=SelectionMode.RISK,
            number=2,
            targets=TargetFilter(kinds=(TargetKind.GOVERNMENT,)),
        ),
    )
    own = Jurisdiction(
        clause="c",
        targets=TargetFilter(kinds=(TargetKind.SCHOOL,)),
        levels=(Level.COUNTY,),
    )
    whole = realm(
        targets=(*schools, *governments),
        history=(_past("x01-s2", "special", "2026-05-01", "poor", 4),),
        policy=realm_policy(risk=FORMULA, jurisdiction=(own,)),
        programmes=(targeted, *base.programmes[2:]),
    )
    part = share(*task(whole, "x"))
    assert {t.kind for t in part.targets} == {"government"}
    expected = scores(whole)
    assert scores(part) == {t.id: expected[t.id] for t in part.targets}
    assert own_scores(part)["gx0"].total == expected["gx0"].value
    assert len({s.value for s in scores(part).values()}) > 2
