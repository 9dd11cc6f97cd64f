"""What was measured last, kept for the documents.

Long benchmarks put their figures in here when they are run with ``--keep``, each under words that say what it is; the
tables of the documents are drawn from what is kept (`benchmarks.figures`). So a page can be drawn anew in a second, and
what a benchmark does not measure this time stays as it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("kept.json")
DIGITS = 4  # behind the point

Value = float | str


def kept() -> dict[str, Value]:
    """All that is kept, by what it is."""
    found: dict[str, Value] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def keep(figures: Mapping[str, Value]) -> None:
    """Put figures in, over those of the same name."""
    new = {name: round(value, DIGITS) if isinstance(value, float) else value for name, value in figures.items()}
    text = json.dumps(kept() | new, ensure_ascii=False, indent=1, sort_keys=True)
    FILE.write_text(f"{text}\n", encoding="utf-8")
