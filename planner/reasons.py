"""Why a visit is left out, in rules and numbers."""

from collections import Counter

from models.plan import LeftOut
from models.text import Text
from planner.case import Case
from planner.demand import Request


def left_out(case: Case, request: Request, *, proven: bool) -> LeftOut:
    """The request with the rules that stop it: too few people, no day, or no free day together.

    Parameters
    ----------
    proven
        Whether it is proven that no less can be left out; otherwise the search may just have ended
        too early.
    """
    return LeftOut(
        id=request.id,
        target=request.target,
        programmes=request.programmes,
        kind=request.kind,
        mandatory=request.mandatory,
        reasons=tuple(_reasons(case, request, proven=proven)),
    )


def _reasons(case: Case, request: Request, *, proven: bool) -> list[Text]:
    if not request.days:
        return [Text(code="reason.no_day")]
    if request.team.responsible and request.responsible is None:
        return [Text(code="reason.no_responsible")]
    people = case.candidates[request.id]
    size = 1 if request.team.responsible else request.team.size
    pool = (
        [request.responsible]
        if request.team.responsible
        else [person.id for person in case.problem.inspectors]
    )
    excluded = Counter(
        rule
        for p in pool
        if p is not None and (rule := case.presence.exclusion(request, p)) is not None
    )
    if len(people) < size:
        few = Text(code="reason.too_few_people", args={"found": len(people), "needed": size})
        return [few, *_exclusions(excluded)]
    code = "reason.no_common_day" if proven else "reason.not_found"
    fitting = Text(code=code, args={"people": len(people), "days": len(request.days)})
    return [fitting, *_exclusions(excluded)]


def _exclusions(excluded: Counter[str]) -> list[Text]:
    return [
        Text(code=f"reason.excluded.{rule}", args={"number": number})
        for rule, number in sorted(excluded.items())
    ]
