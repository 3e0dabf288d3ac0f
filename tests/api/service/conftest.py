import pytest

from api.store import Store
from api.store.ledger import StoreLedger
from tests.api.service.atonce import AtOnce
from tests.api.store.conftest import (  # noqa: F401 - fixtures
    NOON,
    database,
    server,
    sqlite_template,
    store,
    template,
)


@pytest.fixture
def jobs(store: Store) -> AtOnce:  # noqa: F811 - a fixture
    return AtOnce(StoreLedger(store, lambda: NOON))
