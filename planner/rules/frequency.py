"""Visits of one programme to a target lie neither too near nor too far from each other.

Source: `my.2.2`, `nm.6a`, `hn.5` (how often), `nm.8b`, `hn.7b` (not too often).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from planner.demand import Link, Request
from planner.model import VisitModel


def chains(requests: Iterable[Request]) -> list[list[Request]]:
    """The requests that follow each other, one list a programme and target with several."""
    chain_of: dict[str, list[Request]] = {}
    for request in requests:
        chain = [] if request.link is None else chain_of.get(request.link.before, [])
        chain.append(request)
        chain_of[request.id] = chain
    unique = {id(chain): chain for chain in chain_of.values() if len(chain) > 1}
    return list(unique.values())


def add(built: VisitModel) -> None:
    """Each chain in its order; of a period's visits the later are left out before the earlier."""
    for chain in chains(built.requests):
        for request in chain:
            if request.link is not None and request.link.before in built.request:
                _add_link(built, request, request.link)
        least = max((r.link.least_days for r in chain if r.link is not None), default=0)
        if built.dated and least:
            built.model.add_no_overlap(
                built.model.new_optional_fixed_size_interval_var(
                    built.day[r.id], r.length - 1 + least, built.present(r), f"{r.id} and after"
                )
                for r in chain
                if r.days
            )


def follows(chain: Sequence[Request], day: Mapping[str, int]) -> bool:
    """Whether a chain keeps its rules with visits on these first days and the others left out."""
    there = [r for r in chain if r.id in day]
    of_chain = {r.id: r for r in chain}
    for request in there:
        link = request.link
        if link is None or link.before not in of_chain:
            continue
        if link.before not in day:
            if link.same_period:
                return False
            continue
        before = of_chain[link.before]
        if link.same_period and day[request.id] < day[before.id]:
            return False
        wait = day[request.id] - (day[before.id] + before.length - 1)
        if link.greatest_days is not None and wait > link.greatest_days:
            return False
    least = max((r.link.least_days for r in chain if r.link is not None), default=0)
    in_time = sorted(there, key=lambda r: day[r.id])
    return not least or all(
        day[later.id] - (day[one.id] + one.length - 1) >= least for one, later in pairwise(in_time)
    )


def _add_link(built: VisitModel, request: Request, link: Link) -> None:
    model, before = built.model, built.request[link.before]
    if link.same_period:
        model.add_implication(built.absent[before.id], built.absent[request.id])
    if not built.dated:
        return
    both = [built.present(request), built.present(before)]
    day, day_before = built.day[request.id], built.day[before.id]
    if link.same_period:
        model.add(day >= day_before).only_enforce_if(both)
    if link.greatest_days is not None:
        latest = day_before + (before.length - 1 + link.greatest_days)
        model.add(day <= latest).only_enforce_if(both)
