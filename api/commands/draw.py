"""`dudao draw`: draws by lot that anyone can check."""

import errno
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api import usage
from api.failures import fail, told
from api.language import current, term, tr
from api.options import Force, Lang

if TYPE_CHECKING:
    from rich.table import Table

    from models.draw import Commitment, Event, Opening, Record, Request
    from planner.draw.chain import Entry

app = typer.Typer(
    name="draw",
    cls=usage.Group,
    help=tr("cli.help.draw"),
    options_metavar=tr("cli.usage.options"),
    subcommand_metavar=tr("cli.usage.command"),
    no_args_is_help=True,
)

Register = Annotated[Path, typer.Argument(metavar="REGISTER", help=tr("cli.help.register"))]
Time = Annotated[str, typer.Option("--time", help=tr("cli.help.draw_time"))]
Data = Annotated[str, typer.Option("--data", metavar="DATASET", help=tr("cli.help.dataset"))]
Grounds = Annotated[str, typer.Option("--ground", help=tr("cli.help.ground"))]
Detail = Annotated[str, typer.Option("--detail", help=tr("cli.help.detail"))]
Approved = Annotated[str, typer.Option("--approved-by", help=tr("cli.help.approved_by"))]


def commit(
    rule: Annotated[Path, typer.Argument(metavar="RULE.toml", help=tr("cli.help.draw_rule"))],
    register: Register,
    data: Data,
    source: Annotated[str, typer.Option("--source", help=tr("cli.help.source"))],
    source_at: Annotated[str, typer.Option("--source-at", help=tr("cli.help.source_at"))],
    time: Time = "",
    lang: Lang = "",
) -> None:
    """Exit 0 with the commitment written, 2 when nothing was drawn up."""
    with told():
        import secrets

        from api.screen import console, plain
        from models.draw import Record, Source
        from planner.draw.chain import PendingError
        from planner.draw.drawing import SealedError
        from planner.draw.drawing import commit as commit_draw
        from planner.draw.lottery import ImpossibleQuotasError
        from planner.draw.teams import NoTeamError
        from planner.draw.visits import UndrawableRuleError
        from scenarios.dataset import read_dataset
        from scenarios.drawrule import check_rule, read_rule
        from scenarios.register import Sealed, read_register, write_commitment
        from scenarios.shipped import find_dataset

        wanted = read_rule(rule)
        problem = read_dataset(find_dataset(data))
        check_rule(wanted, problem, rule.name)
        entries = read_register(register) if register.exists() else []
        records = [e for e in entries if isinstance(e, Record)]
        if any(r.commitment.draw == wanted.id for r in records):
            fail(tr("cli.draw.used", draw=wanted.id))
        secret = secrets.token_bytes(32)
        try:
            record = commit_draw(
                problem,
                wanted,
                earlier=entries,
                source=Source(name=source, at=_moment(source_at)),
                time=_moment(time),
                secret=secret,
                salts=lambda: secrets.token_hex(16),
            )
        except PendingError:
            fail(tr("cli.draw.pending"))
        except ImpossibleQuotasError as error:
            fail(_impossible(error.conflict, error.relaxation))
        except NoTeamError as error:
            fail(tr("cli.draw.no_team", targets="、".join(error.visits)))
        except UndrawableRuleError:
            fail(tr("cli.draw.undrawable"))
        except SealedError:
            fail(tr("cli.draw.sealed"))
        except LookupError as error:
            fail(tr("cli.draw.unknown", draw=str(error.args[0])))
        path = write_commitment(register, Sealed(secret, record))
        screen = console()
        screen.print(plain(_chances(record), "bold"))
        screen.print(plain(tr("cli.draw.committed", path=str(path))))


def run(
    register: Register,
    numbers: Annotated[list[str], typer.Option("--numbers", help=tr("cli.help.numbers"))],
    operator: Annotated[list[str], typer.Option("--operator", help=tr("cli.help.operator"))],
    witness: Annotated[list[str] | None, typer.Option(help=tr("cli.help.witness"))] = None,
    time: Time = "",
    lang: Lang = "",
) -> None:
    """Exit 0 with the record written, 2 when no draw waits or the numbers come too early."""
    with told():
        import secrets

        from api.screen import console, plain
        from planner.draw.drawing import TooEarlyError, draw
        from scenarios.register import read_register, read_sealed, write_record

        entries = read_register(register)
        last = _pending(entries)
        sealed = read_sealed(register, last.draw)
        try:
            record = draw(
                sealed.record,
                secret=sealed.secret,
                numbers=[_numbers(text) for text in numbers],
                time=_moment(time),
                operators=operator,
                witnesses=witness or (),
                salts=lambda: secrets.token_hex(16),
            )
        except TooEarlyError:
            fail(tr("cli.draw.too_early", at=last.source.at.isoformat()))
        path = write_record(register, record)
        screen = console()
        screen.print(_outcome(record))
        screen.print(plain(tr("cli.written", path=str(path))))


def replace(
    register: Register,
    draw: Annotated[str, typer.Argument(metavar="DRAW", help=tr("cli.help.draw_id"))],
    out: Annotated[str, typer.Argument(metavar="ID", help=tr("cli.help.out"))],
    ground: Grounds,
    detail: Detail,
    approved_by: Approved,
    target: Annotated[str, typer.Option("--target", help=tr("cli.help.left_visit"))] = "",
    time: Time = "",
    lang: Lang = "",
) -> None:
    """Exit 0 with the replacement written, 2 when nobody can be replaced."""
    with told():
        from api.screen import console, plain
        from planner.draw.replacement import replace as replaced
        from scenarios.register import read_register, read_sealed, write_event

        entries = read_register(register)
        record, events = _parts(entries, draw)
        seals, request = _request("replacement", entries, draw, ground, detail, approved_by, time)
        request = request.model_copy(update={"out": out, "target": target})
        try:
            event = replaced(
                record,
                events,
                request,
                secret=read_sealed(register, draw).secret,
                time=request.time,
            )
        except LookupError:
            fail(tr("cli.draw.not_drawn", id=out))
        path = write_event(register, event.model_copy(update={"private": seals}))
        screen = console()
        into = event.into or tr("cli.draw.nobody")
        screen.print(plain(tr("cli.draw.replaced", out=out, into=into), "bold"))
        screen.print(plain(tr("cli.written", path=str(path))))


def abandon(
    register: Register,
    ground: Grounds,
    detail: Detail,
    approved_by: Approved,
    time: Time = "",
    lang: Lang = "",
) -> None:
    """Exit 0 with the entry written, 2 when no draw waits."""
    with told():
        from api.screen import console, plain
        from models.draw import Event
        from scenarios.register import read_register, write_event

        entries = read_register(register)
        last = _pending(entries)
        seals, request = _request(
            "abandoned", entries, last.draw, ground, detail, approved_by, time
        )
        path = write_event(register, Event(request=request, time=request.time, private=seals))
        console().print(plain(tr("cli.written", path=str(path))))


def verify(
    records: Annotated[list[Path], typer.Argument(metavar="RECORD...", help=tr("cli.help.record"))],
    lang: Lang = "",
) -> None:
    """Exit 0 when all agrees, 1 when something differs, 2 when a file is no record."""
    with told():
        import json

        from api.screen import alarm, console, plain, table
        from planner.draw.verifier import digest, public, verify
        from scenarios.register import entry_files, read_entry

        paths = [
            p for given in records for p in (entry_files(given) if given.is_dir() else [given])
        ]
        for path in paths:
            read_entry(path)
        entries = [(path.name, json.loads(path.read_bytes())) for path in paths]
        found = verify(entries)
        screen = console()
        for name, entry in entries:
            screen.print(plain(f"{digest(public(entry))}  {name}"))
        if not found:
            screen.print(plain(tr("cli.draw.agrees"), "bold green"))
            return
        titles = [tr(f"cli.draw.{c}") for c in ("where", "found", "expected")]
        rows = [(where, str(got), str(wanted)) for where, got, wanted in found]
        screen.print(table(tr("cli.draw.differences", count=len(rows)), titles, rows))
        screen.print(alarm(tr("cli.draw.differs", count=len(rows))))
        raise typer.Exit(1)


def public(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help=tr("cli.help.record"))],
    out: Annotated[Path, typer.Option("--out", help=tr("cli.help.public_file"))],
    force: Force = False,
    lang: Lang = "",
) -> None:
    """Exit 0 with the version without personal data written."""
    with told():
        from api.screen import console, plain
        from models.draw import Commitment
        from scenarios.register import read_entry, write_public

        entry = read_entry(record)
        if isinstance(entry, Commitment):
            fail(tr("cli.draw.already_public"))
        if out.exists() and not force:
            fail(tr("cli.exists", path=str(out)))
        write_public(out, entry)
        console().print(plain(tr("cli.written", path=str(out))))


def demand(
    register: Register,
    file: Annotated[Path, typer.Argument(metavar="drawn.csv", help=tr("cli.help.drawn_file"))],
    force: Force = False,
    lang: Lang = "",
) -> None:
    """Exit 0 with the table for a data set written, 2 when it exists."""
    with told():
        from api.screen import console, plain
        from scenarios.register import drawn_targets, read_register, write_drawn

        if file.exists() and not force:
            fail(tr("cli.exists", path=str(file)))
        if not register.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(register))
        rows = drawn_targets(read_register(register))
        if not rows:
            fail(tr("cli.draw.no_demand"))
        write_drawn(file, rows, current())
        console().print(plain(tr("cli.written", path=str(file))))


for command in (commit, run, replace, abandon, verify, public, demand):
    app.command(
        command.__name__,
        cls=usage.Command,
        help=tr(f"cli.help.draw_{command.__name__}"),
        options_metavar=tr("cli.usage.options"),
    )(command)


def _moment(text: str) -> datetime:
    """A moment with its offset; the clock's when none is given, this machine's offset likewise."""
    try:
        given = (
            datetime.fromisoformat(text)
            if text
            else datetime.now().astimezone().replace(microsecond=0)
        )
    except ValueError:
        raise typer.BadParameter(tr("cli.draw.bad_time", found=text)) from None
    return given if given.tzinfo else given.astimezone()


def _numbers(text: str) -> list[int | str]:
    words = text.replace(",", " ").replace("，", " ").split()
    return [int(word) if word.isascii() and word.isdigit() else word for word in words]


def _pending(entries: "Sequence[Entry]") -> "Commitment":
    """The draw that waits for its numbers."""
    from models.draw import Commitment

    last = entries[-1] if entries else None
    if not isinstance(last, Commitment):
        fail(tr("cli.draw.none_pending"))
    return last


def _request(
    kind: str,
    entries: "Sequence[Entry]",
    draw: str,
    ground: str,
    detail: str,
    approved_by: str,
    time: str,
) -> "tuple[dict[str, Opening], Request]":
    import secrets

    from models.draw import EventKind, Ground, Request
    from planner.draw.chain import PendingError, next_place
    from planner.draw.lists import Seals

    if ground not in list(Ground):
        fail(tr("cli.one_of", known=", ".join(Ground)))
    seals = Seals(lambda: secrets.token_hex(16))
    try:
        place = next_place(entries, giving_up=kind == "abandoned")
    except PendingError:
        fail(tr("cli.draw.pending"))
    request = Request(
        kind=EventKind(kind),
        draw=draw,
        position=place.position,
        previous=place.previous,
        time=_moment(time),
        ground=Ground(ground),
        detail=seals.seal(detail),
        approved_by=seals.seal(approved_by),
    )
    return seals.openings, request


def _parts(entries: "Sequence[Entry]", draw: str) -> "tuple[Record, list[Event]]":
    from models.draw import Event, Record

    record = next((e for e in entries if isinstance(e, Record) and e.commitment.draw == draw), None)
    if record is None:
        fail(tr("cli.draw.unknown", draw=draw))
    return record, [e for e in entries if isinstance(e, Event)]


def _impossible(conflict: tuple[str, ...], relaxation: dict[str, int]) -> str:
    lines = [tr("cli.draw.impossible", quotas="、".join(conflict))]
    lines += [tr("cli.draw.relax", quota=name, by=by) for name, by in relaxation.items()]
    return "\n".join(lines)


def _chances(record: "Record") -> str:
    from fractions import Fraction

    found = record.certificate
    status = term("cli.draw.status", found.status.value)
    if not found.least:
        return status
    least, bound = f"{float(Fraction(found.least)):.4%}", f"{float(Fraction(found.bound)):.4%}"
    return tr("cli.draw.chances", status=status, least=least, bound=bound)


def _outcome(record: "Record") -> "Table":
    from api.screen import table

    assert record.drawn is not None
    key = "targets" if record.rule.library == "targets" else "inspectors"
    names = {str(row["id"]): str(row.get("name", "")) for row in record.lists[key]}
    schools = {str(row["id"]): str(row.get("name", "")) for row in record.lists["targets"]}
    for row in record.lists["inspectors"]:
        opening = record.private.get(str(row["person"]))
        names[str(row["id"])] = opening.text if opening else str(row["id"])
    rows = [(n, c, names[c]) for n, c in enumerate(record.drawn.outcome, 1)]
    rows += [
        (n, target, f"{schools[target]}: {'、'.join(names[p] for p in team)}")
        for n, (target, team) in enumerate(record.drawn.teams.items(), 1)
    ]
    titles = [tr(f"cli.draw.{c}") for c in ("order", "id", "name")]
    return table(tr("cli.draw.outcome", count=len(rows)), titles, rows)
