"""A finished plan has a row for each of its offices; its visits know names."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0005"


def upgrade() -> None:
    """Add the table and the column; plans made before have no offices and no names."""
    op.create_table(
        "offices",
        sa.Column("plan", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name="fk_offices_plan", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan", "key", name="pk_offices"),
    )
    op.create_index("ix_offices_office", "offices", ["office"])
    with op.batch_alter_table("visits") as visits:
        visits.add_column(sa.Column("names", sa.Text(), nullable=False, server_default="{}"))
    op.drop_index("ix_visits_plan_start_number", "visits")
    op.create_index(
        "ix_visits_pages",
        "visits",
        [
            *("plan", "start", "number", "end", "sealed"),
            *("kind", "office", "region", "target", "visit"),
        ],
    )
