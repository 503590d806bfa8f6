"""From the catalogue to the models of the API, for one day, language and address of the site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from app.core import clock
from app.kennisbank.catalogue import Catalogue, Page
from app.kennisbank.facts import Feit, format_value
from app.kennisbank.render import used_facts
from app.kennisbank.schema import Regeling, Stap
from app.kennisbank.status import status_on
from app.kennisbank.store import ContentStore
from app.web.api import models
from app.web.language import language, prefix
from app.web.state import loket


def number(value: Decimal) -> int | float:
    """A decimal as JSON has it: whole when it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Shape:
    """Builds models. site: address without language; start: what stands before the path in texts ("" or "/en")."""

    content: ContentStore
    day: date
    language: str
    site: str
    start: str

    @property
    def catalogue(self) -> Catalogue:
        return self.content.catalogue

    def answer(self) -> dict[str, Any]:
        """The fields of ``Answer``."""
        return {
            "versie": self.catalogue.version,
            "licentie": models.LICENCE,
            "licentie_url": models.LICENCE_URL,
            "peildatum": self.day,
        }

    def fill(self, text: str) -> str:
        """Facts filled in for the day."""
        return self.catalogue.facts.fill(text, self.day)

    def maybe(self, text: str | None) -> str | None:
        """As ``fill``, for a text that may be absent."""
        return None if text is None else self.fill(text)

    def address(self, path: str) -> str:
        """A whole address in the language of this answer."""
        return f"{self.site}{self.start}{path}"

    def word(self, kind: str, slug: str) -> models.Woord:
        """A fixed word in the language of this answer."""
        return models.Woord(slug=slug, label=getattr(self.catalogue.term(kind, slug).label, self.language))

    def words(self, kind: str, slugs: Iterable[str]) -> tuple[models.Woord, ...]:
        return tuple(self.word(kind, slug) for slug in slugs)

    def uitvoerder(self, slug: str) -> models.Uitvoerder:
        """An uitvoerder with its own site."""
        url = self.catalogue.term("uitvoerders", slug).url
        return models.Uitvoerder(**self.word("uitvoerders", slug).model_dump(), url=url)

    def status(self, regeling: Regeling) -> models.StatusNu:
        """What a regeling is on the day."""
        now = status_on(regeling, self.day)
        return models.StatusNu(soort=now.kind, label=now.label, bruikbaar=now.usable, tot=now.until, opent=now.opens)

    def refer(self, kind: str, slug: str) -> models.Verwijzing:
        """A reference to another page."""
        return models.Verwijzing(titel=self.catalogue.pages[kind][slug].meta.titel, **self._place(kind, slug))

    def refer_all(self, kind: str, slugs: Iterable[str]) -> tuple[models.Verwijzing, ...]:
        return tuple(self.refer(kind, slug) for slug in slugs)

    def _place(self, kind: str, slug: str) -> dict[str, str]:
        path = f"/{kind}/{slug}"
        return {"slug": slug, "url": self.address(path), "api_url": self.address(f"/api/v1{path}")}

    def brief(self, page: Page) -> dict[str, Any]:
        """The fields of ``Kort``."""
        meta = page.meta
        return {
            **self._place(page.kind, page.slug),
            "titel": meta.titel,
            "samenvatting": self.fill(meta.samenvatting),
            "nagekeken_op": meta.nagekeken_op,
            "bronnen": meta.bronnen,
        }

    def whole(self, page: Page) -> dict[str, Any]:
        """The fields of ``Answer`` and ``Volledig``."""
        meta = page.meta
        return {
            **self.answer(),
            "synoniemen": meta.synoniemen,
            "eigenaar": meta.eigenaar,
            "nakijken_voor": meta.nakijken_voor,
            "wijzigingen": meta.wijzigingen,
            "feiten": tuple(self.fact(self.catalogue.facts.by_name[name]) for name in self._facts(page)),
            "secties": self.sections(page),
        }

    def _facts(self, page: Page) -> list[str]:
        """Facts in the text, and those that fields name without brackets; each once, only those that exist."""
        names = used_facts(self.catalogue, page)
        if page.kind == "regelingen":
            meta = page.regeling
            names += [name for step in meta.stappen for name in (step.termijn, step.dag) if name]
            names += meta.opbrengst.feiten
        return [name for name in dict.fromkeys(names) if name in self.catalogue.facts.by_name]

    def fact(self, fact: Feit) -> models.FeitNu:
        """A fact on the day."""
        now = fact.at(self.day)
        raw = now.waarde if now else None
        return models.FeitNu(
            naam=fact.naam,
            titel=fact.titel,
            tekst=format_value(now) if now else None,
            waarde=number(raw) if isinstance(raw, Decimal) else raw.isoformat() if isinstance(raw, date) else raw,
            eenheid=now.eenheid if now else None,
            geldig_van=now.geldig_van if now else None,
            geldig_tot=now.geldig_tot if now else None,
            zekerheid=fact.zekerheid,
            toelichting=self.maybe(fact.toelichting),
            bron=fact.bron,
        )

    def sections(self, page: Page) -> tuple[models.Sectie, ...]:
        """The text of a page in parts, with whole addresses in its links."""
        rendered = self.content.rendered(page, self.day, self.start)
        return tuple(
            models.Sectie(
                id=section.id,
                titel=section.title,
                html=self._html(section.html),
                tekst=plain(section.html),
                vragen=tuple(
                    models.Veelgesteld(id=q.id, vraag=q.question, html=self._html(q.answer), tekst=plain(q.answer))
                    for q in section.questions
                ),
            )
            for section in rendered.sections
        )

    def _html(self, html: Markup) -> str:
        return str(html).replace('href="/', f'href="{self.site}/').strip()

    def regeling(self, page: Page) -> dict[str, Any]:
        """The fields of ``RegelingKort``."""
        meta = page.regeling
        return {
            **self.brief(page),
            "soort": self.word("soorten", meta.soort),
            "fasen": self.words("fasen", meta.fasen),
            "doelgroepen": self.words("doelgroepen", meta.doelgroepen),
            "uitvoerders": tuple(self.uitvoerder(slug) for slug in meta.uitvoerders),
            "status": self.status(meta),
            "gemeentelijk": meta.gemeentelijk,
            "zekerheid": meta.zekerheid,
        }

    def regeling_whole(self, page: Page) -> models.RegelingVolledig:
        """Everything that is structured about a regeling."""
        meta = page.regeling
        short = {name: self.maybe(getattr(meta.in_het_kort, name)) for name in models.InHetKortNu.model_fields}
        return models.RegelingVolledig(
            **self.regeling(page),
            **self.whole(page),
            tijdvakken=meta.tijdvakken,
            volgende_ronde=meta.volgende_ronde,
            wettelijke_grondslag=meta.wettelijke_grondslag,
            in_het_kort=models.InHetKortNu(**short),
            aanvragen=models.AanvragenNu(
                wie=meta.aanvragen.wie,
                waar=self.fill(meta.aanvragen.waar),
                wanneer=self.fill(meta.aanvragen.wanneer),
                formulier=meta.aanvragen.formulier,
            ),
            stappen=tuple(self._step(step) for step in meta.stappen),
            opbrengst=models.OpbrengstNu(**meta.opbrengst.model_dump()),
            combinaties=tuple(self._combinations(meta)),
            voorwaarden=tuple(
                models.VoorwaardeNu(
                    id=rule.id,
                    test=rule.test.model_dump(mode="json", by_alias=True, exclude_none=True),
                    reden=models.Redenen(**{k: self.fill(v) for k, v in rule.reden.model_dump().items()}),
                    bron=rule.bron,
                    geldig_van=rule.geldig_van,
                    geldig_tot=rule.geldig_tot,
                    toets=rule.toets,
                )
                for rule in meta.voorwaarden
            ),
        )

    def _step(self, step: Stap) -> models.StapNu:
        return models.StapNu(
            id=step.id,
            wat=self.fill(step.wat),
            wie=step.wie,
            moment=step.moment,
            termijn=self._fact_reference(step.termijn),
            dag=self._fact_reference(step.dag),
            te_laat=self.maybe(step.te_laat),
        )

    def _fact_reference(self, name: str | None) -> models.FeitVerwijzing | None:
        if name is None:
            return None
        value = self.catalogue.facts.value(name, self.day)
        return models.FeitVerwijzing(feit=name, tekst=format_value(value) if value else None)

    def _combinations(self, meta: Regeling) -> Iterable[models.CombinatieNu]:
        declared: list[tuple[Any, str]] = [(item, "samen") for item in meta.combineert_met]
        declared += [(item, "sluit-uit") for item in meta.sluit_uit]
        declared += [(item, item.volgorde) for item in meta.eerst_dan]
        for item, kind in declared:
            yield models.CombinatieNu(
                soort=kind,
                regeling=self.refer("regelingen", item.regeling),
                reden=self.fill(item.reden),
                bron=item.bron,
            )


def plain(html: Markup) -> str:
    """The words in a piece of HTML, a line per block."""
    lines = (line.striptags() for line in html.splitlines())
    return "\n".join(line for line in lines if line)


def shape() -> Shape:
    """The shape for this request: today, in its language."""
    return Shape(loket().content, clock.today(), language(), loket().settings.base_url, prefix())
