"""Direct speech as other languages set it: which stretches are said aloud, tags left out, blanks and dashes kept."""

from __future__ import annotations

import pytest

from retold.cleaning import clean
from retold.segmenting import segment
from retold.text import Witness

TALKS: dict[str, tuple[str, list[str]]] = {
    "German, low and high": (
        """„Wer hatte die Wache?“, fragte Tamsin.

„Ich hatte sie“, sagte Jory, „die ganze Nacht.“

Sie sah ihn an. „Warum ist es dann dunkel?“

„Ich bin über dem Logbuch eingeschlafen.“""",
        [
            "„Wer hatte die Wache?“",
            "„Ich hatte sie“",
            "„die ganze Nacht.“",
            "„Warum ist es dann dunkel?“",
            "„Ich bin über dem Logbuch eingeschlafen.“",
        ],
    ),
    "German, inward": (
        """»Wer hatte die Wache?«, fragte Tamsin.

»Ich hatte sie«, sagte Jory, »die ganze Nacht.«

Sie sah ihn an. »Warum ist es dann dunkel?«

»Ich bin eingeschlafen.«""",
        [
            "»Wer hatte die Wache?«",
            "»Ich hatte sie«",
            "»die ganze Nacht.«",
            "»Warum ist es dann dunkel?«",
            "»Ich bin eingeschlafen.«",
        ],
    ),
    "Swiss German": (
        """«Wer hatte die Wache?», fragte Tamsin.

«Ich hatte sie», sagte Jory, «die ganze Nacht.»

Sie sah ihn an. «Warum ist es dann dunkel?»""",
        ["«Wer hatte die Wache?»", "«Ich hatte sie»", "«die ganze Nacht.»", "«Warum ist es dann dunkel?»"],
    ),
    "French, blanks inside": (
        """« Qui était de garde ? » demanda Tamsin.

« Moi », dit Jory.

Elle le regarda. « Pourquoi fait-il noir, alors ? »

« Je me suis endormi. »""",
        ["« Qui était de garde ? »", "« Moi »", "« Pourquoi fait-il noir, alors ? »", "« Je me suis endormi. »"],
    ),
    "French, dashes": (
        """— Qui était de garde ? demanda Tamsin.

— Moi, dit Jory. Toute la nuit.

Elle le regarda longtemps.

— Pourquoi fait-il noir, alors ?

— Je me suis endormi, répondit-il.""",
        [
            "— Qui était de garde ?",
            "— Moi,",
            "Toute la nuit.",
            "— Pourquoi fait-il noir, alors ?",
            "— Je me suis endormi,",
        ],
    ),
    "Spanish, dashes": (
        """—¿Quién estaba de guardia? —preguntó Tamsin.

—Yo —dijo Jory—, toda la noche.

Ella lo miró.

—¿Por qué está oscuro, entonces?

—Me dormí.""",
        ["—¿Quién estaba de guardia?", "—Yo", "—, toda la noche.", "—¿Por qué está oscuro, entonces?", "—Me dormí."],
    ),
    "Spanish": (
        """«¿Quién estaba de guardia?», preguntó Tamsin.

«Yo», dijo Jory, «toda la noche.»

Ella lo miró. «¿Por qué está oscuro?»""",
        ["«¿Quién estaba de guardia?»", "«Yo»", "«toda la noche.»", "«¿Por qué está oscuro?»"],
    ),
    "Italian": (
        """«Chi era di guardia?» chiese Tamsin.

«Io», disse Jory, «tutta la notte.»

Lei lo guardò. «Perché è buio, allora?»""",
        ["«Chi era di guardia?»", "«Io»", "«tutta la notte.»", "«Perché è buio, allora?»"],
    ),
    "Italian, dashes": (
        """— Chi era di guardia? — chiese Tamsin.

— Io, — disse Jory, — tutta la notte.

Lei lo guardò.

— Perché è buio, allora?

— Mi sono addormentato.""",
        ["— Chi era di guardia?", "— Io,", "— tutta la notte.", "— Perché è buio, allora?", "— Mi sono addormentato."],
    ),
    "Russian, dashes": (
        """— Кто был на вахте? — спросила Тамсин.

— Я, — сказал Джори, — всю ночь.

Она посмотрела на него.

— Почему же темно?

— Я заснул.""",
        ["— Кто был на вахте?", "— Я,", "— всю ночь.", "— Почему же темно?", "— Я заснул."],
    ),
    "Russian": (
        """«Кто был на вахте?» — спросила Тамсин.

«Я», — сказал Джори.

Она посмотрела на него. «Почему же темно?»""",
        ["«Кто был на вахте?»", "«Я»", "«Почему же темно?»"],
    ),
}


@pytest.mark.parametrize("talk", TALKS)
def test_what_is_said(talk: str) -> None:
    raw, said = TALKS[talk]
    telling = segment(Witness("A", "x.txt", raw, "utf-8", "0"), clean(raw))
    assert [one.span.of(raw) for one in telling.utterances] == said
