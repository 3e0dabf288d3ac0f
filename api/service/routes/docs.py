"""The page on which the routes can be read and tried; all of it comes from this machine.

Swagger UI lies in the package `fastapi_swagger`; only its files are used.
"""

from functools import cache
from html import escape
from importlib.resources import files

from fastapi import APIRouter, Response

from api.service.identity import CSRF
from models.text import Text, say

router = APIRouter(include_in_schema=False)

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/docs/favicon.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="routes"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/begin.js"></script>
</body>
</html>
"""
# After a login by cookie, changes must repeat its token; the page remembers it until it is closed.
_BEGIN = """let csrf = "";
SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#routes",
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (csrf) request.headers["%s"] = csrf;
    return request;
  },
  responseInterceptor: (response) => {
    if (response.ok && response.url.endsWith("/v1/login")) csrf = response.body.csrf;
    return response;
  },
});
"""
_FILES = {
    "swagger-ui-bundle.js": ("swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": ("swagger-ui.css", "text/css"),
    "favicon.png": ("favicon-32x32.png", "image/png"),
}


@router.get("/docs")
def docs() -> Response:
    """The page."""
    page = _PAGE.format(title=escape(say(Text(code="openapi.title"))))
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": _POLICY})


@router.get("/docs/begin.js")
def begin() -> Response:
    """Its script."""
    return Response(_BEGIN % CSRF, media_type="text/javascript")


def _add(name: str, resource: str, media: str) -> None:
    @router.get(f"/docs/{name}")
    def file() -> Response:
        return Response(_content(resource), media_type=media)


@cache
def _content(resource: str) -> bytes:
    return (files("fastapi_swagger") / "resources" / resource).read_bytes()


for _name, (_resource, _media) in _FILES.items():
    _add(_name, _resource, _media)
