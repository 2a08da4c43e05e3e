"""What can be wrong with an export or with rules, with a message that a data officer can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.records import Parsed


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


class CorrectionError(ExportError):
    """An export whose corrections cannot be applied; `uncorrected` is how it is read without."""

    def __init__(self, error: ExportError, uncorrected: Parsed) -> None:
        super().__init__(error.code, **error.values)
        self.uncorrected = uncorrected


class RulesError(Exception):
    """Rules that cannot be used: file, line, what is wrong, and what a right entry looks like."""
