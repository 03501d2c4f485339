"""A problem in a knowledge file: where it is, what is wrong and how to mend it, in Chinese."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "reminder"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Ordered by place; line and column count from 1, as an editor shows them."""

    file: str
    line: int
    column: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"
