"""Accounts may belong to somebody whom an OIDC provider knows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the subject; accounts made before have none."""
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("subject", sa.String(), nullable=True))
        accounts.create_unique_constraint("uq_accounts_subject", ["subject"])
