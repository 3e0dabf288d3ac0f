"""Whether zones can be formed: targets assigned to the people who may hold them."""

from datetime import date

from ortools.sat.python import cp_model

from models.inspector import Employment, Inspector
from models.problem import Problem
from models.target import Target
from scenarios.generate.geography import distance_km


def all_year(problem: Problem, person: Inspector) -> bool:
    """Whether the person may work from the first day of the year to the last."""
    if not problem.policy.certificate.required_of.matches(person):
        return True
    start, until = person.certificate_from, person.certificate_until
    year = problem.year
    return bool(start and until and start <= date(year, 1, 1) and until >= date(year, 12, 31))


def may_hold(problem: Problem, person: Inspector, target: Target) -> bool:
    """Whether the person may be responsible for the target, by `docs/semantics.md`."""
    way = problem.travel.detour * distance_km((person.lon, person.lat), (target.lon, target.lat))
    days = problem.calendar.days()
    return (
        (person.max_travel_km is None or way <= person.max_travel_km)
        and person.qualified_for(target)
        and all(
            rule.people.matches(person)
            for rule in problem.policy.zoning.eligibility
            if rule.targets.matches(target)
        )
        and not (
            (person.id, target.id) in problem.interests_by_pair
            and any(problem.must_recuse(person.id, target.id, day) for day in days)
        )
    )


def unheld(problem: Problem) -> int:
    """Targets left without a responsible inspector in the best zones of people certified all year.

    A large school takes all units of its inspector's capacity, which a plain flow cannot say.
    """
    zoning = problem.policy.zoning
    people = [
        p
        for p in problem.inspectors
        if p.employment is not Employment.EXPERT and all_year(problem, p)
    ]
    held = [t for t in problem.targets if zoning.targets.matches(t)]
    model = cp_model.CpModel()
    holds = {
        (p.id, t.id): model.new_bool_var("")
        for p in people
        for t in held
        if may_hold(problem, p, t)
    }
    missed = {t.id: model.new_bool_var("") for t in held}
    for target in held:
        takers = [holds[p.id, target.id] for p in people if (p.id, target.id) in holds]
        model.add_exactly_one(*takers, missed[target.id])
    for person in people:
        mine = [t for t in held if (person.id, t.id) in holds]
        large = {t.id for t in mine if zoning.dedicated_from and t.size >= zoning.dedicated_from}
        units = [(zoning.at_most if t.id in large else 1) * holds[person.id, t.id] for t in mine]
        model.add(sum(units) <= zoning.at_most)
        for quota in zoning.quotas:
            model.add(
                sum(holds[person.id, t.id] for t in mine if quota.targets.matches(t))
                <= quota.at_most
            )
    model.minimize(sum(missed.values()))
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)
