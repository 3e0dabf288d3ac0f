"""Peer (a): one plain CP-SAT model with a Boolean for each visit, person and week."""

import time
from collections import defaultdict

from ortools.sat.python import cp_model

from benchmarks.peers.office import LEFT_OUT, Answer, Office
from benchmarks.peers.weeks import Weeks
from planner.model import Arrangement
from planner.objectives import PERMILLE, square_of_count


def solve(office: Office, seconds: float) -> Answer:
    """Weeks and teams in one model, the weighted objective, eight workers."""
    begin = time.monotonic()
    case, weeks = office.case, Weeks(office.case)
    model = cp_model.CpModel()
    goes = {key: model.new_bool_var("") for key in weeks.triples}
    people_of, load = defaultdict(dict), defaultdict(list)
    for (name, person, week), literal in goes.items():
        people_of[name, week][person] = literal
        load[person, week].append(case.request[name].half_days * literal)
    starts, at_target, in_week, cost = {}, defaultdict(list), defaultdict(list), []
    for request in case.requests:
        for week in weeks.options[request.id]:
            members = people_of.get((request.id, week), {})
            start = starts[request.id, week] = model.new_bool_var("")
            model.add(sum(members.values()) == weeks.size(request) * start)
            for ask in case.asks[request.id]:
                inside = sum(z for p, z in members.items() if p in ask.people)
                if ask.when is None and ask.at_least:
                    model.add(inside >= ask.at_least * start)
                if ask.when is None and ask.at_most is not None:
                    model.add(inside <= ask.at_most)
            at_target[request.target, week].append(start)
            if not request.team.responsible:
                in_week[week].append(start)
        all_weeks = [starts[request.id, week] for week in weeks.options[request.id]]
        model.add_at_most_one(all_weeks)
        cost.append(LEFT_OUT * request.weight * (1 - sum(all_weeks)))
    for visits in at_target.values():
        model.add_at_most_one(visits)
    worst = model.new_int_var(0, 100 * PERMILLE, "")
    for person in case.presence.free:
        for own, most in weeks.room(person).values():
            model.add(sum(t for week in own for t in load[person, week]) <= most)
        year = [t for (p, _), terms in load.items() if p == person for t in terms]
        model.add(PERMILLE * sum(year) <= weeks.share(person) * worst)
    cost += [
        case.table.round_trip_hm(person, case.request[name].target) * literal
        for (name, person, _), literal in goes.items()
    ]
    cost += [square_of_count(model, literals) for literals in in_week.values()]
    model.minimize(sum(cost) + worst)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.max_time_in_seconds = max(0.1, seconds - (time.monotonic() - begin))
    watch = _Watch(begin)
    status = solver.solve(model, watch)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(Arrangement({}), time.monotonic() - begin, (), None)
    chosen = {
        name: (
            week,
            tuple(p for p, z in people_of[name, week].items() if solver.boolean_value(z)),
        )
        for (name, week), start in starts.items()
        if solver.boolean_value(start)
    }
    return Answer(
        weeks.dated(chosen),
        time.monotonic() - begin,
        tuple(watch.found),
        solver.best_objective_bound,
    )


class _Watch(cp_model.CpSolverSolutionCallback):
    """Seconds and objective of each better solution."""

    def __init__(self, begin: float) -> None:
        super().__init__()
        self._begin = begin
        self.found: list[tuple[float, float]] = []

    def on_solution_callback(self) -> None:
        """Called by the solver."""
        self.found.append((time.monotonic() - self._begin, self.objective_value))
