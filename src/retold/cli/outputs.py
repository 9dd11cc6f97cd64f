"""Where the commands of an archive leave their rows: the options that they share, and the files that are written.

Rows of plain values come in; JSON Lines, a Parquet file or a page go out, each whole or not at all. All places are
checked before any work is done for them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from retold.cli.sparing import spare_pandas
from retold.errors import OptionError
from retold.exporters import files

__all__ = ["Outputs", "archive_options", "force_option", "jsonl_option", "output_options", "parquet_option"]

_Command = Callable[..., Any]
Rows = Sequence[Mapping[str, Any]]

jsonl_option = click.option(
    "--jsonl", "jsonl_out", metavar="OUT", help="Write all rows as JSON Lines; - is standard output."
)
parquet_option = click.option("--parquet", "parquet_out", metavar="OUT", help="Write all rows as a Parquet file.")
force_option = click.option("--force", is_flag=True, help="Write over files that Retold did not write.")


def archive_options(command: _Command) -> _Command:
    """The options that every command of the archive has, and what each begins with."""

    @wraps(command)
    def begun(*arguments: Any, **options: Any) -> Any:
        spare_pandas()
        return command(*arguments, **options)

    given: _Command = begun
    for option in (
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
        click.option("--archive", metavar="DIR", required=True, help="The folder of the archive."),
    ):
        given = option(given)
    return given


def output_options(command: _Command) -> _Command:
    """The options of a command whose rows people, machines and readers of a page want."""
    for option in (
        force_option,
        click.option("--no-text", is_flag=True, help="Quote but the first words of each passage in the page."),
        click.option("--report", "report_out", metavar="OUT.html", help="Write a page to read in, with pictures."),
        parquet_option,
        jsonl_option,
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that a run is to write, None where it is not; `inputs` are never written to."""

    jsonl: str | None = None
    parquet: str | None = None
    report: str | None = None
    force: bool = False
    inputs: tuple[str, ...] = ()

    @property
    def to_stdout(self) -> bool:
        """Whether a file goes to standard output, so that nothing else may."""
        return "-" in (self.jsonl, self.parquet, self.report)

    def check(self) -> None:
        """See that every file may and can be written.

        Raises
        ------
        OptionError, OutputError
            As `retold.exporters.files.check` does, and where two files are one.
        """
        named = {"--jsonl": self.jsonl, "--parquet": self.parquet, "--report": self.report}
        seen: dict[str, str] = {}
        for option, out in named.items():
            if out is None:
                continue
            if out in seen:
                raise OptionError(f"{seen[out]} and {option} cannot both go to {out}: give each a file of its own")
            seen[out] = option
            files.check(out, inputs=self.inputs, force=self.force)

    def write_rows(self, rows: Iterable[Mapping[str, Any]], kind: str) -> None:
        """Write the rows wherever they are wanted; `kind` says what they are, see `retold.exporters.rows.SCHEMAS`."""
        if self.jsonl is None and self.parquet is None:
            return
        all_rows = list(rows)
        if self.jsonl is not None:
            text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in all_rows)
            files.write(self.jsonl, text.encode("utf-8", "replace"), inputs=self.inputs, force=self.force)
        if self.parquet is not None:
            from retold.exporters import rows as columns

            files.write(self.parquet, columns.parquet(all_rows, kind), inputs=self.inputs, force=self.force)

    def write_report(self, page: str) -> None:
        """Write a page, which `report` must name a place for."""
        if self.report is not None:
            files.write(self.report, page.encode("utf-8", "replace"), inputs=self.inputs, force=self.force)
