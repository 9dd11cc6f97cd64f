"""Pages whose commands print something else by now: the new output stands where the old one stood, and nothing else."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from documents.blocks import failures
from documents.renewing import renewed, shortened

PAGE = """\
Words before.

```console
$ printf 'one\\ntwo\\n'
one
2
$ echo quiet
$ printf 'as it\\nwas\\n'
as it
…
```

```json title="kept.json"
{}
```

```python
print("three")
```

```text
drei
```

```text
not the output of anything
```
"""


def test_what_is_not_so_is_written_anew_and_then_holds(tmp_path: Path) -> None:
    new, left = renewed(PAGE, tmp_path, dict(os.environ), sys.executable)
    assert left == []
    assert new == PAGE.replace("one\n2\n", "one\ntwo\n").replace("drei", "three")
    assert failures(new, tmp_path, dict(os.environ), sys.executable) == []
    assert renewed(new, tmp_path, dict(os.environ), sys.executable) == (new, [])


def test_a_command_that_fails_is_left_and_named(tmp_path: Path) -> None:
    page = "```console\n$ false\nshown\n```\n"
    assert renewed(page, tmp_path, dict(os.environ), sys.executable) == (page, ["line 1: false"])


@pytest.mark.parametrize(
    ("shown", "printed", "now"),
    [
        ("a\n", "b\nc\n\n", "b\nc\n"),
        ("…\nscore 0.91\n…\n", "head\n\nscore 0.93\ntail\n", "…\nscore 0.93\n…\n"),
        ("3 texts\n…\nthe end: 12\n", "4 texts\nx\ny\nthe end: 15\n", "4 texts\n…\nthe end: 15\n"),
        (
            "…\nKerra said no\n…\nIsak said so\n…\n",
            "x\nKerra said yes\ny\nIsak said so\n",
            "…\nKerra said yes\n…\nIsak said so\n…\n",
        ),
        ("…\nKerra said no\n…\n", "1\n2\n", None),
        ("…\nlong\nstretch\n…\n", "long\n", None),
    ],
)
def test_lines_that_are_left_out_stay_so(shown: str, printed: str, now: str | None) -> None:
    assert shortened(shown, printed) == now
