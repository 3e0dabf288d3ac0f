"""`dudao datasets`: the data sets that come with the program."""

from api.failures import told
from api.language import tr
from api.options import Lang


def run(lang: Lang = "") -> None:
    """Print a table of ids."""
    with told():
        from api.screen import console, table
        from scenarios.shipped import find_dataset, shipped_datasets

        titles = [tr("cli.datasets.id"), tr("cli.datasets.path")]
        rows = [(name, find_dataset(name)) for name in shipped_datasets()]
        console().print(table(tr("cli.datasets.title"), titles, rows))
