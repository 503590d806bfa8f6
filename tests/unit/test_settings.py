"""Settings of signing in: what is wrong is named, all at once, in Dutch."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import SettingsError, from_environ

PRODUCTION = {
    "LOKET_OMGEVING": "productie",
    "SECRET_KEY": "x" * 32,
    "BASE_URL": "https://loket.example",
    "MAIL_URL": "smtp://mail.example",
    "MAIL_FROM": "loket@loket.example",
}
OIDC = {"OIDC_ISSUER": "https://inlog.example", "OIDC_CLIENT_ID": "loket", "OIDC_CLIENT_SECRET": "geheim"}


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"SECRET_KEY_FALLBACKS": f"{'y' * 32},kort"}, "SECRET_KEY_FALLBACKS bevat een sleutel die korter is"),
        ({"FORMULIERWACHT": "soms"}, "FORMULIERWACHT moet ja of nee zijn"),
        (PRODUCTION | {"FORMULIERWACHT": "nee"}, "FORMULIERWACHT kan in productie niet uit"),
        ({"TWEEDE_FACTOR": "misschien"}, "TWEEDE_FACTOR moet ja of nee zijn"),
        ({"GELEKTE_WACHTWOORDEN": "nergens/lijst.txt"}, "GELEKTE_WACHTWOORDEN wijst naar een bestand dat er niet is"),
        ({"OIDC_ISSUER": "https://inlog.example"}, "OIDC_CLIENT_SECRET ontbreekt"),
        ({"OIDC_ACR": "hoog"}, "OIDC_ISSUER ontbreekt, maar"),
        (OIDC | {"OIDC_ISSUER": "inlog.example"}, "OIDC_ISSUER moet met https:// beginnen"),
        (OIDC | {"OIDC_MAX_AGE": "lang"}, "OIDC_MAX_AGE moet een aantal seconden"),
        (OIDC | {"OIDC_EMAIL_VERTROUWD": "soms"}, "OIDC_EMAIL_VERTROUWD moet ja of nee zijn"),
        ({"INBEDDEN": "https://www.stad.nl, *"}, "INBEDDEN bevat '*'"),
        ({"INBEDDEN": "https://www.stad.nl/pagina"}, "INBEDDEN bevat 'https://www.stad.nl/pagina'"),
        ({"INBEDDEN": "https://*.stad.nl"}, "INBEDDEN bevat 'https://*.stad.nl'"),
        ({"INBEDDEN": "www.stad.nl"}, "INBEDDEN bevat 'www.stad.nl'"),
        ({"INBEDDEN": "https://a.nl; script-src *"}, "INBEDDEN bevat 'https://a.nl; script-src *'"),
        (PRODUCTION | {"INBEDDEN": "http://www.stad.nl"}, "INBEDDEN bevat 'http://www.stad.nl'"),
        (PRODUCTION | {"TWEEDE_FACTOR": "nee"}, "TWEEDE_FACTOR kan in productie niet uit"),
        ({"DATABASE_URL": "database.example"}, "DATABASE_URL klopt niet"),
        ({"DATABASE_URL": "postgresql://loket:geheim@database.example:vijf/loket"}, "DATABASE_URL klopt niet"),
        (PRODUCTION | OIDC | {"OIDC_ISSUER": "http://inlog.example"}, "OIDC_ISSUER moet met https:// beginnen"),
    ],
)
def test_a_wrong_setting_of_signing_in_is_named(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match="De instellingen kloppen niet") as told:
        from_environ(env)
    assert sentence in str(told.value)


DATABASE = "postgresql://loket:ge%23heim@database.example/loket"


@pytest.mark.parametrize(
    "url",
    [
        DATABASE,
        DATABASE.replace("postgresql:", "postgres:"),
        DATABASE.replace("postgresql:", "postgresql+psycopg:"),
        f"{DATABASE}?sslmode=require",
        f"{DATABASE}?sslmode=verify-ca&sslrootcert=/etc/ca.pem",
        f"{DATABASE}?sslmode=verify-full&sslmode=disable",
        "postgresql://loket@/loket?host=database.example",
        "postgresql://loket@localhost/loket?hostaddr=192.0.2.1",
        "postgresql://loket@/loket?host=/run/postgresql,database.example",
    ],
)
def test_production_reaches_a_database_on_another_machine_only_with_its_certificate(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL wijst naar een andere machine") as told:
        from_environ(PRODUCTION | {"DATABASE_URL": url})
    assert "sslmode=verify-full" in str(told.value) and "heim" not in str(told.value)
    assert from_environ({"DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    "url",
    [
        f"{DATABASE}?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        "postgresql://loket:geheim@127.0.0.1/loket",
        "postgresql://loket:geheim@[::1]:5433/loket",
        "postgresql://localhost/loket",
        "postgresql:///loket",
        "postgresql://loket@/loket?host=/run/postgresql",
        "sqlite:////srv/loket.sqlite3",
    ],
)
def test_production_takes_an_encrypted_database_and_one_on_this_machine(url: str) -> None:
    assert from_environ(PRODUCTION | {"DATABASE_URL": url}).database_url == url


def test_production_asks_for_a_second_factor_and_development_does_not() -> None:
    assert from_environ(PRODUCTION).second_factor
    assert not from_environ({}).second_factor
    assert from_environ({"TWEEDE_FACTOR": "ja"}).second_factor


def test_the_identity_provider_and_former_keys_are_read(tmp_path: Path) -> None:
    listing = tmp_path / "gelekt.txt"
    listing.write_text("")
    env = OIDC | {"OIDC_ACR": "hoog, hoger", "OIDC_AMR": "mfa", "OIDC_MAX_AGE": "3600", "OIDC_EMAIL_VERTROUWD": "ja"}
    keys = {"SECRET_KEY": "n" * 32, "SECRET_KEY_FALLBACKS": f"{'o' * 32}, {'p' * 32}"}
    found = from_environ(PRODUCTION | env | keys | {"GELEKTE_WACHTWOORDEN": str(listing)})
    assert found.oidc is not None
    assert (found.oidc.acr, found.oidc.amr, found.oidc.max_age) == (("hoog", "hoger"), ("mfa",), 3600)
    assert found.oidc.trust_email
    assert found.secrets == ("n" * 32, "o" * 32, "p" * 32)
    assert found.leaked_passwords == listing
    assert "geheim" not in repr(found) and "nnnn" not in repr(found)


def test_sites_that_may_show_us_in_a_frame_are_read() -> None:
    assert from_environ({}).embed_origins == ()
    found = from_environ({"INBEDDEN": "https://www.stad.nl, http://127.0.0.1:8080"}).embed_origins
    assert found == ("https://www.stad.nl", "http://127.0.0.1:8080")
