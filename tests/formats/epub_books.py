"""EPUB books for tests, written with the standard library in the layouts that common tools give them."""

from __future__ import annotations

import io
import zipfile

CONTAINER = (
    '<?xml version="1.0"?>\n<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="{0}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def zipped(members: dict[str, str | bytes], mimetype: bool = True) -> bytes:
    """An archive with the mark of EPUB as its first member, stored, as the format wants it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def xhtml(title: str, body: str, attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en">\n'
        f"<head><title>{title}</title></head>\n<body{attributes}>\n{body}\n</body>\n</html>\n"
    )


def second() -> dict[str, str | bytes]:
    """EPUB 2 as calibre lays it out: title page in the root, split documents, a guide, contents in an NCX."""
    return {
        "META-INF/container.xml": CONTAINER.format("content.opf"),
        "content.opf": (
            '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="2.0" '
            'unique-identifier="uuid_id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:opf="http://www.idpf.org/2007/opf"><dc:title>The Salt Ledger</dc:title>'
            '<dc:creator opf:role="aut">reedwhistle</dc:creator><dc:language>en</dc:language>'
            "<dc:publisher>Pier Stories</dc:publisher><dc:subject>Ferries</dc:subject><dc:subject>Goats</dc:subject>"
            "<dc:description>&lt;p&gt;Odile crosses.&lt;/p&gt; The goat &amp;amp; she.</dc:description>"
            "<dc:date>2019-03-04</dc:date>"
            '<dc:identifier id="uuid_id" opf:scheme="uuid">7d9f</dc:identifier>'
            '<meta name="calibre:series" content="River Books"/></metadata><manifest>'
            '<item id="titlepage" href="titlepage.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="b" href="text/part%20two.html" media-type="application/xhtml+xml"/>'
            '<item id="a" href="text/part_one.html" media-type="application/xhtml+xml"/>'
            '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
            '<item id="css" href="style.css" media-type="text/css"/></manifest>'
            '<spine toc="ncx"><itemref idref="titlepage"/><itemref idref="a"/><itemref idref="b"/></spine>'
            '<guide><reference type="cover" title="Cover" href="titlepage.xhtml"/></guide></package>'
        ),
        "titlepage.xhtml": xhtml("Cover", "<div><p>The Salt Ledger</p><p>reedwhistle</p></div>"),
        "text/part_one.html": xhtml(
            "One",
            '<h1 class="calibre1">Chapter 1</h1><p class="calibre2">The ferry left at six.</p>'
            '<p class="calibre2">“Six,” said Odile, “is late.”</p>',
        ),
        "text/part two.html": xhtml(
            "Two", "<h1>Chapter 2</h1><p>“It is later here,” said the goat&#8217;s owner &mdash; and rowed.</p>"
        ),
        "toc.ncx": "<ncx/>",
        "style.css": "p { margin: 0 }",
    }


def third() -> dict[str, str | bytes]:
    """EPUB 3: a navigation document in the spine, purposes on sections, page breaks, scrambled fonts."""
    return {
        "META-INF/container.xml": CONTAINER.format("OEBPS/package.opf"),
        "META-INF/encryption.xml": (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
            'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
            '<enc:EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/><enc:CipherData>'
            '<enc:CipherReference URI="OEBPS/fonts/a.otf"/></enc:CipherData></enc:EncryptedData></encryption>'
        ),
        "OEBPS/package.opf": (
            '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">x</dc:identifier>'
            "<dc:title>The Far Bank</dc:title><dc:creator>A. Reed</dc:creator><dc:creator>B. Whistle</dc:creator>"
            "<dc:language>en-GB</dc:language><dc:source>https://pier.example/1209</dc:source>"
            '<meta property="dcterms:modified">2019-04-01T00:00:00Z</meta></metadata><manifest>'
            '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
            '<item id="t" href="text/title.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="c1" href="text/c1.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="pic" href="pic.svg" media-type="image/svg+xml"/></manifest>'
            '<spine><itemref idref="t"/><itemref idref="nav" linear="no"/><itemref idref="pic"/><itemref idref="c1"/>'
            "</spine></package>"
        ),
        "OEBPS/nav.xhtml": xhtml("Contents", '<nav epub:type="toc"><ol><li><a href="c1.xhtml">One</a></li></ol></nav>'),
        "OEBPS/text/title.xhtml": xhtml("Title", '<section epub:type="titlepage"><h1>The Far Bank</h1></section>'),
        "OEBPS/text/c1.xhtml": xhtml(
            "One",
            '<section epub:type="chapter"><h2>One</h2><p>“It’s late,” said<span epub:type="pagebreak" id="p2">2</span> '
            'Odile.<a epub:type="noteref" href="#n1">1</a></p><p>The goat &amp; she sat down.</p>'
            '<aside epub:type="footnote" id="n1"><p>It was six.</p></aside></section>',
            ' epub:type="bodymatter"',
        ),
        "OEBPS/pic.svg": "<svg/>",
        "OEBPS/fonts/a.otf": b"\x00\x01",
    }
