"""Count, for every English word, how many sentences of a folder of public-domain novels hold it.

In comes the folder of `novels`; out goes a table ``word<TAB>sentences<TAB>works``, the most frequent word first, headed
by the number of sentences and works read. The sentence is the unit because the lexicon weighs words for comparing one
line with another, not one book with another.

    PYTHONPATH=src python training/meaning/count_words.py NOVELS COUNTS.tsv
"""

import argparse
from collections import Counter
from pathlib import Path

import novels

from retold.lexicon import words_of

FEWEST_SENTENCES = 2
"""A word met in one sentence alone is as often a slip of the scan as a word."""


def main() -> None:
    """Read the folder named on the command line and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("novels", type=Path, help="folder of .txt files, named Author_Title_Year.txt")
    parser.add_argument("counts", type=Path, help="the table to write")
    parser.add_argument("--until", type=int, default=novels.LAST_YEAR, help="leave out works of later years")
    arguments = parser.parse_args()

    in_sentences: Counter[str] = Counter()
    in_works: Counter[str] = Counter()
    sentences = works = 0
    for work in novels.works(arguments.novels, arguments.until):
        works += 1
        of_this_work: set[str] = set()
        for words in map(set, map(words_of, work)):
            sentences += bool(words)
            in_sentences.update(words)
            of_this_work |= words
        in_works.update(of_this_work)

    ranked = sorted(in_sentences.items(), key=lambda item: (-item[1], item[0]))
    with arguments.counts.open("w", encoding="utf-8", newline="\n") as table:
        table.write(f"#\t{sentences}\t{works}\n")
        table.writelines(f"{word}\t{count}\t{in_works[word]}\n" for word, count in ranked if count >= FEWEST_SENTENCES)


if __name__ == "__main__":
    main()
