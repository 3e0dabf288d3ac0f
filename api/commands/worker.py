"""`dudao worker`: one more machine that solves what the service is asked for."""

from api.hosting.tending import Data, Slots, settings_with, tended
from api.language import tr
from api.options import Lang


def run(data: Data = None, slots: Slots = None, lang: Lang = "") -> None:
    """Solve until SIGTERM or Ctrl-C; what is under way then is taken over by others."""
    with tended():
        import os

        import typer

        import api.hosting.logs
        from api.hosting.crew import arguments, environment
        from api.jobs import worker
        from api.jobs.durable import prepare
        from api.store import open_store

        settings = settings_with(data_folder=data, slots=slots)
        api.hosting.logs.configure()
        open_store(settings.store_url).close()  # what is wrong with it is told here, once
        prepare(settings.jobs_url)
        os.environ.update(environment(settings))
        typer.echo(tr("hosting.working", slots=settings.slots))
        worker.run(arguments(settings), settings.slots)
