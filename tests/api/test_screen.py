from io import StringIO

from rich.console import Console

from api.screen import plain, table


def test_data_are_no_markup_and_steer_no_terminal() -> None:
    out = StringIO()
    Console(file=out, width=80).print(table("[b]t", ["[red]c"], [["[/red]\x1b[2J甲"]]))
    assert "[b]t" in out.getvalue()
    assert "[/red]\N{REPLACEMENT CHARACTER}[2J甲" in out.getvalue()


def test_line_breaks_stay() -> None:
    assert str(plain("a\nb")) == "a\nb"
