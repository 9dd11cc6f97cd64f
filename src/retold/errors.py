"""What can go wrong, and whose move it is.

    RetoldError
    ├── RequestError        the request was wrong; exit code 2
    │   ├── InputError      a text that is missing, empty, unreadable or not a text
    │   └── OptionError     an option that contradicts another one or the texts
    └── WorkError           the request was right and the work could not be done; exit code 1
        └── OutputError     a result that could not be written

Every message names the text and the place, says what is wrong, and what to do about it, in one line.
"""

from __future__ import annotations


class RetoldError(Exception):
    """Any error that Retold raises on purpose; `exit_code` is what a command ends with."""

    exit_code = 1


class RequestError(RetoldError):
    """The request was wrong: another one may do."""

    exit_code = 2


class InputError(RequestError):
    """A text that is missing, empty, unreadable or not a text."""


class OptionError(RequestError):
    """An option that contradicts another one or the texts."""


class WorkError(RetoldError):
    """The request was right and the work could not be done."""


class OutputError(WorkError):
    """A result that could not be written."""
