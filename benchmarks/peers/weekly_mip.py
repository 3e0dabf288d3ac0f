"""Peer (b): the same weeks as a mixed-integer program, by HiGHS through MathOpt."""

import datetime
import time
from collections import defaultdict

from ortools.math_opt.python import mathopt

from benchmarks.peers.office import LEFT_OUT, Answer, Office
from benchmarks.peers.weeks import Weeks
from planner.model import Arrangement
from planner.objectives import PERMILLE


def solve(office: Office, seconds: float) -> Answer:
    """Weeks and teams in one model, the weighted objective."""
    begin = time.monotonic()
    case, weeks = office.case, Weeks(office.case)
    model = mathopt.Model()
    add, total = model.add_linear_constraint, mathopt.LinearSum
    goes = {key: model.add_binary_variable() for key in weeks.triples}
    people_of, load, year = defaultdict(dict), defaultdict(list), defaultdict(list)
    for (name, person, week), literal in goes.items():
        people_of[name, week][person] = literal
        load[person, week].append(case.request[name].half_days * literal)
        year[person].append(case.request[name].half_days * literal)
    starts, at_target, in_week, cost = {}, defaultdict(list), defaultdict(list), []
    for request in case.requests:
        for week in weeks.options[request.id]:
            members = people_of.get((request.id, week), {})
            start = starts[request.id, week] = model.add_binary_variable()
            add(total(members.values()) == weeks.size(request) * start)
            for ask in case.asks[request.id]:
                inside = total([z for p, z in members.items() if p in ask.people])
                if ask.when is None and ask.at_least:
                    add(inside >= ask.at_least * start)
                if ask.when is None and ask.at_most is not None:
                    add(inside <= ask.at_most)
            at_target[request.target, week].append(start)
            if not request.team.responsible:
                in_week[week].append(start)
        all_weeks = total([starts[request.id, week] for week in weeks.options[request.id]])
        add(all_weeks <= 1)
        cost.append(LEFT_OUT * request.weight * (1 - all_weeks))
    for visits in at_target.values():
        add(total(visits) <= 1)
    worst = model.add_variable(lb=0)
    for person in case.presence.free:
        for own, most in weeks.room(person).values():
            add(total([t for week in own for t in load[person, week]]) <= most)
        add(PERMILLE * total(year[person]) <= weeks.share(person) * worst)
    cost += [
        case.table.round_trip_hm(person, case.request[name].target) * literal
        for (name, person, _), literal in goes.items()
    ]
    cost += [_square(model, visits) for visits in in_week.values()]
    model.minimize(total(cost) + worst)
    left = max(1.0, seconds - (time.monotonic() - begin))
    limit = datetime.timedelta(seconds=left)
    result = mathopt.solve(
        model, mathopt.SolverType.HIGHS, params=mathopt.SolveParameters(time_limit=limit)
    )
    took, bound = time.monotonic() - begin, result.termination.objective_bounds.dual_bound
    if not result.has_primal_feasible_solution():
        return Answer(Arrangement({}), took, (), bound)
    values = result.variable_values()
    chosen = {
        name: (week, tuple(p for p, z in people_of[name, week].items() if values[z] > 0.5))
        for (name, week), start in starts.items()
        if values[start] > 0.5
    }
    # HiGHS tells of no solutions on the way, so its last counts from the end
    return Answer(weeks.dated(chosen), took, ((took, result.objective_value()),), bound)


def _square(model: mathopt.Model, visits: list[mathopt.Variable]) -> mathopt.Variable:
    """A variable that is, when minimised, the square of how many visits there are."""
    square, count = model.add_variable(lb=0), mathopt.LinearSum(visits)
    for number in range(len(visits)):
        model.add_linear_constraint(square >= (2 * number + 1) * count - number * (number + 1))
    return square
