"""Opening the Parquet files of a part; whatever is wrong with one is said in a line that names it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from retold.archive.layout import SCHEMAS
from retold.errors import WorkError
from retold.wording import visible


@contextmanager
def opened(place: Path) -> Iterator[pq.ParquetFile]:
    """A Parquet file to read from, every page of which is checked as it is read; `WorkError` if it is damaged."""
    try:
        with pq.ParquetFile(place, page_checksum_verification=True) as file:
            if not file.schema_arrow.equals(SCHEMAS[place.stem]):
                raise pa.ArrowInvalid("other columns than the table has")
            yield file
    except FileNotFoundError:
        raise WorkError(
            f"{visible(str(place))}: this file of the archive is missing; if another run has just ended, try again, "
            "else see what 'retold verify' says"
        ) from None
    except (pa.ArrowException, OSError, ValueError):
        raise WorkError(
            f"{visible(str(place))}: this file of the archive is damaged; see what 'retold verify' says"
        ) from None


def values(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[Any]:
    """The numbers of a column that has no nulls; not copied where they stand together.

    Arrow's own way loads pandas where that is installed, which takes longer than reading some novels.
    """
    if isinstance(column, pa.ChunkedArray):
        chunks = [values(chunk) for chunk in column.chunks]
        return chunks[0] if len(chunks) == 1 else np.concatenate([np.zeros(0, str(column.type)), *chunks])
    if not len(column):
        return np.zeros(0, str(column.type))
    numbers: npt.NDArray[Any] = np.frombuffer(column.buffers()[1], str(column.type))
    return numbers[column.offset : column.offset + len(column)]


def columns(place: Path, names: Sequence[str]) -> pa.Table:
    """Some columns of a file, whole."""
    with opened(place) as file:
        return file.read(list(names)).select(list(names))
