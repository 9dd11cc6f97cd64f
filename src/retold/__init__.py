"""Retold reads several texts and shows which of them tell the same scene.

``compare`` lines them up turn by turn and says who speaks, what each telling kept, changed, moved, added or dropped,
and what the scene behind them said; ``inspect`` shows one text as it was read.
"""

from __future__ import annotations

from retold.apparatus import Comparison
from retold.errors import InputError, OptionError, OutputError, RequestError, RetoldError, WorkError
from retold.pipeline import Settings, compare, inspect
from retold.version import VERSION as __version__  # noqa: N811 - the name that Python asks for

__all__ = [
    "Comparison",
    "InputError",
    "OptionError",
    "OutputError",
    "RequestError",
    "RetoldError",
    "Settings",
    "WorkError",
    "__version__",
    "compare",
    "inspect",
]
