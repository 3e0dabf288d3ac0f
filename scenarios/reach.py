"""Whether every inspector can get to every target at all."""

from collections import defaultdict

from models.problem import Problem
from planner.travel import unreachable
from scenarios.issues import Issues


def check_reach(problem: Problem, place: str, issues: Issues) -> None:
    """Places without a way between them become issues.

    A place cut off from everywhere is named once; of the others, all targets that the same people
    cannot get to stand together, so that a network in pieces is told piece by piece.
    """
    if not problem.travel.roads and not problem.travel.distances:
        return
    code = "out_of_reach" if problem.travel.roads else "not_in_matrix"
    goals: dict[str, set[str]] = defaultdict(set)
    people: dict[str, set[str]] = defaultdict(set)
    for inspector_id, target_id in unreachable(problem):
        goals[inspector_id].add(target_id)
        people[target_id].add(inspector_id)
    lost_people = {i for i, lost in goals.items() if len(lost) == len(problem.targets)}
    lost_goals = {t for t, lost in people.items() if len(lost) == len(problem.inspectors)}
    for inspector in problem.inspectors:
        if inspector.id in lost_people:
            issues.add(place, code, found=inspector.id, name=inspector.name)
    pieces: dict[frozenset[str], list[str]] = defaultdict(list)
    for target in problem.targets:
        if target.id in lost_goals:
            issues.add(place, code, found=target.id, name=target.name)
        elif cut_off := people[target.id] - lost_people:
            pieces[frozenset(cut_off)].append(target.id)
    for lost, targets in pieces.items():
        inspectors = [i.id for i in problem.inspectors if i.id in lost]
        issues.add(
            place,
            f"{code}_pair",
            found=f"{'、'.join(inspectors)} – {'、'.join(targets)}",
            inspector="、".join(problem.inspector_by_id[i].name for i in inspectors),
            target="、".join(problem.target_by_id[t].name for t in targets),
        )
