"""Whether more plans can be accepted."""

from api.desk.denial import Denial
from api.jobs.port import State
from api.settings import Settings
from api.store import By, Session, plans, trail
from models.text import Text

RETRY_SECONDS = 30


def admit(session: Session, by: By, settings: Settings, *submitted: str) -> None:
    """Let plans that were submitted in this transaction wait to be solved: all of them, or none.

    Those who ask at the same time are counted one after another, on every database. The caller
    takes no lock of others afterwards.

    Raises
    ------
    Denial
        429 when more would wait or be solved than may be, with when to try again.
    """
    trail.seize(session)
    if plans.count_open(session) + len(submitted) > settings.max_open_plans:
        text = Text(code="problem.busy", args={"most": settings.max_open_plans})
        raise Denial(429, text, {"Retry-After": str(RETRY_SECONDS)})
    for plan in submitted:
        for state in (State.VALIDATED, State.SOLVING_SCHEDULED):
            plans.advance(session, by, plan, state)
