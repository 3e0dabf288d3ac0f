"""A feed knows whether the inspector's own account made it, and so whom it may show what to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; feeds made before are not known to be the inspector's own."""
    with op.batch_alter_table("feeds") as feeds:
        feeds.add_column(sa.Column("own", sa.Boolean(), nullable=False, server_default=sa.false()))
