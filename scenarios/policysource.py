"""The policy and the programmes of a data set: a pack, what is laid over it, and its own ones."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from models.policy import Policy
from models.programme import Programme
from scenarios.issues import Issues
from scenarios.policies import (
    Table,
    overlay,
    policy_table,
    shipped_policies,
    shipped_programmes,
    with_programmes,
)
from scenarios.tables import Source
from scenarios.textfiles import TomlFile, read_toml
from scenarios.validation import note_table

POLICY_KEYS = ("only", "programmes")


Cell = tuple[str, int | None, str]


def policy_of(
    source: Source,
    name: str,
    issues: Issues,
    *,
    cell: Cell,
    also: Sequence[str] = (),
    also_cell: Cell | None = None,
) -> Policy | None:
    """The pack of that name with `policy.toml` laid over it; None with issues.

    Parameters
    ----------
    name
        Id of a shipped pack, or a file beside the data set.
    cell
        Place, row and column where the name stands, for messages.
    also
        Programmes of other packs to be added, each `pack:programme`; they stand in `also_cell`.
    """
    policy = _policy_of(source, name, issues, cell)
    if policy is None or not also:
        return policy
    where = also_cell or cell
    known = shipped_programmes()
    taken = {programme.id for programme in policy.programmes}
    good = []
    for wanted in also:
        key = wanted.partition(":")[2]
        if wanted not in known:
            alike = issues.nearest(wanted, known)
            args = {"packs": "、".join(shipped_policies())}
            issues.add(
                where[0], "also_unknown", *where[1:], found=wanted, suggestion=alike, args=args
            )
        elif key in taken:
            issues.add(where[0], "also_taken", *where[1:], found=wanted, programme=key)
        else:
            taken.add(key)
            good.append(wanted)
    return with_programmes(policy, good)


def _policy_of(source: Source, name: str, issues: Issues, cell: Cell) -> Policy | None:
    table = _pack(source, name, issues, cell)
    if table is None:
        return None
    over = source.tomls.get("policy.toml")
    if over is not None:
        table = overlay(table, over.table)
    try:
        return Policy.model_validate(table)
    except ValidationError as error:
        note_table(error, over.place if over else name, Policy, issues)
        return None


def _pack(source: Source, name: str, issues: Issues, cell: Cell) -> Table | None:
    shipped = shipped_policies()
    if name in shipped:
        return policy_table(name)
    file = source.folder / name
    inside = (
        len(name) < 200
        and file.suffix == ".toml"
        and source.folder.resolve() in file.resolve().parents
    )
    read = source.tomls.get(name)
    if read is None and inside and file.is_file():
        read = read_toml(file, issues)
        if read is None:
            return None
    if read is None:
        alike = issues.nearest(name, shipped)
        issues.add(cell[0], "policy_unknown", *cell[1:], found=name, suggestion=alike)
        return None
    table = dict(read.table)
    base = table.pop("extends", None)
    if base is None:
        return table
    if base not in (*shipped, "national"):
        alike = issues.nearest(str(base), shipped)
        issues.add(name, "policy_unknown", column="extends", found=str(base), suggestion=alike)
        return None
    return overlay(policy_table(str(base)), table)


def programmes_of(
    policy: Policy,
    file: TomlFile | None,
    targets: Sequence[str],
    people: Sequence[str],
    issues: Issues,
) -> tuple[Programme, ...]:
    """The pack's programmes with those of `programmes.toml` in place of or after them.

    With `only = true` the file's programmes are all there are.
    """
    if file is None:
        return policy.programmes
    for key in file.table:
        if key not in POLICY_KEYS:
            alike = issues.nearest(key, POLICY_KEYS)
            issues.add(file.place, "key_unknown", column=key, found=key, suggestion=alike)
    only = file.table.get("only", False)
    if not isinstance(only, bool):
        issues.add(file.place, "flag_wanted", column="only", found=str(only))
    entries = file.table.get("programmes", [])
    if not isinstance(entries, list):
        issues.add(file.place, "list_wanted", column="programmes", found=str(entries))
        entries = []
    merged = {} if only else {programme.id: programme for programme in policy.programmes}
    own: dict[str, str] = {}
    for n, entry in enumerate(entries, start=1):
        path = f"programmes[{n}]"
        try:
            programme = Programme.model_validate(entry)
        except ValidationError as error:
            note_table(error, file.place, Programme, issues, prefix=path)
            continue
        if programme.id in own:
            issues.add(
                file.place,
                "duplicate_key",
                column=f"{path}.id",
                found=programme.id,
                first=own[programme.id],
            )
        own[programme.id] = path
        merged[programme.id] = programme
    for key, path in own.items():
        check_programme(merged[key], policy, merged, targets, people, issues, (file.place, path))
    return tuple(merged.values())


def check_programme(
    programme: Programme,
    policy: Policy,
    programmes: Mapping[str, Programme],
    targets: Sequence[str],
    people: Sequence[str],
    issues: Issues,
    place: tuple[str, str],
) -> None:
    """Everything that one programme of the data set names exists.

    Parameters
    ----------
    programmes
        All of the data set, this one included, by id.
    place
        File, and path of the programme in it.
    """
    clauses = [clause.id for clause in policy.clauses]
    known = {
        "clauses": clauses,
        "joins": [*programmes, *(p.id for p in policy.programmes)],
        "selection.targets.ids": targets,
        "team": people,
        "phases.clause": clauses,
        "phases.visits": [*programmes],
    }
    _check_names(programme, known, issues, place=place)
    for host in programme.joins:
        if host in programmes and programmes[host].sealed:
            issues.add(place[0], "joins_sealed", column=f"{place[1]}.joins", found=host)


def _check_names(
    programme: Programme,
    known: Mapping[str, Sequence[str]],
    issues: Issues,
    *,
    place: tuple[str, str],
) -> None:
    """Clauses, joined programmes, listed targets and people of one programme exist."""
    team = programme.team
    sorts = [team.members, team.lead, *(n.who for n in team.needs)]
    sorts += [n.when for n in team.needs if n.when is not None]
    for field, names in (
        ("clauses", [*programme.clauses, *team.clauses]),
        ("joins", programme.joins),
        ("selection.targets.ids", programme.selection.targets.ids),
        ("team", [person for who in sorts for person in who.ids]),
        ("phases.clause", [phase.clause for phase in programme.phases]),
        ("phases.visits", [name for phase in programme.phases for name in phase.visits]),
    ):
        there = set(known[field])
        for name in names:
            if name not in there:
                alike = issues.nearest(name, known[field])
                path = f"{place[1]}.{field}"
                issues.add(place[0], "reference_unknown", column=path, found=name, suggestion=alike)
