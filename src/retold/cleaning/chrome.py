"""Which paragraphs are furniture: the block above the story, the block below it, headings, rules and notes between.

In go the paragraphs of a text, out comes a kind for each that is not story. The search works from the edges inward:
from the first paragraph down (and from the last one up) the weights of the looks are summed, and the block ends where
the sum was highest; a paragraph that can only be story is a wall. Between the edges only what is certain by itself
is taken, so that a short or an odd line of story stays where it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Set
from itertools import pairwise

from . import cues, headings, titlepage
from .bounds import bounds
from .edges import DEEPEST, ENOUGH, NOTE_PARAGRAPHS, Edges
from .layout import Paragraphs
from .vocabulary import COMMENTS, FRONT, HEADING, NOTE, PLAIN_LABELS, Kinds

TITLE_WORDS = 10
FEWEST_BETWEEN_NUMBERS = 200  # code points between two numbers that count chapters


def furniture(found: Paragraphs) -> Kinds:
    """The kind of each paragraph that is furniture, None for story.

    Parameters
    ----------
    found
        All paragraphs of a text, in order.
    """
    kinds: Kinds = list(map(cues.alone, found.texts))
    _keep_in_speech(found, kinds)
    _number_chapters(found, kinds)
    _name_chapters(found, kinds)
    _count_paragraphs(found, kinds)
    first, last = bounds(found, kinds)
    top = slice(first, min(last, first + titlepage.LONGEST + 1))
    page = titlepage.lines_of_title_page(found.texts[top], kinds[top])
    kinds[first : first + page] = [kind or FRONT for kind in kinds[first : first + page]]
    speeches = _speeches(found)
    _note_between(found, kinds, speeches)
    edges = Edges(found, kinds, speeches)
    edges.header(first, last, opening=True)
    edges.footer(first, last, closing=True)
    parted = [first - 1, *(at for at in range(first, last) if kinds[at] == HEADING), last]
    for above, at, below in zip(parted, parted[1:], parted[2:], strict=False):
        edges.header(at + 1, below, opening=False)
        edges.footer(above + 1, at, closing=False)
    _title_alone(found, kinds)
    _close_notes(found, kinds)
    _head_notes(found, kinds)
    return kinds if None in kinds else _looked_again(found, kinds, edges.labels)


MOST = 0.5  # share of the paragraphs that must read like story where none was left


def _looked_again(found: Paragraphs, kinds: Kinds, labels: Container[int]) -> Kinds:
    """The kinds where nothing was left as story: what only its neighbours made furniture is story, if it is most.

    What stands below one of the `labels` is what the label says.
    """
    if not any(map(_surely, found.texts[: 2 * DEEPEST])):
        # Nothing that surely is furniture: a language that says nothing to these eyes.
        return [None] * len(found)
    told = [at not in labels and cues.reads_like_story(text) for at, text in enumerate(found.texts)]
    if sum(told) <= MOST * len(found):
        return kinds
    return [None if is_told else kind for is_told, kind in zip(told, kinds, strict=True)]


def _surely(text: str) -> bool:
    """Whether a paragraph is furniture by itself, whatever stands beside it."""
    return cues.alone(text) is not None or cues.look(text).weight >= ENOUGH


# --- scripts ------------------------------------------------------------------------------------------------------

_NAME_BEFORE = re.compile(r"<([^<>\n]{1,40})>\s|([^\W\d_][\w.'’ -]{0,30}?)\s?(?:[(\[][^()\[\]]{1,60}[)\]])?\s?:\s")
_LONGEST_BEFORE = 96  # code points of a name with what stands in brackets and the colon behind it
FEWEST_SPEECHES, FEWEST_SPEAKERS = 4, 2  # that make a dialogue, each speaker with two speeches or more


def _speeches(found: Paragraphs) -> Set[int]:
    """Lines that open with a name that comes again ("ANN: Where?"), where at least two such names are no labels."""
    names: dict[int, str] = {}
    for at, text in enumerate(found.texts):
        named = _NAME_BEFORE.match(text) if text.find(":", 0, _LONGEST_BEFORE) > 0 or text[0] == "<" else None
        if named and cues.labelled(text) is None:
            names[at] = (named[1] or named[2]).casefold()
    counts = Counter(names.values())
    again = {name for name, count in counts.items() if count > 1}
    speeches = {at for at, name in names.items() if name in again}
    return speeches if len(again) >= FEWEST_SPEAKERS and len(speeches) >= FEWEST_SPEECHES else frozenset()


def _note_between(found: Paragraphs, kinds: Kinds, speeches: Set[int]) -> None:
    """Take what is labelled as a note right beside a speech of a script for one: nobody of that name speaks."""
    for at in sorted({beside for speech in speeches for beside in (speech - 1, speech + 1)} - speeches):
        if 0 <= at < len(found) and kinds[at] is None:
            label = cues.labelled(found.texts[at])
            if label and label[0] == NOTE and label[1] not in PLAIN_LABELS and label[2]:
                kinds[at] = NOTE


# --- between the edges --------------------------------------------------------------------------------------------


def _keep_in_speech(found: Paragraphs, kinds: Kinds) -> None:
    """Give back headings that a sentence runs into, as a line of verse or a wrapped line does."""
    for at, kind in enumerate(kinds):
        if kind == HEADING and at and not found.gaps[at] and kinds[at - 1] is None and found.texts[at - 1][-1] in ",;":
            kinds[at] = None


def _number_chapters(found: Paragraphs, kinds: Kinds) -> None:
    """Take bare numbers for headings when they count up, with story between."""
    runs: list[list[int]] = []
    waiting: dict[int, list[int]] = {}  # the last run that a number would go on
    short = [at for at, text in enumerate(found.texts) if len(text) <= headings.NUMBER_LINE]
    for at in short:
        number = headings.bare_number(found.texts[at])
        if number is None:
            continue
        run = waiting.get(number)
        if run is not None and _apart(found, run[-1], at):
            del waiting[number]
            run.append(at)
        elif number == 1:
            run = [at]
            runs.append(run)
        else:
            continue
        waiting[number + 1] = run
    for run in runs:
        for at in run if len(run) > 1 else ():
            kinds[at] = HEADING
    for at in short:
        # A Roman number with its stop that stands alone counts by itself, where those before it are lost.
        alone = found.gaps[at] and at + 1 < len(found) and found.gaps[at + 1]
        if kinds[at] is None and alone and headings.roman_alone(found.texts[at]):
            kinds[at] = HEADING


def _apart(found: Paragraphs, above: int, below: int) -> bool:
    return found.starts[below] - found.ends[above] >= FEWEST_BETWEEN_NUMBERS


def _name_chapters(found: Paragraphs, kinds: Kinds) -> None:
    """Take the title in the line under a chapter heading along with it."""
    for at in range(1, len(found)):
        if kinds[at - 1] != HEADING or kinds[at] is not None:
            continue
        above, text = found.texts[at - 1], found.texts[at]
        if len(text) > headings.HEADING_LINE * 2:
            continue
        bare = headings.bare_number(above) is not None or headings.divides(above)
        in_which = len(text) > 8 and text.lower().startswith(("in which ", "wherein "))
        shouted = text.isupper() and text.count(" ") > 0 and text[-1] not in ",;" and not _left_open(text)
        title = (shouted or headings.titled(text.rstrip("."))) and len(text) <= headings.HEADING_LINE
        below = found[at + 1] if at + 1 < len(found) else None
        if below is None or below.text[0].islower() or any(map(str.isdigit, text)) or cues.empty_label(text):
            continue
        if bare and (in_which or title) and (text.isupper() or found.gaps[at] or below.gap):
            kinds[at] = HEADING


def _left_open(text: str) -> bool:
    """Whether a line opens a quotation that it does not close: a letter or a speech begins with it."""
    return text[0] in '"“' and not any(mark in text[1:] for mark in '"”')


_COUNT = re.compile(r"\d{1,4}\+?$|\d{1,3}(?:[.,]\d)?[kK]$")
COUNTED_PARAGRAPHS, FEWEST_COUNTED = 0.15, 4  # share of all paragraphs that are counts, and how many


def _count_paragraphs(found: Paragraphs, kinds: Kinds) -> None:
    """Take bare numbers that neither rise nor fall for the comments counted beside each paragraph."""
    counts = [at for at, text in enumerate(found.texts) if len(text) < 6 and kinds[at] is None and _COUNT.match(text)]
    if len(counts) < max(FEWEST_COUNTED, COUNTED_PARAGRAPHS * len(found)):
        return
    values = [found.texts[at] for at in counts]
    rises = [(len(one), one) < (len(next_), next_) for one, next_ in pairwise(values)]
    if any(rises) and not all(rises):
        for at in counts:
            kinds[at] = COMMENTS


def _title_alone(found: Paragraphs, kinds: Kinds) -> None:
    """Take a title for one that stands above a story with nothing else."""
    if len(found) < 3 or kinds[0] is not None:
        return
    text = found.texts[0].rstrip(".")
    words = text.lower().split()
    if kinds[1] == HEADING and len(words) <= TITLE_WORDS and headings.titled(text):
        kinds[0] = FRONT
        return
    below = found.texts[1]
    if (
        kinds[1] is None
        and not found.gaps[1]
        and found.gaps[2]
        and below.count(" ") < 2
        and below.isascii()
        and below.replace(" ", "").isalnum()
        and 1 < len(words) <= TITLE_WORDS
        and headings.titled(text)
        and not headings.ENDS_SENTENCE.search(found.texts[0])
    ):
        # A title with nothing but a name under it, and the story further down.
        kinds[0] = kinds[1] = FRONT
        return
    greets = not words or words[0] in ("dear", "dearest", "hello", "hi", "hey", "my")
    if (
        text == found.texts[0]
        and 2 <= len(words) <= TITLE_WORDS
        and len(set(words)) == len(words)
        and found.gaps[1]
        and headings.titled(text)
        and not greets
        and not any(map(str.isdigit, text))
        and (not text.isupper() or kinds[1] is not None)
    ):
        kinds[0] = FRONT


def _close_notes(found: Paragraphs, kinds: Kinds) -> None:
    """Follow a note that opens a bracket to the paragraph that closes it."""
    for at, kind in enumerate(kinds):
        if kind != NOTE:
            continue
        text = found.texts[at]
        opener = text.lstrip("*_ ")[:1]
        if opener not in cues.BRACKETS or cues.closed(text):
            continue
        closer = cues.BRACKETS[opener]
        for end in range(at + 1, min(len(found), at + 1 + NOTE_PARAGRAPHS)):
            if closer in found.texts[end]:
                if found.texts[end].rstrip("*_ .").endswith(closer):
                    for inside in range(at + 1, end + 1):
                        kinds[inside] = kinds[inside] or NOTE
                break


def _head_notes(found: Paragraphs, kinds: Kinds) -> None:
    """Take the label of a note for a heading where all that stands below it stayed story: a book's own preface."""
    for at, (kind, below) in enumerate(pairwise(kinds)):
        if kind == NOTE and below is None and found.texts[at].isupper() and cues.bare_note(found.texts[at]):
            kinds[at] = HEADING
