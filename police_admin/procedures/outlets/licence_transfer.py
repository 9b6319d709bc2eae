"""Transfer of a licence III or IV to a commune of the department (CSP, art. L3332-11).

The prefect of the department of destination decides. The licence comes from the same department or from one that
borders it; both mayors give their opinion, and that of departure must agree to lose the last licence IV of the commune.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    Opinion,
    Outcome,
    Piece,
    Procedure,
    Silence,
)
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.territory.department import HOME
from police_admin.outlets import operations
from police_admin.outlets.queries import licence_in_register, licences_iv_of, radius_m

ARTICLE = "CSP, art. L3332-11"
# Licences II have become licences III on 1 January 2016.
LICENCES = [("III", "Licence III"), ("IV", "Licence IV")]
HERE, ELSEWHERE = HOME.code, "other"
# The department and those that border it; only from them may a licence come.
DEPARTMENTS = [
    (HERE, HOME.name),
    *HOME.neighbours.items(),
    (ELSEWHERE, "Autre département, non limitrophe"),
]


class TransferForm(forms.Form):
    """The licence, where it leaves from, what is known of its past and of the place where it arrives."""

    licence_type = forms.ChoiceField(label="Licence", choices=LICENCES)
    licence_number = PlainCharField(label="Numéro de la licence", max_length=60, required=False)
    from_department = forms.ChoiceField(label="Département de départ", choices=DEPARTMENTS)
    from_commune = PlainCharField(label="Commune de départ", max_length=100)
    last_licence_iv_of_commune = forms.BooleanField(label="Dernière licence IV de la commune de départ", required=False)
    last_exploitation_on = LegalDateField(label="Dernier jour d'exploitation connu")
    last_department_transfer_on = LegalDateField(
        label="Dernier transfert vers un autre département, le", required=False
    )
    transfer_history = LinesField(
        label="Transferts précédents", max_length=4000, required=False, help_text="Un par ligne, daté.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    distance_protected_m = forms.IntegerField(
        label="Distance du lieu protégé le plus proche (mètres)", min_value=0, max_value=100_000
    )
    tourist_exemption = forms.BooleanField(
        label="Transfert au titre de l'exemption touristique (CSP, art. D3332-10)", required=False
    )

    def clean(self):
        data = super().clean()
        if data.get("licence_type") == "III" and data.get("last_licence_iv_of_commune"):
            self.add_error(
                "last_licence_iv_of_commune", "Cette règle ne concerne qu'une licence IV (CSP, art. L3332-11)."
            )
        return data


def is_last_licence_iv(answers: Mapping[str, Any]) -> bool:
    return bool(answers.get("last_licence_iv_of_commune"))


def changes_department(answers: Mapping[str, Any]) -> bool:
    return answers.get("from_department") != HERE


PIECES = (
    Piece("request", "Demande de transfert"),
    Piece("licence_title", "Titre de la licence ou récépissé de déclaration"),
    Piece("ownership", "Preuve de la propriété de la licence, ou promesse de vente"),
    Piece("lease", "Bail ou titre de propriété du local d'arrivée"),
    Piece("company_extract", "Extrait Kbis"),
    Piece("identity", "Pièce d'identité du demandeur"),
    Piece("operating_permit", "Permis d'exploitation"),
    Piece("distance_plan", "Plan indiquant les distances des bâtiments protégés"),
    Piece("exploitation_proof", "Preuve d'une exploitation depuis moins de cinq ans"),
)

# --- checks before signature --------------------------------------------------------------------------------


def grants(case: Case) -> bool:
    return case.decision.outcome == "grant"


def years_after(day: date, code: str, on: date) -> date:
    return add_months(day, 12 * int(parameter(code, on)))


def licence_comes_from_here_or_a_neighbour(case: Case, at: datetime) -> list[Finding]:
    if not grants(case) or case.answers.get("from_department") != ELSEWHERE:
        return []
    exempt = bool(case.answers.get("tourist_exemption"))
    condition = " L'exemption touristique invoquée est à vérifier (CSP, art. D3332-10)." if exempt else ""
    return [
        Finding(f"La licence vient d'un département qui n'est pas limitrophe.{condition}", ARTICLE, blocking=not exempt)
    ]


def licence_has_stayed_long_enough(case: Case, at: datetime) -> list[Finding]:
    """Once it has changed department, a licence stays there for some years (example E15, iv)."""
    moved_on = day_of(case.answers, "last_department_transfer_on")
    if not grants(case) or moved_on is None or not changes_department(case.answers):
        return []
    code = "licence_transfer.department_lock_years"
    free_on = years_after(moved_on, code, paris_day(at))
    if free_on <= paris_day(at):
        return []
    return [
        Finding(
            f"La licence a changé de département le {french_long(moved_on)} : elle ne peut le quitter avant le"
            f" {french_long(free_on)} ({parameter(code, paris_day(at))} ans).",
            ARTICLE,
        )
    ]


def licence_has_not_lapsed(case: Case, at: datetime) -> list[Finding]:
    """Measured on the day of the request."""
    worked_on = day_of(case.answers, "last_exploitation_on")
    code = "licence_transfer.lapse_years"
    if not grants(case) or years_after(worked_on, code, case.received_on) >= case.received_on:
        return []
    return [
        Finding(
            f"La licence n'est plus exploitée depuis le {french_long(worked_on)} : après"
            f" {parameter(code, case.received_on)} ans sans exploitation, elle ne peut plus être transmise.",
            ARTICLE,
        )
    ]


def protected_places_are_far(case: Case, at: datetime) -> list[Finding]:
    """From the order in force, whose radius depends on the size of the commune."""
    distance = case.answers["distance_protected_m"]
    if not grants(case) or case.commune is None or distance >= radius_m(case.commune, paris_day(at)):
        return []
    return [
        Finding(
            f"Un lieu protégé est à {distance} mètres : vérifier l'arrêté fixant les zones protégées.",
            "CSP, art. L3335-1",
            blocking=False,
        )
    ]


def register_agrees(case: Case, at: datetime) -> list[Finding]:
    """What the register knows of the licence and of the commune that it leaves, against what was typed (E15, iii)."""
    answers = case.answers
    if not grants(case):
        return []
    found = []
    untold = answers["licence_type"] == "IV" and not answers.get("last_licence_iv_of_commune")
    leaves_ours = untold and not changes_department(answers)
    if leaves_ours and licences_iv_of(answers["from_commune"], paris_day(at)) == 1:
        found.append(
            Finding(
                f"D'après le registre, c'est la dernière licence IV de {answers['from_commune']} : si cela se confirme,"
                " l'avis favorable du maire de départ est exigé.",
                ARTICLE,
                blocking=False,
            )
        )
    known = licence_in_register(answers["licence_type"], answers.get("licence_number", ""))
    typed_on = day_of(answers, "last_department_transfer_on")
    if known is not None and known.came_on and (typed_on is None or typed_on < known.came_on):
        found.append(
            Finding(
                f"D'après le registre, la licence est venue d'un autre département le {french_long(known.came_on)} :"
                " l'indiquer dans la demande.",
                ARTICLE,
                blocking=changes_department(answers),
            )
        )
    return found


def enter_in_register(move: Move) -> None:
    if grants(move.case):
        operations.record_transfer(case=move.case, by=move.by, at=move.at)


MAYORS = {"mandatory": True, "days_parameter": "licence_transfer.opinion_days"}
LICENCE = (
    "la licence {{ answer_codes.licence_type }}"
    "{% if answers.licence_number %} n° {{ answers.licence_number }}{% endif %}"
)

PROCEDURE = Procedure(
    code="licence_transfer",
    label="Transfert d'une licence de débit de boissons",
    short_label="Licence, transfert",
    archetype=Archetype.AUTHORISATION,
    unit="polices-administratives",
    family="Débits de boissons",
    reference_code="DBT",
    legal_basis=(ARTICLE, "CRPA, art. L211-2"),
    help_text="Demandé par le propriétaire de la licence au préfet du département d'arrivée. La commune du dossier est"
    " celle où la licence arrive. L'exploitant fait ensuite sa déclaration à la mairie.",
    form=TransferForm,
    title=lambda answers: f"Transfert de licence {answers['licence_type']}, {answers['place']}",
    requires_place=True,
    pieces=PIECES,
    opinions=(
        # No usual body: the mayor of the commune of the case is that of arrival.
        Opinion("town_hall_from", "Maire de la commune de départ", ARTICLE, binding_when=is_last_licence_iv, **MAYORS),
        Opinion("town_hall_to", "Maire de la commune d'arrivée", ARTICLE, organisation_kind="town_hall", **MAYORS),
        Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police",
                days_parameter="licence_transfer.opinion_days"),
    ),
    clock=Clock("licence_transfer.decision_months", Silence.REFUSAL, "CRPA, art. L231-4", starts_at="complete"),
    letters=letters_of_request("Arrêté d'autorisation", "letters/licence_transfer/order.html"),
    rules={"declaration_days": "outlet.declaration_days", "lock_years": "licence_transfer.department_lock_years"},
    visas=(
        "Vu le code de la santé publique, notamment ses articles L3332-11 et L3335-1 ;",
        "Vu le code des relations entre le public et l'administration, notamment son article L211-2 ;",
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }}, tendant au transfert d'une licence {{ answer_codes.licence_type }} de la commune de"
        " {{ answers.from_commune }} ({{ answers.from_department }}) vers la commune de {{ place.commune }} ;",
    ),
    outcomes=(
        Outcome(
            "grant",
            "Autorisation de transfert",
            letter="order_grant",
            act_kind="grant",
            title="Arrêté portant autorisation de transfert d'une licence {{ answer_codes.licence_type }},"
            " {{ answers.from_commune }} vers {{ place.commune }}",
            grounds=(
                "Considérant que le transfert demandé remplit les conditions fixées par l'article L3332-11 du code de"
                " la santé publique et ne porte pas atteinte à l'ordre public ;",
            ),
            articles=(
                f"Le transfert de {LICENCE} de la commune de {{{{ answers.from_commune }}}}"
                " ({{ answers.from_department }}) vers l'établissement « {{ place.name }} », {{ place.address }},"
                " {{ place.commune }}, est autorisé au bénéfice de {{ applicant.name }}.",
                "L'exploitant souscrit la déclaration prévue aux articles L3332-3 et suivants du code de la santé"
                " publique à la mairie de {{ place.commune }}, {{ rules.declaration_days }} jours au moins avant"
                " l'ouverture.",
                f"{{% if answer_codes.from_department != '{HERE}' %}}La licence ne peut faire l'objet d'un nouveau"
                " transfert vers un autre département pendant {{ rules.lock_years }} ans.{% endif %}",
            ),
            final_stage="in_force",
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title="Arrêté portant refus de transfert d'une licence {{ answer_codes.licence_type }},"
            " {{ answers.from_commune }} vers {{ place.commune }}",
            grounds=(
                "Considérant que l'article L3332-11 du code de la santé publique soumet le transfert d'une licence à"
                " l'autorisation du préfet, après avis des maires des communes de départ et d'arrivée ;",
                "Considérant que [à compléter : la condition qui manque, la zone protégée ou les faits qui font"
                " craindre une atteinte à l'ordre public] ;",
            ),
            articles=(
                "La demande de transfert présentée par {{ applicant.name }} vers l'établissement « {{ place.name }} »,"
                " {{ place.address }}, {{ place.commune }}, est rejetée.",
            ),
            favourable=False,
        ),
    ),
    checks=(
        licence_comes_from_here_or_a_neighbour,
        licence_has_stayed_long_enough,
        licence_has_not_lapsed,
        protected_places_are_far,
        register_agrees,
    ),
    effects={"notify": enter_in_register},
    related=("drink_outlet_declaration_copy", "late_opening_derogation", "administrative_closure_outlet"),
)  # fmt: skip
