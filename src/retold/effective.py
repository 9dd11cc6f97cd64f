"""Every setting of every command as it would hold here: the Python twin of ``retold settings``.

What the commands can be told comes from the commands themselves, so this stands above them.
"""

from __future__ import annotations

from pathlib import Path

from retold.cli import cli
from retold.settingsfile import FILE, Setting, listing


def settings(path: str | Path = FILE) -> list[Setting]:
    """Every setting of every command, its value, and where that comes from.

    Parameters
    ----------
    path : the file that sets them, ``retold.toml`` in the working folder unless another is named. Without one, all have
        their defaults.

    Returns
    -------
    A setting an option of each command, in the order of the commands.

    Raises
    ------
    OptionError : the file is no TOML, or sets what no command has or what cannot be such a value.
    """
    return list(listing(cli.commands, str(path)))
