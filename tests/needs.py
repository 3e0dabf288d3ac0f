"""What a machine may lack: such tests are skipped, but never where all must run, as in CI."""

import os
from typing import NoReturn

import pytest

ALL_MUST_RUN = "TESTS_MUST_ALL_RUN"


def lacking(reason: str) -> NoReturn:
    """Skip for want of something; where the variable is set, fail."""
    if os.environ.get(ALL_MUST_RUN):
        pytest.fail(f"{ALL_MUST_RUN} is set, but {reason}")
    pytest.skip(reason)
