"""Running verifiers apart from the service: as auditors do, and bounded in time and memory.

What is verified may come from anybody, and a verifier that recomputes whatever a file asks for may
take for ever.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from api.desk.denial import Denial
from models.base import Frozen
from models.text import Text

SECONDS = 60
_CHILD = Path(__file__).with_name("verifierchild.py")

Named = tuple[str, object]
"""An entry of a register as parsed JSON, under a name by which differences speak of it."""


class Difference(Frozen):
    """Something that is not as it is recomputed."""

    where: str
    found: str
    expected: str


def differences(entries: Sequence[Named], verifier: str) -> tuple[Difference, ...]:
    """Everything in which these entries differ from what a verifier recomputes.

    Parameters
    ----------
    verifier
        The text of the verifier.

    Raises
    ------
    Denial
        422 when they are no entries, or take too long.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "verifier.py"
        path.write_bytes(verifier.encode())
        try:
            told = subprocess.run(
                [sys.executable, "-I", str(_CHILD), str(path)],
                input=json.dumps(entries).encode(),
                capture_output=True,
                check=True,
                timeout=SECONDS,
                cwd=folder,
            )
        except subprocess.TimeoutExpired:
            raise Denial(422, Text(code="draw.endless", args={"seconds": SECONDS})) from None
        except subprocess.CalledProcessError:
            raise Denial(422, Text(code="data.not_a_draw")) from None
    return tuple(
        Difference(where=where, found=found, expected=expected)
        for where, found, expected in json.loads(told.stdout)
    )


def differences_by_each(
    entries: Sequence[Named], verifiers: Mapping[str, str], of: Mapping[str, str]
) -> tuple[Difference, ...]:
    """The same for entries of which each is checked by the verifier that its draw names.

    Every verifier reads all entries, since they form one chain, and is heard about its own.

    Parameters
    ----------
    verifiers
        The text of each verifier by its digest.
    of
        The digest of the verifier of each entry by the entry's name.
    """
    return tuple(
        found
        for digest, text in verifiers.items()
        for found in differences(entries, text)
        if of.get(found.where.partition(":")[0], digest) == digest
    )
