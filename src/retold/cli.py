"""The ``retold`` command: options come in, one call to the pipeline is made, its result leaves or one line says why.

Results go to files or standard output, progress and messages to standard error. The exit code is 0 when the work is
done, 1 when it could not be done, 2 when the request was wrong. Everything heavy is imported inside the commands, so
that help and mistakes in the options answer at once.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from retold.errors import OptionError, RetoldError
from retold.version import VERSION
from retold.wording import visible

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from retold.apparatus import Comparison
    from retold.pipeline import Settings

REPORT = "retold-report.html"  # in the working folder, unless told otherwise
INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended: 128 + SIGINT
PIPE_CLOSED = 141  # 128 + SIGPIPE: the reader of standard output went away
PATIENCE = 1.0  # seconds before a progress bar is worth its flicker
DEBUG = "RETOLD_DEBUG"  # environment variable: set to 1, tracebacks are shown

_SIGLUM = re.compile(r"\w[\w.*'+-]{0,15}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
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
            click.option("--width", type=click.IntRange(20, 1000), metavar="N", help="Columns of what is shown."),
        )
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, "-V", "--version", prog_name="retold", message="%(prog)s %(version)s")
def cli() -> None:
    """Which texts tell the same scene: lined up turn by turn, with who speaks and what each kept, changed, moved,
    added or dropped.

    \b
    Examples:
      retold compare first.txt second.txt third.txt
      retold inspect first.txt
      retold collate witnesses.json
    """


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
@click.option("--relations-only", is_flag=True, help="Say only which texts tell the same scene; line nothing up.")
@click.option("--skip-bad", is_flag=True, help="Leave out files that cannot be read instead of stopping.")
@_common
def compare(
    paths: tuple[str, ...],
    report_out: str | None,
    no_report: bool,
    sigla: tuple[str, ...],
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
      retold compare a.txt b.txt --json - | jq .relations
    """
    report = _report(report_out, no_report, json_out)
    outputs = [out for out in (json_out, report) if out is not None]
    settings = _settings(aliases, characters, encoding, replace, relations_only=relations_only, skip_bad=skip_bad)
    wanted = _parse_sigla(sigla)
    _check_stdin([*paths, *([characters] if characters else [])])

    from retold.exporters import files
    from retold.readers import gather

    found = gather(paths, refused=(lambda error: None) if skip_bad else None)
    for out in outputs:
        files.check(out, inputs=found, force=force)
    if len(outputs) == 2 and _same_file(outputs[0], outputs[1]):
        raise OptionError(f"--json and --report both name {outputs[0]}: give each its own file")
    labels = assign(wanted, found) if wanted else None

    from retold import pipeline

    with _Progress(quiet) as progress:
        result = pipeline.compare(paths, settings=settings, sigla=labels, progress=progress)
    _write_json(result, json_out, not no_text, found, force)
    if report is not None:
        from retold.report import render

        files.write(report, render(result, text=not no_text).encode("utf-8", "replace"), inputs=found, force=force)
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
    settings = _settings(aliases, characters, encoding, replace)

    from retold.exporters import files

    if json_out is not None:
        files.check(json_out, inputs=[path], force=force)

    from retold import pipeline

    with _Progress(quiet) as progress:
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
@click.option("--width", type=click.IntRange(20, 1000), metavar="N", help="Columns of what is shown.")
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


def assign(wanted: Sequence[tuple[str, str]], found: Sequence[str]) -> list[str]:
    """The siglum of each file found: the wanted one, else the next letter that nobody wanted.

    A file is named by its path or, where no other has it, by its file name alone.
    """
    from retold.pipeline import label

    chosen: dict[int, str] = {}
    for siglum, path in wanted:
        which = [index for index, name in enumerate(found) if name == path or _same_file(name, path)]
        which = which or [index for index, name in enumerate(found) if Path(name).name == path]
        if not which:
            raise OptionError(f"--sigla gives {siglum} to {path}, which is not among the texts: name one of the FILEs")
        if len(which) > 1:
            raise OptionError(f"--sigla gives {siglum} to {path}, which is there {len(which)} times: give its path")
        if which[0] in chosen:
            raise OptionError(f"--sigla gives {path} two labels, {chosen[which[0]]} and {siglum}: keep one")
        chosen[which[0]] = siglum
    taken, number, labels = set(chosen.values()), 0, []
    for index in range(len(found)):
        if index in chosen:
            labels.append(chosen[index])
            continue
        while label(number) in taken:
            number += 1
        labels.append(label(number))
        number += 1
    return labels


def _parse_sigla(given: Sequence[str]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for text in given:
        items: list[str] = []
        for part in text.split(","):  # a comma without an equals sign after it belongs to a file name
            if "=" in part or not items:
                items.append(part)
            else:
                items[-1] += f",{part}"
        for item in items:
            siglum, equals, path = (part.strip() for part in item.partition("="))
            if not (equals and path):
                raise OptionError(f"--sigla wants LABEL=FILE, not {item!r}: write it like A=first.txt,B=second.txt")
            if not _SIGLUM.fullmatch(siglum):
                raise OptionError(f"--sigla: {siglum!r} is no label: use up to 16 letters and digits without spaces")
            if siglum in {other for other, _ in pairs}:
                raise OptionError(f"--sigla gives {siglum} to two texts: each needs its own label")
            pairs.append((siglum, path))
    return pairs


def _parse_aliases(given: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    aliases = []
    for text in given:
        name, equals, others = text.partition("=")
        names = tuple(other.strip() for other in others.split(",") if other.strip())
        if not (equals and name.strip() and names):
            raise OptionError(f"--alias wants NAME=OTHER,…, not {text!r}: write it like Jack=Captain,Harkness")
        aliases.append((name.strip(), names))
    return tuple(aliases)


def _settings(
    aliases: Sequence[str], characters: str | None, encoding: str | None, replace: bool, **more: bool
) -> Settings:
    from retold.readers.decoding import codec_of

    if encoding is not None and codec_of(encoding) is None:
        raise OptionError(f"--encoding: there is no encoding {encoding!r}: try utf-8, cp1252 or latin-1")
    parsed = _parse_aliases(aliases)

    from retold.pipeline import Settings
    from retold.readers.characters import read_characters

    known = read_characters(characters) if characters is not None else ()
    return Settings(aliases=parsed, characters=known, encoding=encoding, replace=replace, **more)


def _report(report_out: str | None, no_report: bool, json_out: str | None) -> str | None:
    """Where the report goes: where the user says, else the default place unless JSON takes standard output."""
    if no_report and report_out is not None:
        raise OptionError("--report and --no-report contradict each other: keep one")
    if report_out == "-" and json_out == "-":
        raise OptionError("--json and --report cannot both go to standard output: give one of them a file")
    if report_out is not None:
        return report_out
    return None if no_report or json_out == "-" else REPORT


def _check_stdin(paths: Sequence[str]) -> None:
    if paths.count("-") > 1:
        raise OptionError("standard input can be read once only: name - once")


def _same_file(one: str, other: str) -> bool:
    if "-" in (one, other):
        return one == other
    try:
        return Path(one).resolve() == Path(other).resolve()
    except (OSError, RuntimeError, ValueError):
        return one == other


def _write_json(result: Comparison, out: str | None, text: bool, inputs: Sequence[str], force: bool) -> None:
    if out is not None:
        from retold.exporters import files
        from retold.exporters.json import dumps

        files.write(out, dumps(result, text=text), inputs=inputs, force=force)


class _Progress:
    """A bar on standard error: only on a terminal, and only once the work has taken longer than `PATIENCE`.

    A clock of its own shows it then, since a step may take longer than that alone.
    """

    def __init__(self, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._bar: Bar | None = None
        self._now = ("", 0, 0)  # what is being done, how many are done, and of how many
        self._lock = threading.Lock()
        self._clock = threading.Timer(PATIENCE, self._start)
        self._clock.daemon = True

    def __enter__(self) -> Self:
        if self._shown:
            self._clock.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._clock.cancel()
        with self._lock:
            self._shown = False
            if self._bar is not None:
                self._bar.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        with self._lock:
            self._now = (visible(what), done, max(total, 1))
            self._update()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        with self._lock:
            if not self._shown:
                return
            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                console=Console(file=sys.stderr),
                transient=True,
            )
            self._bar.add_task("")
            self._bar.start()
            self._update()

    def _update(self) -> None:
        if self._bar is not None:
            what, done, total = self._now
            self._bar.update(self._bar.task_ids[0], description=what, completed=done, total=total)
