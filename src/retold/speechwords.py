"""Words and small phrases that tell speech from telling: verbs of saying, titles, pronouns, and the grammar of a tag.

Segmenting asks whether the words after a mark say who speaks (so that a lost mark can be put back), speakers asks who
it is. Both read a tag with ``read_tag``: a verb of saying with its subject in either order, such as "said the old man
softly" or "she quickly added". Only the first words of a stretch are read, so the cost does not grow with its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from retold.text import Span

WORD = re.compile(r"[^\W_]+(?:['’´`-][^\W_]+)*")


def wordset(words: str) -> frozenset[str]:
    """The words of a string as a set."""
    return frozenset(words.split())


# Verbs that show words said aloud, as the tag spells them: past, present with s, bare present.
SAYING = wordset("""
said says say asked asks ask replied replies reply answered answers answer cried cries cry exclaimed exclaims exclaim
shouted shouts shout whispered whispers whisper murmured murmurs murmur muttered mutters mutter called calls call
yelled yells yell screamed screams scream told tells tell added adds add continued continues continue returned returns
return repeated repeats repeat observed observes observe remarked remarks remark responded responds respond retorted
retorts retort demanded demands demand inquired inquires inquire enquired enquires enquire interrupted interrupts
interrupt interposed interjected interjects declared declares declare announced announces announce insisted insists
insist protested protests protest pleaded pleads plead pled begged begs beg urged urges urge growled growls growl
snapped snaps snap snarled snarls hissed hisses hiss sighed sighs sigh sobbed sobs sob gasped gasps gasp breathed
breathes breathe groaned groans groan moaned moans moan laughed laughs laugh chuckled chuckles chuckle giggled giggles
grinned smiled smiles sneered sneers drawled drawls stammered stammers stuttered stutters faltered falters mumbled
mumbles mumble grumbled grumbles grunted grunts roared roars bellowed bellows barked barks shrieked shrieks wailed
wails whimpered whimpers whined whines croaked croaks rasped rasps admitted admits admit agreed agrees agree explained
explains explain suggested suggests suggest went goes began begins begin concluded concludes conclude finished
finishes ended pursued resumed resumes proceeded rejoined rejoins ejaculated assented acknowledged confessed confesses
conceded objected objects assured assures warned warns warn ordered orders commanded commands advised reminded reminds
informed informs promised promises swore swears teased teases joked jokes quipped quips scoffed scoffs huffed huffs
snorted snorts spat spits choked chokes managed manages ventured ventures offered offers offer commented comments
mused muses greeted greets cooed coos crooned purred squeaked squealed chimed piped echoed echoes mouthed recited
quoted read reads prompted prompts corrected corrects countered counters argued argues reasoned reasons stated states
noted notes reported reports thundered boomed blurted blurts burst broke cut put spoke speaks speak volunteered
supplied apologised apologized complained complains lamented soothed comforted shushed shushes hushed cautioned
threatened accused confirmed confirms affirmed asserted maintained denied denies reflected related sang sings prayed
prays wondered queried quavered wheezed panted puffed hollered hollers prompted persisted reassured reassures
""")

# Of these, the verbs that stand in a tag but often elsewhere too: they count only right beside the marks.
WEAK_SAYING = wordset("""
went goes began begins begin finished finishes ended put cut broke burst managed manages read reads returned returns
return smiled smiles grinned laughed laughs laugh called calls call cry cries sighed sighs offered offers offer noted
notes states related spoke speaks speak promised promises ordered orders proceeded reflected agreed agrees insisted
supplied maintained breathed breathes choked chokes told tells tell observed observes finished sang sings gasped
nodded shrugged
""")

# Verbs of saying of other languages, and of what people do while they speak, in the forms that follow speech.
SAYING_ABROAD = wordset("""
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

THINKING = wordset("""
thought thinks think wondered wonders wonder mused muses reflected reflects considered decided decides realised
realized remembered reasoned
""")

# Nouns for what carries written words: quoted after one of these, words are read and not said.
WRITTEN = wordset("""
sign note letter phone label card poster headline inscription placard title book page paper telegram message text
email screen display plaque banner caption poem song word words phrase term name motto entry paragraph chapter line
verse
""")
NAMING = wordset("""
called named labelled labeled marked headed entitled titled inscribed written wrote writes read reads termed styled
dubbed nicknamed spelled spelt signed word words phrase term title so-called
""")

SUBJECT_PRONOUNS = wordset("i he she it they we you")
FIRST_PERSON = wordset("i me my mine myself i'm i've i'd i'll we us our ours we're we've we'll")
SECOND_PERSON = wordset("you your yours yourself you're you've you'll you'd thou thee thy thine")
MALE = wordset("he him his himself he's he'd he'll")
FEMALE = wordset("she her hers herself she's she'd she'll")

MALE_TITLES = wordset("""
mr mr. mister sir lord master monsieur m. m père father brother king prince duke earl baron count captain-general
uncle don signor herr squire messrs grandpa grandfather dad daddy papa grandad granddad señor emperor monk friar abbot
""")
FEMALE_TITLES = wordset("""
mrs mrs. ms ms. miss madam madame mme mademoiselle mlle lady queen princess duchess countess baroness aunt auntie dame
signora signorina frau fräulein sister mother grandma grandmother
nan nana gran granny mum mummy mom mommy mam mama mamma nurse empress
""")
OTHER_TITLES = wordset("""
dr dr. doctor professor prof prof. captain capt capt. colonel col. general gen. major lieutenant lieut lieut. lt lt.
sergeant sgt sgt. corporal private officer inspector detective constable sheriff judge justice senator president
minister reverend rev rev. st st. saint cardinal bishop archbishop pope commander admiral ambassador agent chief
cousin thane old young little poor dear honourable hon hon.
""")
TITLES = MALE_TITLES | FEMALE_TITLES | OTHER_TITLES

MALE_NOUNS = wordset("""
man boy lad gentleman fellow guy father dad son brother husband uncle nephew grandfather king prince lord duke earl
baron baronet count emperor waiter actor priest monk wizard butler footman coachman policeman squire host landlord hero
bridegroom groom boyfriend bloke chap sergeant welshman frenchman englishman scotsman irishman dutchman scotchman
irishman gunman fisherman workman sailor soldier captain colonel vicar curate parson clergyman fireman milkman
chairman madman nobleman foreman master sir papa grandpa widower stepfather godfather
""")
FEMALE_NOUNS = wordset("""
woman girl lass lady mother mum mom mam daughter sister wife aunt niece grandmother queen princess duchess countess
empress waitress actress nun witch maid housemaid housekeeper governess landlady hostess heroine bride girlfriend
nurse madam mistress widow matron dame mama mamma grandma stepmother godmother maiden schoolmistress milkmaid
frenchwoman englishwoman
""")

# Nouns for persons of either gender, and things that have their owner's voice as subject of a sentence.
PERSON_NOUNS = (
    MALE_NOUNS
    | FEMALE_NOUNS
    | wordset("""
child kid baby stranger visitor guest creature youngster teenager teen doctor teacher servant alien robot ghost voice
driver cook clerk lawyer judge friend cousin lover prisoner patient narrator elder younger other eldest youngest
traveller porter guard speaker thief pirate giant dwarf fairy animal fox wolf bear cat dog mouse rabbit frog
ambassador agent detective inspector officer president minister professor scientist
""")
)
# Trades, which are surnames too: with an article, and small, they are persons.
TRADES = wordset("""
baker butcher miller smith blacksmith tailor shoemaker cobbler carpenter mason joiner cooper potter weaver barber
gardener farmer shepherd ploughman forester gamekeeper groom ostler merchant grocer draper chemist innkeeper barman
barmaid landlord ferryman boatman boatswain bosun mate pilot skipper helmsman cabman postman conductor messenger
gatekeeper watchman bailiff notary secretary librarian schoolmaster teacher tutor mayor alderman sexton verger abbess
pedlar peddler tinker beggar hunter huntsman surgeon engineer mechanic porter steward usher hermit
""")
# Nouns for the young or unknown, who are often met before they are named.
YOUNG = wordset("child kid baby stranger newcomer girl boy lad lass youngster teenager teen creature youth infant")
# Nouns that say no more of somebody than that they are there.
PLAIN = wordset("""
man boy woman girl lady gentleman fellow lad lass guy bloke younger older elder other taller shorter smaller child kid
youngster teenager teen lover welshman englishman irishman scotsman american captain doctor
""")
# Things that somebody's voice comes out of.
DEVICES = wordset("""
speaker speakers box radio phone telephone wall intercom receiver ceiling screen comm comms communicator earpiece
walkie-talkie computer console television tv
grille grill tannoy loudspeaker loudspeakers panel headset earphone receiver
""")
# Words for kin that stand without an article, as a name does.
KIN = wordset("""
nan nana nanna gran granny grandma grandpa grandad granddad mum mummy mom mommy mam mama mamma ma dad daddy papa pa
auntie aunty uncle
""")
VOICE_NOUNS = wordset("""
voice voices tone words word lips mouth eyes face smile hand hands brow brows jaw gaze expression laugh breath throat
cheeks head fingers shoulders tears heart
""")

DETERMINERS = wordset("the a an this that these those his her my our their its your another one some each either")
UNNAMED = wordset("someone somebody anyone anybody everyone everybody nobody no-one both neither all others several")

# Words for nobody, who says nothing.
NOBODY = wordset("nobody no-one none neither")

# Words for many together.
GROUPS = wordset("""
all both everyone everybody others several crowd audience company people folk family mob gang chorus party group couple
pair congregation jury crew team class two three four five six seven many rest they we men women children ladies
gentlemen brethren police soldiery multitude throng assembly guests voices
""")
# What makes one of them.
_BEHIND_NOUN = wordset("of in with from at on")
_SINGLE = wordset("one each another either neither none nobody no-one")


def is_group(words: tuple[str, ...]) -> bool:
    """Whether words for somebody mean many together: "the boys", "both of them", "Ann and Bob", not "one of us"."""
    if not words or words[0] in _SINGLE or "voice" in words:
        return False
    head = next((n for n, word in enumerate(words) if n and word in _BEHIND_NOUN), len(words))
    noun = words[head - 1]
    plural = any(noun.endswith(end) and noun[: -len(end)] in PERSON_NOUNS for end in ("s", "es"))
    several = words[0] in ("they", "we") or "and" in words
    return plural or noun in GROUPS or (words[0] in GROUPS and head < len(words)) or several


# Words that begin with a capital for other reasons than being somebody's name.
NOT_NAMES = wordset("""
i i'm i've i'd i'll the a an and but or nor so yet for if when while as at by in on of to from with without he she it
they we you his her its their our my your this that these those there here then now not no yes oh ah well what who
whom whose which why where how is are was were be been do does did have has had will would can could should shall may
might must god christ jesus heaven heavens lord monday tuesday wednesday thursday friday saturday sunday january
february march april may june july august september october november december christmas easter english french german
american british italian spanish scottish irish welsh chapter part mr mrs miss ms dr sir madam please thank thanks
sorry okay ok all after before until since because though although however perhaps maybe never always just only even
still too also very one two three four five six seven eight nine ten first second third next last every each some any
many much more most another other both either neither such let get go come look see tell say don't didn't won't can't
couldn't wouldn't isn't wasn't it's that's he's she's there's they're we're you're what's who's where's how's ay aye
nay alas hush hark hey hello hi goodbye bye good great dear poor old young little right fine sure listen wait stop
again once twice suddenly finally slowly quietly softly gently eventually meanwhile instead besides nothing something
anything everything nobody somebody anybody everybody someone anyone everyone none out up down over under into onto
off through across between behind beyond beside above below against toward towards within during like than upon about
around along day night morning evening afternoon today tomorrow yesterday north south east west ha nonsense rather
quite indeed really truly surely certainly probably possibly thus hence therefore whatever whoever whenever wherever
half bang hullo hallo halloa hulloa helloa holloa bravo damn hurrah hooray hurray lor lord's gosh gee pooh bah pshaw tut
hm hmm um er ugh wow ouch amen good-bye goodnight good-night good-morning esq esquire
eh ooh aw och ahem aha oho ahoy whoa phew whew humph huh psst shh ssh oops yeah yep nope fie pish tush egad alack
sundays mondays tuesdays wednesdays thursdays fridays saturdays to-day to-night to-morrow
lastly firstly secondly thirdly whereat whereupon whereby wherein wherefore whereas thereupon hereupon thereafter
moreover furthermore nevertheless nonetheless notwithstanding otherwise accordingly afterwards unless lest albeit
""")

# Nouns that make the name before them a place's ("Barrow Hall").
PLACE_NOUNS = wordset("""
hall street road lane avenue square park house hotel inn bridge hill hills castle abbey court church chapel moor mire
river bay island islands isle mount mountain mountains lake sea ocean wood woods forest farm green gardens station
city town village county school college university palace tower towers theatre museum library club bar cafe café
common cottage manor grange priory villa terrace row place gate heath cliff point head beach harbour harbor port
valley creek falls canyon desert
""")
# The end of a county's name.
COUNTY = "shire"

# Words before a capital that make it a place or thing.
PLACE_CUES = wordset("in at to from near of through toward towards into across around outside inside over")

_ADVERBS = wordset("""
then just only finally almost nearly also still even never always suddenly had has was is now again at last once soon
all but quickly simply merely merely immediately presently here too would could did only both eventually quite rather
be been being have to softly
""")
WRITING = wordset("wrote writes write read reads scribbled scribbles typed types texted texts signed")
_STOPS = wordset("""
and but or as with in on at to from of for by while when after before until into through over under who which that
because since though if than without again then at once too back up down aloud out away so not together alone apart
there instead
""")
_JOINERS = wordset("of the de la van von der du di da le mac o'")

# What may be a part of many: "one of them", "two of the boys".
_PARTS = wordset("one two three four some many most half each either another none any")

Subject = Literal["pronoun", "name", "epithet"]


@dataclass(frozen=True, slots=True)
class Tag:
    """Who a tag names and how: spans count in the text it was read from; `verb` is folded."""

    kind: Subject
    subject: Span
    verb: str
    verb_span: Span
    inverted: bool

    @property
    def span(self) -> Span:
        """From the first to the last word of subject and verb."""
        return Span(min(self.subject.start, self.verb_span.start), max(self.subject.end, self.verb_span.end))


_STRAIGHT = str.maketrans("’´`‘", "''''")


def fold(word: str) -> str:
    """A word in lower case with straight apostrophes."""
    folded = word.casefold()
    return folded if folded.isalpha() else folded.translate(_STRAIGHT)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a stretch of text, without punctuation."""
    return tuple(WORD.findall(fold(text)))


# A tag stands near its marks: nobody reads further than this to find the verb.
_TAG_WORDS = 14


def read_tag(text: str, start: int, end: int, *, verbs: frozenset[str] = SAYING) -> Tag | None:
    """The tag with which ``text[start:end]`` begins, None where it begins otherwise.

    Reads a subject and one of `verbs` in either order, with adverbs between them.
    """
    tokens = _tokens(text, start, end)
    if not tokens:
        return None
    at = 0
    while at < len(tokens) and tokens[at][0] in ("and", "but", "then", "so"):
        at += 1
    if at >= len(tokens):
        return None
    if tokens[at][0] in verbs:
        after = at + 1
        while after < len(tokens) and tokens[after][0] in ("out", "on", "in", "up", "back", "again", "then", "poor"):
            after += 1
        subject = _noun_phrase(text, tokens, after, verbs, inverted=True)
        if subject:
            return Tag(subject[0], subject[1], tokens[at][0], tokens[at][1], True)
    subject = _noun_phrase(text, tokens, at, verbs, inverted=False)
    if subject is None:
        return None
    after = subject[2]
    for skipped in range(4):
        if after + skipped >= len(tokens):
            break
        word, span = tokens[after + skipped]
        if word in verbs:
            return Tag(subject[0], subject[1], word, span, False)
        if word not in _ADVERBS and not word.endswith("ly"):
            break
    return None


def noun_phrase_at(text: str, start: int, end: int) -> tuple[Subject, Span] | None:
    """The name, pronoun or epithet with which ``text[start:end]`` begins, None where it begins otherwise."""
    found = _noun_phrase(text, _tokens(text, start, end), 0, frozenset(), inverted=True)
    return found[:2] if found else None


def _tokens(text: str, start: int, end: int) -> list[tuple[str, Span]]:
    """The first words up to the end of the clause, folded, with their spans; a title keeps its stop."""
    tokens: list[tuple[str, Span]] = []
    at = start
    for found in WORD.finditer(text, start, min(end, start + 200)):
        between = text[at : found.start()]
        if any(c in '.!?:"“”«»' for c in between) and tokens:
            stops_title = between.startswith(".") and tokens[-1][0] + "." in TITLES
            if not stops_title and not (between.startswith(".") and len(tokens[-1][0]) == 1):
                break
        if tokens and (any(c in ",;—–" for c in between) or " - " in between):
            tokens.append((",", Span(at, at)))
        tokens.append((fold(found.group()), Span(found.start(), found.end())))
        at = found.end()
        if len(tokens) >= _TAG_WORDS:
            break
    return tokens


def _noun_phrase(
    text: str, tokens: list[tuple[str, Span]], at: int, verbs: frozenset[str], *, inverted: bool
) -> tuple[Subject, Span, int] | None:
    """The subject that stands at token `at`: its kind, its span, and the token after it."""
    if at >= len(tokens):
        return None
    word, span = tokens[at]
    if word in SUBJECT_PRONOUNS:
        return "pronoun", span, at + 1
    if word in UNNAMED or (word in _PARTS and at + 1 < len(tokens) and tokens[at + 1][0] == "of"):
        last = _of_whom(tokens, at, verbs)
        return "epithet", Span(span.start, tokens[last][1].end), last + 1
    if (named := _last_of_name(text, tokens, at)) is not None:
        last = named
        if _owns(tokens[last][0]) and last + 1 < len(tokens):
            # "Nora's sister": somebody of whom no more is said, and of "Nora's Aunt Jane" the name counts.
            if _last_of_name(text, tokens, last + 1) is not None:
                return _noun_phrase(text, tokens, last + 1, verbs, inverted=inverted)
            owned = _last_of_noun(tokens, last, verbs, inverted=inverted)
            if owned > last:
                return "epithet", Span(span.start, tokens[owned][1].end), owned + 1
        if (second := _also_named(text, tokens, last, verbs, inverted=inverted)) is not None:
            return "epithet", Span(span.start, tokens[second][1].end), second + 1
        return "name", Span(span.start, tokens[last][1].end), last + 1
    if word in KIN:
        return "epithet", span, at + 1
    if word in DETERMINERS or (word == "old" or word == "young" or word == "poor"):
        last = _last_of_noun(tokens, at, verbs, inverted=inverted)
        if last == at and word not in ("another", "one", "each", "either", "some"):
            return None
        after = last + 1
        if not inverted:  # "the man in the hat said": the phrase may run on to the verb
            for i in range(after, min(after + 5, len(tokens))):
                if tokens[i][0] in verbs:
                    return "epithet", Span(span.start, tokens[last][1].end), i
                if tokens[i][0] in (",", "and", "or", "but") or tokens[i][0] in SUBJECT_PRONOUNS:
                    break
        return "epithet", Span(span.start, tokens[last][1].end), after
    return None


def _last_of_name(text: str, tokens: list[tuple[str, Span]], at: int) -> int | None:
    """The last token of the name at token `at`, an owner's at the latest; None where no name stands."""
    word, span = tokens[at]
    if not _is_capital(text, span) or (word in NOT_NAMES and word not in TITLES and word + "." not in TITLES):
        return None
    last = at
    for i in range(at + 1, min(at + 6, len(tokens))):
        other, place = tokens[i]
        if _owns(tokens[last][0]):
            break
        if _is_capital(text, place) and other != "i":
            last = i
        elif other not in _JOINERS:
            break
    return last


def _owns(word: str) -> bool:
    return word.endswith(("'s", "s'"))


def _last_of_noun(tokens: list[tuple[str, Span]], at: int, verbs: frozenset[str], *, inverted: bool) -> int:
    """The last token of the noun that the article or owner at token `at` opens, `at` itself where none follows."""
    last = at
    for i in range(at + 1, min(at + 8, len(tokens))):
        other = tokens[i][0]
        if other == "," or (not inverted and other in verbs) or other in _STOPS:
            break
        if other.endswith("ly") and other not in ("family", "lovely", "elderly", "burly", "kindly", "bully"):
            break
        if other in SUBJECT_PRONOUNS or other in _ADVERBS:
            break
        last = i
        if inverted and i - at >= 4:
            break
    return last


def _also_named(
    text: str, tokens: list[tuple[str, Span]], last: int, verbs: frozenset[str], *, inverted: bool
) -> int | None:
    """The last token of a second name that speaks with the first: "said Ann and Bob", but "said Ann and Bob left"."""
    if last + 2 >= len(tokens) or tokens[last + 1][0] != "and":
        return None
    second = _last_of_name(text, tokens, last + 2)
    if second is None or _owns(tokens[second][0]):
        return None
    following = tokens[second + 1][0] if second + 1 < len(tokens) else ","
    said = following in _ADVERBS or following.endswith("ly")
    if inverted:
        return second if said or following == "," or following in _STOPS else None
    return second if said or following in verbs else None


def owner_in(text: str, span: Span) -> Span | None:
    """The name of whoever has what a phrase means: Nora in "Nora's sister"; None where no name opens it so."""
    opening = WORD.findall(span.of(text))
    for n, found in enumerate(WORD.finditer(text, span.start, span.end)):
        if not found.group()[0].isupper() or n + 1 == len(opening):
            return None
        if fold(found.group()).endswith("'s"):
            return Span(span.start, found.end() - 2)
    return None


def _of_whom(tokens: list[tuple[str, Span]], at: int, verbs: frozenset[str]) -> int:
    """The last token of "both of them", "one of the old men", or the first where nothing of the kind follows."""
    if at + 2 >= len(tokens) or tokens[at + 1][0] != "of":
        return at
    word = tokens[at + 2][0]
    if word in ("them", "us", "you"):
        return at + 2
    if word not in DETERMINERS:
        return at
    last = at + 2
    while last + 1 < len(tokens) and last < at + 5:
        word = tokens[last + 1][0]
        if word == "," or word in verbs or word in _STOPS or word in _ADVERBS or word.endswith("ly"):
            break
        last += 1
    return last if last > at + 2 else at


def _is_capital(text: str, span: Span) -> bool:
    return text[span.start].isupper() or text[span.start].isdigit()
