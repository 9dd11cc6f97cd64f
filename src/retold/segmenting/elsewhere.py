"""Tags of other languages, as far as segmenting needs them: where in a text one begins and ends.

Who speaks in a French or Russian telling is for others to say; here it only matters that "dit-elle" or "сказал он" is
not said aloud. A tag is known by its verb, in a form that tells of the past, or by French inversion ("fit-il").
"""

from __future__ import annotations

import itertools
import re

from retold.speechwords import WORD, wordset

# Verbs of saying, and of what people do while they speak, in the forms that follow speech.
_SAYING = wordset("""
dit demanda répondit reprit cria murmura ajouta répliqua s'écria s’écria fit disait dis demandai répondis expliqua
souffla chuchota s'exclama s’exclama rétorqua soupira sourit grogna hurla continua poursuivit conclut insista lança
protesta bredouilla balbutia interrogea questionna annonça déclara admit avoua s'enquit s’enquit marmonna rit ricana
répéta acquiesça objecta
dijo preguntó respondió contestó gritó murmuró añadió susurró exclamó replicó dije pregunté respondí explicó
sonrió suspiró repitió insistió continuó prosiguió repuso rió gruñó balbuceó protestó admitió confesó asintió
intervino musitó decía preguntaba concluyó aseguró ordenó
disse chiese domandò rispose gridò mormorò aggiunse esclamò sussurrò replicò dissi chiesi risposi
sorrise sospirò ripeté continuò proseguì insistette borbottò balbettò protestò ammise confessò fece osservò
concluse diceva rise
perguntou respondeu gritou murmurou acrescentou sussurrou exclamou perguntei respondi
sorriu suspirou repetiu insistiu continuou replicou retrucou resmungou protestou admitiu confessou riu falou
сказал сказала спросил спросила ответил ответила крикнул крикнула прошептал прошептала добавил добавила воскликнул
воскликнула пробормотал пробормотала говорил говорила отвечал отвечала произнёс произнесла произнес
улыбнулся улыбнулась вздохнул вздохнула засмеялся засмеялась усмехнулся усмехнулась повторил повторила продолжал
продолжала буркнул буркнула проговорил проговорила заметил заметила возразил возразила согласился согласилась
закричал закричала шепнул шепнула спрашивал спрашивала кивнул кивнула
powiedział powiedziała zapytał zapytała odpowiedział odpowiedziała spytał spytała krzyknął krzyknęła szepnął szepnęła
odparł odparła dodał dodała rzekł rzekła uśmiechnął uśmiechnęła westchnął westchnęła mruknął mruknęła powtórzył
powtórzyła zawołał zawołała zaśmiał zaśmiała stwierdził stwierdziła przyznał przyznała ciągnął ciągnęła burknął
burknęła wyszeptał wyszeptała
sa sade frågade svarade viskade ropade mumlade suckade log skrek fortsatte skrattade undrade utbrast
sagde spurgte svarede hviskede råbte mumlede sukkede smilede
spurte svarte hvisket ropte mumlet sukket smilte
zei vroeg antwoordde riep fluisterde mompelde zuchtte glimlachte lachte herhaalde vervolgde
sagte fragte antwortete rief flüsterte murmelte seufzte lächelte lachte erwiderte meinte entgegnete schrie
řekl řekla zeptal zeptala odpověděl odpověděla zašeptal zašeptala vykřikl vykřikla dodal dodala povzdechl povzdechla
mondta kérdezte felelte válaszolta suttogta kiáltotta mormolta sóhajtotta mosolygott sóhajtott nevetett szólt tette
zise întrebă răspunse strigă șopti spuse adăugă murmură zâmbi oftă
dedi sordu cevapladı bağırdı fısıldadı mırıldandı
sanoi kysyi vastasi kuiskasi huusi mutisi huokasi hymyili naurahti jatkoi
""")
# Before such a verb: "me dijo", "lui répondit", "он сказал".
_BEFORE = wordset("me te le les se lui leur m’ mi gli si он она я ему ей ona on hij ze zij er sie han hun hon hän")
_INVERTED = re.compile(r"[^\W\d_]+-(?:t-)?(?:il|elle|je|ils|elles|on)\b")
_REACH = 60  # code points in which the verb must stand
_COMES = re.compile(r"[,.!?…]\s+(?=[^\W\d_])")
_ENDS = re.compile(r"[.:,]\s+")


def says(text: str, start: int, end: int) -> int | None:
    """Where the verb ends of a tag that begins at `start`: its first word, or the one behind a pronoun; else None."""
    if inverted := _INVERTED.match(text, start, end):
        return inverted.end() if text[start].islower() else None
    for word in itertools.islice(WORD.finditer(text, start, min(end, start + _REACH)), 2):
        if word.group().partition("-")[0] in _SAYING:
            return word.end()
        if word.group() not in _BEFORE:
            return None
    return None


def tag_inside(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The first tag in a run of speech that no mark sets off: where speech stops, and where it takes up again."""
    for stop in _COMES.finditer(text, start, end):
        verb = says(text, stop.end(), end)
        if verb is not None:
            over = _ENDS.search(text, verb, end)
            return stop.start() + 1, over.end() if over else end
    return None
