"""How well Retold reads the families: every set that is here, family by family and as a mean.

    python -m benchmarks.accuracy           a Markdown table, and what is not here
    python -m benchmarks.accuracy --toml    the means as floors for tests/accuracy/floors.toml

In come the sets of `corpora`; out come figures of `scoring` by family, and one mean a question, each family counting
once; and the word errors of `source`. The result is the published format, as ``retold compare --json`` writes it: what
is measured is what a user gets.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from statistics import fmean

from benchmarks import source
from benchmarks.corpora import Family, fingerprint, result_of, sets, shared_folder
from benchmarks.scoring import QUESTIONS, Figure, score

FLOOR_DIGITS = 3  # floors are cut, never rounded up, to a thousandth


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of every set that is here."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description="Measure accuracy on the families."
    )
    parser.add_argument("--toml", action="store_true", help="print floors for tests/accuracy/floors.toml")
    as_floors = parser.parse_args(arguments).toml
    measured = {name: measure(families) for name, families in sets().items()}
    if as_floors:
        print("\n".join(floors(name, families, measured[name]) for name, families in sets().items()), end="")
    else:
        print(table(measured))
        print()
        source.main([])
        if shared_folder() is None:
            print("\nNo shared corpora here (RETOLD_SHARED names their folder): own families only.")


def measure(families: Sequence[Family]) -> dict[str, dict[str, Figure]]:
    """The figures of each family of a set, by family name."""
    return {family.name: score(result_of(family), family.gold) for family in families}


def means(figures: Mapping[str, Mapping[str, Figure]]) -> dict[str, float]:
    """The mean of each question over families, 0 to 1; questions nobody's gold asks are left out."""
    found = {}
    for question in QUESTIONS:
        values = [value for family in figures.values() if (value := family[question].value) is not None]
        if values:
            found[question] = fmean(values)
    return found


def table(measured: Mapping[str, Mapping[str, Mapping[str, Figure]]]) -> str:
    """A Markdown table: a row a family and a row a set's mean; every figure 0 to 1."""
    rows = [["set", "family", *QUESTIONS], ["---"] * 2 + ["---:"] * len(QUESTIONS)]
    for name, figures in measured.items():
        rows += [[name, family, *(_cell(each[q].value) for q in QUESTIONS)] for family, each in figures.items()]
        if len(figures) > 1:
            rows.append([name, "**mean**", *(_cell(means(figures).get(q)) for q in QUESTIONS)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def floors(name: str, families: Sequence[Family], figures: Mapping[str, Mapping[str, Figure]]) -> str:
    """One table of floors.toml: the set's fingerprint and its means, cut to a thousandth."""
    unit = 10**FLOOR_DIGITS
    lines = [f"[{name}]", f'sha256 = "{fingerprint(families)}"']
    lines += [f"{question} = {math.floor(value * unit) / unit}" for question, value in means(figures).items()]
    return "\n".join(lines) + "\n"


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
