"""The public page on which a visitor's own browser verifies a draw."""

from functools import cache
from importlib.resources import files
from typing import Literal

from fastapi import APIRouter, Response

from models.text import catalogue

router = APIRouter(prefix="/public/verify", include_in_schema=False)

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PREFIX = "verify."
_FILES = {
    "": ("verify.html", "text/html"),
    "/verify.css": ("verify.css", "text/css"),
    "/verify.js": ("verify.js", "text/javascript"),
    "/page.js": ("page.js", "text/javascript"),
}


@router.get("/words/{language}")
def words(language: Literal["zh", "en"]) -> dict[str, str]:
    """The words of the page."""
    known = catalogue(language).items()
    return {code.removeprefix(_PREFIX): text for code, text in known if code.startswith(_PREFIX)}


def _add(path: str, name: str, media: str) -> None:
    @router.get(path)
    def file() -> Response:
        return Response(_content(name), 200, {"Content-Security-Policy": _POLICY}, media)


@cache
def _content(name: str) -> bytes:
    return (files("api.service") / "static" / name).read_bytes()


for _path, (_name, _media) in _FILES.items():
    _add(_path, _name, _media)
