"""What a command need not wait for."""

from __future__ import annotations

import sys
from importlib.util import find_spec


def spare_pandas() -> None:
    """Keep pyarrow from loading pandas with its first array, to see whether that is one of pandas'.

    No array of ours is; it would take a quarter of a second wherever pandas happens to be installed. A program that
    imports Retold as a library is left alone.
    """
    if "pandas" not in sys.modules and find_spec("pyarrow"):
        sys.meta_path.insert(0, _WithoutPandas)
        try:
            import pyarrow

            pyarrow.array([0])  # it looks once, and remembers
        finally:
            sys.meta_path.remove(_WithoutPandas)


class _WithoutPandas:
    """An importer that says there is no pandas."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)
