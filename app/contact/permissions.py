"""Who may see and change a contactverzoek. The docstrings are the policy; services check them, screens show them."""

from __future__ import annotations

from app.accounts.permissions import Actor, can_lead, can_work_desk, can_work_requests, is_guest
from app.contact.models import Contactverzoek


def can_view(actor: Actor, request: Contactverzoek) -> bool:
    """Everybody who may answer it, plus the vaste accountmanager of the werkgever, their deputy and the whole desk.

    The desk (loket and coördinatoren) sees all requests, because werkgevers call the desk. Redacteuren and beheerders
    see none: they have no task in it.
    """
    if can_work_requests(actor):
        relation = request.werkgever.accountmanager_id
        if can_work_desk(actor) or relation == actor.id or relation in actor.vervangt:
            return True
    return can_answer(actor, request)


def can_manage(actor: Actor, request: Contactverzoek) -> bool:
    """The owner and the owner's deputy answer, close and give away. What is in the desk queue belongs to the desk.

    A coördinator may do it for everybody in the team.
    """
    if not can_work_requests(actor):
        return False
    owner = request.eigenaar_id
    if can_lead(actor) or owner == actor.id or (owner is not None and owner in actor.vervangt):
        return True
    return owner is None and can_work_desk(actor)


def is_invited(actor: Actor, request: Contactverzoek) -> bool:
    """Somebody who was invited into this request and still works with us."""
    if not can_work_requests(actor) and not is_guest(actor):
        return False
    return any(guest.medewerker_id == actor.id for guest in request.gasten)


def can_answer(actor: Actor, request: Contactverzoek) -> bool:
    """Who manages the request answers, and who was invited into it; a guest never closes it or gives it away."""
    return can_manage(actor, request) or is_invited(actor, request)


def can_note(actor: Actor, request: Contactverzoek) -> bool:
    """Everybody who sees a request may write down something internal, for instance that the werkgever called."""
    return can_view(actor, request)


def can_assign(actor: Actor, request: Contactverzoek) -> bool:
    """Whoever manages a request may give it to a colleague, with a reason."""
    return can_manage(actor, request)
