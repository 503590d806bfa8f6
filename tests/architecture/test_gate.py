"""Default deny: every address says who may come in, and nobody gets in where nothing was said."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager

from app.accounts.permissions import Rol
from app.web import gate
from app.web.gate import gate_of, public, requires

STAFF_ONLY = ("/werkplek", "/beheer", "/uitloggen")
"""Everything below these addresses is for medewerkers."""


def without_gate(app: Flask) -> list[str]:
    """Endpoints that do not say who may come in."""
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if gate_of(view_of(app, rule.endpoint)) is None})


def view_of(app: Flask, endpoint: str) -> object:
    return app.view_functions[endpoint]


def wrongly_public(app: Flask) -> list[str]:
    """Addresses of medewerkers that are open to everybody."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(STAFF_ONLY) and gate_of(view_of(app, rule.endpoint)) == ()
    ]


def unknown_roles(app: Flask) -> list[str]:
    """Roles in a gate that nobody can have: a typing error there shuts everybody out."""
    known = {rol.value for rol in Rol} | {"*"}
    gates = {rule.endpoint: gate_of(view_of(app, rule.endpoint)) or () for rule in app.url_map.iter_rules()}
    return [f"{endpoint}: {role}" for endpoint, roles in gates.items() for role in roles if role not in known]


def test_every_address_says_who_may_come_in(app: Flask) -> None:
    assert len(list(app.url_map.iter_rules())) > 40
    assert without_gate(app) == []


def test_nothing_of_the_werkplek_is_public(app: Flask) -> None:
    assert wrongly_public(app) == []


def test_every_role_in_a_gate_exists(app: Flask) -> None:
    assert unknown_roles(app) == []


def test_the_three_checks_complain_about_a_careless_app() -> None:
    careless = Flask("careless", static_folder=None)
    careless.add_url_rule("/vergeten", "vergeten", lambda: "geheim")
    careless.add_url_rule("/werkplek/alles", "alles", public(lambda: "geheim"))
    careless.add_url_rule("/cijfers", "cijfers", requires("directeur")(lambda: "geheim"))
    assert without_gate(careless) == ["vergeten"]
    assert wrongly_public(careless) == ["/werkplek/alles"]
    assert unknown_roles(careless) == ["cijfers: directeur"]


def test_a_view_that_says_nothing_refuses_everybody() -> None:
    careless = Flask("careless")
    careless.secret_key = "geheim"
    LoginManager(careless)
    gate.install(careless)
    careless.add_url_rule("/vergeten", "vergeten", lambda: "geheim")
    careless.add_url_rule("/open", "open", public(lambda: "welkom"))
    visitor = careless.test_client()
    assert visitor.get("/vergeten").status_code == 403
    assert visitor.get("/open").text == "welkom"
