"""Notice to quit notified to the prefect (CPCE, art. L411-1, L412-1, L412-5 and R412-2): the period is dated."""

from collections.abc import Iterator

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.instants import day_of
from directorate.casework.procedure import Archetype, LetterModel, Procedure
from directorate.legal_calendar.time_limits import Computation, months_in_words, step
from police_admin.procedures.evictions import dossier


class NoticeToQuitForm(dossier.NoticeForm):
    """What the commissaire de justice notifies."""

    summons_reference = dossier.earlier_act("Assignation déjà enregistrée", "EXA")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["prefect_notified_on"].help_text = "À défaut, le jour de réception."

    def clean_summons_reference(self):
        return dossier.reference_of(self.cleaned_data["summons_reference"], "EXA")


def period_of_notice(facts: Facts) -> tuple[dossier.Period, list, list]:
    """The period of a registered notice, the lines that explain it, and the parameters that it used."""
    case = facts.case
    notified_on = day_of(case.answers, "prefect_notified_on") or case.received_on
    served_on = day_of(case.answers, "served_on")
    rule = facts.rules.of("notice_period", dossier.NOTICE_MONTHS, max(served_on, notified_on))
    period = dossier.period_of(case.answers, notified_on=notified_on, months=int(rule.value))
    steps = [
        step("Commandement signifié à l'occupant", served_on),
        step(dossier.received("Commandement notifié au préfet", case.answers), notified_on,
             article="CPCE, art. L412-5"),
    ]  # fmt: skip
    if period.ends_on is None:
        steps.append(step("Aucun délai n'est dû à l'occupant", article="CPCE, art. L412-1"))
        return period, steps, []
    if case.answers["judge_delay"] in dossier.FIXED_BY_THE_JUDGE:
        steps.append(step("Fin du délai fixé par le juge", period.ends_on))
        return period, steps, []
    months = months_in_words(int(rule.value))
    steps.append(
        step(f"{months} à compter de la plus tardive des deux dates, même quantième, sans report", period.ends_on,
             article="CPCE, art. L412-1")
    )  # fmt: skip
    return period, steps, [rule]


def of_period(facts: Facts) -> Iterator[Expected]:
    """The last day of the period; the next one, a request for public force is no longer premature (E9)."""
    period, steps, rules = period_of_notice(facts)
    if period.ends_on is None:
        return
    steps.append(step("Première réquisition de la force publique qui ne soit pas prématurée", period.earliest_on,
                      article=dossier.PREMATURE_ARTICLE))  # fmt: skip
    if period.ends_on < facts.on:
        state = State.MET
    else:
        state = State.RUNNING if facts.case.is_open else State.VOID
    yield Expected(
        code="notice_period",
        label="Fin du délai laissé à l'occupant",
        kind=Kind.INTERNAL,
        due_on=period.ends_on,
        state=state,
        article=dossier.NOTICE_ARTICLE,
        parameter_version=" ".join(rule.version for rule in rules),
        computation=explained(Computation("R1" if rules else "", period.ends_on, steps=steps), *rules),
    )


def of_grace(facts: Facts) -> Iterator[Expected]:
    grace_until = day_of(facts.case.answers, "grace_until")
    if grace_until is None:
        return
    if grace_until < facts.on:
        state = State.MET
    else:
        state = State.RUNNING if facts.case.is_open else State.VOID
    yield Expected(
        code="grace",
        label="Fin des délais de grâce",
        kind=Kind.INTERNAL,
        due_on=grace_until,
        state=state,
        article=dossier.GRACE_ARTICLE,
        computation=explained(Computation("", grace_until, steps=[step("Délais accordés par le juge", grace_until)])),
    )


PROCEDURE = Procedure(
    code=dossier.NOTICE,
    label="Commandement de quitter les lieux notifié au préfet",
    short_label="Expulsion, commandement",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.UNPUBLISHED,
    reference_code="EXC",
    legal_basis=("CPCE, art. L411-1, L412-1 à L412-5 et R412-2",),
    help_text="Deux mois laissés à l'occupant d'un lieu habité, sauf décision du juge. Aucune décision n'est à"
    " prendre.",
    form=NoticeToQuitForm,
    title=lambda answers: f"Commandement de quitter les lieux, {answers['place']}",
    requires_place=True,
    sensitivity=dossier.SENSITIVITY,
    dates=(of_period, of_grace),
    rules={"months": dossier.NOTICE_MONTHS},
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/notice_to_quit_notified/acknowledgement.html",
                    "acknowledgement"),
    ),
    panels=(dossier.LINKED_ACTS,),
    related=(dossier.SUMMONS, dossier.REQUEST),
)  # fmt: skip
