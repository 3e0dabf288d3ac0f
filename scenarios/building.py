"""From records to the domain's types, one row at a time."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from models.base import Frozen
from models.closure import Closure
from models.drawn import DrawnTarget
from models.engagement import Engagement
from models.exchange import PastCheck, Strangers
from models.indicator import Indicator
from models.inspector import Inspector, Interest, Leave, Pair
from models.pin import Pin
from models.problem import PastVisit
from models.programme import TargetDemand
from models.region import Region
from models.target import Government, School, TargetKind, TrainingInstitution
from models.tiers import PoolMember
from models.travel import Distance, Node, Road
from scenarios.issues import Issues
from scenarios.records import Record
from scenarios.validation import note_record, note_strange
from scenarios.words import label

_MODELS: Mapping[str, type[Frozen]] = {
    "regions": Region,
    "inspectors": Inspector,
    "interests": Interest,
    "leave": Leave,
    "closures": Closure,
    "pairs": Pair,
    "joint_pools": PoolMember,
    "history": PastVisit,
    "engagements": Engagement,
    "pins": Pin,
    "past_checks": PastCheck,
    "strangers": Strangers,
    "drawn": DrawnTarget,
    "demands": TargetDemand,
    "indicators": Indicator,
    "nodes": Node,
    "roads": Road,
    "distances": Distance,
}
_TARGETS: Mapping[TargetKind, type[Frozen]] = {
    TargetKind.SCHOOL: School,
    TargetKind.GOVERNMENT: Government,
    TargetKind.TRAINING: TrainingInstitution,
}


def built(sheet: str, records: Sequence[Record], issues: Issues) -> tuple[Frozen, ...]:
    """The objects of a sheet's rows; rows refused become issues, broken ones were reported."""
    items: list[Frozen] = []
    for record in records:
        if record.broken:
            continue
        model = _target_model(record, issues) if sheet == "targets" else _MODELS[sheet]
        if model is None:
            continue
        try:
            items.append(model.model_validate(record.values))
        except ValidationError as error:
            note_record(error, record, issues)
    return tuple(items)


def _target_model(record: Record, issues: Issues) -> type[Frozen] | None:
    """The type of target the row describes; None, with issues, when it fills what others have."""
    kind = TargetKind(str(record.values.get("kind", TargetKind.SCHOOL)))
    model = _TARGETS[kind]
    return model if note_strange(record, model.model_fields, label(kind), issues) else None
