"""CollateX on some texts: ``python collatex_job.py FILE…``, run in an environment of its own (constraints/bench.txt).

It does what its users do: every file a plain witness, the collation with its own settings, the alignment table as JSON.
A file in its own JSON format holds all witnesses, and comes back with one token a cell.
"""

import json
import sys
from pathlib import Path

from collatex import Collation, collate


def main(paths: list[str]) -> None:
    """Collate the files and print the table."""
    if paths[0].endswith(".json"):
        witnesses = json.loads(Path(paths[0]).read_text(encoding="utf-8"))
        print(collate(witnesses, output="json", segmentation=False))
        return
    collation = Collation()
    for at, path in enumerate(paths):
        collation.add_plain_witness(f"W{at}", Path(path).read_text(encoding="utf-8"))
    print(collate(collation, output="json"))


if __name__ == "__main__":
    main(sys.argv[1:])
