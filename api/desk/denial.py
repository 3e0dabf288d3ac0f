"""What is answered in place of what was asked."""

from collections.abc import Mapping, Sequence

from models.text import Text


class Denial(Exception):  # noqa: N818 - an answer, not a fault
    """A refusal, with the status by which HTTP knows it (RFC 9110) and words for people."""

    def __init__(
        self,
        status: int,
        text: Text,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[dict[str, str]] = (),
    ) -> None:
        super().__init__(text.code)
        self.status = status
        self.text = text
        self.headers = dict(headers or {})
        self.errors = tuple(errors)
