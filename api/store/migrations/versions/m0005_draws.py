"""Records of draws are published when the office says so; the verifiers they name are kept."""

import sqlalchemy as sa
from alembic import op

from api.store.columns import Instant, Packed

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the moment of publication, which no draw before has, and the verifiers."""
    with op.batch_alter_table("draws") as draws:
        draws.add_column(sa.Column("published", Instant(), nullable=True))
    op.create_table(
        "verifiers",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("content", Packed(), nullable=False),
    )
