"""Who may see and change a contactverzoek. The docstrings are the policy; services check them, screens show them."""

from __future__ import annotations

from app.accounts.permissions import Actor, can_lead, can_work_desk, can_work_requests
from app.contact.models import Contactverzoek


def can_view(actor: Actor, request: Contactverzoek) -> bool:
    """Everybody who may answer it, plus the vaste accountmanager of the werkgever and everybody of the desk.

    The desk (loket and coördinatoren) sees all requests, because werkgevers call the desk. Redacteuren and beheerders
    see none: they have no task in it.
    """
    if not can_work_requests(actor):
        return False
    return can_answer(actor, request) or can_work_desk(actor) or request.werkgever.accountmanager_id == actor.id


def can_answer(actor: Actor, request: Contactverzoek) -> bool:
    """The owner answers, notes and closes. What is in the desk queue is answered by everybody of the desk.

    A coördinator may do it for everybody in the team.
    """
    if not can_work_requests(actor):
        return False
    if can_lead(actor) or request.eigenaar_id == actor.id:
        return True
    return request.eigenaar_id is None and can_work_desk(actor)


def can_note(actor: Actor, request: Contactverzoek) -> bool:
    """Everybody who sees a request may write down something internal, for instance that the werkgever called."""
    return can_view(actor, request)


def can_assign(actor: Actor, request: Contactverzoek) -> bool:
    """Whoever may answer a request may give it to a colleague, with a reason."""
    return can_answer(actor, request)
