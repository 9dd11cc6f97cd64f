"""Which language a text is in, by its commonest words.

In goes a text, out come the two letters of its language and how sure that is. Every third word of a story is one of
the few dozen that its language cannot do without; a word that several languages share counts for each of them in part.
Neighbours of the languages told apart are known by a handful of words too, so that a text in one of them is taken for
none of ours. Only the head of a long text is looked at, so the cost is the same for a novel and a library.
"""

from __future__ import annotations

import re
from collections import Counter

LONGEST_LOOK = 20_000  # code points of a text that are looked at; the language shows in the first few hundred
# Hits for each word where the language is right: prose has .3 to .5, names and headings alone less.
USUAL_SHARE = 0.25
# A word or two may be borrowed or a name: so many hits count for half of the certainty.
HALF_SURE = 3.0
LEAST_SURE = 0.35  # below, nothing is said

_WORD = re.compile(r"[^\W\d_]+")

_COMMON = {
    "en": """the and of to a in he was that it his i had with as you for she her at on not is but be they said him so
        have all from this my were me there what when no would one if by up out who them or are been will we do did
        then an like could into how your about know just s t don ll re which than their before again its over more
        can here only where some back down now why see come go never""",
    "de": """der die und er sie das in den ich nicht zu es ist ein mit sich auf dem war so eine wie von hatte ihr aber
        als sagte was du ihm wir noch an im auch ihn des mir doch für da dass daß nur mich wenn um hat nach aus ihre
        sein einen bei oder dann vor nun zum schon über wieder hier einer mehr kein ja bin habe haben einem keine wird
        zur durch denn immer alles wo sind dir dich seine seinen ihren bis werden kann am""",
    "fr": """de la le et les il à un en elle que une l d qu ne je pas des dans se son est était vous du s ce qui sur au
        plus pour avec lui mais n sa si j avait par me comme on dit tout ses bien c nous cette où ils y m moi sans fait
        mon rien leur même aux ma toi deux quand encore peu ces votre être t donc après ou puis alors très là suis ai
        as êtes tu avez cela ça été""",
    "es": """de la que el y en a los se no un una las con por su lo le para del como al él más había ella pero era me si
        dijo sin sobre yo muy ya te todo cuando qué sus está nada tan estaba es esto ni hasta porque desde o mi donde
        ser fue aquella también ese uno mientras entonces usted hay ha he vez otra nos aquel bien tú sí así después
        quien ahora les eso tiene estos esta este""",
    "it": """di e che la il un a non in si per era una le con i da lo più come ma del della al mi disse gli l sua suo
        aveva è se ne alla dal nel sono io anche lui lei ho questo o quando ci tutto cosa perché quella poi ancora ha
        quel ti su mio dei sulla nella all ed già sì no dell così dove mai ogni chi delle tu senza molto nell dalla
        fatto hai stato c degli sei essere ai due""",
    "ru": """и в не он на я что с как а его но она это то все у мне так ты же к было за был бы вы по из от ее её меня
        ему да только о сказал когда нет уже еще ещё вот или ну если мы до для они ли себя ни даже была во где этот
        там со них чтобы под их было чем тут надо тебя быть сейчас очень него ей ним кто этого есть сказала без можно
        потом теперь раз""",
    "nl": """de het een en van ik te dat hij in is was niet ze op je zijn met aan er had voor maar die als haar zei hem
        naar om dan zo wat nog of ook bij wel kon uit toen door over mijn geen al hebben we heeft werd waar deze heb
        jij daar hun nu weer meer moet zij ben zou zich hoe zal wij mij kan nooit dit tot tegen onder alleen iets niets
        iemand altijd hier""",
    "pt": """de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou
        quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles
        você essa num nem suas meu às minha numa era disse foi tinha lhe estava é está são há então nada tudo porque
        ainda aqui vez dele dela ter onde""",
    "pl": """w i nie na się z do to że a o jak ale po co tak za od jest był go już było tylko jego przez czy dla była
        ma mnie ci gdy ja jej pan ze sobie tym może być by kiedy jeszcze tego u pod mi nic teraz ją także który która
        bo powiedział tej tu nad bardzo więc przed jednak mu ten są ich nim tam on ona jestem miał żeby wszystko ty
        gdzie nawet""",
    "sv": """och i att det som en på är av för med den han inte till jag var hon om sig ett hade de men sade sa du så
        har från då när nu där här kan ska vad ut upp över vi honom henne min ni mig dig skulle hans hennes utan bara
        eller efter vid något alla mot in kunde hur än ingen aldrig mycket dem varit blev denna detta under mer sin
        också måste""",
}
# Words of languages that are not told apart here, few and their own.
_OTHERS = {
    "da": """og jeg ikke af det er han en at på hun til var med havde som ham hende sig der den men for så mig sagde
        kunne ville blev nu fra hvad også skulle noe meg hva av seg dig din dette efter over bare ud op""",
    "fi": "ja ei on oli hän se että mutta kun niin minä sinä olen sanoi joka mitä nyt sen kuin ole vain siitä hänen",
    "hu": "a az és nem hogy egy is volt de mint csak meg még már azt ha ez mert most vagy mondta én te ki mi",
    "cs": "a se že na je to v byl jsem ale jako jeho by si tak bylo jsem když jen už který která sa som bol řekl co",
    "ro": "și şi în de la cu nu o un pe că se să din era el ea a fost mai ce îi îl lui al ale sunt spuse dar",
    "tr": "ve bir bu da de için ne çok ben sen o mi gibi daha ama kadar değil var dedi sonra her şey ile onu",
    "la": "et in est non ad cum ut sed qui quae quod ex per sunt esse enim atque hoc ab nec si eius erat ille autem",
    "ca": "de la i el que a en un per no amb és els les va al del una més es ser dels com seva però li havia també",
    "uk": "і в не на що з й та я він як це до у його але вона за мене був від по ти її так є було ви ще вже сказав",
    "bg": "и да на се не в с от че за си е ще го му той ми са но като тя по беше какво аз ти ме по-",
    "sr": "и да је се у на не са што за од га сам али то ми као би који све због и i da je se u na ne sam što ali",
}

# Letters and endings that a language has to itself among all of these; a word with one counts for it.
_LETTERS = {
    "de": "ß", "es": "ñ", "pt": "ãõ", "pl": "łśżąęźń", "ru": "ыэъ", "da": "øæ", "hu": "őű", "ro": "șţțşă",
    "tr": "ğı", "cs": "ěřůťď", "uk": "іїєґ", "sr": "јљњђћ", "ca": "ŀ",
}  # fmt: skip
_ENDINGS = {"es": ("ción", "ciones"), "pt": ("ção", "ções"), "it": ("zione", "zioni"), "ca": ("ció", "cions")}
_BY_LETTER = {letter: language for language, letters in _LETTERS.items() for letter in letters}
_BY_ENDING = tuple((ending, language) for language, endings in _ENDINGS.items() for ending in endings)
_ALL_ENDINGS = tuple(ending for ending, _ in _BY_ENDING)
MARKED = 0.5  # hits that a word with such a letter or ending counts for


def language_of(text: str) -> tuple[str | None, float]:
    """The language of a text and how sure that is, 0 to 1; None where it cannot be told.

    Parameters
    ----------
    text
        Any text; told apart are German, English, Spanish, French, Italian, Dutch, Polish, Portuguese, Russian and
        Swedish, named by the two letters of ISO 639-1.
    """
    words = Counter(_WORD.findall(text[:LONGEST_LOOK].casefold()))
    hits = dict.fromkeys([*_COMMON, *_OTHERS], 0.0)
    for word, count in words.items():
        for language in _LANGUAGES.get(word, ()):
            hits[language] += count * _WEIGHTS[word]
        for language in () if word.isascii() and not word.endswith(_ALL_ENDINGS) else _marked(word):
            hits[language] += count * MARKED
    total = sum(words.values())
    ranked = sorted(hits, key=lambda language: (-hits[language], language))
    best, second = hits[ranked[0]], hits[ranked[1]]
    if not best or ranked[0] in _OTHERS:
        return None, 0.0
    enough = min(1.0, best / total / USUAL_SHARE)
    # Neighbours have half of their common words in common: a lead of half is as plain as one can be.
    apart = min(1.0, 2.0 * (1.0 - second / best))
    sure = round(enough * apart * best / (best + HALF_SURE), 3)
    return (ranked[0], sure) if sure >= LEAST_SURE else (None, 0.0)


def _marked(word: str) -> tuple[str, ...]:
    """The languages that the letters and the ending of a word speak for."""
    letters = [] if word.isascii() else [_BY_LETTER[letter] for letter in word if letter in _BY_LETTER]
    endings = [language for ending, language in _BY_ENDING if word.endswith(ending)]
    return tuple(dict.fromkeys([*letters, *endings]))


def _shared() -> dict[str, tuple[str, ...]]:
    """The languages that each common word belongs to."""
    known: dict[str, list[str]] = {}
    for language, words in {**_COMMON, **_OTHERS}.items():
        for word in dict.fromkeys(words.split()):
            known.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in known.items()}


_LANGUAGES = _shared()
_WEIGHTS = {word: 1.0 / len(languages) for word, languages in _LANGUAGES.items()}
