"""The commands that keep an archive: texts go in, are watched, checked and taken out; each is one call to the library.

What the archive runs on is imported inside the commands alone, so that help answers without it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from retold.cli.options import ENCODING, MEMORY, parse_size
from retold.cli.outputs import archive_options, force_option, jsonl_option
from retold.cli.progress import Progress
from retold.errors import InputError, WorkError
from retold.wording import number, one_line, visible

if TYPE_CHECKING:
    from retold.archive import Item, Verdict
    from retold.indexing import Indexed

NAMED = 20  # texts that a list on a terminal names; files have all


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option("--prune", is_flag=True, help="Drop texts whose files are gone; their last version stays stored.")
@click.option(
    "--memory", type=MEMORY, metavar="SIZE", help="Leave out texts that need more than this to be read, such as 1GB."
)
@click.option("--encoding", type=ENCODING, metavar="NAME", help="Read all files in this encoding, such as cp1252.")
@click.option("--replace", is_flag=True, help="Read what cannot be decoded as U+FFFD instead of leaving the file out.")
@click.option("--engine", type=click.Choice(["spark"]), help="Read in this engine; then all may be URLs.")
@archive_options
def index(
    paths: tuple[str, ...],
    prune: bool,
    memory: str | None,
    encoding: str | None,
    replace: bool,
    engine: Literal["spark"] | None,
    archive: str,
    quiet: bool,
) -> None:
    """Keep texts in an archive, to find in it what they share.

    PATH is a text or a folder of texts. Only what is new or has changed is read; a text that has changed keeps its
    earlier versions. A run that was cut short goes on where it was when it is run again.

    \b
    Examples:
      retold index stories/ --archive library
      retold index stories/ --archive library --prune
    """
    cap = parse_size("--memory", memory)

    from retold import indexing

    with Progress(quiet, bytes_=True) as progress:
        done = indexing.index(
            paths,
            archive=archive,
            encoding=encoding,
            replace=replace,
            memory=cap,
            prune=prune,
            engine=engine,
            progress=progress,
        )
    for _, why in done.skipped:
        _note(f"left out: {why}")
    if not quiet:
        _show_indexed(done, archive)


@click.command()
@click.option("--repair", is_flag=True, help="Set aside what is damaged, so that the rest can be used.")
@archive_options
def verify(repair: bool, archive: str, quiet: bool) -> None:
    """See that every text in an archive is what it was, each against its checksum.

    What is damaged is named. With --repair it is set aside, and the next 'retold index' reads those texts anew.

    \b
    Example:
      retold verify --archive library
    """
    from retold import library

    with Progress(quiet, bytes_=True) as progress:
        verdict = library.verify(archive, repair=repair, progress=progress)
    if not verdict.damaged:
        if not quiet:
            click.echo(f"{visible(archive)}: {number(verdict.texts, 'text')}, all whole")
        return
    if not quiet:
        _show_damage(verdict)
    what = f"{verdict.hurt:,} of {number(verdict.texts, 'text')} {'is' if verdict.hurt == 1 else 'are'} damaged"
    if verdict.lost:
        parts = "a part" if len(verdict.lost) == 1 else f"{len(verdict.lost):,} parts"
        what += f" ({verdict.lost_texts:,} in {parts} lost as a whole)"
    if not repair:
        raise WorkError(f"{visible(archive)}: {what}; --repair sets them aside and keeps the rest")
    _note(f"{visible(archive)}: {what} and set aside; 'retold index' reads them anew where their files are")


@click.command()
@click.argument("work", metavar="WORK")
@click.option("--undo", is_flag=True, help="Let a forgotten work come in again with the next 'retold index'.")
@archive_options
def forget(work: str, undo: bool, archive: str, quiet: bool) -> None:
    """Take a work out of an archive for good, every version and every trace, and keep it out.

    WORK is the path of a text, the title of a work, or the name of a work in several parts. All that is kept of it is a
    digest by which it is known again, if its file is met once more.

    \b
    Examples:
      retold forget stories/harbour.txt --archive library
      retold forget "Two to Steer By" --archive library
    """
    from retold import library

    if undo:
        if not library.readmit(work, archive=archive):
            raise InputError(f"{visible(archive)}: no forgotten work is called {one_line(work, 80)}; give its path")
        if not quiet:
            click.echo(f"{one_line(work, 80)} comes in again with the next 'retold index'")
        return
    gone = library.forget(work, archive=archive)
    if not quiet:
        paths = list(dict.fromkeys(one.path for one in gone))
        versions = f" in {number(len(gone), 'version')}" if len(gone) > len(paths) else ""
        click.echo(f"{visible(archive)}: forgot {number(len(paths), 'text')}{versions}")
        _list(paths)
        if copies := library.copies(gone, archive=archive):
            click.echo(
                f"The same text is still there as {one_line(copies[0])}: forget that, too"
                if len(copies) == 1
                else f"The same is still there under {len(copies):,} other names: forget these, too"
            )
            _list(copies if len(copies) > 1 else ())


@click.command()
@click.argument("work", metavar="[WORK]", required=False)
@click.option("--stop", is_flag=True, help="Follow the work no longer.")
@archive_options
def follow(work: str | None, stop: bool, archive: str, quiet: bool) -> None:
    """Follow a work: 'retold news' tells first what is new of it. Without WORK, list what is followed.

    WORK is the path of a text, the title of a work, or the name of a work in several parts.

    \b
    Example:
      retold follow "Two to Steer By" --archive library
    """
    from retold import library

    works = library.follow(work, archive=archive, stop=stop)
    if not quiet:
        click.echo(f"{visible(archive)}: {number(len(works), 'work')} followed")
        _list(works)


@click.command()
@click.option("--since", metavar="DATE|RUN", help="Tell what came after this day, or after the run with this number.")
@jsonl_option
@click.option("--atom", "atom_out", metavar="FILE", help="Write the news as an Atom feed; - is standard output.")
@force_option
@archive_options
def news(
    since: str | None, jsonl_out: str | None, atom_out: str | None, force: bool, archive: str, quiet: bool
) -> None:
    """Tell what is new in an archive: texts and parts that came, texts that changed, texts whose files are gone.

    Of works that you follow (see 'retold follow') it also tells which of the texts that came repost, quote or retell
    them. Without --since, what the last run of 'retold index' brought.

    \b
    Examples:
      retold news --archive library
      retold news --archive library --since 2026-01-31 --atom news.xml
    """
    from retold.exporters import files

    outputs = [out for out in (jsonl_out, atom_out) if out is not None]
    for out in outputs:
        files.check(out, force=force or _holds_nothing(out))

    from retold import following
    from retold.archive import atom

    with Progress(quiet) as progress:
        items = following.news(archive=archive, since=since, progress=progress)
    if jsonl_out is not None:
        rows = "".join(f"{json.dumps(asdict(item), ensure_ascii=False)}\n" for item in items)
        files.write(jsonl_out, rows.encode(), force=force or _holds_nothing(jsonl_out))
    if atom_out is not None:
        files.write(atom_out, atom(items, archive), force=force or _holds_nothing(atom_out))
    if not quiet and "-" not in outputs:
        _show_news(items, archive)


COMMANDS: Sequence[click.Command] = (index, verify, forget, follow, news)


def _show_indexed(done: Indexed, archive: str) -> None:
    came = (
        (len(done.added), "new"),
        (len(done.changed), "changed"),
        (len(done.dropped), "dropped"),
        (len(done.skipped), "left out"),
        (done.kept_out, "forgotten and kept out"),
    )
    said = [f"{count:,} {what}" for count, what in came if count]
    click.echo(f"{visible(archive)}: {number(done.documents, 'text')}; {', '.join(said) or 'nothing new'}")
    if done.missing:
        gone = "file of 1 text is" if len(done.missing) == 1 else f"files of {len(done.missing):,} texts are"
        click.echo(f"The {gone} gone; --prune drops them:")
        _list(done.missing)


def _show_damage(verdict: Verdict) -> None:
    for one in verdict.damaged:
        if one.path is not None:
            earlier = "" if one.current else " (no longer current)"
            click.echo(f"damaged: {visible(one.path)}{earlier}: {one.what} ({one.file})")
        else:
            click.echo(f"damaged: {one.what}: {one.file} cannot be read")


_SAID = {
    "added": "new", "part": "new part", "changed": "changed", "gone": "gone", "reposted": "reposted",
    "quoted": "quoted", "retold": "retold",
}  # fmt: skip


def _show_news(items: Sequence[Item], archive: str) -> None:
    from retold.archive import summary

    click.echo(
        f"{visible(archive)}: {number(len(items), 'piece')} of news" if items else f"{visible(archive)}: no news"
    )
    run = None
    for item in items:
        if item.run != run:
            run = item.run
            click.echo(f"\nRun {item.run}, {item.when[:16].replace('T', ' ')} UTC")
        mark = "* " if item.followed or item.of else "  "
        title = f"{one_line(item.title, 60)}: " if item.title else ""
        click.echo(f"{mark}{_SAID[item.kind]:8}  {title}{summary(item)}")


def _holds_nothing(out: str) -> bool:
    """Whether a file is there and empty, as one of no news is."""
    place = Path(out)
    return place.is_file() and not place.stat().st_size


def _list(names: Sequence[str]) -> None:
    for name in names[:NAMED]:
        click.echo(f"  {one_line(name)}")
    if len(names) > NAMED:
        click.echo(f"  … and {len(names) - NAMED:,} more")


def _note(message: str) -> None:
    click.echo(f"retold: {' '.join(visible(message).split())}", err=True)
