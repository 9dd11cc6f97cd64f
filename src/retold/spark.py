"""Spark as an engine: the join of `retold.engines` and any function over its Arrow batches, run on many machines.

Parquet files on any file system that Hadoop knows come in, Arrow batches go out. Started by ``spark-submit`` or in a
notebook, it works in the session that is there; else it starts one for itself on this machine, which opens no page,
listens on the loopback alone, says nothing, and leaves nothing behind.
"""

from __future__ import annotations

import itertools
import logging
import os
import secrets
import signal
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from retold.engines import ORDER
from retold.errors import WorkError
from retold.seeding import seeds_of, shared_places, sorted_by
from retold.wording import visible

try:
    from py4j.protocol import Py4JError, Py4JJavaError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession
except ImportError as error:
    raise WorkError(f"Spark is not installed ({error.name}): pip install 'retold[spark]'") from None

__all__ = ["Py4JJavaError", "SparkSession", "joined_in_spark", "made_in_spark", "said", "session", "share"]

LEAST_HEAP = 600_000_000
"""Bytes of memory below which Spark's Java process does not start (it keeps 300 MB back and asks for half as much)."""

TASKS = 4
"""Tasks for each processor of this machine that a join is cut into; a cluster has settings of its own."""

STRETCH, BATCH = 1_000_000, 50_000
"""Shingles that are paired at a time, and seeds that are sent on at a time."""

AT_ONCE = 16
"""Tasks whose results are brought here at a time, at most: they wait in memory for the one before them."""

_QUIET = {
    "spark.app.name": "retold",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.driver.maxResultSize": "0",  # passages are few beside what they are found in
}
_LOOPBACK = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
_AS_NAMED = {"__globPaths__": "false", "recursiveFileLookup": "true"}
"""A folder may be called "[old]": names of files are meant as they are, and each file once."""

_WHATEVER_HAPPENS = {"ignoreCorruptFiles": "true", "ignoreMissingFiles": "true"}
"""A file that is gone or cannot be read does not stop the others."""

_SEEDS = pa.schema([(name, pa.int32()) for name in (*ORDER[:3], "last_word", ORDER[3])])
"""Columns of seeds, as `retold.engines.JOIN` has them."""

_FAILURES = (PySparkException, Py4JError)

Kernel = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


@contextmanager
def session(memory: int) -> Iterator[SparkSession]:
    """The session that is there, or one on this machine with so many bytes for its Java process, which ends with it.

    Raises
    ------
    WorkError : Spark does not start, or fails at what is done within.
    """
    there = SparkSession.getActiveSession()
    if there is not None:
        with _told():
            yield there
    else:
        with _told(), _own_session(memory) as own, _told():  # what Spark says of an error it says while it runs
            yield own


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _FAILURES as error:
        raise WorkError(f"Spark could not do its part ({said(error)})") from None


def joined_in_spark(
    session: SparkSession, files: Sequence[str], numbers: Mapping[int, int], kernel: Kernel, schema: pa.Schema
) -> pa.Table:
    """What `kernel` makes of the rows of `JOIN`, all seeds of two texts in one place and in order.

    Parameters
    ----------
    files : the Parquet files of shingles, by URL.
    numbers : the number, from 0, of each text that counts; others are passed over.
    kernel : a function over batches that can be sent to where the rows are; its rows come in any order of the pairs.
    schema : of the kernel's batches: int32 alone.
    """
    texts = pa.table({"doc": list(numbers), "number": pa.array(list(numbers.values()), pa.int32())})
    shingles = session.read.options(**_AS_NAMED).parquet(*files).join(session.createDataFrame(texts), "doc")
    places = shingles.select("fingerprint", "number", "first", "last")
    gathered = places.repartition("fingerprint").sortWithinPartitions("fingerprint")
    seeds = gathered.mapInArrow(_seeds, ", ".join(f"{name} int" for name in _SEEDS.names))
    ordered = seeds.repartition("number", "other_number").sortWithinPartitions(*ORDER)
    return ordered.mapInArrow(kernel, ", ".join(f"{name} int" for name in schema.names)).toArrow()


def _seeds(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Seeds of places that come in order of their fingerprints, all of one fingerprint together: rows of `_SEEDS`.

    Arrays pair the places of a million shingles at a time, which takes a quarter of what Spark's own joins take.
    """
    for rows in _stretches(batches):
        fingerprints, documents, first, last = (rows[name].to_numpy() for name in rows.column_names)
        own, documents = np.unique(documents, return_inverse=True)
        in_order = sorted_by(first, np.arange(len(first), dtype=np.int32))
        numbered = documents.astype(np.int32)[in_order]
        shared = shared_places([(fingerprints[in_order], numbered, first[in_order], last[in_order])])
        found: list[pa.RecordBatch] = []
        count = 0
        for document, seeds in seeds_of(shared, len(own)):
            number = np.full(len(seeds), own[document])
            found.append(pa.record_batch([number, own[seeds.document], seeds.first, seeds.last, seeds.other], _SEEDS))
            count += len(seeds)
            if count >= BATCH:
                yield from pa.Table.from_batches(found).combine_chunks().to_batches()
                found, count = [], 0
        yield from pa.Table.from_batches(found, _SEEDS).combine_chunks().to_batches()


def _stretches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows of some batches in larger pieces, those with the same fingerprint in one."""
    pending: list[pa.RecordBatch] = []
    count, enough = 0, STRETCH
    for batch in batches:
        pending.append(batch)
        count += batch.num_rows
        if count >= enough:
            rows = pa.Table.from_batches(pending).combine_chunks()
            whole = int(np.searchsorted(rows["fingerprint"].to_numpy(), rows["fingerprint"][-1].as_py()))
            if whole:
                yield rows.slice(0, whole)
            pending = rows.slice(whole).to_batches()
            count -= whole
            enough = max(STRETCH, 2 * count)  # a fingerprint that goes on and on is not looked at batch by batch
    if pending:
        yield pa.Table.from_batches(pending).combine_chunks()


def made_in_spark(
    session: SparkSession,
    kernels: Iterable[tuple[Kernel, Sequence[str]]],
    schema: pa.Schema,
) -> Iterator[pa.Table]:
    """What kernels make, in order, each of them a task of its own; several run at a time.

    Parameters
    ----------
    kernels : functions over batches that can be sent away, each with the URLs of the files it is to get, as rows of
        ``path``, ``modificationTime``, ``length`` and ``content``; without any, it gets one row that says nothing.
    schema : of the kernels' batches: strings and bytes alone.
    """
    columns = ", ".join(f"{field.name} {'string' if pa.types.is_string(field.type) else 'binary'}" for field in schema)
    group = f"retold-{secrets.token_hex(8)}"
    context = session.sparkContext

    def make(kernel: Kernel, urls: Sequence[str]) -> pa.Table:
        context.setJobGroup(group, "retold", interruptOnCancel=True)
        rows = (
            session.read.format("binaryFile").options(**_AS_NAMED, **_WHATEVER_HAPPENS).load(list(urls))
            if urls
            else session.range(1)
        )
        return rows.coalesce(1).mapInArrow(kernel, columns).toArrow()

    waiting = iter(kernels)
    slots = min(context.defaultParallelism, AT_ONCE)
    pool = ThreadPoolExecutor(slots)
    running = deque(pool.submit(make, *one) for one in itertools.islice(waiting, slots))
    try:
        while running:
            made = running.popleft().result()
            running.extend(pool.submit(make, *one) for one in itertools.islice(waiting, 1))
            yield made
    finally:
        with suppress(*_FAILURES):
            context.cancelJobGroup(group)
        pool.shutdown(cancel_futures=True)


def share(session: SparkSession, file: Path) -> Callable[[], str]:
    """Give every machine a copy of a file; what is returned says there where it lies."""
    from pyspark import SparkFiles

    session.sparkContext.addFile(str(file))
    name = file.name
    return lambda: SparkFiles.get(name)


@contextmanager
def _own_session(memory: int) -> Iterator[SparkSession]:
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    handler = signal.getsignal(signal.SIGINT)
    silent = logging.NullHandler()  # without any, the bridge to Java writes tracebacks; what fails we say in one line
    logging.getLogger().addHandler(silent)
    with tempfile.TemporaryDirectory(prefix="retold-spark-", ignore_cleanup_errors=True) as scratch:
        gateway: Any = None if submitted else _gateway(memory, scratch)
        context: SparkContext | None = None
        try:
            conf = SparkConf(loadDefaults=False).setAll(list(_QUIET.items()))
            if not submitted:
                conf.setAll(list(_on_this_machine(memory, scratch).items()))
            context = SparkContext(conf=conf, gateway=gateway)
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGINT, handler)  # Spark's own asks Java again while an answer is on its way
            if str(context.master).startswith("local"):
                context.pythonExec = sys.executable
            yield SparkSession(context)
        finally:
            with suppress(*_FAILURES):
                if context is not None:
                    context.stop()
            if gateway is not None:
                _end(gateway)
            logging.getLogger().removeHandler(silent)


def _on_this_machine(memory: int, scratch: str) -> dict[str, str]:
    # English and UTC, whatever the machine is set to; a user's own files of settings are not ours to leave.
    # Java only moves rows here, so what its best compiler would take is more than what it would bring (a third).
    options = (
        f'"-Djava.io.tmpdir={scratch}" -Duser.timezone=UTC -Duser.language=en -Duser.country=US '
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    )
    return {
        "spark.master": "local[*]",
        "spark.driver.memory": f"{max(memory, LEAST_HEAP) >> 20}m",
        "spark.driver.extraJavaOptions": options,
        "spark.local.dir": scratch,
        "spark.sql.warehouse.dir": f"{scratch}/warehouse",
        "spark.sql.artifact.isolation.enabled": "false",
        "spark.sql.shuffle.partitions": str(TASKS * (os.cpu_count() or 1)),
        **_LOOPBACK,
    }


def _gateway(memory: int, scratch: str) -> Any:
    """A Java process of our own, which writes what it has to say into a file."""
    settings = SparkConf(loadDefaults=False).setAll(list(_on_this_machine(memory, scratch).items()))
    spoken = Path(scratch) / "spoken.txt"
    try:
        with spoken.open("wb") as output:
            streams = {"stdout": output, "stderr": output}
            return launch_gateway(settings, streams)  # type: ignore[no-untyped-call]
    except (PySparkException, OSError):
        lines = [line for line in spoken.read_text("utf-8", "replace").splitlines() if line.strip()]
        said = f" ({visible(lines[0][:200])})" if lines else ""
        raise WorkError(
            f"Spark did not start{said}; it needs Java 17 or newer: see what 'java -version' says"
        ) from None


def _end(gateway: Any) -> None:
    with suppress(Py4JError, OSError):
        gateway.shutdown()
    with suppress(OSError):
        gateway.proc.stdin.close()
    gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = None  # so that the next session starts a process of its own


def said(error: Exception) -> str:
    """The first line of what Spark says went wrong, of the innermost cause that says anything."""
    text = str(error)
    if isinstance(error, Py4JJavaError):
        cause = error.java_exception
        text = f"{cause.getClass().getSimpleName()}: {cause.getMessage()}"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return visible(lines[0][:300]) if lines else type(error).__name__
