"""In a cross-check the team comes from the region that checks the target's (`sj.3.1`, `sj.3.4`)."""

from datetime import date

from models.inspector import Inspector
from models.problem import Problem
from models.programme import Programme
from models.target import Target


def spans(
    problem: Problem, programme: Programme, inspector: Inspector, target: Target
) -> tuple[tuple[date, date], ...] | None:
    """First and last days of the batches in which the person's region checks the target's.

    None when no exchange says anything about the target.
    """
    if programme.exchange is None:
        return None
    level = programme.exchange.level
    there = problem.tree.at_level(target.region, level)
    home = problem.tree.at_level(inspector.region, level)
    for rotation in problem.rotations:
        if there is not None and (rotation.office, rotation.programme) == (
            problem.office,
            programme.id,
        ):
            return tuple((b.first, b.last) for b in rotation.batches if home in b.checkers(there))
    return None
