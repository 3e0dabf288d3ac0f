"""The least changes that let left-out visits in, each found by solving.

For each kind of change the least amount for which the conflict itself can be solved is looked for
first; then, from there on, the least for which the visits find a place in the plan as it is, with
the visits in conflict free to move, and if need be the days of all visits they touch.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from models.target import Target
from models.text import Text
from planner.case import Case
from planner.explain.attempt import attempt
from planner.explain.change import Change, Kind, kinds, other_responsible
from planner.explain.conflict import Asked, Core
from planner.explain.holding import Holding
from planner.explain.question import (
    Answer,
    OutOfTimeError,
    Question,
    all_present,
    in_time,
    tried,
)
from planner.holders import holders
from planner.horizon import horizon
from planner.lexicographic import Search
from planner.model import Placement

MOST_REMEDIES = 4
"""So many remedies are found for one conflict; harsher kinds are not tried then."""

MOST_OTHERS = 3
"""So many others are asked whether they could be responsible for a target."""

MOST_TOGETHER = 60
"""Of so many visits it is asked together whether less would do."""


@dataclass(frozen=True)
class Quest:
    """What shall become possible: all visits of `whole`, some of which are left out.

    `cores` are the conflicts that keep them out, `placed` the plan as it is.
    """

    whole: Question
    cores: tuple[Core, ...]
    placed: Mapping[str, Placement]
    effort: float


def remedies(quest: Quest) -> tuple[Change, ...]:
    """The least change of each kind that suffices by itself, the mildest first, in time."""
    problem = quest.whole.problem
    rules = [rule for core in quest.cores for rule in core.rules]
    once = [r for n, r in enumerate(rules) if r.path not in [o.path for o in rules[:n]]]
    left = {quest.whole.serves[v][1] for v in quest.whole.visits if v not in quest.placed}
    targets = [problem.target_by_id[t] for t in sorted(left)]
    found: list[Change] = []
    serves = quest.whole.serves
    served = {serves[v][0] for v in quest.whole.visits if v not in quest.placed}
    programmes = [problem.programme_by_id[p] for p in sorted(served)]
    found_kinds = kinds(problem, once, targets, programmes)
    if any(rule.text.code == "conflict.responsible" for rule in once) and len(targets) == 1:
        found_kinds += _others(quest.whole, targets[0])
    for kind in sorted(found_kinds, key=lambda kind: kind.rank):
        if len(found) == MOST_REMEDIES:
            break
        try:
            in_time(quest.whole.search)
            change = _least(quest, kind)
        except OutOfTimeError:
            break
        if change is not None:
            found.append(change)
    return tuple(found)


def _others(asked: Question, target: Target) -> list[Kind]:
    """The nearest others who may be responsible for a target and have room for it."""
    problem, now = asked.problem, asked.responsible
    zoning, held = problem.policy.zoning, Counter(now.values())
    able = holders(problem, horizon(problem), asked.table).get(target.id, ())
    free = [p for p in able if p != now.get(target.id) and held[p] < zoning.at_most]
    near = sorted(free, key=lambda p: asked.table.round_trip_hm(p, target.id))
    return [other_responsible(target, problem.inspector_by_id[p]) for p in near[:MOST_OTHERS]]


def _changed(asked: Asked, change: Change) -> Asked:
    """The question of the changed problem, by the changed zones.

    Raises
    ------
    ValueError
        When the change contradicts something else, or is more than a field can hold.
    """
    changed = asked.with_edits(change.edits)
    if change.responsible and isinstance(changed, Question):
        return replace(changed, responsible={**changed.responsible, **change.responsible})
    return changed


def _answered(asked: Asked, change: Change, effort: float) -> Answer:
    try:
        changed = _changed(asked, change)
    except ValueError:
        return Answer.UNKNOWN
    return changed.answer(effort)


def _least(quest: Quest, kind: Kind) -> Change | None:
    """The change of this kind with the least amount that suffices; None when none does.

    It says so when a smaller amount is not proven to leave the conflict as it is.
    """
    if kind.most < 1:
        return None
    answers: dict[int, Answer] = {0: Answer.IMPOSSIBLE}

    def solves(amount: int) -> bool:
        if amount not in answers:
            answers[amount] = _of_all(quest, kind.by(amount))
        return answers[amount] is Answer.POSSIBLE

    # What allows most comes first: most kinds do not solve a conflict by any amount.
    if not solves(kind.most) and not solves(1):
        return None
    least = _first(solves, 1, kind.most)
    if least is None:
        return None
    amount = _first(lambda n: _fits(quest, kind.by(n)), least, kind.most)
    if amount is None:
        return None
    change = kind.by(amount)
    proven = amount == least and answers.get(least - 1) is Answer.IMPOSSIBLE
    if proven or (amount > 1 and _too_little(quest, kind.by(amount - 1))):
        return change
    return replace(change, text=enough(change.text))


def _too_little(quest: Quest, change: Change) -> bool:
    """Whether the visits in conflict and all that are left out are still too many together.

    With what else their people do, when that is not too much to look at.
    """
    if any(isinstance(core.question, Holding) for core in quest.cores):
        return False
    visits = {v for core in quest.cores for v in core.visits}
    visits |= {v for v in quest.whole.visits if v not in quest.placed}
    people = {p for v in visits if v in quest.placed for p in quest.placed[v].team}
    more = {v for v, place in quest.placed.items() if people.intersection(place.team)}
    if len(visits | more) <= MOST_TOGETHER:
        visits |= more
    answer = _answered(quest.whole.about(visits), change, 2 * quest.effort)
    return answer is Answer.IMPOSSIBLE


def enough(text: Text) -> Text:
    """A change of which a smaller one might do as well."""
    return Text(code="remedy.enough", args={"change": text})


def _of_all(quest: Quest, change: Change) -> Answer:
    """Whether all conflicts are solved: impossible as soon as one is certain not to be."""
    found = Answer.POSSIBLE
    for core in quest.cores:
        answer = _answered(core.question, change, quest.effort)
        if answer is Answer.IMPOSSIBLE:
            return answer
        found = found if answer is Answer.POSSIBLE else answer
    return found


def _first(holds: Callable[[int], bool], low: int, high: int) -> int | None:
    """The least number that holds, when every greater one does too."""
    step, reach = 1, low
    while not holds(reach):
        if reach == high:
            return None
        low, reach = reach + 1, min(high, reach + step)
        step *= 2
    while low < reach:
        middle = (low + reach) // 2
        low, reach = (low, middle) if holds(middle) else (middle + 1, reach)
    return reach


def _fits(quest: Quest, change: Change) -> bool:
    """Whether the left-out visits find a place in the plan once the problem is changed."""
    try:
        asked = _changed(quest.whole, change)
    except ValueError:  # more than the field can hold, such as 367 days a year
        return False
    assert isinstance(asked, Question)
    asked = _held(asked, quest.cores)
    case = asked.case()
    moving = {v for core in quest.cores for v in core.visits}
    moving |= {v for v in asked.visits if v not in quest.placed}
    moving |= {r.id for r in case.requests if r.target in change.responsible and r.team.responsible}
    for days_move in (False, True):
        view = _around(case, quest.placed, moving, days_move=days_move)
        still = () if days_move else [r.id for r in view.requests if r.id not in moving]
        settled = {v: quest.placed[v] for v in still if len(view.request[v].days) == 1}
        if attempt(view, settled) or _solvable(view, 4 * quest.effort, quest.whole.search):
            return True
    return False


def _held(asked: Question, cores: Sequence[Core]) -> Question:
    """With somebody responsible for the targets that nobody could hold before the change."""
    unheld = [core.question.target for core in cores if isinstance(core.question, Holding)]
    if not unheld:
        return asked
    table = asked.case().table
    able = holders(asked.problem, horizon(asked.problem), table)
    fresh = {t: able[t][-1] for t in unheld if able.get(t)}
    return replace(asked, responsible={**asked.responsible, **fresh})


def _around(
    case: Case, placed: Mapping[str, Placement], moving: set[str], *, days_move: bool
) -> Case:
    """The moving visits, and all that touch them, with their teams and, unless these move, days."""
    people = {p for v in moving if v in case.request for p in case.candidates[v]}
    targets = {case.request[v].target for v in moving if v in case.request}
    requests, candidates = [], {}
    for request in case.requests:
        place = placed.get(request.id)
        size = 1 if request.team.responsible else request.team.size
        if request.id in moving or place is None or len(place.team) != size:
            requests.append(request)
            candidates[request.id] = case.candidates[request.id]
        elif request.target in targets or people.intersection(place.team):
            requests.append(request if days_move else replace(request, days=(place.day,)))
            candidates[request.id] = place.team
    return replace(case, requests=tuple(requests), candidates=candidates)


def _solvable(case: Case, effort: float, search: Search | None) -> bool:
    if any(not r.days or not case.candidates[r.id] for r in case.requests):
        return False
    status = tried(cp_model.CpSolver(), all_present(case).model, effort, search)
    return status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
