"""Which Retold this is: the installed package's version, written into every result."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

UNINSTALLED = (
    "0+source"  # run from a source tree that was never installed; a valid local version, smaller than any release
)

try:
    VERSION = version("retold")
except PackageNotFoundError:
    VERSION = UNINSTALLED
