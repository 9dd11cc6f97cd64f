"""What MkDocs is told while it builds the site: the pages that are made and not written are added to the others.

These are the references, and the files beside the README that people look for here as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from documents import commands, interface, resultformat

ROOT = Path(__file__).resolve().parent.parent


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for path, make in GENERATED.items():
        files.append(File.generated(config, path, content=make()))
    return files


def _beside(name: str) -> Callable[[], str]:
    """A page of the checkout's top folder, its links as seen from ``docs/``."""
    return lambda: re.sub(r"\]\(docs/", "](", (ROOT / name).read_text(encoding="utf-8"))


GENERATED: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands.page,
    "reference/api.md": interface.page,
    "reference/result.md": resultformat.page,
    "contributing.md": _beside("CONTRIBUTING.md"),
    "changelog.md": _beside("CHANGELOG.md"),
}
