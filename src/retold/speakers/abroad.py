"""Tags of other languages: who a French, Spanish, German, Italian or Russian telling says is speaking.

Comes in: the cleaned text and the words beside an utterance; goes out: the same `Tag` that English words give. Only
what stands in the very sentence is read: a verb of saying with a name, a pronoun or an epithet after it ("répondit
Tobin", "сказала она", "fragte der alte Nachbar"), or before it ("Mara dit :"). Who is meant where nothing is said is
for the turns to tell, less surely.
"""

from __future__ import annotations

import re
from itertools import islice

from retold.speakers.tags import SENTENCE, Piece
from retold.speechwords import SAYING_ABROAD, WORD, Tag, fold, noun_phrase_at, wordset
from retold.text import Span

PRONOUNS = {
    **dict.fromkeys(("il", "él", "er", "egli", "lui", "ele", "он", "hij", "han"), "m"),
    **dict.fromkeys(("elle", "ella", "sie", "lei", "ela", "она", "ona", "zij", "ze", "hon", "hun"), "f"),
}
"""Subject pronouns and the gender each shows; those of one language mean nothing else beside another's verb."""
_OBJECTS = wordset("me te le les se lui leur m’ mi gli si ему ей")
_JOINED = re.compile(r"([^\W\d_]+)-(?:t-)?(il|elle)\b")  # "dit-il", "demanda-t-elle"
# Articles and owners that open an epithet ("le vieux voisin"), and words behind which it has ended.
_ARTICLES = wordset("""
le la les un une son sa ses mon ma leur el los una su mi il lo gli suo sua o os um uma seu der die das ein eine sein
seine ihr ihre mein meine de het een en ett den det zijn haar
""")
_ENDS = wordset("""
en et à avec sans dans sur qui que puis comme pour par derrière depuis en y e con sin sobre desde que mientras como para
de del di da in su mentre come per com sem und mit ohne auf im aus von vom zu nach während als der och med på ut met op
и с со в на из от у за но а к по
""")
# Where there are no articles: the ends of adjectives, and nouns that need none to be somebody.
_ADJECTIVE = re.compile(r"[а-яё]{2,}(?:ый|ий|ой|ая|яя)|[a-ząćęłńóśźż]{2,}(?:ny|ry|dy|ty|ki|wy|na|ra|da|ta|ka|wa)")
_PERSONS = wordset("""
старик старуха мужчина женщина мальчик девочка девушка парень сосед соседка мать отец сын дочь брат сестра дед бабушка
солдат капитан доктор врач незнакомец незнакомка хозяин хозяйка старуха ребёнок голос
starzec staruszka mężczyzna kobieta chłopiec dziewczynka dziewczyna sąsiad sąsiadka matka ojciec syn córka brat siostra
żołnierz kapitan lekarz nieznajomy nieznajoma gospodarz gospodyni dziecko głos
""")
_MANNER = ("ement", "mente")  # of adverbs: "doucement", "suavemente"
_EPITHET_WORDS = 3  # behind an article at most
_GAP = 4  # code points between speech and the words that tell of it: a mark, a comma, a dash, spaces
_REACH = 80  # code points in which a tag stands
_WORDS = 4


def find_tag_abroad(text: str, piece: Piece) -> None:
    """The tag of an utterance that has none in English: right after it, or in the sentence that leads into it."""
    tag = tag_at(text, piece.after)
    if tag is not None:
        piece.tag = tag
        return
    lead = piece.before.of(text).rstrip()
    if lead.endswith((":", ",")):
        end = piece.before.start + len(lead)
        starts = [m.end() for m in SENTENCE.finditer(text, piece.before.start, end)]
        piece.tag = tag_at(text, Span(starts[-1] if starts else piece.before.start, end))
        piece.tag_before = piece.tag is not None


def tag_at(text: str, where: Span) -> Tag | None:
    """The tag with which a stretch of text begins."""
    end = min(where.end, where.start + _REACH)
    words = list(islice(WORD.finditer(text, where.start, end), _WORDS))
    if not words or words[0].start() - where.start > _GAP:
        return None
    if joined := _JOINED.match(text, words[0].start(), end):
        if fold(joined.group(1)) not in SAYING_ABROAD:
            return None
        return Tag("pronoun", Span(*joined.span(2)), fold(joined.group(1)), Span(*joined.span(1)), True)
    if fold(words[0].group()) in _OBJECTS:  # "le dijo Mara"
        words = words[1:]
    for at, word in enumerate(words):
        if any(c in ".!?:;" for c in text[words[0].end() : word.start()]):
            return None
        if word.group() in SAYING_ABROAD:
            said, verb = Span(*word.span()), word.group()
            if at:
                return _tag(text, Span(words[0].start(), word.start()), verb, said, inverted=False)
            after = WORD.search(text, word.end(), end)
            if after is None or text[word.end() : after.start()].strip():
                return None
            return _tag(text, Span(after.start(), end), verb, said, inverted=True)
    return None


def _tag(text: str, subject: Span, verb: str, said: Span, *, inverted: bool) -> Tag | None:
    word = WORD.match(text, subject.start, subject.end)
    if word is not None and fold(word.group()) in PRONOUNS:
        return Tag("pronoun", Span(*word.span()), verb, said, inverted)
    if (epithet := _epithet(text, subject)) is not None:
        return Tag("epithet", epithet, verb, said, inverted)
    found = noun_phrase_at(text, subject.start, subject.end)
    if found is None or found[0] != "name":
        return None
    return Tag("name", found[1], verb, said, inverted)


def _epithet(text: str, where: Span) -> Span | None:
    """The epithet with which a stretch begins: an article and what follows it, or an adjective and a noun."""
    words: list[re.Match[str]] = []
    for word in islice(WORD.finditer(text, where.start, where.end), 1 + _EPITHET_WORDS):
        if words and (text[words[-1].end() : word.start()].strip() or fold(word.group()) in _ENDS):
            break
        if fold(word.group()).endswith(_MANNER):
            break
        words.append(word)
        if len(words) > 1 and word.group()[0].isupper():
            break  # "der alte Nachbar leise": a noun ends it
    if not words or not words[0].group()[0].islower():
        return None
    first = fold(words[0].group())
    if first in _ARTICLES:
        return Span(words[0].start(), words[-1].end()) if len(words) > 1 else None
    if first in _PERSONS:
        return Span(*words[0].span())
    if len(words) > 1 and _ADJECTIVE.fullmatch(first):
        return Span(words[0].start(), words[1].end())
    return None
