"""Which targets a programme concerns: its selection, redone from the problem."""

import math
from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256

from models.problem import Problem
from models.programme import Programme, Selection, SelectionMode
from models.target import Target
from planner.audit.score import own_scores


def chosen_targets(problem: Problem, programme: Programme, seed: int) -> frozenset[str]:
    """Ids of the targets that the programme concerns; none for one of another level's office.

    Parameters
    ----------
    seed
        Gives the tickets of a drawn selection.

    Source: `nm.8a`, `nm.3`, `sj.3.2`; docs/semantics.md, What is due.
    """
    if programme.level is not problem.level:
        return frozenset()
    eligible = [t for t in candidates(problem, programme) if in_jurisdiction(problem, programme, t)]
    selection = programme.selection
    named = {d.target for d in problem.drawn if d.programme == programme.id}
    if named:
        return frozenset(t.id for t in eligible if t.id in named)
    if selection.mode is SelectionMode.TERM_END:
        eligible = [t for t in eligible if _term_ends_in(t, problem.year)]
    elif selection.mode is SelectionMode.OPEN_PROBLEMS:
        open_targets = {v.target for v in problem.history if v.open_problems > 0}
        eligible = [t for t in eligible if t.id in open_targets]
    elif selection.mode is SelectionMode.RISK and selection.number is not None:
        own = own_scores(problem)
        eligible = sorted(eligible, key=lambda t: (-own[t.id].total, t.id))[: selection.number]
    elif selection.mode is SelectionMode.DRAWN:
        return frozenset(t.id for t in _drawn(problem, programme, eligible, seed))
    elif selection.mode is SelectionMode.LISTED and not selection.targets.ids:
        return frozenset()
    return frozenset(t.id for t in eligible)


def _drawn(
    problem: Problem, programme: Programme, eligible: list[Target], seed: int
) -> Iterator[Target]:
    """By ticket, in each region of the level that the selection names, from each stratum it names.

    Source: `nm.8a`, `md.3`.
    """
    selection = programme.selection
    regions = [
        problem.tree.at_level(t.region, selection.each) if selection.each else None
        for t in eligible
    ]
    for region in set(regions):
        group = [t for t, own in zip(eligible, regions, strict=True) if own == region]
        group.sort(key=lambda t: ticket(seed, programme.id, t.id))
        if not selection.strata:
            yield from group[: _drawn_number(selection, len(group))]
        taken: list[Target] = []
        for stratum in selection.strata:
            have = sum(stratum.targets.matches(t) for t in taken)
            fresh = [t for t in group if t not in taken and stratum.targets.matches(t)]
            taken += fresh[: max(0, stratum.number - have)]
        yield from taken


def candidates(problem: Problem, programme: Programme) -> list[Target]:
    """The targets that match the programme's filter, whatever their jurisdiction."""
    wanted = programme.selection.targets
    ids = frozenset(wanted.ids)  # a tuple of a thousand ids is slow to search for each target
    rest = wanted.model_copy(update={"ids": ()})
    least = None
    if problem.policy.risk is not None and wanted.min_risk is not None:
        least, rest = Fraction(str(wanted.min_risk)), rest.model_copy(update={"min_risk": None})
    found = [t for t in problem.targets if (not ids or t.id in ids) and rest.matches(t)]
    if least is None:
        return found
    own = own_scores(problem)
    return [t for t in found if own[t.id].total >= least]


def in_jurisdiction(problem: Problem, programme: Programme, target: Target) -> bool:
    """Whether each entry of the jurisdiction that matches the target allows the programme's level.

    Source: `nm.3`.
    """
    return all(
        programme.level in entry.levels
        for entry in problem.policy.jurisdiction
        if entry.targets.matches(target)
    )


def ticket(seed: int, programme: str, target: str) -> str:
    """The ticket of a target in a draw: the lowest are drawn."""
    return sha256(f"{seed}|{programme}|{target}".encode()).hexdigest()


def _drawn_number(selection: Selection, eligible: int) -> int:
    if selection.number is not None:
        return selection.number
    # the decimal as written: 0.07 × 100 in binary is a little over 7 and would draw eight
    return math.ceil(Fraction(str(selection.share or 0)) * eligible)


def _term_ends_in(target: Target, year: int) -> bool:
    return target.kind == "school" and target.term_end is not None and target.term_end.year == year
