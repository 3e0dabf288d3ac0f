"""The page of administrators and auditors: accounts, calendar addresses, the trail."""

from api.accounts.roles import Action
from api.pages.administration_accounts import show_accounts
from api.pages.administration_trail import show_trail
from api.pages.areas import area
from api.pages.calendars import show_calendars
from api.pages.frame import shown_at
from api.pages.listing import tabs
from api.pages.visit import Visit

_TABS = {
    "accounts": (Action.ACCOUNT_READ, show_accounts),
    "feeds": (Action.FEED_READ, show_calendars),
    "trail": (Action.TRAIL_READ, show_trail),
}


@shown_at(area("administration"))
async def page(visit: Visit) -> None:
    """The part that the address names."""
    open_to = [name for name, (action, _) in _TABS.items() if visit.may(action)]
    await _TABS[tabs(visit, "pages.administration", open_to)][1](visit)
