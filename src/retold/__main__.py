"""``python -m retold`` is the ``retold`` command, and this is where both begin."""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command and end the process with its exit code."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Until the command can answer for itself, an interrupt ends it at once and without a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    from retold.cli import main as run

    run()


if __name__ == "__main__":
    main()
