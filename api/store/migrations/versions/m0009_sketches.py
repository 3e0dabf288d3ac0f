"""What a map draws of a plan, and its journeys, are kept beside the whole."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from api.store.columns import Packed

revision = "0009"
down_revision = "0008"

_PLANS = sa.table("plans", *map(sa.column, ("id", "office")), sa.column("content", Packed()))
_KEPT = {"left_out": ("target", "programmes"), "selected": ("programme", "target", "score")}
_KEPT |= {"rotations": ("programme", "batches")}


def upgrade() -> None:
    """Add the table, and fill it from the plans that there are, one at a time."""
    made = op.create_table(
        "sketches",
        sa.Column("plan", sa.String(32), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("ground", Packed(), nullable=False),
        sa.Column("journeys", Packed(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "key", name="pk_sketches"),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.id"], name="fk_sketches_plan", ondelete="CASCADE"
        ),
    )
    database = op.get_bind()
    done = sa.select(_PLANS.c.id, _PLANS.c.office).where(_PLANS.c.content.is_not(None))
    for id_, office in database.execute(done).all():
        content = sa.select(_PLANS.c.content).where(_PLANS.c.id == id_)
        told = json.loads(database.scalars(content).one())
        parts = told.get("offices", [{"office": office, "plan": told}])
        if rows := list(_rows(id_, parts)):
            database.execute(sa.insert(made), rows)


def _rows(plan: str, parts: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    last = 0
    for number, one in enumerate(parts):
        office, task, part = one["office"], one.get("task", "own"), one["plan"]
        first, last = last + 1, last + len(part["visits"])
        ground = {"zones": part.get("zones")}
        for name, fields in _KEPT.items():
            lines = part.get(name)
            ground[name] = lines and [{field: line[field] for field in fields} for line in lines]
        yield {
            "plan": plan,
            "key": office if task == "own" else f"{office}-{task}",
            "number": number,
            "office": office,
            "first": first,
            "last": last,
            "ground": json.dumps(ground, ensure_ascii=False),
            "journeys": json.dumps(
                {name: part.get(name) for name in ("trips", "milestones")}, ensure_ascii=False
            ),
        }
