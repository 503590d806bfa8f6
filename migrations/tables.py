"""Every module with tables; a new package with models is added here. ``METADATA`` then knows all of them."""

from app.accounts import models as accounts
from app.bijeenkomsten import models as bijeenkomsten
from app.contact import attention, dossier_models, quarantine_models, team_models
from app.contact import models as contact
from app.core import audit, outbox, worker
from app.core.db import Base
from app.redactie import models as redactie
from app.spinnenweb import models as spinnenweb

KNOWN = (
    audit,
    outbox,
    worker,
    accounts,
    attention,
    bijeenkomsten,
    contact,
    team_models,
    dossier_models,
    quarantine_models,
    redactie,
    spinnenweb,
)
METADATA = Base.metadata
