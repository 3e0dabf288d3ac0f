"""Work in a process of its own while this one goes on: a second core writes the second half."""

import os
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[None]:
    """Have `work` done while the block runs; it is done when the block ends.

    It is done in a copy of this process, so that it may only leave files behind; on a system that
    does not copy processes, or beside other threads, whose locks a copy would never see opened, it
    is done after the block.

    Raises
    ------
    Exception
        Whatever `work` raised, once the block has ended.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        yield
        work()
        return
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _tell(work, writing)
    os.close(writing)
    try:
        yield
    finally:
        with os.fdopen(reading, "rb") as told:
            outcome = told.read()
        os.waitpid(child, 0)
    if not outcome:
        raise ChildProcessError("a process that wrote files was ended")
    failure = pickle.loads(outcome)
    if failure is not None:
        raise failure


def _tell(work: Callable[[], None], writing: int) -> None:
    """Do the work and tell how it ended, then leave without what this copy would tidy up."""
    outcome = b""
    try:
        work()
        outcome = pickle.dumps(None)
    except Exception as error:
        outcome = pickle.dumps(error)
    finally:
        os.write(writing, outcome)
        os._exit(0)
