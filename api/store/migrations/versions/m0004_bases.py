"""Plans made from other plans: which one, how, and what changed and why."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; plans made before were made from data alone."""
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="plan"))
        plans.add_column(sa.Column("base", sa.String(length=32), nullable=True))
        plans.add_column(sa.Column("course", sa.Text(), nullable=True))
        plans.add_column(sa.Column("changes", sa.LargeBinary(), nullable=True))
        plans.create_foreign_key(
            "fk_plans_base", "plans", ["base"], ["id"], deferrable=True, initially="DEFERRED"
        )
    op.create_index("ix_plans_base", "plans", ["base"])
    with op.batch_alter_table("plans") as plans:
        plans.alter_column("kind", server_default=None)
