"""Quick rendering says exactly what Jinja and Flask-Babel say by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask, render_template_string
from flask_babel import Domain
from jinja2 import Template
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context
from markupsafe import Markup, escape
from werkzeug.test import Client

from app import create_app
from app.kennisbank.store import ContentStore
from app.settings import Settings
from app.web import rendering
from app.web.pagecache import EXTENSION

ONCE = re.compile(r'value="[^"]*"|content="[\w.-]{40,}"')
"""Keys and tokens that are new every time."""
PAGES = (
    "/", "/regelingen?fase=werven", "/regelingen/loonkostensubsidie?gemeente=arnhem", "/artikelen", "/begrippen",
    "/succesverhalen", "/zoeken?q=%3Cb%3Eziek%22", "/zoeken?q=xqzz", "/zoeken?q=loon",
    "/zoeken?q=loon&uitvoerder=uwv", "/keuzehulp", "/keuzehulp/vraag?v=1",
    "/keuzehulp/uitkomst?v=1&situatie=kandidaat&groep=bijstand", "/zelfscan", "/spinnenweb/invullen", "/contact",
    "/inloggen", "/nieuw", "/nieuw/alles.atom", "/sitemap.xml", "/bestaat-niet", "/over", "/feedback",
)  # fmt: skip


@pytest.fixture
def plain(settings: Settings, content: ContentStore) -> Flask:
    """The same site without anything of ``rendering``."""
    app = create_app(settings, content)
    app.jinja_env.context_class = Context
    app.jinja_env.code_generator_class = CodeGenerator
    app.jinja_env.template_class = Template
    texts = Domain(domain="messages", translation_directories=[str(rendering.TRANSLATIONS)])
    app.extensions["babel"].instance.domain_instance = texts
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: texts.get_translations().ugettext(text),
        lambda one, many, n: texts.get_translations().ungettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]
    app.jinja_env.globals["bewaard"] = lambda _name, _key="", *, caller: caller()
    app.jinja_env.globals["delen"] = lambda _version: put_in
    app.jinja_env.globals["aantallen_in"] = lambda macro, name, rows, chosen: Markup("").join(
        macro(name, *row, chosen) for row in rows
    )
    return app


def put_in(_name: str, _key: object, inside: object, *, caller: Callable[[], Markup]) -> Markup:
    return caller().replace(rendering.HERE, escape(inside))


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_page_is_the_same_the_first_and_the_second_time(app: Flask, plain: Flask, language: str) -> None:
    quick, slow = (Client(each.extensions[EXTENSION].inner, use_cookies=False) for each in (app, plain))
    seen = set()
    for path in PAGES:
        expected = slow.get(language + path)
        for _ in range(2):
            found = quick.get(language + path)
            assert found.status_code == expected.status_code, path
            assert ONCE.sub("", found.text) == ONCE.sub("", expected.text), path
        seen.add(expected.status_code)
    assert seen >= {200, 404}
    plain.extensions["loket"].db.dispose()


def test_a_part_is_made_once_and_says_other_words_every_time(app: Flask) -> None:
    source = (
        "{% set deel = delen('versie') %}{% call deel('proef', sleutel, tekst) %}<p>{{ eerst }}: {{ HIER }}</p>"
        "{% endcall %}{% call deel('proef zonder', sleutel, tekst) %}<hr>{% endcall %}"
    )
    with app.test_request_context():
        first = render_template_string(source, sleutel=1, eerst="A", tekst="<b>")
        again = render_template_string(source, sleutel=1, eerst="niet meer gelezen", tekst=Markup("<i>"))
        other = render_template_string(source, sleutel=2, eerst="B", tekst="")
    assert (first, again, other) == ("<p>A: &lt;b&gt;</p><hr>", "<p>A: <i></p><hr>", "<p>B: </p><hr>")


def test_a_filter_is_made_once_and_says_every_count(app: Flask) -> None:
    source = (
        "{% macro m(naam, waarde, tekst, aantal, gekozen) %}<i>{{ tekst }}{{ '!' if waarde in gekozen }}"
        "{% if aantal is not none %} {{ aantal }}{% endif %}</i>{% endmacro %}"
        "{{ aantallen_in(m, 'x', rijen, gekozen) }}"
    )
    with app.test_request_context():
        first = render_template_string(source, rijen=[("a", "A&B", 3), ("b", "C", None)], gekozen=[])
        again = render_template_string(source, rijen=[("a", "A&B", 0), ("b", "C", 4)], gekozen=["b"])
    assert first == "<i>A&amp;B 3</i><i>C</i>"
    assert again == "<i>A&amp;B 0</i><i>C! 4</i>"


def test_what_people_typed_is_escaped_and_safe_html_is_not(app: Flask) -> None:
    source = "{{ a }}|{{ b }}|{{ c }}|{{ _('%(x)s', x=a) }}|{% macro m(v) %}<i>{{ v }}</i>{% endmacro %}{{ m(a) }}"
    with app.test_request_context():
        found = render_template_string(source, a="<b>\"&'", b=Markup("<b>"), c=3)
    assert found == "&lt;b&gt;&#34;&amp;&#39;|<b>|3|&lt;b&gt;&#34;&amp;&#39;|<i>&lt;b&gt;&#34;&amp;&#39;</i>"


def test_a_percent_sign_in_a_text_of_ours_stays_one(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string("{{ _('100%%') }}") == "100%"
        assert render_template_string("{{ _('100%% van %(n)s', n=3) }}") == "100% van 3"
