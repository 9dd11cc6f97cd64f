"""The ``retold`` command: options come in, one call to the pipeline is made, its result leaves or one line says why.

Results go to files or standard output, progress and messages to standard error. The exit code is 0 when the work is
done, 1 when it could not be done, 2 when the request was wrong. Everything heavy is imported inside the commands, so
that help and mistakes in the options answer at once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from retold import cli_archive, cli_reuse, cli_search
from retold.errors import OptionError, RetoldError
from retold.options import (
    REPORT,
    assigned,
    check_stdin,
    exported_place,
    parse_sigla,
    report_place,
    same_file,
    settings_of,
)
from retold.progress import Progress
from retold.version import VERSION
from retold.wording import visible

if TYPE_CHECKING:
    from retold.apparatus import Comparison

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended: 128 + SIGINT
PIPE_CLOSED = 141  # 128 + SIGPIPE: the reader of standard output went away
WIDTH = click.IntRange(40, 1000)  # columns; a terminal view is never laid out for fewer (terminal.NARROWEST)
SETTINGS = "retold.toml"  # in the working folder: defaults for options
DEBUG = "RETOLD_DEBUG"  # environment variable: set to 1, tracebacks are shown


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command; every error becomes one line on standard error and an exit code."""
    # Matrices of a scene are small: threads would cost more than they bring. Read when numpy is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # what a terminal cannot encode is shown escaped, not a reason to fail
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(args=arguments, prog_name="retold", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.NoSuchOption as error:
        given = next((one for one in arguments or sys.argv[1:] if one.startswith(error.option_name)), "")
        if os.path.lexists(given):
            return _failed(f"{given} begins like an option: write ./{given}, or -- before it", error.exit_code)
        error.show()
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except RetoldError as error:
        return _failed(str(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return _failed("interrupted", INTERRUPTED)
    except BrokenPipeError:
        _drop_output()
        return PIPE_CLOSED
    except MemoryError:
        return _failed("out of memory: compare fewer or shorter texts at a time", 1)
    except OSError as error:
        _drop_output()
        reason = error.strerror or str(error)
        return _failed(f"{error.filename}: {reason}" if error.filename else reason, 1)
    except Exception as error:
        return _failed(
            f"something went wrong inside Retold ({type(error).__name__}: {error}); {DEBUG}=1 shows where", 1
        )


def _drop_output() -> None:
    """Give what standard output still holds somewhere to go: Python flushes it once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _failed(message: str, code: int) -> int:
    if os.environ.get(DEBUG) == "1" and sys.exc_info()[0] is not None:
        import traceback

        traceback.print_exc()
    click.echo(f"retold: {' '.join(visible(message).split())}", err=True)
    return code


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
                metavar='"NAME=OTHER,…"',
                help="Names of one character, such as Jack=Captain,Harkness. May be repeated.",
            ),
            click.option(
                "--characters",
                "characters",
                metavar="FILE",
                help="Who is in the texts: one character a line, such as Nora = Miss Quill, the nurse (she).",
            ),
            click.option("--encoding", metavar="NAME", help="Read all files in this encoding, such as cp1252."),
            click.option("--replace", is_flag=True, help="Read what cannot be decoded as U+FFFD instead of failing."),
            click.option("--force", is_flag=True, help="Write over files that Retold did not write."),
            click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors; files are written."),
            click.option("--width", type=WIDTH, metavar="N", help="Columns of what is shown."),
        )
    ):
        command = option(command)
    return command


class _Commands(click.Group):
    """The commands. Where the reader of standard output goes away they end as programs do; click would say 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _drop_output()
            ctx.exit(PIPE_CLOSED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, "-V", "--version", prog_name="retold", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Which texts tell the same scene: lined up turn by turn, with who speaks and what each kept, changed, moved,
    added or dropped.

    \b
    Examples:
      retold compare first.txt second.txt third.txt
      retold inspect first.txt
      retold collate witnesses.json
      retold export result.json --to tei
      retold index stories/ --archive library
    """
    if Path(SETTINGS).exists() and context.invoked_subcommand != "settings":
        from retold.settingsfile import defaults

        context.default_map = defaults(cli.commands)


@cli.command()
@click.argument("paths", metavar="FILE…", nargs=-1, required=True)
@click.option("--report", "report_out", metavar="OUT.html", help=f"Where the report goes.  [default: {REPORT}]")
@click.option("--no-report", is_flag=True, help="Write no report.")
@click.option(
    "--sigla",
    "sigla",
    multiple=True,
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


@cli.command()
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


@cli.command()
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


@cli.command()
@click.argument("path", metavar="RESULT.json", required=False)
@click.option(
    "--to",
    "to",
    metavar="FORMAT",
    shell_complete=lambda *given: _formats(given[-1]),
    help="What to write, such as tei.",
)
@click.option(
    "--output", "-o", metavar="OUT", help="Where it goes; - is standard output.  [default: RESULT.tei.xml, …]"
)
@click.option("--list", "listing", is_flag=True, help="List the formats and what each is.")
@click.option("--force", is_flag=True, help="Write over files that Retold did not write.")
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


def _formats(begun: str) -> list[str]:
    """The names of the formats that begin so, for the shell to complete."""
    from retold.exporters import plugins

    return [name for name in plugins.formats() if name.startswith(begun)]


@cli.command()
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

    for row in listing(cli.commands):
        click.echo("{:<10}{:<18}{:<32}{}".format(*map(visible, row)).rstrip())


for _command in (*cli_archive.COMMANDS, *cli_reuse.COMMANDS, *cli_search.COMMANDS):
    cli.add_command(_command)


def _write_json(result: Comparison, out: str | None, text: bool, inputs: Sequence[str], force: bool) -> None:
    if out is not None:
        from retold.exporters import files
        from retold.exporters.json import dumps

        files.write(out, dumps(result, text=text), inputs=inputs, force=force)
