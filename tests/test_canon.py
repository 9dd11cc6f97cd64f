"""A canon that the texts retell: it is the base text, the tellings are compared with it and counted against it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from retold import Comparison, InputError, OptionError, compare
from retold.apparatus import Counts, Locus
from retold.cli import run
from retold.exporters.json import schema

SCRIPT = """INT. FERRY LANDING - DUSK

ORLA
You said the last boat was at nine.

PIERS
I said the last boat was at seven. You heard nine because you wanted nine.

ORLA
Then we are stuck on this rock until the morning.

PIERS
There is a lamp, a stove and half a tin of herring.

ORLA
Who ate the other half of the herring?

PIERS
The heron had it. I was keeping watch the wrong way.
"""
LATER = """
INT. SORTING OFFICE - DAY

POSTMISTRESS
Nine parcels for the lighthouse and not one of them is stamped.

CLERK
Stamp them yourself, then, and put it on the keeper's bill.

POSTMISTRESS
The keeper has been dead since Whitsun, as you know very well.

CLERK
Then he will not complain about the bill.

POSTMISTRESS
Eleven ounces. Who sends eleven ounces of seed to a dead man?

CLERK
A dead man's gardener, I suppose.
"""
FAITHFUL = """
“You said the last boat was at nine,” said Orla.

“I said the last boat was at seven,” said Piers. “You heard nine because you wanted nine.”

She kicked the bollard. “Then we are stuck on this rock until the morning.”

“There is a lamp, a stove and half a tin of herring.”

“The heron had it,” Piers said. “I was keeping watch the wrong way.”

“Nobody will come for us,” Orla said.
"""
TURNED = """
“There's a lamp, a stove, and half a tin of herring,” said Piers.

“Who ate the other half of the herring?” Orla asked him.

“You said that the last boat was at nine!” she went on.

“I said the last boat was at seven. You heard nine because you wanted nine.”

“Then we're stuck on this rock until tomorrow morning.”

“Nobody will come for us.”
"""
KITCHEN = """
"Who left the gate open?" asked Hedda.

"The baker's boy," said Jonas. "He leaves everything open."

"Then the geese are out."

"All nine of them, and the old gander in front."
"""
SUBTITLES = "\n\n".join(
    f"{number}\n00:00:{number:02},000 --> 00:00:{number:02},900\n{line}"
    for number, line in enumerate((line for line in SCRIPT.splitlines() if line and not line.isupper()), 1)
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    texts = {"script.txt": SCRIPT, "act.txt": SCRIPT + LATER * 2, "faithful.txt": FAITHFUL, "turned.txt": TURNED}
    texts |= {"kitchen.txt": KITCHEN, "episode.srt": SUBTITLES, "empty.txt": ""}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def lines(result: Comparison) -> list[str]:
    """What the canon says, row by row."""
    return [result.text_of(row.readings[result.base or ""]) for row in shared(result)]


def shared(result: Comparison) -> list[Locus]:
    """The rows that the canon has a part in."""
    return [row for row in result.loci if result.base in row.readings]


def test_the_canon_comes_first_and_is_the_base(folder: Path) -> None:
    result = compare(["faithful.txt", "turned.txt"], canon="script.txt")
    assert [telling.siglum for telling in result.tellings] == ["Canon", "A", "B"]
    assert result.base == "Canon"


def test_rows_stand_in_the_order_of_the_canon_whatever_the_tellings_do(folder: Path) -> None:
    result = compare(["turned.txt"], canon="script.txt")
    said = " ".join(lines(result))
    places = [said.index(words) for words in ("at nine", "at seven", "stuck", "a lamp", "other half", "heron had")]
    assert places == sorted(places)
    assert {s for row in result.loci for s in row.moved} == {"A"}


def test_each_telling_is_counted_against_the_canon(folder: Path) -> None:
    counts = compare(["faithful.txt", "turned.txt"], canon="script.txt").counts
    faithful, turned = counts["A"], counts["B"]
    rows = sum((faithful.kept, faithful.changed, faithful.dropped))
    assert counts["Canon"] == Counts(kept=rows)
    assert sum((turned.kept, turned.changed, turned.dropped)) == rows
    assert faithful.dropped == 1
    assert faithful.changed == faithful.moved == 0
    assert (turned.moved > 0, turned.changed > 1) == (True, True)
    assert turned.dropped >= 1
    # What two tellings have and the canon lacks is no part of it, however many have it.
    assert turned.added >= 1
    assert faithful.added >= 2


def test_words_are_compared_with_those_of_the_canon_even_where_most_have_others(folder: Path) -> None:
    result = compare(["turned.txt", "turned.txt".replace("turned", "faithful")], canon="script.txt")
    row = next(row for row in shared(result) if "stuck" in result.text_of(row.readings["Canon"]))
    assert all(edit.kind == "equal" for edit in row.readings["Canon"].words)
    other = [
        result.telling("A").read(edit.raw) for edit in row.readings["A"].words if edit.kind in ("replace", "insert")
    ]
    assert other == ["we're", "tomorrow"]


def test_the_source_is_the_canon_with_those_who_kept_each_word(folder: Path) -> None:
    result = compare(["faithful.txt", "turned.txt"], canon="script.txt")
    assert [line.text for line in result.source] == lines(result)
    assert all(word.decided and "Canon" in word.choices[0].support for line in result.source for word in line.words)
    line = next(line for line in result.source if "herring?" in line.text)
    assert line.support == ("Canon", "B")
    kept = {word.choices[0].text: word.choices[0].support for word in result.source[0].words}
    assert kept == {"You said the last boat was at nine.": ("Canon", "A", "B")}
    assert not {line.locus for line in result.source} & set(result.left_out)


def test_a_long_canon_drops_only_what_lies_between_the_lines_that_were_taken(folder: Path) -> None:
    short, long = (compare(["faithful.txt"], canon=canon) for canon in ("script.txt", "act.txt"))
    assert long.counts["A"] == short.counts["A"]
    assert lines(long) == lines(short)


def test_subtitles_are_a_canon_too(folder: Path) -> None:
    result = compare(["faithful.txt"], canon="episode.srt")
    assert result.base == "Canon"
    assert result.counts["A"].kept >= 4


def test_the_canon_may_be_one_of_the_texts(folder: Path) -> None:
    among = compare(["faithful.txt", "script.txt"], canon=folder / "script.txt")
    assert [telling.siglum for telling in among.tellings] == ["A", "B"]
    assert among.base == "B"
    assert among.counts["A"] == compare(["faithful.txt"], canon="script.txt").counts["A"]


def test_the_order_of_the_texts_changes_nothing(folder: Path) -> None:
    forth = compare(["faithful.txt", "turned.txt"], canon="script.txt")
    back = compare(["turned.txt", "faithful.txt"], canon="script.txt")
    assert [row.id for row in forth.loci] == [row.id for row in back.loci]
    assert (forth.counts["A"], forth.counts["B"]) == (back.counts["B"], back.counts["A"])
    assert [line.text for line in forth.source] == [line.text for line in back.source]


def test_a_canon_of_another_scene_is_said_to_be_one(folder: Path) -> None:
    result = compare(["faithful.txt", "turned.txt"], canon="kitchen.txt")
    assert result.base is None
    assert any("kitchen.txt" in note and "no scene" in note for note in result.notes)
    assert result.counts == {"Canon": Counts(), **{s: result.counts[s] for s in "AB"}}
    assert result.source


def test_the_command_takes_a_canon_and_shows_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["compare", "faithful.txt", "turned.txt", "--no-report", "--width", "120", "--json", "out.json"]
    assert run([*asked, "--canon", "script.txt"]) == 0
    out = capsys.readouterr().out
    assert "against Canon" in out
    assert "than Canon" in out
    assert "A tells the scene of Canon" in out
    result = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    jsonschema.validate(result, schema())
    assert result["base"] == "Canon"
    assert run([*asked, "--canon", "kitchen.txt"]) == 0
    assert "Note: the canon (kitchen.txt) shares no scene" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("canon", "says"),
    [("gone.srt", "gone.srt"), ("empty.txt", "empty.txt"), (".", "holds 7 texts; name one of them")],
)
def test_a_canon_that_cannot_be_read_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], canon: str, says: str
) -> None:
    with pytest.raises((InputError, OptionError), match="the canon"):
        compare(["faithful.txt", "turned.txt"], canon=canon)
    assert run(["compare", "faithful.txt", "turned.txt", "--canon", canon, "--skip-bad"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("retold: the canon")
    assert says in line


def test_nothing_else_may_be_called_canon(folder: Path) -> None:
    with pytest.raises(OptionError, match="Canon"):
        compare(["faithful.txt"], canon="script.txt", sigla=["Canon"])


def test_the_canon_is_never_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["compare", "faithful.txt", "--canon", "script.txt", "--json", "script.txt", "--force"]
    assert run(asked) == 2
    assert (folder / "script.txt").read_text(encoding="utf-8") == SCRIPT
