"""Whom an office of a plan would have to hire, by the exact model; kept once it is known.

It is reckoned on deterministic limits by a process of its own that may be killed, one at a time.
Since it tells of all that the office plans, only those who may change the plan learn of it.
"""

import threading
from dataclasses import dataclass, field

from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.exports import opened
from api.desk.sight import changing
from api.jobs.request import Hired, Request
from api.jobs.solving import ChildFaultError, solve
from api.store import hirings
from models.problem import Problem
from models.text import Text
from planner.options import Options, Progress
from planner.tiers.year import steady

KIND = "hiring"
LIMIT_S = 60.0
"""Deterministic seconds for each plan and each model tried, as `dudao hire` takes by default."""
PATIENCE_SECONDS = 0.5
_TURN = threading.Semaphore(1)


@dataclass(frozen=True)
class Answer:
    """What is known for an office: the answer with its data, or how far it is.

    Both are None before it was asked for.
    """

    problem: Problem
    hired: Hired | None = None
    progress: Progress | None = None


@dataclass
class _Run:
    """What asks and tells while it is being reckoned."""

    stop: threading.Event = field(default_factory=threading.Event)
    progress: Progress | None = None


def known(who: Asker, plan: str, office: str) -> Answer:
    """The answer as far as it was kept.

    Parameters
    ----------
    office
        The key of the office's part.

    Raises
    ------
    Denial
        404 or 403; 409 when the plan has no result.
    """
    changing(who, plan)
    problem, _ = opened(who, plan).one(office)
    return Answer(problem, _kept(who, plan, office))


def sought(who: Asker, plan: str, office: str) -> Answer:
    """The answer; whoever asks first has it reckoned, all others hear how far it is.

    Raises
    ------
    Denial
        As `known` does; 409 with the reason when it could not be reckoned, or was stopped.
    """
    answer = known(who, plan, office)
    if answer.hired is not None:
        return answer
    run = _run(who, plan, office)
    found = who.world.held.within(
        (KIND, plan, office),
        lambda: _reckoned(who, plan, office, answer.problem, run),
        PATIENCE_SECONDS,
    )
    return Answer(answer.problem, found, run.progress)


def stop(who: Asker, plan: str, office: str) -> None:
    """End it soon; nothing is kept of it.

    Raises
    ------
    Denial
        404 or 403.
    """
    changing(who, plan)
    _run(who, plan, office).stop.set()


def _run(who: Asker, plan: str, office: str) -> _Run:
    return who.world.held.get((f"{KIND} under way", plan, office), _Run)


def _kept(who: Asker, plan: str, office: str) -> Hired | None:
    with who.world.store.reading() as session:
        text = hirings.content_of(session, plan, office)
    return None if text is None else Hired.model_validate_json(text)


def _reckoned(who: Asker, plan: str, office: str, problem: Problem, run: _Run) -> Hired:
    run.stop.clear()
    run.progress = None

    def tell(progress: Progress) -> None:
        run.progress = progress

    options = steady(Options(time_limit_s=LIMIT_S))
    try:
        with _TURN:
            request = Request(problem=problem, options=options, hiring=True)
            answer = solve(request, tell, run.stop.is_set)
    except ChildFaultError as error:
        raise Denial(409, error.fault) from None
    if answer is None or run.stop.is_set():
        raise Denial(409, Text(code="pages.people.hired.stopped"))
    found = Hired.model_validate_json(answer.body)
    with who.world.store.writing() as session:
        hirings.keep(session, who.by, plan, office, answer.body.decode())
    return found
