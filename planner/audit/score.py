"""The score of a target by the policy's formula, worked out anew from the data."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from models.base import Frozen
from models.problem import PastVisit, Problem
from models.risk import Rate, Risk, RiskTerm
from models.target import Target

HUNDREDTH = Fraction(1, 100)


class OwnScore(Frozen):
    """Figure and points of each term, and their sum, as exact fractions."""

    figures: Mapping[RiskTerm, Fraction]
    points: Mapping[RiskTerm, Fraction]

    @property
    def total(self) -> Fraction:
        """What the target is ranked by."""
        return sum(self.points.values(), Fraction(0))


def own_scores(problem: Problem) -> Mapping[str, OwnScore]:
    """The score of each target; of a policy without formula the number that the data state.

    Source: `sj.3.2`; docs/semantics.md, Risk.
    """
    formula = problem.policy.risk
    if formula is None:
        stated = {t.id: {RiskTerm.STATED: Fraction(str(t.risk))} for t in problem.targets}
        return {t: OwnScore(figures=terms, points=terms) for t, terms in stated.items()}
    history: dict[str, list[PastVisit]] = {}
    for visit in problem.history:
        history.setdefault(visit.target, []).append(visit)
    governments = {t.region for t in problem.targets if t.kind == "government"}
    inside = {region: _sums(problem, region, history) for region in governments}
    return {
        target.id: _score(
            formula,
            target,
            history.get(target.id, []),
            inside[target.region] if target.kind == "government" else (0, 0, 0),
            problem.calendar.first,
        )
        for target in problem.targets
    }


def _sums(
    problem: Problem, region: str, history: Mapping[str, list[PastVisit]]
) -> tuple[int, int, int]:
    """Pupils, reports and open problems of what lies in a region, listed or not."""
    area = {region} | problem.tree.descendants(region)
    bare = [r for r in problem.regions if r.id in area]
    places = [t for t in problem.targets if t.region in area and t.kind != "government"]
    return (
        sum(r.pupils for r in bare) + sum(t.size for t in places if t.kind == "school"),
        sum(r.reports for r in bare) + sum(t.reports for t in places),
        sum(r.open_problems for r in bare)
        + sum(v.open_problems for t in places for v in history.get(t.id, ())),
    )


def _score(
    formula: Risk,
    target: Target,
    past: list[PastVisit],
    inside: tuple[int, int, int],
    new_year: date,
) -> OwnScore:
    pupils, reports, problems = inside
    thousands = Fraction(max(formula.least_pupils, target.size + pupils), 1000)
    counted = [v for v in past if not formula.kinds or v.kind in formula.kinds]
    figures: dict[RiskTerm, Fraction] = {}
    points: dict[RiskTerm, Fraction] = {}

    def add(term: RiskTerm, figure: Fraction, rate: Rate) -> None:
        figures[term] = figure
        points[term] = _bounded(figure * Fraction(rate.points), rate.at_most)

    if formula.reports:
        add(RiskTerm.REPORTS, (target.reports + reports) / thousands, formula.reports)
    if formula.open_problems:
        own = sum(v.open_problems for v in past)
        add(RiskTerm.OPEN_PROBLEMS, own + problems / thousands, formula.open_problems)
    if formula.days:
        days = formula.days.never_days
        if counted:
            days = max(0, min((new_year - v.day).days for v in counted))
        add(RiskTerm.DAYS, Fraction(days), formula.days)
    if formula.results:
        last: dict[str, PastVisit] = {}
        for visit in counted:
            if visit.kind not in last or last[visit.kind].day <= visit.day:
                last[visit.kind] = visit
        worth = (formula.results.points.get(v.result, Decimal(0)) for v in last.values())
        figures[RiskTerm.RESULTS] = sum(map(Fraction, worth), Fraction(0))
        points[RiskTerm.RESULTS] = _bounded(figures[RiskTerm.RESULTS], formula.results.at_most)
    if formula.stated:
        add(RiskTerm.STATED, Fraction(str(target.risk)), formula.stated)
    return OwnScore(figures=figures, points=points)


def _bounded(points: Fraction, at_most: Decimal | None) -> Fraction:
    """The points that count, to the nearest hundredth, halves up."""
    if at_most is not None:
        points = min(points, Fraction(at_most))
    return floor(points / HUNDREDTH + Fraction(1, 2)) * HUNDREDTH
