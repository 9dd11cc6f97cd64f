"""The commands: what a user wrote comes in, one call to the library is made, its result leaves or one line says why."""

from __future__ import annotations

from retold.cli.running import cli, main, run

__all__ = ["cli", "main", "run"]
