"""Views of the keuzehulp: start, one question a page, the result and what an employer takes along."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.core import clock
from app.core.text import clean_line
from app.kennisbank.catalogue import Page
from app.kennisbank.questions import Vraag
from app.keuzehulp.answers import EMPTY, Answers, Link, read, write
from app.keuzehulp.engine import Engine, Outcome, engine_for
from app.keuzehulp.ics import calendar
from app.keuzehulp.outcome import advise, changes_since
from app.keuzehulp.route import RESIDENCE, route
from app.keuzehulp.situations import ILL_SINCE, SITUATION, in_words_of, situation_of
from app.keuzehulp.summary import summarise
from app.web.gate import public
from app.web.keuzehulp import words
from app.web.keuzehulp.form import question_form, shown, worded
from app.web.language import language, prefix
from app.web.pagecache import cached
from app.web.parts import ANSWERS, kept_parts, with_answers
from app.web.state import loket

keuzehulp = Blueprint("keuzehulp", __name__)
SUBJECTS = {"orienteren": "personeel", "eigen-werknemer": "ziekte", "leren": "leren", "afscheid": "afscheid"}
"""Situation to the subject of the contact form; "regeling" for the others."""


@keuzehulp.after_request
def private(response: Response) -> Response:
    """Answers stand in the address: no search engine, no shared cache, no referrer."""
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.query_string:
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _read() -> tuple[Engine, Link]:
    engine = engine_for(loket().catalogue)
    return engine, read(request.args.items(multi=True), engine.questions, clock.today())


def _url(path: str, query: str, **extra: str) -> str:
    more = "".join([f"&{key}={value}" for key, value in extra.items()])  # slugs: nothing to escape
    return f"{prefix()}{path}?{query}{more}"


@keuzehulp.get("/keuzehulp")
@public
@cached()
def start() -> str:
    """What the keuzehulp does, with the first question as a choice of links."""
    engine = engine_for(loket().catalogue)
    first = next(iter(engine.questions.values()))
    choices = [
        (worded(option, "tekst"), worded(option, "uitleg"), _url("/keuzehulp/vraag", f"v=1&{first.id}={option.id}"))
        for option in first.opties
    ]
    return render_template(
        "keuzehulp/start.html",
        vraag=worded(first, "tekst"),
        keuzes=choices,
        onbekend=_url("/keuzehulp/vraag", f"v=1&{first.id}=weet-niet"),
        aantal=len(engine.rules),
    )


@keuzehulp.get("/keuzehulp/vraag")
@public
def vraag() -> str | BaseResponse:
    """One question. ``vraag`` shows that question again, ``beantwoord`` is the question of the form that was sent.

    ``naar=uitkomst``: the answer was changed from the result, so go back there.
    """
    engine, link = _read()
    outcome = engine.evaluate(link.answers, clock.today())
    mistakes = {mistake.question: mistake.message for mistake in link.mistakes if mistake.question}
    answered = request.args.get("beantwoord", "")
    if answered in engine.questions and answered not in link.answers.given and answered not in mistakes:
        mistakes[answered] = _("Kies een antwoord, of kies 'Weet ik niet'.")
    wanted = request.args.get("vraag", "")
    name = next(iter(mistakes), wanted if wanted in engine.questions else route(engine, outcome).next)
    query = write(link.answers, engine.questions)
    done = answered in engine.questions and not mistakes
    if name is None or (done and request.args.get("naar") == "uitkomst"):
        return redirect(_url("/keuzehulp/uitkomst", query))
    if done:
        return redirect(_url("/keuzehulp/vraag", query))
    question = in_words_of(engine.questions[name], situation_of(engine.questions, link.answers))
    return _question(engine, link, outcome, question, mistakes.get(name))


def _question(engine: Engine, link: Link, outcome: Outcome, question: Vraag, mistake: str | None) -> str:
    given = link.answers.given
    others = link.answers.without(question.id)
    left = route(engine, engine.evaluate(others, outcome.day)).left
    earlier = list(given)[: list(given).index(question.id)] if question.id in given else list(given)
    query = write(link.answers, engine.questions)
    changing = request.args.get("naar") == "uitkomst"
    back = _url("/keuzehulp/vraag", query, vraag=earlier[-1]) if earlier else f"{prefix()}/keuzehulp"
    result = _url("/keuzehulp/uitkomst", query)
    typed = clean_line(request.args.get(question.id, "")[:60]) if mistake else ""
    return render_template(
        "keuzehulp/vraag.html",
        vraag=question,
        tekst=worded,
        form=question_form(question, given.get(question.id), mistake, typed),
        verborgen=_pairs(engine, others) + ([("naar", "uitkomst")] if changing else []),
        gegeven=_given(engine, link.answers, query),
        terug=(_("Terug naar de uitkomst"), result)
        if changing
        else (_("Vorige vraag") if earlier else _("Begin van de keuzehulp"), back),
        nummer=len(others.given) + 1,
        hoogstens=max(left, 1),
        meldingen=[m.message for m in link.mistakes if not m.question],
        overslaan=result,
    )


def _pairs(engine: Engine, answers: Answers) -> list[tuple[str, str]]:
    text = write(answers, engine.questions)
    return [(key, value) for key, _sep, value in (part.partition("=") for part in text.split("&"))]


def _given(engine: Engine, answers: Answers, query: str, **extra: str) -> list[tuple[str, str, str]]:
    """Label, answer and the address to change it, for each given answer; ``extra`` goes into that address."""
    situation = situation_of(engine.questions, answers)
    asked = engine.asked(situation)
    rows = []
    for name, value in answers.given.items():
        question = asked.get(name) or in_words_of(engine.questions[name], situation)
        label = worded(question, "kort") or worded(question, "tekst") or ""
        rows.append(
            (label, _with_unit(question, shown(question, value)), _url("/keuzehulp/vraag", query, vraag=name, **extra))
        )
    return rows


def _with_unit(question: Vraag, text: str) -> str:
    unit = worded(question, "eenheid")
    return f"{text} {unit}" if unit and text[:1].isdigit() else text


@keuzehulp.get("/keuzehulp/uitkomst")
@public
def uitkomst() -> str | BaseResponse:
    """The result. A link with something wrong in it goes back to that question, other answers kept."""
    engine, link = _read()
    if any(mistake.question for mistake in link.mistakes):
        return redirect(f"{prefix()}/keuzehulp/vraag?{request.query_string.decode('ascii', 'ignore')}")
    outcome = engine.evaluate(link.answers, clock.today())
    query = write(link.answers, engine.questions)
    address = _share(engine, outcome)
    situation = situation_of(engine.questions, link.answers)
    gemeente = _residence(link.answers) or ""
    context = {
        "situatie": situation.id if situation else "",
        "advies": advise(engine, outcome),
        "open": route(engine, outcome).left,
        "gemeente": gemeente,
        "kaart_sleutel": lambda line: (
            id(line.result),
            id(line.urgent),
            gemeente if line.result.regeling.gemeentelijk else "",
        ),
        "uitslag": lambda line: id(line.result),
        "ziek_sinds": ",".join(sorted(link.answers.chosen(ILL_SINCE))),
        "gegeven": _given(engine, link.answers, query, naar="uitkomst"),
        "vragen": engine.asked(situation),
        "tekst": worded,
        "pagina": _pages(),
        "meldingen": [m.message for m in link.mistakes],
        "wijzigingen": changes_since(engine.catalogue, outcome, link),
        "samenvatting": summarise(engine, outcome).to_text(),
        "deel": address,
        "mail": f"mailto:?subject={quote(_('Uitkomst van de keuzehulp'))}&body={quote(address)}",
        "woord": words,
        "verder": _url("/keuzehulp/vraag", ANSWERS),
        "wijzig": lambda name: _url("/keuzehulp/vraag", ANSWERS, vraag=name, naar="uitkomst"),
        "agenda": _url("/keuzehulp/agenda.ics", ANSWERS),
        "afdruk": _url("/keuzehulp/afdruk", ANSWERS),
        "administratie": _url("/keuzehulp/salarisadministratie", ANSWERS),
        "contact": _contact(link.answers, query),
    }
    page = render_template("keuzehulp/uitkomst.html", **context, **kept_parts("keuzehulp/_stukken.html", context))
    return with_answers(page, query)


def _contact(answers: Answers, query: str) -> str:
    """The contact form with the result, a subject and a first sentence; nothing about the person in the sentence."""
    chosen = next(iter(answers.chosen(SITUATION)), "")
    sentence = _("Ik heb de keuzehulp ingevuld. Ik wil de uitkomst graag met u bespreken.")
    asked = {"keuzehulp": query, "onderwerp": SUBJECTS.get(chosen, "regeling"), "vraag": sentence}
    return f"{prefix()}/contact?{urlencode(asked, quote_via=quote, safe='')}"


def _pages() -> Callable[[str], Page]:
    """Slug of a regeling to its page in the language of the reader when it exists, else in Dutch."""
    catalogue, wanted = loket().catalogue, language()
    return lambda slug: catalogue.localised(catalogue.pages["regelingen"][slug], wanted)


def _share(engine: Engine, outcome: Outcome) -> str:
    """The whole address to share: answers in question order, content version and day."""
    query = write(outcome.answers, engine.questions, version=outcome.version[:8], made_on=outcome.day, sort=True)
    return loket().settings.base_url + _url("/keuzehulp/uitkomst", query)


@keuzehulp.get("/keuzehulp/afdruk")
@public
def afdruk() -> str:
    """The result on two sheets of paper."""
    engine, link = _read()
    outcome = engine.evaluate(link.answers, clock.today())
    advice = advise(engine, outcome)
    return render_template(
        "keuzehulp/afdruk.html",
        advies=advice,
        blad=words.sheet(advice, _pages()),
        woord=words,
        terug=_url("/keuzehulp/uitkomst", write(link.answers, engine.questions)),
        deel=_share(engine, outcome),
    )


def _residence(answers: Answers) -> str | None:
    """Name of the gemeente where the person lives; None when unknown or outside the region."""
    lives = answers.chosen(RESIDENCE)
    return next((g.naam for g in loket().region.gemeenten if g.slug in lives), None) if lives else None


@keuzehulp.get("/keuzehulp/agenda.ics")
@public
def agenda() -> Response:
    """All coming deadlines as a calendar file."""
    engine, link = _read()
    advice = advise(engine, engine.evaluate(link.answers, clock.today()))
    body = calendar(advice.timeline, loket().settings.base_url, clock.now())
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="termijnen.ics"'
    return response


@keuzehulp.get("/keuzehulp/salarisadministratie")
@public
def salarisadministratie() -> str:
    """One neutral page for the payroll bureau: no names, no doelgroep."""
    engine, link = _read()
    outcome = engine.evaluate(link.answers, clock.today())
    advice = advise(engine, outcome)
    return render_template(
        "keuzehulp/salarisadministratie.html",
        advies=advice,
        stappen_van=advice.timeline.by_regeling,
        feit=lambda text: engine.catalogue.facts.fill(text, outcome.day),
        woord=words,
        pagina=_pages(),
        terug=_url("/keuzehulp/uitkomst", write(link.answers, engine.questions)),
        leeg=link.answers == EMPTY,
    )


@keuzehulp.get("/keuzehulp/telt-uw-medewerker-mee")
@public
@cached()
def telt_mee() -> str:
    """What an employer may ask and when, with a neutral letter to print. Stores nothing."""
    facts = loket().catalogue.facts
    return render_template("keuzehulp/telt-mee.html", feit=lambda text: facts.fill(text, clock.today()))
