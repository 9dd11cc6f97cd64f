"""The commands that read texts to line them up or to show one: options come in, one call to the pipeline is made, its
result leaves as a file, a report or tables.

Everything heavy is imported inside the commands, so that help and mistakes in the options answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from retold.cli.options import (
    ENCODING,
    REPORT,
    WIDTH,
    Checked,
    assigned,
    check_stdin,
    outweighs,
    parse_aliases,
    parse_sigla,
    report_place,
    same_file,
    settings_of,
)
from retold.cli.progress import Progress
from retold.errors import OptionError

if TYPE_CHECKING:
    from retold.apparatus import Comparison


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command has which reads texts."""
    for option in reversed(
        (
            click.option("--json", "json_out", metavar="OUT", help="Write the result as JSON; - is standard output."),
            click.option("--no-text", is_flag=True, help="Leave the texts out; a report quotes a few words a line."),
            click.option(
                "--alias",
                "aliases",
                multiple=True,
                type=Checked(lambda given: parse_aliases((given,))),
                metavar='"NAME=OTHER,…"',
                help="Names of one character, such as Jack=Captain,Harkness. May be repeated.",
            ),
            click.option(
                "--characters",
                "characters",
                metavar="FILE",
                help="Who is in the texts: one character a line, such as Nora = Miss Quill, the nurse (she).",
            ),
            click.option(
                "--encoding", type=ENCODING, metavar="NAME", help="Read all files in this encoding, such as cp1252."
            ),
            click.option("--replace", is_flag=True, help="Read what cannot be decoded as U+FFFD instead of failing."),
            click.option("--force", is_flag=True, help="Write over files that Retold did not write."),
            click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors; files are written."),
            click.option("--width", type=WIDTH, metavar="N", help="Columns of what is shown."),
        )
    ):
        command = option(command)
    return command


@click.command()
@click.argument("paths", metavar="FILE…", nargs=-1, required=True)
@click.option("--report", "report_out", metavar="OUT.html", help=f"Where the report goes.  [default: {REPORT}]")
@click.option("--no-report", is_flag=True, help="Write no report.")
@click.option(
    "--sigla",
    "sigla",
    multiple=True,
    type=Checked(lambda given: parse_sigla((given,))),
    metavar="A=FILE,…",
    help="Short labels of texts, such as A=first.txt,K=second.txt; the others get the letters that are left.",
)
@click.option("--canon", metavar="FILE", help="What the texts retell: a script, subtitles, a book; the base text.")
@click.option("--corrections", metavar="FILE", help="What you corrected in a report: the file that it exported.")
@click.option("--relations-only", is_flag=True, help="Say only which texts tell the same scene; line nothing up.")
@click.option("--skip-bad", is_flag=True, help="Leave out files that cannot be read instead of stopping.")
@_common
def compare(
    paths: tuple[str, ...],
    report_out: str | None,
    no_report: bool,
    sigla: tuple[str, ...],
    canon: str | None,
    corrections: str | None,
    relations_only: bool,
    skip_bad: bool,
    json_out: str | None,
    no_text: bool,
    aliases: tuple[str, ...],
    characters: str | None,
    encoding: str | None,
    replace: bool,
    force: bool,
    quiet: bool,
    width: int | None,
) -> None:
    """Show which of several texts tell the same scene, side by side, and write a report.

    FILE is a text, a folder of texts, or - for standard input. The report is one HTML file that needs no network.

    \b
    Examples:
      retold compare first.txt second.txt third.txt
      retold compare stories/ --json result.json --no-report
      retold compare a.txt b.txt --sigla "Q=a.txt,F=b.txt" --alias "Jack=Captain,Harkness"
      retold compare a.txt b.txt --canon episode.srt
      retold compare a.txt b.txt --json - | jq .relations
    """
    if outweighs("report_out", "no_report"):
        no_report = False
    elif outweighs("no_report", "report_out"):
        report_out = None
    report = report_place(report_out, no_report, json_out)
    outputs = [out for out in (json_out, report) if out is not None]
    settings = settings_of(aliases, characters, encoding, replace, relations_only=relations_only, skip_bad=skip_bad)
    wanted = parse_sigla(sigla)
    more = [path for path in (canon, characters, corrections) if path is not None]
    check_stdin([*paths, *more])

    from retold.exporters import files
    from retold.readers import gather

    found = gather(paths, refused=(lambda error: None) if skip_bad else None)
    for out in outputs:
        files.check(out, inputs=[*found, *more], force=force)
    if len(outputs) == 2 and same_file(outputs[0], outputs[1]):
        raise OptionError(f"--json and --report both name {outputs[0]}: give each its own file")
    labels = assigned(wanted, found) if wanted else None

    from retold import pipeline

    with Progress(quiet) as progress:
        result = pipeline.compare(
            paths, canon=canon, corrections=corrections or (), settings=settings, sigla=labels, progress=progress
        )
    _write_json(result, json_out, not no_text, [*found, *more], force)
    if report is not None:
        from retold.report import render

        page = render(result, text=not no_text)
        files.write(report, page.encode("utf-8", "replace"), inputs=[*found, *more], force=force)
    if not quiet and "-" not in outputs:
        from retold.terminal import console, show

        show(result, console(sys.stdout, width=width), report=report)


@click.command()
@click.argument("path", metavar="FILE")
@click.option("--all", "everything", is_flag=True, help="Show long lists whole.")
@_common
def inspect(
    path: str,
    everything: bool,
    json_out: str | None,
    no_text: bool,
    aliases: tuple[str, ...],
    characters: str | None,
    encoding: str | None,
    replace: bool,
    force: bool,
    quiet: bool,
    width: int | None,
) -> None:
    """Show one text as it was read: what was set aside, its chapters, who speaks, every utterance and why it is whose.

    \b
    Examples:
      retold inspect first.txt
      retold inspect novel.epub --all | less
      retold inspect first.txt --json - | jq '.witnesses[0].utterances'
    """
    settings = settings_of(aliases, characters, encoding, replace)

    from retold.exporters import files

    if json_out is not None:
        files.check(json_out, inputs=[path], force=force)

    from retold import pipeline

    with Progress(quiet) as progress:
        result = pipeline.inspect(path, settings=settings, progress=progress)
    _write_json(result, json_out, not no_text, [path], force)
    if not quiet and json_out != "-":
        from retold.inspection import show_telling
        from retold.terminal import console

        show_telling(result, console(sys.stdout, width=width), everything=everything)


COMMANDS: Sequence[click.Command] = (compare, inspect)


def _write_json(result: Comparison, out: str | None, text: bool, inputs: Sequence[str], force: bool) -> None:
    if out is not None:
        from retold.exporters import files
        from retold.exporters.json import dumps

        files.write(out, dumps(result, text=text), inputs=inputs, force=force)
