"""Links between pages, as text and as HTML of ours."""

from html import escape

from api.pages.areas import areas_of
from api.pages.visit import Visit


def address(visit: Visit, page: str, /, **parameters: str | None) -> str | None:
    """Where a page is with these parameters; None when there is none that one may open."""
    found = next((one for one in areas_of(visit.account.role) if one.name == page), None)
    return None if found is None else visit.to(found.path, **parameters)


def anchor(words: str, to: str | None, *, current: bool = False) -> str:
    """A link in HTML, or the words alone when it leads nowhere."""
    if to is None:
        return escape(words)
    mark = ' aria-current="true"' if current else ""
    return f'<a href="{escape(to)}"{mark}>{escape(words)}</a>'
