"""Summons for eviction notified to the prefect (loi 89-462, art. 24 III): registered, judged in time or late, followed.

Six weeks at least before the hearing, on pain of inadmissibility: a late notification serves the tenant and the judge,
and changes nothing to the registration.
"""

from collections.abc import Iterator

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField, LinesField
from directorate.casework.instants import day_of
from directorate.casework.procedure import Archetype, LetterModel, Procedure
from directorate.legal_calendar.arithmetic import franc_days_before
from directorate.legal_calendar.time_limits import Computation, days_in_words, step
from directorate.territory.department import HOME
from police_admin.procedures.evictions import dossier

ARTICLE = "Loi 89-462 du 6 juillet 1989, art. 24 III"
SUMMONS_DAYS = "eviction_summons.days_before_hearing"
COURTS = [*HOME.lease_courts.items(), ("other", "Autre juridiction")]


class SummonsForm(forms.Form):
    """What the commissaire de justice notifies, and the social report that the judge awaits."""

    occupants = LinesField(
        label="Locataires assignés", max_length=1000, help_text="Un par ligne : civilité, prénom, nom.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    exploc_reference = dossier.exploc_field()
    payment_order_reference = dossier.earlier_act("Commandement de payer déjà enregistré", "EXP")
    landlord_type = forms.ChoiceField(label="Nature du bailleur", choices=dossier.LANDLORDS)
    court = forms.ChoiceField(label="Juridiction", choices=COURTS)
    hearing_on = LegalDateField(label="Audience le")
    prefect_notified_on = dossier.PastDateField(
        label="Assignation notifiée au préfet le", required=False, help_text="À défaut, le jour de réception."
    )
    rent_arrears_eur = forms.DecimalField(
        label="Dette locative (euros)", min_value=0, max_digits=9, decimal_places=2, required=False,
        help_text="Le montant demandé, sans le détail de la dette.",
    )  # fmt: skip
    dsf_requested_on = dossier.PastDateField(label="Diagnostic social et financier demandé le", required=False)
    dsf_returned_on = dossier.PastDateField(label="Diagnostic social et financier reçu le", required=False)

    def clean_payment_order_reference(self):
        return dossier.reference_of(self.cleaned_data["payment_order_reference"], "EXP")

    def clean(self):
        data = super().clean()
        notified_on, hearing_on = data.get("prefect_notified_on"), data.get("hearing_on")
        if notified_on and hearing_on and notified_on > hearing_on:
            self.add_error("hearing_on", "L'audience ne peut précéder la notification de l'assignation au préfet.")
        asked_on, returned_on = data.get("dsf_requested_on"), data.get("dsf_returned_on")
        if returned_on and not asked_on and "dsf_requested_on" not in self.errors:
            self.add_error("dsf_requested_on", "Indiquer le jour où le diagnostic a été demandé.")
        elif returned_on and asked_on and returned_on < asked_on:
            self.add_error("dsf_returned_on", "Le diagnostic ne peut être reçu avant d'être demandé.")
        return data


def of_notification(facts: Facts) -> Iterator[Expected]:
    """The last compliant notification: 42 days counted back from the eve of the hearing, never extended (R8, E10)."""
    answers = facts.case.answers
    hearing_on = day_of(answers, "hearing_on")
    notified_on = day_of(answers, "prefect_notified_on") or facts.case.received_on
    rule = facts.rules.of("filing", SUMMONS_DAYS, notified_on)
    days = int(rule.value)
    latest = franc_days_before(hearing_on, days)
    late = notified_on > latest
    gap = days_in_words(abs((latest - notified_on).days))
    verdict = f"Notification tardive de {gap}" if late else "Notification dans le délai"
    computed = Computation(
        "R8",
        latest,
        steps=[
            step("Audience", hearing_on),
            step(f"{days_in_words(days)} comptés à rebours depuis la veille de l'audience, sans report", latest,
                 article=ARTICLE),
            step(dossier.received("Assignation notifiée au préfet", answers), notified_on),
        ],
        facts={"late": late, "early": False, "earliest": "", "latest": latest.isoformat(), "verdict": f"{verdict}."},
    )  # fmt: skip
    yield Expected(
        code="filing",
        label="Dernier jour pour notifier l'assignation",
        kind=Kind.FILING,
        due_on=latest,
        state=State.PASSED if late else State.MET,
        article=ARTICLE,
        parameter_version=rule.version,
        computation=explained(computed, rule),
    )


def of_hearing_day(facts: Facts) -> Iterator[Expected]:
    """The hearing, and the social report that must reach the judge before it."""
    hearing_on = day_of(facts.case.answers, "hearing_on")
    asked_on = day_of(facts.case.answers, "dsf_requested_on")
    returned_on = day_of(facts.case.answers, "dsf_returned_on")
    steps = [step("Audience indiquée par l'assignation", hearing_on)]
    if asked_on:
        steps.append(step("Diagnostic social et financier demandé", asked_on))
    steps.append(
        step("Diagnostic social et financier reçu", returned_on)
        if returned_on
        else step("Le diagnostic social et financier parvient au juge avant l'audience", article=ARTICLE)
    )
    if hearing_on < facts.on:
        state = State.MET
    else:
        state = State.RUNNING if facts.case.is_open else State.VOID
    yield Expected(
        code="hearing_day",
        label="Audience" if returned_on else "Audience : diagnostic social et financier attendu",
        kind=Kind.EVENT,
        due_on=hearing_on,
        state=state,
        article=ARTICLE,
        computation=explained(Computation("", hearing_on, steps=steps)),
    )


PROCEDURE = Procedure(
    code=dossier.SUMMONS,
    label="Assignation aux fins d'expulsion notifiée au préfet",
    short_label="Expulsion, assignation",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code="EXA",
    legal_basis=(ARTICLE,),
    help_text="Notifiée par le commissaire de justice six semaines au moins avant l'audience. Aucune décision n'est à"
    " prendre : le retard est signalé et le diagnostic social et financier demandé.",
    form=SummonsForm,
    title=lambda answers: f"Assignation, {answers['place']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    dates=(of_notification, of_hearing_day),
    rules={"days": SUMMONS_DAYS},
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/eviction_summons_notified/acknowledgement.html",
                    "acknowledgement"),
    ),
    panels=(dossier.LINKED_ACTS,),
    related=(dossier.PAYMENT_ORDER, dossier.NOTICE),
)  # fmt: skip
