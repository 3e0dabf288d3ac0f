"""The application with what surrounds every answer, those of its own failures too."""

from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from api.service.answers import declare
from api.service.bodies import Bodies
from api.service.conditional import Conditional
from api.service.guarding import Guarding
from api.service.heads import Heads
from api.service.identity import COOKIE
from api.service.meters import Meters
from api.service.rates import LoginRate, SecretRate
from api.service.tracing import Tracing
from api.settings import Settings
from models.text import Text, say


class Service(FastAPI):
    """A FastAPI in the service's shell; each layer is one module, the outermost sees all."""

    def __init__(self, settings: Settings, meters: Meters, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._settings = settings
        self._meters = meters

    def build_middleware_stack(self) -> ASGIApp:
        """The layers around all that FastAPI does."""
        app: ASGIApp = super().build_middleware_stack()
        app = Conditional(app)
        app = Bodies(app)
        app = LoginRate(app, self._settings.failed_logins_a_minute)
        app = SecretRate(app, self._settings.failed_logins_a_minute)
        app = Guarding(app, secure=self._settings.secure)
        return Heads(Tracing(app, self._meters))

    def openapi(self) -> dict[str, Any]:
        """The description of the routes, with the two ways to say who asks."""
        if self.openapi_schema is None:
            schema = super().openapi()
            token = {"type": "http", "scheme": "bearer"}
            session = {"type": "apiKey", "in": "cookie", "name": COOKIE}
            for way, words in ((token, "openapi.token"), (session, "openapi.session")):
                way["description"] = say(Text(code=words))
            schema["components"]["securitySchemes"] = {"token": token, "session": session}
            schema["security"] = [{"token": []}, {"session": []}]
            declare(schema)
        return self.openapi_schema or {}
