"""The engines by themselves: the join against its slow twin, and Spark as people meet it, with what it needs or not."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from retold import library
from retold.archive.layout import SCHEMAS, SHINGLES
from retold.cli import run
from retold.engines import Engine, seeds_in_duckdb
from retold.errors import InputError, OptionError, WorkError
from retold.seeding import COMMON, REPEATS
from tests.test_passages import fingerprints, plain_seeds, stretch
from tests.test_reuse import TEXTS, shelf

Row = tuple[int, int, int, int]
MEMORY = 600_000_000


def in_duckdb(files: Sequence[Path], numbers: dict[int, int]) -> list[pa.RecordBatch]:
    return list(seeds_in_duckdb([str(file) for file in files], numbers, MEMORY))


def in_spark(files: Sequence[Path], numbers: dict[int, int]) -> list[pa.RecordBatch]:
    from retold.spark import joined_in_spark, session

    schema = pa.schema([(name, pa.int32()) for name in ("number", "other_number", "first_word", "other_word")])

    def as_they_are(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield batch.select(schema.names).cast(schema)

    with session(MEMORY) as running:
        return joined_in_spark(running, [f"file://{file}" for file in files], numbers, as_they_are, schema).to_batches()


def joined(
    join: Callable[[Sequence[Path], dict[int, int]], list[pa.RecordBatch]], folder: Path, documents: list[list[int]]
) -> list[Row]:
    """The seeds of some texts whose shingles lie in two files; the second holds those of a text that does not count."""
    columns = stretch(documents)
    docs = columns[1].astype("int64") * -1_000_003
    table = pa.table([columns[0], docs, columns[2], columns[3]], SCHEMAS[SHINGLES])
    stranger = pa.table([columns[0], docs * 0 + 5, columns[2], columns[3]], SCHEMAS[SHINGLES])
    files = [folder / "one.parquet", folder / "two.parquet"]
    half = table.num_rows // 2
    pq.write_table(table.slice(half), files[0])
    pq.write_table(pa.concat_tables([stranger, table.slice(0, half)]), files[1])
    names = ("number", "other_number", "first_word", "other_word")
    batches = join(files, {number * -1_000_003: number for number in range(len(documents))})
    return [row for batch in batches for row in zip(*(batch[name].to_pylist() for name in names), strict=True)]


@given(fingerprints)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_join_in_duckdb_makes_the_seeds_of_the_slow_twin(tmp_path: Path, documents: list[list[int]]) -> None:
    assert joined(in_duckdb, tmp_path, documents) == plain_seeds(documents)


DOCUMENTS = [
    [[1, 2, 3, 2, 2], [3, 1], [2, 2, 1], [], [9]],
    [[7, number] for number in range(COMMON + 10)],
    [[4] * (REPEATS + 3), [4] * (REPEATS + 1), [5, 4]],
]


@pytest.mark.slow
@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("documents", DOCUMENTS, ids=["few", "common", "repeated"])
def test_the_join_in_spark_makes_the_seeds_of_the_slow_twin(tmp_path: Path, documents: list[list[int]]) -> None:
    assert sorted(joined(in_spark, tmp_path, documents)) == plain_seeds(documents)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in a folder with a name that means something to shells, patterns and URLs."""
    return shelf(tmp_path_factory.mktemp("odd [x] {na,me} %20*"), TEXTS)


def reuse_in(
    folder: Path, command: Sequence[str], *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in an empty folder with a temporary folder of its own."""
    (folder / "cwd").mkdir()
    (folder / "tmp").mkdir()
    return subprocess.run(
        [*command, "reuse", *arguments],
        cwd=folder / "cwd",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(folder / "tmp"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def plainly(archive: Path, out: Path) -> list[dict[str, object]]:
    assert run(["reuse", "--archive", str(archive), "--jsonl", str(out), "--quiet"]) == 0
    return rows(out.read_text("utf-8"))


def rows(lines: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.splitlines()]


RETOLD = (sys.executable, "-m", "retold")


@pytest.mark.usefixtures("installed_spark")
def test_spark_says_nothing_and_leaves_nothing(archive: Path, tmp_path: Path) -> None:
    did = reuse_in(tmp_path, RETOLD, "--archive", str(archive), "--engine", "spark", "--jsonl", "-", "--quiet")
    assert (did.returncode, did.stderr) == (0, "")
    assert rows(did.stdout) == plainly(archive, tmp_path / "rows.jsonl")
    assert [*(tmp_path / "cwd").iterdir(), *(tmp_path / "tmp").iterdir()] == []


@pytest.mark.slow
@pytest.mark.usefixtures("installed_spark")
def test_the_lines_for_spark_submit_work_as_they_are_documented(archive: Path, tmp_path: Path) -> None:
    import pyspark

    page = (Path(__file__).resolve().parent.parent / "docs" / "scale.md").read_text("utf-8")
    lines = next(block for block in page.split("```")[1::2] if "spark-submit" in block)
    stories, library_ = archive.parent / "texts", tmp_path / "odd [y] %20" / "library"
    lines = lines.replace("file:///data/stories", shlex.quote(f"file://{stories}"))
    lines = lines.replace("file:///data/library", shlex.quote(f"file://{library_}"))
    places = [str(Path(pyspark.__file__).parent / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
    did = subprocess.run(
        ["bash", "-ec", lines],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": os.pathsep.join(places),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYSPARK_PYTHON": sys.executable,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert did.returncode == 0, did.stderr
    assert rows((tmp_path / "passages.jsonl").read_text("utf-8")) == plainly(archive, tmp_path / "rows.jsonl")


@pytest.mark.slow
@pytest.mark.usefixtures("spark")
def test_an_archive_is_read_by_its_url(archive: Path, tmp_path: Path) -> None:
    there = library.reuse(f"file://{archive}/", engine="spark")
    here = library.reuse(archive)
    assert there.shares == here.shares
    assert there.families == here.families
    row = there.shares.rows[0]
    assert there.excerpt(row.a, row.ab, row.ae) == TEXTS[row.a][row.ab : row.ae]
    for url in (f"file://{tmp_path}/none", "nowhere://of/ours"):
        with pytest.raises(InputError, match=url):
            library.reuse(url, engine="spark")
    (tmp_path / "manifest.json").write_text('{"format": "of others"}')
    with pytest.raises(InputError, match=f"file://{tmp_path}: this folder is no archive of Retold's"):
        library.reuse(f"file://{tmp_path}", engine="spark")


@pytest.mark.parametrize("engine", [None, "duckdb"])
def test_a_url_is_for_spark_alone(engine: Engine | None) -> None:
    with pytest.raises(OptionError, match="only the engine spark"):
        library.reuse("s3a://bucket/library", engine=engine)


def test_a_java_that_does_not_do_is_said_in_one_line(archive: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'this is no Java for it' >&2\nexit 1\n")
    java.chmod(0o755)
    did = reuse_in(tmp_path, RETOLD, "--archive", str(archive), "--engine", "spark", JAVA_HOME=str(tmp_path))
    assert did.returncode == 1
    assert did.stdout == ""
    assert did.stderr.count("\n") == 1
    assert "this is no Java for it" in did.stderr
    assert "Java 17" in did.stderr


def test_without_spark_it_says_how_to_get_it(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "retold.spark", raising=False)
    with pytest.raises(WorkError, match=r"pip install 'retold\[spark\]'"):
        library.reuse(archive, engine="spark")
