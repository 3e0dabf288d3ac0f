"""Draws prepared and committed to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.accounts.roles import Action
from api.desk import datasets as data
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.draws.entries import entries_of, name_of, salts_of, time_of
from api.store import datasets, draws
from api.store.draws import Draw
from models.base import Frozen
from models.draw import Certificate, DrawRule, FrozenRule, Library, Record, Row, Size, Source
from models.text import Text
from planner.draw import drawing
from planner.draw.chain import PendingError, entry_digest
from planner.draw.lists import COLUMNS, Seals, inspector_rows, target_rows
from planner.draw.lottery import ImpossibleQuotasError
from planner.draw.teams import NoTeamError
from planner.draw.visits import UndrawableRuleError
from scenarios.drawrule import check_rule
from scenarios.register import Sealed, entry_text, sealed_text

_RULE = "rule"
DAYS = frozenset({"last_inspected", "last_drawn"})
"""Columns of targets that hold dates."""


@dataclass(frozen=True)
class Wanted:
    """A draw that is prepared: whose lists, by which rule, with which numbers."""

    dataset: str
    rule: DrawRule
    source: Source


class Prepared(Frozen):
    """A draw as it would be committed to now; nothing is kept.

    `reasons` counts those who may not be drawn, `candidates` those who may. `digests` are those
    that the commitment will have, unless data or register change: those over the seals of people,
    which are made anew each time, are left out.
    """

    rule: FrozenRule
    items: tuple[Row, ...]
    targets: tuple[Row, ...]
    excluded: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, int]
    candidates: int
    certificate: Certificate
    digests: Mapping[str, str]


def prepare(who: Asker, wanted: Wanted) -> Prepared:
    """What a draw would be committed to now: lists, exclusions, chances, digests."""
    record = _made(who, wanted)[1].record
    targets = record.rule.library is Library.TARGETS
    of_people = {"inspectors"} if targets else {*record.commitment.digests} - {"items", "targets"}
    rows = record.lists["targets" if targets else "inspectors"]
    return Prepared(
        rule=record.rule,
        items=record.lists["items"],
        targets=record.lists["targets"],
        excluded=record.excluded if targets else {},
        reasons=Counter(reason for reasons in record.excluded.values() for reason in reasons),
        candidates=len(rows) - len(record.excluded),
        certificate=record.certificate,
        digests={k: v for k, v in record.commitment.digests.items() if k not in of_people},
    )


def commit(who: Asker, wanted: Wanted, digests: Mapping[str, str]) -> Draw:
    """Freeze lists and rule and publish the commitment.

    Parameters
    ----------
    digests
        Those of the preparation; when one of them is another now, nothing is committed to.

    Raises
    ------
    Denial
        409 when a list or the rule is another now.
    """
    office, sealed = _made(who, wanted)
    made = sealed.record.commitment
    if any(made.digests.get(name) != expected for name, expected in digests.items()):
        raise Denial(409, Text(code="draw.changed"))
    with who.world.store.writing() as session:
        datasets.freeze(session, who.by, wanted.dataset)
        return draws.commit(
            session,
            who.by,
            office,
            made.draw,
            position=made.position,
            previous=made.previous,
            digest=entry_digest(made),
            content=entry_text(made),
            sealed=sealed_text(sealed),
            verifier=(made.verifier, drawing.VERIFIER.read_text("utf-8")),
            dataset=wanted.dataset,
        )


def columns(who: Asker, dataset: str, library: Library) -> Mapping[str, tuple[str, ...]]:
    """The columns that conditions of a rule may name, with the words that stand in them.

    A column of whole numbers or dates has none.
    """
    problem = data.problem(who, dataset)
    rows: Iterable[Row]
    if library is Library.TARGETS:
        sizes = (Size(number=0),)
        rows = target_rows(problem, DrawRule(id="columns", sizes=sizes))
    else:
        rows = inspector_rows(problem, Seals(salts_of(who)))[0]
    words: dict[str, set[str]] = {name: set() for name in COLUMNS[library]}
    for row in rows:
        for name, value in row.items():
            cells = value if isinstance(value, tuple) else (value,)
            known = name in words and name not in DAYS
            words[name] |= {one for one in cells if isinstance(one, str)} if known else set()
    return {name: tuple(sorted(found)) for name, found in sorted(words.items())}


def _made(who: Asker, wanted: Wanted) -> tuple[str, Sealed]:
    """The office, and the draw as it would be committed to."""
    office = data.get(who, wanted.dataset).office
    who.require(Action.DRAW_WRITE, office, "dataset", wanted.dataset)
    problem = data.problem(who, wanted.dataset)
    rule, now, secret = wanted.rule, time_of(who), who.by.chance(32)
    check_rule(rule, problem, _RULE)
    if wanted.source.at <= now:
        raise Denial(422, Text(code="draw.known"))
    entries = entries_of(who, office)
    if rule.id in {name_of(entry) for entry in entries}:
        raise Denial(409, Text(code="draw.used", args={"draw": rule.id}))
    carried_out = {e.commitment.draw for e in entries if isinstance(e, Record)}
    if rule.library is Library.TEAMS and rule.visits_of not in carried_out:
        raise Denial(422, Text(code="draw.unknown", args={"draw": rule.visits_of}))
    try:
        record = drawing.commit(
            problem,
            rule,
            earlier=entries,
            source=wanted.source,
            time=now,
            secret=secret,
            salts=salts_of(who),
        )
    except PendingError:
        raise Denial(409, Text(code="draw.pending")) from None
    except drawing.SealedError:
        raise Denial(422, Text(code="draw.sealed")) from None
    except UndrawableRuleError:
        raise Denial(422, Text(code="draw.undrawable")) from None
    except NoTeamError as error:
        args = {"targets": "、".join(error.visits)}
        raise Denial(422, Text(code="draw.no_team", args=args)) from None
    except ImpossibleQuotasError as error:
        args = {"quotas": "、".join(error.conflict)}
        relaxed = [{"quota": name, "by": f"{by:+d}"} for name, by in error.relaxation.items()]
        raise Denial(422, Text(code="draw.impossible", args=args), errors=relaxed) from None
    return office, Sealed(secret, record)
