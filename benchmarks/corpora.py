"""The corpora that accuracy is measured on: families of texts with gold, found on disk, hashed, and re-encoded.

A **family** is a gold file and the texts it speaks of; a **set** is a group of families that is scored as one: ``own``
(written for this project), ``families`` and ``seeds`` (in a shared folder that need not be there). Out come plain
values: paths, the gold as a dict, one hash a set. `reencoded` writes a family anew with other line ends or another
encoding and moves its gold along, so that the same story can be asked of every kind of file.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import retold
from retold.exporters.json import to_dict

ROOT = Path(__file__).resolve().parent.parent
OWN_FAMILIES = ROOT / "tests" / "families"
EXAMPLES = ROOT / "examples"
SEEDS_GOLD = ROOT / "tests" / "accuracy" / "seeds_gold.json"

SPANNED = ("utterances", "indirect", "events", "chrome")
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Family:
    """Texts with gold: `texts` are paths in the order of the gold's witnesses, `codecs` what each is written in."""

    name: str
    gold: Mapping[str, Any]
    texts: tuple[Path, ...]
    codecs: tuple[str, ...]

    def read(self) -> dict[str, str]:
        """The decoded text of each witness, as the gold counts it: line ends and byte order mark kept."""
        return {
            witness: path.read_bytes().decode(codec)
            for witness, path, codec in zip(self.gold["witnesses"], self.texts, self.codecs, strict=True)
        }


def shared_folder() -> Path | None:
    """The folder of shared corpora: ``RETOLD_SHARED``, else ``shared`` beside the checkout; None when there is none."""
    named = os.environ.get("RETOLD_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder if folder.is_dir() else None


def shared_scorer() -> Path | None:
    """A scorer of the same questions in the shared folder, None when there is none."""
    shared = shared_folder()
    scorer = shared / "score" / "score_retellings.py" if shared else None
    return scorer if scorer is not None and scorer.is_file() else None


def sets() -> dict[str, tuple[Family, ...]]:
    """Every set whose texts are here, by name; sets without a family are left out."""
    shared = shared_folder()
    found = {"own": tuple(_family(gold, gold.parent, EXAMPLES) for gold in sorted(OWN_FAMILIES.glob("*/gold.json")))}
    if shared is not None:
        golds = sorted((shared / "data" / "families").glob("*/gold.json"))
        found["families"] = tuple(_family(gold, gold.parent) for gold in golds)
        if SEEDS_GOLD.is_file():
            found["seeds"] = (_family(SEEDS_GOLD, shared / "seeds"),)
    return {name: families for name, families in found.items() if families}


def result_of(family: Family) -> dict[str, Any]:
    """What Retold says of a family, in the published format, with its own settings."""
    return to_dict(retold.compare([str(path) for path in family.texts]), text=False)


def fingerprint(families: Sequence[Family]) -> str:
    """SHA-256 over the gold and the bytes of every text of a set, independent of where they lie."""
    digest = hashlib.sha256()
    for family in families:
        digest.update(json.dumps(family.gold, sort_keys=True).encode())
        for text in family.texts:
            digest.update(hashlib.sha256(text.read_bytes()).digest())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Encoding:
    """A way to write a text; None for `line_end` or `bom` leaves them as they are."""

    name: str
    line_end: str | None
    codec: str
    bom: bool | None

    def write(self, text: str) -> tuple[list[str], bytes] | None:
        """What each character becomes, one piece for a mark in front, and the bytes; None where they do not fit."""
        pieces = _pieces(text, self)
        try:
            return pieces, "".join(pieces).encode(self.codec)
        except UnicodeEncodeError:
            return None

    def holds_some_of(self, family: Family) -> bool:
        """Whether any text of the family can be written so."""
        return any(self.write(text) for text in family.read().values())


ENCODINGS = (
    Encoding("crlf", "\r\n", "utf-8", None),
    Encoding("lone-cr", "\r", "utf-8", None),
    Encoding("bom", None, "utf-8", True),
    Encoding("cp1252", None, "cp1252", False),
    Encoding("utf-16", None, "utf-16-le", True),
)


def reencoded(family: Family, encoding: Encoding, folder: Path) -> Family:
    """Write a family's texts into `folder` in another encoding, the gold's offsets moved along.

    A text that the encoding cannot hold is written as it was.
    """
    gold = copy.deepcopy(dict(family.gold))
    targets, codecs = [], []
    for (witness, text), path, codec in zip(family.read().items(), family.texts, family.codecs, strict=True):
        targets.append(folder / path.name)
        written = encoding.write(text)
        if written is None:
            targets[-1].write_bytes(path.read_bytes())
            codecs.append(codec)
            continue
        pieces, data = written
        targets[-1].write_bytes(data)
        codecs.append(encoding.codec)
        # Character i stood after i characters; now it stands after what became of those, and after a mark in front.
        places = list(accumulate(map(len, pieces)))
        for item in (item for kind in SPANNED for item in gold.get(kind, []) if item["w"] == witness):
            item["start"], item["end"] = places[item["start"]], places[item["end"]]
    return Family(family.name, gold, tuple(targets), tuple(codecs))


def _pieces(text: str, encoding: Encoding) -> list[str]:
    spell = _spelling(encoding)
    pieces = [""] + [spell(text, at) for at in range(len(text))]
    if encoding.bom and not text.startswith(BOM):
        pieces[0] = BOM
    if encoding.bom is False and text.startswith(BOM):
        pieces[1] = ""
    return pieces


def _spelling(encoding: Encoding) -> Callable[[str, int], str]:
    line_end = encoding.line_end

    def spell(text: str, at: int) -> str:
        here = text[at]
        if line_end is None or here not in "\r\n":
            return here
        return "" if here == "\n" and at and text[at - 1] == "\r" else line_end

    return spell


def _family(gold_file: Path, *folders: Path) -> Family:
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    texts = tuple(_find(name, folders, gold_file) for name in gold["witnesses"].values())
    return Family(gold["family"], gold, texts, ("utf-8",) * len(texts))


def _find(name: str, folders: tuple[Path, ...], gold_file: Path) -> Path:
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"{gold_file} speaks of {name}, which is not in {' or '.join(map(str, folders))}")
