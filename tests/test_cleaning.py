"""What is set aside and what stays, told by small texts of our own."""

from __future__ import annotations

import re

import pytest

from retold.cleaning import clean, clean_content, vocabulary
from retold.readers import html
from retold.text import Span, Story

TALE = (
    "The ferry left at six with nobody on it but Odile and the goat.\n\n"
    '"You might have told me," she said to the water.\n\n'
    "The water, which had been told a great many things in its time, went on by.\n\n"
    '"Well, I know now," she said, and sat down on the coil of rope to wait for the other bank.'
)


def aside(story: Story, raw: str) -> list[tuple[str, str]]:
    """Kind and first line of everything set aside."""
    return [(chrome.kind, chrome.span.of(raw).split("\n")[0].strip()) for chrome in story.chrome]


def around(above: str, below: str) -> tuple[Story, str]:
    raw = above + TALE + below
    return clean(raw), raw


@pytest.mark.parametrize(
    ("above", "title", "facts"),
    [
        ("312 20 4\n\n", None, {"reads": "312", "votes": "20", "comments": "4"}),
        ("Title: Other Bank\nAuthor: reedwhistle\nRating: T\n\n", "Other Bank",
         {"author": "reedwhistle", "rating": "T"}),
        ("Title: Other Bank\nAuthor: reedwhistle\nDate: 2011-04-05\n\n", "Other Bank", {"published": "2011-04-05"}),
        ("Title: Other Bank\nDate: 2011-04-05\nPublished: 2010-01-31\n\n", "Other Bank", {"published": "2010-01-31"}),
        ("Other Bank by reedwhistle\nWords: 1,204 | Kudos: 9\n\n", "Other Bank", {"words": "1,204", "kudos": "9"}),
        ("Archive of Small Boats\nOther Bank\nby reedwhistle\n\n", "Other Bank", {"author": "reedwhistle"}),
        ("Other Bank\n\nSummary: Odile crosses. The goat does not mind.\n\n", "Other Bank",
         {"summary": "Odile crosses. The goat does not mind."}),
        ("Summary:\nOdile crosses. The goat does not mind.\n\n~*~\n\n", None,
         {"summary": "Odile crosses. The goat does not mind."}),
        ("Rated: K+ - English - Humor - Chapters: 3 - Words: 4,111 - Reviews: 7\nA/N: I don't own the river, lol.\n\n",
         None, {"rating": "K+", "words": "4,111", "reviews": "7"}),
        ("Disclaimer: I own nothing, not even the goat.\n\nChapter 2: The Far Bank\n\n", None, {}),
        ("[beta's note: commas are mine, goat is hers]\n\n", None, {}),
    ],
)  # fmt: skip
def test_a_header_is_set_aside_and_read(above: str, title: str | None, facts: dict[str, str]) -> None:
    story, _ = around(above, "")
    assert story.text == TALE
    assert story.title == title
    assert facts.items() <= story.metadata.items()


@pytest.mark.parametrize(
    "below",
    [
        "\n\nTHE END",
        "\n\nYou've reached the end of published parts.\n\n⏰ Last updated: Jan 02, 2018 ⏰\n\nAdd to your library!",
        "\n\n~*~\nA/N: Thanks for reading! Please leave a review, it feeds the goat.",
        "\n\nA/N: Thank you all for waiting.\n\nMy laptop died, so this chapter took a while.\n\nSee you next chapter!",
        "\n\nKudos\nanna, bo, and 12 guests left kudos on this work!\nComments (4)\nPost Comment",
        "\n\nNext Chapter >>\nShare | Tweet | Report this story",
        "\n\n#ferries #odile #goat fic #why is there a goat",
        "\n\nTo be continued...\n\n© reedwhistle, do not repost",
        "\n\n🐐 vote and comment if u like goats 🐐\nNext part: 3 | the other bank",
    ],
)
def test_a_footer_is_set_aside(below: str) -> None:
    assert around("", below)[0].text == TALE


@pytest.mark.parametrize(
    "middle",
    [
        "***", "* * *", "~*~", "-----", "oOoOo", "xXx", "🌊🌊🌊", "[scene break]", "⁂",
        "[A/N: goats can swim, I looked it up.]", "(Author's note: sorry.)", "A/N: it gets worse.", "Advertisement",
        "Chapter 2", "CHAPTER TWO: THE OTHER BANK", "Chapter IV.", "Part Three – Downstream", "Epilogue", "Odile's POV",
        "Prologue: Before the Goat", "## Chapter 3",
    ],
)  # fmt: skip
def test_what_parts_a_story_is_set_aside(middle: str) -> None:
    raw = f"{TALE}\n\n{middle}\n\n{TALE}"
    story = clean(raw)
    assert story.text == f"{TALE}\n\n{TALE}"
    assert [chrome.span.of(raw) for chrome in story.chrome] == [middle]


@pytest.mark.parametrize(
    "line",
    [
        "CRASH", "A pause.", "NO LANDING", "BOOM. BOOM. BOOM.", "DOCTOR: Sit down.", "Odile. come home. x",
        "...", "—", "?!", "Part of her wanted to go back.", "Chapter one was the worst of it.", "Dear Odile,",
        "Your loving aunt", "I", "I.", "“I—”", "P.S. The goat is yours now.", "London, 12 March 1871", "Later.",
        "NOTICE: goats must be led.", "🙂", "x", "Yours, in haste,", "- You never said.", "‘Who goes there?’",
        "«Nobody,» she said.", "To be or not to be.", "12", "She left a note.",
        "The review was bad, and the comments were worse.", "(she was not sorry)", "Ooooo", "xx",
        "“Please leave a message after the tone.”", "It belonged to nobody.", "One. Two. Three.", "Break",
        "Note the rope.", "Act two hours later and you will regret it.", "Day broke.", "Book her a seat.",
        "By noon it was over.", "Note to self: never trust a goat.", "(Note the rope.)",
        "A. N. Harker came in.", "Part two, she thought", "I own the boat. You don't own the goat.",
        "Thank you for reading to me.", "He would update the log, vote, and go home.", "Follow me.", "Next!",
        "Home", "TO BE CONTINUED was stamped on it.", "The end of the rope",
        "“Share it with your friends,” he said.", "The end of the rope was wet.",
        "Chapter and verse, she gave him.", "goat: hungry",
    ],
)  # fmt: skip
def test_odd_lines_of_story_stay(line: str) -> None:
    for raw in (f"{TALE}\n\n{line}\n\n{TALE}", f"{line}\n\n{TALE}", f"{TALE}\n\n{line}"):
        assert clean(raw).text == raw


def test_a_text_without_furniture_stays_whole() -> None:
    story = clean(TALE)
    assert story.text == TALE
    assert not story.chrome
    assert story.title is None
    assert story.map.segments == ((0, 0, len(TALE)),)


@pytest.mark.parametrize(
    "ending",
    [
        "Dear Ann,\n\nPlease comment on the enclosed. No news.\n\nYours,\nMum\n\nP.S. Share this with nobody.",
        "Mum: home when?\n\nMe: soon\n\nMum: vote tomorrow dont forget\n\nMe: ok",
        "ODILE: Who votes?\n\nGOAT: I comment only.\n\n(They wait.)",
        "Over the water and over the lea,\nOver the water to you and to me,\nNobody, nobody, goat and gnome",
    ],
)
def test_letters_messages_scripts_and_verse_stay(ending: str) -> None:
    raw = f"{TALE}\n\n{ending}"
    assert clean(raw).text == raw


def test_chapter_numbers_must_count_up() -> None:
    counted = f"1\n\n{TALE}\n\n2\n\n{TALE}\n\n3\n\n{TALE}"
    assert clean(counted).text == f"{TALE}\n\n{TALE}\n\n{TALE}"
    down = f"{TALE}\n\n3\n\n2\n\n1\n\n{TALE}"
    assert clean(down).text == down


def test_a_licence_around_a_book_is_set_aside() -> None:
    raw = (
        "This ebook may be used by anyone anywhere.\nTitle: Other Bank\nAuthor: O. Reed\n\n"
        f"*** START OF THE FREE EBOOK OTHER BANK ***\n\n{TALE}\n\n*** END OF THE FREE EBOOK OTHER BANK ***\n\n"
        "Section 1. You may copy it, give it away or use it again.\n\nSection 2. There is no warranty."
    )
    story = clean(raw)
    assert story.text == TALE
    assert story.title == "Other Bank"
    assert story.metadata["author"] == "O. Reed"


def test_a_note_in_brackets_runs_to_its_closing_bracket() -> None:
    note = "[A/N: Two things.\n\nGoats swim. Also I moved house.]"
    assert clean(f"{TALE}\n\n{note}\n\n{TALE}").text == f"{TALE}\n\n{TALE}"


def test_wrapped_paragraphs_become_one_line() -> None:
    paragraph = (
        "The ferry left at six with nobody on it but Odile and the goat, and the\n"
        "goat had only come along because the rope it was eating happened to be\n"
        "tied to the rail. Nobody had thought of hats. It rained, in the half-\n"
        "hearted way that rain has on a river."
    )
    raw = f"{paragraph}\n\n{paragraph}\n"
    told = paragraph.replace("half-\n", "half-").replace("\n", " ")
    assert clean(raw).text == f"{told}\n\n{told}"


def test_one_paragraph_a_line_stays_so() -> None:
    raw = 'Odile looked up.\n"Is it far?"\n"Not very."\nThe goat said nothing.\nThey went on.'
    assert clean(raw).text == raw


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\x85", "\u2029"])
def test_line_breaks_become_newlines(newline: str) -> None:
    raw = TALE.replace("\n", newline)
    story = clean(raw)
    assert story.text == TALE
    at = story.text.index("went on by")
    assert story.map.to_raw(Span(at, at + 10)).of(raw) == "went on by"


def test_a_byte_order_mark_is_no_part_of_the_story() -> None:
    story = clean("\ufeff" + TALE)
    assert story.text == TALE
    assert story.map.to_raw(Span(0, 3)) == Span(1, 4)


def test_accents_typed_for_apostrophes_are_repaired() -> None:
    raw = 'He didn´t say. "It`s the boys´ boat, you´re goin´ too," said Odile.'
    story = clean(raw)
    assert story.text == "He didn't say. \"It's the boys' boat, you're goin' too,\" said Odile."
    assert {repair.kind for repair in story.repairs} == {"apostrophe"}
    assert [raw[repair.span.start] for repair in story.repairs] == ["´", "`", "´", "´", "´"]


def test_accents_that_quote_are_left() -> None:
    raw = "`You didn´t say,´ said Odile. `It is the boys´ boat.´"
    assert clean(raw).text == "`You didn't say,´ said Odile. `It is the boys´ boat.´"


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("It wasnâ€™t hers.", "It wasn’t hers."),
        ("â€œGo,â€\x9d she said.", "“Go,” she said."),
        ("The cafÃ© was shut.", "The café was shut."),
        ("She â€” it was she â€” left.", "She — it was she — left."),
        ("It wasnÃ¢â‚¬â„¢t hers.", "It wasn’t hers."),
        ("wa\u200bter\u00ad, still", "water, still"),
    ],
)
def test_letters_that_went_wrong_are_repaired(broken: str, right: str) -> None:
    story = clean(broken)
    assert story.text == right
    assert story.repairs
    last = right.split()[-1]
    at = story.text.index(last)
    assert story.map.to_raw(Span(at, at + len(last))).of(broken) == last


@pytest.mark.parametrize("whole", ["L’âme â la carte", "São Tomé", "Ça va ? À «Paris»", "ÂNGELO Ã", "👩‍👧 went"])
def test_accents_in_their_place_are_left(whole: str) -> None:
    assert clean(whole).text == whole


def test_nothing_but_furniture_leaves_no_story() -> None:
    story = clean("***\n\nTHE END\n")
    assert story.text == ""
    assert len(story.chrome) == 2
    assert clean("").text == ""


def test_story_below_a_page_foot_that_strayed_into_it_stays_story() -> None:
    story = [f'"Line {word} of what we said," she told him across the table, and meant it.' for word in NUMBERS]
    text = "\n\n".join([*story[:12], "Review this Chapter", *story[12:]])
    kept = clean(text).text
    assert all(line in kept for line in story)


def test_a_text_whose_language_says_nothing_here_is_story() -> None:
    text = "「你去哪儿？」他问。\n\n「去河边。」她说。\n\n「船已经走了。」\n\n「那我就游过去。」"
    assert clean(text).text.count("「") == 4


NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]


@pytest.mark.parametrize("lines", vocabulary._PHRASES.values(), ids=vocabulary._PHRASES)
def test_a_phrase_is_one_alternative(lines: str) -> None:
    """Phrases that begin alike share their beginning, which a bar outside brackets would cut off."""
    for line in re.sub(r"\n +", "", lines).strip().split("\n"):
        bare = re.sub(r"\\.", "", line)
        bare = re.sub(r"\[[^\]]*\]", "", bare)
        while "(" in bare:
            bare, before = re.sub(r"\([^()]*\)", "", bare), bare
            assert bare != before
        assert "|" not in bare, line


def test_short_paragraphs_of_one_length_are_not_taken_for_wrapped_lines() -> None:
    lines = (
        '"You might have told me," she said to the water, and the water kept quiet.',
        "“Well,” said Bram, “I know it now.” He looked at the faded label on the box.",
        "“It’s late,” said Odile. The café was shut — the goat didn’t mind.",
        "She wrote that down, and underlined it twice with the stump of a pencil.",
    )
    assert clean("\n".join(lines)).text == "\n".join(lines)


@pytest.mark.parametrize(
    "raw",
    [
        "InkHollow\nThe Salt Ledger\nChapter 1\n\n{}\n\nInkHollow · Terms · Privacy\n",
        "InkHollow\nThe Salt Ledger\nChapter 1\n\n{}\n\n© 2019 InkHollow · Privacy\n",
        "Log in · InkHollow · Browse\nInkHollow\nThe Salt Ledger\nChapter 1\n\n{}\n",
        "InkHollow\nThe Salt Ledger\nChapter 1\n\n{}\n\nRead more at https://www.inkhollow.com/s/12\n",
        "InkHollow\n\nThe Salt Ledger\n\nby reedwhistle\n\n{}\n",
        "The Salt Ledger\nInkHollow\nChapter 1\n\n{}\n\nInkHollow · Terms · Privacy\n",
    ],
)
def test_the_name_of_the_site_is_not_the_title(raw: str) -> None:
    story = clean(
        raw.format("The ferry left at six with nobody on it but Odile and the goat.\n\n“It’s late,” she said.")
    )
    assert story.title == "The Salt Ledger"


COPIED = (
    "Archive of Our Own beta\nUser Navigation\nMain Content\nRating:\n    Teen And Up Audiences\nFandom:\n"
    "    Ferry Tales (TV)\nCharacters:\n    Odile Marsh\nStats:\n"
    "    Published:2014-02-03Words:1,203Chapters:1/1Comments:14Kudos:203Bookmarks:12Hits:4021\n"
    "Other Bank\nreedwhistle\nSummary:\n\n    Odile crosses.\n\nWork Text:\n\n"
)


def test_a_page_that_was_selected_and_copied_whole_gives_its_facts() -> None:
    story, raw = around(COPIED, "")
    assert story.text == TALE
    assert (story.title, story.metadata["author"]) == ("Other Bank", "reedwhistle")
    facts = {"words": "1,203", "chapters": "1/1", "kudos": "203", "published": "2014-02-03", "hits": "4021"}
    assert facts.items() <= story.metadata.items()
    start = raw.index("Rating:")
    block = [one for one in story.chrome if start <= one.span.start < raw.index("Stats:")]
    assert {one.kind for one in block} == {"tags"}


@pytest.mark.parametrize(
    "line",
    [
        "Die Figuren gehören nicht mir.", "Les personnages ne m'appartiennent pas.",
        "Los personajes no me pertenecen.", "Os personagens não me pertencem.", "I personaggi non mi appartengono.",
        "De personages zijn niet van mij.", "Postacie nie należą do mnie.", "Karaktärerna tillhör inte mig.",
        "Персонажи мне не принадлежат.", "I do not own these characters.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("above", ["", "Chapter 1\n\n"])
def test_a_disclaimer_needs_no_label(above: str, line: str) -> None:
    story, raw = around(f"{above}{line}\n\n", "")
    assert story.text == TALE
    assert ("disclaimer", line) in aside(story, raw)


def test_what_somebody_does_not_own_in_a_story_stays() -> None:
    story, _ = around("I do not own a boat.\n\n", "")
    assert "boat" in story.text


@pytest.mark.parametrize("label", ["Примечания:", "Anmerkungen:", "Notas:", "Notes:"])
def test_a_label_below_the_number_of_a_chapter_is_no_title(label: str) -> None:
    story, raw = around(f"Chapter 1\n\n{label}\nThank you for reading!\n\n", "")
    assert story.text == TALE
    assert aside(story, raw) == [("heading", "Chapter 1"), ("note", label)]
    assert [(chapter.number, chapter.title) for chapter in story.chapters] == [(1, None)]


@pytest.mark.parametrize(
    ("line", "theft"),
    [
        ("This tale was stolen from Royal Road; kindly report any copy that you meet elsewhere.", True),
        ("The novel stands here without the author's consent. Report any sightings.", True),
        ("You are reading content misappropriated from its author; report the violation.", True),
        ("The goat had been stolen, and Odile went to report it to the ferryman.", False),
        ("They rode down the Royal Road with a stolen goat between them.", False),
        ("“The book was stolen,” she said. “Report it.”", False),
    ],
)
def test_what_warns_of_thieves_is_no_story(line: str, theft: bool) -> None:
    raw = f"{TALE}\n\n{line}\n\n{TALE}"
    assert (line not in clean(raw).text) == theft


def test_a_page_of_royal_road_names_its_author_and_its_chapter() -> None:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in TALE.split("\n\n"))
    raw = (
        "<!DOCTYPE html><html><head><title>3. Hay - Other Bank | Royal Road</title></head><body>"
        '<div class="fic-header"><h1>3. Hay</h1><h2>Other Bank</h2><h3>by <a href="/9">reedwhistle</a></h3></div>'
        f'<div class="chapter-inner chapter-content">{paragraphs}</div></body></html>'
    )
    read = html.read(raw.encode(), "hay.html", None, False)
    assert read.content is not None
    story = clean_content(read.content, read.raw)
    assert (story.title, story.metadata["author"]) == ("Other Bank", "reedwhistle")
    assert [(chapter.number, chapter.title) for chapter in story.chapters] == [(3, "Hay")]
    assert story.text.split() == TALE.split()


def test_what_a_text_ends_with_is_no_footer_for_being_short() -> None:
    below = "\n\n| who | where |\n|-----|-------|\n| goat | ferry |\n\nhay and oats\n\nsee the other bank[^1]"
    story, _ = around("", below)
    assert story.text == TALE + below


SPEECHES = """ODA: Is this it?
PELL: It is!
ODA: Where?
PELL: There, I said. Are you deaf?
{between}
ODA: Yes.
PELL: What?
"""


@pytest.mark.parametrize("note", ["NOTE: this is a draft.", "A/N: sorry for the wait!", "Author's note: they shout."])
def test_of_a_short_script_only_the_note_is_set_aside(note: str) -> None:
    raw = SPEECHES.format(between=note)
    story = clean(raw)
    assert [(kind, words.strip()) for kind, words in aside(story, raw)] == [("note", note)]
    assert story.text.split("\n") == raw.replace(note, "").strip("\n").split("\n")


def test_a_short_play_below_the_list_of_its_people_is_story() -> None:
    raw = "THE LAST TRAM\n\nCharacters:\nODA, a conductor\nPELL, a passenger\n\n" + SPEECHES.format(
        between="NOTE: a bell."
    )
    assert clean(raw).text == SPEECHES.format(between="").strip("\n")


def test_short_sentences_are_story_though_a_note_stands_among_them() -> None:
    lines = ["Where is it?", "Here!", "Where?", "Are you deaf?"]
    raw = "\n\n".join([*lines, "A/N: sorry for the wait!"])
    assert clean(raw).text.split("\n\n") == lines


def test_a_page_of_nothing_but_furniture_has_no_story() -> None:
    raw = "Home | Archive | RSS\nWords: 1,234\nTags: fluff, angst\nSummary:\nA goat goes to sea.\nNext chapter\n"
    assert clean(raw).text == ""


@pytest.mark.parametrize(
    "line", ["TW blood!! read the warnings!!", "cw drowning, goats", "trigger warning! mind the tags"]
)
def test_a_warning_above_the_story_is_set_aside(line: str) -> None:
    raw = f"The Long Ferry\nStory by saltmarsh\n[ Part 1: Ropes ]\n{line}\n\n{TALE}"
    assert clean(raw).text == TALE


def test_a_roman_number_between_scenes_parts_chapters() -> None:
    scenes = TALE.split("\n\n")
    raw = "\n\n".join([*scenes[:2], "III.", *scenes[2:]])
    story = clean(raw)
    assert aside(story, raw) == [("heading", "III.")]
    assert clean(raw.replace("III.", "V.")).text.count("V.") == 1
