"""`compare` and `inspect` as a program calls them: what they take, what they refuse, what they promise."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from retold import Comparison, InputError, OptionError, RetoldError, Settings, compare, inspect
from retold.exporters.json import dumps, to_dict
from retold.pipeline import label
from retold.speakers.weighing import learned
from retold.text import Span

KITCHEN = """
"Who left the gate open?" asked Hedda.

"The baker's boy," said Jonas. "He leaves everything open."

"Then the geese are out."

"All nine of them, and the old gander in front."

Hedda took the broom from behind the door.

"You go round by the pond," she said. "I shall take the orchard."

"And if he bites?"

"Then you will know that you have found him, Jonas."
"""
KITCHEN_AGAIN = """
Hedda came in from the yard. "Has somebody left the gate open?"

"It was the baker's boy. He never shuts a thing," said Jonas.

"So the geese have got out."

"Every one of the nine, with the gander at their head."

She fetched the broom out from behind the door. "Go round by the pond. I will do the orchard."

"What if he bites me?" said Jonas.

"You will know then that you found him."
"""
KITCHEN_LATER = """
I was shelling peas when Hedda asked who had left the gate open.

"The baker's boy," I said. "He leaves everything open, that one."

"Then my geese are out!"

"All nine. The old gander was in front."

"You take the pond, Jonas, and I take the orchard." She had the broom already.

"What if he bites?"

"Then you'll know you have found him."
"""
CELLAR = """
"There is water on the third step," said Hedda.

"It was on the second at noon," said Jonas.

"Carry the apples up before the potatoes."

"The apples are heavier."

"They are dearer, too. Is that the lamp going out?"

"It wants oil. Everything in this house wants oil."

"Hold my hand, then, and count the steps."
"""
ROADS = """
"Two hours to the pass," the driver said, "if the snow holds off."

"And if it does not?"

"Then we sleep at the customs house with the mules."

"I have slept in worse places, and with worse company."

"You have not met these mules, sir."

"Drive on. My sister marries at seven."
"""
STORIES = {"one.txt": KITCHEN, "two.txt": KITCHEN_AGAIN, "three.txt": KITCHEN_LATER}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(STORIES | {"cellar.txt": CELLAR, "roads.txt": ROADS})
    return tmp_path


def write(texts: Mapping[str, str]) -> list[str]:
    for name, text in texts.items():
        Path(name).write_text(text, encoding="utf-8")
    return list(texts)


def same(result: Comparison) -> set[str]:
    return {relation.a + relation.b for relation in result.relations if relation.same_scene}


def readings(result: Comparison, sigla: Sequence[str]) -> dict[str, object]:
    """What is lined up among some witnesses, without what the others have there."""
    return {
        locus.id: {s: (r.spans, r.form, r.words) for s, r in locus.readings.items()}
        for locus in result.loci
        if set(locus.readings) <= set(sigla)
    }


# What comes out


def test_three_tellings_of_one_scene_are_one_scene(folder: Path) -> None:
    result = compare(list(STORIES))
    assert same(result) == {"AB", "AC", "BC"}
    assert [set(scene.witnesses) for scene in result.scenes] == [{"A", "B", "C"}]
    gander = [
        locus for locus in result.loci if "gander in front" in "".join(map(result.text_of, locus.readings.values()))
    ]
    assert {"A", "B", "C"} <= {siglum for locus in gander for siglum in locus.readings}


def test_other_scenes_and_other_people_stay_out(folder: Path) -> None:
    result = compare(["one.txt", "two.txt", "cellar.txt", "roads.txt"])
    assert same(result) == {"AB"}
    assert {siglum for locus in result.loci for siglum in locus.readings} == {"A", "B"}


def test_two_scenes_side_by_side_are_two(folder: Path) -> None:
    again = write({"cellar-again.txt": CELLAR.replace("Carry the", "Bring the").replace("noon", "breakfast")})
    result = compare(["one.txt", "cellar.txt", "two.txt", *again])
    assert same(result) == {"AC", "BD"}
    assert [set(scene.witnesses) for scene in result.scenes] == [{"A", "C"}, {"B", "D"}]
    assert all(set(locus.readings) <= set(scene.witnesses) for scene in result.scenes for locus in result.loci
               if locus.scene == scene.id)  # fmt: skip


def test_two_texts_may_share_two_scenes_in_either_order(folder: Path) -> None:
    families = Path(__file__).parent / "families"
    docking, bargain = (
        [(families / name / f"T{number}.txt").read_text(encoding="utf-8") for number in (1, 2, 3)]
        for name in ("docking", "bargain")
    )
    write({"first.txt": docking[0] + bargain[0], "second.txt": bargain[2] + docking[1]})
    result = compare(["first.txt", "second.txt"], settings=Settings(relations_only=True))
    assert len(result.scenes) == len(result.relations[0].scenes) == 2
    for scene, parts in zip(result.scenes, ((docking[0], docking[1]), (bargain[0], bargain[2])), strict=True):
        for siglum, part in zip("AB", parts, strict=True):
            raw = result.telling(siglum).witness.raw
            whole = Span(raw.index(part), raw.index(part) + len(part))
            (told,) = scene.witnesses[siglum]
            assert told.overlap(whole) > 0.9 * len(told)
            assert told.overlap(whole) > 0.5 * len(whole)


def test_texts_that_meet_only_in_a_third_do_not_tell_one_scene(folder: Path) -> None:
    write({"both.txt": KITCHEN_AGAIN + "\n***\n" + CELLAR.replace("noon", "breakfast")})
    result = compare(["one.txt", "cellar.txt", "both.txt"])
    assert {"AC", "BC"} <= same(result)
    assert "AB" not in same(result)
    assert not any({"A", "B"} <= set(locus.readings) for locus in result.loci)
    passages = [scene.witnesses["C"][0] for scene in result.scenes]
    assert len(passages) == 2
    assert passages[0].overlap(passages[1]) == 0
    both = result.telling("C").witness.raw
    assert [("gander" in span.of(both), "potatoes" in span.of(both)) for span in passages] == [
        (True, False),
        (False, True),
    ]


def test_an_unrelated_text_changes_nothing_among_the_others(folder: Path) -> None:
    without = compare(["one.txt", "two.txt"])
    beside = compare(["one.txt", "two.txt", "roads.txt"])
    assert readings(beside, "AB") == readings(without, "AB")
    assert beside.relations[0].score == without.relations[0].score


def test_names_of_an_unrelated_text_mute_nothing_in_the_others(folder: Path) -> None:
    """Somebody called Gander in another story is no reason to weigh the gander less in this one."""
    gander = ROADS.replace("the driver said", "said Gander Broom").replace("mules, sir", "mules, Pond Orchard")
    write({"gander.txt": gander + '\n"No," said Gander.\n\n"Yes," said Orchard.\n\n"No," said Pond.\n'})
    without = compare(["one.txt", "two.txt"])
    beside = compare(["one.txt", "two.txt", "gander.txt"])
    assert readings(beside, "AB") == readings(without, "AB")
    assert beside.relations[0].e_value == without.relations[0].e_value


def test_the_order_of_the_texts_does_not_matter(folder: Path) -> None:
    forth = compare(["one.txt", "two.txt", "three.txt"], sigla=["A", "B", "C"])
    back = compare(["three.txt", "one.txt", "two.txt"], sigla=["C", "A", "B"])
    assert {locus.id for locus in forth.loci} == {locus.id for locus in back.loci}
    assert [locus.id for locus in forth.loci] == [locus.id for locus in back.loci]
    assert {frozenset((r.a, r.b)): (r.same_scene, r.e_value) for r in forth.relations} == {
        frozenset((r.a, r.b)): (r.same_scene, r.e_value) for r in back.relations
    }
    assert forth.counts == {siglum: back.counts[siglum] for siglum in "ABC"}


def test_two_equal_texts_are_compared_and_called_equal(folder: Path) -> None:
    write({"copy.txt": KITCHEN})
    result = compare(["one.txt", "copy.txt"])
    assert same(result) == {"AB"}
    assert result.notes == ("one.txt and copy.txt are the same text",)
    assert {locus.relation for locus in result.loci} == {"verbatim"}
    assert all(len(locus.readings) == 2 for locus in result.loci)
    assert not any(
        counts.changed or counts.added or counts.dropped or counts.moved for counts in result.counts.values()
    )
    assert not any(word for line in result.source for word in line.words if not word.decided)


def test_a_copy_of_a_telling_makes_no_row_surer(folder: Path) -> None:
    write({"copy.txt": KITCHEN_AGAIN})
    without = compare(["one.txt", "two.txt", "three.txt"], sigla="ABC")
    beside = compare(["one.txt", "two.txt", "three.txt", "copy.txt"], sigla="ABCD")
    assert scores_of_shared_rows(beside, "ABC") == scores_of_shared_rows(without, "ABC")
    assert len(scores_of_shared_rows(without, "ABC")) > 5


def scores_of_shared_rows(result: Comparison, sigla: str) -> dict[frozenset[tuple[str, tuple[Span, ...]]], float]:
    """How sure each row is that two or more of some witnesses have, by where they have it."""
    rows = [({s: r.spans for s, r in row.readings.items() if s in sigla}, row.score) for row in result.loci]
    return {frozenset(where.items()): score for where, score in rows if len(where) > 1}


def test_many_copies_of_one_text_are_one_note(folder: Path) -> None:
    write({f"copy-{number}.txt": KITCHEN for number in range(3)})
    result = compare(["copy-0.txt", "copy-1.txt", "copy-2.txt"])
    assert result.notes == ("copy-0.txt, copy-1.txt and copy-2.txt are the same text",)


def test_the_setting_of_significance_decides_what_one_scene_is(folder: Path) -> None:
    usual = compare(["one.txt", "two.txt"])
    limit = usual.relations[0].e_value
    assert usual.relations[0].same_scene
    strict = compare(["one.txt", "two.txt"], settings=Settings(significance=limit / 10))
    assert not strict.relations[0].same_scene
    assert strict.loci == ()
    assert strict.relations[0].e_value == limit
    assert strict.settings["significance"] == limit / 10


def test_relations_only_lines_nothing_up(folder: Path) -> None:
    whole = compare(["one.txt", "two.txt", "roads.txt"])
    result = compare(["one.txt", "two.txt", "roads.txt"], settings=Settings(relations_only=True))
    assert same(result) == same(whole)
    assert result.loci == ()
    assert result.source == ()
    assert [(r.score, r.e_value) for r in result.relations] == [(r.score, r.e_value) for r in whole.relations]


def test_relations_only_does_not_count_lines_it_never_looked_for(folder: Path) -> None:
    result = compare(["one.txt", "two.txt"], settings=Settings(relations_only=True))
    assert "no spoken line" not in result.relations[0].summary


def test_one_character_known_by_two_names_is_joined_on_request(folder: Path) -> None:
    write({"stranger.txt": KITCHEN_AGAIN.replace("Jonas", "Ottokar")})
    settings = Settings(aliases=(("Jonas", ("Ottokar",)),))
    result = compare(["one.txt", "stranger.txt"], settings=settings)
    jonas = [
        who for who in result.characters if {n.name for ns in who.names.values() for n in ns} & {"Jonas", "Ottokar"}
    ]
    assert len(jonas) == 1
    assert jonas[0].name == "Jonas"


def test_by_rules_only_no_learned_weight_is_looked_up_anywhere(folder: Path) -> None:
    learned.cache_clear()
    inspect("one.txt", settings=Settings(rules_only=True))
    by_rules = compare(["one.txt", "two.txt"], settings=Settings(rules_only=True))
    assert learned.cache_info().misses == 0
    usual = compare(["one.txt", "two.txt"])
    assert learned.cache_info().misses > 0
    assert (by_rules.settings["rules_only"], usual.settings["rules_only"]) == (True, False)


def test_progress_is_told_from_reading_to_collating(folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    compare(["one.txt", "two.txt", "roads.txt"], progress=lambda *step: told.append(step))
    steps = ["reading", "screening", "relating", "aligning", "collating"]
    assert list(dict.fromkeys(what for what, _, _ in told)) == steps
    assert all(0 <= done < total for _, done, total in told)
    assert [step for step in told if step[0] == "reading"] == [("reading", at, 3) for at in range(3)]


# Labels and paths


def test_labels_run_through_the_alphabet_and_on() -> None:
    assert [label(number) for number in (0, 1, 25, 26, 27, 51, 52, 701, 702)] == [
        "A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_labels_as_asked(folder: Path) -> None:
    result = compare(["one.txt", "two.txt"], sigla=["Q1", "F"])
    assert [telling.siglum for telling in result.tellings] == ["Q1", "F"]
    assert {siglum for locus in result.loci for siglum in locus.readings} == {"Q1", "F"}
    assert {u.id.partition(".")[0] for u in result.telling("Q1").utterances} == {"Q1"}


@pytest.mark.parametrize(
    ("sigla", "says"), [(["A", "A"], "siglum A"), (["A"], "1 sigla for 2 texts"), (["A", "B", "C"], "3 sigla for 2")]
)
def test_labels_that_do_not_fit_are_refused(folder: Path, sigla: list[str], says: str) -> None:
    with pytest.raises(OptionError, match=says):
        compare(["one.txt", "two.txt"], sigla=sigla)


def test_a_folder_is_its_texts_by_name(folder: Path) -> None:
    result = compare([folder])
    assert [Path(t.witness.path).name for t in result.tellings] == [
        "cellar.txt",
        "one.txt",
        "roads.txt",
        "three.txt",
        "two.txt",
    ]
    assert len(result.relations) == 10


def test_paths_may_be_paths(folder: Path) -> None:
    assert same(compare([folder / "one.txt", folder / "two.txt"])) == {"AB"}


@pytest.mark.parametrize(
    ("paths", "says"),
    [
        (["one.txt"], "one.txt.*retold inspect"),
        (["one.txt", "one.txt"], "one.txt.*twice"),
        (["one.txt", "./one.txt"], "one.txt.*twice"),
        (["one.txt", "absent.txt"], "absent.txt"),
        (["one.txt", "empty.txt"], "empty.txt.*empty"),
        (["one.txt", "blank.txt"], "blank.txt.*blank"),
        ([], "two or more"),
    ],
)
def test_a_request_that_cannot_be_met_says_what_to_do(folder: Path, paths: list[str], says: str) -> None:
    write({"empty.txt": "", "blank.txt": " \n\n "})
    with pytest.raises(InputError, match=says) as caught:
        compare(paths)
    assert "\n" not in str(caught.value)


def test_bad_files_can_be_left_out_and_are_named(folder: Path) -> None:
    write({"empty.txt": ""})
    result = compare(["one.txt", "empty.txt", "two.txt"], settings=Settings(skip_bad=True))
    assert [(t.siglum, t.witness.path) for t in result.tellings] == [("A", "one.txt"), ("B", "two.txt")]
    assert [note.startswith("left out: ") and "empty.txt" in note for note in result.notes] == [True]


@pytest.mark.parametrize("paths", [["one.txt", "empty.txt"], ["empty.txt", "blank.txt"]])
def test_when_too_few_are_left_it_says_what_was_wrong_with_the_others(folder: Path, paths: list[str]) -> None:
    write({"empty.txt": "", "blank.txt": " \n\n "})
    with pytest.raises(InputError, match=r"empty\.txt"):
        compare(paths, settings=Settings(skip_bad=True))


# Odd texts


def test_texts_without_speech_are_compared_by_what_they_tell(folder: Path) -> None:
    told = [
        "Hedda found the gate open before breakfast.", "The nine geese had gone down to the pond.",
        "Jonas went after them in his good boots.", "The gander bit him twice on the left hand.",
        "He carried the bird home under his coat.", "Nobody spoke of it at supper.",
    ]  # fmt: skip
    again = [
        "Before breakfast the gate stood open, and Hedda saw it.", "All nine geese were down at the pond.",
        "In his good boots Jonas went to fetch them.", "He was bitten on the left hand by the gander, twice.",
        "Under his coat he brought the bird home.", "At supper it was not spoken of.",
    ]  # fmt: skip
    write({"told.txt": "\n\n".join(told), "again.txt": "\n\n".join(again)})
    result = compare(["told.txt", "again.txt"])
    assert same(result) == {"AB"}
    assert {locus.kind for locus in result.loci} == {"narration"}
    assert sum(len(locus.readings) == 2 for locus in result.loci) >= 5
    assert result.tellings[0].utterances == ()


@pytest.mark.parametrize("odd", ["…", "12 3 4\n\nThank you for reading!\n", "No.", '"No."', "\ufeff.\r\n", "?!" * 400])
def test_texts_with_next_to_nothing_in_them_are_no_trouble(folder: Path, odd: str) -> None:
    write({"odd.txt": odd, "odder.txt": odd + "\n"})
    result = compare(["one.txt", "odd.txt"])
    assert same(result) == set()
    assert compare(["odd.txt", "odder.txt"]).tellings
    assert to_dict(result)["relations"][0]["same_scene"] is False


# One text


def test_inspect_shows_one_text_alone(folder: Path) -> None:
    result = inspect("one.txt")
    assert [telling.siglum for telling in result.tellings] == ["A"]
    assert (result.relations, result.scenes, result.loci, result.source) == ((), (), (), ())
    assert len(result.tellings[0].utterances) == 9
    assert {"Hedda", "Jonas"} <= {who.name for who in result.characters}


def test_inspect_refuses_a_folder_of_several(folder: Path) -> None:
    with pytest.raises(OptionError, match="5 texts"):
        inspect(folder)


def test_inspect_refuses_what_is_not_there(folder: Path) -> None:
    with pytest.raises(RetoldError, match=r"absent\.txt"):
        inspect("absent.txt")


# The same again


def test_two_runs_find_the_same(folder: Path) -> None:
    paths = [*STORIES, "cellar.txt"]
    assert compare(paths) == compare(paths)


@pytest.mark.parametrize("seed", ["1", "271828"])
def test_another_process_with_other_hashes_writes_the_same_bytes(folder: Path, seed: str) -> None:
    paths = [*STORIES, "cellar.txt"]
    code = (
        "import sys; from retold import compare; from retold.exporters.json import dumps;"
        "sys.stdout.buffer.write(dumps(compare(sys.argv[1:])))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *paths],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    here = dumps(compare(paths))
    assert hashlib.sha256(ran.stdout).hexdigest() == hashlib.sha256(here).hexdigest()


def test_speech_without_a_word_is_speech_all_the_same(folder: Path) -> None:
    quiet = (
        'He looked at her for a long while.\n\n"..."\n\n"What is it?" said Tom.\n\n"…"\n\n"Nothing at all," said Bob.\n'
    )
    write(
        {
            "quiet.txt": quiet,
            "other.txt": '"Did you sell the mule?" said Ann.\n\n"?!"\n\n"For nine carrots," said Joe.\n',
        }
    )
    result = compare(["quiet.txt", "other.txt", "one.txt"])
    assert [u for u in result.tellings[0].utterances if result.tellings[0].read(u.span) == '"..."']
    assert not any(relation.same_scene for relation in result.relations)


def test_one_text_in_two_encodings_is_the_same_text(folder: Path) -> None:
    text = Path("one.txt").read_text(encoding="utf-8")
    Path("again.txt").write_bytes(text.replace("\n", "\r\n").encode("utf-16"))
    (relation,) = compare(["one.txt", "again.txt"]).relations
    assert "same text" in relation.summary


@pytest.mark.parametrize("value", [0, -1, 5, float("nan"), "x"])
def test_a_significance_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(OptionError, match="significance"):
        Settings(significance=value)


def test_a_path_alone_is_no_list_of_texts(folder: Path) -> None:
    with pytest.raises(OptionError, match="list"):
        compare("a.txt")


def test_settings_take_the_file_that_lists_the_characters(folder: Path) -> None:
    (folder / "who.txt").write_text("Nora = Miss Quill, the nurse (she)\n", encoding="utf-8")
    assert [who.name for who in Settings(characters="who.txt").given] == ["Nora"]


def test_of_a_longer_work_a_scene_has_what_the_other_text_has_of_it(folder: Path) -> None:
    families = Path(__file__).parent / "families"
    scene = (families / "docking" / "T1.txt").read_text(encoding="utf-8")
    before, after = (
        "\n\n".join(f"{word} {number} went by, and {word.lower()} {number + 1} after it." for number in range(60))
        for word in ("Barge", "Cart")
    )
    write({"scene.txt": scene, "book.txt": f"{before}\n\n{scene}\n\n{after}\n"})
    result = compare(["scene.txt", "book.txt"])
    (span,) = result.scenes[0].witnesses["B"]
    told = (len(before), len(before) + len(scene) + 4)
    assert told[0] <= span.start < span.end <= told[1]
    assert not [row for row in result.loci if list(row.readings) == ["B"]]
