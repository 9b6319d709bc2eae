"""The filters of the list of cases. Their state is in the address, so that a list can be mailed."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.casework.counting import AGES, DECISIONS, ENDINGS, choices, pending_deadlines
from directorate.casework.labels import labels_seen_by
from directorate.casework.models import Case, CaseDeadline, CaseFollowUp, CaseTiming, Label
from directorate.casework.policies import AUTHORITIES
from directorate.casework.procedure import Silence
from directorate.casework.sessions import waiting_for
from directorate.casework.text import matching_listed
from directorate.commissions.models import Commission
from directorate.org.models import Unit
from directorate.org.queries import in_post, posting_on, staff_of_unit
from directorate.territory.models import Commune
from directorate.web.fields import DateInput

DEADLINES: Mapping[str, tuple[str, Callable[[date], Q]]] = {
    "late": ("Dépassée", lambda on: Q(is_open=True, is_suspended=False, next_due_on__lt=on)),
    "week": ("Sous 7 jours", lambda on: Q(is_open=True, next_due_on__range=(on, on + timedelta(days=7)))),
    "month": ("Sous 30 jours", lambda on: Q(is_open=True, next_due_on__range=(on, on + timedelta(days=30)))),
    "suspended": ("Suspendue", lambda on: Q(is_open=True, is_suspended=True)),
    "none": ("Sans échéance", lambda on: Q(is_open=True, next_due_on__isnull=True)),
}
STATUSES = [("open", "En cours"), ("closed", "Clos")]
ME, NOBODY = "me", "none"


def sees_every_service(request) -> bool:
    """Those who decide, and programs, whose limits are elsewhere."""
    posting = posting_on(getattr(request, "user", None), localdate())
    return posting is None or posting.role in AUTHORITIES


def procedure_choices(request=None) -> list[tuple[str, str]]:
    """The procedures of the services whose cases may be seen."""
    everything = sees_every_service(request)
    unit = None if everything else posting_on(request.user, localdate()).unit_id
    return [
        (procedure.code, procedure.short_label)
        for procedure in registry.all_procedures()
        if everything or procedure.unit == unit
    ]


def family_choices(request=None) -> list[tuple[str, str]]:
    """The same for their families."""
    readable = {code for code, _ in procedure_choices(request)}
    return sorted(
        {(found.family_code, found.family) for found in registry.all_procedures() if found.code in readable},
        key=lambda family: family[1],
    )


def units_to_choose(request) -> QuerySet[Unit]:
    """The services that handle procedures or have cases, among those that may be seen.

    The newest case of a service is found by an index; whether one exists, by reading those of all the others.
    """
    handling = {procedure.unit for procedure in registry.all_procedures()}
    newest = Case.objects.filter(unit=OuterRef("pk")).order_by("-received_on", "-pk").values("pk")[:1]
    units = Unit.objects.alias(newest=Subquery(newest)).filter(Q(pk__in=handling) | Q(newest__isnull=False))
    return units if sees_every_service(request) else units.filter(pk=posting_on(request.user, localdate()).unit_id)


def stage_choices() -> list[tuple[str, str]]:
    return [(stage.code, stage.label) for stage in STAGES.values()]


def caseworker_choices(request) -> list[tuple[str, str]]:
    """Oneself, nobody, then the colleagues whose cases may be seen."""
    staff, on = getattr(request, "user", None), localdate()
    posting = posting_on(staff, on)
    if posting is None:
        return []
    people = in_post(on) if posting.role in AUTHORITIES else staff_of_unit(posting.unit_id, on)
    names = [(str(person.pk), f"{person.last_name} {person.first_name}") for person in people]
    return [(ME, "Moi"), (NOBODY, "Personne (à répartir)"), *names]


def labels_to_choose(request) -> QuerySet[Label]:
    return labels_seen_by(getattr(request, "user", None), localdate())


class CaseFilter(django_filters.FilterSet):
    """Without any filter the list shows the open cases; `status=` empty asks for all."""

    q = django_filters.CharFilter(label="Référence, personne ou objet", method="filter_text")
    # All of them in the description of the API; each reader then chooses among those whose cases may be seen.
    procedure = django_filters.ChoiceFilter(
        label="Procédure", field_name="procedure_code", choices=procedure_choices, empty_label="Toutes"
    )
    stage = django_filters.ChoiceFilter(
        label="Étape", choices=stage_choices, method="filter_stage", empty_label="Toutes"
    )
    unit = django_filters.ModelChoiceFilter(label="Service", queryset=units_to_choose, empty_label="Tous")
    caseworker = django_filters.ChoiceFilter(label="Agent instructeur", method="filter_caseworker", empty_label="Tous")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.order_by("sort_name"), empty_label="Toutes"
    )
    deadline = django_filters.ChoiceFilter(
        label="Échéance",
        choices=[(code, label) for code, (label, _) in DEADLINES.items()],
        method="filter_deadline",
        empty_label="Toutes",
    )
    blocker = django_filters.ChoiceFilter(
        label="Qui est attendu",
        field_name="follow_up__blocker",
        choices=CaseFollowUp.Blocker.choices,
        empty_label="Tous",
    )
    blocked_by = django_filters.CharFilter(
        label="Organisme attendu", field_name="follow_up__blocked_by", lookup_expr="icontains"
    )
    blocked_before = django_filters.DateFilter(
        label="Attendu depuis le (ou avant)", field_name="follow_up__blocked_since", lookup_expr="lte", widget=DateInput
    )
    silence = django_filters.ChoiceFilter(
        label="Effet du silence",
        choices=[(silence.value, silence.label) for silence in Silence],
        method="filter_silence",
        empty_label="Tous",
    )
    status = django_filters.ChoiceFilter(label="État", choices=STATUSES, method="filter_status", empty_label="Tous")
    family = django_filters.ChoiceFilter(
        label="Matière", choices=family_choices, method="filter_family", empty_label="Toutes"
    )
    label = django_filters.ModelChoiceFilter(
        label="Étiquette", field_name="labels", queryset=labels_to_choose, empty_label="Toutes"
    )
    commission = django_filters.ModelChoiceFilter(
        label="Attend l'avis de", queryset=Commission.objects.order_by("name"), method="filter_commission",
        empty_label="Toutes les commissions ou aucune",
    )  # fmt: skip
    received_after = django_filters.DateFilter(
        label="Reçu à partir du", field_name="received_on", lookup_expr="gte", widget=DateInput
    )
    received_before = django_filters.DateFilter(
        label="Reçu jusqu'au", field_name="received_on", lookup_expr="lte", widget=DateInput
    )
    age = django_filters.ChoiceFilter(
        label="Ancienneté",
        choices=choices(AGES, lambda age: age.label),
        method="filter_age",
        empty_label="Toutes",
    )
    decided = django_filters.ChoiceFilter(
        label="Décision",
        choices=choices(DECISIONS, lambda decision: decision[0]),
        method="filter_decided",
        empty_label="Toutes",
    )
    decided_after = django_filters.DateFilter(
        label="Décidé à partir du", field_name="timing__decided_on", lookup_expr="gte", widget=DateInput
    )
    decided_before = django_filters.DateFilter(
        label="Décidé jusqu'au", field_name="timing__decided_on", lookup_expr="lte", widget=DateInput
    )
    # The three together say one deadline: they are applied at once.
    ending = django_filters.ChoiceFilter(
        label="Ce qui arrive à terme",
        choices=choices(ENDINGS, lambda ending: ending.label),
        method="filter_with_others",
        empty_label="Tout",
    )
    ending_after = django_filters.DateFilter(label="Terme à partir du", method="filter_with_others", widget=DateInput)
    ending_before = django_filters.DateFilter(label="Terme jusqu'au", method="filter_with_others", widget=DateInput)
    event_after = django_filters.DateFilter(
        label="Événement à partir du", field_name="event_at", lookup_expr="date__gte", widget=DateInput
    )
    event_before = django_filters.DateFilter(
        label="Événement jusqu'au", field_name="event_at", lookup_expr="date__lte", widget=DateInput
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data=None, *args, **kwargs):
        if data is not None and not set(data) & set(self.base_filters):
            data = data.copy()
            data["status"] = "open"
        super().__init__(data, *args, **kwargs)
        # Read when the choices are shown or a choice is judged, not before: a count of a view needs none of them.
        # Functions, and not `partial`: the fields are copied in depth, and a request cannot be.
        self.filters["procedure"].extra["choices"] = lambda: procedure_choices(self.request)
        self.filters["family"].extra["choices"] = lambda: family_choices(self.request)
        self.filters["caseworker"].extra["choices"] = lambda: caseworker_choices(self.request)

    def filter_text(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return matching_listed(cases, value)

    def filter_family(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        codes = [procedure.code for procedure in registry.all_procedures() if procedure.family_code == value]
        return cases.filter(procedure_code__in=codes)

    def filter_caseworker(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        if value == NOBODY:
            return cases.filter(caseworker__isnull=True)
        return cases.filter(caseworker_id=self.request.user.pk if value == ME else int(value))

    def filter_stage(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        # A stage is that of open cases or of closed ones: said, for the indexes are those of one or of the other.
        return cases.filter(stage=value, is_open=STAGES[value].open)

    def filter_deadline(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        _, condition = DEADLINES[value]
        return cases.filter(condition(localdate()))

    def filter_silence(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        codes = [procedure.code for procedure in registry.all_procedures() if procedure.silence == value]
        return cases.filter(procedure_code__in=codes)

    def filter_commission(self, cases: QuerySet, name: str, value: Commission) -> QuerySet:
        return waiting_for(cases, value.pk)

    def filter_status(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(is_open=value == "open")

    def filter_age(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(AGES[value].condition(localdate()))

    def filter_decided(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        _, condition = DECISIONS[value]
        return cases.filter(Exists(CaseTiming.objects.filter(condition, case=OuterRef("pk"))))

    def filter_with_others(self, cases: QuerySet, name: str, value) -> QuerySet:
        return cases

    def filter_queryset(self, cases: QuerySet) -> QuerySet:
        cases = super().filter_queryset(cases)
        names = ("ending", "ending_after", "ending_before")
        code, first, last = (self.form.cleaned_data.get(name) for name in names)
        if not (code or first or last):
            return cases
        pending = CaseDeadline.objects.filter(pending_deadlines(code, first, last), case=OuterRef("pk"))
        return cases.filter(Exists(pending))
