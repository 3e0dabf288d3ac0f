"""What a plan's offices would have to hire is kept once it is known."""

import sqlalchemy as sa
from alembic import op

from api.store.columns import Instant, Packed

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "hirings",
        sa.Column("plan", sa.String(32), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created", Instant(), nullable=False),
        sa.Column("content", Packed(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "office", name="pk_hirings"),
        sa.ForeignKeyConstraint(["plan"], ["plans.id"], name="fk_hirings_plan", ondelete="CASCADE"),
    )
