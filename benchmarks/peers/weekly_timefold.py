"""The week-indexed model as a user of Timefold would write it; runs where `timefold` is installed.

JSON on standard input, JSON on standard output. Weeks of visits and people of seats are planning
variables; hard are capacity, who fits where and the rules of teams, soft the weighted objective.
"""

import json
import sys
from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)


@dataclass(unsafe_hash=True)
class Week:
    id: Annotated[int, PlanningId]
    month: int


@dataclass(unsafe_hash=True)
class Person:
    id: Annotated[str, PlanningId]
    share: int = field(hash=False, compare=False)
    year: int = field(hash=False, compare=False)
    by_week: dict[int, int] = field(hash=False, compare=False)
    by_month: dict[int, int] = field(hash=False, compare=False)
    fits: dict[str, list[int]] = field(hash=False, compare=False)
    hm: dict[str, int] = field(hash=False, compare=False)


@dataclass(unsafe_hash=True)
class Ask:
    id: Annotated[str, PlanningId]
    visit: str
    people: list[str] = field(hash=False, compare=False)
    least: int
    most: int


@planning_entity
@dataclass(unsafe_hash=True)
class Visit:
    id: Annotated[str, PlanningId]
    target: str
    half_days: int
    cost: int
    by_team: bool
    weeks: Annotated[list[Week], ValueRangeProvider(id="weeks")] = field(hash=False, compare=False)
    week: Annotated[
        Week | None, PlanningVariable(allows_unassigned=True, value_range_provider_refs=["weeks"])
    ] = field(default=None, hash=False, compare=False)


@planning_entity
@dataclass(unsafe_hash=True)
class Seat:
    id: Annotated[str, PlanningId]
    visit: str
    people: Annotated[list[Person], ValueRangeProvider(id="people")] = field(
        hash=False, compare=False
    )
    person: Annotated[Person | None, PlanningVariable(value_range_provider_refs=["people"])] = (
        field(default=None, hash=False, compare=False)
    )


@planning_solution
@dataclass
class Year:
    asks: Annotated[list[Ask], ProblemFactCollectionProperty]
    visits: Annotated[list[Visit], PlanningEntityCollectionProperty]
    seats: Annotated[list[Seat], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore, PlanningScore] = field(default=None)


def work(factory: ConstraintFactory):
    return factory.for_each(Visit).join(
        Seat, Joiners.equal(lambda visit: visit.id, lambda seat: seat.visit)
    )


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Constraint]:
    ones, total = HardSoftScore.ONE_HARD, ConstraintCollectors.sum
    half_days = total(lambda visit, seat: visit.half_days)
    return [
        work(factory)
        .filter(lambda visit, seat: visit.week.id not in seat.person.fits.get(visit.id, []))
        .penalize(ones, lambda visit, seat: 10)
        .as_constraint("not free"),
        factory.for_each_unique_pair(
            Seat,
            Joiners.equal(lambda seat: seat.visit),
            Joiners.equal(lambda seat: seat.person),
        )
        .penalize(ones, lambda one, other: 10)
        .as_constraint("twice in a team"),
        factory.for_each_unique_pair(
            Visit,
            Joiners.equal(lambda visit: visit.target),
            Joiners.equal(lambda visit: visit.week),
        )
        .penalize(ones)
        .as_constraint("target twice in a week"),
        work(factory)
        .group_by(lambda visit, seat: seat.person, lambda visit, seat: visit.week, half_days)
        .filter(lambda person, week, load: load > person.by_week.get(week.id, 0))
        .penalize(ones, lambda person, week, load: load - person.by_week.get(week.id, 0))
        .as_constraint("week"),
        work(factory)
        .group_by(lambda visit, seat: seat.person, lambda visit, seat: visit.week.month, half_days)
        .filter(lambda person, month, load: load > person.by_month.get(month, 10000))
        .penalize(ones, lambda person, month, load: load - person.by_month.get(month, 10000))
        .as_constraint("month"),
        work(factory)
        .group_by(lambda visit, seat: seat.person, half_days)
        .filter(lambda person, load: load > person.year)
        .penalize(ones, lambda person, load: load - person.year)
        .as_constraint("year"),
        factory.for_each(Ask)
        .filter(lambda ask: ask.least > 0)
        .if_not_exists(
            Seat,
            Joiners.equal(lambda ask: ask.visit, lambda seat: seat.visit),
            Joiners.filtering(lambda ask, seat: seat.person.id in ask.people),
        )
        .penalize(ones, lambda ask: ask.least)
        .as_constraint("nobody of a sort"),
        factory.for_each(Ask)
        .join(
            Seat,
            Joiners.equal(lambda ask: ask.visit, lambda seat: seat.visit),
            Joiners.filtering(lambda ask, seat: seat.person.id in ask.people),
        )
        .group_by(lambda ask, seat: ask, ConstraintCollectors.count_bi())
        .filter(lambda ask, count: count < ask.least or count > ask.most)
        .penalize(ones)
        .as_constraint("too few or many of a sort"),
        factory.for_each_including_unassigned(Visit)
        .filter(lambda visit: visit.week is None)
        .penalize(HardSoftScore.ONE_SOFT, lambda visit: visit.cost)
        .as_constraint("left out"),
        work(factory)
        .penalize(HardSoftScore.ONE_SOFT, lambda visit, seat: seat.person.hm.get(visit.target, 0))
        .as_constraint("travel"),
        work(factory)
        .group_by(lambda visit, seat: seat.person, half_days)
        .group_by(
            ConstraintCollectors.max(
                lambda person, load: (1000 * load + person.share - 1) // max(1, person.share)
            )
        )
        .penalize(HardSoftScore.ONE_SOFT, lambda worst: worst)
        .as_constraint("balance"),
        factory.for_each(Visit)
        .filter(lambda visit: visit.by_team)
        .group_by(lambda visit: visit.week, ConstraintCollectors.count())
        .penalize(HardSoftScore.ONE_SOFT, lambda week, count: count * count)
        .as_constraint("spread"),
    ]


def year(asked: dict) -> Year:
    weeks = {int(w): Week(int(w), month) for w, month in asked["months"].items()}
    people = {
        p["id"]: Person(
            p["id"],
            p["share"],
            next((most for unit, _, most in p["rooms"] if unit == "year"), 10000),
            {n: most for unit, n, most in p["rooms"] if unit == "week"},
            {n: most for unit, n, most in p["rooms"] if unit == "month"},
            p["fits"],
            p["hm"],
        )
        for p in asked["people"]
    }
    visits, seats, asks = [], [], []
    for v in asked["visits"]:
        cost = asked["left_out"] * v["weight"]
        own = [weeks[w] for w in v["weeks"]]
        visits.append(Visit(v["id"], v["target"], v["half_days"], cost, v["team"], own))
        fitting = [people[p] for p in v["people"]]
        seats += [Seat(f"{v['id']} {n}", v["id"], fitting) for n in range(v["size"])]
        asks += [
            Ask(
                f"{v['id']} {n}",
                v["id"],
                a["people"],
                a["least"],
                10000 if a["most"] is None else a["most"],
            )
            for n, a in enumerate(v["asks"])
        ]
    return Year(asks, visits, seats)


def main() -> None:
    asked = json.load(sys.stdin)
    problem = year(asked)
    config = SolverConfig(
        solution_class=Year,
        entity_class_list=[Visit, Seat],
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=constraints
        ),
        termination_config=TerminationConfig(spent_limit=Duration(seconds=int(asked["seconds"]))),
    )
    found: list[tuple[float, float]] = []

    def heard(event) -> None:
        score = event.new_best_score
        if score.hard_score == 0:
            found.append((event.time_millis_spent / 1000, -score.soft_score))

    solver = SolverFactory.create(config).build_solver()
    solver.add_event_listener(heard)
    best = solver.solve(problem)
    team: dict[str, list[str]] = {}
    for seat in best.seats:
        if seat.person is not None:
            team.setdefault(seat.visit, []).append(seat.person.id)
    chosen = {v.id: (v.week.id, team.get(v.id, [])) for v in best.visits if v.week is not None}
    told = {"score": str(best.score), "found": found, "visits": chosen}
    print(f"\n{json.dumps(told)}")


if __name__ == "__main__":
    main()
