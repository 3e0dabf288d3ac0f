"""Regions: a tree that grows and never moves."""

from api.store import Store, regions, trail
from models.region import Level, Region
from tests.api.store.conftest import by
from tests.api.store.steps import refused


def test_regions_are_added_and_never_move(store: Store) -> None:
    def region(id_: str, parent: str | None, level: Level = Level.COUNTY) -> Region:
        return Region(id=id_, name=id_, level=level, parent=parent)

    top = region("51", None, Level.PROVINCE)
    with store.writing() as session:
        regions.adopt(session, by(), [region("5104", "51"), top], None)
        regions.adopt(session, by(), [region("510402", "5104", Level.TOWNSHIP)], "5104")
        moved = [top, region("5105", "51"), region("5104", "5105")]
        refused("region_moved", lambda: regions.adopt(session, by(), moved, None))
        refused("region_outside", lambda: regions.adopt(session, by(), [region("x", "51")], "5104"))
    with store.reading() as session:
        assert regions.parents(session) == {"51": None, "5104": "51", "510402": "5104"}
        assert regions.names(session)["5104"] == "5104"
        assert [e.action for e in trail.read(session)] == ["regions.added"] * 2
