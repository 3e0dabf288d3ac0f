"""Overlays as files: round trip, order, templates, and a hundred broken ones."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.issue import DataError, Issue
from models.overlay import (
    BLANK,
    AddRows,
    Cancelled,
    Change,
    Closed,
    FullTimeShare,
    Headcount,
    Held,
    Merged,
    Moved,
    Overlay,
    PackTaken,
    PolicyLaid,
    ProgrammeLaid,
    ProgrammesOff,
    RemoveRows,
    RoadClosed,
    SetRows,
    SettingsLaid,
    Slack,
    WindowsMoved,
    events,
)
from models.plan import Half
from scenarios import tomltext
from scenarios.issues import Issues
from scenarios.overlay import (
    filled,
    is_template,
    laid_over,
    overlay_of,
    overlay_text,
    read_overlay,
    read_overlays,
)
from scenarios.overlay.reading import KEYS
from tests.scenarios.data.sample import ROADS, sample
from tests.scenarios.overlay.base import codes, refused, stated, worded

letters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cf"])
words = st.text(letters, min_size=1, max_size=8).filter(lambda text: text.strip() == text)
ids = st.lists(words, min_size=1, max_size=3).map(tuple)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
figures = st.floats(-1e6, 1e6) | st.just(BLANK)
scalars = words | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(-1e9, 1e9) | days
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple) | st.dictionaries(words, inner, max_size=3)
    ),
    max_leaves=8,
)
tables = st.dictionaries(words, values, max_size=4)
cells = scalars | st.just(BLANK) | st.lists(words, max_size=2).map(tuple)
places = st.fixed_dictionaries(
    {"name": words}, optional={"region": words, "risk": st.integers(0, 100) | st.just(BLANK)}
)
wholes = st.fixed_dictionaries(
    {
        "id": words.map(lambda w: "T" + "".join(c for c in w if c.isascii() and c.isalnum())),
        "name": words.filter(lambda w: w not in ("无", "—", "–", "-", "/")),
        "region": words,
        "lon": st.floats(-180, 180),
        "lat": st.floats(-90, 90) | st.just(BLANK),
    }
)


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def made(change: type[Change], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Change]:
    return st.fixed_dictionaries(fields).map(lambda values: change(**values))


changes = st.one_of(
    made(
        AddRows,
        sheet=st.just("targets"),
        rows=st.lists(wholes, min_size=1, max_size=3).map(tuple),
        since=optional(days),
    ),
    made(
        RemoveRows, sheet=st.sampled_from(["inspectors", "targets"]), ids=ids, since=optional(days)
    ),
    made(
        RemoveRows,
        sheet=st.just("leave"),
        where=st.fixed_dictionaries({}, optional={"inspector": words, "start": days}),
        number=optional(st.integers(1, 9)),
    ),
    made(SetRows, sheet=st.just("targets"), ids=ids, values=places),
    made(Moved, people=ids, region=words, lon=optional(figures), lat=optional(figures)),
    made(Closed, targets=ids, since=optional(days), until=optional(days), reason=words),
    made(Merged, targets=ids, into=words, since=optional(days)),
    made(RoadClosed, ends=st.tuples(words, words)),
    made(SettingsLaid, settings=tables),
    made(PolicyLaid, policy=tables),
    made(PackTaken, pack=words, also=ids, rules=optional(tables)),
    made(ProgrammeLaid, programme=tables),
    made(ProgrammesOff, programmes=ids),
    made(
        WindowsMoved,
        programmes=ids,
        days=optional(figures),
        windows=optional(st.lists(tables, max_size=2).map(tuple)),
    ),
    made(Headcount, headcount=st.floats(0.01, 10) | st.just(BLANK)),
    made(FullTimeShare, full_time_share=st.floats(0, 1) | st.just(BLANK)),
    made(Slack, slack=st.floats(0, 1) | st.just(BLANK)),
    made(Cancelled, visits=ids),
    made(
        Held,
        visit=words,
        start=optional(days),
        half=optional(st.sampled_from(Half)),
        team=optional(ids),
    ),
)
overlays = st.builds(
    Overlay, name=words, changes=st.lists(changes, min_size=1, max_size=5).map(tuple)
)


@settings(deadline=None)
@given(overlays)
def test_what_is_written_is_read_back(overlay: Overlay) -> None:
    text = overlay_text(overlay)
    issues = Issues()
    assert overlay_of(text, "a.toml", issues) == overlay, issues.found
    again = overlay_of(text, "a.toml", issues)
    assert again is not None
    assert overlay_text(again) == text


@settings(deadline=None)
@given(overlays, st.floats(-100, 100))
def test_a_template_is_filled_whole_or_refused(overlay: Overlay, x: float) -> None:
    assert is_template(overlay) == (f'"{BLANK}"' in overlay_text(overlay))
    try:
        full = filled(overlay, x)
    except DataError as error:
        worded(error.issues)
    else:
        assert not is_template(full)
        assert len(full.changes) == len(overlay.changes)


def test_lines_do_not_count_when_overlays_are_compared() -> None:
    assert stated("\n\n[[change]]\nslack=0.1") == stated("[[change]]\nslack=0.1")
    assert stated("[[change]]\nslack=0.1") != stated("[[change]]\nslack=0.2")


def test_a_number_is_filled_in_wherever_it_stands() -> None:
    template = stated(
        '[[change]]\npolicy={zoning={at_most="$x"}}\n[[change]]\nset="inspectors"\nwhere={}\n'
        'values={days_per_month="$x"}\n[[change]]\nslack="$x"'
    )
    full = filled(Overlay(name="a", changes=template.changes[:2]), 12.0)
    new = laid_over(sample(), [full])
    assert new.policy.zoning.at_most == 12
    assert {p.days_per_month for p in new.inspectors} == {12}
    with refused() as found:
        filled(template, 12)
    assert codes(found) == [("at_most", 9)]


def test_later_overlays_see_what_earlier_ones_made() -> None:
    more = stated('[[change]]\nset="inspectors"\nids=["P02"]\nvalues={employment="专职"}', "一")
    fewer = stated('[[change]]\nremove="inspectors"\nwhere={employment="专职"}\nnumber=2', "二")
    new = laid_over(sample(), [more, fewer])
    assert [p.id for p in new.inspectors] == ["P03"]
    assert new.overlays == ("一", "二")
    with refused() as found:
        laid_over(sample(), [fewer, more])
    assert codes(found) == [("overlay.too_few", 5)]


def test_one_overlay_after_the_other_is_both_at_once() -> None:
    one = stated('[[change]]\nslack=0.1\n[[change]]\nclose=["S002"]', "一")
    two = stated("[[change]]\nsettings={detour=1.5}\n[[change]]\nslack=0.2", "二")
    both = laid_over(sample(), [one, two])
    assert laid_over(laid_over(sample(), [one]), [two]) == both
    assert laid_over(sample(), [two, one]).inspectors == both.inspectors


def test_events_change_no_data() -> None:
    overlay = stated(
        '[[change]]\ncancelled=["v1","v2"]\n[[change]]\nheld="v3"\nstart=2026-03-11\n'
        'half="pm"\nteam=["P01"]'
    )
    other = stated('[[change]]\ncancelled=["v9"]')
    found = events((overlay, other))
    assert found.cancelled == {"v1", "v2", "v9"}
    assert [(h.visit, h.start, h.half, h.team) for h in found.held] == [
        ("v3", date(2026, 3, 11), Half.PM, ("P01",))
    ]
    assert laid_over(sample(), [overlay]) == sample().model_copy(update={"overlays": ("甲",)})


GOOD = """name = "好的情景"

[[change]]
add = "督学"
rows = [
  { id = "P9", "姓名" = "赵六", region = "米易县", lon = 102, lat = 26.9, employment = "专职" },
]

[[change]]
remove = "督学"
ids = ["P02"]
from = 2026-03-10

[[change]]
set = "督导对象"
where = { region = "攀莲镇" }
values = { enrolment = 1300, risk = 40 }

[[change]]
add = "请假"

[[change.rows]]
"督学" = "张三"
start = 2026-05-06
end = 2026-05-08

[[change]]
policy = { zoning = { at_most = 9 } }

[[change]]
programme = { id = "regular", priority = 9 }

[[change]]
move_windows = ["comprehensive"]
windows = [{ first = "04-01", last = "05-31" }]

[[change]]
settings = { detour = 1.5, budget_yuan = 90000 }

[[change]]
close = ["第一小学"]
from = 2026-11-02
until = 2026-11-04
reason = "雪"

[[change]]
headcount = 1.5

[[change]]
slack = 0.1
"""
"""A good overlay, each of whose values, once broken, must be told with its line."""


def test_the_good_one_is_good(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, "utf-8")
    laid_over(sample(), [read_overlay(tmp_path / "a.toml")])


_OTHER: tuple[Any, ...] = ("没有这个", -7, True, 2.5, ["x"], {"y": 1}, date(1999, 1, 1))


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    below: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict | list):
        below = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in below:
        yield from _paths(inner, (*path, key))


def _at(table: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        table = table[key]
    return table


def mutated(seed: int) -> str:
    """A good overlay with one thing broken."""
    rng = Random(seed)
    table: dict[str, Any] = tomllib.loads(GOOD)
    path = rng.choice(list(_paths(table)))
    *above, last = path
    holder = _at(table, tuple(above))
    kind = rng.choice(("key", "type", "missing", "twice", "swap"))
    if kind == "key" and isinstance(last, str):
        holder[f"{last}x"] = holder.pop(last)
    elif kind == "missing":
        del holder[last]
    elif kind == "twice" and isinstance(holder, list):
        holder.append(holder[last])
    elif kind == "swap" and isinstance(last, str):
        holder[last], holder["add"] = rng.choice(_OTHER), "督学"
    else:
        old = holder[last]
        holder[last] = rng.choice([o for o in _OTHER if type(o) is not type(old)])
    return tomltext.dumps(table)


def taken(text: bytes, folder: Path) -> None:
    """Read the overlay from a file and lay it over the sample; bad ones are refused."""
    (folder / "坏.toml").write_bytes(text)
    laid_over(sample(ROADS), [read_overlay(folder / "坏.toml")])


def test_a_hundred_overlays_broken_by_chance(tmp_path: Path) -> None:
    """Most are refused, always in words; some are good by accident, such as another number."""
    told: list[tuple[Issue, ...]] = []
    for seed in range(130):
        try:
            taken(mutated(seed).encode(), tmp_path)
        except DataError as error:
            told.append(error.issues)
    for issues in told:
        worded(issues)
        assert any(issue.place == "坏.toml" for issue in issues)
    lines = sum(all(issue.row for issue in issues) for issues in told)
    assert len(told) >= 100
    assert lines >= len(told) * 0.95


WHOLE: list[tuple[bytes, str, int | None]] = [
    (b"", "file_empty", None),
    (b"\n \n", "file_empty", None),
    (b'name = "a"', "overlay.no_change", 1),
    (b'name = "a"\nchange = 3', "overlay.changes_wanted", 2),
    (b'name = "a"\nchange = [3]', "table_wanted", 2),
    (b'name = "a"\n[change]\nslack = 0.1', "overlay.changes_wanted", 2),
    (b'name = "a"\nslack = 0.1', "overlay.outside_change", 2),
    (b'name = "a"\n[[changes]]\nslack = 0.1', "key_unknown", 2),
    (b"[[change]]\nslack = 0.1", "required", 1),
    (b"name = 3\n[[change]]\nslack = 0.1", "text_wanted", 1),
    (b'name = ""\n[[change]]\nslack = 0.1', "required", 1),
    (b'name = "a"\n[[change]]\nslack = ', "toml", 3),
    (b'name = "a"\n[[change]\nslack = 0.1', "toml", 2),
    (b'name = "a"\n[[change]]\nslack = 0.1\nslack = 0.2', "toml", 4),
    ("name = “甲”\n".encode(), "toml_wide", 1),
    ('name = "甲，乙" # “丙”\nnot toml\n'.encode(), "toml", 2),
    ('名称 = "甲"\n'.encode(), "toml_key", 1),
    ('name = "甲"\n[[change]]\nadd = "督学"\nrows = [{ 编号 = "1" }]\n'.encode(), "toml_key", 4),
    (b"\xff\xfe\xfd\x00\x01", "encoding", None),
    (b'name = "\x81"\n', "encoding", None),
    (b"\0\0\0\0", "encoding", None),
    (b'name = "a"\n[[change]]\n', "overlay.no_kind", 2),
    (b'name = "a"\n[[change]]\nremov = "leave"', "overlay.no_kind", 2),
    (b'name = "a"\n[[change]]\nslack = 0.1\nheadcount = 2', "overlay.two_kinds", 2),
    (b'name = "a"\n[[change]]\nslack = nan', "number", 3),
    (b'name = "a"\n[[change]]\nslack = inf', "number", 3),
    (b'name = "a"\n[[change]]\nslack = "y"', "number", 3),
    (b'name = "a"\n[[change]]\nslack = 1.2', "at_most", 3),
    (b'name = "a"\n[[change]]\nheadcount = 1e9', "at_most", 3),
    (b'name = "a"\n[[change]]\nclose = []', "list_empty", 3),
    (b'name = "a"\n[[change]]\nclose = "S001"', "list_wanted", 3),
    (b'name = "a"\n[[change]]\nclose = ["S001"]\nfrom = 2026-03-01T08:00:00', "date", 4),
    (b'name = "a"\n[[change]]\nclose = ["S001"]\nfrom = 08:00:00', "date", 4),
    (b'name = "a"\n[[change]]\nclose = ["S001"]\nfrom = 3', "date", 4),
    (b'name = "a"\n[[change]]\nclose = ["S001"]\nuntl = 3', "key_unknown", 4),
    (b'name = "a"\n[[change]]\nremove = "settings"\nwhere={}', "overlay.no_sheet", 3),
    (b'name = "a"\n[[change]]\nremove = "leave"\nids=["P01"]', "overlay.no_ids", 4),
    (b'name = "a"\n[[change]]\nremove = "leave"', "overlay.which", 2),
    (
        b'name = "a"\n[[change]]\nremove = "leave"\nwhere={}\nfrom=2026-03-01',
        "overlay.from_not_here",
        5,
    ),
    (b'name = "a"\n[[change]]\nremove = "targets"\nids=["a"]\nwhere={}', "overlay.ids_or_where", 4),
    (
        b'name = "a"\n[[change]]\nremove = "targets"\nids=["a"]\nnumber=1',
        "overlay.number_with_ids",
        5,
    ),
    (b'name = "a"\n[[change]]\nremove = "targets"\nwhere={}\nnumber=0', "at_least", 5),
    (b'name = "a"\n[[change]]\nadd = "leave"\nrows = []', "list_empty", 4),
    (b'name = "a"\n[[change]]\nadd = "leave"', "required", 2),
    (b'name = "a"\n[[change]]\nadd = "leave"\nrows = [3]', "table_wanted", 4),
    (b'name = "a"\n[[change]]\nset = "targets"\nids=["a"]\nvalues={id="b"}', "overlay.id_fixed", 5),
    (b'name = "a"\n[[change]]\nset = "targets"\nids=["a"]\nvalues={}', "required", 5),
    (b'name = "a"\n[[change]]\nheld = "v"\nhalf = "night"', "value_unknown", 4),
]


@pytest.mark.parametrize(("text", "code", "line"), WHOLE)
def test_broken_files(tmp_path: Path, text: bytes, code: str, line: int | None) -> None:
    with refused() as found:
        taken(text, tmp_path)
    assert (code, line) in codes(found), codes(found)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with refused() as found:
        read_overlays([tmp_path / "a.toml", tmp_path])
    assert [c for c, _ in codes(found)] == ["not_found", "not_found"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_of_offices(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.toml").write_bytes(GOOD.encode(encoding))
    assert read_overlay(tmp_path / "a.toml").name == "好的情景"


def test_lines_are_found_past_texts_that_look_like_headers() -> None:
    text = '[[change]]\nsettings={note="""\n[[change]]\n"""}\n[[change]]\nclose=["S009"]'
    with refused() as found:
        laid_over(sample(), [stated(text)])
    assert [(i.row, i.column) for i in found] == [(7, "change[2].close")]


def test_changes_may_stand_in_one_list() -> None:
    overlay = stated('change = [{ slack = 0.1 }, { close = ["S009"] }]')
    with refused() as found:
        laid_over(sample(), [overlay])
    assert codes(found) == [("overlay.unknown", 2)]


PAGE = (Path(__file__).parents[3] / "docs" / "scenarios.md").read_text("utf-8")


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_examples_of_the_page_are_overlays(example: str) -> None:
    text = example if example.startswith("name") else f'name = "例"\n{example}'
    issues = Issues()
    assert overlay_of(text, "例.toml", issues) is not None, issues.found
    assert issues.found == []


def test_the_page_names_every_sort_of_change() -> None:
    table = PAGE[PAGE.index("| key |") :]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(KEYS)


@pytest.mark.parametrize("single", [True, False])
def test_each_row_has_its_own_line(single: bool) -> None:
    rows = [
        {"inspector": name, "start": "2026-05-06", "end": "2026-05-06"} for name in ("P01", "X")
    ]
    if single:
        lines = (f"  {tomltext.inline(row)}," for row in rows)
        text = "\n".join(("[[change]]", 'add = "leave"', "rows = [", *lines, "]"))
    else:
        text = tomltext.dumps({"change": [{"add": "leave", "rows": rows}]}).strip()
    with refused() as found:
        laid_over(sample(), [stated(text)])
    [row] = [n for n, line in enumerate(text.splitlines(), start=2) if '"X"' in line]
    assert [(i.row, i.found) for i in found] == [(row if single else row - 1, "X")]


def test_a_change_that_fails_takes_none_before_it_along() -> None:
    text = """
    [[change]]
    set = "inspectors"
    ids = ["P02"]
    values = { employment = "专职" }
    [[change]]
    off = ["none"]
    [[change]]
    set = "inspectors"
    where = { employment = "专职", region = "攀枝花市" }
    number = 2
    values = { grade = 2 }
    """
    with refused() as found:
        laid_over(sample(), [stated(text)])
    assert [c for c, _ in codes(found)] == ["overlay.unknown"]
