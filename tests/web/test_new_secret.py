"""A new secret key: nobody is locked out while the old one is still listed, and everybody once it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from app import create_app
from app.bijeenkomsten.mails import Site
from app.cli.secrets import geheim, rotated
from app.contact.links import Links
from app.core.sealed import Seal
from app.core.tokens import LinkInvalid, Signer
from app.kennisbank.store import ContentStore
from app.settings import Settings, from_environ
from tests.support.actors import Visitor, Werkgever
from tests.support.client import AuditedClient
from tests.support.factories import REGION

OLD, NEW = "o" * 40, "n" * 40
OPENS: dict[str, tuple[Callable[[str], str], Callable[[str | tuple[str, ...], str], object]]] = {
    "volg": (
        lambda key: Links("", key).mailed("WL-2222-22").rpartition("/")[2],
        lambda keys, token: Links("", keys).read(token),
    ),
    "check-in": (
        lambda key: Links("", key).checkin(7).rpartition("/")[2],
        lambda keys, token: Links("", keys).read_checkin(token),
    ),
    "overdracht": (
        lambda key: Links("", key).handover(7).rpartition("/")[2],
        lambda keys, token: Links("", keys).read_handover(token),
    ),
    "bijeenkomst": (
        lambda key: Site(REGION, "", key).mine("code").rpartition("/")[2],
        lambda keys, token: Site(REGION, "", keys).read(token),
    ),
    "formulier": (
        lambda key: Signer(key, "formulier").sign(1),
        lambda keys, token: Signer(keys, "formulier").read(token, 60),
    ),
    "app": (
        lambda key: Seal((key,), "app").seal("geheim"),
        lambda keys, token: Seal((keys,) if isinstance(keys, str) else keys, "app").open(token),
    ),
}


@pytest.mark.parametrize("kind", OPENS)
def test_what_was_signed_opens_with_the_former_key_and_not_without(kind: str) -> None:
    make, read = OPENS[kind]
    token = make(OLD)
    assert read((NEW, OLD), token) == read(OLD, token)
    for keys in (NEW, (NEW,)):
        with pytest.raises(LinkInvalid):
            read(keys, token)
    if kind != "app":  # a new one is signed with the newest key only
        assert Signer((NEW, OLD), "x").sign(1) == Signer(NEW, "x").sign(1)


@pytest.fixture
def running(settings: Settings, content: ContentStore) -> Callable[..., AbstractContextManager[Flask]]:
    """The site with these keys, on the same data."""

    @contextmanager
    def run(key: str, *former: str) -> Iterator[Flask]:
        app = create_app(replace(settings, secret_key=key, secret_key_fallbacks=former, form_guard=False), content)
        app.testing = True
        app.test_client_class = AuditedClient
        yield app
        app.extensions["loket"].db.dispose()

    return run


@pytest.mark.parametrize(("former", "status"), [((OLD,), 303), ((), 400)])
def test_a_form_that_is_open_can_still_be_sent_while_the_old_key_is_listed(
    running: Callable[..., AbstractContextManager[Flask]], former: tuple[str, ...], status: int
) -> None:
    with running(OLD) as before:
        reader = Visitor(before)
        reader.opent("/feedback?pagina=/regelingen/no-riskpolis&antwoord=ja")
        cookie = reader.client.get_cookie("loket")
        page = reader.page
    assert cookie is not None
    with running(NEW, *former) as after:
        later = Visitor(after)
        later.client.set_cookie("loket", cookie.value)
        later.client.page = page
        values = {"csrf_token": reader.ingevuld("csrf_token"), "sleutel": reader.ingevuld("sleutel")}
        asked = {"pagina": "/regelingen/no-riskpolis", "antwoord": "ja"}
        assert later.client.post("/feedback", data=values | asked).status_code == status


def test_a_mailed_link_opens_the_page_while_the_old_key_is_listed(
    running: Callable[..., AbstractContextManager[Flask]], werkgever: Werkgever, settings: Settings
) -> None:
    link = werkgever.stelt_een_vraag().link
    with running(NEW, settings.secret_key) as after:
        assert Visitor(after).opent(link)
    with running(NEW) as without:
        assert without.test_client().get(link).status_code in (400, 404, 410)


SETTINGS = f"LOKET_OMGEVING=productie\n# een opmerking\nSECRET_KEY={OLD}\nBASE_URL=https://loket.example\n"


def test_the_command_makes_a_key_and_keeps_the_rest_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "omgeving"
    file.write_text(SETTINGS)
    file.chmod(0o640)
    done = CliRunner().invoke(geheim, ["roteer", "--bestand", str(file)])
    assert done.exit_code == 0, done.output
    assert "23-01-2027" in done.output  # sixty days from the day of the tests
    text = file.read_text()
    assert OLD not in done.output
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert values["SECRET_KEY_FALLBACKS"] == OLD and values["SECRET_KEY"] not in ("", OLD)
    assert "# een opmerking" in text and values["BASE_URL"] == "https://loket.example"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["omgeving"]
    mail = {"MAIL_URL": "smtp://mail.example", "MAIL_FROM": "loket@loket.example"}
    assert from_environ(values | mail).secrets == (values["SECRET_KEY"], OLD)
    assert values["SECRET_KEY"] not in done.output


def test_the_newest_former_key_stands_first_and_there_are_never_more_than_two() -> None:
    text = SETTINGS
    keys = [OLD]
    for _turn in range(3):
        text = rotated(text)
        keys.append(next(line for line in text.splitlines() if line.startswith("SECRET_KEY=")).partition("=")[2])
    (line,) = [line for line in text.splitlines() if line.startswith("SECRET_KEY_FALLBACKS=")]
    assert line == f"SECRET_KEY_FALLBACKS={keys[2]},{keys[1]}"


@pytest.mark.parametrize("quote", ["'", '"'])
def test_quotes_around_a_value_are_understood(quote: str) -> None:
    assert f"SECRET_KEY_FALLBACKS={OLD}\n" in rotated(f"SECRET_KEY={quote}{OLD}{quote}\n")


def test_a_key_that_leaked_is_not_trusted_any_more(tmp_path: Path) -> None:
    file = tmp_path / "omgeving"
    file.write_text(SETTINGS + f"SECRET_KEY_FALLBACKS={NEW}\n")
    done = CliRunner().invoke(geheim, ["roteer", "--bestand", str(file), "--gelekt"])
    assert done.exit_code == 0 and "uitloggen --iedereen" in done.output
    assert OLD not in file.read_text() and NEW not in file.read_text()


def test_a_file_without_a_key_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "omgeving"
    file.write_text("BASE_URL=https://loket.example\n")
    done = CliRunner().invoke(geheim, ["roteer", "--bestand", str(file)])
    assert done.exit_code == 1 and "SECRET_KEY" in done.output
    assert file.read_text() == "BASE_URL=https://loket.example\n"
