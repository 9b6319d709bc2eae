"""Eviction of a tenant who deals in drugs (loi 2025-532): the landlord is asked to act, and replaced when inert.

Two cases follow one another: the request to the landlord, then the substitution, which names the first one. The times
that the law leaves to the landlord are dated parameters, to be confirmed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework.deadlines import Expected, Facts
from directorate.casework.forms import LinesField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Opinion, Outcome, Panel, Procedure
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value
from directorate.web.errors import DomainError
from police_admin.procedures.evictions import dossier
from police_admin.procedures.terms import after_notification

CODE, SIGLE = "dealer_tenant_eviction_substitution", "EXT"
ARTICLE = "Loi 2025-532 du 13 juin 2025"
ACTION_MONTHS, ANSWER_DAYS = "dealer_tenant.action_months", "dealer_tenant.answer_days"
ANSWERS = [
    ("", "Pas encore connue"),
    ("none", "Aucune réponse"),
    ("refused", "Refus de saisir le juge"),
    ("inert", "Accord resté sans suite"),
    ("acted", "Le bailleur a saisi le juge"),
]
INERT = {"none", "refused", "inert"}


class DealerTenantForm(forms.Form):
    """The facts that disturb the place, the landlord's answer, and the request that came before a substitution."""

    occupants = LinesField(
        label="Titulaires du bail", max_length=1000, help_text="Un par ligne : civilité, prénom, nom.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    landlord_type = forms.ChoiceField(label="Nature du bailleur", choices=dossier.LANDLORDS)
    facts = LinesField(
        label="Agissements en lien avec un trafic de stupéfiants", max_length=8000,
        help_text="Un fait par ligne, daté, avec le trouble porté à la tranquillité des lieux.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    report_references = LinesField(
        label="Références des rapports", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    prosecutor_informed_on = dossier.PastDateField(label="Procureur de la République informé le", required=False)
    earlier_request = dossier.earlier_act("Demande adressée au bailleur", SIGLE)
    landlord_answer = forms.ChoiceField(label="Réponse du bailleur", choices=ANSWERS, required=False)
    landlord_answered_on = dossier.PastDateField(label="Réponse du bailleur reçue le", required=False)

    def clean_earlier_request(self):
        return dossier.reference_of(self.cleaned_data["earlier_request"], SIGLE)

    def clean(self):
        data = super().clean()
        answered = data.get("landlord_answer") in {"refused", "inert", "acted"}
        if answered and not data.get("landlord_answered_on") and "landlord_answered_on" not in self.errors:
            self.add_error("landlord_answered_on", "Indiquer le jour de la réponse du bailleur.")
        return data


def of_action(facts: Facts) -> Iterable[Expected]:
    """What the landlord must have done: seise the judge."""
    return after_notification(
        facts, code="landlord", label="Saisine du juge attendue du bailleur", parameter=ACTION_MONTHS, article=ARTICLE,
        outcome="landlord_request",
    )  # fmt: skip


def earlier_case(case: Case) -> Case | None:
    reference = case.answers.get("earlier_request")
    return dossier.acts_seen_from(case).filter(reference=reference, procedure_code=CODE).first() if reference else None


def landlord_was_asked_and_is_inert(case: Case, at: datetime) -> list[Finding]:
    """The State takes the landlord's place once he was asked and has let his time go by, or refused."""
    if case.decision.outcome != "substitution":
        return []
    if not case.answers.get("earlier_request"):
        return [Finding("Le dossier ne nomme pas la demande adressée d'abord au bailleur.", ARTICLE)]
    answer = case.answers.get("landlord_answer")
    if answer not in INERT:
        return [Finding("L'inertie ou le refus du bailleur n'est pas établi : indiquer sa réponse.", ARTICLE)]
    earlier = earlier_case(case)
    if earlier is None or earlier.notified_at is None:
        words = "n'est pas notifiée" if earlier else "n'est pas retrouvée"
        return [
            Finding(f"La demande adressée au bailleur {words} : vérifier sa date.", ARTICLE, blocking=bool(earlier))
        ]
    notified_on = paris_day(earlier.notified_at)
    ends_on = add_months(notified_on, int(parameter(ACTION_MONTHS, notified_on)))
    if answer != "refused" and paris_day(at) <= ends_on:
        return [Finding(f"Le bailleur a jusqu'au {french_long(ends_on)} pour saisir le juge.", ARTICLE)]
    return []


def say_what_the_landlord_did(move: Move) -> None:
    if not move.details.get("text", "").strip():
        raise DomainError(
            "Indiquer ce que le bailleur a fait, ou l'issue de la procédure devant le juge.", field="text"
        )


def landlord_context(case: Case, at: datetime) -> Mapping[str, Any]:
    later = dossier.acts_seen_from(case).filter(procedure_code=CODE, answers__earlier_request=case.reference)
    return {"acts": [
        dossier.Linked(label, found.reference, found)
        for label, rows in (("Demande au bailleur", [earlier_case(case)]), ("Substitution", later))
        for found in rows if found
    ]}  # fmt: skip


LANDLORD = Panel("landlord", "Demande et substitution", "police_admin/evictions/acts.html", landlord_context)
FACTS = (
    "Considérant qu'il ressort des éléments transmis au préfet que les agissements suivants, en lien avec un trafic de"
    " stupéfiants, troublent gravement la tranquillité des lieux : {{ answers.facts }} ;"
)
LEASE = "le logement situé {{ place.address }}, {{ place.commune }}"

PROCEDURE = Procedure(
    code=CODE,
    label="Expulsion d'un locataire trafiquant de stupéfiants, demande au bailleur et substitution",
    short_label="Expulsion, locataire trafiquant",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code=SIGLE,
    legal_basis=(ARTICLE,),
    legal_check_required=True,
    help_text="Le préfet demande au bailleur de saisir le juge de la résiliation du bail ; s'il ne le fait pas dans le"
    " délai, un second dossier, qui nomme le premier, porte la substitution de l'État.",
    form=DealerTenantForm,
    title=lambda answers: f"Bail et trafic de stupéfiants, {answers['place']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    opinions=(
        Opinion("prosecutor", "Procureur de la République", "Usage, avis facultatif", organisation_kind="court"),
        Opinion("police", "Services de police", "Usage, avis facultatif", organisation_kind="police"),
    ),
    parameters=(
        Value(
            ACTION_MONTHS, "Locataire trafiquant : délai laissé au bailleur pour saisir le juge", 1, "mois", ARTICLE,
            LOW,
            comment="Quel délai la loi du 13 juin 2025 laisse-t-elle au bailleur pour saisir le juge avant que le"
            " préfet se substitue à lui, et de quel jour part-il ?",
        ),
        Value(
            ANSWER_DAYS, "Locataire trafiquant : délai laissé au bailleur pour répondre", 15, "jours",
            ARTICLE, LOW,
            comment="Dans quel délai le bailleur doit-il faire connaître sa réponse au préfet, et le locataire est-il"
            " entendu avant la demande ?",
        ),
    ),
    rules={"action_months": ACTION_MONTHS, "answer_days": ANSWER_DAYS},
    dates=(of_action,),
    letters=(
        LetterModel("landlord_request", "Demande au bailleur", "letters/evictions/decision.html", "formal_notice"),
        LetterModel("substitution", "Décision de substitution", "letters/evictions/decision.html", "police_measure"),
        LetterModel("notification", "Lettre de notification", "letters/any/measure_notification.html"),
    ),
    visas=(
        "Vu la loi n° 2025-532 du 13 juin 2025 visant à sortir la France du piège du narcotrafic ;",
        "{% if answers.report_references %}Vu les rapports suivants : {{ answers.report_references }} ;{% endif %}",
        "{% if answer_codes.earlier_request %}Vu la demande adressée au bailleur, dossier {{ answers.earlier_request }}"
        " ;{% endif %}",
    ),
    outcomes=(
        Outcome(
            "landlord_request",
            "Demande au bailleur",
            letter="landlord_request",
            act_kind="formal_notice",
            title="Décision demandant au bailleur de saisir le juge de la résiliation d'un bail",
            grounds=(FACTS,),
            articles=(
                f"Il est demandé à {{{{ applicant.name }}}} de saisir le juge aux fins de résiliation du bail portant"
                f" sur {LEASE}, dans un délai de {{{{ rules.action_months }}}} mois à compter de la notification de la"
                " présente décision.",
                "{{ applicant.name }} fait connaître sa réponse dans un délai de {{ rules.answer_days }} jours.",
                "À défaut, le représentant de l'État pourra se substituer au bailleur.",
            ),
            favourable=False,
            final_stage="in_execution",
        ),
        Outcome(
            "substitution",
            "Substitution au bailleur",
            letter="substitution",
            act_kind="police_measure",
            title="Décision de substitution au bailleur pour demander la résiliation d'un bail",
            grounds=(
                FACTS,
                "Considérant que le bailleur, saisi de la demande susvisée, n'a pas saisi le juge"
                "{% if answer_codes.landlord_answer %} ({{ answers.landlord_answer }}){% endif %} ;",
            ),
            articles=(
                "Le représentant de l'État saisit le juge, en lieu et place de {{ applicant.name }}, aux fins de"
                f" résiliation du bail portant sur {LEASE}.",
            ),
            favourable=False,
            final_stage="in_execution",
        ),
    ),
    checks=(landlord_was_asked_and_is_inert,),
    effects={"end_measure": say_what_the_landlord_did},
    known_afterwards=("landlord_answer", "landlord_answered_on"),
    panels=(LANDLORD,),
)  # fmt: skip
