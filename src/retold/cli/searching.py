"""The commands that search an archive: a text goes in, where it lives on comes out; each is one call to the library.

What they run on is imported inside the commands alone, so that help answers without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import click

from retold.cli.options import ENCODING, WIDTH
from retold.cli.outputs import Outputs, archive_options, output_options
from retold.cli.progress import Progress

_Command = Callable[..., Any]


def _search(command: _Command) -> _Command:
    """The options that both commands have."""
    for option in (
        click.option("--width", type=WIDTH, metavar="COLUMNS", help="Columns of the table, else the terminal's."),
        click.option("--replace", is_flag=True, help="Read what cannot be decoded as U+FFFD instead of failing."),
        click.option(
            "--encoding", type=ENCODING, metavar="NAME", help="Read the text in this encoding, such as cp1252."
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("file", metavar="FILE")
@output_options
@_search
@archive_options
def find(
    file: str, jsonl_out: str | None, parquet_out: str | None, report_out: str | None, no_text: bool,
    encoding: str | None, replace: bool, width: int | None, force: bool, archive: str, quiet: bool,
) -> None:  # fmt: skip
    """Find where a text, or a passage of it, is quoted, reposted or retold.

    \b
    Examples:
      retold find my-story.txt --archive library
      retold find scene.txt --archive library --report found.html
    """
    outputs = Outputs(jsonl_out, parquet_out, report_out, force, (file,))
    outputs.check()

    from retold import searching
    from retold.intake import Settings

    with Progress(quiet) as progress:
        settings = Settings(encoding=encoding, replace=replace)
        found = searching.find(file, archive=archive, settings=settings, progress=progress)
    outputs.write_rows(map(asdict, found.rows), "passages")
    if report_out is not None:
        from retold import showing
        from retold.report.library import render_found

        outputs.write_report(render_found(showing.found_page(found, file, archive=archive, quoting=no_text)))
    if not quiet and not outputs.to_stdout:
        from retold import terminal, terminal_search

        names = [name for name, _ in found.by_text()[: terminal_search.SHOWN]]
        passages = searching.Passages(found, names, archive=archive)
        terminal_search.show_found(found, file, passages, terminal.console(sys.stdout, width=width))


@click.command()
@click.argument("script", metavar="SCRIPT")
@output_options
@_search
@archive_options
def lines(
    script: str, jsonl_out: str | None, parquet_out: str | None, report_out: str | None, no_text: bool,
    encoding: str | None, replace: bool, width: int | None, force: bool, archive: str, quiet: bool,
) -> None:  # fmt: skip
    """Find which lines of a canon live on, in how many works, and how they change.

    SCRIPT is a script, subtitles, a play or a book. A line counts where enough of it stands in a text that chance does
    not explain it, or where its neighbours stand beside it.

    \b
    Examples:
      retold lines episode.srt --archive library
      retold lines play.txt --archive library --jsonl lines.jsonl
    """
    outputs = Outputs(jsonl_out, parquet_out, report_out, force, (script,))
    outputs.check()

    from retold import canons
    from retold.intake import Settings

    with Progress(quiet) as progress:
        settings = Settings(encoding=encoding, replace=replace)
        canon = canons.lines(script, archive=archive, settings=settings, progress=progress)
    rows = [{name: value for name, value in asdict(line).items() if name != "variants"} for line in canon.lines]
    outputs.write_rows(rows, "lines")
    if report_out is not None:
        from retold import showing
        from retold.report.library import render_lines

        outputs.write_report(render_lines(showing.lines_page(canon, script, archive=archive, quoting=no_text)))
    if not quiet and not outputs.to_stdout:
        from retold import terminal, terminal_search

        terminal_search.show_lines(canon, script, terminal.console(sys.stdout, width=width))


COMMANDS: Sequence[click.Command] = (find, lines)
