"""Track and stage fit the target."""

import pytest

from models.inspector import Track
from models.target import Government, Stage, TrainingInstitution
from planner.rules import qualification
from tests.planner import hamlet

PLACE = {"name": "t", "region": "v", "lon": 102, "lat": 27}


@pytest.mark.parametrize(
    ("target", "tracks", "stages", "fits"),
    [
        (hamlet.school(), (Track.SCHOOLS,), (Stage.PRIMARY,), True),
        (hamlet.school(), (Track.SCHOOLS,), (Stage.KINDERGARTEN,), False),
        (hamlet.school(), (Track.GOVERNMENTS,), (Stage.PRIMARY,), False),
        (
            hamlet.school(stage=Stage.NINE_YEAR),
            (Track.SCHOOLS,),
            (Stage.JUNIOR_SECONDARY,),
            True,
        ),
        (hamlet.school(stage=Stage.NINE_YEAR), (Track.SCHOOLS,), (Stage.KINDERGARTEN,), False),
        (Government(id="g", **PLACE), (Track.GOVERNMENTS,), (), True),
        (Government(id="g", **PLACE), (Track.SCHOOLS,), (Stage.PRIMARY,), False),
        (TrainingInstitution(id="t", **PLACE), (Track.SCHOOLS,), (), True),
        (TrainingInstitution(id="t", **PLACE), (Track.GOVERNMENTS,), (), False),
    ],
)
def test_fit(
    target: object, tracks: tuple[Track, ...], stages: tuple[Stage, ...], fits: bool
) -> None:
    person = hamlet.person(tracks=tracks, stages=stages)
    assert qualification.permits(person, target) is fits  # type: ignore[arg-type]
