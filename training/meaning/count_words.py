"""Count, for every English word, how many sentences of a folder of public-domain novels hold it.

In comes a folder of plain-text novels, one file a work; out goes a table ``word<TAB>sentences<TAB>works``, the most
frequent word first, headed by the number of sentences and works read. The sentence is the unit because the resource
weighs words for comparing one line with another, not one book with another.

    python training/meaning/count_words.py NOVELS COUNTS.tsv [--until 1929]
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from retold.lexicon import words_of

#: A sentence ends at its stop and any closing marks, before white space; an empty line always ends one.
SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n\s*\n")
YEAR_IN_NAME = re.compile(r"_(1[89]\d\d|20\d\d)$")
FEWEST_SENTENCES = 2


def main() -> None:
    """Read the folder named on the command line and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("novels", type=Path, help="folder of .txt files, named Author_Title_Year.txt")
    parser.add_argument("counts", type=Path, help="the table to write")
    parser.add_argument("--until", type=int, default=1929, help="leave out works whose file name gives a later year")
    arguments = parser.parse_args()

    in_sentences: Counter[str] = Counter()
    in_works: Counter[str] = Counter()
    sentences = works = 0
    for path in sorted(arguments.novels.glob("*.txt")):
        year = YEAR_IN_NAME.search(path.stem)
        if year and int(year[1]) > arguments.until:
            continue
        works += 1
        of_this_work: set[str] = set()
        for words in sentences_of(path.read_text(encoding="utf-8")):
            sentences += 1
            in_sentences.update(words)
            of_this_work |= words
        in_works.update(of_this_work)

    ranked = sorted(in_sentences.items(), key=lambda item: (-item[1], item[0]))
    with arguments.counts.open("w", encoding="utf-8", newline="\n") as table:
        table.write(f"#\t{sentences}\t{works}\n")
        for word, count in ranked:
            if count >= FEWEST_SENTENCES:
                table.write(f"{word}\t{count}\t{in_works[word]}\n")


def sentences_of(text: str) -> Iterator[set[str]]:
    """Yield the distinct words of each sentence of `text`."""
    for sentence in SENTENCE_END.split(text):
        words = set(words_of(sentence))
        if words:
            yield words


if __name__ == "__main__":
    main()
