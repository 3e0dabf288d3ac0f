"""A verifier in a process of its own: entries come as JSON, differences go as JSON."""

import json
import resource
import runpy
import sys

MEMORY = 2 << 30
SECONDS = 60


def main(verifier: str) -> None:
    """Verify what the standard input holds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    verify = runpy.run_path(verifier)["verify"]
    found = verify([(name, entry) for name, entry in json.load(sys.stdin)])
    json.dump([[where, str(got), str(wanted)] for where, got, wanted in found], sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
