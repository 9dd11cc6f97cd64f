"""The ``retold`` command as a process: arguments come in, its exit code goes out, or one line that says why.

Results go to files or standard output, progress and messages to standard error. The exit code is 0 when the work is
done, 1 when it could not be done, 2 when the request was wrong.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

import click

from retold.cli import comparing, converting, keeping, reusing, searching
from retold.cli.options import complete_places
from retold.errors import RetoldError
from retold.version import VERSION
from retold.wording import visible

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended: 128 + SIGINT
PIPE_CLOSED = 141  # 128 + SIGPIPE: the reader of standard output went away
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
        return _failed(_refused(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.UsageError as error:
        return _failed(_refused(error), error.exit_code)
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


def _refused(error: click.UsageError) -> str:
    """What was wrong with the request, and what shows how it is made."""
    if error.ctx is None:
        return error.format_message()
    message = error.format_message().rstrip(".")
    return f"{message}{'' if message.endswith('?') else ';'} '{error.ctx.command_path} --help' shows how it is used"


def _drop_output() -> None:
    """Give what standard output still holds somewhere to go: Python flushes it once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _failed(message: str, code: int) -> int:
    if os.environ.get(DEBUG) == "1" and sys.exc_info()[0] is not None:
        import traceback

        traceback.print_exc()
    click.echo(f"retold: {' '.join(visible(message).split())}", err=True)
    return code


class _Commands(click.Group):
    """The commands. Where the reader of standard output goes away they end as programs do; click would say 1."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        try:
            return super().make_context(*args, **more)
        except BrokenPipeError:  # help, and the version, are written while the arguments are read
            _drop_output()
            raise click.exceptions.Exit(PIPE_CLOSED) from None

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
    if context.invoked_subcommand != "settings":
        from retold.settingsfile import defaults

        context.default_map = defaults(cli.commands)


for _command in (
    *comparing.COMMANDS,
    *converting.COMMANDS,
    *keeping.COMMANDS,
    *reusing.COMMANDS,
    *searching.COMMANDS,
):
    complete_places(_command)
    cli.add_command(_command)
