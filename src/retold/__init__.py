"""Retold reads several texts and shows which of them tell the same scene.

``compare`` lines them up turn by turn and says who speaks, what each telling kept, changed, moved, added or dropped,
and what the scene behind them said; ``inspect`` shows one text as it was read; ``collate`` aligns witnesses token by
token; ``read_result`` reads a result back, ``export`` writes one as TEI, as tables, graphs and documents (``formats``
lists them), ``to_arrow`` gives its tables. ``index`` keeps texts in an archive, ``reuse`` finds what they share,
``find`` where a text is quoted, reposted or retold in it, ``lines`` which lines of a canon live on; ``news``,
``follow``, ``forget`` and ``verify`` look after it. ``settings`` tells what is set.
"""

from __future__ import annotations

import importlib
import typing

from retold.apparatus import Comparison
from retold.errors import InputError, OptionError, OutputError, RequestError, RetoldError, WorkError
from retold.tokens import TokenTable
from retold.version import VERSION as __version__  # noqa: N811 - the name that Python asks for

__all__ = [
    "Comparison",
    "Exporter",
    "InputError",
    "OptionError",
    "OutputError",
    "RequestError",
    "RetoldError",
    "Settings",
    "TokenTable",
    "WorkError",
    "__version__",
    "collate",
    "compare",
    "export",
    "find",
    "follow",
    "forget",
    "formats",
    "index",
    "inspect",
    "lines",
    "news",
    "read_result",
    "reuse",
    "settings",
    "to_arrow",
    "verify",
]

if typing.TYPE_CHECKING:
    from retold.canons import lines
    from retold.effective import settings
    from retold.exporters.arrow import to_arrow
    from retold.exporters.plugins import Exporter, export, formats
    from retold.following import news
    from retold.indexing import index
    from retold.library import follow, forget, reuse, verify
    from retold.pipeline import Settings, collate, compare, inspect
    from retold.readers.results import read_result
    from retold.searching import find

_LATER = {
    **dict.fromkeys(("Settings", "collate", "compare", "inspect"), "retold.pipeline"),
    "index": "retold.indexing",
    **dict.fromkeys(("follow", "forget", "reuse", "verify"), "retold.library"),
    "news": "retold.following",
    **dict.fromkeys(("Exporter", "export", "formats"), "retold.exporters.plugins"),
    "read_result": "retold.readers.results",
    "settings": "retold.effective",
    "to_arrow": "retold.exporters.arrow",
    "find": "retold.searching",
    "lines": "retold.canons",
}


def __getattr__(name: str) -> object:
    """Fetch what stands on the whole house when it is first asked for, so that ``retold --help`` answers at once."""
    if name not in _LATER:
        raise AttributeError(f"module 'retold' has no attribute {name!r}")
    globals()[name] = found = getattr(importlib.import_module(_LATER[name]), name)
    return typing.cast(object, found)


def __dir__() -> list[str]:
    """The public names, those fetched later among them."""
    return sorted(__all__)
