"""The commands that turn one format into another, and the one that shows what is set: collate, export, settings.

Everything heavy is imported inside the commands, so that help and mistakes in the options answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import cast

import click

from retold.cli.options import WIDTH, Checked, exported_place
from retold.errors import OptionError
from retold.wording import visible


@click.command()
@click.argument("path", metavar="IN.json")
@click.option("--json", "json_out", metavar="OUT", help="Write the table as JSON; - is standard output.")
@click.option("--no-segmentation", is_flag=True, help="One token a cell; do not join neighbouring columns.")
@click.option("--force", is_flag=True, help="Write over files that Retold did not write.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors; files are written.")
@click.option("--width", type=WIDTH, metavar="N", help="Columns of what is shown.")
def collate(
    path: str, json_out: str | None, no_segmentation: bool, force: bool, quiet: bool, width: int | None
) -> None:
    """Collate witnesses token by token, CollateX's JSON in and out.

    IN.json holds {"witnesses": [{"id", "content"} or {"id", "tokens": [{"t", "n"}]}]}; - is standard input. Without
    --json the table is shown, with what has moved below it.

    \b
    Examples:
      retold collate witnesses.json
      retold collate witnesses.json --json table.json
      retold collate - --json - --no-segmentation < witnesses.json
    """
    from retold.exporters import files

    if json_out is not None:
        files.check(json_out, inputs=[path], force=force)

    from retold import pipeline

    table = pipeline.collate(path, segmentation=not no_segmentation)
    if json_out is not None:
        from retold.exporters.tables import dumps

        files.write(json_out, dumps(table), inputs=[path], force=force)
    elif not quiet:
        from retold.tabular import show_table
        from retold.terminal import console

        show_table(table, console(sys.stdout, width=width))


@click.command()
@click.argument("path", metavar="RESULT.json", required=False)
@click.option(
    "--to",
    "to",
    type=Checked(lambda given: _check_format(given)),
    metavar="FORMAT",
    shell_complete=lambda *given: _formats(given[-1]),
    help="What to write, such as tei.",
)
@click.option(
    "--output", "-o", metavar="OUT", help="Where it goes; - is standard output.  [default: RESULT.tei.xml, …]"
)
@click.option("--list", "listing", is_flag=True, help="List the formats and what each is.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def export(path: str | None, to: str | None, output: str | None, listing: bool, force: bool, quiet: bool) -> None:
    """Write a result in another format: an edition, a screenplay, tables, graphs, documents.

    RESULT.json is what compare --json wrote; - is standard input.

    \b
    Examples:
      retold export result.json --to tei
      retold export result.json --to xlsx --output side-by-side.xlsx
      retold compare a.txt b.txt --json - | retold export - --to csv --output -
      retold export --list
    """
    from retold.exporters import files, plugins

    if listing:
        for name, about in plugins.formats().items():
            click.echo(f"{name:<20}{about}")
        return
    if path is None or to is None:
        missing = "RESULT.json" if path is None else "--to FORMAT"
        raise OptionError(f"export needs {missing}: retold export result.json --to tei (--list shows the formats)")
    exporter = plugins.load(to)
    out = output or exported_place(path, exporter.suffix)
    files.check(out, inputs=[path], force=force)
    files.write(out, plugins.export(path, to), inputs=[path], force=force)
    if not quiet and out != "-":
        click.echo(f"Written: {visible(out)}", err=True)


def _check_format(name: str) -> None:
    from retold.exporters import plugins

    plugins.known(name)


def _formats(begun: str) -> list[str]:
    """The names of the formats that begin so, for the shell to complete."""
    from retold.exporters import plugins

    return [name for name in plugins.formats() if name.startswith(begun)]


@click.command()
def settings() -> None:
    """Show every setting of every command, its value, and where that comes from.

    A file retold.toml in the working folder sets them: options without their dashes, under the name of their command or
    above all tables for every command.

    \b
    Example of a retold.toml:
      characters = "who.txt"
      [compare]
      canon = "script.fountain"
      no-report = true
    """
    from retold.settingsfile import listing

    commands = cast(click.Group, click.get_current_context().find_root().command).commands
    for row in listing(commands):
        click.echo("{:<10}{:<18}{:<32}{}".format(*map(visible, row)).rstrip())


COMMANDS: Sequence[click.Command] = (collate, export, settings)
