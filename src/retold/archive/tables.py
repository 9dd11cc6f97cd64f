"""Opening the Parquet files of a part; whatever is wrong with one is said in a line that names it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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


def columns(place: Path, names: Sequence[str]) -> pa.Table:
    """Some columns of a file, whole."""
    with opened(place) as file:
        return file.read(list(names)).select(list(names))
