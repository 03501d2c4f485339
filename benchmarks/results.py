"""RESULTS.md: one part for each benchmark, replaced as a whole when it is run again."""

import re
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
HEAD = "# Results\n\nWritten by the benchmarks; compare ratios within one run only.\n"


def write_part(name: str, text: str) -> None:
    """Put `text` under the heading `## name`."""
    whole = RESULTS.read_text("utf-8") if RESULTS.exists() else HEAD
    part = f"## {name}\n\n{text.strip()}\n"
    found = re.search(rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", whole, re.MULTILINE | re.DOTALL)
    whole = whole[: found.start()] + part + "\n" + whole[found.end() :] if found else f"{whole.rstrip()}\n\n{part}"
    RESULTS.write_text(whole.rstrip() + "\n", "utf-8")
