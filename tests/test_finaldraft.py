"""Final Draft scripts: the layout of a plain script, and what is no part of it."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from readback import assert_reads_back

from retold.errors import InputError
from retold.readers import read
from retold.readers.finaldraft import FORMAT

FERRY = Path(__file__).parent / "formats" / "fdx" / "ferry.fdx"


def test_a_script_is_laid_out_as_one() -> None:
    witness = read(str(FERRY), "A")
    content = witness.content
    assert content is not None
    assert content.text == (
        "EXT. LANDING STAGE - NIGHT\n\n"
        "A goat chews. Nobody else does.\n\n"
        "ODILE\n(to the goat)\nThe ferry left an hour ago & you know it.\n\n"
        "BRAM (O.S.)\nThen we swim. Déjà vu.\n\n"
        "ODILE\nNo!\n\n"
        "BRAM\nYes!\n\n"
        "CUT TO:"
    )
    assert [(one.kind, one.span.of(witness.raw)) for one in content.chrome] == [
        ("note", "They wait."),
        ("note", "Too calm?"),
        ("footer", "page"),
        ("front", "The Last Ferry"),
        ("front", "Written by"),
        ("front", "Wren Tolliver"),
    ]
    assert content.metadata == {"title": "The Last Ferry", "author": "Wren Tolliver"}
    # One name was typed in small letters, and is shown in capitals.
    assert_reads_back(witness.raw.replace("Odile", "ODILE"), content, html.unescape)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<FinalDraft><Content><Paragraph Type='Action'><Text/></Paragraph></Content></FinalDraft>", "no text in this"),
        ("<FinalDraft><Content><Paragraph>", "the XML breaks off or is broken in line 1"),
        ("<!DOCTYPE FinalDraft [<!ENTITY a 'b'>]><FinalDraft/>", "declares an entity ('a')"),
    ],
)
def test_bad_scripts_are_refused_in_one_line(source: str, said: str) -> None:
    assert FORMAT.knows(source.encode())
    with pytest.raises(InputError) as caught:
        FORMAT.read(source.encode(), "a.fdx", None, False)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_act_is_a_heading_and_a_by_line_may_hold_the_name() -> None:
    page = (
        "<TitlePage><Content><Paragraph><Text>Low Water</Text></Paragraph><Paragraph><Text>by W. T.</Text></Paragraph>"
    )
    source = (
        "<FinalDraft><Content><Paragraph Type='New Act'><Text>ACT ONE</Text></Paragraph>"
        f"<Paragraph Type='Action'><Text>Rain.</Text></Paragraph></Content>{page}</Content></TitlePage></FinalDraft>"
    )
    content = FORMAT.read(source.encode(), "a.fdx", None, False).content
    assert content is not None
    assert content.text == "Rain."
    assert next((one.kind, one.span.of(source)) for one in content.chrome) == ("heading", "ACT ONE")
    assert content.metadata == {"title": "Low Water", "author": "W. T."}
