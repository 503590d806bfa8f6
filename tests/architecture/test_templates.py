"""Templates: they compile, are used, keep fields in components, have nothing inline and can be translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.meta import find_referenced_templates

from app.settings import ROOT
from tests.architecture.source import files, modules

TEMPLATES = ROOT / "app/templates"
NAMES = [str(path.relative_to(TEMPLATES)) for path in files("app/templates")]
PAGES = [
    name
    for name in NAMES
    if name.endswith(".html") and not name.startswith("email/") and name != "components/stijlgids.html"
]
"""What visitors and colleagues read; the style guide of the development machine is not among them."""
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"<!?/?[a-zA-Z\x00](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
_SPOKEN = re.compile(r"\b(aria-label|title|alt|placeholder|content)=\"([^\"]*)\"")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_INLINE = re.compile(r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
_ELSEWHERE = re.compile(r"<use\b(?![^>]*\shref=\"#)", re.IGNORECASE)
_FIELD = re.compile(r"<(?:input|select|textarea)\b", re.IGNORECASE)
_FRAGMENT = re.compile(r"[\w-]+=\"[^\"]*\"|\b(?:wl|nl|utrecht)-[\w-]+|&\w+;")
"""Attributes and classes that a template builds outside a tag, and entities: no words."""
_DUTCH_ON_PURPOSE = re.compile(r"<(\w+)\b[^<>]*\slang=\"nl\"[^<>]*>.*?</\1>", re.DOTALL)
"""What says itself that it is Dutch, like a letter to copy, stays Dutch in every language."""
_TECHNICAL = re.compile(r"^(?:width=|noindex|utf-8)")


def read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _lines(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    for match in pattern.finditer(text):
        yield f"line {text[: match.start()].count(chr(10)) + 1}: {match[0].strip()}"


def raw_fields(text: str) -> list[str]:
    return list(_lines(_blank(text, _COMMENT), _FIELD))


def inline(text: str) -> list[str]:
    return list(_lines(_blank(text, _COMMENT), _INLINE))


def drawn_elsewhere(text: str) -> list[str]:
    return list(_lines(_blank(text, _COMMENT), _ELSEWHERE))


def _blank(text: str, pattern: re.Pattern[str]) -> str:
    """``text`` with every match replaced by its own line ends, so that line numbers stay."""
    return pattern.sub(lambda match: "\n" * match[0].count("\n"), text)


def untranslated(text: str) -> list[str]:
    """Words for a reader that do not go through ``_(``: between tags and in the attributes people hear or see."""
    plain = _JINJA.sub(lambda match: "\x00" + "\n" * match[0].count("\n"), text)
    plain = _blank(plain, _DUTCH_ON_PURPOSE)
    found = []
    for tag in _TAG.finditer(plain):
        found += [
            value for _name, value in _SPOKEN.findall(tag[0]) if _LETTERS.search(value) and not _TECHNICAL.match(value)
        ]
    between = _FRAGMENT.sub("", _blank(plain, _TAG))
    return found + [line.strip(" \x00") for line in between.split("\n") if _LETTERS.search(line)]


def sentences_in_code(tree: nodes.Template) -> list[str]:
    """Dutch sentences in ``{{ }}`` and ``{% %}`` outside ``_()`` and ``ngettext()``."""
    translated = {
        id(inner)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext")
        for inner in call.find_all(nodes.Const)
    }
    return [
        const.value
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and id(const) not in translated and re.match(r"[A-Z][a-z]+ [a-z]+", const.value)
    ]


def references(env: Environment) -> set[str]:
    """Names that templates extend, include or import, and every text in the Python code."""
    found: set[str] = set()
    for name in NAMES:
        used = {item for item in find_referenced_templates(env.parse(read(name))) if item}
        found |= used | ({f"email/{item}" for item in used} if name.startswith("email/") else set())
    for module in modules("app"):
        found |= set(re.findall(r"\"([\w./-]+)\"", module.text))
    return found


def unused(names: list[str], used: set[str]) -> list[str]:
    """Templates nobody refers to; a mail is used when its folder is named."""
    return [
        name for name in names if name not in used and not (name.startswith("email/") and name.split("/")[1] in used)
    ]


def complaints(names: list[str], check: Callable[[str], list[str]]) -> dict[str, list[str]]:
    """What a check finds, by template; a template without faults is not in it."""
    return {name: found for name in names if (found := check(read(name)))}


def test_every_template_compiles(app: Flask) -> None:
    for name in NAMES:
        app.jinja_env.compile(read(name), name, name)


def test_a_broken_template_is_seen(app: Flask) -> None:
    with pytest.raises(TemplateSyntaxError):
        app.jinja_env.compile("{% if %}")


def test_every_template_is_used(app: Flask) -> None:
    assert len(NAMES) > 50
    assert unused(NAMES, references(app.jinja_env)) == []


def test_an_unused_template_is_seen() -> None:
    names = ["fout.html", "oud.html", "email/antwoord/text.txt", "email/oud/text.txt"]
    assert unused(names, {"fout.html", "antwoord"}) == ["oud.html", "email/oud/text.txt"]


def test_fields_stand_in_components_only() -> None:
    others = [name for name in NAMES if not name.startswith("components/")]
    assert complaints(others, raw_fields) == {}, "use a macro of components/formulier.html: it brings label and error"


def test_nothing_is_inline() -> None:
    assert complaints(NAMES, inline) == {}, "the content security policy forbids it, so it would not work"


def test_nothing_is_drawn_in_another_file() -> None:
    assert complaints(NAMES, drawn_elsewhere) == {}, "two frames in one page can wait for such a file for ever"


def test_every_text_can_be_translated(app: Flask) -> None:
    explain = "put it in _(...), so that it can be shown in another language"
    assert complaints(PAGES, untranslated) == {}, explain
    assert complaints(PAGES, lambda text: sentences_in_code(app.jinja_env.parse(text))) == {}, explain


def test_a_raw_field_something_inline_and_a_drawing_elsewhere_are_seen() -> None:
    assert raw_fields("<p>\n<input name='q'></p>") == ["line 2: <input"]
    assert raw_fields("{# geen <input> hier #}") == []
    assert drawn_elsewhere('<use href="#een"></use><use href="iconen.svg#een"></use>') == ["line 1: <use"]
    assert len(inline("<a onclick='x()' style='y'>z</a><style>p{}</style><script>1</script>")) == 4
    assert inline('<script src="{{ asset("app.js") }}" defer></script>') == []


def test_a_text_that_cannot_be_translated_is_seen(app: Flask) -> None:
    assert untranslated("<p>Dag {{ naam }}</p>") == ["Dag"]
    assert untranslated('<nav aria-label="Hoofdmenu">{{ x }}</nav>') == ["Hoofdmenu"]
    assert untranslated('<p class="x" lang="nl">Beste medewerker,</p>') == []
    assert untranslated('<p title="{{ _("Dag") }}">{{ _("Dag") }}&nbsp;{% if a > b %}, {% endif %}</p>') == []
    assert sentences_in_code(app.jinja_env.parse('{{ kop("Alle regelingen") }}')) == ["Alle regelingen"]
    assert sentences_in_code(app.jinja_env.parse('{{ kop(_("Alle regelingen"), id="alle") }}')) == []


def hidden_by_layouts(app: Flask, given: set[str]) -> set[str]:
    """Names that a layout sets for itself, of those that views give: a page of that layout would get the wrong one."""
    trees = [app.jinja_env.parse(read(name)) for name in NAMES if name.startswith("layouts/")]
    sets = [each.target for tree in trees for each in tree.find_all(nodes.Assign)]
    return {target.name for target in sets if isinstance(target, nodes.Name)} & given


def given_by_views() -> set[str]:
    """The names of everything that a view gives to a template."""
    calls = [node for module in modules("app/web") for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    shown = [call for call in calls if isinstance(call.func, ast.Name) and "render" in call.func.id]
    return {keyword.arg for call in shown for keyword in call.keywords if keyword.arg}


def test_no_layout_takes_a_name_that_a_view_gives_to_its_page(app: Flask) -> None:
    given = given_by_views()
    assert len(given) > 100
    assert hidden_by_layouts(app, given) == set()
    assert hidden_by_layouts(app, given | {"hier"}) == {"hier"}
