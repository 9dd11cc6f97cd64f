"""TEI P5: the scenes as a critical edition, every reading with its witnesses and its speaker.

A comparison comes in, one TEI document goes out. By parallel segmentation each row of a scene is an ``app`` where it
stands in the text; by double end-point attachment the base is set as a plain text and the apparatus behind it points
into it. A reading holds what is said as ``said``, with who says it, and what is told as ``seg``; words that no row
compares are a ``seg`` of the type ``between``. ``join`` gives the order of a witness that has one of its own and puts
utterances together that the rows cut apart. The guidelines' chapter 13, "Critical Apparatus", defines the elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from retold.apparatus import Comparison, Locus
from retold.text import Character, Chrome, Telling
from retold.version import VERSION
from retold.wording import listed, number, one_line, unmarked

from .edition import Passage, Piece, Row, Variant, passages, title
from .plugins import Exporter
from .xmltext import DECLARATION, Ids, attributes, words

NAMESPACE = "http://www.tei-c.org/ns/1.0"
LONG_CHROME = 600  # code points of a stretch of chrome that its note quotes
Method = Literal["parallel-segmentation", "double-end-point"]


def document(comparison: Comparison, *, method: Method = "parallel-segmentation") -> str:
    """The scenes of a comparison as a TEI document.

    Parameters
    ----------
    comparison
        What was found; its tellings must have their texts.
    method
        How the apparatus is bound to the text. The base of ``"double-end-point"`` is the comparison's; in scenes that
        it does not tell, and where there is none, the first witness of the scene.

    Returns
    -------
    str
        A document of TEI P5, valid against ``tei_all``, with an XML declaration that says UTF-8. The same comparison
        gives the same document.
    """
    return "".join(_Document(comparison, method).lines())


def dumps(comparison: Comparison) -> bytes:
    """The document by parallel segmentation, as the bytes of a file."""
    return document(comparison).encode("utf-8")


def dumps_attached(comparison: Comparison) -> bytes:
    """The document by double end-point attachment, as the bytes of a file."""
    return document(comparison, method="double-end-point").encode("utf-8")


class _Document:
    """One document as it is written: the comparison, how it is bound, and the ids in it."""

    def __init__(self, comparison: Comparison, method: Method) -> None:
        self._comparison = comparison
        self._method = method
        ids = Ids()
        self._witness = {telling.siglum: ids.new(telling.siglum) for telling in comparison.tellings}
        self._person = {character.id: ids.new(character.id) for character in comparison.characters}
        self._div = {scene.id: ids.new(scene.id) for scene in comparison.scenes}
        self._move = {m: ids.new(m) for m in dict.fromkeys(locus.move for locus in comparison.loci) if m is not None}
        self._app = {locus.id: ids.new(locus.id) for locus in comparison.loci}
        self._passages = tuple(passages(comparison, ids, based=method == "double-end-point"))
        self._ids = ids
        self._apparatus: list[str] = []  # the entries of an apparatus behind the text

    def lines(self) -> Iterator[str]:
        """The document, a line at a time."""
        yield DECLARATION
        yield f'<TEI xmlns="{NAMESPACE}">\n'
        yield from self._header()
        yield "<text>\n<body>\n"
        attached = self._method == "double-end-point"
        for passage in self._passages:
            yield f"<div{attributes(type='scene', xml_id=self._div[passage.scene.id])}>\n"
            if attached and passage.base is not None:
                yield from self._attached(passage, passage.base)
            else:
                yield "<ab>\n"
                for row in passage.rows:
                    yield self._entry(row, passage.base)
                yield "</ab>\n"
            yield from self._joins(passage)
            yield "</div>\n"
        if not self._passages:
            yield "<ab><note>None of these texts tell the same scene.</note></ab>\n"
        yield "</body>\n"
        if self._apparatus:
            yield '<back>\n<div type="apparatus">\n<listApp>\n'
            yield from self._apparatus
            yield "</listApp>\n</div>\n</back>\n"
        yield "</text>\n</TEI>\n"

    # ---- the header

    def _header(self) -> Iterator[str]:
        titles = [title(telling) for telling in self._comparison.tellings]
        yield "<teiHeader>\n<fileDesc>\n<titleStmt>\n"
        yield f"<title>{words(listed(titles) or 'No text')}: what they tell alike</title>\n</titleStmt>\n"
        yield "<publicationStmt>\n<p>Written by Retold from the texts below; not published.</p>\n</publicationStmt>\n"
        yield "<sourceDesc>\n"
        if self._comparison.tellings:
            yield "<listWit>\n"
            for telling in self._comparison.tellings:
                yield from self._witness_entry(telling)
            yield "</listWit>\n"
        else:
            yield "<p>There is none.</p>\n"
        yield "</sourceDesc>\n</fileDesc>\n<encodingDesc>\n"
        location = "external" if self._method == "double-end-point" else "internal"
        yield '<editorialDecl>\n<quotation marks="all"><p>Marks stand as the witnesses have them.</p></quotation>\n'
        yield "</editorialDecl>\n"
        yield f"<variantEncoding{attributes(method=self._method, location=location)}/>\n"
        yield f'<appInfo>\n<application ident="retold"{attributes(version=VERSION)}>\n<label>Retold</label>\n'
        yield "</application>\n</appInfo>\n</encodingDesc>\n"
        if self._comparison.characters:
            yield "<profileDesc>\n<particDesc>\n<listPerson>\n"
            yield from map(self._person_entry, self._comparison.characters)
            yield "</listPerson>\n</particDesc>\n</profileDesc>\n"
        yield "</teiHeader>\n"
        if self._move:
            yield '<standOff>\n<interpGrp type="transposition">\n'
            for move, id in self._move.items():
                moved = [locus for locus in self._comparison.loci if locus.move == move]
                yield f"<interp{attributes(xml_id=id)}>{words(self._said_of(moved))}</interp>\n"
            yield "</interpGrp>\n</standOff>\n"

    def _witness_entry(self, telling: Telling) -> Iterator[str]:
        witness, metadata = telling.witness, telling.story.metadata
        yield f"<witness{attributes(xml_id=self._witness[telling.siglum], n=telling.siglum)}>\n<bibl>"
        yield f"<title>{words(title(telling))}</title>"
        if metadata.get("author"):
            yield f"<author>{words(metadata['author'])}</author>"
        if metadata.get("published"):
            yield f"<date>{words(metadata['published'])}</date>"
        yield f'<idno type="file">{words(witness.path)}</idno>'
        yield f'<idno type="sha256">{words(witness.sha256)}</idno></bibl>\n'
        for chrome in telling.story.chrome:
            place = f"{chrome.span.start}-{chrome.span.end}"
            quoted = _words_of(telling, chrome)
            yield f"<note{attributes(type='chrome', subtype=_word(chrome.kind), n=place)}>{words(quoted)}</note>\n"
        yield "</witness>\n"

    def _person_entry(self, character: Character) -> str:
        sex = character.gender.upper() if character.gender else None
        names = [f"<persName>{words(character.name)}</persName>"]
        for siglum, found in character.names.items():
            source = f"#{self._witness[siglum]}" if siglum in self._witness else None
            names += (
                f"<persName{attributes(type='variant', source=source)}>{words(one.name)}</persName>" for one in found
            )
        return (
            f"<person{attributes(xml_id=self._person[character.id], sex=sex)}>\n" + "\n".join(names) + "\n</person>\n"
        )

    def _said_of(self, moved: Sequence[Locus]) -> str:
        sigla = [s for s in self._witness if any(s in locus.moved for locus in moved)]
        return (
            f"{number(len(moved), 'row')} that {'stands' if len(moved) == 1 else 'stand'} elsewhere in {listed(sigla)}"
        )

    # ---- readings

    def _entry(self, row: Row, base: str | None, **place: str) -> str:
        """A row as an entry of the apparatus; what the base has is its lemma, `place` says where it is attached."""
        locus = row.locus
        if locus is None:
            about = attributes(type="between", **place)
        else:
            about = attributes(
                xml_id=self._app[locus.id],
                type=locus.relation,
                subtype=locus.kind,
                cert=f"{locus.score:.4f}".rstrip("0").rstrip("."),
                corresp=self._pointers([locus.speaker], self._person),
                **place,
            )
        readings = [self._reading(row, variant, base) for variant in row.variants]
        if row.omitted:
            readings.append(f"<rdg{attributes(wit=self._pointers(row.omitted, self._witness))}/>")
        return f"<app{about}>\n" + "\n".join(readings) + "\n</app>\n"

    def _reading(self, row: Row, variant: Variant, base: str | None) -> str:
        name = "lem" if base in variant.sigla else "rdg"
        move = row.locus.move if row.locus is not None and variant.moved else None
        about = attributes(
            wit=self._pointers(variant.sigla, self._witness),
            cause="transposition" if variant.moved else None,
            ana=self._pointers([move], self._move),
        )
        inside = " ".join(self._piece(piece) for piece in variant.pieces)
        begins = self._edges("witStart", row.begins, variant)
        ceases = self._edges("witEnd", row.ceases, variant)
        return f"<{name}{about}>{begins}{inside}{ceases}</{name}>"

    def _edges(self, name: str, sigla: Sequence[str], variant: Variant) -> str:
        here = [siglum for siglum in variant.sigla if siglum in sigla]
        return f"<{name}{attributes(wit=self._pointers(here, self._witness))}/>" if here else ""

    def _piece(self, piece: Piece, id: str | None = None) -> str:
        """A piece as an element; with an `id` of its own it stands in the text of a base, which has its paragraphs."""
        about = attributes(xml_id=id or piece.id, rend="close" if piece.close else None)
        opens = None if id else self._pointers(piece.opens, self._witness)
        before = f"<milestone{attributes(unit='paragraph', edRef=opens)}/>" if opens else ""
        if piece.form in ("speech", "reported"):
            who = self._pointers([piece.speaker], self._person)
            direct = "true" if piece.form == "speech" else "false"
            return f"{before}<said{about}{attributes(who=who, direct=direct)}>{words(piece.text)}</said>"
        return f"{before}<seg{about}{attributes(type=piece.form or 'between')}>{words(piece.text)}</seg>"

    def _pointers(self, to: Iterable[str | None], ids: Mapping[str, str]) -> str | None:
        """Pointers to some ids, None where there are none."""
        return " ".join(f"#{ids[one]}" for one in to if one is not None and one in ids) or None

    # ---- what binds pieces together

    def _joins(self, passage: Passage) -> Iterator[str]:
        """The order of each witness that has its own, and the utterances that the rows cut apart."""
        for siglum, order in passage.orders.items():
            if passage.is_reordered(siglum):
                corresp = self._pointers([siglum], self._witness)
                yield f"<join{attributes(type='order', result='ab', corresp=corresp, target=_targets(order))}/>\n"
        for utterance in passage.utterances:
            yield f"<join{attributes(type='utterance', result='said', target=_targets(utterance))}/>\n"

    def _attached(self, passage: Passage, base: str) -> Iterator[str]:
        """The text of the base, and into the apparatus the rows, bound to its pieces or to points between them."""
        pieces = {piece.id: piece for row in passage.rows for v in row.variants for piece in v.pieces}
        order = passage.orders[base]
        place = {id: at for at, id in enumerate(order)}
        stands = {id: self._ids.new(f"text.{id}") for id in order}
        points: dict[str, str] = {}  # anchors, by the piece they stand behind; before the first piece, by ""
        last = ""
        for row in passage.rows:
            variant = row.variant_of(base)
            if variant is not None:
                mine = sorted((piece.id for piece in variant.pieces), key=place.__getitem__)
                first, last = stands[mine[0]], mine[-1]
                self._apparatus.append(self._entry(row, base, from_=f"#{first}", to=f"#{stands[last]}"))
            else:
                if last not in points:
                    points[last] = self._ids.new(f"after.{last}" if last else f"before.{passage.scene.id}")
                self._apparatus.append(self._entry(row, base, from_=f"#{points[last]}", to=f"#{points[last]}"))

        def anchor(behind: str) -> str:
            return f"<anchor{attributes(xml_id=points[behind])}/>" if behind in points else ""

        yield f"<p>{anchor('')}"
        for id in order:
            if id != order[0] and base in pieces[id].opens:
                yield "</p>\n<p>"
            elif id != order[0] and not pieces[id].close:
                yield " "
            yield self._piece(pieces[id], stands[id]) + anchor(id)
        yield "</p>\n"


def _targets(ids: Iterable[str]) -> str:
    return " ".join(f"#{id}" for id in ids)


def _words_of(telling: Telling, chrome: Chrome) -> str:
    """What a stretch of chrome says, as far as the comparison still has the file's own words."""
    raw = chrome.span.of(telling.witness.raw)
    seen = unmarked(raw) if telling.witness.content is not None else raw
    return one_line(seen, LONG_CHROME)


def _word(kind: str) -> str:
    """The kind of some chrome as one word, which is all that an attribute for it can hold."""
    return "-".join(kind.split()) or "other"


EXPORTER = Exporter("an edition in TEI P5, by parallel segmentation", ".tei.xml", dumps)
ATTACHED = Exporter("an edition in TEI P5, its apparatus attached to a base text", ".tei-dep.xml", dumps_attached)
