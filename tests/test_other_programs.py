"""Files that other programs wrote: one story of ours in the formats people get from them.

``formats/programs`` holds what each of these wrote from the same seven paragraphs: EbookLib 0.20 and mkepub 1.2 (EPUB),
odfpy 1.4 (ODT), Python-Markdown 3.11 (HTML), pysubs2 1.8 (subtitles), ReportLab 5.1 and fpdf2 2.8 (PDF, in letters that
their built-in fonts have), and from a scene in its words screenplay-tools 0.0.10 (Fountain, FDX). A document by
LibreOffice and one by python-docx are in ``formats/office``.
"""

from __future__ import annotations

from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from readback import assert_reads_back

from retold import cleaning, inspect, readers
from retold.text import Witness

FOLDER = Path(__file__).parent / "formats" / "programs"
STORY = (
    "“The harbour is shut,” said Edda.",
    "“It was open at noon,” said Jonas & laughed.",
    "Nobody on the quay looked up — it was too cold for that.",
    "She wrote: it's −4° at the café, naïve as that sounds.",
    "“Then we walk,” said Jonas.",
    "They walked. The ice held, and the dog went first.",
    "“Good dog,” said Edda.",
)
TYPED = str.maketrans("“”—−", '""--')
CHAPTERS = Counter({"heading": 2})
NO_CHAPTERS: Counter[str] = Counter()
PROGRAMS: dict[str, tuple[str, tuple[str, ...], Counter[str]]] = {
    "ebooklib.epub": ("EPUB book", STORY, CHAPTERS),
    "mkepub.epub": ("EPUB book", STORY, CHAPTERS),
    "odfpy.odt": ("OpenDocument text", STORY, CHAPTERS),
    "python-markdown.html": ("web page", STORY, CHAPTERS),
    "reportlab.pdf": ("PDF document", tuple(one.replace("−", "-") for one in STORY), CHAPTERS),
    "fpdf2.pdf": ("PDF document", tuple(one.translate(TYPED) for one in STORY * 2), CHAPTERS + CHAPTERS),
    "pysubs2.srt": ("subtitles", STORY, NO_CHAPTERS),
    "pysubs2.vtt": ("subtitles", STORY, NO_CHAPTERS),
    "pysubs2.ass": ("subtitles", STORY, NO_CHAPTERS),
    "pysubs2.ssa": ("subtitles", STORY, NO_CHAPTERS),
}
WITHOUT_FACTS = ("python-markdown", "pysubs2")


def told(witness: Witness) -> tuple[list[str], Counter[str]]:
    """The paragraphs of the story, and how many stretches of each kind were set aside."""
    story = cleaning.clean_content(witness.content) if witness.content else cleaning.clean(witness.raw)
    return [line for line in story.text.split("\n") if line], Counter(one.kind for one in story.chrome)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_story_is_read(name: str) -> None:
    format_name, story, headings = PROGRAMS[name]
    witness = readers.read(str(FOLDER / name), "A")
    paragraphs, aside = told(witness)
    assert witness.format == format_name
    assert tuple(paragraphs) == story
    assert aside["heading"] == headings["heading"]
    assert witness.content is not None
    assert_reads_back(witness.raw, witness.content, unescape)
    if not name.startswith(WITHOUT_FACTS):
        assert (witness.content.title, witness.content.metadata["author"]) == ("The Ice Harbour", "Maud Ferring")


@pytest.mark.parametrize("name", ["screenplay-tools.fountain", "screenplay-tools.fdx"])
def test_a_script_is_read(name: str) -> None:
    (telling,) = inspect(FOLDER / name).tellings
    said = [telling.read(one.span) for one in telling.utterances]
    assert said == ["The harbour is shut.", "It was open at noon & after.", "Good dog."]
    assert len({one.speaker for one in telling.utterances}) == 2


def test_running_heads_and_page_numbers_of_a_pdf_are_set_aside() -> None:
    witness = readers.read(str(FOLDER / "fpdf2.pdf"), "A")
    assert witness.content is not None
    aside = [one.span.of(witness.raw) for one in witness.content.chrome if one.kind == "footer"]
    assert sorted(aside) == ["1", "2", "3", "4", *["The Ice Harbour"] * 4]
