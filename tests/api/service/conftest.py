from tests.api.store.conftest import (  # noqa: F401 - fixtures
    database,
    server,
    sqlite_template,
    store,
    template,
)
