"""The answer of `dudao hire` on the terminal."""

from collections.abc import Iterator

from rich.console import RenderableType

from api.language import current, term, tr
from api.screen import alarm, plain, table
from models.hiring import Beyond, Hiring
from models.inspector import Inspector
from models.problem import Problem
from models.text import say
from scenarios.export.wording import Names, Words


def shown(problem: Problem, hiring: Hiring) -> Iterator[RenderableType]:
    """The number with its proof, whom to hire, which clause needs it, and what remains."""
    names = Names(problem, Words(current()))
    yield plain(_headline(hiring), "bold")
    if hiring.proof is not None and hiring.bound:
        yield plain(tr("cli.hire.proof", proof=term("hiring_proof", hiring.proof.value)))
    if hiring.hires:
        yield _hires(problem, hiring.hires)
        yield plain(tr("cli.hire.travel", km=hiring.travel_km, bound=hiring.travel_bound_km))
    if hiring.needs:
        rows = [
            (need.clause, names.clause(need.clause), need.least, term("hiring_proof", need.proof))
            for need in hiring.needs
        ]
        yield table(tr("cli.hire.needs"), _columns("clause", "title", "least", "proof"), rows)
    if hiring.left_out:
        yield _reasons(names, tr("cli.hire.left_out"), hiring.left_out)
    if hiring.beyond:
        yield _reasons(names, tr("cli.hire.beyond"), hiring.beyond)
        yield alarm(tr("cli.hire.beyond_loudly", count=len(hiring.beyond)))


def _reasons(names: Names, title: str, told: tuple[Beyond, ...]) -> RenderableType:
    rows = [
        (
            one.clause,
            names.clause(one.clause),
            "\n".join(say(text, current()) for text in one.reasons),
            str(len(one.visits) or ""),
        )
        for one in told
    ]
    return table(title, _columns("clause", "title", "reason", "visits"), rows)


def _headline(hiring: Hiring) -> str:
    if hiring.number is None:
        return tr("cli.hire.open", bound=hiring.bound)
    if not hiring.proven:
        return tr("cli.hire.unproven", number=hiring.number, bound=hiring.bound)
    return tr("cli.hire.answer", number=hiring.number) if hiring.number else tr("cli.hire.none")


def _hires(problem: Problem, hires: tuple[Inspector, ...]) -> RenderableType:
    def words(prefix: str, values: tuple[object, ...]) -> str:
        return "、".join(term(prefix, str(value)) for value in values) or tr("cli.hire.nothing")

    rows = [
        (
            person.id,
            f"{problem.tree[person.region].name}（{person.region}）",
            words("stage", person.stages),
            words("track", person.tracks),
            person.grade,
            "、".join([*person.subjects, *(term("pool", p) for p in person.pools)])
            + person.department,
        )
        for person in hires
    ]
    columns = _columns("number", "region", "stages", "tracks", "grade", "skills")
    return table(tr("cli.hire.hires"), columns, rows)


def _columns(*codes: str) -> list[str]:
    return [tr(f"cli.hire.column.{code}") for code in codes]
