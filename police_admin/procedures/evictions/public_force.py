"""Request for public force to carry out an eviction (CPCE, art. L153-1 and R153-1).

The force is due; it is refused for public order or human dignity only. The winter truce stays the execution, and
nothing else: the request is handled, its two months of silence run and the force may be granted for a later day.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from directorate.casework import letters
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained, of_clock
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case
from directorate.casework.move import PARIS, Move, paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Panel,
    Piece,
    Procedure,
    Silence,
)
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.legal_calendar.time_limits import Computation, months_in_words, step
from directorate.legal_calendar.winter_truce import first_day_outside_truce, is_in_winter_truce
from directorate.parameters.queries import value as parameter
from directorate.territory.department import HOME
from directorate.web.errors import DomainError
from police_admin.procedures.evictions import dossier, liability

CLOCK = Clock("public_force.decision_months", Silence.REFUSAL, "CPCE, art. R153-1")
GRANTS = {"grant", "deferred_grant"}
REFUSALS = {"refusal", "tacit_refusal"}
EXEMPTIONS = [
    ("rehousing", "Relogement décent assuré (art. L412-6)"),
    ("squat_home", "Entrée sans droit ni titre dans le domicile d'autrui par voies de fait (art. L412-6)"),
    ("judge_lifted", "Sursis supprimé par le juge (art. L412-6)"),
    ("student", "Logement d'étudiant, occupant qui n'en remplit plus les conditions (art. L412-7)"),
    ("violent_partner", "Conjoint, partenaire ou concubin violent expulsé par le juge (art. L412-8)"),
]


class PublicForceForm(dossier.NoticeForm):
    """The request of the commissaire de justice: the title, the notice, and what may be carried out in winter."""

    title_court = PlainCharField(label="Juridiction qui a rendu le titre exécutoire", max_length=160)
    title_on = dossier.PastDateField(label="Titre exécutoire du")
    notice_reference = dossier.earlier_act("Commandement déjà enregistré", "EXC")
    truce_exemptions = forms.MultipleChoiceField(
        label="Exceptions à la trêve hivernale", choices=EXEMPTIONS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    monthly_occupancy_eur = forms.DecimalField(
        label="Indemnité d'occupation mensuelle fixée par le titre (euros)", min_value=0, max_digits=9,
        decimal_places=2, required=False, help_text="Sert à chiffrer ce que coûterait un refus.",
    )  # fmt: skip
    effective_from = LegalDateField(
        label="Date d'effet envisagée du concours", required=False,
        help_text="Hors de la trêve hivernale (1er novembre au 31 mars), sauf exception. Vide : dès la notification.",
    )  # fmt: skip

    def clean_notice_reference(self):
        return dossier.reference_of(self.cleaned_data["notice_reference"], "EXC")

    def clean(self):
        data = super().clean()
        title_on, served_on = data.get("title_on"), data.get("served_on")
        if title_on and served_on and served_on < title_on:
            self.add_error("served_on", "Le commandement ne peut précéder le titre exécutoire.")
        exempt = set(data.get("truce_exemptions") or ())
        if "squat_home" in exempt and "violent_partner" in exempt:
            self.add_error("truce_exemptions", "Ces deux exceptions ne peuvent être invoquées ensemble.")
        return data


# --- dates --------------------------------------------------------------------------------------------------


def period_of(case: Case, months: int) -> dossier.Period:
    notified_on = day_of(case.answers, "prefect_notified_on")
    return dossier.period_of(case.answers, notified_on=notified_on, months=months)


def period_today(case: Case) -> dossier.Period:
    return period_of(case, dossier.notice_months(case.received_on))


def premature_words(case: Case, period: dossier.Period) -> str:
    """Why the request came too early; empty when it did not."""
    if not period.makes_premature(case.received_on):
        return ""
    if period.is_suspended:
        return (
            "Réquisition prématurée : la notification du commandement au préfet n'est pas établie, le délai laissé à"
            " l'occupant est suspendu."
        )
    if period.ends_on is None:
        return "Réquisition prématurée : reçue avant la signification du commandement."
    return (
        f"Réquisition prématurée : le délai laissé à l'occupant court jusqu'au {french_long(period.ends_on)}, elle ne"
        f" pouvait être présentée avant le {french_long(period.earliest_on)}."
    )


def of_notice(facts: Facts) -> Iterator[Expected]:
    """The first day of a request that is not premature (CE, 12 December 2014, no. 363372); said, and followed up."""
    case = facts.case
    rule = facts.rules.of("filing", dossier.NOTICE_MONTHS, case.received_on)
    period = period_of(case, int(rule.value))
    words = premature_words(case, period)
    notified_on = day_of(case.answers, "prefect_notified_on")
    steps = [
        step("Commandement signifié à l'occupant", day_of(case.answers, "served_on")),
        step("Commandement notifié au préfet" if notified_on else "Commandement non notifié au préfet : délai suspendu",
             notified_on, article="CPCE, art. L412-5"),
    ]  # fmt: skip
    if period.ends_on:
        counted = case.answers["judge_delay"] not in dossier.FIXED_BY_THE_JUDGE
        label = f"{months_in_words(int(rule.value))}, même quantième" if counted else "Fin du délai fixé par le juge"
        steps.append(step(label, period.ends_on, article="CPCE, art. L412-1"))
    elif not period.is_suspended:
        steps.append(step("Aucun délai n'est dû à l'occupant", article="CPCE, art. L412-1"))
    steps.append(step(dossier.received("Réquisition reçue", case.answers), case.received_on))
    early = bool(words)
    if period.is_suspended:
        state = State.SUSPENDED if case.is_open else State.VOID
    else:
        state = State.RUNNING if early and facts.on < period.earliest_on else State.MET
    computed = Computation(
        "R1",
        period.earliest_on,
        steps=steps,
        facts={"early": early, "late": False, "earliest": "", "verdict": words or "Réquisition présentée à temps."},
    )
    yield Expected(
        code="filing",
        label="Première réquisition recevable",
        kind=Kind.FILING,
        due_on=period.earliest_on,
        state=state,
        article=dossier.PREMATURE_ARTICLE,
        parameter_version=rule.version,
        computation=explained(computed, rule),
    )


def of_truce(facts: Facts) -> Iterator[Expected]:
    """While the request waits in winter, or would be decided in winter: the first day of an execution."""
    case, silent_on = facts.case, silence_of(facts)
    winter = next((day for day in (case.received_on, silent_on) if day and is_in_winter_truce(day)), None)
    if winter is None or not dossier.truce_applies(case.answers):
        return
    over_on = first_day_outside_truce(winter)
    if facts.is_over:
        state = State.VOID
    else:
        state = State.RUNNING if facts.on < over_on else State.MET
    steps = [
        step(dossier.received("Réquisition reçue", case.answers), case.received_on),
        step("Trêve hivernale du 1er novembre au 31 mars inclus : l'exécution seule est suspendue",
             article=dossier.TRUCE_ARTICLE),
        step("L'instruction se poursuit et le délai de silence court"),
        step("Première exécution possible", over_on, article=dossier.TRUCE_ARTICLE),
    ]  # fmt: skip
    yield Expected(
        code="truce",
        label="Trêve hivernale : exécution possible à compter du",
        kind=Kind.INTERNAL,
        due_on=over_on,
        state=state,
        article=dossier.TRUCE_ARTICLE,
        computation=explained(Computation("", over_on, steps=steps)),
    )


def silence_of(facts: Facts) -> date | None:
    """The day when silence refuses, or did."""
    return facts.silence_acted_on or next(of_clock(facts)).due_on


def of_liability(facts: Facts) -> Iterator[Expected]:
    """From when a refusal, express or tacit, makes the State liable (E9). A premature request opens nothing."""
    case = facts.case
    months = int(facts.rules.of("filing", dossier.NOTICE_MONTHS, case.received_on).value)
    if period_of(case, months).makes_premature(case.received_on):
        return
    label, refused_on = refusal_of(facts)
    if refused_on is None:
        return
    due_on = dossier.liability_starts_on(refused_on, case.answers)
    steps = [step(label, refused_on, article=CLOCK.article)]
    if due_on != refused_on:
        steps.append(
            step(
                "Reporté après la fin de la trêve hivernale et des délais de grâce", due_on, article="CPCE, art. R154-5"
            )
        )
    refused = case.outcome in REFUSALS or facts.silence_acted_on is not None
    if not refused and facts.is_over or case.outcome in GRANTS and paris_day(case.decided_at) <= due_on:
        state = State.VOID
    elif refused:
        state = State.MET if due_on <= facts.on else State.RUNNING
    else:
        state = State.RUNNING
    yield Expected(
        code="liability",
        label="Responsabilité de l'État engagée à compter du"
        if refused
        else "Responsabilité de l'État en cas de silence",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=state,
        article=liability.ARTICLE,
        computation=explained(Computation("", due_on, steps=steps)),
    )


def refusal_of(facts: Facts) -> tuple[str, date | None]:
    """The first refusal: the silence that refused, the express one, otherwise the silence to come."""
    case = facts.case
    if facts.silence_acted_on is not None:
        return "Refus né du silence", facts.silence_acted_on
    if case.outcome == "refusal":
        return "Refus exprès", paris_day(case.decided_at)
    return "Refus qui naîtrait du silence", silence_of(facts)


# --- execution ----------------------------------------------------------------------------------------------


def grants(case: Case) -> bool:
    return case.decision.outcome in GRANTS


def execution_from(case: Case, day: date) -> date:
    """The first day of an execution, for a decision that may take effect that day or on the one it sets, if later."""
    wanted = max(day, day_of(case.answers, "effective_from") or day)
    return dossier.first_execution_on(wanted, case.answers, period_today(case))


def obstacles(case: Case, day: date) -> Iterator[tuple[str, str]]:
    """What forbids an eviction on that day: words and article."""
    period, grace_until = period_today(case), day_of(case.answers, "grace_until")
    if period.ends_on and day <= period.ends_on:
        yield f"avant la fin du délai laissé à l'occupant ({french_long(period.ends_on)})", dossier.NOTICE_ARTICLE
    if grace_until and day <= grace_until:
        yield f"avant la fin des délais de grâce ({french_long(grace_until)})", dossier.GRACE_ARTICLE
    if dossier.truce_applies(case.answers) and is_in_winter_truce(day):
        yield "pendant la trêve hivernale", dossier.TRUCE_ARTICLE


def effect_can_be_carried_out(case: Case, at: datetime) -> list[Finding]:
    """A grant sets a day of effect outside the truce; without one, it takes effect at its notification."""
    if not grants(case):
        return []
    today = paris_day(at)
    wanted = max(today, day_of(case.answers, "effective_from") or today)
    first_on = french_long(dossier.first_execution_on(wanted, case.answers, period_today(case)))
    return [
        Finding(
            f"Le concours prendrait effet le {french_long(wanted)}, {words} : l'expulsion ne peut être exécutée avant"
            f" le {first_on}. Corriger la date d'effet de la demande.",
            article,
        )
        for words, article in obstacles(case, wanted)
    ]


def notice_has_run(case: Case, at: datetime) -> list[Finding]:
    """Without the notification to the prefect the period is suspended, and no day of execution can be told."""
    if not grants(case) or not period_today(case).is_suspended:
        return []
    return [
        Finding(
            "Le délai laissé à l'occupant est suspendu : la notification du commandement au préfet n'est pas établie."
            " L'enregistrer dans la demande.",
            dossier.NOTICE_ARTICLE,
        )
    ]


def deferral_has_its_day(case: Case, at: datetime) -> list[Finding]:
    if not grants(case):
        return []
    wanted = day_of(case.answers, "effective_from")
    if case.decision.outcome == "deferred_grant" and (wanted is None or wanted <= paris_day(at)):
        return [Finding("L'octroi différé indique une date d'effet à venir.", "CPCE, art. L153-1")]
    if wanted and not any(french_long(wanted) in article for article in case.decision.articles):
        return [
            Finding(
                f"L'acte n'énonce pas la date d'effet de la demande ({french_long(wanted)}) : reprendre le projet.",
                "CPCE, art. L153-1",
            )
        ]
    return []


def request_is_not_premature(case: Case, at: datetime) -> list[Finding]:
    """Said, and never refused for that alone: once the period is over the force may be granted."""
    words = premature_words(case, period_today(case))
    return [Finding(words, dossier.PREMATURE_ARTICLE, blocking=False)] if words else []


def exemption_is_founded(case: Case, at: datetime) -> list[Finding]:
    """An execution in winter rests on what was ticked: the signatory is told to read the title again."""
    wanted = execution_from(case, paris_day(at))
    if not grants(case) or case.answers["premises"] == "other" or not is_in_winter_truce(wanted):
        return []
    invoked = " ; ".join(words for code, words in EXEMPTIONS if code in case.answers.get("truce_exemptions", ()))
    return [
        Finding(
            f"L'expulsion pourra être exécutée pendant la trêve hivernale, au titre de : {invoked}. À vérifier dans le"
            " dossier.",
            dossier.TRUCE_ARTICLE,
            blocking=False,
        )
    ]


def origin_is_known(case: Case, at: datetime) -> list[Finding]:
    """The national reference is the fact that starts the two months; without it their first day is only ours."""
    if case.answers.get("exploc_reference"):
        return []
    return [
        Finding(
            "La référence EXPLOC de la réquisition n'est pas enregistrée : elle établit le jour où le délai commence.",
            CLOCK.article,
            blocking=False,
        )
    ]


def date_the_force(move: Move) -> None:
    """On notification: the first day of the execution; the letter that invites the occupants to leave tells them."""
    case = move.case
    if not grants(case):
        return
    notified_on = paris_day(case.notified_at)
    first_on = execution_from(case, notified_on)
    if first_on > notified_on:
        case.executory_at = datetime.combine(first_on, time(), tzinfo=PARIS)
    case.decision.details = {**case.decision.details, "effective_from": first_on.isoformat()}
    case.decision.save(update_fields=["details"])
    letters.write(move, "invitation_to_leave", {"executable_from": first_on})
    move.recorded["effective_from"] = first_on.isoformat()


def execution_context(case: Case, at: datetime) -> Mapping[str, Any]:
    """What the page says of the execution today."""
    today = paris_day(at)
    invoked = case.answers.get("truce_exemptions") or ()
    return {
        "is_suspended": period_today(case).is_suspended,
        "concerns": case.is_open,
        "premature": premature_words(case, period_today(case)),
        "obstacles": [words for words, _ in obstacles(case, today)],
        "first_on": french_long(execution_from(case, today)),
        "in_winter": is_in_winter_truce(today),
        "exemptions": [words for code, words in EXEMPTIONS if code in invoked],
        "other_premises": case.answers["premises"] == "other",
    }


EXECUTION = Panel("execution", "Exécution", "police_admin/evictions/execution.html", execution_context, alone=True)


def cost_context(case: Case, at: datetime) -> Mapping[str, Any]:
    """What a refusal costs if nobody acts: month after month from the day when the State would be liable."""
    today, monthly = paris_day(at), liability.amount_of(case.answers, "monthly_occupancy_eur")
    row = next((row for row in case.deadlines.all() if row.code == "liability"), None)
    if row is None or row.due_on is None or row.state == State.VOID:
        return {"concerns": False}
    method, months = liability.method_on(today), int(parameter(liability.HORIZON, today))
    last_on = add_months(max(today, row.due_on), months) - timedelta(days=1)
    lines = liability.lines(row.due_on, last_on, monthly, method)
    return {
        "concerns": True,
        "monthly": liability.euros(monthly) if monthly else "",
        "started": row.due_on <= today,
        "starts_on": french_long(row.due_on),
        "last_on": french_long(last_on),
        "method": method.words,
        "lines": [line.said for line in lines],
        "to_date": liability.euros(total(liability.lines(row.due_on, today, monthly, method))),
        "total": liability.euros(total(lines)),
    }


def total(lines: Iterable[liability.Line]) -> Decimal:
    return sum((line.amount for line in lines), Decimal("0.00"))


COST = Panel("refusal_cost", "Coût d'un refus", "police_admin/evictions/refusal_cost.html", cost_context, alone=True)


def say_how_it_ended(move: Move) -> None:
    """The day of the execution, or why there was none: the end of the file states it."""
    if not move.details.get("text", "").strip():
        raise DomainError("Indiquer le jour de l'exécution, ou pourquoi elle n'a pas eu lieu.", field="text")


# --- declaration --------------------------------------------------------------------------------------------

PREMISES = "{{ place.address }}, {{ place.commune }}"
TITLE = f"concours de la force publique pour l'expulsion des occupants des lieux situés {PREMISES}"
WINTER = (
    "{% if answer_codes.premises == 'other' %}{% elif answer_codes.truce_exemptions %}L'expulsion peut être exécutée"
    " pendant la trêve hivernale, au titre de : {{ answers.truce_exemptions }}.{% else %}L'expulsion ne peut être"
    " exécutée"
    " entre le 1er novembre et le 31 mars inclus (article L412-6 du code des procédures civiles d'exécution).{% endif"
    " %}"
)
GRANT = {
    "letter": "order_grant",
    "act_kind": "grant",
    "title": f"Arrêté accordant le {TITLE}",
    "grounds": (
        "Considérant que l'État est tenu de prêter son concours à l'exécution des titres exécutoires ;",
        "Considérant qu'aucun risque de trouble à l'ordre public ni aucune circonstance tenant à la dignité de la"
        " personne"
        " humaine ne justifie en l'espèce un refus ;",
    ),
    # Followed until the eviction is carried out, or no longer needed.
    "final_stage": "in_execution",
}

PROCEDURE = Procedure(
    code=dossier.REQUEST,
    label="Réquisition du concours de la force publique pour une expulsion",
    short_label="Expulsion, force publique",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code="EXF",
    legal_basis=("CPCE, art. L153-1 et R153-1",),
    help_text="Présentée par le commissaire de justice. Deux mois sans réponse valent refus. La trêve hivernale ne"
    " suspend"
    " que l'exécution : la réquisition s'instruit et le délai court.",
    form=PublicForceForm,
    title=lambda answers: f"Réquisition de la force publique, {answers['place']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    pieces=(
        Piece("title", "Copie du dispositif du titre exécutoire"),
        Piece("steps", "Exposé des diligences accomplies et des difficultés d'exécution"),
        Piece("attempt", "Procès-verbal de tentative d'expulsion", blocking=False),
        Piece("notice", "Commandement de quitter les lieux", blocking=False),
        Piece("exploc", "Fiche EXPLOC", blocking=False),
    ),
    opinions=(
        Opinion("police_inquiry", "Enquête des services de police", "Usage, avis facultatif",
                organisation_kind="police"),
        Opinion("social_services", HOME.bodies["housing"], "Usage, avis facultatif",
                organisation_kind="state_service"),
        Opinion("town_hall", "Maire de la commune, pour information", "Usage, avis facultatif",
                organisation_kind="town_hall"),
    ),
    clock=CLOCK,
    dates=(of_notice, of_truce, of_liability),
    rules={"notice_months": dossier.NOTICE_MONTHS},
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/public_force_request/acknowledgement.html",
                    "acknowledgement"),
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("order_grant", "Arrêté d'octroi", "letters/public_force_request/order_grant.html", "grant"),
        LetterModel("order_refusal", "Arrêté de refus", "letters/public_force_request/order_refusal.html", "refusal"),
        LetterModel("notification", "Lettre de notification", "letters/any/notification.html"),
        LetterModel("invitation_to_leave", "Lettre invitant les occupants à partir",
                    "letters/public_force_request/invitation_to_leave.html"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    visas=(
        "Vu le code des procédures civiles d'exécution, notamment ses articles L153-1, L411-1, L412-1 à L412-8 et"
        " R153-1 ;",
        "Vu le titre exécutoire du {{ answers.title_on }} ({{ answers.title_court }}) ;",
        "Vu le commandement de quitter les lieux signifié le {{ answers.served_on }} ;",
        "Vu la réquisition reçue le {{ case.received_on }} de {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    # Decisions that name families: none is published (CRPA L312-1-2).
    outcomes=(
        Outcome(
            "grant",
            "Octroi du concours",
            articles=(
                f"Le concours de la force publique est accordé à {{{{ applicant.name }}}} pour l'expulsion des"
                " occupants"
                f" des lieux situés {PREMISES}, à compter"
                " {% if answers.effective_from %}du {{ answers.effective_from }}"
                "{% else %}de la notification du présent arrêté{% endif %}.",
                WINTER,
                "Les modalités de l'exécution sont arrêtées avec les services de police.",
            ),
            **GRANT,
        ),
        Outcome(
            "deferred_grant",
            "Octroi différé",
            articles=(
                f"Le concours de la force publique est accordé à {{{{ applicant.name }}}} pour l'expulsion des"
                " occupants"
                f" des lieux situés {PREMISES}. Il prend effet le {{{{ answers.effective_from }}}}.",
                WINTER,
                "Les modalités de l'exécution sont arrêtées avec les services de police.",
            ),
            **GRANT,
        ),
        Outcome(
            "refusal",
            "Refus du concours",
            letter="order_refusal",
            act_kind="refusal",
            title=f"Arrêté refusant le {TITLE}",
            grounds=(
                "Considérant que l'État est tenu de prêter son concours à l'exécution des titres exécutoires, sauf"
                " risque de"
                " trouble à l'ordre public ou circonstances tenant à la dignité de la personne humaine ;",
                "{% if filing.is_early %}Considérant que la réquisition a été présentée avant que le délai laissé à"
                " l'occupant par les articles L412-1 et L412-5 du code des procédures civiles d'exécution ait expiré ;"
                "{% endif %}",
                "Considérant que [à compléter : les circonstances précises qui justifient le refus] ;",
            ),
            articles=(
                "Le concours de la force publique requis par {{ applicant.name }} pour l'expulsion des occupants des"
                " lieux"
                f" situés {PREMISES}, est refusé.",
            ),
            favourable=False,
        ),
    ),
    checks=(
        effect_can_be_carried_out, notice_has_run, deferral_has_its_day, request_is_not_premature, exemption_is_founded,
        origin_is_known,
    ),
    effects={"notify": date_the_force, "end_measure": say_how_it_ended},
    panels=(EXECUTION, COST, dossier.LINKED_ACTS),
    related=(dossier.NOTICE, dossier.EXECUTION, dossier.CLAIM),
)  # fmt: skip
