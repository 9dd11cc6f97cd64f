"""Laws of the short cuts that cleaning takes: what is asked first, of all at once, never rules out what is so."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retold import lexicon
from retold.cleaning import abroad, chrome, cues, headings, hyphens, repairs, stamps, stretches, vocabulary
from retold.cleaning.layout import lay_out
from retold.readers import fountain

# A pattern's own words, with what stands around them.
SIGNS = st.sampled_from(" .,:;!?-–—\"'’“”()[]<>{}*_~#/\\0123456789AaBbDdNnOoPpSsTtVvXxéя")
LINES = st.lists(st.text(SIGNS, min_size=1, max_size=12).filter(str.strip).map(str.strip), min_size=1, max_size=8)


def _found_by(pattern: re.Pattern[str]) -> st.SearchStrategy[str]:
    """Texts, without breaks in them or space around them, that a pattern matches."""
    return (
        st.from_regex(pattern)
        .map(lambda text: " ".join(text.split()))
        .filter(lambda text: bool(text) and pattern.match(text) is not None)
    )


# --- lines --------------------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("aé“ \t\u00a0\u3000\ufeff\u200b\r\n\x0b\x1c\u2028-"), max_size=40))
@example("\ufeff a\r\n  b \r\n\u200b\r\nc")
def test_every_line_reads_back_and_its_edges_are_its_own(raw: str) -> None:
    lines = lay_out(raw).lines
    assert [raw[start:end] for start, end in zip(lines.starts, lines.ends, strict=True)] == list(lines.texts)
    assert lines.heads == stretches.heads_of(lines.texts)
    assert lines.tails == stretches.tails_of(lines.texts)
    assert all(text and text == text.strip() for text in lines.texts)


@given(st.text(max_size=30), st.integers(0, 3))
def test_the_blocks_of_a_text_make_it_up(text: str, beyond: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretches, "BLOCK", 7)
        for start, codes in stretches.blocks(text, beyond):
            assert stretches.characters(codes) == text[start : start + 7 + beyond]
        assert sum(min(len(codes), 7) for _, codes in stretches.blocks(text, beyond)) == len(text)


# --- messages and stamps ------------------------------------------------------------------------------------------


@given(st.one_of(_found_by(stamps._BEFORE), _found_by(stamps._ABOVE), LINES.map(" ".join)), st.text(SIGNS, max_size=9))
@example("Mira — 04/03/2021 9:14 p.m.", "")
@example("21:14 mira: ", "hello")
@example("Yesterday at 9:14 ", "mira: hello")
def test_no_message_and_no_stamp_is_passed_over(line: str, rest: str) -> None:
    for text in (line, (line + " " + rest).strip()):
        may_be = bool(stamps.may_be_messages([text], text[0], text[-1]))
        assert may_be or not (stamps.begins_message(text) or stamps.above_message(text))
        assert stamps.may_be_stamped([text]) or not (stamps._BEFORE.match(text) or stamps._ABOVE.match(text))


# --- words that a line broke --------------------------------------------------------------------------------------

HALVES = ("half", "moon", "Morti", "mer", "un", "happy", "tea", "table", "o", "Straße", "ﬁn", "é", "half-moon", "o'er")
WORDS = st.sampled_from((*HALVES, "halfmoon", "Mortimer", "teatable", "tea-table", "un-happy", "teatables", "xo", "1"))
WRAPPED = st.lists(
    st.tuples(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(("", "-", "-", ".", "--"))), min_size=2
).map(lambda lines: [" ".join(words) + end for words, end in lines])


def _breaks_by_the_book(lines: list[str], ends: list[int]) -> list[int]:
    """What `breaks` finds, from all the words of all the lines."""
    halves = {at: (hyphens._last(lines[at]).casefold(), hyphens._FIRST.match(lines[at + 1])) for at in ends}
    written: set[str] = set()
    for at, line in enumerate(lines):
        words = hyphens._WORD.findall(line.casefold())
        written.update(words[at - 1 in halves : len(words) - (at in halves)])
    known = lexicon.load()
    found = []
    for at, (first, right) in halves.items():
        if right is None or "-" in first or f"{first}-{right.group().casefold()}" in written:
            continue
        whole = first + right.group().casefold()
        if whole in written or whole in known or not (first in known or first in written):
            found.append(at)
    return found


@given(WRAPPED)
@example(["It stood on the tea-", "table, and the Teatable stood there."])
def test_words_looked_for_at_once_are_those_of_all_the_lines(lines: list[str]) -> None:
    ends = [at for at in range(len(lines) - 1) if hyphens.goes_on(lines[at], lines[at + 1])]
    assert hyphens.breaks(lines, ends) == _breaks_by_the_book(lines, ends)


@pytest.mark.parametrize("shift", range(-9, 3))
def test_a_word_is_found_where_two_blocks_meet(shift: int) -> None:
    before = "a " * stretches.BLOCK
    text = before[: stretches.BLOCK + shift] + " teatable " + before
    assert hyphens._standing({"teatable", "tea-table"}, text) == {"teatable"}
    assert hyphens._standing({"eatable"}, text) == set()


# --- furniture ----------------------------------------------------------------------------------------------------


NOTES = (
    "A/N", "a \\ n", "A.N.:", "AN:", "Author's notes:", "Beta notes.", "T/N:", "e/n:", "Translator's note:",
    "Editor’s note:", "Note to readers:", "Chapter end notes:", "End notes:", "Anmerkung der Autorin:", "NdA:",
    "n.d.a.:", "Notes de l’auteur:", "Notas de la autora:",
    "Примечание автора:", "От автора:", "П/А:", "[NB:", "[n.b.:", "(notes:", "**a/n**", "- a/n -",
    "See the end of the chapter for notes", "(see the end of the work for more notes.)",
)  # fmt: skip


@pytest.mark.parametrize("text", NOTES)
def test_a_note_by_any_name_begins_as_notes_do(text: str) -> None:
    assert cues.alone(text) == vocabulary.NOTE


@given(st.one_of(_found_by(cues._NOTE_ALONE), _found_by(cues._SEE_NOTES)))
def test_every_note_begins_as_notes_do(text: str) -> None:
    assert cues._NOTE_BEGINS.match(text)


@given(_found_by(cues._LABEL))
def test_every_label_has_a_colon(text: str) -> None:
    assert ":" in text or "：" in text


@given(_found_by(chrome._NAME_BEFORE))
@example(f"A{30 * 'n'} ({60 * 'n'}) : so")
def test_every_speech_of_a_script_has_its_colon_near(text: str) -> None:
    assert text[0] == "<" or text.find(":", 0, chrome._LONGEST_BEFORE) > 0


@given(_found_by(headings._POINT_OF_VIEW))
def test_every_point_of_view_is_seen(text: str) -> None:
    assert headings._from_whose_eyes(text)


def _phrase_lines(kind: str) -> list[str]:
    lines = [table[kind] for table in (vocabulary._PHRASES, abroad.PHRASES) if kind in table]
    return [line for one in lines for line in re.sub(r"\n +", "", one).strip().split("\n")]


@pytest.mark.parametrize("kind", vocabulary._PHRASES)
def test_a_phrase_is_found_as_it_is_written(kind: str) -> None:
    """However the expressions are put together, each finds what it finds alone."""
    lines = _phrase_lines(kind)
    texts = st.sampled_from(lines).flatmap(lambda line: st.from_regex(line, alphabet=SIGNS_OF_PHRASES))

    @given(texts, st.sampled_from(("", "so ", "…", "x")))
    def found(text: str, before: str) -> None:
        text = (before + text).lower()
        by_line = any(re.search(line, text) for line in lines)
        assert (kind in vocabulary.phrases_in(text)) == by_line

    found()


SIGNS_OF_PHRASES = st.characters(codec="utf-8", max_codepoint=0x44F, exclude_categories=("Cs",))


# --- what is rare -------------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("aâÃÂé€™œ©\u009d\u00a0 ð"), max_size=9))
@example("itâ€™s")
def test_nothing_misread_is_passed_over(text: str) -> None:
    assert repairs._may_be_misread(text) or not repairs._MISREAD.pattern.search(text)


@given(st.lists(st.one_of(_found_by(fountain._SCENE), st.text(SIGNS, max_size=9)), max_size=5), st.sampled_from("\r\n"))
def test_no_heading_of_a_scene_is_passed_over(lines: list[str], end: str) -> None:
    text = end.join(lines)
    headed = any(fountain._SCENE.match(text[start:stop]) for start, stop in fountain._lines(text))
    assert not headed or fountain._SCENE_BELOW.search(f"\n{text}")
