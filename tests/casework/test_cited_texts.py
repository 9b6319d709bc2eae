"""What an act cites: judged before signature, kept at signature, found again when a text changes."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.cited_texts import cited_in_template, sentences
from directorate.casework.errors import NotReady
from directorate.casework.models import Case, CaseStaff, Decision
from directorate.documents.models import CitedText
from directorate.journal.models import JournalEntry
from directorate.legal_texts import operations, queries
from directorate.legal_texts.citations import citations
from directorate.legal_texts.concerns import concerned_by
from directorate.legal_texts.models import LegalText
from directorate.paragraphs.operations import add_paragraph, withdraw_paragraph
from tests.factories import at_signature, drafted, notified, open_video_case, signed, step, with_commission_opinion
from tests.people import paris

pytestmark = pytest.mark.django_db
TODAY = paris(2026, 4, 15)
PURPOSES = "CSI, art. L251-2"


@pytest.fixture(autouse=True)
def _april(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture()
def register(house):
    operations.load_initial(at=paris(2026, 1, 2))


def law(label: str = PURPOSES) -> LegalText:
    return LegalText.objects.get(label=label)


def repeal(house, label: str = PURPOSES, day: date = date(2026, 4, 15), **details) -> None:
    text = law(label)
    operations.repeal_text(
        text=text, seen=operations.mark_of(text.versions.all()), valid_to=day, reason="Ordonnance d'essai",
        by=house.director, at=paris(2026, 4, 1), **details,
    )  # fmt: skip


def draft(house, **changes) -> Case:
    case = with_commission_opinion(house, open_video_case(house))
    return drafted(house, case, "grant", paris(2026, 4, 13), **changes)


def cited_findings(case: Case) -> list[tuple[str, bool]]:
    case = Case.objects.get(pk=case.pk)
    found = findings_before_signature(case, registry.procedure(case.procedure_code), TODAY)
    return [(row.message, row.blocking) for row in found if row.message.startswith(("Texte cité", "Cité"))]


# --- every procedure ----------------------------------------------------------------------------------------


def test_every_text_that_procedures_and_letters_cite_is_in_the_initial_register():
    texts = [operations.initial_text(row) for row in operations.initial_rows()]
    missing = set()
    for procedure in registry.all_procedures():
        cited = [*citations(sentences(procedure))]
        for letter in procedure.letters:
            cited += cited_in_template(letter.template)
        missing |= {
            f"{procedure.code} : {citation} ({article})"
            for citation in cited
            for article in {citation.first, citation.last or citation.first}
            if not citation.is_local and queries.found(citation, article, texts) is None
        }
    assert not missing, "à ajouter à directorate/legal_texts/data/texts.csv : " + "\n".join(sorted(missing))


# --- before signature ---------------------------------------------------------------------------------------


def test_an_act_whose_texts_are_in_force_is_told_nothing(house, register):
    assert cited_findings(draft(house)) == []


def test_a_repealed_text_stops_the_signature_and_names_what_replaces_it(house, register):
    case = at_signature(house)
    repeal(house, "CSI, art. L251-1", replaced_by=law("CSI, art. L251-4"))
    sentence = (
        "Texte cité qui n'est pas en vigueur : CSI, art. L251-1 n'est plus en vigueur depuis le 15 avril 2026 ; le"
        " texte qui le remplace : CSI, art. L251-4."
    )
    with pytest.raises(NotReady) as refusal:
        step(case, "sign", house.director, TODAY)
    assert refusal.value.details == [sentence]
    assert not CitedText.objects.exists()


def test_a_text_repealed_from_tomorrow_is_signed_today(house, register):
    case = at_signature(house)
    repeal(house, "CSI, art. L251-1", date(2026, 4, 16))
    assert step(case, "sign", house.director, TODAY).stage == "decided"


def test_a_text_not_yet_in_force_stops_it_too(house, register):
    operations.add_text(
        kind="decree", number="2026-411", dated_on=date(2026, 4, 1), title="Essai", valid_from=date(2026, 7, 1),
        words="x", source="x", confidence="high", reason="x", by=house.director, at=paris(2026, 4, 2),
    )  # fmt: skip
    case = draft(house, conditions="Conformément au décret n° 2026-411 du 1er avril 2026.")
    ((message, blocking),) = cited_findings(case)
    assert message.endswith("Décret n° 2026-411 du 1er avril 2026 n'entre en vigueur que le 1er juillet 2026.")
    assert blocking


def test_an_unknown_text_is_only_to_be_verified(house, register):
    case = draft(house, conditions="Voir l'article L. 999-9 du code du sport.")
    ((message, blocking),) = cited_findings(case)
    assert message == "Cité et inconnu du registre des textes, à vérifier : Code du sport, art. L999-9."
    assert not blocking


def test_without_a_register_acts_are_signed_as_before(house):
    assert signed(house).stage == "decided"


# --- at signature -------------------------------------------------------------------------------------------


def test_an_act_keeps_the_versions_that_it_cited(client, house, register):
    case = signed(house)
    kept = {str(row.version.text) for row in CitedText.objects.filter(letter=case.decision.letter_id)}
    assert {"CSI, art. L251-1", "CSI, art. L251-2", "CSI, art. R253-4"} <= kept
    text = law()
    operations.change_text(
        text=text, seen=operations.mark_of(text.versions.all()), valid_from=date(2026, 4, 15), words="Autre.",
        source="x", confidence="high", reason="x", by=house.director, at=TODAY,
    )  # fmt: skip
    version = CitedText.objects.get(letter=case.decision.letter_id, version__text=text).version
    assert version.valid_to == date(2026, 4, 15)
    client.force_login(house.agent)
    page = client.get(reverse("directorate:decision", args=[case.reference])).content.decode()
    assert reverse("directorate:legal-text", args=[text.pk]) in page
    assert "version en vigueur depuis le 1er mai 2012" in page


def test_the_database_keeps_what_an_act_cited(house, register):
    row = CitedText.objects.filter(letter=signed(house).decision.letter_id).first()
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        CitedText.objects.filter(pk=row.pk).update(version=row.version_id)


# --- what a text concerns -----------------------------------------------------------------------------------


def groups(text: LegalText, staff) -> dict[str, list[str]]:
    return {group.title: [row.label for row in group.rows] for group in concerned_by(text, staff, TODAY.date())}


def test_a_text_tells_the_procedures_the_drafts_and_the_titles_that_cite_it(house, register):
    waiting, done = draft(house), notified(house, open_video_case(house))
    found = groups(law(), house.agent)
    assert "Autorisation d'un système de vidéoprotection" in " ".join(found["Procédures et modèles de courriers"])
    assert [row.split(",")[0] for row in found["Projets d'actes en préparation ou à la signature"]] == [
        waiting.reference
    ]
    assert found["Titres en cours de validité"][0].endswith(done.permit.number)
    assert groups(law("Code pénal, art. 431-9"), house.agent).keys() == {"Procédures et modèles de courriers"}


def test_a_reader_learns_of_no_case_that_is_hidden(client, house, register):
    waiting, done = draft(house), signed(house, open_video_case(house), "refusal")
    Case.objects.filter(pk__in=[waiting.pk, done.pk]).update(
        sensitivity=Case.Sensitivity.SECRET, caseworker=house.agent
    )
    CaseStaff.objects.create(case=waiting, staff=house.colleague)
    seen = {"agent": (True, True), "colleague": (True, False), "deputy": (False, False), "stranger": (False, False),
            "administrator": (False, False), "head": (True, True)}  # fmt: skip
    page = reverse("directorate:legal-text", args=[law().pk])
    for who, expected in seen.items():
        client.force_login(getattr(house, who))
        shown = client.get(page).content.decode()
        assert (waiting.reference in shown, done.reference in shown) == expected, who


def test_the_page_of_a_text_costs_the_same_with_one_draft_and_with_three(client, house, register):
    draft(house)
    client.force_login(house.head)
    page = reverse("directorate:legal-text", args=[law().pk])
    client.get(page)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        costs.append(len(captured))
        draft(house)
    assert costs[0] == costs[1]


# --- a paragraph of the library in the act ------------------------------------------------------------------


@pytest.fixture()
def library(house):
    facts = {"unit": house.police, "family": "", "by": house.head, "at": paris(2026, 4, 1)}
    rows = {
        kind: add_paragraph(kind=kind, title=f"Essai {kind}", text=text, **facts)
        for kind, text in (
            ("visas", "Vu l'essai <b>un</b> ;"),
            ("grounds", "Considérant un essai ;"),
            ("articles", "Un article d'essai."),
            ("conditions", "Une prescription d'essai."),
        )
    }
    return {kind: row.versions.get() for kind, row in rows.items()}


def page_of(case: Case) -> str:
    return reverse("directorate:decision", args=[case.reference])


def typed(case: Case, **changes) -> dict:
    decision = Decision.objects.get(case=case)
    return {
        "version": Case.objects.get(pk=case.pk).version, "title": decision.title,
        "visas": "\r\n".join(decision.visas), "grounds": "\n\n".join(decision.grounds),
        "articles": "\n\n".join(decision.articles), "conditions": decision.conditions, **changes,
    }  # fmt: skip


def test_a_paragraph_joins_its_field_with_what_was_typed_and_is_recorded(client, house, library):
    case = draft(house)
    client.force_login(house.agent)
    for kind in ("visas", "grounds", "articles", "conditions"):
        answer = client.post(
            page_of(case), typed(case, title="Arrêté d'essai", insert=library[kind].pk, paragraphe="essai")
        )
        assert answer.url == f"{page_of(case)}?paragraphe=essai#paragraphes"
    decision = Decision.objects.get(case=case)
    assert decision.title == "Arrêté d'essai"
    assert decision.visas[-1] == "Vu l'essai <b>un</b> ;"
    assert (decision.grounds[-1], decision.articles[-1]) == ("Considérant un essai ;", "Un article d'essai.")
    assert decision.conditions == "Une prescription d'essai."
    entry = JournalEntry.objects.filter(action="case.paragraph_inserted").earliest("id")
    assert (entry.details["paragraph"], entry.details["version"]) == (library["visas"].paragraph_id, 1)
    shown = client.get(page_of(case)).content.decode()
    assert "&lt;b&gt;un&lt;/b&gt;" in shown
    assert "<b>un</b>" not in shown


def test_looking_for_a_paragraph_keeps_what_is_typed_and_stores_nothing(client, house, library):
    case = draft(house)
    client.force_login(house.agent)
    answer = client.post(page_of(case), typed(case, conditions="Ma saisie", paragraphe="prescriptions", find=""))
    assert answer.status_code == 200
    assert "Ma saisie" in answer.content.decode()
    assert [offer.paragraph.title for offer in answer.context["offers"]] == ["Essai conditions"]
    assert Case.objects.get(pk=case.pk).version == case.version
    url = reverse("directorate:decision-paragraphs", args=[case.reference])
    assert "Essai visas" in client.get(url, {"paragraphe": "visa"}).content.decode()


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"insert": "x"}, 422, "n&#x27;est plus proposé"),
        ({"insert": "9" * 18}, 422, "n&#x27;est plus proposé"),
        ({"title": ""}, 422, "n&#x27;est pas inséré"),
        ({"conditions": "Déjà : Une prescription d'essai."}, 422, "figure déjà dans l&#x27;acte"),
        ({"version": 0}, 409, "Ma saisie"),
    ],
)
def test_a_refused_insertion_loses_nothing_typed(client, house, library, changes, status, words):
    case = draft(house)
    client.force_login(house.agent)
    form = typed(case, grounds="Ma saisie", insert=library["conditions"].pk)
    answer = client.post(page_of(case), {**form, **changes})
    shown = answer.content.decode()
    assert (answer.status_code, words in shown, "Ma saisie" in shown) == (status, True, True)
    assert Case.objects.get(pk=case.pk).version == case.version
    assert not JournalEntry.objects.filter(action="case.paragraph_inserted").exists()


def test_a_withdrawn_paragraph_and_one_of_another_family_are_not_inserted(client, house, library):
    case = draft(house)
    withdraw_paragraph(
        paragraph=library["visas"].paragraph, seen=1, reason="Périmé", by=house.head, at=paris(2026, 4, 2)
    )
    other = add_paragraph(
        unit=house.police, kind="visas", title="Armes", family="Armes", text="Vu les armes ;", by=house.head, at=TODAY
    )
    client.force_login(house.agent)
    for version in (library["visas"], other.versions.get()):
        assert client.post(page_of(case), typed(case, insert=version.pk)).status_code == 422


def test_only_who_writes_the_act_inserts_and_only_until_signature(client, house, library):
    case = draft(house)
    for who, status in (("prefect", 403), ("stranger", 404), ("administrator", 404)):
        client.force_login(getattr(house, who))
        assert client.post(page_of(case), typed(case, insert=library["visas"].pk)).status_code == status
        found = client.get(reverse("directorate:decision-paragraphs", args=[case.reference]))
        assert found.status_code == status
    step(case, "submit", house.agent, TODAY)
    client.force_login(house.agent)
    assert client.post(page_of(case), typed(case, insert=library["visas"].pk)).status_code == 409
