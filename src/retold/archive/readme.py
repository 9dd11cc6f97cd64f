"""The README in the folder of every archive: what the files are, for people who have nothing but the folder."""

from __future__ import annotations

README_TEXT = b"""\
# An archive of texts

This folder was made by Retold. It can be read without it: the tables are Apache Parquet files, all text is UTF-8.

    manifest.json               what belongs to the archive (JSON)
    parts/NAME/texts.parquet    the texts themselves: doc (a number), raw (the text)
    parts/NAME/documents.parquet   what is known of each: doc, path, title, author, date, language, sha256, ...
    parts/NAME/tokens.parquet   the words of each text: where they start, how long they are, a hash of each
    parts/NAME/shingles.parquet    fingerprints of neighbouring words, for finding passages that texts share
    lock                        empty, or who is writing now
    cache/                      may be deleted

Only the parts that manifest.json lists under "parts" count. A text whose number stands there under "past" is an earlier
version, or its file is gone. All offsets count characters (Unicode code points) of `raw` from 0; a span goes up to, but
not including, its end.

To write every text to a file of its own, with Python and pyarrow:

    import glob, pathlib
    import pyarrow.parquet as parquet

    for part in glob.glob("parts/*/"):
        names = parquet.read_table(part + "documents.parquet", columns=["doc", "path"]).to_pylist()
        names = {row["doc"]: row["path"] for row in names}
        for row in parquet.read_table(part + "texts.parquet").to_pylist():
            name = f"{row['doc']} {names[row['doc']]}".replace("/", "_")[:200]
            pathlib.Path(name).write_text(row["raw"], encoding="utf-8", newline="")

Or with DuckDB, in SQL: select path, raw from 'parts/*/documents.parquet' join 'parts/*/texts.parquet' using (doc);

`sha256` is the SHA-256 of the file that a text was read from, `raw_sha256` that of `raw` in UTF-8.
"""
