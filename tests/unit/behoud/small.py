"""Small definitions, so that a test shows what it needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.behoud.schema import Intake, VanWerkNaarWerk, Zelfscan

HEAD: dict[str, Any] = {
    "titel": "Een hulpmiddel",
    "samenvatting": "Waar het over gaat.",
    "bronnen": [{"titel": "Een rapport", "geraadpleegd": date(2026, 11, 1)}],
    "eigenaar": "redactie",
    "nagekeken_op": date(2026, 11, 1),
    "nakijken_voor": date(2027, 11, 1),
}
ROLES = [
    {"id": "leidinggevende", "sleutel": "l", "naam": "Leidinggevende", "uitleg": "Beslist."},
    {"id": "werkbegeleider", "sleutel": "w", "naam": "Werkbegeleider", "uitleg": "Helpt elke dag."},
    {"id": "jobcoach", "sleutel": "j", "naam": "Jobcoach", "uitleg": "Komt van buiten."},
]


def task(code: str, *roles: str) -> dict[str, Any]:
    """A task that these roles usually do."""
    return {"code": code, "tekst": f"Taak {code}", "rollen": list(roles), "stap": f"Begin met {code}."}


def scan(*routes: tuple[str, list[dict[str, Any]]]) -> Zelfscan:
    """A self-scan of these routes; without routes the usual two."""
    usual = (
        ("vitaliteit", [task("a", "leidinggevende"), task("b", "werkbegeleider"), task("c", "jobcoach")]),
        ("mobiliteit", [task("d", "leidinggevende", "werkbegeleider")]),
    )
    return Zelfscan.model_validate(
        HEAD
        | {
            "rollen": ROLES,
            "routes": [
                {"id": name, "naam": name.capitalize(), "uitleg": "Wat het is.", "taken": tasks}
                for name, tasks in routes or usual
            ],
            "tonen": {name: {"kop": f"Toon {name}", "tekst": "Tekst."} for name in ("willen", "kunnen", "verder")},
        }
    )


def work(*actions: tuple[str, int | None]) -> VanWerkNaarWerk:
    """Letting go with these actions: a name and the weeks before the end."""
    return VanWerkNaarWerk.model_validate(
        HEAD
        | {
            "laten_gaan": "Mensen laten gaan",
            "laten_gaan_samenvatting": "Begin vroeg.",
            "triage_uitleg": "Schat het in.",
            "groepen": [
                {"sleutel": key, "naam": name, "herkent": ["x"], "doet": ["y"]}
                for key, name in (("zelf", "Kan zelf verder"), ("meer", "Heeft meer hulp nodig"))
            ],
            "acties": [
                {"id": name, "wat": name.capitalize(), "uitleg": "Zo.", "weken_voor": weeks} for name, weeks in actions
            ],
            "geld": [{"naam": "Geld", "tekst": "Er is iets.", "bestaat": True}],
            "vormen": [{"naam": "Lenen", "wat": "Wat.", "in_dienst": "Bij u", "regel_eerst": "Vraag."}],
            "delen": {
                "inleiding": "Zo.",
                "wel": ["a"],
                "met_toestemming": ["b"],
                "nooit": ["c"],
                "toestemming": ["Ik zeg ja."],
                "mag_kop": "Dit mag",
                "vakken": [{"tekst": "Handtekening"}],
            },
            "ontvangen": {"titel": "Mensen zoeken", "samenvatting": "Zo.", "stappen": [["Een", "Twee"]]},
        }
    )


def intake(*questions: dict[str, Any]) -> Intake:
    """An intake with these questions."""
    usual: tuple[dict[str, Any], ...] = (
        {"id": "taken", "soort": "tekst", "tekst": "Welke taken?", "kort": "Taken", "hoogstens": 40},
        {
            "id": "flexibel",
            "soort": "meerdere",
            "tekst": "Wat kan anders?",
            "kort": "Kan anders",
            "keuzes": [{"id": name, "tekst": f"De {name}"} for name in ("uren", "tijden", "plek")],
        },
        {
            "id": "kandidaten",
            "soort": "keuze",
            "tekst": "Hoeveel?",
            "kort": "Kandidaten",
            "keuzes": [{"id": name, "tekst": name.capitalize()} for name in ("een", "meer")],
        },
    )
    return Intake.model_validate(HEAD | {"aanhef": "Ik zoek iemand", "vragen": list(questions or usual)})
