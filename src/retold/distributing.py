"""Texts are read, cleaned and made into parts of an archive by Spark's workers, some files a task.

The files to be read come in, parts go out, as the bytes of their tables, in the order of the files. What a worker does
with a text is what a run on one machine does with it (`retold.taking`, `retold.archive.writing`), so the rows are the
same. A file of this machine is read where it is, which all machines must see; one with a URL comes through Hadoop.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from retold import readers
from retold.archive import Admission, Arrival, Entry, PartEntry, PartWriter, arrival_of
from retold.archive.layout import PARTS, TABLES, file_name
from retold.errors import InputError
from retold.readers.files import head, looks_like_text
from retold.readers.heads import HEAD
from retold.readers.members import MARK, join, split
from retold.readers.naming import named
from retold.taking import File, Left, Reading, taken

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from retold.spark import Kernel

TASK = 16_000_000
"""Bytes of files from which a task has enough: what becomes of them has to pass through the memory of one machine."""

PIECE = 4_000_000
"""Bytes of a table that are sent in one piece."""

_SENT = pa.schema([("what", pa.string()), ("content", pa.binary())])
_REPORT = "report"


@dataclass(frozen=True, slots=True)
class Made:
    """What became of some files: a part, unless none came in, the bytes of its tables, what came and what did not."""

    files: tuple[File, ...]
    part: PartEntry | None
    tables: Mapping[str, bytes]
    arrivals: tuple[Arrival, ...]
    left: tuple[Left, ...]


def made_of(running: SparkSession, files: Sequence[File], admission: Admission, reading: Reading) -> Iterator[Made]:
    """What becomes of files that are new or have changed, some at a time, in their order."""
    from retold.spark import made_in_spark

    known = by_file(admission.known)
    tasks = list(_tasks(files))
    kernels = ((_kernel(task, _narrowed(admission, task, known), reading), _sources(task)) for task in tasks)
    for task, sent in zip(tasks, made_in_spark(running, kernels, _SENT), strict=True):
        pieces: dict[str, list[bytes]] = defaultdict(list)
        for what, content in zip(sent["what"].to_pylist(), sent["content"].to_pylist(), strict=True):
            pieces[what].append(content)
        report = json.loads(b"".join(pieces.pop(_REPORT)))
        yield Made(
            tuple(task),
            PartEntry(**report["part"]) if report["part"] else None,
            {table: b"".join(contents) for table, contents in pieces.items()},
            tuple(Arrival(**one) for one in report["arrivals"]),
            tuple(Left(**one) for one in report["left"]),
        )


def by_file(names: Iterable[str]) -> dict[str, list[str]]:
    """The names of texts by the names of the files that they are in."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[name.partition(MARK)[0]].append(name)
    return found


def _tasks(files: Iterable[File]) -> Iterator[list[File]]:
    """The files in their order, those of one task together; a task's are all of this machine, or all of URLs."""
    task: list[File] = []
    for file in files:
        if task and (sum(one.size for one in task) >= TASK or bool(file.source) != bool(task[0].source)):
            yield task
            task = []
        task.append(file)
    if task:
        yield task


def _sources(task: Sequence[File]) -> list[str]:
    return [file.source for file in task if file.source]


def _narrowed(admission: Admission, task: Sequence[File], known: Mapping[str, Sequence[str]]) -> Admission:
    """The terms with what is known of the texts of one task alone."""
    names = [name for file in task for name in {file.name, *known.get(file.name, ())} if name in admission.known]
    return replace(admission, known={name: admission.known[name] for name in names})


def _kernel(task: Sequence[File], admission: Admission, reading: Reading) -> Kernel:
    def kernel(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        with tempfile.TemporaryDirectory(prefix="retold-") as scratch:
            if _sources(task):
                read = _read_from_rows(task, batches, admission, reading, Path(scratch) / "files")
            else:
                read = (taken(file, admission, reading) for file in task)
            yield from _sent(read, admission, Path(scratch))

    return kernel


def _sent(read: Iterable[Entry | Left], admission: Admission, scratch: Path) -> Iterator[pa.RecordBatch]:
    """What became of some texts, in pieces: a report, and the tables of a part."""
    (scratch / PARTS).mkdir()
    arrivals: list[Arrival] = []
    left: list[Left] = []
    part: PartEntry | None = None
    with PartWriter(scratch) as writer:
        for one in read:
            if isinstance(one, Entry):
                arrivals.append(arrival_of(one))
                writer.add(one, admission.making, admission.run_of(one.path, one.witness.sha256))
            else:
                left.append(one)
        if arrivals:
            part = writer.close()
    report = {
        "part": part and asdict(part),
        "arrivals": [asdict(one) for one in arrivals],
        "left": [asdict(one) for one in left],
    }
    yield _piece(_REPORT, json.dumps(report).encode())
    if part is not None:
        for table in TABLES:
            with (scratch / PARTS / part.name / file_name(table)).open("rb") as file:
                while piece := file.read(PIECE):
                    yield _piece(table, piece)


def _piece(what: str, content: bytes) -> pa.RecordBatch:
    return pa.record_batch([[what], [content]], _SENT)


def _read_from_rows(
    task: Sequence[File],
    batches: Iterable[pa.RecordBatch],
    admission: Admission,
    reading: Reading,
    folder: Path,
) -> Iterator[Entry | Left]:
    """The texts of files that come as rows in any order; all are put down in a folder before they are read."""
    numbers = {file.source: number for number, file in enumerate(task)}
    for batch in batches:
        columns = (batch[name] for name in ("path", "modificationTime", "content"))
        for source, time, content in zip(*columns, strict=True):
            number = numbers[source.as_py()]
            place = folder / str(number) / task[number].path.rpartition("/")[2]
            place.parent.mkdir(parents=True)
            place.write_bytes(content.as_buffer())
            mtime_ns = time.cast(pa.timestamp("ns", "UTC")).value
            os.utime(place, ns=(mtime_ns, mtime_ns))
    for number, file in enumerate(task):
        place = folder / str(number) / file.path.rpartition("/")[2]
        if not place.exists():
            why = "Spark did not get at it: it passes over names that begin with a stroke, and what it may not read"
            yield Left(file.name, "unreadable", f"{named(file.path)}: {why}.")
            continue
        for one in _read_from(place, file, admission, reading):
            why = one.why.replace(named(str(place)), named(file.path)) if isinstance(one, Left) else ""
            yield replace(one, why=why) if why and isinstance(one, Left) else one


def _read_from(place: Path, file: File, admission: Admission, reading: Reading) -> Iterator[Entry | Left]:
    """What becomes of the texts in a file that was put down; they have the names of where it comes from."""
    if not looks_like_text(place.name, lambda: head(str(place), HEAD)):
        return
    refused: list[InputError] = []
    for text in readers.gather([str(place)], refused=refused.append):
        _, inside = split(text)
        name = join(file.name, *inside)
        if admission.is_forgotten("path", name):
            yield Left(name, "forgotten")
        else:
            yield taken(File(text, name, file.size), admission, reading)
    yield from (Left(file.name, "unreadable", str(error)) for error in refused)
