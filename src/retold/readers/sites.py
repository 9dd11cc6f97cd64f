"""How the sites that people save stories from build their pages.

Nothing comes in; out come the sites, each with what shows that a page is its own, which elements hold the story, which
hold something else, and where it says title, author and facts. This is the one place to teach reading a new site.
Selectors are those of `Page.select`; of several for one thing the first that finds something is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

Selectors = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A site, or the software of many.

    Parameters
    ----------
    name
        The site's name for the metadata; empty for software that many sites run.
    marks
        Selectors that all must find something.
    story
        Selectors of the elements whose text is story.
    aside
        Kind by selector: what holds something else, inside the story's elements or outside.
    title, facts
        Where the title stands, and each fact.
    pairs
        Lists of labels and values (``dl``).
    stats
        Elements that run facts together: "Words: 1,204 - Reviews: 3".
    posts
        Whether the elements of the story are posts of several people, one of whom tells it; the author's name stands
        above each post.
    """

    name: str
    marks: Selectors
    story: Selectors
    aside: tuple[tuple[str, str], ...] = ()
    title: Selectors = ()
    facts: tuple[tuple[str, Selectors], ...] = ()
    pairs: Selectors = ()
    stats: Selectors = ()
    posts: bool = False


_JOURNAL_ASIDE = (
    (".comments", "comments"), ("#comments", "comments"), ("#Comments", "comments"), (".comment-pages", "comments"),
    (".b-tree", "comments"), (".ljtags", "tags"), (".tag", "tags"), (".b-singlepost-tags", "tags"),
    (".currents", "tags"), (".metadata", "tags"), (".entry-metadata", "tags"), (".b-singlepost-meta", "tags"),
    (".entry-interaction-links", "navigation"), (".entry-management-links", "navigation"),
    (".entry-title", "front"), (".asset-name", "front"), (".b-singlepost-title", "front"), (".poster", "front"),
)  # fmt: skip
_FORUM_ASIDE = (
    (".signature", "footer"), (".message-signature", "footer"), (".message-lastEdit", "footer"), (".notice", "footer"),
    (".bbCodeBlock--quote", "comments"), (".likes", "comments"), (".reactionsBar", "comments"),
    (".post_edit", "footer"),
)  # fmt: skip

# What pages of any origin hold that is no story: licences of Project Gutenberg, page numbers of printed books.
ANYWHERE: tuple[tuple[str, str], ...] = (
    ("#pg-header", "front"), ("#pg-footer", "footer"), (".pg-boilerplate", "footer"), (".pagenum", "navigation"),
    (".pageno", "navigation"),
)  # fmt: skip
# Paragraphs that only say what follows them, in blocks that are no story.
LABELS = {
    "summary": "summary", "chapter summary": "summary", "notes": "note", "chapter notes": "note", "end notes": "note",
    "chapter end notes": "note",
}  # fmt: skip

SITES: tuple[Site, ...] = (
    Site(
        "Archive of Our Own",
        marks=("dl.work.meta", "#workskin"),
        story=("#chapters .userstuff",),
        aside=(
            (".summary", "summary"), (".notes", "note"), ("dl.work.meta", "tags"), (".preface .title", "front"),
            ("#workskin .byline", "front"), (".chapter .title", "heading"), (".landmark", "heading"),
            ("#series", "navigation"), (".series", "navigation"), (".actions", "navigation"), ("#kudos", "comments"),
            ("#feedback", "comments"), ("#comments_placeholder", "comments"), ("#comments", "comments"),
            ("#header", "navigation"), ("#footer", "footer"), (".associations", "front"), (".children", "footer"),
        ),
        title=(".preface .title",),
        facts=(("author", ("#workskin .byline",)),),
        pairs=("dl.work.meta", "dl.stats"),
    ),
    Site(
        "Archive of Our Own",
        marks=("#preface dl", "#chapters"),
        story=("#chapters",),
        aside=(
            ("#preface", "front"), ("#preface dl", "tags"), ("#chapters .meta", "note"),
            ("#chapters .heading", "heading"), (".toc-heading", "heading"),
            ("#afterword .meta", "note"), ("#afterword", "footer"),
        ),
        title=("#preface h1",),
        facts=(("author", ("#preface .byline",)), ("url", ("#preface .message a",))),
        pairs=("#preface dl",),
    ),
    Site(
        "FanFiction.net",
        marks=("#profile_top", "#storytext"),
        story=("#storytext",),
        aside=(
            ("#profile_top", "front"), ("#profile_top .xgray", "counts"), ("#review_success", "comments"),
            (".a2a_kit", "share"),
        ),
        title=("#profile_top b.xcontrast_txt", "#profile_top b"),
        facts=(("author", ("#profile_top a.xcontrast_txt",)), ("summary", ("#profile_top div.xcontrast_txt",))),
        stats=("#profile_top .xgray",),
    ),
    Site(
        "FanFiction.net",
        marks=("#storycontent",),
        story=("#storycontent",),
        title=("#content b",),
        stats=("#content",),
    ),
    Site(
        "Wattpad",
        marks=(".panel-reading", "pre p"),
        story=("pre",),
        aside=(
            (".comment-marker", "comments"), (".num-comment", "comments"), (".component-wrapper", "comments"),
            ("header.panel-reading", "front"), ("h1.h2", "heading"), (".story-extras", "share"),
            (".share-tools", "share"),
            (".comments", "comments"), ("#similar-stories", "navigation"), (".recommendations", "navigation"),
            (".promoted-stories", "ad"), (".next-part-link", "navigation"), ("footer", "footer"),
        ),
        title=(".story-info__title", ".toc-header .title", "h2.title", "h1.h2"),
        facts=(
            ("author", (".author-info__username", ".author .on-navigate", "a.on-navigate.username")),
            ("reads", (".panel-reading .reads", ".reads")), ("votes", (".panel-reading .votes", ".votes")),
            ("comments", (".panel-reading .comments", ".comments")), ("tags", (".tag-items", ".story-tags")),
        ),
    ),
    Site(
        "Royal Road",
        marks=(".fic-header", ".chapter-content"),
        story=(".chapter-content",),
        aside=(
            (".fic-header", "front"), (".fic-header h1", "heading"), (".author-note-portlet", "note"),
            (".nav-buttons", "navigation"), (".btn-group", "navigation"), (".comment", "comments"),
        ),
        title=(".fic-header h2",),
        facts=(("author", (".fic-header h3 a", ".fic-header h3")),),
    ),
    Site(
        "LiveJournal",
        marks=(".b-singlepost-body",),
        story=(".b-singlepost-body",),
        aside=_JOURNAL_ASIDE,
        title=(".b-singlepost-title",),
        facts=(("author", (".b-singlepost-author .ljuser", ".ljuser")), ("published", (".b-singlepost-author time",)),
               ("tags", (".b-singlepost-tags-items", ".ljtags"))),
    ),
    Site(
        "LiveJournal",
        marks=(".aentry-post__text",),
        story=(".aentry-post__text",),
        aside=((".aentry-post__title", "front"), (".aentry-tags", "tags"), ("#comments", "comments")),
        title=(".aentry-post__title",),
        facts=(("author", (".aentry-head__username", ".ljuser")), ("tags", (".aentry-tags",))),
    ),
    Site(
        "Dreamwidth",
        marks=(".entry-content", ".entry-poster"),
        story=(".entry-content",),
        aside=_JOURNAL_ASIDE,
        title=("h3.entry-title", ".entry-title"),
        facts=(("author", (".entry-poster .ljuser", ".entry-poster")), ("published", (".datetime",)),
               ("tags", (".tag ul", ".tag"))),
    ),
    Site(
        "",
        marks=(".asset-body",),
        story=(".asset-body",),
        aside=_JOURNAL_ASIDE,
        title=(".asset-name",),
        facts=(("author", (".asset-meta .ljuser", ".ljuser")), ("tags", (".ljtags", ".asset-tags"))),
    ),
    Site(
        "",
        marks=(".entrytext",),
        story=(".entrytext",),
        aside=_JOURNAL_ASIDE,
        facts=(("author", (".ljuser",)), ("tags", (".ljtags",))),
    ),
    Site(
        "Tumblr",
        marks=(".reblog-content",),
        story=(".reblog-content",),
        aside=((".notes", "comments"), (".tags", "tags"), (".reblog-header", "front"), (".post-title", "front")),
        title=(".post-title",),
        facts=(("author", (".reblog-tumblelog-name", ".reblog-link", ".post-author")), ("published", (".post-date",)),
               ("tags", (".tags",))),
        posts=True,
    ),
    Site("", (".message-body .bbWrapper",), (".message-body .bbWrapper",), _FORUM_ASIDE, ("h1.p-title-value", "h1"),
         (("author", (".message-name", ".username")),), posts=True),
    Site("", (".postbody .content",), (".postbody .content",), _FORUM_ASIDE, (".topic-title", "h2"),
         (("author", (".postbody .author .username", ".username")),), posts=True),
    Site("", (".post_body",), (".post_body",), _FORUM_ASIDE, (), (("author", (".author_information .largetext",)),),
         posts=True),
    Site("", (".postcontent",), (".postcontent",), _FORUM_ASIDE, (".threadtitle",), (("author", ("a.username",)),),
         posts=True),
    Site("", (".post .inner",), (".post .inner",), _FORUM_ASIDE, (), (("author", (".poster h4",)),), posts=True),
    Site("", (".cPost_contentWrap",), (".cPost_contentWrap",), _FORUM_ASIDE, (".ipsType_pageTitle",),
         (("author", (".cAuthorPane_author",)),), posts=True),
    Site("", ("#posts .cooked",),
    ("#posts .cooked",), _FORUM_ASIDE, ("h1",), (("author", (".username",)),), posts=True),
)  # fmt: skip
