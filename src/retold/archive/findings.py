"""What a search of an archive comes to: a place in one text that another one has, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that two texts share, or that one of them retells.

    `a` and `b` are paths of texts in the archive (where a text was looked for, `a` is its path as given); spans are
    half open, in code points of their raw texts. `score` is in bits; `e_value` says how many as good ones chance would
    bring from an archive of this size.
    """

    a: str
    ab: int
    ae: int
    b: str
    bb: int
    be: int
    score: float
    e_value: float
    kind: Literal["quoted", "reposted", "retold"]
