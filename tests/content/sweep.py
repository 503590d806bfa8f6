"""Walks a site: every page, every link in it, and every place on a page that a link points at."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from app.web.state import Loket
from tests.support.client import AuditedClient

OTHER_PAGES = ("/", "/regelingen", "/artikelen", "/begrippen", "/succesverhalen", "/zoeken", "/keuzehulp", "/contact",
               "/privacy", "/toegankelijkheid", "/proclaimer", "/bronnen", "/kwetsbaarheid-melden", "/over",
               "/inloggen")  # fmt: skip


def addresses(app: Flask, prefix: str = "") -> list[str]:
    """Every page that is not made from an answer of a visitor."""
    loket: Loket = app.extensions["loket"]
    kinds = ("regelingen", "artikelen", "begrippen", "succesverhalen")
    pages = [f"/{kind}/{slug}" for kind in kinds for slug in loket.catalogue.pages[kind]]
    return [prefix + address for address in (*OTHER_PAGES, *pages)]


@dataclass
class Sweep:
    """What was seen: pages by address with their ids, links by address with a page they stand on."""

    pages: dict[str, set[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def visit(self, client: AuditedClient, address: str) -> None:
        """Open and audit one page, and remember its ids and links."""
        response = client.get(address)
        assert response.status_code == 200, f"{address}: {response.status}"
        page = client.page
        self.pages[address] = {element.get("id", "") for element in page.tree.iter()}
        for element in page.all("a"):
            target = urljoin(f"http://localhost{address}", element.get("href", ""))
            own = urlsplit(target).netloc == "localhost" and element.get("hreflang") is None
            if own and "/contact?over=" not in target:  # the same form on every page; other languages have a sweep
                self.links.setdefault(target.removeprefix("http://localhost"), address)

    def broken(self, client: FlaskClient) -> list[str]:
        """Links that lead to nothing, and places that do not exist on the page they name."""
        found = []
        status: dict[str, int] = {}
        for link, source in self.links.items():
            address, place = urldefrag(link)
            if address not in self.pages and address not in status:
                status[address] = client.get(address, buffered=True).status_code
            if address not in self.pages and status[address] not in (200, 302):
                found.append(f"{source} links to {link}: {status[address]}")
            if place and address in self.pages and place not in self.pages[address]:
                found.append(f"{source} links to {link}: no such place on that page")
        return found


def sweep(app: Flask, prefix: str = "") -> Sweep:
    """Audit every page of the site in one language."""
    client = app.test_client()
    assert isinstance(client, AuditedClient)
    seen = Sweep()
    for address in addresses(app, prefix):
        seen.visit(client, address)
    return seen
