"""The commands that search an archive: a text goes in, where it lives on comes out; each is one call to the library.

What they run on is imported inside the commands alone, so that help answers without it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import click

from retold.cli_archive import common
from retold.options import check_encoding
from retold.progress import Progress

WIDTH = click.IntRange(40, 1000)  # columns, as for a comparison


_Command = Callable[..., Any]


def _search(command: _Command) -> _Command:
    """The options that both commands have."""
    for option in (
        click.option("--force", is_flag=True, help="Write over a file that Retold did not write."),
        click.option("--width", type=WIDTH, metavar="COLUMNS", help="Columns of the table, else the terminal's."),
        click.option("--replace", is_flag=True, help="Read what cannot be decoded as U+FFFD instead of failing."),
        click.option("--encoding", metavar="NAME", help="Read the text in this encoding, such as cp1252."),
        click.option("--jsonl", "jsonl_out", metavar="OUT", help="Write rows as JSON Lines; - is standard output."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("file", metavar="FILE")
@_search
@common
def find(
    file: str, jsonl_out: str | None, encoding: str | None, replace: bool, width: int | None,
    force: bool, archive: str, quiet: bool,
) -> None:  # fmt: skip
    """Find where a text, or a passage of it, is quoted, reposted or retold.

    \b
    Examples:
      retold find my-story.txt --archive library
      retold find scene.txt --archive library --jsonl found.jsonl
    """
    check_encoding(encoding)
    _check(jsonl_out, file, force)

    from retold import searching
    from retold.intake import Settings

    with Progress(quiet) as progress:
        settings = Settings(encoding=encoding, replace=replace)
        found = searching.find(file, archive=archive, settings=settings, progress=progress)
    _write(jsonl_out, map(asdict, found.rows), file, force)
    if not quiet and jsonl_out != "-":
        from retold import terminal, terminal_search

        names = [name for name, _ in terminal_search.closest(found)[: terminal_search.SHOWN]]
        passages = searching.Passages(found, names, archive=archive)
        terminal_search.show_found(found, file, passages, terminal.console(sys.stdout, width=width))


@click.command()
@click.argument("script", metavar="SCRIPT")
@_search
@common
def lines(
    script: str, jsonl_out: str | None, encoding: str | None, replace: bool, width: int | None, force: bool,
    archive: str, quiet: bool,
) -> None:  # fmt: skip
    """Find which lines of a canon live on, in how many works, and how they change.

    SCRIPT is a script, subtitles, a play or a book. A line counts where enough of it stands in a text that chance does
    not explain it, or where its neighbours stand beside it.

    \b
    Examples:
      retold lines episode.srt --archive library
      retold lines play.txt --archive library --jsonl lines.jsonl
    """
    check_encoding(encoding)
    _check(jsonl_out, script, force)

    from retold import canons
    from retold.intake import Settings

    with Progress(quiet) as progress:
        settings = Settings(encoding=encoding, replace=replace)
        canon = canons.lines(script, archive=archive, settings=settings, progress=progress)
    rows = [{name: value for name, value in asdict(line).items() if name != "variants"} for line in canon.lines]
    _write(jsonl_out, rows, script, force)
    if not quiet and jsonl_out != "-":
        from retold import terminal, terminal_search

        terminal_search.show_lines(canon, script, terminal.console(sys.stdout, width=width))


COMMANDS: Sequence[click.Command] = (find, lines)


def _check(out: str | None, path: str, force: bool) -> None:
    from retold.exporters import files

    if out is not None:
        files.check(out, inputs=[path], force=force)


def _write(out: str | None, rows: Iterable[dict[str, Any]], path: str, force: bool) -> None:
    from retold.exporters import files

    if out is not None:
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        files.write(out, text.encode("utf-8", "replace"), inputs=[path], force=force)
