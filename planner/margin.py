"""Days kept back, so that a visit which cannot be as planned has days left to move to."""

from collections.abc import Collection
from dataclasses import replace

from planner.demand import Request


def kept_back(
    due: tuple[Request, ...], days: int, but: Collection[str] = ()
) -> tuple[Request, ...]:
    """The requests without the last so many of their possible days, where more are left.

    Pinned visits keep theirs.

    Parameters
    ----------
    but
        Ids of requests that keep all their days.
    """
    return tuple(
        replace(request, days=request.days[:-days])
        if not request.kept and len(request.days) > days > 0 and request.id not in but
        else request
        for request in due
    )
