"""A new procedure is one file and one letter: here both are written, and the whole house works with them.

Nothing else is: no migration, address, view, menu entry nor form. The file is dropped where those of the bureau are,
found as theirs are, registered by the public entry, and forgotten at the end.
"""

import importlib
import sys

import pytest
from django.urls import reverse
from rest_framework.throttling import SimpleRateThrottle

from directorate import manifests
from directorate.casework import registry
from directorate.casework.models import Case, Consultation
from directorate.casework.operations import act_on_silences, save_draft
from directorate.casework.soundness import problems_of
from directorate.documents import letters as documents
from directorate.documents.markup import plain_text
from directorate.imports import targets
from directorate.manifests import Manifest, ManifestError, procedures_in, register
from directorate.org import scopes
from directorate.parameters import values
from directorate.parameters.operations import load_initial
from directorate.partners.operations import issue_token
from tests.api.conftest import bearing
from tests.commits import as_if_committed
from tests.factories import step
from tests.lists import export, text_of
from tests.people import paris

FILE = '''
"""Keeping of a rare bird in a shop window (an invented authorisation)."""

from datetime import date

from django import forms

from directorate.casework.procedure import (
    Archetype, Clock, LetterModel, Opinion, Outcome, Piece, Procedure, Silence, Validity,
)
from directorate.parameters.values import LOW, Value


class BirdForm(forms.Form):
    species = forms.CharField(label="Espèce", max_length=80)
    birds = forms.IntegerField(label="Nombre d'oiseaux", min_value=1)
    note = forms.CharField(label="Précisions", required=False)


def months(code, label, number):
    return Value(f"bird.{code}", f"Oiseau en vitrine : {label}", number, "mois", "Texte inventé", LOW)


LAW = "Code des oiseaux, art. L1"
PROCEDURE = Procedure(
    code="bird_in_window", label="Oiseau rare en vitrine", short_label="Oiseau en vitrine",
    archetype=Archetype.AUTHORISATION, unit="polices-administratives", family="Oiseaux", reference_code="OIS",
    legal_basis=(LAW,), form=BirdForm, title=lambda answers: f"Oiseau en vitrine, {answers['species']}",
    help_text="Vitrines où vit un oiseau rare.",
    pieces=(Piece("photo", "Photographie de l'oiseau"), Piece("map", "Plan de la vitrine", blocking=False)),
    opinions=(Opinion("town_hall", "Mairie", LAW, organisation_kind="town_hall", mandatory=True),),
    clock=Clock("bird.decision_months", Silence.REFUSAL, LAW),
    validity=Validity("bird.validity_months", "bird.renew_before_months", LAW, "OIS", "Autorisation d'oiseau"),
    parameters=(
        months("decision_months", "délai pour statuer", 2), months("validity_months", "durée", 12),
        months("renew_before_months", "renouvellement", 2),
    ),
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/any/acknowledgement.html", "acknowledgement"),
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("order", "Arrêté", "letters/bird_in_window/order.html", "grant"),
        LetterModel("notification", "Notification", "letters/any/notification.html"),
        LetterModel("redirect_notice", "Transmission", "letters/any/redirect_notice.html"),
    ),
    visas=("Vu le code des oiseaux ;",),
    outcomes=(
        Outcome("grant", "Autorisation", letter="order", act_kind="grant", title="Arrêté d'oiseau en vitrine",
                grounds=("Considérant que {{ answers.species }} vit bien ;",),
                articles=("{{ applicant.name }} peut montrer {{ answers.birds }} {{ answers.species }}.",),
                issues_permit=True, final_stage="in_force"),
    ),
)
'''
LETTER = '{% extends "letters/layout_act.html" %}\n'
OPENING = {
    "received_on": "2026-03-02", "channel": "desk", "party_kind": "company", "last_name": "Oisellerie du Lac",
    "email": "oisellerie@exemple.invalid", "address": "2 rue des Merles\n94000 Créteil", "commune": "94028",
    "species": "Huppe fasciée", "birds": "3",
}  # fmt: skip
REGISTERS = (
    (manifests, "MANIFESTS"), (registry, "PROCEDURES"), (scopes, "PROCEDURE_LABELS"), (targets, "TARGETS"),
    (values, "DECLARED"),
)  # fmt: skip


@pytest.fixture()
def registers():
    """What is registered during the test is forgotten at its end."""
    kept = [(getattr(module, name), dict(getattr(module, name))) for module, name in REGISTERS]
    yield
    for register_, former in kept:
        register_.clear()
        register_.update(former)


@pytest.fixture()
def dropped(tmp_path, monkeypatch, settings, registers):
    """The file among the procedures of the bureau, its letter among the templates; `dropped(text)` loads it."""
    (tmp_path / "letters" / "bird_in_window").mkdir(parents=True)
    (tmp_path / "letters" / "bird_in_window" / "order.html").write_text(LETTER)
    (tmp_path / "procedures").mkdir()
    template = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**template, "DIRS": [*template["DIRS"], tmp_path]}, *settings.TEMPLATES[1:]]
    package = importlib.import_module("police_admin.procedures")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / "procedures")])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    documents.engine.cache_clear()

    def load(text: str = FILE):
        (tmp_path / "procedures" / "bird.py").write_text(text)
        sys.modules.pop("police_admin.procedures.bird", None)
        importlib.invalidate_caches()
        return next(item for item in procedures_in("police_admin.procedures") if item.code not in registry.PROCEDURES)

    yield load
    sys.modules.pop("police_admin.procedures.bird", None)
    documents.engine.cache_clear()


def enrol(procedure) -> None:
    register(Manifest(slug="essai", label="Essai", unit="polices-administratives", procedures=(procedure,)))


@pytest.fixture()
def bird(dropped, house, time_machine):
    procedure = dropped()
    enrol(procedure)
    load_initial(at=paris(2026, 3, 2))
    time_machine.move_to(paris(2026, 3, 2), tick=False)
    return procedure


def page(client, name: str, *arguments, **query) -> str:
    response = client.get(reverse(f"directorate:{name}", args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def opened(client) -> Case:
    """By the page, as an agent does."""
    response = client.post(reverse("directorate:case-new", args=["bird_in_window"]), OPENING)
    assert response.status_code == 302, response.content.decode()
    return Case.objects.get(procedure_code="bird_in_window")


def test_one_file_and_one_letter_are_a_whole_procedure(client, house, bird, time_machine):
    client.force_login(house.agent)
    assert "Oiseau rare en vitrine" in page(client, "procedures", q="oiseau")
    assert "2 mois" in page(client, "procedure", "bird_in_window")
    assert "Oiseau" in page(client, "case-choose", q="oiseau")
    assert "Espèce" in page(client, "case-new", "bird_in_window")
    case = opened(client)
    assert case.reference == "2026-OIS-00001"
    assert case.deadlines.get(code="silence").due_on.isoformat() == "2026-05-02"

    assert case.reference in page(client, "cases", procedure="bird_in_window")
    assert case.reference in page(client, "search", q="oisellerie")
    assert "Oisellerie du Lac" in text_of(export(client, "cases", "procedure=bird_in_window"))
    step(case, "acknowledge", house.agent, paris(2026, 3, 2))
    step(case, "request_pieces", house.agent, paris(2026, 3, 2), pieces=["photo"], limit_on=paris(2026, 4, 2).date())
    case = step(case, "receive_pieces", house.agent, paris(2026, 3, 3), pieces=["photo"])
    assert case.stage == "review"
    case = step(
        case, "request_opinion", house.agent, paris(2026, 3, 4), opinion="town_hall", organisation=house.town_hall
    )
    waiting = Consultation.objects.get(case=case)
    case = step(case, "record_opinion", house.agent, paris(2026, 3, 9), consultation=waiting, opinion="favourable")
    case = step(case, "draft_decision", house.agent, paris(2026, 3, 10), outcome="grant")
    time_machine.move_to(paris(2026, 3, 10), tick=False)
    client.force_login(house.agent)
    assert "Huppe fasciée" in page(client, "decision", case.reference)
    decision = case.decision
    case = save_draft(
        case=case, by=house.agent, at=paris(2026, 3, 10), title=decision.title, visas=decision.visas,
        grounds=decision.grounds, articles=decision.articles, conditions="Eau fraîche chaque jour.",
    )  # fmt: skip
    case = step(case, "submit", house.agent, paris(2026, 3, 10))
    case = step(case, "sign", house.director, paris(2026, 3, 11))
    case = step(
        case, "notify", house.agent, paris(2026, 3, 12), notified_at=paris(2026, 3, 12), mode="by_hand", reference="R1"
    )
    assert (case.stage, case.permit.expires_on.isoformat()) == ("in_force", "2027-03-11")
    act = plain_text(case.decision.letter.html)
    for words in ("Oisellerie du Lac peut montrer 3 Huppe fasciée", "Claire Martin", "tribunal administratif"):
        assert words in act
    time_machine.move_to(paris(2026, 3, 12), tick=False)
    client.force_login(house.agent)
    assert case.permit.number in page(client, "permits")
    assert "Oisellerie du Lac" in page(client, "case", case.reference)
    assert "Autorisation d&#x27;oiseau" in page(client, "permit-check", case.permit.check_code)


def test_a_silence_ends_it_and_the_night_says_so(client, house, bird):
    client.force_login(house.agent)
    case = opened(client)
    assert act_on_silences(at=paris(2026, 5, 3)) == [case.reference]
    case.refresh_from_db()
    assert case.stage == "implicit_rejected"


def test_a_program_files_reads_and_follows_it(house, bird, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda self, request, view: True)
    at = paris(2026, 3, 2)
    program = bearing(
        issue_token(
            name="Guichet", organisation=house.town_hall, scopes=["cases:read", "cases:write"], by=house.administrator,
            at=at, expires_at=paris(2026, 6, 1),
        ).token
    )  # fmt: skip
    described = program.get("/api/v1/procedures/bird_in_window/").json()
    assert [row["name"] for row in described["answers"]] == ["species", "birds", "note"]
    answers = {"species": "Huppe fasciée", "birds": 3}
    body = {
        "procedure": "bird_in_window", "received_on": "2026-03-02", "commune": "94028", "answers": answers,
        "applicant": {"kind": "company", "last_name": "Oisellerie", "address": "Créteil"}, "pieces": ["photo"],
    }  # fmt: skip
    made = program.post("/api/v1/cases/", body, format="json")
    assert made.status_code == 201, made.json()
    read = program.get(made["Location"]).json()
    assert read == made.json() and read["answers"] == {**answers, "note": ""}
    as_if_committed()
    changes = program.get("/api/v1/changes/").json()["results"]
    assert [row["reference"] for row in changes] == [read["reference"]]
    refused = program.post("/api/v1/cases/", {**body, "answers": {"birds": 0}}, format="json")
    assert {row["field"] for row in refused.json()["errors"]} == {"answers.species", "answers.birds"}


MISTAKES = [
    ('label="Oiseau rare en vitrine"', 'label=""', "libellé ou fondement absent"),
    ('short_label="Oiseau en vitrine"', 'short_label=""', "libellé court absent"),
    ('short_label="Oiseau en vitrine"', f'short_label="{"O" * 46}"', "le libellé court dépasse 45 caractères"),
    ('final_stage="in_force"', 'final_stage="in_the_sky"', "l'issue grant mène à une étape inconnue : in_the_sky"),
    ('final_stage="in_force"', 'final_stage="warned"', "n'atteint pas : Avertissement notifié"),
    ("letters/bird_in_window/order.html", "letters/bird_in_window/nest.html",
     "le courrier order n'a pas de modèle : letters/bird_in_window/nest.html"),
    ("blocking=False", "blocking=None", "la pièce map ne dit pas si elle est indispensable"),
    ('"Plan de la vitrine"', '""', "la pièce map n'a pas de libellé"),
    ('"photo", "Photographie', '"map", "Photographie', "pièce déclaré(e) deux fois"),
    ('letter="order"', 'letter="song"', "l'issue grant nomme un courrier inconnu : song"),
    ('act_kind="grant"', 'act_kind="whistle"', "nature inconnue des délégations : whistle"),
    ("    clock=Clock(\"bird.decision_months\", Silence.REFUSAL, LAW),\n", "",
     "une autorisation déclare son délai et l'effet du silence"),
    ('Clock("bird.decision_months"', 'Clock("bird.wings"', "le paramètre bird.wings n'existe pas"),
    ('note = forms.CharField(label="Précisions"', 'address = forms.CharField(label="Précisions"',
     "le champ address cacherait celui que tout dossier porte"),
    ('forms.CharField(label="Espèce"', 'forms.CharField(label=""', "le champ species n'a pas de libellé"),
    ('reference_code="OIS"', 'reference_code="ois"', "le sigle « ois » s'écrit en majuscules et chiffres"),
    ('unit="polices-administratives"', 'unit="volière"', "relève de l'unité volière"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "sentence"), MISTAKES, ids=[row[2][:40] for row in MISTAKES])
def test_a_faulty_declaration_is_refused_at_registration_with_its_reason(dropped, right, wrong, sentence):
    assert right in FILE
    procedure = dropped(FILE.replace(right, wrong))
    with pytest.raises(ManifestError, match="essai : ") as refusal:
        enrol(procedure)
    assert sentence in str(refusal.value)
    assert procedure.code not in registry.PROCEDURES


def test_all_the_reasons_are_said_at_once(dropped):
    found = problems_of(dropped(FILE.replace('label="Espèce"', 'label=""').replace("blocking=False", "blocking=None")))
    assert len(found) == 2
