"""What the system says when it will not do something."""

from __future__ import annotations


class Refusal(Exception):
    """An act that the rules do not allow, told as a value that people can act on.

    ``code`` is stable English for programs, ``message`` is the Chinese sentence that says what happened and
    which rule stands against it, ``clause`` is the registry id of that rule, ``who_could`` names the person
    or office that could do it, ``next_step`` says what the reader can do now.
    """

    def __init__(
        self, code: str, message: str, *, clause: str = "", who_could: str = "", next_step: str = ""
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.clause = clause
        self.who_could = who_could
        self.next_step = next_step

    def __str__(self) -> str:
        """The whole sentence in Chinese, as a screen or a terminal shows it."""
        return "".join(part for part in (self.message, self.who_could, self.next_step) if part)
