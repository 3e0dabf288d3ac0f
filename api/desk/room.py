"""Whether one more plan can be accepted."""

from api.desk.denial import Denial
from api.settings import Settings
from api.store import Session, plans
from models.text import Text

RETRY_SECONDS = 30


def require_room(session: Session, settings: Settings) -> None:
    """Refuse one more plan when as many wait or are solved as may be.

    Raises
    ------
    Denial
        429, with when to try again.
    """
    if plans.count_open(session) >= settings.max_open_plans:
        text = Text(code="problem.busy", args={"most": settings.max_open_plans})
        raise Denial(429, text, {"Retry-After": str(RETRY_SECONDS)})
