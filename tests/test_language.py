"""Languages: each told by its own words, neighbours by none of ours, and short texts by nothing."""

from __future__ import annotations

import random
from io import StringIO
from pathlib import Path

import pytest

from retold import inspect, terminal
from retold.cleaning import clean, clean_content, language_of
from retold.inspection import show_telling
from retold.text import Content, OffsetMap

TEXTS = {
    "en": """The lamp has gone out, and nobody has climbed the stairs. When I came to the door she was already there
        with a box of matches in her hand. She did not look up. I asked her what she wanted, and she said that
        it was too late for that now. The wind was so loud that we could hardly hear each other. Then the sea
        came in over the wall, and there was nothing more to say.""",
    "de": """Die Lampe ist ausgegangen, und niemand ist die Treppe hinaufgestiegen. Als ich an die Tür kam, stand sie
        schon da, mit einer Schachtel Streichhölzer in der Hand. Sie sah nicht auf. Ich fragte sie, was sie
        wollte, und sie sagte, dass es dafür nun zu spät sei. Der Wind war so laut, dass wir einander kaum hören
        konnten. Dann kam das Meer über die Mauer, und es gab nichts mehr zu sagen.""",
    "fr": """La lampe s’est éteinte et personne n’est monté. Quand je suis arrivé à la porte, elle était déjà là, une
        boîte d’allumettes à la main. Elle ne leva pas les yeux. Je lui demandai ce qu’elle voulait, et elle dit
        qu’il était trop tard pour cela. Le vent était si fort que nous pouvions à peine nous entendre. Puis la
        mer passa par-dessus le mur, et il n’y eut plus rien à dire.""",
    "es": """La lámpara se ha apagado y nadie ha subido la escalera. Cuando llegué a la puerta, ella ya estaba allí
        con una caja de cerillas en la mano. No levantó la vista. Le pregunté qué quería, y dijo que ya era
        demasiado tarde para eso. El viento era tan fuerte que apenas podíamos oírnos. Entonces el mar entró por
        encima del muro, y no hubo nada más que decir.""",
    "it": """La lampada si è spenta e nessuno è salito per le scale. Quando arrivai alla porta, lei era già lì con
        una scatola di fiammiferi in mano. Non alzò gli occhi. Le chiesi che cosa volesse, e lei disse che ormai
        era troppo tardi. Il vento era così forte che potevamo appena sentirci. Poi il mare entrò sopra il muro,
        e non ci fu più niente da dire.""",
    "ru": """Лампа погасла, и никто не поднялся по лестнице. Когда я подошёл к двери, она уже стояла там со спичками
        в руке. Она не подняла глаз. Я спросил её, чего она хочет, и она сказала, что теперь уже поздно. Ветер
        был такой сильный, что мы едва слышали друг друга. Потом море пошло через стену, и больше нечего было
        сказать.""",
    "nl": """De lamp is uitgegaan en niemand is de trap op gegaan. Toen ik bij de deur kwam stond ze er al, met een
        doosje lucifers in haar hand. Ze keek niet op. Ik vroeg haar wat ze wilde, en ze zei dat het daar nu te
        laat voor was. De wind was zo hard dat we elkaar nauwelijks konden horen. Toen kwam de zee over de muur,
        en er was niets meer te zeggen.""",
    "pt": """A lâmpada apagou-se e ninguém subiu a escada. Quando cheguei à porta, ela já estava lá com uma caixa de
        fósforos na mão. Não levantou os olhos. Perguntei-lhe o que queria, e ela disse que agora era tarde
        demais para isso. O vento era tão forte que mal nos podíamos ouvir. Então o mar entrou por cima do muro,
        e não havia mais nada a dizer.""",
    "pl": """Lampa zgasła i nikt nie wszedł po schodach. Kiedy podszedłem do drzwi, ona już tam stała z pudełkiem
        zapałek w ręku. Nie podniosła oczu. Zapytałem ją, czego chce, a ona powiedziała, że teraz jest już na to
        za późno. Wiatr był tak silny, że ledwie się słyszeliśmy. Potem morze przeszło przez mur i nie było już
        nic do powiedzenia.""",
    "sv": """Lampan har slocknat och ingen har gått uppför trappan. När jag kom till dörren stod hon redan där med en
        ask tändstickor i handen. Hon såg inte upp. Jag frågade henne vad hon ville, och hon sade att det nu var
        för sent för det. Vinden var så stark att vi knappt kunde höra varandra. Sedan kom havet över muren, och
        det fanns inget mer att säga.""",
}
NEIGHBOURS = {
    "Danish": """Lampen er gået ud, og ingen er gået op ad trappen. Da jeg kom til døren, stod hun der allerede med en
        æske tændstikker i hånden. Hun så ikke op, og jeg spurgte hende, hvad hun ville.""",
    "Catalan": """La llum s’ha apagat i ningú no ha pujat l’escala. Quan vaig arribar a la porta, ella ja hi era amb una
        capsa de llumins a la mà. No va aixecar els ulls, però li vaig preguntar què volia.""",
    "Romanian": """Lumina s-a stins și nimeni nu a urcat scara. Când am ajuns la ușă, ea era deja acolo cu o cutie de
        chibrituri în mână. Nu și-a ridicat ochii, dar a spus că este prea târziu.""",
    "Ukrainian": """Лампа згасла, і ніхто не піднявся сходами. Коли я підійшов до дверей, вона вже стояла там із
        сірниками в руці. Вона не підвела очей і сказала, що вже пізно.""",
    "Czech": """Lampa zhasla a nikdo nevyšel po schodech. Když jsem přišel ke dveřím, už tam stála s krabičkou zápalek v
        ruce. Nevzhlédla, ale řekla, že je na to už příliš pozdě.""",
}


@pytest.mark.parametrize("language", TEXTS)
def test_each_language_is_told(language: str) -> None:
    told, sure = language_of(TEXTS[language])
    assert told == language
    assert 0.6 < sure <= 1.0


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_of_capitals_or_out_of_order_is_in_the_same_language(language: str) -> None:
    words = TEXTS[language].split()
    random.Random(7).shuffle(words)
    assert language_of(" ".join(words).upper())[0] == language


@pytest.mark.parametrize("language", TEXTS)
def test_half_of_a_text_tells_as_much(language: str) -> None:
    words = TEXTS[language].split()
    halves = [words[: len(words) // 2], words[len(words) // 2 :]]
    assert [language_of(" ".join(half))[0] for half in halves] == [language, language]


@pytest.mark.parametrize("language", NEIGHBOURS)
def test_a_neighbour_is_none_of_ours(language: str) -> None:
    assert language_of(NEIGHBOURS[language]) == (None, 0.0)


@pytest.mark.parametrize(
    "text", ["", "Yes.", "Ann, Ben, Clara", "12 34", "la la la la", "Die Hard", "OK", "日本語の文章です。"]
)
def test_nothing_is_said_of_what_tells_nothing(text: str) -> None:
    assert language_of(text) == (None, 0.0)


def test_the_more_there_is_the_surer() -> None:
    text = TEXTS["en"].split()
    sures = [language_of(" ".join(text[:length]))[1] for length in (10, 20, 70)]
    assert sures == sorted(sures)
    assert sures[0] < sures[2]


def test_the_story_says_its_language() -> None:
    assert clean(TEXTS["fr"]).metadata["language"] == "fr"
    assert "language" not in clean("Yes.").metadata


def test_what_the_file_says_goes_first() -> None:
    text = TEXTS["fr"]
    stated = Content(text, OffsetMap.identity(len(text)), metadata={"language": "Français"})
    assert clean_content(stated).metadata["language"] == "Français"


def test_inspect_shows_it(tmp_path: Path) -> None:
    file = tmp_path / "lampe.txt"
    file.write_text(TEXTS["de"], encoding="utf-8")
    out = StringIO()
    show_telling(inspect(file), terminal.console(out, width=80))
    assert "in German" in out.getvalue()


@pytest.mark.parametrize(("claimed", "told"), [("de", "en"), ("de-DE", "en"), ("en-GB", "en-GB"), ("German", "German")])
def test_the_words_go_before_a_claim_that_they_plainly_belie(claimed: str, told: str) -> None:
    text = "“You said that you would wait for me,” she said, and he did not know what to say to that.\n" * 3
    content = Content(text, OffsetMap.identity(len(text)), metadata={"language": claimed})
    assert clean_content(content).metadata["language"] == told


def test_a_few_words_belie_nothing() -> None:
    text = "The end of it.\n"
    content = Content(text, OffsetMap.identity(len(text)), metadata={"language": "de"})
    assert clean_content(content).metadata["language"] == "de"
