"""Paths into files: the disk says what is a file, and every name of a member comes back."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from retold.readers.members import join, split


def test_a_plain_path_has_no_members() -> None:
    assert split("tales/one.txt") == ("tales/one.txt", ())


def test_members_lead_inwards() -> None:
    assert split("all.zip!/inner.zip!/tales/two.txt") == ("all.zip", ("inner.zip", "tales/two.txt"))


def test_a_folder_that_ends_in_an_exclamation_mark_is_no_container(tmp_path: Path) -> None:
    folder = tmp_path / "Ahoy!"
    folder.mkdir()
    (folder / "one.txt").write_text("x", encoding="utf-8")
    (folder / "all.zip").write_text("x", encoding="utf-8")
    assert split(f"{folder}/one.txt") == (f"{folder}/one.txt", ())
    assert split(f"{folder}/all.zip!/two.txt") == (f"{folder}/all.zip", ("two.txt",))


def test_standard_input_can_hold_members() -> None:
    assert split("-!/A") == ("-", ("A",))


@given(st.lists(st.text(alphabet="ab!/%25F. ", max_size=8), max_size=3))
def test_every_name_comes_back(names: list[str]) -> None:
    assert split(join("some.zip", *names)) == ("some.zip", tuple(names))
