"""The words of story sites in other languages: German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish and
Russian.

Nothing comes in; out come labels, phrases and words for chapters in the form of `vocabulary`, which joins them with the
English ones: a page in one language stands on a site in another, and one text may hold two. Only words are listed that
say nothing in a story of another language; what would is held to the shape that furniture gives it.
"""

from __future__ import annotations

LABELS = {
    "front": r"""
titel, verfasser, verfasserin, autor, autorin, geschichte, von, titre, auteur, auteure, autrice, histoire, título,
titulo, autora, historia, escrito por, titolo, autore, storia, scritto da, fanfic, título da fanfic, schrijver,
schrijfster, verhaal, tytuł, autorka, författare, titel på fic, название, автор, авторы, автор оригинала, переводчик,
serie, série, serii, цикл, übersetzer, übersetzerin, traducteur, traductrice, traducción, traduzione, tradução
""",
    "tags": r"""
fandoms, einstufung, altersfreigabe, kategorie, genres, figuren, charaktere, hauptcharaktere, paar, paare, warnung,
warnungen, inhaltswarnung, sprache, schlagworte, catégorie, couple, couples, personnages, personnage, classement,
classification, avertissement, avertissements, attention, langue, univers, clasificación, clasificacion, género,
géneros, generos, pareja, parejas, personajes, personaje, advertencia, advertencias, etiquetas, idioma, genere, generi,
avvertimenti, avvertimento, avvertenze, coppia, coppie, personaggi, personaggio, tipo di coppia, contesto, raiting,
classificação, gênero, gêneros, casal, casais, personagens, avisos, aviso, categorias, categoría, personages,
waarschuwing, waarschuwingen, taal, gatunek, postacie, ostrzeżenia, ostrzeżenie, para, genre och varningar, varning,
varningar, karaktärer, фэндом, фандом, пэйринг, пейринг, пэйринги, пэйринг и персонажи, персонажи, рейтинг, жанр, жанры,
метки, предупреждение, предупреждения, направленность, таймлайн, варнинг, ворнинг, язык
""",
    "counts": r"""
wörter, kapitel, stand, fertiggestellt, veröffentlicht, aktualisiert, erstellt, mots, chapitres, publié, publiée,
mise à jour, statut, palabras, capítulos, publicado, actualizado, estado, parole, capitoli, pubblicata, aggiornata,
stato, palavras, atualizado, woorden, hoofdstukken, słowa, rozdziały, ord, размер, статус, кол-во частей, слов, страниц,
дата, опубликовано
""",
    "summary": r"""
zusammenfassung, inhalt, inhaltsangabe, kurzbeschreibung, klappentext, résumé, resumé, résume, résumé complet, resumen,
sinopsis, argumento, sommario, riassunto, trama, introduzione alla storia, resumo, sinopse, samenvatting, streszczenie,
opis, sammanfattning, саммари, описание, аннотация, краткое содержание
""",
    "disclaimer": r"""
haftungsausschluss, rechtliches, rechte, disclamers, déni, clause de non-responsabilité, descargo,
descargo de responsabilidad, declaración, renuncia, disclaimers, diritti, note legali, aviso legal, isenção,
zastrzeżenie, дисклеймер, дисклаймер, отказ, отказ от прав
""",
    "note": r"""
anmerkung, anmerkungen, anmerkung der autorin, anmerkung des autors, autornotiz, autorennotiz, vorwort, nachwort,
betaleser, betaleserin, widmung, beta-leserin, note de l'auteur, note de l'auteure, note de l'autrice,
notes de l'auteur, notes de l'auteure, notes de l'autrice, nda, n/a, n.d.a, note d'auteur, note d'auteure,
notes, mot de l'auteur, mot de l'auteure, réponses aux reviews,
réponse aux reviews, rar, bêta, bêta-lectrice, bêta lectrice, relecture,
dédicace, nota de la autora, nota del autor, nota de autora, nota de autor, notas de la autora, notas del autor,
notas de autora, notas, nota, n. de la a, dedicatoria, nota dell'autrice, nota dell'autore, note dell'autrice,
note dell'autore, note autrice, note autore, note dell'autrice e ringraziamenti, note, angolo autrice, angolo autore,
angolo dell'autrice, angolo dell'autore, ringraziamenti, nota da autora, nota do autor, notas da autora, notas do autor,
notas finais, notas iniciais, dedicatória, noot van de schrijver, noot van de auteur, opmerking, opmerkingen,
od autora, od autorki, notka, notatka, uwagi, författarens anmärkning, författarkommentar, примечание, примечания,
примечание автора, примечания автора, от автора, примечания переводчика, бета, беты, бета-ридер, посвящение,
благодарности, п/а
""",
    "request": r"""
reviews, rückmeldung, kommentare, avis, comentarios, recensioni, recensione, comentários, отзывы
""",
    "navigation": r"""
публикация на других ресурсах, размещение, разрешение на публикацию, archivierung
""",
}  # fmt: skip

# Which fact a label gives, where it is one that every language has.
FACTS = {
    "title": "titel, titre, título, titulo, titolo, tytuł, название, título da fanfic, fanfic",
    "author": """autor, autorin, verfasser, verfasserin, auteur, auteure, autrice, autora, autore, schrijver,
        schrijfster, autorka, författare, автор, авторы, von, escrito por, scritto da""",
    "rating": """einstufung, altersfreigabe, classement, clasificación, clasificacion, classificação, raiting,
        рейтинг""",
    "fandom": "фэндом, фандом",
    "pairing": """paar, paare, couple, couples, pareja, parejas, coppia, coppie, casal, casais, пэйринг, пейринг,
        пэйринг и персонажи""",
    "characters": """figuren, charaktere, hauptcharaktere, personnages, personajes, personaggi, personagens,
        personages, postacie, karaktärer, персонажи""",
    "genres": "género, géneros, genere, generi, gênero, gêneros, gatunek, жанр, жанры",
    "warnings": """warnung, warnungen, avertissement, avertissements, advertencia, advertencias, avvertimenti, avisos,
        waarschuwingen, ostrzeżenia, varningar, предупреждение, предупреждения""",
    "tags": "schlagworte, etiquetas, метки",
    "words": "wörter, mots, palabras, parole, palavras, woorden, słowa, ord, слов",
    "status": "stand, statut, estado, stato, статус",
    "summary": """zusammenfassung, inhalt, inhaltsangabe, kurzbeschreibung, klappentext, résumé, resumen, sinopsis,
        riassunto, trama, resumo, sinopse, samenvatting, streszczenie, opis, sammanfattning, саммари, описание,
        аннотация""",
}

PHRASES = {
    "end": r"""
^[^\w.!?]*(?:fin|fine|fim|slut)[^\w.!?]*$
^[\W_]*(?:ende|einde|koniec|конец)[\W_]*$
^[\W_]*(?:ende (?:von )?(?:kapitel|teil) \S{1,9}|fin d(?:u|e la) (?:chapitre|partie)(?: \S{1,9})?|fin del? capítulo
    (?: \S{1,9})?|fine (?:del )?capitolo(?: \S{1,9})?|fim do capítulo(?: \S{1,9})?
    |конец (?:главы|части)(?: \S{1,9})?)[\W_]*$
^[\W_]*(?:fortsetzung folgt|wird fortgesetzt|à suivre|a suivre|la suite (?:au prochain|bientôt)\b.{0,30}
    |continuará|continuara|continua|continua\.{2,}|segue|wordt vervolgd|ciąg dalszy nastąpi|c\.?d\.?n\.?
    |fortsättning följer|продолжение следует|tbc)[\W_]*$
""",
    "request": r"""
\b(?:über|auf) (?:\w+ ){0,3}(?:reviews?|kommentare?|feedback|rückmeldung)\b.{0,40}\b(?:freu|dankbar)
\b(?:freu\w*|warte) (?:\w+ ){0,4}(?:über|auf) (?:\w+ ){0,3}(?:reviews?|kommis?|kommentare?|feedback|meinung)\b
\b(?:hinterlasst|lasst|schreibt|hinterlass) (?:\w+ ){0,4}(?:reviews?|kommis?|kommentare?|feedback|meinung)\b
\b(?:kommis?|kommentare|reviews?) (?:sind|wären|werden|erwünscht)\b
^[\W_]*reviews?\s*\?[\W_]*\w?[\W_]*$
\b(?:laissez|laisse|laisser|poster?z?|donnez)(?:[ -]\w+){0,4} (?:reviews?|commentaires?|avis|messages? )
\b(?:une|des|vos|petites?) (?:petites? )?reviews?\b
\b(?:dej[ae]n|deja|dejad|dejen|dejar|dejarme) (?:\w+ ){0,3}(?:reviews?|comentarios?|votos?|opini)
\b(?:no olvid\w+|recuerd[ea]n|por favor|gracias por)\b.{0,12}\b(?:votar|comentar|comenten|voten|dejar)\b
\b(?:voten|votad|vote[mn]?) [yei] (?:comenten|comentad|comente[mn]?|commentate)\b
\b(?:lasciate|lasciatemi|lasciare|lasciarmi)\b.{0,20}\b(?:recension\w|commento|commenti|parere)\b
\brecensite\b
\b(?:deixem|deixe|deixar)\b.{0,20}\b(?:comentários?|reviews?|opini)
^[\W_]*comentem\b
\b(?:não (?:se )?esqueçam|favoritem)\b
\b(?:laat|zou)\b.{0,20}\b(?:reactie|review|reviews)\b
\bzostawcie\b.{0,20}\bkomentarz
\b(?:жду|буду рада?|оставляйте|оставьте|пишите)\b.{0,30}\b(?:отзыв|комментари|коммент|мнени)
\b(?:отзывы|комментарии) (?:очень )?(?:приветствуются|вдохновляют|радуют)\b
""",
    "note": r"""
\b(?:viel spaß|viel vergnügen)\b.{0,20}\b(?:lesen|kapitel|geschichte)\b
^[\W_]*viel spaß[\W_]*$
\bhallo (?:ihr lieben|leute|zusammen|liebe leser)
\bmeine[rn]? (?:beta|betaleserin|beta-leserin)\b
\b(?:nächste[sn]?|dieses?|neue[sn]?|erste[sn]?) kapitel\b
\bdanke (?:an|für)\b.{0,40}\b(?:beta|reviews?|kommis?|kommentare?|leser)
\bmeine erste (?:fan ?fic|ff|geschichte)
\bbonne lecture\b
\b(?:prochain|nouveau|premier|ce) chapitre\b
\bmerci (?:à|pour|de|beaucoup)\b.{0,60}\b(?:reviews?|commentaires?|lecture|relecture|bêta|lire|lu)\b
\bma (?:première|bêta|beta)\b.{0,20}\b(?:fic|fanfiction|lectrice)?
\b(?:buena lectura|disfruten|espero que (?:les|os) (?:guste|haya gustado))\b
\b(?:próximo|proximo|siguiente|nuevo|este) (?:capítulo|capitulo|cap)\b
\b(?:nos leemos|nos vemos en el)\b
\bgracias (?:a|por)\b.{0,60}\b(?:leer|comentarios?|reviews?|votos|beta)\b
\b(?:perdón|perdon|disculpen|siento) (?:por )?la (?:tardanza|demora|espera)\b
\b(?:les|os) (?:pareció|ha parecido|gustó)\b.{0,20}\b(?:capítulo|capitulo|cap|historia)?\b
\bbuona lettura\b
\b(?:prossimo|nuovo|questo|scorso) capitolo\b
\bgrazie (?:a|di|per)\b.{0,60}\b(?:letto|recens\w+|leggere|seguono|commentat\w)\b
\bangolo (?:dell[’']|del |della )?\w{0,8}autor\w+
\bboa leitura\b
\b(?:até o |no )?próximo capítulo\b
\bespero que (?:gostem|tenham gostado)\b
\bobrigad[ao]s? (?:por|a)\b.{0,40}\b(?:ler|lerem|comentários|reviews)\b
\bveel leesplezier\b
\bприятного (?:чтения|прочтения)\b
\bспасибо\b.{0,40}\b(?:бете|отзыв|чтени|читател|комментари|прочтени)
\b(?:следующ\w+|нов\w+|эт\w+) (?:глав\w+|част\w+ выйдет)
\bмо[яйе]\w* (?:перв\w+ )?(?:фик|фанфик|бета)\b
""",
    "disclaimer": r"""
\bmir gehör(?:t|en) (?:nichts|leider|nur|weder|keine|die|hier)\b
\bgehör(?:t|en) (?:leider )?(?:nicht mir|mir nicht)\b
\bnichts (?:davon|hiervon) gehört mir\b
\b(?:verdiene|mache|bekomme) (?:\w+ ){0,4}(?:kein(?:en|erlei)? (?:geld|gewinn|profit))
\b(?:ne m['’]appartien(?:t|nent) pas|rien ne m['’]appartient)\b
\b(?:rien|tout|personnages|univers)\b.{0,40}\b(?:n['’]est à moi|ne sont pas à moi|appartien(?:t|nent) à)\b
\bno me pertenecen?\b
\b(?:personajes|historia)\b.{0,40}\b(?:pertenecen?|son (?:propiedad )?de)\b
\bsin (?:ánimo|animo|fines) de lucro\b
\bnon mi appart(?:iene|engono)\b
\b(?:scopo|fini?) di lucro\b
\bnão (?:me|nos) pertencem?\b
\bsem fins lucrativos\b
\b(?:zijn|is) niet van mij\b
\bnie (?:należą|należy) do mnie\b
\b(?:tillhör inte mig|jag äger (?:inget|inte))\b
\bвс[её] права\b
\b(?:мне|нам) (?:ничего |никто )?не принадлеж
\bпринадлежат?\b.{0,30}\b(?:роулинг|автор|создател|правообладател)
""",
    "navigation": r"""
^[\W_]*(?:zurück|weiter|nächstes kapitel|voriges kapitel|précédent|suivant|chapitre (?:précédent|suivant)|anterior
    |siguiente|(?:siguiente|próximo) capítulo|capítulo (?:anterior|siguiente)|indietro|avanti
    |capitolo (?:precedente|successivo)
    |próximo|volgende|vorige|nästa|föregående|назад|вперёд|вперед|дальше|читать дальше|следующая (?:глава|часть)
    |предыдущая (?:глава|часть)|оглавление|к списку глав)(?:[\W_]+(?:zurück|weiter|précédent|suivant|anterior|siguiente
    |indietro|avanti|próximo|назад|вперёд|вперед|дальше))?[\W_]*$
""",
    "comments": r"""
^[\W_]*(?:review schreiben|reviews? lesen|kommentieren|commenter|laisser un commentaire|comentar|recensisci|comente
    |нравится|отзывы(?: \(?\d+\)?)?|комментарии(?: \(?\d+\)?)?|написать отзыв|добавить в сборник)[\W_]*$
""",
    "counts": r"""
\b\d[\d.,]*\s?(?:wörter|kapitel|mots|chapitres|palabras|capítulos|leídos?|lecturas|votos|comentarios|parole|capitoli
    |recensioni|palavras|comentários|leituras|visualizações|woorden|hoofdstukken|ord|слов|страниц|глав)\b
\b\d+,\d+k\b
""",
    "footer": r"""
\balle rechte vorbehalten\b
\btous droits réservés\b
\btodos los derechos reservados\b
\btutti i diritti riservati\b
\btodos os direitos reservados\b
\bвсе права защищены\b
\btermini (?:di servizio|d'uso)\b
""",
}  # fmt: skip

# What stands before the name of who wrote a story.
BY = "von, par, por, di, da, door, av, przez"

# How a note names itself, as an expression: certain wherever it stands.
NOTE_WORDS = (
    r"anmerkung(?:en)? de[rs] autor(?:in|s)|n\.?d\.?a\.?(?=\s*:)|notes? de l['’]aut(?:eure?|rice)"
    r"|notas? (?:de la|del|d[eao]) autora?|not[ae] (?:dell['’])?autor(?:e|ice)|angolo (?:dell['’])?autor(?:e|ice)"
    r"|примечани[ея] (?:автора|переводчика)|от автора|п/а"
)

# A chapter is called so, before its number or after an ordinal.
DIVISIONS = """
kapitel, kap, teil, band, buch, akt, szene, abschnitt, brief, folge, chapitre, chap, partie, livre, tome, acte, scène,
épisode, lettre, jour, capítulo, capitulo, cap, parte, libro, acto, escena, carta, día, capitolo, atto, scena, lettera,
giorno, ato, cena, livro, hoofdstuk, deel, boek, rozdział, część, tom, księga, del, avsnitt, глава, часть, книга,
том, акт, сцена, эпизод, письмо, действие
"""
AFTER_ORDINALS = """
kapitel, teil, buch, akt, szene, partie, chapitre, acte, livre, parte, capítulo, capitolo, acto, atto, libro, rozdział,
część, kapitlet, deel, глава, часть, книга, действие
"""
STANDING_ALONE = """
prolog, epilog, vorspiel, zwischenspiel, nachspiel, prologue, épilogue, préface, avant-propos, postface, interlude,
table des matières, prólogo, epílogo, prefacio, interludio, índice, prologo, epilogo, prefazione, introduzione,
interludio, indice, prefácio, interlúdio, proloog, epiloog, voorwoord, nawoord, przedmowa, wstęp, förord, efterord,
inhalt, inhaltsverzeichnis, пролог, эпилог, предисловие, послесловие, интерлюдия, вступление, содержание, оглавление
"""
NUMBERS = """
erste[rsn]?|zweite[rsn]?|dritte[rsn]?|vierte[rsn]?|fünfte[rsn]?|sechste[rsn]?|siebente[rsn]?|siebte[rsn]?|achte[rsn]?
|neunte[rsn]?|zehnte[rsn]?|letzte[rsn]?|unique|únic[oa]|unic[oa]|единственная|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf
|premi(?:er|ère)|deuxième|second|seconde|troisième|quatrième|cinquième|sixième|septième|huitième|neuvième|dixième
|derni(?:er|ère)|une?|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze
|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|séptim[oa]|octav[oa]|noven[oa]|décim[oa]|últim[oa]
|un[oa]|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez
|prim[oa]|second[oa]|terz[oa]|quart[oa]|sest[oa]|settim[oa]|ottav[oa]|non[oa]|decim[oa]|ultim[oa]|due|tre|quattro
|cinque|sei|sette|otto|nove|dieci|primeir[oa]|terceir[oa]|dois|duas|três|quatro|sete|oito|dez
|een|twee|drie|vier|vijf|zes|zeven|negen|tien|pierwsz[ya]|drug[ia]|trzeci[a]?|första|andra|tredje
|перв(?:ый|ая|ое)|втор(?:ой|ая|ое)|трет(?:ий|ья|ье)|четв[её]рт(?:ый|ая)|пят(?:ый|ая)|шест(?:ой|ая)|седьм(?:ой|ая)
|восьм(?:ой|ая)|девят(?:ый|ая)|десят(?:ый|ая)|последн(?:яя|ий)|один|одна|два|две|три|четыре|пять
"""
