"""Regelingen, artikelen, begrippen and succesverhalen as open data."""

from __future__ import annotations

from flask import abort

from app.kennisbank.browse import FACETS, facet_labels, select
from app.kennisbank.catalogue import Catalogue, Page
from app.web.api import models
from app.web.api.area import operation
from app.web.api.parameters import Given, Parameter
from app.web.api.shape import Shape, shape
from app.web.photos import photo_of
from app.web.state import loket

_FACET_TEXTS = {
    "fase": "Alleen regelingen voor deze fase van de werkgever.",
    "doelgroep": "Alleen regelingen voor deze doelgroep.",
    "soort": "Alleen regelingen met dit soort hulp.",
    "uitvoerder": "Alleen regelingen van deze uitvoerder.",
    "gemeente": "Alleen regelingen waar deze gemeente over beslist, of waar in deze gemeente iets anders is.",
}


def _facets(catalogue: Catalogue) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            facet,
            _FACET_TEXTS[facet],
            {"type": "string", "enum": list(facet_labels(catalogue, facet))},
            many=True,
        )
        for facet in FACETS
    )


def _page(kind: str, slug: str) -> Page:
    page = loket().catalogue.page(kind, slug)
    if page is None:
        abort(404)
    return page


@operation(
    "/regelingen",
    group="Regelingen",
    text="Alle regelingen, de belangrijkste voor werkgevers eerst. Binnen een filter telt elke waarde, filters samen "
    "beperken.",
    answer=models.RegelingenLijst,
    parameters=_facets,
    keeps=FACETS,
)
def regelingen(given: Given) -> models.RegelingenLijst:
    """All regelingen that match, with the facets."""
    make = shape()
    found = select(make.catalogue, given, make.language)
    facets = tuple(
        models.FacetNu(
            naam=facet.name,
            waarden=tuple(
                models.FacetWaarde(slug=v.slug, label=v.label, aantal=v.count, gekozen=v.chosen) for v in facet.values
            ),
        )
        for facet in found.facets
    )
    pages = tuple(models.RegelingKort(**make.regeling(page)) for page in found.pages)
    return models.RegelingenLijst(**make.answer(), totaal=len(pages), facetten=facets, regelingen=pages)


@operation(
    "/regelingen/<slug>",
    group="Regelingen",
    text="Eén regeling met alles wat wij ervan weten, bedragen en termijnen ingevuld voor vandaag.",
    answer=models.RegelingVolledig,
)
def regeling(_given: Given, slug: str) -> models.RegelingVolledig:
    """One regeling."""
    return shape().regeling_whole(_page("regelingen", slug))


def _artikel(make: Shape, page: Page) -> models.ArtikelKort:
    meta = page.artikel
    return models.ArtikelKort(
        **make.brief(page),
        fase=make.word("fasen", meta.fase),
        fasen=make.words("fasen", meta.fasen),
        twijfels=make.words("twijfels", meta.twijfels),
    )


@operation(
    "/artikelen",
    group="Artikelen",
    text="Alle artikelen: uitleg stap voor stap, per fase.",
    answer=models.ArtikelenLijst,
)
def artikelen(_given: Given) -> models.ArtikelenLijst:
    """All guides."""
    make = shape()
    pages = tuple(_artikel(make, page) for page in make.catalogue.of_kind("artikelen"))
    return models.ArtikelenLijst(**make.answer(), totaal=len(pages), artikelen=pages)


@operation(
    "/artikelen/<slug>",
    group="Artikelen",
    text="Eén artikel met zijn tekst en checklist.",
    answer=models.ArtikelVolledig,
)
def artikel(_given: Given, slug: str) -> models.ArtikelVolledig:
    """One guide."""
    make = shape()
    page = _page("artikelen", slug)
    return models.ArtikelVolledig(
        **dict(_artikel(make, page)),
        **make.whole(page),
        checklist=tuple(make.fill(item) for item in page.artikel.checklist),
        regelingen=make.refer_all("regelingen", page.artikel.regelingen),
    )


def _begrip(make: Shape, page: Page) -> models.BegripKort:
    meta = page.begrip
    return models.BegripKort(**make.brief(page), afkorting=meta.afkorting, vormen=meta.vormen)


@operation(
    "/begrippen",
    group="Begrippen",
    text="De begrippenlijst, op alfabet. De samenvatting is de uitleg.",
    answer=models.BegrippenLijst,
)
def begrippen(_given: Given) -> models.BegrippenLijst:
    """The glossary."""
    make = shape()
    pages = tuple(_begrip(make, page) for page in make.catalogue.of_kind("begrippen"))
    return models.BegrippenLijst(**make.answer(), totaal=len(pages), begrippen=pages)


@operation("/begrippen/<slug>", group="Begrippen", text="Eén begrip met zijn uitleg.", answer=models.BegripVolledig)
def begrip(_given: Given, slug: str) -> models.BegripVolledig:
    """One glossary entry."""
    make = shape()
    page = _page("begrippen", slug)
    return models.BegripVolledig(
        **dict(_begrip(make, page)),
        **make.whole(page),
        zie_ook=make.refer_all("begrippen", page.begrip.zie_ook),
        regelingen=make.refer_all("regelingen", page.begrip.regelingen),
    )


def _verhaal(make: Shape, page: Page) -> models.SuccesverhaalKort:
    meta = page.succesverhaal
    return models.SuccesverhaalKort(
        **make.brief(page),
        soort=meta.soort,
        sector=make.word("sectoren", meta.sector),
        grootte=meta.grootte,
        fasen=make.words("fasen", meta.fasen),
        twijfels=make.words("twijfels", meta.twijfels),
        gemeente=meta.gemeente,
        les=make.fill(meta.les),
        foto=_foto(make, page),
    )


def _foto(make: Shape, page: Page) -> models.FotoNu | None:
    image, photo = photo_of(page), page.succesverhaal.foto
    if image is None or photo is None:
        return None
    width = image.widths[-1]
    return models.FotoNu(
        url=make.site + image.address(width, "jpg"),
        breedte=width,
        hoogte=image.height_at(width),
        alt=photo.alt,
        rechten=photo.rechten,
    )


@operation(
    "/succesverhalen",
    group="Succesverhalen",
    text="Alle succesverhalen. Een praktijkvoorbeeld komt uit onderzoek en is anoniem.",
    answer=models.SuccesverhalenLijst,
)
def succesverhalen(_given: Given) -> models.SuccesverhalenLijst:
    """All stories."""
    make = shape()
    pages = tuple(_verhaal(make, page) for page in make.catalogue.of_kind("succesverhalen"))
    return models.SuccesverhalenLijst(**make.answer(), totaal=len(pages), succesverhalen=pages)


@operation(
    "/succesverhalen/<slug>",
    group="Succesverhalen",
    text="Eén succesverhaal.",
    answer=models.SuccesverhaalVolledig,
)
def succesverhaal(_given: Given, slug: str) -> models.SuccesverhaalVolledig:
    """One story."""
    make = shape()
    page = _page("succesverhalen", slug)
    return models.SuccesverhaalVolledig(
        **dict(_verhaal(make, page)),
        **make.whole(page),
        regelingen=make.refer_all("regelingen", page.succesverhaal.regelingen),
    )
