"""Draws recomputed, each by the verifier that it names."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import TypeGuard

from api.accounts.roles import Action
from api.desk.asker import Asker
from api.desk.denial import Denial
from api.desk.draws.entries import get, sees_outcomes
from api.desk.verifying import Difference, differences_by_each
from api.desk.world import World
from api.store import draws
from models.base import Frozen
from models.text import Text
from planner.draw import drawing
from planner.draw.verifier import digest as digest_of
from planner.draw.verifier import public


class Verdict(Frozen):
    """What a verifier says; `digests` are those of the entries it was given."""

    agrees: bool
    digests: Mapping[str, str]
    differences: tuple[Difference, ...]


def verify(who: Asker, id_: str) -> Verdict:
    """Recompute one entry by the verifier that it names."""
    found = get(who, id_)
    with who.world.store.reading() as session:
        entries = {str(found.position): draws.whole_text(session, id_)}
    return _verdict(who, found.office, entries)


def verify_register(who: Asker, office: str) -> Verdict:
    """Recompute a whole register, each draw by the verifier that it names."""
    who.require(Action.DRAW_READ, office, "register", office)
    with who.world.store.reading() as session:
        texts = draws.whole_texts(session, office)
    return _verdict(who, office, {str(n): text for n, text in enumerate(texts, 1)})


def verify_posted(who: Asker, body: bytes) -> Verdict:
    """Recompute an entry that somebody has, or a list of entries of one register.

    Raises
    ------
    Denial
        400 for what is no JSON, 422 for what are no entries.
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Denial(400, Text(code="problem.http.400")) from None
    entries = given if isinstance(given, list) else [given]
    if not all(isinstance(entry, dict) for entry in entries):
        raise Denial(422, Text(code="data.not_a_draw"))
    return _judged(who.world, {str(n): entry for n, entry in enumerate(entries, 1)})


def _verdict(who: Asker, office: str, texts: Mapping[str, str]) -> Verdict:
    """What verifiers say; for those who may not see outcomes where something differs, not what."""
    verdict = _judged(who.world, {name: json.loads(text) for name, text in texts.items()})
    with who.world.store.reading() as session:
        if sees_outcomes(who, session, office):
            return verdict
    bare = [Difference(where=d.where, found="", expected="") for d in verdict.differences]
    return verdict.model_copy(update={"differences": tuple(bare)})


def _judged(world: World, entries: Mapping[str, dict[str, object]]) -> Verdict:
    """Each draw is judged by the verifier that it names if it is known, else by the present one."""
    present = drawing.VERIFIER.read_text("utf-8")
    verifiers = {sha256(present.encode()).hexdigest(): present}
    of = dict.fromkeys(entries, next(iter(verifiers)))
    with world.store.reading() as session:
        for name, entry in entries.items():
            made = entry.get("commitment")
            named = made.get("verifier") if isinstance(made, dict) else None
            if _is_digest(named) and (text := draws.verifier_text(session, named)) is not None:
                verifiers[named], of[name] = text, named
    found = differences_by_each([*entries.items()], verifiers, of)
    digests = {name: digest_of(public(entry)) for name, entry in entries.items()}
    return Verdict(agrees=not found, digests=digests, differences=found)


def _is_digest(text: object) -> TypeGuard[str]:
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None
