"""The command as people run it: real files, the real pipeline, what is printed, what is written, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import build
import jsonschema
import pytest

from retold.cli import run
from retold.exporters.json import schema
from retold.terminal import NARROWEST

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the bakery's texts in it."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("a.txt", build.A), ("b.txt", build.B), ("c.txt", build.C), ("d.txt", build.D)):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return tmp_path


def retold(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from retold.cli import main; main()", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )


def listing(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_compare_shows_the_scene_and_writes_the_report(folder: Path, capsys: Captured) -> None:
    assert run(["compare", "a.txt", "b.txt", "c.txt", "d.txt", "--width", "180"]) == 0
    out = capsys.readouterr()
    assert "I kept the lamp on" in out.out
    assert "retold-report.html" in out.out
    assert out.err == ""
    report = (folder / "retold-report.html").read_text(encoding="utf-8")
    assert report.startswith("<!doctype html>")
    assert "Thank you for reading!" in report
    assert listing(folder) == {"a.txt", "b.txt", "c.txt", "d.txt", "retold-report.html"}


def test_json_to_standard_output_is_alone_there_and_valid(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["compare", "a.txt", "b.txt", "--json", "-"]) == 0
    out = capfdbinary.readouterr()
    result = json.loads(out.out)
    jsonschema.validate(result, schema())
    assert [w["path"] for w in result["witnesses"]] == ["a.txt", "b.txt"]
    assert out.err == b""
    assert "retold-report.html" not in listing(folder)


def test_a_report_that_was_asked_for_comes_with_json_on_standard_output(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["compare", "a.txt", "b.txt", "--json", "-", "--report", "seen.html"]) == 0
    json.loads(capfdbinary.readouterr().out)
    assert "seen.html" in listing(folder)


def test_the_same_request_gives_the_same_bytes(folder: Path) -> None:
    for name in ("one", "two"):
        assert (
            run(["compare", "a.txt", "b.txt", "c.txt", "-q", "--json", f"{name}.json", "--report", f"{name}.html"]) == 0
        )
    for kind in ("json", "html"):
        assert (folder / f"one.{kind}").read_bytes() == (folder / f"two.{kind}").read_bytes()


def test_a_second_run_writes_over_its_own_files(folder: Path) -> None:
    for _ in range(2):
        assert run(["compare", "a.txt", "b.txt", "-q", "--json", "out.json"]) == 0


def test_quiet_prints_nothing_and_writes_all_the_same(folder: Path, capsys: Captured) -> None:
    assert run(["compare", "a.txt", "b.txt", "--quiet", "--json", "out.json"]) == 0
    assert capsys.readouterr() == ("", "")
    assert {"out.json", "retold-report.html"} <= listing(folder)


def test_no_report_and_no_text(folder: Path) -> None:
    assert run(["compare", "a.txt", "b.txt", "-q", "--no-report", "--no-text", "--json", "out.json"]) == 0
    assert "retold-report.html" not in listing(folder)
    assert all("text" not in w for w in json.loads((folder / "out.json").read_text(encoding="utf-8"))["witnesses"])


def test_a_report_without_text_quotes_no_more_than_the_beginning_of_a_line(folder: Path) -> None:
    line = "The harbour master wrote a long letter about the missing lantern and sent it nowhere."
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text((folder / name).read_text(encoding="utf-8") + f"\n\n{line}\n", encoding="utf-8")
    for options, there in (([], True), (["--no-text"], False)):
        assert run(["compare", "a.txt", "b.txt", "-q", *options]) == 0
        report = (folder / "retold-report.html").read_text(encoding="utf-8")
        assert "The harbour master wrote" in report
        assert (line in report) is there


def test_relations_only_lines_nothing_up(folder: Path) -> None:
    assert run(["compare", "a.txt", "b.txt", "-q", "--no-report", "--relations-only", "--json", "out.json"]) == 0
    result = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    jsonschema.validate(result, schema())
    assert result["collation"]["loci"] == []
    assert [(r["a"], r["b"]) for r in result["relations"]] == [("A", "B")]


def test_sigla_as_told_and_the_letters_that_are_left(folder: Path) -> None:
    assert (
        run(["compare", "a.txt", "b.txt", "c.txt", "-q", "--no-report", "--sigla", "B=c.txt,Q1=./a.txt", "--json", "o"])
        == 0
    )
    result = json.loads((folder / "o").read_text(encoding="utf-8"))
    assert [(w["siglum"], w["path"]) for w in result["witnesses"]] == [("Q1", "a.txt"), ("A", "b.txt"), ("B", "c.txt")]


def test_a_folder_is_read_whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("out") / "o.json"
    assert run(["compare", str(folder), "-q", "--no-report", "--json", str(out)]) == 0
    assert [Path(w["path"]).name for w in json.loads(out.read_text(encoding="utf-8"))["witnesses"]] == [
        "a.txt",
        "b.txt",
        "c.txt",
        "d.txt",
    ]


def test_width_is_kept(folder: Path, capsys: Captured) -> None:
    assert run(["compare", "a.txt", "b.txt", "--no-report", "--width", "44"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 44


def test_inspect_shows_one_text(folder: Path, capsys: Captured) -> None:
    assert run(["inspect", "a.txt"]) == 0
    out = capsys.readouterr().out
    assert "Mira" in out
    assert "I kept the lamp on." in out
    assert listing(folder) == {"a.txt", "b.txt", "c.txt", "d.txt"}


def test_inspect_writes_the_result_format(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["inspect", "b.txt", "--json", "-"]) == 0
    result = json.loads(capfdbinary.readouterr().out)
    jsonschema.validate(result, schema())
    assert (len(result["witnesses"]), result["relations"]) == (1, [])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["compare", "a.txt", "b.txt", "--report", "r.html", "--no-report"], "contradict"),
        (["compare", "a.txt", "b.txt", "--report", "-", "--json", "-"], "standard output"),
        (["compare", "a.txt", "b.txt", "--report", "x", "--json", "./x"], "both name"),
        (["compare", "a.txt", "b.txt", "--json", "a.txt"], "one of the files to read"),
        (["compare", "a.txt", "b.txt", "--json", "a.txt", "--force"], "one of the files to read"),
        (["compare", "a.txt", "b.txt", "--json", "d.txt"], "--force"),
        (["compare", "a.txt", "b.txt", "--report", "."], "folder"),
        (["compare", "a.txt", "b.txt", "--sigla", "A=gone.txt"], "not among the texts"),
        (["compare", "a.txt", "b.txt", "--sigla", "X=a.txt,X=b.txt"], "two texts"),
        (["compare", "a.txt", "b.txt", "--sigla", "X=a.txt", "--sigla", "Y=a.txt"], "two labels"),
        (["compare", "a.txt", "b.txt", "--sigla", "X"], "LABEL=FILE"),
        (["compare", "a.txt", "b.txt", "--sigla", "X Y=a.txt"], "no label"),
        (["compare", "a.txt", "b.txt", "--alias", "Jack"], "NAME=OTHER"),
        (["compare", "a.txt", "b.txt", "--encoding", "klingon"], "no encoding"),
        (["compare", "a.txt", "b.txt", "--encoding", "base64"], "no encoding"),
        (["compare", "-", "-"], "once"),
        (["compare", "a.txt", "gone.txt"], "gone.txt"),
        (["compare", "a.txt"], "a.txt"),
        (["inspect", "gone.txt"], "gone.txt"),
        (["inspect", "a.txt", "--json", "a.txt"], "one of the files to read"),
    ],
)
def test_a_wrong_request_is_one_line_and_exit_code_2(
    folder: Path, capsys: Captured, arguments: list[str], says: str
) -> None:
    assert run(arguments) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith("retold: ")
    assert out.err.count("\n") == 1
    assert says in out.err
    assert listing(folder) == {"a.txt", "b.txt", "c.txt", "d.txt"}


@pytest.mark.parametrize(
    "arguments", [["compare"], ["compare", "a.txt", "--colour"], ["sing"], ["compare", "a", "--width", "x"]]
)
def test_a_misspelled_request_is_exit_code_2(folder: Path, capsys: Captured, arguments: list[str]) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("retold: ")
    assert said.endswith("--help' shows how it is used\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize("command", [["compare", "a.txt", "b.txt"], ["inspect", "a.txt"], ["collate", "a.txt"]])
def test_a_width_that_nothing_is_laid_out_for_is_refused(folder: Path, capsys: Captured, command: list[str]) -> None:
    assert run([*command, "--width", str(NARROWEST - 1)]) == 2
    assert f"{NARROWEST}<=x<=1000" in capsys.readouterr().err
    assert listing(folder) == {"a.txt", "b.txt", "c.txt", "d.txt"}


def test_a_missing_folder_is_exit_code_1(folder: Path, capsys: Captured) -> None:
    assert run(["compare", "a.txt", "b.txt", "--json", "nowhere/out.json"]) == 1
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_line_wherever_it_is_met(folder: Path) -> None:
    ended = retold("compare", "a.txt", "b.txt", "--no-report", "--json", "/dev/full", folder=folder)
    assert (ended.returncode, ended.stderr.count(b"\n")) == (1, 1)
    assert b"no space left" in ended.stderr
    with Path("/dev/full").open("w") as full:
        direct = subprocess.run(
            [sys.executable, "-c", "from retold.cli import main; main()", "compare", "a.txt", "b.txt", "--no-report"],
            cwd=folder, stdout=full, stderr=subprocess.PIPE, timeout=120, check=False,
        )  # fmt: skip
    assert direct.returncode == 1
    assert b"Traceback" not in direct.stderr
    assert direct.stderr.startswith(b"retold: ")


def test_skip_bad_leaves_out_what_cannot_be_read(folder: Path, capsys: Captured) -> None:
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02\x03" * 200)
    assert run(["compare", "a.txt", "bad.txt", "b.txt"]) == 2
    assert "bad.txt" in capsys.readouterr().err
    assert run(["compare", "a.txt", "bad.txt", "b.txt", "--skip-bad", "--no-report"]) == 0
    assert "bad.txt" in capsys.readouterr().out


def test_skip_bad_leaves_out_paths_that_lead_nowhere_and_says_each(folder: Path, capsys: Captured) -> None:
    (folder / "empty").mkdir()
    (folder / "zero.txt").write_bytes(b"")
    asked = ["compare", "none.txt", "zero.txt", "a.txt", "empty", "a.txt", "b.txt", "--no-report"]
    assert run(asked) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert run([*asked, "--skip-bad", "--json", "out.json", "--width", "200"]) == 0
    shown = capsys.readouterr().out
    for name, what in (
        ("none.txt", "no such file"),
        ("empty", "no text in"),
        ("zero.txt", "empty"),
        ("a.txt", "twice"),
    ):
        assert any(f"left out: {name}" in line and what in line for line in shown.splitlines())
    witnesses = json.loads((folder / "out.json").read_bytes())["witnesses"]
    assert [(one["siglum"], one["path"]) for one in witnesses] == [("A", "a.txt"), ("B", "b.txt")]


def test_control_characters_in_names_do_not_reach_the_terminal(folder: Path, capsys: Captured) -> None:
    assert run(["compare", "a.txt", "\x1b[2Jgone.txt"]) == 2
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "[2Jgone.txt" in err


def test_standard_input_is_a_text(folder: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "from retold.cli import main; main()", "compare", "-", "b.txt", "--json", "-"],
        cwd=folder, input=build.A.encode(), capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["witnesses"][0]["length"] == len(build.A)


def test_an_unexpected_error_is_one_line_and_says_how_to_see_more(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retold import pipeline

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(pipeline, "compare", broken)
    assert run(["compare", "a.txt", "b.txt"]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "RETOLD_DEBUG=1" in err
    monkeypatch.setenv("RETOLD_DEBUG", "1")
    assert run(["compare", "a.txt", "b.txt"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("asked", ["--json -", "--no-report"])
def test_a_reader_that_goes_away_is_no_error(folder: Path, asked: str) -> None:
    retold = f"{sys.executable} -c 'from retold.cli import main; main()' compare a.txt b.txt {asked}"
    command = f"{{ {retold}; echo $? >&2; }} | true"
    ended = subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, timeout=120, check=False)
    assert ended.stderr == b"141\n"


def test_ctrl_c_ends_with_130_and_one_line(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    from retold import pipeline

    def interrupted(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(pipeline, "inspect", interrupted)
    assert run(["inspect", "a.txt"]) == 130
    assert capsys.readouterr().err.strip() == "retold: interrupted"


def test_help_and_version_need_nothing_heavy(folder: Path) -> None:
    ended = retold("--version", folder=folder)
    assert ended.stdout.startswith(b"retold ")
    for command in ([], ["compare"], ["inspect"]):
        ended = retold(*command, "--help", folder=folder)
        assert ended.returncode == 0
        assert b"Examples:" in ended.stdout


def test_a_terminal_that_knows_only_ascii(folder: Path) -> None:
    ended = retold("compare", "a.txt", "b.txt", "--no-report", folder=folder, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.isascii()


def test_a_file_named_like_an_option_is_one_line_with_the_way_out(folder: Path, capsys: Captured) -> None:
    (folder / "a.txt").rename(folder / "-dash.txt")
    assert run(["inspect", "-dash.txt"]) == 2
    assert capsys.readouterr().err == "retold: -dash.txt begins like an option: write ./-dash.txt, or -- before it\n"
    assert run(["inspect", "--", "-dash.txt"]) == 0


def test_an_output_without_a_name_is_said(folder: Path, capsys: Captured) -> None:
    assert run(["compare", "a.txt", "b.txt", "--json", ""]) == 2
    assert "has no name" in capsys.readouterr().err


def test_what_was_left_out_is_told_in_one_sentence(folder: Path, capsys: Captured) -> None:
    assert run(["compare", "a.txt", "gone.txt", "--skip-bad"]) == 2
    err = capsys.readouterr().err
    assert "left out: gone.txt" in err
    assert ".:" not in err
    assert run(["compare", "gone.txt", "lost.txt", "--skip-bad"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("retold: no text could be read; left out: gone.txt: ")
