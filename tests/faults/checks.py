"""What must hold whatever breaks. The same checks run against a deliberately naive site, which must fail them."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection

from tests.faults.mailserver import FaultyMailServer
from tests.faults.site import Site
from tests.faults.visitor import Ledger

FIGURES: list[str] = []
"""One line per fault that was survived."""
DESK = "loket@waddenrand.example"


def missing(site: Site, ledger: Ledger) -> list[str]:
    """References that were confirmed on screen and are not in the database."""
    stored = {str(row[0]) for row in site.rows("SELECT referentie FROM contactverzoek")}
    return sorted(ledger.references - stored - site.held().keys())


def stored_twice(site: Site, ledger: Ledger) -> list[str]:
    """Keys of one form that became more than one request, or were given more than one reference."""
    counts = Counter(str(row[0]) for row in site.rows("SELECT contact_email FROM contactverzoek"))
    counts.update(site.held().values())
    doubled = {key for key, found in ledger.acked.items() if len(found) > 1}
    return sorted(doubled | {key for key, email in ledger.email.items() if counts[email] > 1})


def not_mailed(site: Site, ledger: Ledger, given_up: Collection[str] = ()) -> list[str]:
    """Confirmed requests for which the werkgever or the desk got no mail. given_up: addresses that may be without.

    About what waits for a person in the quarantine no mail goes.
    """
    arrived, held = defaultdict(set), site.held().keys()
    for got in site.mail.received:
        for reference in got.references:
            arrived[reference].add(got.to)
    lost = []
    for key, references in ledger.acked.items():
        wanted = {ledger.email[key], DESK} - set(given_up)
        lost += [one for one in references - held if wanted - arrived[one]]
    return sorted(lost)


def sent_under_two_ids(mail: FaultyMailServer) -> list[str]:
    """Mail about one thing to one person that came under more than one Message-ID."""
    ids = defaultdict(set)
    for got in mail.received:
        for reference in got.references:
            ids[reference, got.to, got.subject].add(got.message_id)
    return sorted(f"{reference} {subject}" for (reference, _to, subject), found in ids.items() if len(found) > 1)


def assert_kept(site: Site, ledger: Ledger, given_up: Collection[str] = ()) -> None:
    """Nothing confirmed is missing, stored twice or unannounced, and nothing was sent under two ids."""
    assert ledger.acked, "nothing was confirmed, so nothing was proven"
    assert missing(site, ledger) == []
    assert stored_twice(site, ledger) == []
    assert not_mailed(site, ledger, given_up) == []
    assert sent_under_two_ids(site.mail) == []
    assert [answer.status for answer in ledger.other] == []
    note_figures(site, ledger)


def note_figures(site: Site, ledger: Ledger) -> None:
    """For the report of a run: what was confirmed, refused and sent."""
    ids = {got.message_id for got in site.mail.received if got.references & ledger.references}
    copies = sum(bool(got.references & ledger.references) for got in site.mail.received)
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("::")[2].partition(" ")[0]
    FIGURES.append(
        f"{test}: {len(ledger.acked)} bevestigd, {len(ledger.refused)} keer 503, {len(ledger.broken)} keer verbroken, "
        f"{len(ids)} berichten, waarvan {copies - len(ids)} keer dubbel"
    )
