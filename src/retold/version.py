"""Which Retold this is, written into every result; the package's metadata takes it from here."""

from __future__ import annotations

VERSION = "0.1.0"
