"""``python -m retold`` is the ``retold`` command."""

from __future__ import annotations

from retold.cli import main

if __name__ == "__main__":
    main()
