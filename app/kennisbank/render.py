"""Markdown of a page to safe HTML in sections, with facts filled in for a day and begrippen linked.

Only repository files come here; what a visitor types is never rendered as Markdown or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from types import MappingProxyType

import markdown
import nh3
from markdown.extensions import Extension
from markupsafe import Markup, escape

from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.images import ADDRESS, Image, figure, picture

TAGS = {
    "p", "ul", "ol", "li", "strong", "em", "a", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
    "blockquote", "br", "code", "hr", "img",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"scope"},
    "h3": {"id"},
    "h4": {"id"},
    "img": {"src", "alt", "title"},
}
FAQ = frozenset({"Veelgestelde vragen", "Frequently asked questions"})
_IMAGE = re.compile(r'<p>(<img(?:[^>"]|"[^"]*")*>)</p>|<img(?:[^>"]|"[^"]*")*>')
_ATTRIBUTE = re.compile(r'(src|alt|title)="([^"]*)"')
_SPACE = re.compile(r"[\x00-\x20]")
_SPLIT_TAGS = re.compile(r"(<[^>]+>)")
_NO_LINK_IN = frozenset({"a", "h2", "h3", "h4", "th", "code", "figcaption"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer, shown folded."""

    id: str
    question: str
    answer: Markup


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page below one ``##`` heading; the part before the first heading has no title."""

    id: str
    title: str
    html: Markup
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page ready to show on one day. ``unsure``: facts whose number must be checked with the uitvoerder."""

    sections: tuple[Section, ...]
    unsure: tuple[str, ...]


class _NoRawHtml(Extension):
    """Raw HTML in content is text: the only markup is Markdown."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


def slugify(title: str) -> str:
    """An anchor from a heading: "Wat krijgt u?" -> "wat-krijgt-u"."""
    plain = re.sub(r"[^\w\s-]", "", title.lower())
    return re.sub(r"[\s_]+", "-", plain).strip("-") or "deel"


def to_html(text: str, images: Mapping[str, Image] = MappingProxyType({})) -> str:
    """Markdown to HTML with only the tags, attributes, link forms and images (by name) we allow."""
    raw = markdown.Markdown(extensions=["tables", "sane_lists", _NoRawHtml()], output_format="html").convert(text)
    clean = nh3.clean(
        raw,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_stays_here,
        url_schemes={"https", "mailto", "tel"},
        link_rel=None,
        url_relative="pass_through",
    )
    return (
        _with_images(clean, images)
        .replace("<table>", '<div class="wl-tabel" role="region" aria-label="Tabel" tabindex="0"><table>')
        .replace("</table>", "</table></div>")
        .replace("<th>", '<th scope="col">')
    )


def _stays_here(_tag: str, name: str, value: str) -> str | None:
    """An address without a scheme is one of our own: two slashes in front would name another site."""
    strange = name in ("href", "src") and _SPACE.sub("", value).replace("\\", "/").startswith("//")
    return None if strange else value


class GlossaryLinker:
    """Links the first use of each begrip on a page to its explanation."""

    def __init__(self, forms: Mapping[str, tuple[str, str]], prefix: str = "") -> None:
        self._forms = forms
        self._prefix = prefix
        words = sorted(forms, key=len, reverse=True)
        self._pattern = (
            re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, words)) + r")(?![\w-])", re.I) if words else None
        )

    @classmethod
    def of(cls, catalogue: Catalogue) -> GlossaryLinker:
        """All titles, abbreviations and forms of the begrippen, lower case, to (slug, explanation)."""
        forms: dict[str, tuple[str, str]] = {}
        for page in catalogue.pages["begrippen"].values():
            begrip = page.begrip
            for form in (begrip.titel, begrip.afkorting, *begrip.vormen):
                if form:
                    forms.setdefault(form.lower(), (page.slug, begrip.samenvatting))
        return cls(forms)

    def link(self, html: str, used: set[str], skip: str | None = None) -> str:
        """``html`` with links; ``used`` holds slugs already linked on this page and is extended."""
        if self._pattern is None:
            return html
        parts = _SPLIT_TAGS.split(html)
        inside: list[str] = []
        for index, part in enumerate(parts):
            if part.startswith("<"):
                name = part.strip("</>").split()[0].lower()
                if part.startswith("</"):
                    if name in inside:
                        inside.remove(name)
                elif name in _NO_LINK_IN:
                    inside.append(name)
            elif part and not inside:
                parts[index] = self._pattern.sub(lambda m: self._anchor(m, used, skip), part)
        return "".join(parts)

    def _anchor(self, match: re.Match[str], used: set[str], skip: str | None) -> str:
        slug, explanation = self._forms[match[0].lower()]
        if slug in used or slug == skip:
            return match[0]
        used.add(slug)
        return f'<a class="wl-begrip" href="/begrippen/{slug}" title="{escape(explanation)}">{match[0]}</a>'


def render(catalogue: Catalogue, page: Page, day: date, linker: GlossaryLinker, prefix: str = "") -> Rendered:
    """The page for ``day``. ``prefix`` stands before internal links ("/en" for English pages).

    The begrippen are Dutch, so English text has no links to them.
    """
    filled = catalogue.facts.fill(page.body, day, page.language)
    used: set[str] = set()
    own = page.slug if page.kind == "begrippen" else None

    def html(text: str) -> Markup:
        plain = to_html(text, catalogue.images)
        linked = linker.link(plain, used, own) if page.language == "nl" else plain
        return Markup(linked.replace('href="/', f'href="{prefix}/') if prefix else linked)  # noqa: S704 - sanitised above

    sections: list[Section] = []
    seen: dict[str, int] = {}

    def anchor(title: str) -> str:
        name = slugify(title)
        seen[name] = seen.get(name, 0) + 1
        return name if seen[name] == 1 else f"{name}-{seen[name]}"

    for title, text in _split(filled, "## "):
        if title in FAQ:
            pairs = [(q, t) for q, t in _split(text, "### ") if q]
            questions = tuple(Question(anchor(q), q, html(t)) for q, t in pairs)
            sections.append(Section(anchor(title), title, Markup(""), questions))
        elif title or text.strip():
            sections.append(Section(anchor(title) if title else "begin", title, html(text)))
    unsure = tuple(
        (fact.titel_en or fact.titel) if page.language == "en" else fact.titel
        for name in used_facts(catalogue, page)
        if (fact := catalogue.facts.by_name.get(name)) is not None and fact.zekerheid == "middelhoog"
    )
    return Rendered(tuple(sections), unsure)


def _with_images(html: str, images: Mapping[str, Image]) -> str:
    """Every image of our own in the sizes we made; any other image is left out."""

    def shown(match: re.Match[str]) -> str:
        given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[0])}
        source = given.get("src", "")
        image = images.get(source.removeprefix(ADDRESS)) if source.startswith(ADDRESS) else None
        if image is None or not image.usable:
            return ""
        alt, rights = given.get("alt", ""), given.get("title", "")
        return str(figure(image, alt, rights) if match[1] else picture(image, alt))

    return _IMAGE.sub(shown, html)


def used_facts(catalogue: Catalogue, page: Page) -> list[str]:
    """Names of all facts a page shows, in its text and in its fields."""
    return catalogue.facts.used_in(page.body + "\n" + page.meta.model_dump_json())


def _split(text: str, mark: str) -> list[tuple[str, str]]:
    """(heading, text below it); the first pair has an empty heading."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        if line.startswith(mark):
            parts.append((line[len(mark) :].strip(), []))
        else:
            parts[-1][1].append(line)
    return [(title, "\n".join(lines)) for title, lines in parts]
