import re
from io import StringIO

from rich.console import Console

from api.progress import discreet, gap, shown
from planner.options import Progress


def test_plain_lines_where_there_is_no_terminal() -> None:
    out = StringIO()
    with shown(Console(file=out, width=100)) as listener:
        listener(Progress(stage="zoning", level="travel"))
        for objective in (500, 400, 300):
            listener(Progress(stage="zoning", level="travel", objective=objective, bound=200))
        done = Progress(stage="zoning", level="travel", objective=200, bound=200, done=True)
        listener(done)
        listener(Progress(stage="teams", level="travel", objective=7, bound=float("-inf")))
        listener(Progress(stage="teams", level="travel", objective=7, done=True))
    lines = out.getvalue().splitlines()
    assert len(lines) == 4
    assert lines[0].endswith("责任区划分 行程")
    assert lines[1].endswith("责任区划分 行程 最好 200，下界 200，差距 0.00% ✓")
    assert lines[2].endswith("督导组 行程 最好 7，下界 ?，差距 ?")
    assert lines[3].endswith("差距 ? –")


def test_live_table_on_a_terminal() -> None:
    out = StringIO()
    with shown(Console(file=out, width=100, force_terminal=True)) as listener:
        listener(Progress(stage="zoning", level="travel", objective=500, bound=400))
    assert "责任区划分" in out.getvalue()


def test_no_figures_that_sealed_visits_are_part_of() -> None:
    out = StringIO()
    with shown(Console(file=out, width=100)) as listener:
        tell = discreet(listener)
        tell(Progress(stage="zoning", level="travel", objective=500, bound=500, done=True))
        tell(Progress(stage="timetable", level="spread", objective=321, bound=320))
        tell(Progress(stage="trips", level="trip_cost", objective=654, bound=600, done=True))
    assert "500" in out.getvalue()
    assert not {"321", "320", "654", "600"} & set(re.findall(r"\d+", out.getvalue()))


def test_gap_is_relative_to_the_objective() -> None:
    assert gap(Progress(stage="s", objective=100, bound=95)) == "5.00%"
    assert gap(Progress(stage="s", objective=100, bound=120)) == "0.00%"
    assert gap(Progress(stage="s", objective=100)) == ""
