"""Results stand whole or not at all, and never in the place of something else."""

from __future__ import annotations

import resource
import stat
from collections.abc import Callable
from pathlib import Path

import build
import pytest

from retold.errors import OptionError, OutputError
from retold.exporters import files
from retold.exporters.json import dumps

MINE = b'{\n"format": "retold/1",\n"retold": "0"\n}\n'


def test_a_new_file_holds_exactly_the_bytes_and_nothing_lies_beside(tmp_path: Path) -> None:
    files.write(str(tmp_path / "out.json"), MINE)
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]
    assert (tmp_path / "out.json").read_bytes() == MINE


def test_a_result_may_be_written_anew(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    files.write(str(out), dumps(build.bakery()))
    files.write(str(out), MINE)
    assert out.read_bytes() == MINE


@pytest.mark.parametrize("content", [b"", b"my notes", b'{"format": "other/1"}', b"<!doctype html><title>mine</title>"])
def test_a_file_of_somebody_else_stays(tmp_path: Path, content: bytes) -> None:
    out = tmp_path / "notes"
    out.write_bytes(content)
    with pytest.raises(OptionError, match="--force"):
        files.write(str(out), MINE)
    assert out.read_bytes() == content
    files.write(str(out), MINE, force=True)
    assert out.read_bytes() == MINE


@pytest.mark.parametrize("force", [False, True])
def test_an_input_is_never_written_to(tmp_path: Path, force: bool) -> None:
    text = tmp_path / "a.txt"
    text.write_bytes(MINE)
    link = tmp_path / "link.txt"
    link.symlink_to(text)
    for name in (str(text), str(link), str(tmp_path / "." / "a.txt")):
        with pytest.raises(OptionError, match="one of the files to read"):
            files.write(name, b"x", inputs=["-", str(tmp_path / "gone.txt"), str(text)], force=force)
    assert text.read_bytes() == MINE


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="is a folder"):
        files.check(str(tmp_path), force=True)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"no folder .*nowhere"):
        files.check(str(tmp_path / "nowhere" / "out.json"))


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot write"):
        files.check(str(tmp_path / "plain" / "out.json"))


def test_a_name_no_system_takes(tmp_path: Path) -> None:
    for name in ("n" * 300, "nul\0byte"):
        with pytest.raises(OutputError, match="cannot write"):
            files.write(str(tmp_path / name), MINE)
    assert list(tmp_path.iterdir()) == []


def test_a_long_name_that_systems_take(tmp_path: Path) -> None:
    files.write(str(tmp_path / ("n" * 250)), MINE)
    assert [len(p.name) for p in tmp_path.iterdir()] == [250]


def test_a_folder_without_permission(without_rights: tuple[Path, Callable[[Callable[[], object]], None]]) -> None:
    folder, run = without_rights
    folder.chmod(0o555)

    def attempt() -> None:
        with pytest.raises(OutputError, match="permission"):
            files.check(str(folder / "out.json"))

    run(attempt)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_clear_line() -> None:
    with pytest.raises(OutputError, match="cannot write /dev/full: no space left"):
        files.write("/dev/full", MINE)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs /dev/null")
def test_a_device_is_written_to_and_stays_a_device() -> None:
    files.write("/dev/null", MINE)
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_write_that_breaks_off_leaves_the_old_result(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_bytes(MINE)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(OutputError, match="file too large"):
            files.write(str(out), b"n" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert out.read_bytes() == MINE
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_bytes(MINE)
    link.symlink_to(real)
    files.write(str(link), b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_permissions_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_bytes(MINE)
    out.chmod(0o640)
    files.write(str(out), b"new")
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    files.write("-", "é\n".encode())
    assert capfdbinary.readouterr().out == b"\xc3\xa9\n"
