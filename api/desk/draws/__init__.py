"""Draws by lot: prepared, committed to, carried out, replaced in, published and verified.

A commitment is public from the beginning, a record and its replacements when the office publishes
them: until then the outcome stays with those who draw and those who plan. `private`, which opens
the seals over names, stays with those who draw.
"""

from api.desk.draws.carrying import Why, abandon, replace, run
from api.desk.draws.entries import get
from api.desk.draws.judging import Verdict, verify, verify_posted, verify_register
from api.desk.draws.preparing import DAYS, Prepared, Wanted, columns, commit, prepare
from api.desk.draws.publishing import (
    PublicEntry,
    public_entry,
    public_offices,
    public_register,
    publish,
    verifier,
)
from api.desk.draws.telling import (
    Chosen,
    Told,
    chosen,
    drawn,
    offices,
    record,
    register,
    told,
)

__all__ = [
    "DAYS",
    "Chosen",
    "Prepared",
    "PublicEntry",
    "Told",
    "Verdict",
    "Wanted",
    "Why",
    "abandon",
    "chosen",
    "columns",
    "commit",
    "drawn",
    "get",
    "offices",
    "prepare",
    "public_entry",
    "public_offices",
    "public_register",
    "publish",
    "record",
    "register",
    "replace",
    "run",
    "told",
    "verifier",
    "verify",
    "verify_posted",
    "verify_register",
]
