"""Other settings, policy numbers, packs, programmes and windows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from pydantic import ValidationError

from models.base import rebuilt
from models.overlay import (
    PackTaken,
    PolicyLaid,
    ProgrammeLaid,
    ProgrammesOff,
    SettingsLaid,
    WindowsMoved,
)
from models.policy import Policy
from models.problem import Problem
from models.programme import Programme, Window
from models.travel import Costs, Travel
from scenarios.issues import Issues
from scenarios.overlay.building import with_values
from scenarios.overlay.removal import Gone, without
from scenarios.overlay.rows import named, record_at
from scenarios.overlay.site import Site
from scenarios.policies import (
    load_policy,
    overlay,
    policy_table,
    shipped_policies,
    shipped_programmes,
    with_programmes,
)
from scenarios.policysource import check_programme
from scenarios.settings import COSTS, TRAVEL
from scenarios.sheets import SETTINGS
from scenarios.validation import note_record
from scenarios.words import folded

FREE_SETTINGS = ("name", "note", *TRAVEL, *COSTS)
"""The settings that a change may set; another office, year or policy is another data set."""


def settled(problem: Problem, change: SettingsLaid, site: Site) -> Problem | None:
    """The problem with other settings."""
    before = len(site.issues.found)
    columns = [SETTINGS.column(field) for field in FREE_SETTINGS]
    known = {folded(n): c.field for c in columns for n in (c.field, c.zh, c.en)}
    given: dict[str, Any] = {}
    for key, value in change.settings.items():
        field = known.get(folded(key))
        if field is None:
            names = [column.header(site.language) for column in columns]
            alike = site.issues.nearest(key, [*FREE_SETTINGS, *names])
            there = "、".join(f"{c.field}（{c.zh}）" for c in columns)
            if site.language == "en":
                there = ", ".join(FREE_SETTINGS)
            site.refuse(f"settings.{key}", "overlay.no_setting", key, alike, there=there)
        else:
            given[field] = value
    sheet = replace(SETTINGS, columns=tuple(columns))
    record = record_at(sheet, given, "settings", site, whole=False)
    values = dict.fromkeys(given) | dict(record.values)
    models: dict[str, Any] = {"travel": problem.travel, "costs": problem.costs}
    for name, old, fields in (
        ("travel", problem.travel, TRAVEL),
        ("costs", problem.costs, COSTS),
    ):
        try:
            models[name] = _with_settings(old, {f: v for f, v in values.items() if f in fields})
        except ValidationError as error:
            found = Issues()
            note_record(error, record, found)
            for issue in found.found:
                site.note(issue, issue.column[len(site.column()) + 1 :])
    if len(site.issues.found) > before:
        return None
    texts = {f: values[f] or "" for f in ("name", "note") if f in values}
    return with_values(problem, site, **models, **texts)


def _with_settings(old: Travel | Costs, values: Mapping[str, Any]) -> Travel | Costs:
    """The same with other settings; one that is given but empty is what it is by default."""
    defaults = {name: field.get_default() for name, field in type(old).model_fields.items()}
    return rebuilt(old, **{n: defaults[n] if v is None else v for n, v in values.items()})


def policy_laid(problem: Problem, change: PolicyLaid, site: Site) -> Problem | None:
    """The problem with numbers laid over its policy."""
    if "programmes" in change.policy:
        site.refuse("policy.programmes", "overlay.programme_apart", "programmes")
        return None
    if "extends" in change.policy:
        site.refuse("policy.extends", "overlay.pack_apart", str(change.policy["extends"]))
        return None
    try:
        policy = Policy.model_validate(_merged(problem.policy, change.policy))
    except ValidationError as error:
        site.refused(error, Policy, "policy")
        return None
    return with_values(problem, site, policy=policy)


def _merged(below: Policy | Programme, above: Mapping[str, object]) -> Mapping[str, object]:
    """A change's table over what is there, as a file's is laid over a pack."""
    return overlay(below.model_dump(mode="json"), cast(Mapping[str, object], _with_lists(above)))


def _with_lists(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _with_lists(inner) for key, inner in value.items()}
    return [_with_lists(item) for item in value] if isinstance(value, tuple) else value


def pack_taken(problem: Problem, change: PackTaken, site: Site) -> Problem | None:
    """The problem under another pack, with the programmes that it has of its own.

    Clauses on which those rest and that the pack does not know are kept. Demands and draws about
    programmes that the pack does not have go.
    """
    packs, base = shipped_policies(), _pack(change, site)
    if base is None:
        return None
    before, known = len(site.issues.found), shipped_programmes()
    for name in change.also:
        if name not in known:
            alike = site.issues.nearest(name, known)
            site.refuse("also", "also_unknown", name, alike, packs="、".join(packs))
        elif name.partition(":")[2] in {p.id for p in base.programmes}:
            site.refuse("also", "also_taken", name, programme=name.partition(":")[2])
    if len(site.issues.found) > before:
        return None
    pack = with_programmes(base, dict.fromkeys(change.also))
    former = {programme.id: programme for programme in problem.policy.programmes}
    own = [p for p in problem.programmes if former.get(p.id) != p]
    programmes = tuple(({p.id: p for p in pack.programmes} | {p.id: p for p in own}).values())
    there = {clause.id for clause in pack.clauses}
    used = {clause for programme in own for clause in programme.clauses_used()}
    used |= {pair.clause for pair in problem.pairs}
    kept = [c for c in problem.policy.clauses if c.id in used - there]
    policy = rebuilt(pack, clauses=(*pack.clauses, *kept))
    ids = {programme.id for programme in programmes}
    return with_values(
        problem,
        site,
        policy=policy,
        programmes=programmes,
        demands=tuple(d for d in problem.demands if d.programme in ids),
        drawn=tuple(d for d in problem.drawn if d.programme in ids),
    )


def _pack(change: PackTaken, site: Site) -> Policy | None:
    """The pack by itself; None, with issues, when there is none or it is not sound."""
    packs = shipped_policies()
    if change.rules is None and change.pack in packs:
        return load_policy(change.pack)
    if change.rules is None:
        alike = site.issues.nearest(change.pack, packs)
        site.refuse("pack", "overlay.no_pack", change.pack, alike, there=site.listed(packs))
        return None
    table = dict(cast(Mapping[str, object], _with_lists(change.rules)))
    extended = table.pop("extends", None)
    if extended is not None and extended not in (*packs, "national"):
        found, alike = str(extended), site.issues.nearest(str(extended), packs)
        site.refuse("pack", "overlay.no_pack", found, alike, there=site.listed(packs))
        return None
    whole = table if extended is None else overlay(policy_table(str(extended)), table)
    try:
        return Policy.model_validate(whole)
    except ValidationError as error:
        site.refused(error, Policy, "pack")
        return None


def programme_laid(problem: Problem, change: ProgrammeLaid, site: Site) -> Problem | None:
    """The problem with a programme more, or with other values for one that it has."""
    wanted = change.programme.get("id")
    if not isinstance(wanted, str) or not wanted.strip():
        known = [programme.id for programme in problem.programmes]
        code = "required" if wanted is None else "text_wanted"
        site.refuse("programme.id", code, "" if wanted is None else str(wanted))
        if wanted is None and len(change.programme) < 3:
            site.refuse("programme", "overlay.programmes_there", there=site.listed(known))
        return None
    old = problem.programme_by_id.get(wanted)
    table = change.programme if old is None else _merged(old, change.programme)
    try:
        new = Programme.model_validate(table)
    except ValidationError as error:
        site.refused(error, Programme, "programme")
        if old is None:
            known = [programme.id for programme in problem.programmes]
            alike = site.issues.nearest(wanted, known)
            if alike:
                site.refuse("programme.id", "overlay.programme_new", wanted, alike)
        return None
    before, found = len(site.issues.found), Issues()
    merged = {p.id: p for p in problem.programmes} | {new.id: new}
    check_programme(
        new,
        problem.policy,
        merged,
        [target.id for target in problem.targets],
        [person.id for person in problem.inspectors],
        found,
        place=(site.place, "programme"),
    )
    for issue in found.found:
        site.note(issue, issue.column)
    if len(site.issues.found) > before:
        return None
    return with_values(problem, site, programmes=tuple(merged.values()))


def switched_off(problem: Problem, change: ProgrammesOff, site: Site) -> Problem | None:
    """The problem without some programmes, their demands and draws."""
    before = len(site.issues.found)
    ids = named(problem, "programmes", change.programmes, "off", site)
    if len(site.issues.found) > before:
        return None
    if len(ids) == len(problem.programmes):
        site.refuse("off", "overlay.no_programme_left")
        return None
    return without(problem, Gone(programmes=frozenset(ids)), site)


def windows_moved(problem: Problem, change: WindowsMoved, site: Site) -> Problem | None:
    """The problem with other windows for some programmes."""
    before = len(site.issues.found)
    ids = named(problem, "programmes", change.programmes, "move_windows", site)
    if (change.days is None) is (change.windows is None):
        site.refuse("", "overlay.days_or_windows")
    given: list[Window] = []
    for n, table in enumerate(change.windows or (), start=1):
        try:
            given.append(Window.model_validate(table))
        except ValidationError as error:
            site.refused(error, Window, f"windows[{n}]")
    if isinstance(change.days, float) and not change.days.is_integer():
        site.refuse("days", "integer", str(change.days))
    if len(site.issues.found) > before:
        return None
    programmes = []
    for programme in problem.programmes:
        windows = tuple(given)
        if programme.id in ids and change.days is not None:
            if not programme.windows:
                site.refuse("move_windows", "overlay.no_windows", programme.name)
                continue
            windows = tuple(_shifted(problem.year, w, int(change.days)) for w in programme.windows)
        programmes.append(rebuilt(programme, windows=windows) if programme.id in ids else programme)
    if len(site.issues.found) > before:
        return None
    return with_values(problem, site, programmes=tuple(programmes))


def _shifted(year: int, window: Window, days: int) -> Window:
    """The window so many days later, cut off where the year begins and ends."""
    begin, end = date(year, 1, 1), date(year, 12, 31)
    most = (end - begin).days
    later = timedelta(min(max(days, -most), most))
    first, last = (min(max(day + later, begin), end) for day in window.dates(year))
    return Window(first=f"{first:%m-%d}", last=f"{last:%m-%d}")
