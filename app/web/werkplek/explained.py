"""The tick "dit moest ik uitleggen": the pages that were not clear enough go to the editor's weekly list."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.contact.conversation import Conversation
from app.core import clock
from app.core.errors import DomainError
from app.kennisbank.schema import KIND_NAMES
from app.redactie.feedback import page_at, record_explained
from app.web.state import loket
from app.web.werkplek.forms import AnswerForm

_LINK = re.compile(rf"/(?:{'|'.join(KIND_NAMES)})/[a-z0-9]+(?:-[a-z0-9]+)*")
_OFFERED = ("regelingen", "artikelen")


def linked_pages(text: str) -> tuple[str, ...]:
    """Paths of the content pages that ``text`` names, in order, each once; only pages that exist."""
    return tuple(path for path in dict.fromkeys(_LINK.findall(text)) if page_at(loket().catalogue, path))


def page_choices(conversation: Conversation) -> list[tuple[str, str]]:
    """What can be chosen: (path, title). Empty path: the pages to which the answer links. Pages of this talk first."""
    catalogue = loket().catalogue
    named = linked_pages("\n".join(message.tekst for message in conversation.berichten))
    listed = (conversation.keuzehulp or {}).get("regelingen", [])
    fitting = [
        f"/regelingen/{item['slug']}" for item in listed if isinstance(item, dict) and item.get("kind") == "past"
    ]
    others = sorted(
        (page.meta.titel.casefold(), f"/{kind}/{page.slug}")
        for kind in _OFFERED
        for page in catalogue.pages[kind].values()
    )
    paths = dict.fromkeys([*named, *fitting, *(path for _title, path in others)])
    found = [(path, page_at(catalogue, path)) for path in paths]
    return [("", _("De pagina's waar ik naar link")), *((path, page.meta.titel) for path, page in found if page)]


def ticked(form: AnswerForm) -> dict[str, str]:
    """What goes along in the address while a draft is kept, so that the tick is not lost."""
    return {"uitgelegd": "1", "uitlegpagina": form.uitlegpagina.data or ""} if form.uitgelegd.data else {}


def tick(form: AnswerForm, args: Mapping[str, str]) -> None:
    """Put back what ``ticked`` sent along."""
    form.uitgelegd.data = args.get("uitgelegd") == "1"
    form.uitlegpagina.data = args.get("uitlegpagina", "")


def record_pages(session: Session, form: AnswerForm, referentie: str) -> None:
    """Count the chosen page, or else the linked ones, when the tick is there. Raises DomainError without any page."""
    if not form.uitgelegd.data:
        return
    pages = linked_pages(form.uitlegpagina.data or form.antwoord.data)
    if not pages:
        raise DomainError(_("Kies welke pagina u moest uitleggen, of haal het vinkje weg."))
    for page in pages:
        record_explained(session, pagina=page, key=f"{referentie} {form.sleutel.data}", day=clock.today())
