"""The command that asks an archive what its texts share: one call to the library, rows for machines, lists for people.

What the archive runs on is imported inside the commands alone, so that help answers without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from retold.cli.options import MEMORY, parse_size
from retold.cli.outputs import Outputs, archive_options, output_options
from retold.cli.progress import Progress
from retold.wording import number, one_line, visible

if TYPE_CHECKING:
    from retold.engines import Engine
    from retold.library import Reused

SHOWN = 20  # lines of each table on a terminal; files have all
COMMON_SHOWN = 5  # phrases that many texts have, famous lines among them
QUOTED = 60  # code points of a passage that a terminal shows
SURE = 0.01  # E-value up to which a passage counts as more than chance
RENAMED = 6  # pairs of names that are shown of a repost


@click.command()
@output_options
@click.option(
    "--clusters",
    is_flag=True,
    help="Group the passages into clusters, which the files then have for rows, and the reposts into families.",
)
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), help="Run the join in this engine, whatever its size."
)
@click.option("--memory", type=MEMORY, metavar="SIZE", help="What the run may take, such as 500MB.  [default: 2GB]")
@archive_options
def reuse(
    jsonl_out: str | None,
    parquet_out: str | None,
    report_out: str | None,
    no_text: bool,
    clusters: bool,
    engine: Engine | None,
    memory: str | None,
    force: bool,
    archive: str,
    quiet: bool,
) -> None:
    """Find every passage that texts of an archive share, word for word or changed, with the same names or others.

    For whole works it says what they are to one another: a repost, one with names changed, a quotation, a common
    source. Stock phrases and what many texts quote are counted, not listed.

    \b
    Examples:
      retold reuse --archive library
      retold reuse --archive library --clusters
      retold reuse --archive library --jsonl passages.jsonl
    """
    cap = parse_size("--memory", memory)
    outputs = Outputs(jsonl_out, parquet_out, report_out, force)
    outputs.check()

    from retold import library

    with Progress(quiet) as progress:
        found = library.reuse(archive, engine=engine, memory=cap, progress=progress)
    if clusters:
        groups = enumerate(found.clusters, 1)
        rows = (
            {"cluster": at, "texts": one.texts, "places": [_place(*place) for place in one.places]}
            for at, one in groups
        )
        outputs.write_rows(rows, "clusters")
    else:
        outputs.write_rows(map(asdict, found.shares.rows), "passages")
    if report_out is not None:
        from retold import showing
        from retold.report.library import render_reuse

        outputs.write_report(render_reuse(showing.reuse_page(found, quoting=no_text)))
    if not quiet and not outputs.to_stdout:
        _show(found, clusters)


COMMANDS: Sequence[click.Command] = (reuse,)


def _place(path: str, start: int, end: int) -> dict[str, object]:
    return {"doc": path, "start": start, "end": end}


def _show(found: Reused, clusters: bool) -> None:
    shares = found.shares
    sure = sum(row.e_value <= SURE for row in shares.rows)
    size = f"{number(shares.texts, 'text')}, {number(shares.words, 'word')}"
    pairs = number(len(shares.pairs), "pair")
    click.echo(f"{size}: {number(sure, 'shared passage')} beyond chance in {pairs} of texts")
    if len(shares.rows) > sure:
        click.echo(f"{len(shares.rows) - sure:,} short ones more may be chance: --jsonl has them, with how likely")
    if shares.left_out:
        phrases = number(len(shares.common), "phrase")
        click.echo(f"{number(shares.left_out, 'passage')} left out: {phrases} that many texts have")
    if shares.pairs:
        click.echo("\nTexts that share passages, the closest first")
    for pair in shares.pairs[:SHOWN]:
        click.echo(f"  {one_line(pair.a)} – {one_line(pair.b)}")
        share = f"{pair.share_a:.0%} of the one, {pair.share_b:.0%} of the other"
        click.echo(f"    {pair.verdict}: {number(pair.passages, 'passage')}, {share}")
        if pair.names:
            names = ", ".join(f"{one_line(old, 30)} → {one_line(new, 30)}" for old, new in pair.names[:RENAMED])
            click.echo(f"    names: {names}")
    _more(len(shares.pairs))
    _show_common(found)
    if clusters:
        _show_families(found)
        _show_clusters(found)


def _show_families(found: Reused) -> None:
    from retold.archive.groups import told

    if found.families:
        click.echo("\nReposts, and what each may come from")
    for family in found.families[:SHOWN]:
        for member, depth, said in told(family):
            about = f" ({', '.join(said)})" if said else ""
            click.echo(f"  {'  ' * depth}{one_line(member.path)}{about}")
    _more(len(found.families))


def _show_clusters(found: Reused) -> None:
    several = [one for one in found.clusters if one.texts > 2]
    if several:
        click.echo("\nPassages that three texts or more have")
    for one in several[:SHOWN]:
        _show_passage(found, one.texts, *one.places[0])
    _more(len(several))


def _show_common(found: Reused) -> None:
    if found.shares.common:
        click.echo("\nWhat many texts have, the commonest first")
    for one in found.shares.common[:COMMON_SHOWN]:
        _show_passage(found, one.texts, one.path, one.start, one.end)
    _more(len(found.shares.common), COMMON_SHOWN)


def _show_passage(found: Reused, texts: int, path: str, start: int, end: int) -> None:
    words = one_line(visible(found.excerpt(path, start, end)), QUOTED)
    click.echo(f"  {texts:>4} texts  {one_line(path)}, {start:,}–{end:,}: {words}")


def _more(count: int, shown: int = SHOWN) -> None:
    if count > shown:
        click.echo(f"  … and {count - shown:,} more")
