"""Why the store does not do what it is asked: a code for programs, a text for people."""

from models.text import Text


class Refused(Exception):  # noqa: N818 - not an error of the program but its answer
    """Something that cannot be; `text.code` says what.

    `store.missing`: there is no such thing. `store.frozen`: a plan uses the data set.
    `store.taken`: there is one of that name. `store.last`: the last administrator. `store.reused`:
    an idempotency key came back with another request. `store.state`: not from this state.
    `store.position`: the register of draws has gone on. `store.region_*`: the tree of regions.
    `store.not_empty`, `store.backup_*`: restoring. `store.newer`: a later program was here.
    """

    def __init__(self, code: str, **args: str | int) -> None:
        super().__init__(code, args)
        self.text = Text(code=f"store.{code}", args=args)

    @property
    def code(self) -> str:
        """The code without the catalogue's section."""
        return self.text.code.removeprefix("store.")


def missing(kind: str, id_: str) -> Refused:
    """There is no such thing."""
    return Refused("missing", kind=kind, id=id_)
