"""Which encoding some bytes are in, by the commonest letters of the languages that are written in it.

In goes the content of a file that is neither UTF-8 nor Windows-1252, out comes the name of an encoding, or nothing. A
few letters make up a known share of all that is written in a language; read in a wrong encoding, a text has other ones.
Only where exactly one encoding gives a text its letters is it named: a wrong advice costs more than none.
"""

from __future__ import annotations

from collections import Counter

# The encoding, the commonest letters of a language written in it, and the share of its own letters that those make up
# at the least. They make up about twice that: 14% in Chinese, 30% in Korean, 45% and more in alphabets, and half of
# Japanese is hiragana.
_LETTERS: tuple[tuple[str, str, float], ...] = (
    ("shift-jis", "のにはをたがでてとしれさるいもなかられ", 0.2),
    ("euc-jp", "のにはをたがでてとしれさるいもなかられ", 0.2),
    ("gb18030", "的一是了不我他在有人这她说", 0.07),
    ("big5", "的一是了不我他在有人這她說", 0.07),
    ("euc-kr", "이다는을의에가고를은도한지하", 0.15),
    ("cp1251", "оеаинтОЕАИНТ", 0.3),
    ("koi8-r", "оеаинтОЕАИНТ", 0.3),
    ("cp866", "оеаинтОЕАИНТ", 0.3),
    ("iso8859-5", "оеаинтОЕАИНТ", 0.3),
    ("cp1253", "αοιετνσς", 0.35),
    ("cp1255", "יוהלאר", 0.3),
    ("cp1256", "اليمنو", 0.3),
)
_UNSPACED = frozenset(("shift-jis", "euc-jp", "gb18030", "big5"))
SAMPLE = 60_000  # bytes that are looked at; more change nothing
FEWEST = 20  # letters beyond ASCII that say something
MOSTLY = 0.5  # share of them among all letters, from which a text is not merely a Latin one with accents
BLANKS = 0.04  # share of white space in a text with spaces between its words, at the least; prose has 0.13 to 0.2
ENDS = 4  # bytes that the end of the sample may cut a character in
SAME = 0.02  # difference of shares that decides nothing


def suggested(data: bytes) -> str | None:
    """The encoding that gives a text its letters; None where none does, or more than one."""
    shares = {codec: share for codec, letters, least in _LETTERS if (share := _share(data, codec, letters)) >= least}
    ranked = sorted(shares, key=lambda codec: -shares[codec])
    if len(ranked) > 1 and shares[ranked[0]] - shares[ranked[1]] < SAME:
        return None
    return ranked[0] if ranked else None


def spaced(text: str) -> bool:
    """Whether white space parts words in a text; bytes of a mainframe's encoding (EBCDIC) have it elsewhere."""
    return sum(map(str.isspace, text)) >= BLANKS * len(text)


def _share(data: bytes, codec: str, letters: str) -> float:
    """The share, 0 to 1, of some letters among all beyond ASCII; 0 where the bytes do not fit the encoding."""
    sample = data[:SAMPLE]
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - ENDS or len(sample) == len(data):
            return 0.0
        text = sample[: error.start].decode(codec)
    if codec not in _UNSPACED and not spaced(text):
        return 0.0
    counts = Counter(character for character in text if character.isalpha() and not character.isascii())
    if counts.total() < max(FEWEST, MOSTLY * sum(map(str.isalpha, text))):
        return 0.0
    return sum(counts[letter] for letter in set(letters)) / counts.total()
