"""Every HTML answer fetched in a test is audited here, so that accessibility needs no separate suite."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

INTERACTIVE = {"a", "button", "input", "select", "textarea", "summary"}
LISTS = {"ul", "ol"}


class PageFault(AssertionError):
    """A page that would fail a visitor."""


class Page:
    """A parsed page with the questions tests ask."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.tree = parse(html)
        self._parents = {child: parent for parent in self.tree.iter() for child in parent}

    def all(self, *tags: str) -> list[Element]:
        """Elements with one of these names, in order."""
        return [element for element in self.tree.iter() if element.tag in tags]

    def one(self, tag: str) -> Element:
        """The only element with this name."""
        found = self.all(tag)
        if len(found) != 1:
            raise PageFault(f"{len(found)} elements <{tag}> where one belongs")
        return found[0]

    def text(self, element: Element | None = None) -> str:
        """What a reader sees, with single spaces."""
        return " ".join("".join((self.tree if element is None else element).itertext()).split())

    def by_id(self, name: str) -> Element | None:
        """The element with this id."""
        return next((element for element in self.tree.iter() if element.get("id") == name), None)

    def links(self) -> list[str]:
        """Addresses of all links."""
        return [element.get("href", "") for element in self.all("a")]

    def parents(self, element: Element) -> list[Element]:
        """Ancestors, nearest first."""
        found = []
        while (parent := self._parents.get(element)) is not None:
            found.append(parent)
            element = parent
        return found


def parse(html: str) -> Element:
    """Strict parse; the first error in the HTML is raised as a fault."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree: Any = parser.parse(html)
    if parser.errors:
        (line, column), code, values = parser.errors[0]
        near = html.split("\n")[line - 1][max(0, column - 60) : column + 20]
        raise PageFault(f"invalid HTML at line {line}: {code} {values} near {near!r}")
    return tree  # type: ignore[no-any-return]


def audit(html: str) -> Page:
    """Check everything a page must have; returns the page for further questions."""
    page = Page(html)
    for check in (_structure, _ids, _fields, _inline, _headings, _nesting, _references):
        check(page)
    return page


def _fail(page: Page, message: str) -> None:
    raise PageFault(message)


def _structure(page: Page) -> None:
    if page.one("html").get("lang") not in ("nl", "en"):
        _fail(page, "the page has no language")
    heading = page.text(page.one("h1"))
    title = page.text(page.one("title"))
    if not title.removeprefix("Fout: ").removeprefix("Error: ").startswith(heading):
        _fail(page, f"the title {title!r} does not start with the heading {heading!r}")
    main = page.one("main")
    first = next(a for a in page.all("a"))
    if first.get("href") != f"#{main.get('id')}":
        _fail(page, "the first link does not skip to the content")
    for mark in ("{{", "}}", "{%", "None</", "[["):
        if mark in page.html:
            _fail(page, f"{mark!r} was left in the page")


def _ids(page: Page) -> None:
    counts = Counter(element.get("id") for element in page.tree.iter() if element.get("id"))
    double = [name for name, count in counts.items() if count > 1]
    if double:
        _fail(page, f"ids used twice: {double}")


def _fields(page: Page) -> None:
    labels = {label.get("for") for label in page.all("label")}
    for field in page.all("input", "select", "textarea"):
        if field.get("type") in ("hidden", "submit"):
            continue
        wrapped = any(parent.tag == "label" for parent in page.parents(field))
        if not wrapped and field.get("id") not in labels and not field.get("aria-label"):
            _fail(page, f"field {field.get('name')!r} has no label")
    for element in page.all("a", "button"):
        if not page.text(element) and not element.get("aria-label"):
            _fail(page, f"a {element.tag} without text: {element.attrib}")
    for image in page.all("img"):
        if image.get("alt") is None:
            _fail(page, f"an image without alt: {image.get('src')}")


def _inline(page: Page) -> None:
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            _fail(page, f"inline <{element.tag}>")
        bad = [name for name in element.attrib if name == "style" or name.startswith("on")]
        if bad or element.get("href", "").startswith("javascript:"):
            _fail(page, f"inline code in <{element.tag}>: {bad}")


def _headings(page: Page) -> None:
    main = page.one("main")
    level = 0
    for element in main.iter():
        if isinstance(element.tag, str) and re.fullmatch(r"h[1-6]", element.tag):
            this = int(element.tag[1])
            if this > level + 1:
                _fail(page, f"heading level jumps from {level} to {this}: {page.text(element)!r}")
            level = this


def _nesting(page: Page) -> None:
    for element in page.tree.iter():
        if element.tag in LISTS:
            wrong = [child.tag for child in element if child.tag not in ("li", "script", "template")]
            if wrong:
                _fail(page, f"<{element.tag}> contains {wrong}")
        if element.tag in ("a", "button"):
            inner = [child.tag for child in element.iter() if child is not element and child.tag in INTERACTIVE]
            if inner:
                _fail(page, f"<{element.tag}> contains {inner}")


def _references(page: Page) -> None:
    ids = {element.get("id") for element in page.tree.iter()}
    for element in page.tree.iter():
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "list"):
            for target in element.get(name, "").split():
                if target not in ids:
                    _fail(page, f"{name}={target!r} points at nothing")
    for href in page.links():
        if href.startswith("#") and href[1:] not in ids:
            _fail(page, f"the link {href!r} points at nothing")
        if not href:
            _fail(page, "a link without an address")
