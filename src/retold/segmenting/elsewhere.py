"""Tags of other languages, as far as segmenting needs them: where in a text one begins and ends.

Who speaks is for others to say; here it only matters that "dit-elle" or "сказал он" is not said aloud. A tag is known
by its verb, in a form that tells of the past, or by French inversion ("fit-il").
"""

from __future__ import annotations

import itertools
import re

from retold.speechwords import SAYING_ABROAD, WORD, wordset

# Before such a verb: "me dijo", "lui répondit", "он сказал".
_BEFORE = wordset("me te le les se lui leur m’ mi gli si он она я ему ей ona on hij ze zij er sie han hun hon hän")
_INVERTED = re.compile(r"[^\W\d_]+-(?:t-)?(?:il|elle|je|ils|elles|on)\b")
_REACH = 60  # code points in which the verb must stand
_COMES = re.compile(r"[,.!?…]\s+(?=[^\W\d_])")
_ENDS = re.compile(r"[.:,]\s+")


def says(text: str, start: int, end: int) -> int | None:
    """Where the verb ends of a tag that begins at `start`: its first word, or the one behind a pronoun; else None."""
    if inverted := _INVERTED.match(text, start, end):
        return inverted.end() if text[start].islower() else None
    for word in itertools.islice(WORD.finditer(text, start, min(end, start + _REACH)), 2):
        if word.group().partition("-")[0] in SAYING_ABROAD:
            return word.end()
        if word.group() not in _BEFORE:
            return None
    return None


def tag_inside(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The first tag in a run of speech that no mark sets off: where speech stops, and where it takes up again."""
    for stop in _COMES.finditer(text, start, end):
        verb = says(text, stop.end(), end)
        if verb is not None:
            over = _ENDS.search(text, verb, end)
            return stop.start() + 1, over.end() if over else end
    return None
