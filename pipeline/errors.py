"""What can be wrong with an export or with rules, with a message that a data officer can act on."""

from __future__ import annotations


class ExportError(Exception):
    """An export that cannot be parsed. `code` names the message in `pipeline.messages`, whose
    text in either language says what is wrong, where, and what to do; `values` fill it in."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        from pipeline.messages import problem

        return " ".join(problem(self.code, self.values))


class RulesError(Exception):
    """Rules that cannot be used: file, line, what is wrong, and what a right entry looks like."""
