"""Draws as everybody may see them."""

from datetime import datetime

from api.desk.asker import Asker
from api.desk.draws.entries import KIND, given_up, own, public_form
from api.desk.world import World
from api.store import draws
from api.store.draws import Draw, Sort
from api.store.refusals import missing
from models.base import Frozen


class PublicEntry(Frozen):
    """An entry of a register as everybody sees it; `id` is empty while it is not published."""

    position: int
    draw: str
    kind: Sort
    digest: str
    id: str
    committed: datetime
    drawn: datetime | None
    published: datetime | None


def publish(who: Asker, id_: str) -> Draw:
    """Let everybody read the record and its replacements, without what opens the seals."""
    own(who, id_)
    with who.world.store.writing() as session:
        return draws.publish(session, who.by, id_)


def public_register(world: World, office: str) -> tuple[PublicEntry, ...]:
    """The register of an office as everybody sees it; empty when there is none."""
    with world.store.reading() as session:
        kept = draws.register(session, office)
        published = {one.draw for one in kept if one.published is not None}
        shown = {one.id for one in kept if one.kind is Sort.DRAW or one.draw in published}
        shown |= {one.id for one in kept if given_up(session, one)}
    return tuple(
        PublicEntry(
            position=one.position,
            draw=one.draw,
            kind=one.kind,
            digest=one.digest,
            id=one.id if one.id in shown else "",
            committed=one.created,
            drawn=one.drawn,
            published=one.published,
        )
        for one in kept
    )


def public_offices(world: World) -> tuple[str, ...]:
    """The offices that have a register."""
    with world.store.reading() as session:
        return draws.offices(session)


def public_entry(world: World, id_: str) -> str:
    """What everybody may read of an entry: its record once it is published, else its commitment."""
    with world.store.reading() as session:
        text = public_form(session, draws.get(session, id_))
    if text is None:
        raise missing(KIND, id_)
    return text


def verifier(world: World, digest: str) -> str:
    """A verifier that a draw names."""
    with world.store.reading() as session:
        text = draws.verifier_text(session, digest)
    if text is None:
        raise missing("verifier", digest)
    return text
