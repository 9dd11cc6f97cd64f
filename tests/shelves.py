"""Texts for tests of the archive, made up as they are needed, and all rows that an archive holds."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from retold import index
from retold.archive import open_archive
from retold.archive.layout import DOCUMENTS, TABLES

WORDS = (
    *("lantern", "harbour", "apothecary", "sluice", "granary", "ferryman", "quarrel", "midnight", "orchard", "thimble"),
    *("carriage", "widow", "chimney", "letter", "miller", "gravel", "whistle", "saddle", "curtain", "pewter", "kettle"),
)

SYLLABLES = ("ba", "do", "fen", "gri", "hul", "jost", "kam", "lir", "mon", "nup", "quo", "ras", "sil", "tav", "urd")


def tale(seed: int, words: int = 400) -> str:
    """A tale that is no other seed's: sentences of made-up sense, in paragraphs."""
    pick = random.Random(seed)
    lines = []
    for _ in range(words // 10):
        said = " ".join(pick.choice(WORDS) for _ in range(8))
        lines.append(f"The {said} of {seed}.")
    return "\n\n".join(" ".join(lines[at : at + 5]) for at in range(0, len(lines), 5)) + "\n"


def patter(seed: int, words: int = 300) -> str:
    """A text in no language, in sentences and paragraphs, that shares nothing with any other seed's."""
    draw = random.Random(seed)
    spoken = ["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(words)]
    sentences = [" ".join(spoken[at : at + 9]).capitalize() + "." for at in range(0, words, 9)]
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)) + "\n"


def shelf(folder: Path, count: int, words: int = 400) -> Path:
    """A folder of so many tales, ``tale-000.txt`` and on."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        (folder / f"tale-{seed:03}.txt").write_text(tale(seed, words), encoding="utf-8")
    return folder


def rows(archive: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of what is current in an archive, table by table, in an order of their own."""
    found = open_archive(archive)
    live = found.documents["doc"]
    out = {}
    for table in TABLES:
        whole = pa.concat_tables([pq.read_table(file) for file in found.files(table)])
        kept = whole.filter(pa.compute.is_in(whole["doc"], live.combine_chunks()))
        order = [("path", "ascending")] if table == DOCUMENTS else [("doc", "ascending")]
        if "first" in kept.column_names:
            order.append(("first", "ascending"))
        out[table] = kept.sort_by(order).to_pylist()
    return out


_FERRY = (
    "Every winter the ferry of Anselm froze fast between the two churches, and every winter Rosamund walked out over "
    "the ice with a lantern to tell him that his soup was getting cold. “Then put the lid on,” said Anselm, who had "
    "never once admitted that he was stuck. Rosamund set the lantern down, counted the icicles on his beard and went "
    "home by the longer way, past the granary and the tanner's dog.\n\n"
)
_PROVERB = "Whoever lends his boat to a bishop, as the millers say, shall swim to his own wedding and be late for it."
_HOSTILE = "<script>alert('x')</script>"
FERRY_CANON = """Title: The Frozen Ferry

INT. FERRY - NIGHT

ROSAMUND
Your soup is getting cold between the two churches, Anselm, and the lid is cracked.

ANSELM
Nobody ever thawed a river by complaining to the fish.
"""
FERRY_TEXTS = {
    "anselm.txt": _FERRY + patter(1, 40),
    "renamed.txt": _FERRY.replace("Anselm", "Gottfried").replace("Rosamund", "Kunigunde") + patter(2, 40),
    "miller.txt": f"{patter(3)}\n{_PROVERB}\n\n{patter(4)}",
    f"tanner {'<b>'}.txt": f"{patter(5)}\n{_PROVERB} {_HOSTILE}\n\n{patter(6)}",
    "fish.txt": f"{patter(7)}\n“Nobody ever thawed a river by complaining to the fish,” they said.\n\n{patter(8)}",
    "canal.txt": f"{patter(9)}\n“Nobody ever thawed a canal by complaining to the fish.”\n\n{patter(10)}",
}


def ferry_shelf(folder: Path) -> Path:
    """Texts that share, their ``archive``, and two files that live on in them: ``canon.fountain`` and ``ferry.txt``."""
    (folder / "texts").mkdir(parents=True)
    for name, text in FERRY_TEXTS.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    (folder / "canon.fountain").write_text(FERRY_CANON, encoding="utf-8")
    (folder / "ferry.txt").write_text(f"{_FERRY}{patter(11)}\n{_PROVERB}\n\n{patter(12)}", encoding="utf-8")
    index([folder / "texts"], archive=folder / "archive")
    return folder
