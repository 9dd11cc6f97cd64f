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
        ["—¿Quién estaba de guardia?", "—Yo", "toda la noche.", "—¿Por qué está oscuro, entonces?", "—Me dormí."],
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
    "Spanish, dashes, no verb of saying": (
        """—Ven —sonrió Marta—. Es tarde.

—No puedo. —El chico bajó la vista—. Hoy no.

Ella cerró la puerta.

—Mañana, entonces —murmuró.

—Mañana.""",
        ["—Ven", "Es tarde.", "—No puedo.", "Hoy no.", "—Mañana, entonces", "—Mañana."],
    ),
    "Russian, dashes, no verb of saying": (
        """— Иди сюда, — улыбнулась Марта. — Уже поздно.

— Не могу. — Мальчик опустил глаза. — Не сегодня.

Она закрыла дверь.

— Тогда завтра, — вздохнула она.

— Завтра.""",
        ["— Иди сюда,", "— Уже поздно.", "— Не могу.", "— Не сегодня.", "— Тогда завтра,", "— Завтра."],
    ),
    "Polish, dashes": (
        """— Chodź tutaj — uśmiechnęła się Marta. — Jest już późno.

— Nie mogę. — Chłopiec spuścił wzrok. — Nie dzisiaj.

Zamknęła drzwi.

— W takim razie jutro — westchnęła.

— Jutro.""",
        ["— Chodź tutaj", "— Jest już późno.", "— Nie mogę.", "— Nie dzisiaj.", "— W takim razie jutro", "— Jutro."],
    ),
    "French, dashes, other verbs": (
        """— Viens, sourit Marthe. Il est tard.

— Je ne peux pas, soupira le garçon. Pas ce soir.

Elle ferma la porte.

— Demain, alors ? demanda-t-elle.

— Demain.""",
        ["— Viens,", "Il est tard.", "— Je ne peux pas,", "Pas ce soir.", "— Demain, alors ?", "— Demain."],
    ),
    "French, tags inside guillemets": (
        """« Viens, dit-il, vite. »

« Je ne peux pas, répondit Marthe. Pas ce soir. »

Elle ferma la porte. « Demain », dit-il.""",
        ["« Viens,", "vite. »", "« Je ne peux pas,", "Pas ce soir. »", "« Demain »"],
    ),
    "French, guillemets around dashes": (
        """« Tu viens ? demanda Marthe.

— Je ne peux pas.

— Pourquoi ?

— Pas ce soir. »

Elle ferma la porte.""",
        ["« Tu viens ?", "— Je ne peux pas.", "— Pourquoi ?", "— Pas ce soir. »"],
    ),
    "German, closed by straight marks": (
        """„Komm her", sagte Marta. „Es ist spät."

„Ich kann nicht." Der Junge senkte den Blick. „Heute nicht."

Sie schloss die Tür. „Dann morgen", seufzte sie.""",
        ['„Komm her"', '„Es ist spät."', '„Ich kann nicht."', '„Heute nicht."', '„Dann morgen"'],
    ),
    "German, a break": (
        """„Komm her“, sagte Marta. „Es ist spät.“

„Ich kann nicht.“ Der Junge senkte den Blick. „Heute nicht.“

Sie schloss die Tür. „Dann morgen“, seufzte sie.""",
        ["„Komm her“", "„Es ist spät.“", "„Ich kann nicht.“", "„Heute nicht.“", "„Dann morgen“"],
    ),
    "Swedish, dashes": (
        """– Kom hit, sa Marta. Det är sent.

– Jag kan inte.

Hon stängde dörren.

– I morgon då, sa hon.

– I morgon.""",
        ["– Kom hit,", "Det är sent.", "– Jag kan inte.", "– I morgon då,", "– I morgon."],
    ),
    "Swedish, one mark both ways": (
        """”Kom hit”, sa Marta. ”Det är sent.”

”Jag kan inte”, sa pojken. Han tittade ner. ”Inte i dag.”""",
        ["”Kom hit”", "”Det är sent.”", "”Jag kan inte”", "”Inte i dag.”"],
    ),
    "Finnish, one guillemet both ways": (
        """»Tule tänne», sanoi Marta. »On myöhä.»

»En voi», sanoi poika. Hän katsoi alas. »Ei tänään.»""",
        ["»Tule tänne»", "»On myöhä.»", "»En voi»", "»Ei tänään.»"],
    ),
    "Portuguese, dashes": (
        """— Vem está aí? — perguntou Marta.

— Sou eu — disse o rapaz. — Abra a porta.

Ela não se mexeu.

— É tarde — sorriu ela. — Volta amanhã.

— Volto.""",
        ["— Vem está aí?", "— Sou eu", "— Abra a porta.", "— É tarde", "— Volta amanhã.", "— Volto."],
    ),
    "Czech": (
        """„Pojď sem,“ řekla Marta. „Je pozdě.“

„Nemohu.“ Chlapec sklopil oči. „Dnes ne.“""",
        ["„Pojď sem,“", "„Je pozdě.“", "„Nemohu.“", "„Dnes ne.“"],
    ),
    "Hungarian, dashes": (
        """– Gyere ide – mosolygott Márta. – Késő van.

– Nem tudok. – A fiú lesütötte a szemét. – Ma nem.

Becsukta az ajtót.

– Akkor holnap – sóhajtotta.

– Holnap.""",
        ["– Gyere ide", "– Késő van.", "– Nem tudok.", "– Ma nem.", "– Akkor holnap", "– Holnap."],
    ),
    "Japanese": (
        """「こちらへ来て」とマルタは言った。「もう遅いの」

「行けない」少年は目を伏せた。「今日はだめだ」

彼女は戸を閉めた。「では明日」""",
        ["「こちらへ来て」", "「もう遅いの」", "「行けない」", "「今日はだめだ」", "「では明日」"],
    ),
    "Chinese": (
        """“过来，”玛尔塔说，“已经很晚了。”

“我不能。”男孩低下头。“今天不行。”""",
        ["“过来，”", "“已经很晚了。”", "“我不能。”", "“今天不行。”"],
    ),
    "Italian, en dashes": (
        """– Chi è? – chiese Marta.

– Sono io, – sorrise il ragazzo. – Apri.

Lei non si mosse.

– È tardi.

– Lo so.""",
        ["– Chi è?", "– Sono io,", "– Apri.", "– È tardi.", "– Lo so."],
    ),
    "German, single": (
        """‚Komm her‘, sagte Marta. ‚Es ist spät.‘

‚Ich kann nicht‘, sagte er.""",
        ["‚Komm her‘", "‚Es ist spät.‘", "‚Ich kann nicht‘"],
    ),
    "French, single guillemets": (
        """‹Viens›, dit Marthe. ‹Il est tard.›

‹Non›, dit-il.""",
        ["‹Viens›", "‹Il est tard.›", "‹Non›"],
    ),
}


@pytest.mark.parametrize("talk", TALKS)
def test_what_is_said(talk: str) -> None:
    raw, said = TALKS[talk]
    telling = segment(Witness("A", "x.txt", raw, "utf-8", "0"), clean(raw))
    assert [one.span.of(raw) for one in telling.utterances] == said
