"""The words of story sites: what they print around a story, and what authors write above and below it.

Nothing comes in; out come the kinds of furniture, the labels of labelled lines, and the phrases and words that tell
furniture from story. This is the one place to teach cleaning a new site. Phrases are regular expressions, one a line
(an indented line goes on with the one before), matched in lower and upper case with straight apostrophes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from . import abroad

Kinds = list[str | None]
"""The kind of each paragraph that is furniture, None for story."""

FRONT, HEADING, RULE, END = "front", "heading", "rule", "end"
COUNTS, TAGS, SUMMARY, DISCLAIMER, NOTE = "counts", "tags", "summary", "disclaimer", "note"
NAVIGATION, SHARE, COMMENTS, FOOTER, AD, REQUEST = "navigation", "share", "comments", "footer", "ad", "request"
TIMING = "timing"  # what subtitles call it too


def listed(items: str) -> list[str]:
    """The items of a list that is written with commas."""
    return [" ".join(item.split()) for item in items.split(",")]


_LABELS = {
    FRONT: r"""
title, story, story title, fic, fic title, name, author, authors, writer, by, written by, penname, pen name,
artist, user, username, email, e-mail, newsgroups, path, organization, message-id, reply-to, sender, sent,
x-mailer, references, to, cc, series, collection, collections, translator, editor, release date, credits, credit,
produced by, archive, archived at, site, forum, thread, subject, from, archive of, posted by
""",
    HEADING: r"""
chapter, chapter title
""",
    TAGS: r"""
rating, rated, fandom, fandoms, pairing, pairings, ship, ships, relationship, relationships, character,
characters, category, categories, genre, genres, warning, warnings, archive warning, archive warnings, content
warning, content warnings, trigger warning, trigger warnings, tw, cw, tag, tags, additional tags, labels, label,
filed under, keywords, era, spoiler, spoilers, setting, timeline, universe, type, language, mood, current mood,
music, current music, location, current location, song, listening to, feeling, squick, squicks, category/rating,
pov, entry tags, posted in, tagged, triggers, classification, relationships/pairings, contains
""",
    REQUEST: r"""
feedback
""",
    COUNTS: r"""
words, word count, wordcount, length, chapters, kudos, hits, bookmarks, reviews, favs, faves, favorites,
favourites, follows, votes, reads, views, likes, stars, parts, status, stats, published, updated, last updated,
completed, posted, complete, posted on, date, date posted, id, lines
""",
    COMMENTS: r"""
comments
""",
    SUMMARY: r"""
summary, synopsis, description, blurb, prompt, prompts, challenge, premise, theme, written for
""",
    DISCLAIMER: r"""
disclaimer, disclamer, disclaimers, declaimer, legal
""",
    NOTE: r"""
beta by, recipient, gift, a/n, an, a.n, a.n., a\n, n/a, e/n, t/n, author note, author notes, author's note,
author's notes, authors note, authors notes, authors' note, author's, beta, betas, beta'd by, beta reader, beta
note, beta's note, beta notes, note, notes, end note, end notes, chapter notes, chapter end notes, beginning
notes, translator's note, editor's note, note to reader, note to readers, note to the reader, a note, note from
the author, ps, edit, warnings/notes, dedication, dedicated to, for, gift for, thanks to
""",
    NAVIGATION: r"""
next, previous, prev, next chapter, next part, up next, previous chapter, previous part, index, masterlist,
link, links, source, cross-posted, crossposted, also on
""",
    SHARE: r"""
share, share this
""",
}
# Labels that may stand in a line of their own without a colon.
BARE_LABELS = frozenset(
    listed(
        """additional tags, archive warning, archive warnings, author's note, author's notes, chapter end notes,
        chapter notes, content warnings, disclaimer, end notes, fandom, notes, rating, summary"""
    )
)
# Labels that people in a story might write too count for less.
PLAIN_LABELS = frozenset(
    listed(
        """an, attention, aviso, by, carta, cc, contains, date, e-mail, edit, email, for, from, gift,
        index, legal, lines, location, name, next, nota, para, path, ps, recipient, references, reply-
        to, sender, sent, setting, site, song, story, subject, thread, to, type, user, von"""
    )
)

# Where several kinds fit, the first one listed here is taken.
_PHRASES = {
    END: r"""
^[\W_]*(?:the end|fin|finis|end|ende|owari|tbc|to be continued|end of (?:chapter|part|book|story
    |vol(?:ume)?)\b.{0,30}|(?:more|continued) (?:soon|later|tomorrow|next week)
    |end scene)[\W_]*$
\bpublished parts\b
\breached the end of
\bend of (?:the )?(?:published|available|current)\b
^[\W_]*no more (?:parts|chapters)\b
^[\W_]*(?:curtain|blackout|fade out)[\W_]*$
""",
    REQUEST: r"""
\bto your (?:library|reading list|bookshelf|favou?rites)\b
\bget notified\b
\bbe notified\b
\bnew (?:parts|chapters) (?:are|as)\b
\bsubscribe\b.{0,40}\b(?:updates?|chapters?|parts?|author|story)\b
\b(?:please|pls|plz|don'?t forget to|remember to|make sure to|feel free to
    |be sure to)[, ]+(?:\w+ ){0,3}(?:review|comment|vote|r&r|rate|reblog|subscribe|kudos|feedback
    |(?:be )?(?:nice|kind|gentle))\b
\bvote\W+comment\b
\bcomment\W+vote\b
\br ?& ?r\b
\bread and review\b
\bread ?(?:&|n|and) ?review\b
\bconstructive criticism\b
\bflames?\b.{0,40}\b(?:welcome|ignored|marshmallows)\b
\breviews? (?:are|make|is|=)\b
\bcomments? (?:are|and kudos|make|feed)\b
\bkudos and comments\b
\b(?:vote|comment|review|kudos)(?:s|ed)? (?:if|and|or|&) (?:\w+ ){0,4}(?:vote|comment|review|kudos|share
    |follow|ur|u|you)\b
\bleave (?:a |me |some |your )*(?:reviews?|comments?|kudos|votes?|feedback)\b
\blet me know what (?:you|u|ya)\b
\bsmash that\b
\bhit (?:that|the) (?:star|vote|like|follow)
\bwhat did you think\b.{0,30}\bchapter\b
""",
    NOTE: r"""
\bthank(?:s| you)\b.{0,40}\b(?:for )?(?:reading|reviewing|the reviews|commenting|beta|betaing|kudos
    |the prompt)\b
\bhope (?:you|u|ya|y'?all|everyone|that you)(?: guys| all)? (?:like|liked|enjoy|enjoyed)\b
^[\W_]*enjoy[\W_]*$
\benjoy(?: the (?:chapter|story|fic|read))[\W_]*$
\bfirst (?:fan ?)?fic\b
\bon with the (?:story|show|fic|chapter)\b
\bunbeta'?e?d\b
\bbeta'?e?d by\b
\bno beta\b
\bnot beta
\ball mistakes (?:are )?(?:mine|my own)\b
\bmy beta\b
\bbased on (?:a |the |this )*(?:prompt|rp|roleplay|au|post)\b
\bsorry (?:for|about) (?:the|any|such) (?:long |late |short |typos?|mistakes|delay|wait|update|angst|ooc)
\bnext (?:chapter|update|part|installment) (?:will|is|should|up|coming|on|soon|in)\b
\bstay tuned\b
\bsee (?:you|u|ya) (?:in the )?next (?:chapter|part|time|update)\b
\b(?:this|the|my|first|next|last|new|short|long) (?:fan ?)?(?:fic|oneshot|one-shot|drabble|ficlet|fanfic)\b
\b(?:wrote|written|writing) (?:this|it|for) (?:\w+ ){0,4}(?:challenge|prompt|exchange|week|fest|bingo
    |instead|at \d)
\bsee the end of (?:the )?(?:chapter|work|story)\b
\bfor (?:more )?notes\b
\binspired by\b
\bunder (?:the|a) cut\b
\bfor anon\b
\banon (?:who )?asked\b
\b(?:english|it)(?:'s| is) (?:not )?my (?:\\w+ )?(?:first|second|third|native) language\b
\bmy (?:spacebar|keyboard|laptop|phone|autocorrect)\b
\bsee end (?:of chapter )?for notes\b
^[\W_]*(?:a )?note from (?:the )?\S{1,30}[\W_]*$
^[\W_]*(?:about|word from) the author[\W_]*$
\b(?:patreon|patrons|ko-?fi|paypal)\b
\bsorry for the (?:cliff|wait|delay|short)
\b(?:q|a)otd\b
\bthanks? to .{1,60}\bfor (?:the |her |his |their )?(?:beta|betaing|prompt|help|support)
^[\W_]*edit(?: ?\d)?\s*[:-]
\bthis (?:chapter|story|fic|part|one) (?:is|was|has|takes|contains|may|will)\b.{0,60}\b(?:set|place|au
    |dedicated|short|written|beta|slash|spoilers?|canon|episode|chapter|for)\b
""",
    DISCLAIMER: r"""
\b(?:don'?t|dun|dnt|do not|doesn'?t|does not|didn'?t|never) own\b
\bi own (?:nothing|none|only|no)\b
\bown nothing\b
\bcopyright infringement\b
\bno (?:money|profit)\b
\bbelongs? to (?:\w+\W+){1,6}(?:not me|and not|i'm just|i am just)
\bnot mine\W*$
\b(?:characters|rights|everything) (?:\w+ ){0,6}belongs? to\b
\bfor (?:fun|entertainment),? not (?:for )?profit\b
\bproperty of (?:their|its|his|her|the) (?:respective|original|rightful|creators?|owners?)\b
\bborrow(?:ed|ing)? (?:these|the|her|his|their|them)\b.{0,20}\b(?:characters|for a while|for fun)\b
\b(?:with|without) (?:the author's |my |prior |written |express )*permission\b
\bno (?:copyright )?(?:infringement|insult|offen[cs]e) (?:is )?intended\b
\bstandard disclaimers?\b
""",
    FOOTER: r"""
(?<![^\W_])©
\(c\) ?\d{4}
\ball rights reserved\b
^[\W_]*copyright\b
\bcreative commons\b
\bproject gutenberg\b
\bpublic domain\b.{0,60}\b(?:ebook|edition|text)\b
\bpowered by\b
\bterms of (?:service|use)\b
\bprivacy policy\b
\bcookies? policy\b
\bcontact us\b
\breport (?:this|story|abuse|chapter|error)\b
\bdo not (?:repost|copy|translate)\b
\bno reposts?\b
\bwhere (?:good |great |your |the )*stories\b
\bdiscover now\b
\bposted originally\b
\barchived (?:at|from|on)\b
\bdownloaded from\b
\bcopied from\b
\bretrieved from\b
\bread (?:this|more) (?:story )?(?:on|at|in the app)\b
""",
    NAVIGATION: r"""
https?://
\bwww\.
\b[a-z0-9-]+\.(?:com|net|org|co\.uk|io|me|info|tumblr|livejournal|dreamwidth)\b
^[\W_]*(?:log ?in|sign ?up|sign ?in|home page|masterlist|read more|keep reading|continue reading|load more|show more
    |full story|entire work)[\W_]*$
(?:→|←|>>|<<|▶|▸|►|◀|◂|◄)\s*(?:next|prev|back|chapter|part|more|read)?[\W_]*$
^(?:→|←|<<|>>|◀|◂|▶|▸|↑|↓)
^[«‹»›]?\s*(?:next|prev|previous|back|first|last|home|index|older|newer|more)(?: (?:chapter|part|page|post
    |entry|posts|story))?\s*[«‹»›][\W_]*$
^[«‹]\s*(?:prev|previous|back|first|older|home)\b.{0,30}$
\b(?:next|prev|previous) (?:chapter|part|page|post|entry|story|work)\b
\bback to (?:top|the top|index|story|list|archive|masterlist)\b
\bjump to\b
\bskip to (?:content|main)\b
\bcontinue (?:reading|to (?:the )?next)\b
\bjust in\b.{0,30}\bcommunit
\bstory (?:story )?writer forum\b
\badd (?:to|this)\b.{0,40}\b(?:library|list|favou?rites|bookmarks?|collections?|c2)\b
^[\W_]*(?:go to|return to|click (?:here|to))\b
\bread (?:it )?from the (?:beginning|start)\b
\bchapter index\b
\bview (?:all|full|mobile|desktop)\b
""",
    SHARE: r"""
\b(?:share|tweet|pin|email|print|like|reblog)\b(?: this)?\W+(?:\w+\W+){0,2}(?:share|tweet|pin|email|print
    |like|reblog|facebook|twitter|tumblr)\b
\bshare (?:this|on|via|with|to)\b.{0,30}(?:$|story|facebook|twitter|friends|link)
\breblog\b
\bfollow me on\b
\b(?:find|come (?:say hi|yell|talk|find)) me\b.{0,30}\bon\b
\b(?:on|my|over on|at) (?:my )?(?:tumblr|twitter|instagram|discord|patreon|ko-?fi|ao3|wattpad|livejournal
    |insta)\b
""",
    COMMENTS: r"""
\bleft kudos\b
\bleave a (?:comment|reply|review)\b
\bpost (?:a )?(?:comment|review)\b
\b(?:view|see|read|show|hide|load|add|all) (?:all |more |\d+ )*(?:comments|reviews|replies)\b
\breview this\b
\bcomments? ?\(\d*\)
\bcomments?\W+(?:kudos|bookmark|share|likes?)\b
\bkudos\W+(?:bookmark|comment|hits|\d)
\bjoin the (?:discussion|conversation)\b
\blog in to (?:comment|review|reply)\b
\bbe the first to\b
\bsort by\b
""",
    AD: r"""
^[\W_]*advert(?:isement|ising)?s?\b[\W_]*$
^[\W_]*sponsored\b
\bremove ads\b
\bad[- ]free\b
^[\W_]*ads?[\W_]*$
\bgo premium\b
\byou(?:'ll| may| might) also like\b
\bsupport (?:me|us|the author|this author) (?:on|at|by|via)\b
\b(?:buy|get) me a coffee\b
\bread (?:\w+ ){0,3}(?:for free|ahead)\b
\bget the app\b
\bdownload (?:the|our) app\b
\brecommended (?:stories|for you)\b
\bsimilar (?:stories|works)\b
\bmore (?:by|from) (?:this|the) (?:author|user|writer)\b
\btrending\b
""",
    COUNTS: r"""
\b(?:last )?(?:updated|published|posted|uploaded|edited|modified)\b\W{0,3}(?:on\b\W*|at\b\W*)?(?:\d|jan|feb
    |mar|apr|may|jun|jul|aug|sep|oct|nov|dec|today|yesterday|mon|tue|wed|thu|fri|sat|sun|an? )
\b\d[\d,.]*\s?[km]?\+?[ -](?:words?|reads|views|votes|kudos|comments?|reviews?|hits|bookmarks?|likes?|notes
    |parts?|chapters?|favou?rites|favs?|faves|follows|followers|pages|replies|stars)\b
\b(?:words?|word count|wordcount|reads|views|votes|kudos|comments?|reviews?|hits|bookmarks?|likes?
    |chapters?|favs|follows)\s*[:=(]\s*\d
^[\W_]*(?:ongoing|complete|completed|wip|in progress|oneshot|one-shot|mature)[\W_]*$
\bstarted reading\b
\bmin(?:ute)?s? read\b
""",
    TAGS: r"""
\b(?:general audiences|teen and up|not rated|no archive warnings|creator chose not
    |rated (?:fiction )?(?:k\+?|t|m|ma|g|pg)\b|nc-?17|pg-?13)
\bhurt/comfort\b
\balternate universe\b
\b(?:angst|fluff|whump|smut|crack|au)\b\s*[,/|·•]
[,/|·•]\s*(?:angst|fluff|whump|smut|gen|het|slash|femslash|crack|au|oneshot|drabble)\b
^[\W_]*(?:m/m|f/m|f/f|gen|multi|slash|femslash)\b
^[\W_]*(?:tw|cw|(?:trigger|content) warnings?)(?=[\s!])
\b(?:read|mind|heed) the (?:tags|warnings)\b
#\w+
""",
    FRONT: r"""
\b(?:a|an) [\w’' -]{0,40}(?:fan ?fic(?:tion)?|fan story|one-?shot|drabble|ficlet|missing scene|songfic)\b
\bfan ?fiction\b
\bfic (?:by|for)\b
\bdrabbles?\b
\bone-?shots?\b
\bficlets?\b
^[\W_]*an? (?:\w+ )?(?:play|comedy|tragedy|tale|novel|romance|farce|melodrama|story) (?:in|of|by)\b
\b(?:wrote|posting) in \w+,?$
^[\W_]*re: \S
\bimagine (?:your otp|person a|a world where)\b
""",
}

# Buttons. Alone such a word may be a line of story; beside other furniture it is none.
_BUTTONS = """
next, prev, previous, back, first, last, home, top, up, menu, search, index, contents, reply, comments, reviews, kudos,
favorite, favourite, follow, vote, like, likes, bookmark, share
"""

_WORDS = r"""
fics?, fanfics?, ficlet, chapters?, reviews?, reviewers?, comments?, kudos, betas?, beta'?d, canon, oc, ocs,
ooc, pov, votes?, updates?, updated, posted, posting, prompts?, fandoms?, drabble, oneshot, lol, haha, xd, ur,
plz, pls, tbh, btw, thx, omg, wip, hiatus, readers?, headcanon, ship, slash, gen, rated, rating, tags?, archive,
episode, season, spoilers?, crossposted, x-posted, lj, ao3, ffn, tumblr, wattpad, livejournal, dreamwidth, anon,
bc, reblogs?, masterpost, asks?, dialect, mistakes, gonna, kinda, sorta, fest, fandom, self-indulgent,
transcript, sequel, prequel, lmk, smh, imo, idk, ngl, pwp, etc, ily, luv, guys, yall, y'all, wordcount, mature,
ongoing, complete, reposts?, fanart, typos?, grammar, writer'?s block, flames?, cliff(?:y|hanger), community,
forum, author, trigger, bingo, exchange, mod, mods
"""


# How a line may begin, and how that is asked: no phrase begins with a blank or a stop, as every second border of words.
_LEADS = {"^": "^", r"\b": r"\b(?=[\w-])", "": ""}
_PLAIN_LETTER = re.compile(r"[^\W_](?![?*+{|])")


def _alternatives(lines: str) -> str:
    """One expression for the lines; an indented line goes on with the one before.

    Lines that begin alike, at the head of the text or of a word, share that beginning, and then their first letter: a
    search that fails there need not try them all.
    """
    by_lead: dict[str, list[str]] = {lead: [] for lead in _LEADS}
    for line in re.sub(r"\n +", "", lines).strip().split("\n"):
        lead = next(lead for lead in _LEADS if line.startswith(lead))
        by_lead[lead].append(line[len(lead) :])
    return "|".join(f"{_LEADS[lead]}(?:{_by_letter(rest)})" for lead, rest in by_lead.items() if rest)


def _by_letter(phrases: Iterable[str]) -> str:
    by_letter: dict[str, list[str]] = {}
    for phrase in phrases:
        letter = phrase[0] if _PLAIN_LETTER.match(phrase) else ""
        by_letter.setdefault(letter, []).append(phrase[len(letter) :])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())


def _lines(kind: str) -> str:
    """The phrases of a kind in all languages."""
    return "\n".join(lines[kind].strip() for lines in (_PHRASES, abroad.PHRASES) if kind in lines)


# Phrases and words are to be searched in lower case: patterns that ignore case try every alternative at every word,
# four times as slow.
_ANY_PHRASE = re.compile(_alternatives("\n".join(map(_lines, _PHRASES))))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(_alternatives(_lines(kind)))


def phrases_in(text: str) -> list[str]:
    """The kinds of furniture that phrases in a text in lower case speak for; most texts hold none of any kind."""
    return [kind for kind in _PHRASES if _pattern(kind).search(text)] if _ANY_PHRASE.search(text) else []


LABELS = {label: kind for labels in (abroad.LABELS, _LABELS) for kind in labels for label in listed(labels[kind])}
BUTTONS = re.compile(rf"[\W_]*(?:{'|'.join(listed(_BUTTONS))})[\W_]*$", re.IGNORECASE)
WORDS = re.compile(rf"\b(?=\w)(?:{_by_letter(listed(_WORDS))})\b")  # in lower case, as phrases
