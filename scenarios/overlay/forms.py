"""The commonest changes as forms: a few fields each, which come to a change in TOML.

A form checks nothing: its text is read as any overlay is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from models.inspector import Employment
from models.problem import Problem
from scenarios import tomltext
from scenarios.overlay.rows import record_of
from scenarios.sheets import INSPECTORS
from scenarios.words import label

Values = Mapping[str, Any]
_OWN = ("id", "name", "carried_days")
"""What others do not have, though they are as somebody is."""


class Sort(StrEnum):
    """What is filled into a field. Those in the plural take several."""

    PEOPLE = "people"
    PERSON = "person"
    SCHOOLS = "schools"
    SCHOOL = "school"
    PROGRAMMES = "programmes"
    PROGRAMME = "programme"
    REGION = "region"
    NODE = "node"
    RULE = "rule"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True)
class Field:
    """One field of a form; `wanted` ones make no change while they are empty."""

    name: str
    sort: Sort
    wanted: bool = True


@dataclass(frozen=True)
class Form:
    """A sort of change: its fields, and the change that they come to."""

    fields: tuple[Field, ...]
    change: Callable[[Problem, str, Values], Mapping[str, object]]


@dataclass(frozen=True)
class Filled:
    """A form with what somebody filled in."""

    form: str
    values: Values

    @property
    def ready(self) -> bool:
        """Whether every field is filled that must be."""
        wanted = (field for field in FORMS[self.form].fields if field.wanted)
        return all(self.values.get(field.name) not in (None, "", (), []) for field in wanted)


def drafted(problem: Problem, name: str, filled: Iterable[Filled], language: str = "zh") -> str:
    """The overlay in TOML that the forms come to; forms that are not ready yet are left out."""
    parts = [f"name = {tomltext.inline(name)}\n"]
    for one in filled:
        if one.ready:
            change = FORMS[one.form].change(problem, language, one.values)
            parts.append(tomltext.dumps({"change": [change]}))
    return "".join(parts)


def rules_of(problem: Problem) -> tuple[tuple[str, int], ...]:
    """The numbers of the policy that a form can change, by their paths, as they are now."""
    found = []
    for path in RULES:
        value: object = problem.policy
        for name in path.split("."):
            value = getattr(value, name, None)
        if isinstance(value, int):
            found.append((path, value))
    return tuple(found)


RULES = (
    *("zoning.at_most", "zoning.dedicated_from", "recusal.employer_years"),
    *("certificate.preservice_hours", "training.central_hours", "training.online_hours"),
)
"""Numbers of a policy that stand alone; those in lists are changed in the text."""


def _plain(table: Mapping[str, object]) -> Mapping[str, object]:
    return {key: value for key, value in table.items() if value not in (None, "")}


def _keyed(key: str, field: str, *others: str) -> Callable[..., Mapping[str, object]]:
    """A change whose key has the value of a field, besides fields of the same names."""

    def change(_: Problem, __: str, values: Values) -> Mapping[str, object]:
        return _plain({key: values[field], **{name: values.get(name) for name in others}})

    return change


def _fewer(_: Problem, language: str, values: Values) -> Mapping[str, object]:
    sheet = INSPECTORS.zh if language == "zh" else INSPECTORS.key
    return _plain({"remove": sheet, "ids": values["people"], "from": values.get("from")})


def _more(problem: Problem, language: str, values: Values) -> Mapping[str, object]:
    """So many people as somebody is, but for what binds that one alone."""
    sheet = INSPECTORS.zh if language == "zh" else INSPECTORS.key
    like = problem.inspector_by_id.get(values["like"])
    model: dict[str, object] = {}
    if like is not None:
        defaults = {c.field: c.default for c in INSPECTORS.columns}
        given = {f: v for f, v in record_of(like, INSPECTORS).values.items() if f not in _OWN}
        model = {f: v for f, v in given.items() if v not in (None, (), "") and v != defaults.get(f)}
    taken = {one.id for one in problem.inspectors}
    numbers = (n for n in range(1, 10_000) if f"{values['like']}+{n}" not in taken)
    rows = [
        {**model, "id": f"{values['like']}+{n}", "name": f"{like.name if like else ''}+{n}"}
        for n, _ in zip(numbers, range(max(0, int(values["number"]))), strict=False)
    ]
    plain = [{key: _settled(value) for key, value in row.items()} for row in rows]
    return _plain({"add": sheet, "from": values.get("from"), "rows": plain})


def _settled(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list):
        return [_settled(item) for item in value]
    return value


def _full_time(_: Problem, language: str, values: Values) -> Mapping[str, object]:
    sheet = INSPECTORS.zh if language == "zh" else INSPECTORS.key
    kind = label(Employment.FULL_TIME, language) if language == "zh" else Employment.FULL_TIME.value
    return {
        "set": sheet,
        "ids": values["people"],
        "values": {"employment": kind, "days_per_year": ""},
    }


def _share(key: str, _: Problem, __: str, values: Values) -> Mapping[str, object]:
    return {key: round(values["share"] / 100, 6)}


def _rule(_: Problem, __: str, values: Values) -> Mapping[str, object]:
    table: object = _whole(values["number"])
    for name in reversed(str(values["rule"]).split(".")):
        table = {name: table}
    return {"policy": table}


def _settings(field: str, _: Problem, __: str, values: Values) -> Mapping[str, object]:
    return {"settings": {field: _whole(values["number"])}}


def _budget(_: Problem, __: str, values: Values) -> Mapping[str, object]:
    return {"settings": {"budget_yuan": _whole(values["number"]), "budget_cap": True}}


def _frequency(_: Problem, __: str, values: Values) -> Mapping[str, object]:
    frequency = {"times": _whole(values["number"])}
    return {"programme": {"id": values["programme"], "frequency": frequency}}


def _windows(_: Problem, __: str, values: Values) -> Mapping[str, object]:
    return {"move_windows": values["programmes"], "days": _whole(values["number"])}


def _road(_: Problem, __: str, values: Values) -> Mapping[str, object]:
    return {"close_road": [values["node"], values["other"]]}


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


_PEOPLE = Field("people", Sort.PEOPLE)
_NUMBER = Field("number", Sort.NUMBER)
_SHARE = Field("share", Sort.PERCENT)
_PROGRAMMES = Field("programmes", Sort.PROGRAMMES)
_FROM, _UNTIL = Field("from", Sort.DAY, wanted=False), Field("until", Sort.DAY, wanted=False)

FORMS: Mapping[str, Form] = {
    "fewer": Form((_PEOPLE, _FROM), _fewer),
    "more": Form((Field("like", Sort.PERSON), _NUMBER, _FROM), _more),
    "full_time": Form((_PEOPLE,), _full_time),
    "headcount": Form((_SHARE,), partial(_share, "headcount")),
    "full_time_share": Form((_SHARE,), partial(_share, "full_time_share")),
    "slack": Form((_SHARE,), partial(_share, "slack")),
    "rule": Form((Field("rule", Sort.RULE), _NUMBER), _rule),
    "off": Form((_PROGRAMMES,), _keyed("off", "programmes")),
    "frequency": Form((Field("programme", Sort.PROGRAMME), _NUMBER), _frequency),
    "windows": Form((_PROGRAMMES, _NUMBER), _windows),
    "budget": Form((_NUMBER,), _budget),
    "close": Form(
        (Field("schools", Sort.SCHOOLS), _FROM, _UNTIL, Field("reason", Sort.TEXT, wanted=False)),
        _keyed("close", "schools", "from", "until", "reason"),
    ),
    "merge": Form(
        (Field("schools", Sort.SCHOOLS), Field("into", Sort.SCHOOL), _FROM),
        _keyed("merge", "schools", "into", "from"),
    ),
    "road": Form((Field("node", Sort.NODE), Field("other", Sort.NODE)), _road),
    "speed": Form((_NUMBER,), partial(_settings, "speed_kmh")),
    "detour": Form((_NUMBER,), partial(_settings, "detour")),
}
"""In the order in which they are offered."""


def forms_for(problem: Problem) -> Sequence[str]:
    """The forms that make sense for a data set.

    Without roads none can be closed; a matrix of distances has none of people who are new.
    """
    without = {"road"} if not problem.travel.roads else set()
    if problem.travel.distances:
        without.add("more")
    if not rules_of(problem):
        without.add("rule")
    return [name for name in FORMS if name not in without]
