"""Who may import whom, and what only one place may do. See docs/architecture.md."""

from __future__ import annotations

import ast

import pytest

from app.settings import ROOT
from tests.architecture.source import Module, Rule, calls, imports, modules, within

LEVELS = (
    ("app.core", "app.settings"),
    ("app.kennisbank", "app.accounts"),
    ("app.keuzehulp", "app.spinnenweb", "app.behoud", "app.bijeenkomsten"),
    ("app.contact", "app.redactie"),
    ("app.web", "app.cli"),
    ("app",),
    ("app.server",),
    ("app.start",),
)
"""From the bottom up; names on one level never import each other."""
PACKAGES = {package: level for level, packages in enumerate(LEVELS) for package in packages}
AREAS = sorted(path.name for path in (ROOT / "app/web").iterdir() if path.is_dir() and path.name[0] not in "_.")
AREAS = [name for name in AREAS if name != "forms"]
HTTP = ("flask", "flask_login", "flask_wtf", "flask_babel", "wtforms", "werkzeug")
CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime", "time.gmtime",
    "datetime.datetime.now", "datetime.date.today",
}  # fmt: skip


def package_of(name: str) -> str:
    """The package of LEVELS that a name belongs to; a new package is an error, so that it gets a level."""
    found = [package for package in PACKAGES if package != "app" and within(name, package)]
    if found:
        return found[0]
    first = name.split(".")[1] if "." in name else ""
    if first and ((ROOT / "app" / first).exists() or (ROOT / f"app/{first}.py").exists() or name.count(".") > 1):
        raise AssertionError(
            f"{name} has no place in the order of packages; give it one in docs/architecture.md and here"
        )
    return "app"


def only_web_speaks_http(module: Module) -> list[str]:
    if package_of(module.name) in ("app.web", "app.cli", "app", "app.start"):
        return []
    return [f"line {line} imports {name}" for name, line in imports(module) if name.split(".")[0] in HTTP]


def order(module: Module) -> list[str]:
    mine = package_of(module.name)
    wrong = []
    for name, line in imports(module):
        if name.startswith("."):
            wrong.append(f"line {line} imports relatively")
        elif name.startswith("app."):
            other = package_of(name)
            if other != mine and PACKAGES[other] >= PACKAGES[mine]:
                wrong.append(f"line {line} imports {name}")
    return wrong


def area_of(name: str) -> str | None:
    """The area of the site a module belongs to, or None."""
    return next((area for area in AREAS if within(name, f"app.web.{area}")), None)


def areas_apart(module: Module) -> list[str]:
    if not within(module.name, "app.web") or module.name == "app.web":
        return []
    mine = area_of(module.name)
    return [
        f"line {line} imports {name}" for name, line in imports(module) if area_of(name) is not None
        and area_of(name) != mine
    ]  # fmt: skip


def environment(module: Module) -> list[str]:
    if module.name == "app.settings":
        return []
    used = [(ast.unparse(node), node.lineno) for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)]
    found = [*used, *imports(module)]
    return [f"line {line} uses {name}" for name, line in found if name in ("os.environ", "os.getenv")]


def time(module: Module) -> list[str]:
    if module.name == "app.core.clock":
        return []
    return [f"line {line} calls {name}" for name, line in calls(module) if name in CLOCKS]


def commits(module: Module) -> list[str]:
    if module.name in ("app.core.db", "app.core.turns") or not any(
        within(name, "sqlalchemy") for name, _ in imports(module)
    ):
        return []  # the search index has a commit of its own
    return [f"line {line} calls {name}" for name, line in calls(module) if name.endswith(".commit")]


def spreadsheets(module: Module) -> list[str]:
    if module.name == "app.core.spreadsheet":
        return []
    return [f"line {line} calls {name}" for name, line in calls(module) if name in ("csv.writer", "csv.DictWriter")]


def late_imports(module: Module) -> list[str]:
    functions = (n for n in ast.walk(module.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    inner = (node for function in functions for node in ast.walk(function))
    return [
        f"line {node.lineno} imports in a function" for node in inner if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def star_imports(module: Module) -> list[str]:
    return [f"line {line} imports {name}" for name, line in imports(module) if name.endswith(".*")]


def catch_all(module: Module) -> list[str]:
    return ["this name says nothing"] if module.name.split(".")[-1] in ("utils", "util", "misc", "helpers") else []


RULES = {
    "http": Rule(
        "Only web, cli and app itself import flask, wtforms or werkzeug: domain code runs without an app.",
        only_web_speaks_http,
        ("app.contact.services", "from flask import request"),
        ("app.web.gate", "from flask import request"),
    ),
    "order": Rule(
        "Imports go one way: app -> web|cli -> contact|redactie -> keuzehulp|spinnenweb|behoud|bijeenkomsten -> "
        "kennisbank|accounts -> core.",
        order,
        ("app.kennisbank.store", "from app.contact import services"),
        ("app.contact.intake", "from app.kennisbank.region import Regio\nfrom app.core import audit"),
    ),
    "neighbours": Rule(
        "Packages on one level never import each other, web and cli included.",
        order,
        ("app.cli.content", "from app.web.gate import public"),
        ("app.cli.content", "from app import settings"),
    ),
    "areas": Rule(
        "Areas of the site never import each other: what they share stands in app/web itself.",
        areas_apart,
        ("app.web.contact.views", "from app.web.werkplek.views import inbox"),
        ("app.web.contact.views", "from app.web.contact.form import ContactForm\nfrom app.web.desk import desk"),
    ),
    "below the areas": Rule(
        "What areas share does not know the areas.",
        areas_apart,
        ("app.web.pages", "from app.web import publiek"),
        ("app.web", "from app.web.publiek import publiek"),
    ),
    "environment": Rule(
        "Only app/settings.py reads the environment, so that all settings stand in one place.",
        environment,
        ("app.core.db", "import os\nurl = os.environ['DATABASE_URL']"),
        ("app.settings", "import os\nurl = os.environ['DATABASE_URL']"),
    ),
    "time": Rule(
        "Only app/core/clock.py reads the time, so that tests can pin it.",
        time,
        ("app.contact.promise", "from datetime import date\nday = date.today()"),
        ("app.contact.promise", "from app.core import clock\nday = clock.today()"),
    ),
    "commits": Rule(
        "Only core.db and its turns commit: a service flushes, its caller decides.",
        commits,
        ("app.contact.services", "from sqlalchemy.orm import Session\ndef f(session):\n    session.commit()"),
        ("app.contact.services", "from sqlalchemy.orm import Session\ndef f(session):\n    session.flush()"),
    ),
    "spreadsheets": Rule(
        "Only app/core/spreadsheet.py writes CSV, so that no cell ever becomes a formula.",
        spreadsheets,
        ("app.contact.figures", "import csv\nimport io\nwriter = csv.writer(io.StringIO())"),
        ("app.contact.figures", "from app.core.spreadsheet import csv_text\ntext = csv_text([])"),
    ),
    "late imports": Rule(
        "Imports stand at the top: an import in a function hides a circle.",
        late_imports,
        ("app.contact.services", "def f():\n    import json"),
        ("app.contact.services", "import json"),
    ),
    "star imports": Rule(
        "No star imports: a reader must see where a name comes from.",
        star_imports,
        ("app.contact.services", "from app.contact.models import *"),
        ("app.contact.services", "from app.contact.models import Bericht"),
    ),
    "names": Rule(
        "No utils.py: a module is named after what it is about.",
        catch_all,
        ("app.contact.utils", ""),
        ("app.contact.promise", ""),
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_the_code_keeps_the_rule(name: str) -> None:
    found = modules("app")
    assert len(found) > 80
    assert [complaint for module in found for complaint in RULES[name].complaints(module)] == []


@pytest.mark.parametrize("name", RULES)
def test_the_rule_complains_about_a_broken_example_and_not_about_a_good_one(name: str) -> None:
    rule = RULES[name]
    assert rule.complaints(Module(*rule.broken)), f"the rule {name!r} sees nothing wrong in {rule.broken}"
    assert rule.complaints(Module(*rule.fine)) == []


@pytest.mark.parametrize("name", ["late imports", "star imports", "names"])
def test_tests_scripts_and_migrations_keep_the_simple_rules_too(name: str) -> None:
    found = [module for folder in ("tests", "scripts", "migrations", "bench") for module in modules(folder)]
    assert [complaint for module in found for complaint in RULES[name].complaints(module)] == []


def test_a_new_package_must_get_a_place_in_the_order() -> None:
    with pytest.raises(AssertionError, match="has no place"):
        package_of("app.iets_nieuws.module")
