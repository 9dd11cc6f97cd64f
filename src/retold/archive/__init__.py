"""An archive of texts in a folder: Parquet tables that are added to, read from and kept whole.

Read texts come in, rows go out. `update` adds texts and takes them away, one writer at a time; `open_archive` gives
one state of it to read from, whatever is being written meanwhile. Needs the extra ``retold[archive]``.
"""

from __future__ import annotations

from retold.errors import WorkError

try:
    import pyarrow as _pyarrow
except ImportError as error:  # the extra is asked for by name, not by a traceback
    raise WorkError(f"archives need more packages ({error.name}): pip install 'retold[archive]'") from None

from retold.archive.snapshot import Snapshot, Tokens, open_archive
from retold.archive.update import Known, Update, update
from retold.archive.writing import Entry

__all__ = ["Entry", "Known", "Snapshot", "Tokens", "Update", "open_archive", "update"]

del _pyarrow
