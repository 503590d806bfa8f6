"""What can be put in an answer: canned answers of the team, regelingen, the keuzehulp."""

from __future__ import annotations

from flask_babel import gettext as _

from app.contact.canned import fill_in, link_text, offered
from app.contact.conversation import Conversation
from app.contact.drafts import Desktop
from app.contact.subjects import ONDERWERPEN
from app.core import clock
from app.web.office import office
from app.web.staff import current_actor
from app.web.state import loket


def choices(conversation: Conversation) -> list[tuple[str, str]]:
    """What can be put in an answer: (value, words)."""
    catalogue = loket().catalogue
    subject = next((o.id for o in ONDERWERPEN if o.naam == conversation.onderwerp), None)
    answers = [
        (f"antwoord:{answer.slug}", _("Antwoord: %(titel)s", titel=answer.titel))
        for answer in offered(office(), current_actor(), subject)
    ]
    pages = sorted(catalogue.pages["regelingen"].values(), key=lambda page: page.meta.titel.casefold())
    links = [(f"regeling:{page.slug}", _("Regeling: %(titel)s", titel=page.meta.titel)) for page in pages]
    return [("", _("Kies iets")), *answers, ("keuzehulp:", _("Link naar de keuzehulp")), *links]


def insertion(chosen: str, conversation: Conversation, desktop: Desktop) -> str:
    """The text of a choice for this request; empty for anything that was not offered."""
    kind, _colon, slug = chosen.partition(":")
    parts, base_url = loket(), loket().settings.base_url
    if kind == "keuzehulp":
        return link_text(_("Doe de keuzehulp"), "/keuzehulp", base_url)
    if kind == "regeling":
        page = parts.catalogue.page("regelingen", slug)
        return link_text(page.meta.titel, f"/regelingen/{slug}", base_url) if page else ""
    actor = current_actor()
    answer = next((a for a in offered(office(), actor, None) if a.slug == slug), None)
    if kind != "antwoord" or answer is None:
        return ""
    desk = parts.region.loket
    values = {
        "werkgever": conversation.organisatie,
        "contactpersoon": conversation.contact_naam,
        "mijn_naam": actor.naam,
        "mijn_telefoon": desktop.mijn_telefoon or desk.telefoon,
        "referentie": conversation.referentie,
        "onderwerp": conversation.onderwerp,
        "loket_telefoon": desk.telefoon,
    }
    return fill_in(answer.tekst, values, parts.catalogue, base_url, clock.today())
