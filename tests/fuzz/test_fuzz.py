"""Whatever happens to a file of any format, reading it ends in a telling or in one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.damage import damaged, seeds
from tests.fuzz.reading import read

FILES = seeds()
SEVERAL = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", FILES)
def test_an_undamaged_file_is_read(name: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(FILES[name])
    assert read(file) != "refused"


def test_damage_is_the_same_on_every_run_and_does_damage() -> None:
    some = [damaged(FILES, number) for number in range(100)]
    assert some == [damaged(FILES, number) for number in range(100)]
    assert sum(FILES[name] != data for name, data in some) > 90


@SEVERAL
@given(number=st.integers(min_value=0, max_value=2**32))
def test_a_damaged_file_is_read_or_refused(number: int, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(damaged(FILES, number)[1])
    read(file)


@pytest.mark.slow
@settings(SEVERAL, max_examples=1000)
@given(number=st.integers(min_value=0, max_value=2**32))
def test_a_thousand_damaged_files_are_read_or_refused(number: int, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(damaged(FILES, number)[1])
    read(file)


@SEVERAL
@given(data=st.binary(max_size=400))
def test_noise_is_read_or_refused(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    read(file)
