"""What robots and attackers send, and what must hold for every answer. The short and the long run share this."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import html5lib
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.specs.openapi.checks import positive_data_acceptance
from werkzeug.test import TestResponse

import app as application
from app.kennisbank.render import ATTRIBUTES, TAGS

SLOW = 3.0
"""CPU seconds that no answer may take, on any machine; a normal one takes a hundredth."""
SLOW_MATCH = 0.5
"""CPU seconds for one regular expression on the longest text a visitor can send."""
NASTY = (
    "' OR 1=1 --", "\"><script>alert(1)</script>", "{{7*7}}", "${7*7}", "%0d%0aSet-Cookie: a=b", "\r\nBcc: x@y.example",
    "\x00", "\ud7ff\ufffe", "../../../../etc/passwd", "..\\..\\", "a" * 5000, "*" * 50, "(" * 200, "~" * 80,
    "AND OR NOT",
    "[a TO z]", "a:b:c", '"' * 31, "💥" * 40, "-1", "99999999999999999999", "1e309", "NaN", "٣٤", "\u202eabc", "0x7f",
    "2026-02-30", "0000-00-00", "9999-12-31", "v=1&v=2", "true", "null", "[]", "{}", "%", "%zz", "%c0%ae", "ß" * 300,
)  # fmt: skip
NAMES = (
    "q", "pagina", "fase", "uitvoerder", "doelgroep", "soort", "v", "situatie", "groep", "startdatum", "uren", "web",
    "keuzehulp", "bijlage", "vraag", "onderwerp", "over", "mand", "gedaan", "verder", "toon", "antwoord", "code", "l",
    "wil", "nummer", "regeling", "gemeente", "postcode", "loon", "leeftijd", "bsn", "taal", "reeks", "maand", "x[]",
)  # fmt: skip
FIELDS = (
    "sleutel", "getoond", "website", "onderwerp", "vraag", "organisatie", "kvk_nummer", "postcode", "gemeente", "naam",
    "email", "telefoon", "sector", "grootte", "keuzehulp", "keuzehulp_mee", "bijlage", "bijlage_mee", "pagina", "reden",
    "antwoord", "tekst", "begin", "verloop", "raad", "namen", "jaren", "akkoord", "wachtwoord", "bericht", "csrf_token",
)  # fmt: skip
GOOD = {
    "onderwerp": "personeel", "vraag": "Wat moet ik regelen?", "organisatie": "Bakkerij", "naam": "Robin",
    "email": "robin@bakkerij.example", "postcode": "6811 AB", "gemeente": "arnhem",
    "pagina": "/regelingen/no-riskpolis",
    "antwoord": "ja", "sleutel": "sleutel-om-te-proberen", "begin": "Zo", "verloop": "En zo", "raad": "Doe het",
    "jaren": "1", "akkoord": "y", "sector": "zorg-en-welzijn",
}  # fmt: skip
FORMS = (
    "/contact", "/en/contact", "/feedback", "/nieuw/abonneren", "/succesverhalen/vertel", "/inloggen",
    "/wachtwoord-vergeten", "/spinnenweb/invullen", "/contact/volg/onzin", "/contact/hoe-gaat-het/onzin", "/publiceer",
    "/spinnenweb/groep/ABCD-2345", "/aanmelding/onzin/bevestigen", "/nieuw/afmelden/onzin", "/wachtwoord/onzin",
)  # fmt: skip
PAYLOADS = (
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "[x](JaVaScRiPt&#58;alert(1))", "<img src=x onerror=a()>",
    "![x](data:text/html,<script>)", "[x]: javascript:a()\n\n[x]", "<svg/onload=a()>",
    "<a href='//kwaad.example'>x</a>",
    "[x](//kwaad.example)", "[x](vbscript:a)", "`<b>`", "<style>*{}</style>", "[x](https://a \"on' onclick=a() x='\")",
    "<iframe src=https://kwaad.example>", "&lt;script&gt;", "<math><mi//xlink:href=\"data:x,<script>\">",
    "<!--><script>",
    "[x](\x01javascript:a())", "[x](java\nscript:a())", "<base href=//kwaad.example>", "<form action=//kwaad.example>",
)  # fmt: skip

text: SearchStrategy[str] = st.one_of(st.sampled_from(NASTY), st.text(max_size=200))
queries = st.lists(st.tuples(st.sampled_from(NAMES), text), min_size=1, max_size=6)
fields = st.dictionaries(st.sampled_from(FIELDS), text, max_size=8)
words = st.one_of(text, st.lists(st.sampled_from([*NASTY, "ziek", "loonkosten", "wia", '"', "-", "*"])).map(" ".join))
cookies = st.dictionaries(st.sampled_from(("loket", "werkplek", "taal", "__Host-loket", "x")), text, max_size=3)
documents = st.lists(
    st.one_of(
        st.sampled_from(PAYLOADS), st.text(max_size=40), st.sampled_from(["\n\n", "# ", "> ", "| a |\n|-|\n", "*"])
    ),
    max_size=12,
).map("".join)


def run(attack: Callable[[Any], None], values: SearchStrategy[Any], count: int) -> None:
    """Try ``count`` values; the same ones every time unless it is a long run."""
    quiet = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=count < 1000,
        suppress_health_check=list(HealthCheck),
    )
    quiet(given(values)(lambda value: attack(value)))()


def fair(answer: TestResponse, cpu: float, what: object) -> None:
    """No fault of ours, and not slow."""
    assert answer.status_code < 500, what
    assert cpu < SLOW, f"{cpu:.1f} s: {what!r}"


def timed(client: FlaskClient, method: str, path: str, **values: Any) -> None:
    """Ask for something and look at the answer."""
    start = time.process_time()
    answer = client.open(path, method=method, buffered=True, **values)
    fair(answer, time.process_time() - start, (method, path, values))


def addresses(site: Flask) -> list[str]:
    """Every address of the open site, with ``~`` where something can be filled in."""
    found = {re.sub(r"<[^>]+>", "~", rule.rule) for rule in site.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return sorted(path for path in found if not path.startswith(("/static", "/ontwikkel")))


def opens(client: FlaskClient, path: str) -> Callable[[tuple[list[tuple[str, str]], str, dict[str, str]]], None]:
    """Open this address with any query string, cookies and part of the path."""

    def attack(value: tuple[list[tuple[str, str]], str, dict[str, str]]) -> None:
        query, part, jar = value
        cookie = "; ".join(f"{name}={quote(content)}" for name, content in jar.items())
        address = path.replace("~", quote(part[:300], safe="") or "x")
        timed(client, "GET", f"{address}?{urlencode(query, errors='replace')}"[:7000], headers={"Cookie": cookie})

    return attack


def sends(client: FlaskClient, path: str) -> Callable[[dict[str, str]], None]:
    """Send a form that is right but for these fields."""

    def attack(value: dict[str, str]) -> None:
        sent = {name: content.encode("utf-8", "replace") for name, content in (GOOD | value).items()}
        timed(client, "POST", path, data=urlencode(sent), content_type="application/x-www-form-urlencoded")

    return attack


def seeks(client: FlaskClient) -> Callable[[str], None]:
    """Search for this."""

    def attack(value: str) -> None:
        for path in ("/zoeken", "/en/zoeken", "/zoeken/suggesties", "/api/v1/zoeken", "/inbed/zoeken"):
            timed(client, "GET", f"{path}?{urlencode({'q': value}, errors='replace')}"[:7000])

    return attack


OURS = {"class", "role", "aria-label", "tabindex", "scope"}
"""What the page itself puts around a table; in content it is taken out."""


def describes(case: schemathesis.Case) -> None:
    """The API answers as its description says, whatever is asked. That two answers exclude each other it cannot say."""
    plain = {"Accept-Encoding": "identity"}
    case.call_and_validate(headers=plain, excluded_checks=[positive_data_acceptance])


def unsafe(html: str) -> list[str]:
    """What a browser would find in this HTML that we do not allow."""
    found = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        if element.tag not in TAGS | {"DOCUMENT_FRAGMENT", "div"}:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            allowed = ATTRIBUTES.get(element.tag, set()) | OURS
            if name not in allowed:
                found.append(f"{element.tag} {name}")
            plain = re.sub(r"[\x00-\x20]", "", value).lower().replace("\\", "/")
            if name in ("href", "src") and (":" in plain.split("/")[0].split("#")[0] or plain.startswith("//")):
                found += [] if plain.startswith(("https:", "mailto:", "tel:")) else [f"{element.tag} {name}={value}"]
    return found


OF_EDITORS = ("app.kennisbank.checks", "app.behoud.content", "app.redactie.s", "app.kennisbank.zoeken.documents")
"""These read files of the content while they are checked or indexed, never what a visitor sends."""


def patterns() -> dict[str, re.Pattern[str]]:
    """Every regular expression that a module of ours keeps, but for those of editors."""
    found = {}
    for module in pkgutil.walk_packages(application.__path__, "app."):
        if (
            module.name in ("app.start", "app.server")
            or "__main__" in module.name
            or module.name.startswith(OF_EDITORS)
        ):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{module.name}.{name}"] = value
    return found


PARTS = (
    "a", "1", " ", "1 ", "a ", "a1", "-", ".", "a.", "a-", "<", "<a ", "[", "[a](", "(", "{", "{{", "&a=", '"', "'",
    "=", 'a="' "/", "/a", "@", "a@", "\n", "a\n", "*", "_", "|", "| ", "é", "#", "123456789 ",
)  # fmt: skip


def long_texts(length: int) -> tuple[str, ...]:
    """Texts of this length that make a careless expression try everything."""
    return tuple(part * (length // len(part)) + "!" for part in PARTS)


def slow_patterns(found: dict[str, re.Pattern[str]], subjects: tuple[str, ...], limit: float = SLOW_MATCH) -> list[str]:
    """Names of regular expressions that need too long for one of these texts."""
    slow = []
    for name, pattern in found.items():
        for subject in subjects:
            start = time.process_time()
            pattern.search(subject)
            pattern.fullmatch(subject)
            if time.process_time() - start > limit:
                slow.append(f"{name}: {subject[:10]!r}")
                break
    return slow
