"""Story among all that sites, libraries and authors put around it: whole samples of our own, in ``mess/``.

Each line of a sample says before its bar what it is: the kind it must be set aside as, ``-`` where any kind will do,
``?`` where both story and furniture are right, nothing where it is story. A note inside a line of story stands between
``⟦`` and ``⟧``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from retold.cleaning import clean
from retold.text import Span

SAMPLES = sorted((Path(__file__).parent / "mess").glob("*.txt"))
EITHER, ANY, STORY = "?", "-", ""


@dataclass(frozen=True)
class Stretch:
    """A stretch of a sample and what it is."""

    kind: str
    text: str
    span: Span


def read(path: Path) -> tuple[str, list[Stretch]]:
    """The text of a sample and its stretches."""
    raw, stretches = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, _, text = line.partition("|")
        for number, piece in enumerate(text.removeprefix(" ").replace("⟧", "⟦").split("⟦")):
            if piece.strip():
                at = len(raw) + len(piece) - len(piece.lstrip())
                span = Span(at, at + len(piece.strip()))
                stretches.append(Stretch("note" if number % 2 else kind.strip(), piece.strip(), span))
            raw += piece
        raw += "\n"
    return raw, stretches


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_story_is_kept_and_the_rest_set_aside(path: Path) -> None:
    raw, stretches = read(path)
    chrome = clean(raw).chrome
    found: list[tuple[str, str]] = []
    for stretch in stretches:
        kinds = {one.kind for one in chrome if one.span.overlap(stretch.span)}
        covered = sum(one.span.overlap(stretch.span) for one in chrome)
        whole = covered == len(stretch.span)
        if stretch.kind == EITHER or (stretch.kind == STORY and not covered):
            continue
        if not (whole and stretch.kind in (ANY, *kinds)):
            found.append((stretch.text, ", ".join(kinds) or "story"))
    assert found == []


@pytest.mark.parametrize(
    ("name", "title", "facts"),
    [
        ("ao3-text", "The Weight of Small Boats",
         {"author": "gullfeather", "published": "2016-04-11", "words": "3,204", "chapters": "2/?",
          "rating": "Teen And Up Audiences", "characters": "Maren Oake, Tobias Finch", "language": "en"}),
        ("ffn-desktop", "Slow Rising", {"author": "brackenfold", "words": "1,340", "published": "8/14/2011"}),
        ("ffn-mobile", "Salt in the Bread", {"author": "tarrow", "rating": "T", "favourites": "41"}),
        ("wattpad-counts", "Lanterns on the Quay", {"author": "oarandsalt", "reads": "14.2K", "votes": "603"}),
        ("quotev", "A Room Above the Chandler's", {"reads": "2.4K", "likes": "101"}),
        ("livejournal", "Ballast (1/1)", {"author": "oarlock", "rating": "PG", "words": "812"}),
        ("next-prev", "Small Hours", {"author": "oarlock", "words": "1,911"}),
        ("gutenberg-small-print", "The Chandler's Niece", {"author": "A. Crewe"}),
        ("geocities", "High Water", {"author": "Hettie Marl"}),
        ("play", "THE MOORING", {"author": "Jory Pell"}),
        ("comments-after", "Lamp Oil", {"author": "oarlock"}),
        ("wp-blog", "Friday Fictioneers: The Boot", {"words": "100"}),
        ("ffn-french", "Le Poids des cordes", {"author": "mouette-grise", "pairing": "Maren/Tobias", "language": "fr"}),
        ("fanfiktion-de", "Ballast", {"author": "Strandgut", "language": "de"}),
        ("wattpad-spanish", "El peso de las barcas", {"author": "gaviota_gris", "language": "es"}),
        ("spirit-portuguese", "O Peso dos Barcos", {"rating": "12 anos", "language": "pt"}),
        ("efp-italian", "Il peso delle barche", {"author": "gabbiano", "language": "it"}),
        ("ficbook-russian", None, {"fandom": "Огни гавани", "rating": "PG-13", "status": "завершён", "language": "ru"}),
        ("social-thread", None, {"likes": "2,031"}),
        ("flash", None, {"language": "en"}),
    ],
)  # fmt: skip
def test_title_and_facts_are_read_from_what_is_set_aside(name: str, title: str | None, facts: dict[str, str]) -> None:
    story = clean(read(Path(__file__).parent / "mess" / f"{name}.txt")[0])
    assert story.title == title
    assert facts.items() <= story.metadata.items()


def test_there_are_samples_of_every_sort() -> None:
    kinds = {stretch.kind for path in SAMPLES for stretch in read(path)[1]}
    assert {"front", "tags", "counts", "summary", "disclaimer", "note", "heading", "rule", "end", "comments"} <= kinds
