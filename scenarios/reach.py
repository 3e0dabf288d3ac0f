"""Whether every inspector can get to every target at all."""

from collections import Counter

from models.problem import Problem
from planner.travel import unreachable
from scenarios.issues import Issues


def check_reach(problem: Problem, place: str, issues: Issues) -> None:
    """Pairs without a way between them become issues.

    A place cut off from everywhere is named once; other pairs each by both names.
    """
    if not problem.travel.roads and not problem.travel.distances:
        return
    pairs = unreachable(problem)
    code = "out_of_reach" if problem.travel.roads else "not_in_matrix"
    people = Counter(inspector for inspector, _ in pairs)
    goals = Counter(target for _, target in pairs)
    lost_people = {i for i, n in people.items() if n == len(problem.targets)}
    lost_goals = {t for t, n in goals.items() if n == len(problem.inspectors)}
    for inspector in problem.inspectors:
        if inspector.id in lost_people:
            issues.add(place, code, found=inspector.id, name=inspector.name)
    for target in problem.targets:
        if target.id in lost_goals:
            issues.add(place, code, found=target.id, name=target.name)
    for one, other in pairs:
        if one not in lost_people and other not in lost_goals:
            issues.add(
                place,
                f"{code}_pair",
                found=f"{one} – {other}",
                inspector=problem.inspector_by_id[one].name,
                target=problem.target_by_id[other].name,
            )
