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

from retold.archive.admission import Admission, Arrival, Known, arrival_of
from retold.archive.catalog import Stored, of_work, stored
from retold.archive.concordance import Searchable, Vocabulary, searchable
from retold.archive.echoes import Echo, echoes
from retold.archive.feed import atom, summary
from retold.archive.findings import Finding
from retold.archive.manifest import Manifest, PartEntry, read_manifest
from retold.archive.meanings import Meanings
from retold.archive.novelties import Item, news
from retold.archive.quoting import Quotation, quotations
from retold.archive.recalling import Stretch, Terms, recall, together
from retold.archive.roots import Roots
from retold.archive.snapshot import Snapshot, Tokens, open_archive
from retold.archive.updating import Update, update
from retold.archive.verifying import Damage, Verdict, repair, verify
from retold.archive.works import work_of
from retold.archive.writing import Entry, PartWriter, in_raw

__all__ = [
    "Admission",
    "Arrival",
    "Damage",
    "Echo",
    "Entry",
    "Finding",
    "Item",
    "Known",
    "Manifest",
    "Meanings",
    "PartEntry",
    "PartWriter",
    "Quotation",
    "Roots",
    "Searchable",
    "Snapshot",
    "Stored",
    "Stretch",
    "Terms",
    "Tokens",
    "Update",
    "Verdict",
    "Vocabulary",
    "arrival_of",
    "atom",
    "echoes",
    "in_raw",
    "news",
    "of_work",
    "open_archive",
    "quotations",
    "read_manifest",
    "recall",
    "repair",
    "searchable",
    "stored",
    "summary",
    "together",
    "update",
    "verify",
    "work_of",
]

del _pyarrow
