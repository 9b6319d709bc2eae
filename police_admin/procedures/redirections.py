"""Matters that the bureau does not or no longer handles: one line each. The request is registered and forwarded.

Competence that lies elsewhere obliges to forward the request and to say so to who asked (CRPA, art. L114-2). A day is
given only when a text fixes it; otherwise the explanation says the year, or nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.procedure import Archetype, LetterModel, Procedure, Redirection
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.values import VERIFIED, Value
from directorate.territory.department import HOME

NOTICE, CLOSING = "letters/any/redirect_notice.html", "Transmission à l'organisme compétent"
TAXIS = "Code des transports, dispositions relatives aux taxis et aux voitures de transport avec chauffeur"


class RedirectedRequestForm(forms.Form):
    """What is asked, so that the competent body receives it whole."""

    request = PlainCharField(label="Objet de la demande", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


STANDS = [
    ("commune", "Voie publique, hors de la zone des taxis parisiens"),
    ("paris", "Zone des taxis parisiens"),
    ("airport", "Emprise d'un aéroport"),
    ("station", "Cour ou abords d'une gare"),
]
POLICE_OF_STANDS = {
    "paris": Redirection(
        to="préfet de police",
        article=TAXIS,
        explanation="Dans la zone des taxis parisiens, l'autorisation de stationnement est délivrée par le préfet de"
        " police.",
    ),
    **dict.fromkeys(
        ("airport", "station"),
        Redirection(
            to="préfet compétent sur l'aéroport ou la gare",
            article=TAXIS,
            explanation="Dans l'emprise d'un aéroport ou d'une gare, l'autorisation de stationnement relève du préfet"
            " et non du maire.",
            yields_to_orly=True,
        ),
    ),
}


class TaxiStandForm(RedirectedRequestForm):
    """Where the taxi would stand: the authority depends on it. What the driver holds: his dates do."""

    stand = forms.ChoiceField(label="Lieu de stationnement", choices=STANDS)
    listed_on = LegalDateField(
        label="Inscrit ou réinscrit sur la liste d'attente le", required=False,
        help_text="Liste publique, tenue par l'autorité qui délivre.",
    )  # fmt: skip
    licensed_on = LegalDateField(label="Autorisation délivrée ou renouvelée le", required=False)


# Those granted since are personal, not transferable, and have a term (loi 2014-1104 du 1er octobre 2014).
PERSONAL_SINCE = date(2014, 10, 1)
STAND_RULES = {
    "list_months": "taxi_stand.list_months",
    "licence_months": "taxi_stand.licence_months",
    "renew_before": "taxi_stand.renew_before_months",
}
STAND_VALUES = tuple(
    Value(code, f"Stationnement des taxis : {label}", months, "mois", "Code des transports, art. L3121-2 et L3121-5",
          VERIFIED)
    for code, label, months in (
        (STAND_RULES["list_months"], "validité d'une demande sur la liste d'attente", 12),
        (STAND_RULES["licence_months"], "durée d'une autorisation", 60),
        (STAND_RULES["renew_before"], "renouvellement demandé avant l'échéance", 3),
    )
)  # fmt: skip


def dates_of_the_stand(facts: Facts) -> Iterator[Expected]:
    """Until when the driver keeps his place on the list, and by when he asks for his licence again."""
    listed, licensed = (facts.case.answers.get(name) for name in ("listed_on", "licensed_on"))
    if listed:
        start = date.fromisoformat(listed)
        rule = facts.rules.of("stand_list", STAND_RULES["list_months"], start)
        until = add_months(start, int(rule.value))
        yield stand_date(
            facts, "stand_list", "Liste d'attente : demande à renouveler", until, [rule],
            [step("Inscription", start), step(f"{rule.value} {rule.unit}, même quantième", until)],
        )  # fmt: skip
    if licensed and licensed >= PERSONAL_SINCE.isoformat():
        start = date.fromisoformat(licensed)
        rules = [
            facts.rules.of("stand_renewal", STAND_RULES[name], start) for name in ("licence_months", "renew_before")
        ]
        ends_on = add_months(start, int(rules[0].value))
        due_on = add_months(ends_on, -int(rules[1].value))
        yield stand_date(
            facts, "stand_renewal", "Autorisation de stationnement : renouvellement à demander", due_on, rules,
            [step("Autorisation délivrée", start), step("Échéance", ends_on),
             step(f"{rules[1].value} {rules[1].unit} avant", due_on)],
        )  # fmt: skip


def stand_date(facts: Facts, code: str, label: str, due_on: date, rules: list, steps: list) -> Expected:
    """A date of the driver, to be told to him with where his request goes."""
    return Expected(
        code=code, label=label, kind=Kind.INTERNAL, due_on=due_on,
        state=State.RUNNING if facts.case.is_open else State.MET, article=TAXIS[:160],
        parameter_version=" ".join(rule.version for rule in rules),
        computation=explained(Computation("R1", due_on, steps=steps), *rules),
    )  # fmt: skip


def authority_of_the_stand(answers: Mapping[str, Any]) -> Redirection | None:
    return POLICE_OF_STANDS.get(answers.get("stand"))


@dataclass(frozen=True)
class Elsewhere:
    """One line of the table.

    `on_orly`: on the platform of Paris-Orly, the prefect of police replaces `to`. `mayor`: `to` is the mairie of the
    commune of the case, named when it is known. `to_check`: the text has not been read article by article.
    `by_answers`: another body than `to` for some answers of `form`.
    """

    code: str
    label: str
    reference_code: str
    to: str
    article: str
    since: date | None
    explanation: str
    on_orly: bool = False
    mayor: bool = False
    to_check: bool = False
    active: bool = True
    # In lists and menus, when the label is long.
    short: str = ""
    notice: str = NOTICE
    form: type[forms.Form] = RedirectedRequestForm
    by_answers: Callable[[Mapping[str, Any]], Redirection | None] | None = None
    parameters: tuple[Value, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    dates: tuple[Callable[[Facts], Iterable[Expected]], ...] = ()


def redirection(row: Elsewhere) -> Procedure:
    return Procedure(
        code=row.code,
        label=row.label,
        short_label=row.short or row.label,
        archetype=Archetype.REDIRECTION,
        unit="polices-administratives",
        family="Compétence d'un autre organisme",
        reference_code=row.reference_code,
        legal_basis=(row.article, "CRPA, art. L114-2"),
        form=row.form,
        title=lambda answers: f"{row.label}, {answers['party']}",
        letters=(LetterModel("redirect_notice", CLOSING, row.notice),),
        redirection=Redirection(
            to=row.to,
            article=row.article,
            since=row.since,
            explanation=row.explanation,
            yields_to_orly=row.on_orly,
            mayor=row.mayor,
        ),
        elsewhere=row.by_answers,
        parameters=row.parameters,
        rules=row.rules,
        dates=row.dates,
        legal_check_required=row.to_check,
        active=row.active,
        help_text=f"{row.explanation} À transmettre : {row.to}.",
    )


TABLE = (
    Elsewhere(
        "estate_agent_card_redirect", "Carte d'agent immobilier", "XAI",
        "chambre de commerce et d'industrie", "Loi 70-9 du 2 janvier 1970, art. 3", date(2015, 7, 1),
        "Depuis le 1er juillet 2015, cette carte est délivrée par la chambre de commerce et d'industrie.",
    ),
    Elsewhere(
        "temporary_outlet_redirect", "Débit de boissons temporaire, buvette", "XDT",
        "mairie de la commune où se tient le débit", "CSP, art. L3334-2 et L3335-4", None,
        "L'ouverture d'un débit temporaire relève du maire de la commune.",
        mayor=True,
    ),
    Elsewhere(
        "paid_event_over_1500", "Manifestation à but lucratif de plus de 1 500 personnes", "XML",
        "mairie de la commune où se tient la manifestation", "CSI, art. R211-22 ; code du sport, art. R331-4", None,
        "Une manifestation à but lucratif qui réunit plus de 1 500 personnes se déclare au maire de la commune.",
        on_orly=True, mayor=True, short="Événement lucratif de plus de 1 500 personnes",
    ),
    Elsewhere(
        "police_drone_request", "Images par aéronef, services de police", "XDR",
        HOME.police_drones_authority or "préfet", "Décret 2023-1102", None,
        f"L'usage de caméras aéroportées par les services de police {HOME.inside} est autorisé par cette autorité :"
        f" {HOME.police_drones_authority}.",
        active=bool(HOME.police_drones_authority),
    ),
    Elsewhere(
        "weapon_carry_permit_redirect", "Port d'arme, personne exposée à un risque exceptionnel", "XPA",
        "ministre de l'Intérieur", "CSI, art. R315-5", None,
        "L'autorisation de port d'arme d'une personne exposée à des risques exceptionnels est délivrée par le ministre"
        " de l'Intérieur.",
        short="Port d'arme, risque exceptionnel",
    ),
    Elsewhere(
        "instructor_diploma_redirect", "Diplôme d'enseignant de la conduite (ancien Bepecaser)", "XBE",
        "direction régionale de l'économie, de l'emploi, du travail et des solidarités",
        "Code de la route, art. R212-1 et suivants", None,
        "Depuis 2016, le Bepecaser est remplacé par un titre professionnel délivré par le ministère chargé du travail"
        " et préparé dans des centres agréés.",
        short="Diplôme d'enseignant de la conduite",
    ),
    Elsewhere(
        "taxi_parking_licence_follow_up", "Autorisation de stationnement de taxi", "XTA",
        "mairie de la commune de stationnement", TAXIS, None,
        "L'autorisation de stationnement est délivrée par le maire ; par le préfet de police dans la zone des taxis"
        " parisiens ; par le préfet dans l'emprise d'un aéroport ou d'une gare. Délivrée depuis 2014, elle est"
        " personnelle, incessible et vaut cinq ans ; son renouvellement se demande trois mois avant au plus tard.",
        mayor=True, to_check=True, form=TaxiStandForm, by_answers=authority_of_the_stand,
        notice="letters/taxis/stand_forwarded.html", parameters=STAND_VALUES, rules=STAND_RULES,
        dates=(dates_of_the_stand,),
    ),
    Elsewhere(
        "vtc_operator_register", "Registre des exploitants de VTC", "XVT",
        "ministère chargé des transports", TAXIS, None,
        "Le registre des exploitants de voitures de transport avec chauffeur est national ; il est tenu par le"
        " ministère chargé des transports.",
        to_check=True,
    ),
    Elsewhere(
        "charity_lottery_redirect", "Loterie, tombola", "XLO",
        "mairie du siège du groupement bénéficiaire", "CSI, art. L322-3 et D322-1 ; loi 2015-177 du 16 février 2015",
        date(2015, 2, 17),
        "Depuis le 17 février 2015, une loterie de bienfaisance est autorisée par le maire de la commune où le"
        " groupement bénéficiaire a son siège.",
    ),
    Elsewhere(
        # No casino is known in the department: the type is kept, closed.
        "casino_gaming_opinion", "Autorisation de jeux d'un casino", "XJC",
        "ministre de l'Intérieur", "CSI, art. L321-1 et suivants", None,
        "Les jeux d'un casino sont autorisés par le ministre de l'Intérieur, sur avis du préfet.",
        active=False,
    ),
    Elsewhere(
        "liquidation_sale_redirect", "Vente en liquidation", "XLI",
        "mairie de la commune où se tient la vente", "Code de commerce, art. L310-1 et R310-2", date(2014, 7, 1),
        "Depuis le 1er juillet 2014, une vente en liquidation se déclare au maire de la commune.",
        mayor=True,
    ),
    Elsewhere(
        "unpacking_sale_redirect", "Vente au déballage, brocante, vide-greniers", "XVD",
        "mairie de la commune où se tient la vente",
        "Code de commerce ; loi de modernisation de l'économie de 2008", None,
        "Depuis 2009, une vente au déballage se déclare au maire de la commune. Seul le registre des vendeurs se"
        " dépose, après la vente, en préfecture ou en sous-préfecture.",
        mayor=True, to_check=True,
    ),
    Elsewhere(
        "itinerant_trader_card_redirect", "Carte de commerçant ambulant", "XCA",
        "chambre de commerce et d'industrie, ou chambre de métiers et de l'artisanat",
        "Code de commerce, dispositions relatives aux activités ambulantes", date(2010, 3, 10),
        "Depuis le 10 mars 2010, cette carte est délivrée par la chambre de commerce et d'industrie ou par la chambre"
        " de métiers et de l'artisanat.",
        to_check=True,
    ),
    Elsewhere(
        "private_security_redirect", "Sécurité privée : carte professionnelle, agrément, autorisation", "XSP",
        "Conseil national des activités privées de sécurité", "CSI, livre VI", date(2012, 1, 1),
        "Depuis le 1er janvier 2012, les cartes professionnelles, agréments et autorisations de la sécurité privée sont"
        " délivrés par le Conseil national des activités privées de sécurité.",
        short="Sécurité privée, cartes et agréments",
    ),
)  # fmt: skip

PROCEDURES = tuple(redirection(row) for row in TABLE)
