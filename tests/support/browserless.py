"""A browser without screen, over real HTTP: keeps cookies and fills in the forms that stand on a page."""

from __future__ import annotations

from urllib.parse import urljoin

import requests

from tests.support.actors import values_of
from tests.support.page import Page


class WebVisitor:
    """Somebody at a site that runs somewhere; ``page`` is what they see now, ``status`` how it was answered."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()
        self.status = 0
        self.text = ""
        self.address = base

    @property
    def page(self) -> Page:
        """The page as the tests read pages."""
        return Page(self.text)

    def opens(self, address: str) -> int:
        """Open an address; follows redirects. Returns the status."""
        return self._see(self.session.get(urljoin(self.base, address), timeout=30))

    def sends(self, **typed: str) -> int:
        """Fill in and send the form on this page that has these fields. Returns the status."""
        forms = [form for form in self.page.all("form") if form.get("method") == "post"]
        form, values = next(
            (form, values) for form in forms if typed.keys() <= (values := values_of(self.page, form)).keys()
        )
        target = urljoin(self.address, form.get("action") or self.address)
        return self._see(self.session.post(target, data=values | typed, timeout=30))

    def _see(self, answer: requests.Response) -> int:
        self.status, self.text, self.address = answer.status_code, answer.text, answer.url
        return self.status
