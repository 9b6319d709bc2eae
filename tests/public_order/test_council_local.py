"""What the bureau writes of a council by hand: sittings to come, strategies, rules, leaving, the State's seats (B5)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdfium2 import PdfDocument

from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.councils import local_operations as local
from public_order.councils import local_queries, operations, queries, rules
from public_order.councils.local_papers import speaking_note
from public_order.models import Council, MemberRule, PlannedSitting, TerritorialStrategy
from tests.people import paris
from tests.public_order.council_stage import AT, council, protocol
from tests.scans.papers import as_pdf

pytestmark = pytest.mark.django_db
ON = AT.date()
SOON = paris(2026, 6, 11, 18)


@pytest.fixture()
def by(bureau, time_machine):
    time_machine.move_to(AT, tick=False)
    return bureau.agent


def go(client, url: str, /, *args, **data):
    address = reverse(f"public_order:{url}", args=args)
    return client.post(address, data) if data else client.get(address)


def third(house):
    """A third commune: a CISPD keeps two when one leaves."""
    town = type(house.creteil)(
        insee="94002", name="Alfortville", arrondissement=house.creteil.arrondissement,
        public_territory="T11", population=44_000, postal_codes=["94140"], latitude="48.805", longitude="2.42",
        contour=house.creteil.contour,
    )  # fmt: skip
    town.save()
    return town


def shared(house, by, *more) -> Council:
    return council(house, by, kind="cispd", name="CISPD du Nord", communes=[house.creteil, house.vincennes, *more],
                   created_on=date(2024, 1, 1))  # fmt: skip


# --- leaving, dissolving ------------------------------------------------------------------------------------------


def test_pre_04_a_commune_that_left_is_obliged_by_itself_again(house, by):
    operations.compute_duties(year=2026, by=by, at=AT)
    row = shared(house, by, third(house))
    operations.leave(council=row, commune=house.vincennes, until=date(2026, 5, 1), withdrawal="Délibération du 3 avril",
                     by=by, at=AT)  # fmt: skip
    assert queries.council_of(house.vincennes, date(2026, 4, 30)) == row
    assert queries.council_of(house.vincennes, date(2026, 5, 1)) is None
    line = next(one for one in queries.board(ON) if one.commune == house.vincennes)
    assert line.status == rules.MISSING and line.letter == "missing"
    made = council(house, by, name="CLSPD de Vincennes", communes=[house.vincennes], created_on=date(2026, 5, 1))
    assert queries.council_of(house.vincennes, ON) == made
    assert "délibération" in str(JournalEntry.objects.get(action="council.left").details).lower()


@pytest.mark.parametrize(
    ("until", "field", "words"),
    [(date(2024, 1, 1), "until", "suit l'entrée"), (date(2026, 5, 1), "commune", "dissoudre")],
)
def test_pre_04_a_commune_does_not_leave_anyhow(house, by, until, field, words):
    row = shared(house, by)
    with pytest.raises(DomainError, match=words) as refusal:
        operations.leave(council=row, commune=house.vincennes, until=until, withdrawal="Acte", by=by, at=AT)
    assert refusal.value.field == field and row.memberships.filter(until=None).count() == 2


def test_pre_04_a_commune_leaves_once(house, by):
    row = shared(house, by, third(house))
    facts = {"council": row, "commune": house.vincennes, "until": date(2026, 5, 1), "withdrawal": "Acte"}
    operations.leave(by=by, at=AT, **facts)
    with pytest.raises(Conflict, match="n'est plus"):
        operations.leave(by=by, at=AT, **facts)


def test_a_dissolved_council_covers_nobody_and_keeps_what_it_did(house, by):
    operations.compute_duties(year=2026, by=by, at=AT)
    row = council(house, by)
    operations.record_sitting(council=row, formation="plenary", held_on=date(2026, 2, 1), by=by, at=AT)
    operations.name_coordinator(council=row, name="Inès Garnier", kind="agent", since=date(2024, 1, 1), by=by, at=AT)
    planned = local.plan_council_sitting(council=row, formation="plenary", starts_at=SOON, by=by, at=AT)
    with pytest.raises(DomainError, match="a siégé") as refusal:
        operations.dissolve(council=row, dissolved_on=date(2026, 2, 1), dissolution="Acte", by=by, at=AT)
    assert refusal.value.field == "dissolved_on"
    operations.dissolve(council=row, dissolved_on=date(2026, 5, 1), dissolution="Délibération", by=by, at=AT)
    row = queries.known_council(row.pk, ON)
    assert queries.status_of(row, ON, 12) == rules.DISSOLVED and not row.today and not row.coordinating
    assert row.sittings.count() == 1 and PlannedSitting.objects.get(pk=planned.pk).cancelled_for == "Conseil dissous"
    assert next(one for one in queries.board(ON) if one.commune == house.creteil).status == rules.MISSING
    for call in (lambda: operations.record_sitting(council=row, formation="plenary", held_on=ON, by=by, at=AT),
                 lambda: operations.dissolve(council=row, dissolved_on=ON, dissolution="x", by=by, at=AT)):  # fmt: skip
        with pytest.raises(Conflict, match="dissous"):
            call()


# --- strategies ---------------------------------------------------------------------------------------------------


def facts_of_strategy(**more):
    return {"kind": "stspd", "starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31), "axes": "Jeunes", **more}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_on": date(2026, 1, 1)}, "ends_on"), ({"signed_on": date(2026, 5, 5)}, "signed_on"),
        ({"review_on": date(2025, 12, 31)}, "review_on"), ({"starts_on": date(2025, 6, 1)}, "starts_on"),
    ],
)  # fmt: skip
def test_stspd_is_refused_beside_its_field(house, by, facts, field):
    row = council(house, by)
    local.record_strategy(council=row, by=by, at=AT, **facts_of_strategy(starts_on=date(2022, 1, 1),
                                                                         ends_on=date(2025, 6, 1)))  # fmt: skip
    with pytest.raises(DomainError) as refusal:
        local.record_strategy(council=row, by=by, at=AT, **facts_of_strategy(**facts))
    assert refusal.value.field == field and TerritorialStrategy.objects.count() == 1


def test_stspd_is_signed_afterwards_and_the_journal_keeps_what_it_said(house, by):
    row = local.record_strategy(council=council(house, by), by=by, at=AT, **facts_of_strategy())
    with pytest.raises(Conflict, match="Rien n'a changé"):
        local.change_strategy(strategy=row, by=by, at=AT, **facts_of_strategy())
    local.change_strategy(strategy=row, by=by, at=AT, **facts_of_strategy(axes="Jeunes et familles", signed_on=ON,
                                                                          signatories="Ville, État"))  # fmt: skip
    row.refresh_from_db()
    assert (row.axes, row.signed_on) == ("Jeunes et familles", ON)
    assert JournalEntry.objects.get(action="strategy.changed").details["before"]["axes"] == "Jeunes"


# --- rules of composition -----------------------------------------------------------------------------------------


def test_composition_is_data_with_dates_kept_by_the_head(house, bureau, by):
    facts = {"body": "clspd", "kind": "Le président du conseil départemental", "by_right": True,
             "valid_from": date(2013, 12, 4), "source": "Décret du 4 décembre 2013"}  # fmt: skip
    with pytest.raises(NotAllowed):
        local.record_member_rule(by=by, at=AT, **facts)
    row = local.record_member_rule(by=bureau.head, at=AT, **facts)
    with pytest.raises(Conflict) as refusal:
        local.record_member_rule(by=bureau.head, at=AT, **{**facts, "valid_from": date(2025, 1, 1)})
    assert refusal.value.field == "kind"
    local.end_member_rule(rule=row, valid_to=date(2024, 3, 23), by=bureau.head, at=AT)
    with pytest.raises(Conflict, match="a pris fin"):
        local.end_member_rule(rule=row, valid_to=date(2025, 3, 23), by=bureau.head, at=AT)
    assert not queries.members_by_text("clspd", ON).exists()
    assert queries.members_by_text("clspd", date(2024, 3, 22)).get() == row
    local.record_member_rule(by=bureau.head, at=AT, **{**facts, "valid_from": date(2025, 7, 1)})
    assert MemberRule.objects.count() == 2


# --- sittings to come, representation, note -------------------------------------------------------------------------


def test_a_planned_sitting_becomes_the_sitting_that_is_recorded(house, by):
    row = council(house, by)
    who = "La sous-préfète"
    made = local.plan_council_sitting(
        council=row, formation="plenary", starts_at=SOON, represented_by=who, by=by, at=AT
    )
    with pytest.raises(Conflict, match="déjà prévue"):
        local.plan_council_sitting(council=row, formation="plenary", starts_at=SOON, by=by, at=AT)
    with pytest.raises(DomainError, match="à venir"):
        local.plan_council_sitting(council=row, formation="plenary", starts_at=AT, by=by, at=AT)
    sitting = operations.record_sitting(council=row, formation="plenary", held_on=date(2026, 6, 11), by=by,
                                        at=paris(2026, 6, 12))  # fmt: skip
    made.refresh_from_db()
    assert made.sitting == sitting and sitting.represented_by == "La sous-préfète" and not made.is_open
    with pytest.raises(Conflict, match="déjà tenue"):
        local.cancel_planned(planned=made, cancelled_for="x", by=by, at=AT)


def test_who_sat_for_the_state_and_who_will(house, by):
    row = council(house, by)
    operations.record_sitting(council=row, formation="plenary", held_on=date(2026, 2, 1), represented_by="Le préfet",
                              by=by, at=AT)  # fmt: skip
    local.plan_council_sitting(council=row, formation="plenary", starts_at=SOON, by=by, at=AT)
    # In the night of the thirty-first in Paris, another year already.
    local.plan_council_sitting(council=row, formation="restricted", starts_at=paris(2027, 1, 1, 0, 15), by=by, at=AT)
    seats = local_queries.representation(2026)
    assert [(seat.day, seat.represented_by) for seat in seats] == [
        (date(2026, 2, 1), "Le préfet"), (date(2026, 6, 11), "")
    ]  # fmt: skip
    assert [(one.name, one.held, one.coming) for one in local_queries.by_representative(seats)] == [
        ("Le préfet", 1, 0), ("Personne", 0, 1)
    ]  # fmt: skip
    assert len(local_queries.representation(2027)) == 1


def test_the_speaking_note_is_one_page_and_tells_the_messages_and_the_council_once(house, bureau, by):
    row = shared(house, by, third(house))
    operations.compute_duties(year=2026, by=by, at=AT)
    words = "Saluer les éducateurs"
    made = local.plan_council_sitting(council=row, formation="plenary", starts_at=SOON, messages=words, by=by, at=AT)
    for number in range(7):
        protocol(house, by, title=f"Coordination {number}")
    title, content = speaking_note(local_queries.known_planned(made.pk), by, AT)
    document = PdfDocument(content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert len(document) == 1 and "CISPD du Nord" in title
    assert "Saluer les éducateurs" in text and "Représentant à désigner" in text and "et 5 autres" in text
    assert text.count("Conseil de prévention") == 1 and "92 000 habitants" in " ".join(text.split())


def test_every_local_page_by_hand(client, house, bureau, by):
    client.force_login(by)
    row = shared(house, by, third(house))
    assert "Aucune séance" in go(client, "representation").content.decode()
    bad = go(client, "planned-sitting-new", row.pk, formation="plenary", starts_at_0="2026-05-01", starts_at_1="10:00",
             messages="Saluer les éducateurs")  # fmt: skip
    assert bad.status_code == 422 and "Saluer les éducateurs" in bad.content.decode()
    assert go(client, "planned-sitting-new", row.pk, formation="plenary", starts_at_0="2026-06-11", starts_at_1="18:00",
              messages="Saluer les éducateurs").status_code == 302  # fmt: skip
    planned = PlannedSitting.objects.get()
    assert "À désigner" in go(client, "planned-sitting", planned.pk).content.decode()
    assert go(client, "planned-sitting-prepare", planned.pk, starts_at_0="2026-06-11", starts_at_1="18:30",
              represented_by="Le secrétaire général", messages="Remercier").status_code == 302  # fmt: skip
    assert b"".join(go(client, "planned-sitting-note", planned.pk).streaming_content).startswith(b"%PDF")
    assert "Le secrétaire général" in go(client, "representation").content.decode()
    assert go(client, "representation").status_code == 200
    assert client.get(reverse("public_order:representation") + "?annee=abc").status_code == 200
    assert b"".join(go(client, "representation-paper", 2026).streaming_content).startswith(b"%PDF")
    assert go(client, "strategy-new", row.pk, kind="stspd", starts_on="2026-01-01", ends_on="2025-01-01",
              axes="Jeunes").status_code == 422  # fmt: skip
    assert go(client, "strategy-new", row.pk, kind="stspd", starts_on="2026-01-01", ends_on="2028-12-31",
              axes="Jeunes").status_code == 302  # fmt: skip
    strategy = TerritorialStrategy.objects.get()
    assert go(client, "strategy-change", strategy.pk, kind="stspd", starts_on="2026-01-01", ends_on="2028-12-31",
              axes="Familles").status_code == 302  # fmt: skip
    page = go(client, "council", row.pk).content.decode()
    assert "Familles" in page and "Le secrétaire général" in page and "Faire sortir une commune" in page
    assert go(client, "council-leave", row.pk, commune=house.vincennes.pk, until="2026-05-01",
              withdrawal="Délibération").status_code == 302  # fmt: skip
    assert go(client, "planned-sitting-cancel", planned.pk, cancelled_for="Report").status_code == 302
    assert go(client, "member-rule-new").status_code == 403
    known = local.record_member_rule(body="cispd", kind="Le procureur", by_right=True, valid_from=date(2024, 3, 23),
                                     source="CSI", by=bureau.head, at=AT)  # fmt: skip
    assert "Mettre fin" not in go(client, "member-rule", known.pk).content.decode()
    assert go(client, "member-rule-end", known.pk).status_code == 403
    assert go(client, "council-dissolve", row.pk, dissolved_on="2026-05-02", dissolution="Arrêté").status_code == 302
    assert "Dissous" in go(client, "council", row.pk).content.decode()
    client.force_login(bureau.head)
    assert go(client, "member-rule-new", body="clspd", kind="Le préfet", by_right="on", valid_from="2024-03-23",
              source="CSI").status_code == 302  # fmt: skip
    assert "Le préfet" in go(client, "member-rules").content.decode()
    assert "Mettre fin" in go(client, "member-rule", known.pk).content.decode()
    assert go(client, "member-rule-end", known.pk, valid_to="2024-03-01").status_code == 422
    assert go(client, "member-rule-end", known.pk, valid_to="2026-05-01").status_code == 302
    assert "Abrogée" in go(client, "member-rule", known.pk).content.decode()
    client.force_login(house.stranger)
    for name, args in (("representation", []), ("planned-sitting", [planned.pk]), ("member-rules", []),
                       ("council-leave", [row.pk]), ("planned-sitting-note", [planned.pk])):  # fmt: skip
        assert go(client, name, *args).status_code == 403, name


def test_the_reglement_interieur_is_a_file_that_a_bad_one_does_not_replace(client, house, by):
    client.force_login(by)
    row = council(house, by)
    assert go(client, "council-rules-file", row.pk).status_code == 404
    bad = go(client, "council-rules", row.pk, document=SimpleUploadedFile("reglement.exe", b"MZ"))
    assert bad.status_code == 422 and "pas accepté" in bad.content.decode()
    pdf = as_pdf([Image.new("1", (80, 80), 1)])
    good = go(client, "council-rules", row.pk, document=SimpleUploadedFile("reglement.pdf", pdf))
    assert good.status_code == 302, good.content.decode()[:2000]
    assert b"".join(go(client, "council-rules-file", row.pk).streaming_content) == pdf
    assert "reglement.pdf" in go(client, "council", row.pk).content.decode()


@pytest.mark.parametrize("year", [0, 1999, 2101, 9999])
@pytest.mark.parametrize("name", ["representation-paper", "strategy-balance-paper"])
def test_a_far_year_is_not_kept(client, by, name, year):
    client.force_login(by)
    assert go(client, name, year).status_code == 404


def test_pre_04_a_council_that_was_being_created_exists_or_is_given_up(client, bureau, by):
    row = operations.record_council(kind="clspd", name="CLSPD à naître", communes=[bureau.house.creteil],
                                    created_on=None, by=by, at=AT)  # fmt: skip
    client.force_login(by)
    assert "Enregistrer la création" in go(client, "council", row.pk).content.decode()
    late = go(client, "council-create", row.pk, created_on="2031-01-01", act="Arrêté 4")
    assert late.status_code == 422 and "pas encore venu" in late.content.decode()
    assert go(client, "council-create", row.pk, created_on=ON.isoformat(), act="Arrêté 4").status_code == 302
    row.refresh_from_db()
    assert (row.stage, row.created_on) == ("created", ON) and row.memberships.get().since == ON
    with pytest.raises(Conflict):
        operations.create_council(council=row, created_on=ON, act="Arrêté 5", by=by, at=AT)


def test_a_council_that_was_never_created_leaves_its_commune(bureau, by):
    row = operations.record_council(kind="clspd", name="CLSPD à naître", communes=[bureau.house.creteil],
                                    created_on=None, by=by, at=paris(2026, 4, 1))  # fmt: skip
    operations.dissolve(council=row, dissolved_on=ON, dissolution="Projet abandonné", by=by, at=AT)
    operations.record_council(kind="clspd", name="CLSPD de Créteil", communes=[bureau.house.creteil], created_on=ON,
                              by=by, at=AT)  # fmt: skip
