"""The keuzehulp as open data: the same engine as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request

from app.kennisbank.catalogue import Catalogue
from app.kennisbank.questions import UNKNOWN, Vraag
from app.keuzehulp.answers import MAX_LENGTH, Link, read, write, write_value
from app.keuzehulp.engine import Engine, Result, engine_for
from app.keuzehulp.formulas import Span, Yield
from app.keuzehulp.outcome import Advice, advise, changes_since
from app.keuzehulp.route import route
from app.keuzehulp.timeline import Step
from app.web.api import advice_models as models
from app.web.api.area import PRIVATE, operation
from app.web.api.parameters import Given, Parameter
from app.web.api.problems import BadParameters, Fout
from app.web.api.shape import Shape, shape

CAVEAT = "Dit is een hulpmiddel. De uitvoerder beslist."
_LINK_PARAMETERS = (
    Parameter("v", "Versie van de vorm van de antwoorden.", {"type": "string", "enum": ["1"]}, unchecked=True),
    Parameter("c", "Versie van de inhoud waarmee een link is gemaakt.", {"type": "string"}, unchecked=True),
    Parameter("d", "Dag waarop een link is gemaakt.", {"type": "string", "format": "date"}, unchecked=True),
)


def _parameters(catalogue: Catalogue) -> tuple[Parameter, ...]:
    """A parameter per question; the engine itself reads the answers."""
    questions = engine_for(catalogue).questions.values()
    return (*(_parameter(question) for question in questions), *_LINK_PARAMETERS)


def _parameter(question: Vraag) -> Parameter:
    if question.soort == "getal":
        bounds = {"minimum": question.minstens, "maximum": question.hoogstens}
        number = {"type": "number", **{name: value for name, value in bounds.items() if value is not None}}
        schema: dict[str, Any] = {"anyOf": [number, {"const": UNKNOWN}]}
    elif question.soort == "datum":
        schema = {"anyOf": [{"type": "string", "format": "date"}, {"const": UNKNOWN}]}
    else:
        schema = {"type": "string", "enum": [*(option.id for option in question.opties), UNKNOWN]}
    return Parameter(question.id, question.tekst, schema, unchecked=True, commas=question.soort == "meerdere")


def _texts(make: Shape, item: Any, names: tuple[str, ...]) -> dict[str, str | None]:
    """Texts of a question or option in the language of the answer; Dutch where there is no other."""
    english = make.language == "en"
    return {name: make.maybe((english and getattr(item, f"{name}_en", None)) or getattr(item, name)) for name in names}


def _question(make: Shape, question: Vraag) -> models.VraagNu:
    dated = question.soort == "datum"
    texts = _texts(make, question, ("tekst", "uitleg", "waarom", "wie_weet_dit", "mag_vragen", "eenheid"))
    return models.VraagNu(
        id=question.id,
        soort=question.soort,
        **texts,
        opties=tuple(
            models.OptieNu(id=option.id, alleen=option.alleen, **_texts(make, option, ("tekst", "uitleg")))
            for option in question.opties
        ),
        minstens=question.minstens,
        hoogstens=question.hoogstens,
        vroegst=date(make.day.year - question.jaren_terug, 1, 1) if dated else None,
        laatst=date(make.day.year + question.jaren_vooruit, 12, 31) if dated else None,
    )


@operation(
    "/keuzehulp/vragen",
    group="Keuzehulp",
    text="Alle vragen van de keuzehulp met hun antwoorden. Bij elke vraag mag ook weet-niet.",
    answer=models.Vragen,
)
def vragen(_given: Given) -> models.Vragen:
    """All questions, as asked in this region."""
    make = shape()
    questions = engine_for(make.catalogue).questions.values()
    return models.Vragen(
        **make.answer(), weet_niet=UNKNOWN, vragen=tuple(_question(make, question) for question in questions)
    )


def _read(engine: Engine, today: date) -> Link:
    """The answers in the address; raises ``BadParameters`` with the sentence the page would show."""
    link = read(request.args.items(multi=True), engine.questions, today)
    if link.mistakes:
        whole = any(not mistake.question for mistake in link.mistakes)
        faults = [Fout(parameter=mistake.question, uitleg=mistake.message) for mistake in link.mistakes]
        raise BadParameters(400 if whole else 422, faults)
    return link


@operation(
    "/keuzehulp",
    group="Keuzehulp",
    text="Welke regelingen passen bij deze antwoorden: met redenen, termijnen en bedragen. De antwoorden staan in het "
    f"adres, samen hoogstens {MAX_LENGTH} tekens. Wat u weglaat is onbekend. Wij bewaren niets. Stuur geen namen.",
    answer=models.Advies,
    parameters=_parameters,
    cache=PRIVATE,
)
def keuzehulp(_given: Given) -> models.Advies:
    """The outcome for the answers in the address."""
    make = shape()
    engine = engine_for(make.catalogue)
    link = _read(engine, make.day)
    outcome = engine.evaluate(link.answers, make.day)
    advice = advise(engine, outcome)
    still = route(engine, outcome)
    return models.Advies(
        **make.answer(),
        voorbehoud=CAVEAT,
        antwoorden={key: write_value(engine.questions[key], value) for key, value in link.answers.given.items()},
        pagina=make.address(f"/keuzehulp/uitkomst?{write(link.answers, engine.questions)}"),
        volgende_vraag=still.next,
        open_vragen=still.open,
        uitkomsten=tuple(_outcomes(make, advice)),
        tijdlijn=tuple(_step(make, step) for step in advice.timeline.steps),
        opbrengsten=tuple(_yield(make, item) for item in advice.amounts.yields),
        totaal=_total(make, advice),
        combinaties=tuple(
            models.Paar(
                soort=pair.relation.kind,
                een=make.refer("regelingen", pair.relation.one),
                ander=make.refer("regelingen", pair.relation.other),
                reden=make.fill(pair.relation.reason),
                bron=pair.relation.source,
                past_zeker=pair.sure,
            )
            for pair in advice.pairs
        ),
        veranderd=_changes(make, engine, advice, link),
    )


def _outcomes(make: Shape, advice: Advice) -> list[models.Uitkomst]:
    lines = [(line.result, line.urgent) for group in advice.groups.values() for line in group]
    found = [_outcome(make, result, urgent, background=False) for result, urgent in lines]
    return found + [_outcome(make, result, None, background=True) for result in advice.background]


def _outcome(make: Shape, result: Result, urgent: Step | None, *, background: bool) -> models.Uitkomst:
    return models.Uitkomst(
        regeling=make.refer("regelingen", result.slug),
        uitkomst=result.kind,
        achtergrond=background,
        status=make.status(result.regeling),
        voorwaarden=tuple(
            models.VoorwaardeUitslag(
                id=found.id,
                uitslag=found.outcome,
                reden=found.reason,
                bron=found.source,
                telt=found.counts,
                open=found.open,
            )
            for found in result.conditions
        ),
        open=result.open,
        navragen=result.ask,
        eerste_termijn=urgent.day if urgent else None,
        bronnen=result.regeling.bronnen,
    )


def _step(make: Shape, step: Step) -> models.StapInTijd:
    return models.StapInTijd(
        regeling=make.refer("regelingen", step.slug),
        id=step.id,
        wat=step.what,
        wie=step.who,
        moment=step.moment,
        wanneer=step.when,
        datum=step.day,
        opent=step.opens,
        voorbij=step.passed,
        te_laat=step.late,
        past_zeker=step.sure,
    )


def _spans(spans: tuple[Span, ...]) -> tuple[models.Bedrag, ...]:
    return tuple(models.Bedrag(jaar=span.year, laagst=int(span.low), hoogst=int(span.high)) for span in spans)


def _yield(make: Shape, item: Yield) -> models.OpbrengstNa:
    return models.OpbrengstNa(
        regeling=make.refer("regelingen", item.slug),
        past_zeker=item.sure,
        eenheid=item.unit,
        per=item.per,
        bedragen=_spans(item.spans),
        formule=item.formula,
        invoer=tuple(
            models.Invoer(naam=used.label, waarde=used.value, bron=used.source or None, url=used.url)
            for used in item.inputs
        ),
        onzeker_omdat=item.unsure,
        nodig=item.needs,
    )


def _total(make: Shape, advice: Advice) -> models.Totaal | None:
    total = advice.amounts.total
    if total is None:
        return None
    return models.Totaal(regelingen=make.refer_all("regelingen", total.slugs), bedragen=_spans(total.spans))


def _changes(make: Shape, engine: Engine, advice: Advice, link: Link) -> tuple[models.Verandering, ...] | None:
    found = changes_since(engine.catalogue, advice.outcome, link)
    if found is None:
        return None
    return tuple(
        models.Verandering(
            regeling=make.refer("regelingen", item.slug),
            datum=item.change.datum,
            tekst=item.change.tekst,
            soort=item.change.soort,
        )
        for item in found
    )
