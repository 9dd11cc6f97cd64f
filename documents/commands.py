"""The reference of commands: the ``click`` commands come in, a page in Markdown goes out.

What ``--help`` prints is shown as it is, so that the page cannot say anything else.
"""

from __future__ import annotations

import click

from retold.cli import cli

COLUMNS = 80  # of a help text

HEAD = """\
# Commands

What `retold COMMAND --help` prints, and beside each command the function of Python that does the same.
"""


def page() -> str:
    """The page: each command with its help and its Python twin."""
    return "\n".join([HEAD, *(_section(name) for name in cli.commands)])


def help_of(name: str) -> str:
    """What ``retold NAME --help`` prints, `COLUMNS` wide."""
    command = cli.commands[name]
    parent = click.Context(cli, info_name="retold")
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=COLUMNS, help_option_names=["-h", "--help"]
    )
    return command.get_help(context)


def _section(name: str) -> str:
    twin = f"From Python: [`retold.{name}`](api.md#retold.{name})"
    return f"## retold {name}\n\n```text\n{help_of(name)}\n```\n\n{twin}\n"
