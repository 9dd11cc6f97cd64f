"""The tables of the documents whose figures take long to measure: how each is laid out, with what is kept put in.

A table is Markdown as it stands on its page. In braces stands what a figure is called in `benchmarks.kept`, with its
format behind a colon.
"""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.kept import Value


def _reuse(passages: str, *levels: tuple[str, str]) -> str:
    """The table of what was found of some passages, by seed: names of levels, and what they are."""
    columns = [("precision", "precision", ".3f"), ("overlap", "overlap of spans", ".3f")]
    columns = [*((key, said, ".2f") for key, said in levels), *columns]
    lines = [f"| novels | seed | {' | '.join(said for _, said, _ in columns)} |", "|---" * (2 + len(columns)) + "|"]
    for size, novels in (("25", "25"), ("all", "99")):
        for seed, told in ((7, "7 (tuned)"), (21, "21"), (33, "33")):
            found = (f"{{reuse {size} {passages} {seed}, {key}:{digits}}}" for key, _, digits in columns)
            lines.append(f"| {novels} | {told} | {' | '.join(found)} |")
    return "\n".join(lines)


_RUNS = {
    "first, index": "`index`",
    "first, reuse": "`reuse`",
    "first, both": "both",
    "one novel more, index": "one novel more: `index`",
    "one novel more, reuse": "one novel more: `reuse`",
    "reuse within 400MB": "`reuse --memory 400MB`",
    "reuse within 500MB": "`reuse --memory 500MB`",
}
_COSTS = "| | CPU s, 25 novels | CPU s, 99 novels | memory, 99 novels |\n|---|---|---|---|\n" + "\n".join(
    f"| {told} | {{reuse costs 25 {run}, seconds:.1f}} | {{reuse costs all {run}, seconds:.1f}} | "
    f"{{reuse costs all {run}, memory:.0f}} MB |"
    for run, told in _RUNS.items()
)


TABLES = {
    "speech": """\
| texts | tuned | held out | command |
|---|---:|---:|---|
| PDNC, exact spans of speech (F1) | {quotes pdnc_dev, as written, tuned:.3f} | \
{quotes pdnc_dev, as written, held out:.3f} | `python -m benchmarks.quotes` |
| – 10 % of the marks lost | {quotes pdnc_dev, 10 % of marks lost, tuned:.3f} | \
{quotes pdnc_dev, 10 % of marks lost, held out:.3f} | the same |
| – in single marks | {quotes pdnc_dev, single, straight, tuned:.3f} | \
{quotes pdnc_dev, single, straight, held out:.3f} | the same |
| – in guillemets | {quotes pdnc_dev, guillemets «», tuned:.3f} | \
{quotes pdnc_dev, guillemets «», held out:.3f} | the same |
| – in dashes | {quotes pdnc_dev, dashes, tuned:.3f} | {quotes pdnc_dev, dashes, held out:.3f} | the same |
| LitBank, exact spans of speech | {quotes litbank, as written, tuned:.3f} | \
{quotes litbank, as written, held out:.3f} | the same |
| PDNC, quotes whose speaker is among the characters found | {characters, tuned, covered:.3f} | \
{characters, held out, covered:.3f} | `python -m benchmarks.characters` |
| – of these, quotes whose character is one person | {characters, tuned, pure:.3f} | \
{characters, held out, pure:.3f} | the same |
| – characters listed for each person | {characters, tuned, split:.2f} | {characters, held out, split:.2f} | the same |
| PDNC, speakers from the raw text | {speakers pdnc_dev, raw text, tuned, right:.3f} | \
{speakers pdnc_dev, raw text, held out, right:.3f} | `python -m benchmarks.speakers` |
| – spans and characters given | {speakers pdnc_dev, spans and roster given, tuned, right:.3f} | \
{speakers pdnc_dev, spans and roster given, held out, right:.3f} | the same |
| – – with a tag that names the speaker | {speakers pdnc_dev, spans and roster given, tuned, explicit:.3f} | \
{speakers pdnc_dev, spans and roster given, held out, explicit:.3f} | the same |
| – – with a pronoun or an epithet | {speakers pdnc_dev, spans and roster given, tuned, anaphoric:.3f} | \
{speakers pdnc_dev, spans and roster given, held out, anaphoric:.3f} | the same |
| – – with neither | {speakers pdnc_dev, spans and roster given, tuned, implicit:.3f} | \
{speakers pdnc_dev, spans and roster given, held out, implicit:.3f} | the same |
| – – the half of the answers that are surest | {speakers pdnc_dev, spans and roster given, tuned, surest half:.3f} | \
{speakers pdnc_dev, spans and roster given, held out, surest half:.3f} | the same |
| – – by rules alone | {speakers pdnc_dev, the same, by rules only, tuned, right:.3f} | \
{speakers pdnc_dev, the same, by rules only, held out, right:.3f} | the same |
| LitBank, speakers from the raw text | – | {speakers litbank, raw text, all, right:.3f} | the same |
| families of retellings: each telling alone | {speakers families, tuned, alone:.3f} | \
{speakers families, held out, alone:.3f} | the same |
| – with the other tellings | {speakers families, tuned, together:.3f} | \
{speakers families, held out, together:.3f} | the same |""",
    "confidence": """\
| mean distance between confidence and share that is right | tuned | held out |
|---|---:|---:|
| novels, characters given | {speakers pdnc_dev, spans and roster given, tuned, error:.3f} | \
{speakers pdnc_dev, spans and roster given, held out, error:.3f} |
| novels, from the raw text | {speakers pdnc_dev, raw text, tuned, error:.3f} | \
{speakers pdnc_dev, raw text, held out, error:.3f} |
| openings in LitBank | – | {speakers litbank, raw text, all, error:.3f} |""",
    "chance": """\
| pairs | E ≤ .01 | E ≤ .1 | called one scene |
| --- | ---: | ---: | ---: |
| {chance passages, pairs:,} of passages of a thousand words from different novels | \
{chance passages, E to a hundredth} | {chance passages, E to a tenth} | {chance passages, called one scene} |
| {chance chapters, pairs:,} of chapters of one novel | {chance chapters, E to a hundredth} | \
{chance chapters, E to a tenth} | {chance chapters, called one scene} |""",
    "passages": """\
| set | what it is | F1 | in order, by words |
| --- | --- | ---: | ---: |
| ablit_dev | chapters of novels and their abridgements | {scenes ablit_dev, F1:.3f} | 0.986 |
| candide_morley_gt | a translation and a machine's | {scenes candide_morley_gt, F1:.3f} | 0.966 |
| alice | four tellings of one book | {scenes alice, F1:.3f} | 0.716 |
| gospels_versions | one text in several translations | {scenes gospels_versions, F1:.3f} | 0.997 |""",
    "verdicts": """\
| set | what it is | above the unrelated (AUC) | right, false, missed |
| --- | --- | ---: | ---: |
| scene_docs | the same scene, or another one much like it | {scenes scene_docs, AUC:.3f} | \
{scenes scene_docs, verdicts} |
| clough_answers | answers copied, reworded or written freely | {scenes clough_answers, AUC:.3f} | \
{scenes clough_answers, verdicts} |
| grimm | 259 tales in two translations, compared as one folder | {scenes grimm, AUC:.3f} | \
{scenes grimm, verdicts} |""",
    "reuse": _reuse(
        "usual", ("none", "copied"), ("light", "10 % of the words edited"), ("heavy", "25 % and other names")
    ),
    "reuse-hard": _reuse(
        "hard",
        ("hard", "40 % edited and other names"),
        ("line", "8–15 words"),
        ("line_light", "8–15 words, 12 % edited and other names"),
    ),
    "reuse-costs": _COSTS,
}


def drawn(name: str, figures: Mapping[str, Value]) -> str:
    """A table with its figures. KeyError names the one that is not kept."""
    return TABLES[name].format_map(figures)
