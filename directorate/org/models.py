"""People and powers: units, dated postings, absences, dated signature delegations."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from directorate.parameters.models import DateRange


class Unit(models.Model):
    """An organisational unit: the prefecture, the direction, its four services."""

    code = models.SlugField("code", primary_key=True, max_length=40)
    name = models.CharField("nom", max_length=160)
    short_name = models.CharField("nom court", max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    rank = models.PositiveSmallIntegerField("ordre", default=0)
    headcount = models.PositiveSmallIntegerField("effectif théorique", default=0)
    address = models.TextField("adresse postale", blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)

    class Meta:
        verbose_name = "unité"
        ordering = ["rank", "name"]

    def __str__(self):
        return self.name


class StaffMember(AbstractUser):
    """A person of the prefecture who signs in: caseworker, head of bureau, director, prefect."""

    class Civility(models.TextChoices):
        MADAM = "mme", "Madame"
        SIR = "m", "Monsieur"

    civility = models.CharField("civilité", max_length=4, choices=Civility.choices)
    title = models.CharField("qualité", max_length=160, help_text="Telle qu'elle figure au bas d'un acte.")
    phone = models.CharField("téléphone", max_length=30, blank=True)
    must_change_password = models.BooleanField("mot de passe à changer", default=False)

    class Meta:
        verbose_name = "agent"
        ordering = ["last_name", "first_name"]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip() or self.username


class Posting(models.Model):
    """Somebody holds a role in a unit from a day (included) to a day (excluded)."""

    class Role(models.TextChoices):
        PREFECT = "prefect", "Préfet"
        CHIEF_OF_STAFF = "chief_of_staff", "Directeur de cabinet"
        DIRECTOR = "director", "Directeur"
        HEAD = "head", "Chef de bureau"
        DEPUTY = "deputy", "Adjoint au chef de bureau"
        CASEWORKER = "caseworker", "Agent instructeur"
        ADMINISTRATOR = "administrator", "Administrateur de l'application"

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="postings", verbose_name="agent")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings", verbose_name="unité")
    role = models.CharField("fonction", max_length=20, choices=Role.choices)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin (exclue)", null=True, blank=True)

    class Meta:
        verbose_name = "affectation"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(ends_on__isnull=True),
                name="posting_one_open_per_person",
                violation_error_message="Cet agent a déjà une affectation en cours.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="posting_period_in_order",
                violation_error_message="La fin de l'affectation doit suivre son début.",
            ),
        ]

    def __str__(self):
        return f"{self.staff}, {self.get_role_display()}, {self.unit}"


class Absence(models.Model):
    """Days on which somebody is away (both included) and who stands in."""

    class Reason(models.TextChoices):
        LEAVE = "leave", "Congés"
        TRAINING = "training", "Formation"
        SICKNESS = "sickness", "Absence"
        MISSION = "mission", "Mission"

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="absences", verbose_name="agent")
    substitute = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="substitutions", verbose_name="suppléant"
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    reason = models.CharField("motif", max_length=10, choices=Reason.choices, default=Reason.LEAVE)
    handover_note = models.TextField("note de passage de relais", blank=True)
    recorded_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "absence"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="absence_period_in_order",
                violation_error_message="Le dernier jour d'absence doit suivre le premier.",
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("staff")),
                name="absence_other_substitute",
                violation_error_message="On ne se supplée pas soi-même.",
            ),
        ]

    def __str__(self):
        return f"{self.staff} du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"

    def can_be_cancelled_on(self, day) -> bool:
        """A past absence stays as it was: acts may have been signed while it lasted."""
        return self.cancelled_at is None and self.ends_on >= day


class SignatureDelegation(models.Model):
    """An arrêté by which an authority lets somebody sign in its name (décret 2004-374, art. 43 and following).

    `procedures` and `act_kinds` hold codes; the single value "*" means all of them.
    """

    delegator = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="delegations_given", verbose_name="délégant"
    )
    delegate = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="delegations_held", verbose_name="délégataire"
    )
    order_number = models.CharField("numéro de l'arrêté", max_length=20)
    signed_on = models.DateField("signé le")
    published_on = models.DateField("publié au RAA le", null=True, blank=True)
    register_reference = models.CharField("référence au RAA", max_length=120, blank=True)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin (exclue)", null=True, blank=True)
    procedures = ArrayField(models.CharField(max_length=80), verbose_name="procédures")
    act_kinds = ArrayField(models.CharField(max_length=40), verbose_name="natures d'acte")
    in_absence_only = models.BooleanField(
        "en cas d'absence ou d'empêchement seulement",
        default=False,
        help_text="La délégation ne joue que si le délégataire principal, nommé ci-dessous, est absent.",
    )
    stands_in_for = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="délégataire principal"
    )
    may_be_subdelegated = models.BooleanField(
        "subdélégation autorisée",
        default=False,
        help_text="L'arrêté permet au délégataire de subdéléguer sa signature.",
    )
    suspended_from = models.DateField("suspendue à compter du", null=True, blank=True)
    suspension_reason = models.CharField("motif de suspension", max_length=200, blank=True)
    revoked_on = models.DateField("abrogée le", null=True, blank=True)

    class Meta:
        verbose_name = "délégation de signature"
        verbose_name_plural = "délégations de signature"
        ordering = ["-starts_on", "delegate__last_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="delegation_period_in_order",
                violation_error_message="La fin de la délégation doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(published_on__gte=F("signed_on")),
                name="delegation_published_after_signed",
                violation_error_message="La publication ne peut précéder la signature de l'arrêté.",
            ),
            models.CheckConstraint(
                condition=~Q(delegate=F("delegator")),
                name="delegation_to_somebody_else",
                violation_error_message="Le délégataire ne peut être le délégant.",
            ),
            models.CheckConstraint(
                condition=Q(in_absence_only=False) | Q(stands_in_for__isnull=False),
                name="delegation_names_the_absent",
                violation_error_message="Nommer le délégataire principal dont l'absence ouvre la délégation.",
            ),
        ]

    def __str__(self):
        return f"Arrêté n° {self.order_number} : {self.delegate}"


__all__ = ["Absence", "DateRange", "Posting", "SignatureDelegation", "StaffMember", "Unit"]
