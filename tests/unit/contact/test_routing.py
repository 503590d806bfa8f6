"""Routing over facts alone: the order of the rules, the reasons, and what may never happen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.contact.routing import Collega, Regel, RoutingFacts, Skipped, Verdeelregel, Waarom, in_view, route

AISHA = Collega(1, "Aisha", uren=36, gemeenten=frozenset({"aastad"}))
BRAM = Collega(2, "Bram", uren=36, gemeenten=frozenset({"aastad"}))
DEWI = Collega(3, "Dewi", uren=36, gemeenten=frozenset({"beedorp"}))


def facts(*staff: Collega, gemeente: str | None = "aastad", **known: int) -> RoutingFacts:
    return RoutingFacts(staff=staff, gemeente=gemeente, gemeente_naam="Aastad" if gemeente else None, **known)


def test_the_own_accountmanager_by_kvk_comes_before_the_gemeente() -> None:
    decision = route(facts(AISHA, BRAM, DEWI, by_kvk=3))
    assert (decision.owner, decision.relation, decision.regel) == (3, 3, Regel.EIGEN_KVK)
    assert decision.reason_employer == "Dewi is uw vaste contactpersoon."
    assert decision.reason_staff == "Dewi is de vaste accountmanager van deze werkgever (KvK-nummer)."


def test_the_kvk_history_comes_before_the_email_history() -> None:
    assert route(facts(AISHA, BRAM, DEWI, by_kvk=2, by_email=3)).owner == 2


def test_the_email_history_comes_before_the_gemeente() -> None:
    decision = route(facts(AISHA, BRAM, DEWI, by_email=3))
    assert (decision.owner, decision.regel) == (3, Regel.EIGEN_EMAIL)


def test_the_own_accountmanager_is_kept_outside_the_region_too() -> None:
    assert route(facts(AISHA, gemeente=None, by_kvk=1)).owner == 1


def test_among_equals_the_lowest_load_per_contract_hour_wins() -> None:
    busy = AISHA._replace(open_load=4, uren=36)
    part_time = BRAM._replace(open_load=3, uren=18)
    assert route(facts(busy, part_time)).owner == busy.id
    assert route(facts(busy, part_time._replace(open_load=1))).owner == part_time.id


def test_an_exact_tie_goes_to_the_lowest_number_whatever_the_order_of_the_facts() -> None:
    assert route(facts(AISHA, BRAM)).owner == route(facts(BRAM, AISHA)).owner == 1


def test_full_stops_new_werkgevers_but_never_an_own_one() -> None:
    full = AISHA._replace(full=True)
    assert route(facts(full, BRAM)).owner == BRAM.id
    assert route(facts(full, BRAM)).skipped == (Skipped(1, "Aisha", Waarom.VOL),)
    assert route(facts(full, BRAM, by_kvk=1)).owner == 1


def test_an_absent_own_accountmanager_is_replaced_and_keeps_the_relation() -> None:
    decision = route(facts(AISHA._replace(absent=True, deputy=3), BRAM, DEWI, by_kvk=1))
    assert (decision.owner, decision.relation, decision.deputy_for) == (3, 1, 1)
    assert decision.reason_employer == "Dewi vervangt Aisha, uw vaste contactpersoon."
    assert decision.skipped == (Skipped(1, "Aisha", Waarom.AFWEZIG),)


def test_a_chain_of_deputies_is_followed_to_somebody_who_works() -> None:
    staff = (AISHA._replace(absent=True, deputy=2), BRAM._replace(absent=True, deputy=3), DEWI)
    assert route(facts(*staff, by_kvk=1)).owner == 3


def test_a_circle_of_deputies_ends_at_the_desk() -> None:
    staff = (AISHA._replace(absent=True, deputy=2), BRAM._replace(absent=True, deputy=1), DEWI)
    decision = route(facts(*staff, by_kvk=1))
    assert (decision.owner, decision.relation) == (None, 1)
    assert "afwezig" in decision.reason_employer


def test_somebody_who_left_is_passed_over_and_the_gemeente_decides() -> None:
    decision = route(facts(AISHA._replace(works_here=False), BRAM, by_kvk=1))
    assert (decision.owner, decision.relation, decision.regel) == (2, 2, Regel.GEMEENTE)
    assert Skipped(1, "Aisha", Waarom.VERTROKKEN) in decision.skipped


def test_without_anybody_for_the_gemeente_it_goes_to_the_desk() -> None:
    decision = route(facts(DEWI))
    assert (decision.owner, decision.regel) == (None, Regel.LOKET)
    assert "Aastad" in decision.reason_staff


def test_outside_the_region_it_goes_to_the_desk_which_refers() -> None:
    decision = route(facts(AISHA, gemeente=None))
    assert (decision.owner, decision.relation, decision.regel) == (None, None, Regel.BUITEN_REGIO)


BUILDERS = Verdeelregel(1, "Bouw", 10, frozenset({3}), sectoren=frozenset({"bouw"}))
BIG = Verdeelregel(2, "Groot", 20, frozenset({1, 2}), groottes=frozenset({"groot"}))


def test_a_rule_on_the_sector_comes_before_the_gemeente_and_says_so() -> None:
    known = replace(facts(AISHA, BRAM, DEWI), sector="bouw", rules=(BUILDERS,))
    decision = route(known)
    assert (decision.owner, decision.relation, decision.regel) == (3, 3, Regel.VERDEELREGEL)
    assert decision.rule == BUILDERS
    assert decision.reason_staff == "De regel “Bouw” wijst Dewi aan."
    assert decision.reason_employer.startswith("Dewi werkt voor bedrijven zoals het uwe")


def test_the_own_accountmanager_comes_before_every_rule() -> None:
    assert route(replace(facts(AISHA, DEWI, by_kvk=1), sector="bouw", rules=(BUILDERS,))).owner == 1


def test_an_unknown_sector_or_size_does_not_fall_under_a_rule_that_asks_for_it() -> None:
    assert route(replace(facts(AISHA, DEWI), rules=(BUILDERS, BIG))).regel is Regel.GEMEENTE


def test_the_lowest_order_decides_between_two_rules_that_fit() -> None:
    known = replace(facts(AISHA, BRAM, DEWI), sector="bouw", grootte="groot", rules=(BIG, BUILDERS))
    assert route(known).owner == 3
    assert route(replace(known, rules=(replace(BIG, volgorde=1), BUILDERS))).owner == 1


def test_a_rule_of_which_everybody_is_full_or_away_is_passed_over_with_reasons() -> None:
    known = replace(facts(AISHA, BRAM, DEWI._replace(full=True)), sector="bouw", rules=(BUILDERS,))
    decision = route(known)
    assert (decision.owner, decision.regel) == (1, Regel.GEMEENTE)
    assert decision.skipped == (Skipped(3, "Dewi", Waarom.VOL),)


def test_the_lowest_load_decides_within_a_rule() -> None:
    known = replace(facts(AISHA._replace(open_load=5), BRAM), grootte="groot", rules=(BIG,))
    assert route(known).owner == 2
    assert "het minste open werk" in route(known).reason_staff


def test_outside_the_region_no_rule_decides() -> None:
    assert route(replace(facts(DEWI, gemeente=None), sector="bouw", rules=(BUILDERS,))).regel is Regel.BUITEN_REGIO


CRISIS = Verdeelregel(
    3, "Van werk naar werk", 90, frozenset({3}), onderwerpen=frozenset({"afscheid"}), team="Van werk naar werk"
)
LEARNING = Verdeelregel(4, "Leren", 30, frozenset({3}), onderwerpen=frozenset({"leren"}))


def test_a_new_werkgever_that_must_let_people_go_reaches_the_named_team() -> None:
    decision = route(replace(facts(AISHA, BRAM, DEWI), onderwerp="afscheid", rules=(CRISIS,)))
    assert (decision.owner, decision.relation, decision.helper, decision.team) == (3, 3, None, "Van werk naar werk")
    assert decision.reason_staff == "De regel “Van werk naar werk” wijst Dewi aan."
    assert decision.reason_employer == (
        "Uw vraag gaat naar het team “Van werk naar werk”. Dewi is voortaan uw vaste contactpersoon."
    )


def test_the_named_team_comes_before_every_other_rule_whatever_the_order() -> None:
    known = replace(facts(AISHA, BRAM, DEWI), grootte="groot", onderwerp="afscheid", rules=(BIG, CRISIS))
    assert route(known).owner == 3


def test_a_rule_on_the_subject_decides_only_for_that_subject() -> None:
    known = replace(facts(AISHA, DEWI), rules=(CRISIS, LEARNING))
    assert route(known).regel is Regel.GEMEENTE
    assert route(replace(known, onderwerp="personeel")).regel is Regel.GEMEENTE
    learning = route(replace(known, onderwerp="leren"))
    assert (learning.owner, learning.team) == (3, None)
    assert learning.reason_employer == "Dewi werkt aan vragen zoals de uwe en is voortaan uw vaste contactpersoon."


def test_the_own_accountmanager_stays_owner_and_somebody_of_the_team_is_asked() -> None:
    decision = route(replace(facts(AISHA, DEWI, by_kvk=1), onderwerp="afscheid", rules=(CRISIS,)))
    assert (decision.owner, decision.relation, decision.helper, decision.team) == (1, 1, 3, "Van werk naar werk")
    assert decision.reason_staff.endswith("Dewi van het team “Van werk naar werk” denkt mee.")
    assert decision.reason_employer == "Aisha is uw vaste contactpersoon. Het team “Van werk naar werk” denkt mee."


def test_nobody_is_asked_when_the_own_accountmanager_is_of_the_team() -> None:
    decision = route(replace(facts(AISHA, DEWI, by_kvk=3), onderwerp="afscheid", rules=(CRISIS,)))
    assert (decision.owner, decision.helper, decision.team) == (3, None, "Van werk naar werk")


def test_a_rule_without_team_asks_nobody_beside_the_own_accountmanager() -> None:
    assert route(replace(facts(AISHA, DEWI, by_kvk=1), onderwerp="leren", rules=(LEARNING,))).helper is None


def test_a_full_team_gets_no_new_werkgever_but_does_think_along() -> None:
    known = replace(facts(AISHA, DEWI._replace(full=True)), onderwerp="afscheid", rules=(CRISIS,))
    decision = route(known)
    assert (decision.owner, decision.regel, decision.helper) == (1, Regel.GEMEENTE, 3)
    assert Skipped(3, "Dewi", Waarom.VOL) in decision.skipped


def test_a_team_of_which_everybody_is_away_is_not_named() -> None:
    known = replace(facts(AISHA, DEWI._replace(absent=True)), onderwerp="afscheid", rules=(CRISIS,))
    decision = route(known)
    assert (decision.owner, decision.helper, decision.team) == (1, None, None)


def test_outside_the_region_no_team_is_asked() -> None:
    decision = route(replace(facts(DEWI, gemeente=None), onderwerp="afscheid", rules=(CRISIS,)))
    assert (decision.regel, decision.helper) == (Regel.BUITEN_REGIO, None)


def test_name_and_phone_number_come_after_the_address_and_before_the_rules() -> None:
    known = replace(facts(AISHA, BRAM, DEWI, by_phone=3), sector="bouw", rules=(BUILDERS,))
    assert (route(known).owner, route(known).regel) == (3, Regel.EIGEN_TELEFOON)
    assert route(replace(known, by_email=2)).owner == 2
    assert route(known).reason_staff == "Dewi is de vaste accountmanager van deze werkgever (naam en telefoonnummer)."


IDS = st.integers(1, 6)
SUBJECTS = st.sampled_from(["afscheid", "leren"])
SECTORS = st.sampled_from(["bouw", "zorg"])
SIZES = st.sampled_from(["klein", "groot"])
PLACES = st.sampled_from(["aastad", "beedorp", "ceehuizen"])


@st.composite
def staffs(draw: st.DrawFn) -> tuple[Collega, ...]:
    return tuple(
        Collega(
            id=number,
            naam=f"Collega {number}",
            uren=draw(st.integers(1, 40)),
            open_load=draw(st.integers(0, 30)),
            works_here=draw(st.booleans()),
            absent=draw(st.booleans()),
            full=draw(st.booleans()),
            deputy=draw(st.none() | IDS),
            gemeenten=draw(st.frozensets(PLACES)),
        )
        for number in draw(st.lists(IDS, unique=True))
    )


RULES = st.lists(
    st.builds(
        Verdeelregel,
        id=IDS,
        naam=st.just("Regel"),
        volgorde=st.integers(1, 3),
        mensen=st.frozensets(IDS, min_size=1),
        gemeenten=st.frozensets(PLACES),
        sectoren=st.frozensets(SECTORS),
        groottes=st.frozensets(SIZES),
        onderwerpen=st.frozensets(SUBJECTS),
        team=st.none() | st.just("Team"),
    ),
    max_size=4,
    unique_by=lambda rule: rule.id,
).map(tuple)
FACTS = st.builds(
    RoutingFacts,
    staff=staffs(),
    gemeente=st.none() | PLACES,
    by_kvk=st.none() | IDS,
    by_email=st.none() | IDS,
    by_phone=st.none() | IDS,
    sector=st.none() | SECTORS,
    grootte=st.none() | SIZES,
    onderwerp=st.none() | SUBJECTS,
    rules=RULES,
)


@given(FACTS, st.randoms(use_true_random=False))
def test_every_situation_gives_the_same_working_owner_or_the_desk(known: RoutingFacts, random: object) -> None:
    decision = route(known)
    shuffled = list(known.staff)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    rules = list(known.rules)
    random.shuffle(rules)  # type: ignore[attr-defined]
    again = route(replace(known, staff=tuple(shuffled), rules=tuple(rules)))
    assert (again.owner, again.regel, again.helper, again.reason_employer) == (
        decision.owner,
        decision.regel,
        decision.helper,
        decision.reason_employer,
    )
    owner = next((p for p in known.staff if p.id == decision.owner), None)
    assert decision.owner is None or (owner is not None and owner.working)
    assert decision.reason_staff.endswith(".") and decision.reason_employer.endswith(".")


def test_the_whole_chain_of_deputies_is_in_view_and_who_is_in_no_rule_that_fits_is_not() -> None:
    known = replace(facts(by_kvk=1), rules=(BUILDERS, BIG), grootte="groot")
    assert in_view(known, {1: 4, 4: 5, 5: 1}) == {1, 2, 4, 5}


@given(FACTS)
def test_whoever_is_out_of_view_never_changes_the_decision(known: RoutingFacts) -> None:
    seen = in_view(known, {p.id: p.deputy for p in known.staff if p.deputy is not None})
    fewer = tuple(
        p._replace(gemeenten=p.gemeenten & {known.gemeente})
        for p in known.staff
        if p.id in seen or known.gemeente in p.gemeenten
    )
    assert route(replace(known, staff=fewer)) == route(known)


@given(FACTS)
def test_no_stranger_answers_while_the_own_accountmanager_works(known: RoutingFacts) -> None:
    working = {p.id for p in known.staff if p.working}
    decision = route(known)
    if known.by_kvk in working:
        assert decision.owner == known.by_kvk
    elif known.by_kvk is None and known.by_email in working:
        assert decision.owner == known.by_email
    elif known.by_kvk is None and known.by_email is None and known.by_phone in working:
        assert decision.owner == known.by_phone


@given(FACTS)
def test_a_stranger_who_is_full_or_far_away_never_gets_a_new_werkgever(known: RoutingFacts) -> None:
    decision = route(known)
    if decision.regel in (Regel.GEMEENTE, Regel.VERDEELREGEL):
        owner = next(p for p in known.staff if p.id == decision.owner)
        assert not owner.full
        if decision.rule is None:
            assert known.gemeente in owner.gemeenten
        else:
            assert decision.rule.fits(known)
            assert owner.id in decision.rule.mensen


@given(FACTS)
def test_no_rule_is_passed_over_while_somebody_of_it_is_free(known: RoutingFacts) -> None:
    decision = route(known)
    free = {p.id for p in known.staff if p.working and not p.full}
    useful = [rule for rule in known.rules if known.gemeente and rule.fits(known) and rule.mensen & free]
    if decision.regel in (Regel.GEMEENTE, Regel.LOKET):
        assert not useful
    if decision.rule is not None:
        assert decision.rule == min(useful, key=lambda rule: (rule.team is None, rule.volgorde, rule.id))


@given(FACTS)
def test_everybody_is_passed_over_at_most_once_and_never_chosen_too(known: RoutingFacts) -> None:
    decision = route(known)
    skipped = [s.id for s in decision.skipped]
    assert len(skipped) == len(set(skipped))
    assert decision.owner not in skipped


@given(FACTS)
def test_a_named_team_is_reached_while_anybody_of_it_works(known: RoutingFacts) -> None:
    decision = route(known)
    working = {p.id for p in known.staff if p.working}
    teams = [rule for rule in known.rules if rule.team and rule.fits(known)]
    reached = {decision.owner, decision.helper} - {None}
    if decision.regel is not Regel.BUITEN_REGIO and any(rule.mensen & working for rule in teams):
        assert any(rule.mensen & reached for rule in teams)
    assert decision.helper != decision.owner or decision.owner is None
    assert decision.helper is None or decision.helper in working
