"""The equipment that is lent, its bookings day by day, its loans and what becomes of it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from road_safety.equipment.catalogue import (
    Condition,
    Family,
    Operator,
    Paper,
    Power,
    Towing,
    Tracking,
    Way,
)
from road_safety.strategy.catalogue import PromoterKind


class EquipmentModel(models.Model):
    """A kind of equipment: what it takes to move it, to prepare it and to work it."""

    family = models.CharField("famille", max_length=16, choices=Family.choices)
    name = models.CharField("modèle", max_length=120, unique=True)
    tracking = models.CharField("suivi", max_length=10, choices=Tracking.choices)
    weight_kg = models.DecimalField("poids (kg)", max_digits=7, decimal_places=1, null=True, blank=True)
    volume_m3 = models.DecimalField("volume (m³)", max_digits=6, decimal_places=2, null=True, blank=True)
    power = models.CharField("alimentation", max_length=8, choices=Power.choices, default=Power.NONE)
    surface_m2 = models.PositiveSmallIntegerField("surface (m²)", null=True, blank=True)
    operator = models.CharField("formation de l'opérateur", max_length=16, choices=Operator.choices, blank=True)
    towing = models.CharField("permis pour le tracter", max_length=4, choices=Towing.choices, default=Towing.NONE)
    before_days = models.PositiveSmallIntegerField("jours de préparation avant", default=0)
    after_days = models.PositiveSmallIntegerField("jours de remise en état après", default=0)
    max_days = models.PositiveSmallIntegerField("durée maximale du prêt (jours)", null=True, blank=True)
    value = models.DecimalField("valeur (€)", max_digits=9, decimal_places=2, default=0)
    manual = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField("observation", max_length=1000, blank=True)
    is_active = models.BooleanField("prêté", default=True)

    class Meta:
        verbose_name = "modèle de matériel"
        verbose_name_plural = "modèles de matériel"
        ordering = ["family", "name"]

    def __str__(self):
        return self.name


class EquipmentItem(models.Model):
    """One unit with its inventory number, or one lot of a quantity."""

    model = models.ForeignKey(EquipmentModel, models.PROTECT, related_name="items", verbose_name="modèle")
    inventory_number = models.CharField("numéro d'inventaire", max_length=30, unique=True)
    serial = models.CharField("numéro de série", max_length=60, blank=True)
    quantity = models.PositiveIntegerField("quantité", default=1)
    bought_on = models.DateField("acheté le", null=True, blank=True)
    funding = models.CharField("financement", max_length=120, blank=True)
    condition = models.CharField("état", max_length=16, choices=Condition.choices, default=Condition.GOOD)
    location = models.CharField("emplacement", max_length=120, blank=True)
    next_check_on = models.DateField("prochaine vérification", null=True, blank=True)
    insurance_ref = models.CharField("assurance", max_length=120, blank=True)
    expires_on = models.DateField("périmé après le", null=True, blank=True)

    class Meta:
        verbose_name = "matériel"
        verbose_name_plural = "matériels"
        ordering = ["model", "inventory_number"]
        indexes = [models.Index(fields=["next_check_on"], name="equipment_to_check")]

    def __str__(self):
        return f"{self.inventory_number}, {self.model}"


class Loan(models.Model):
    """A loan from the request to its closing."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Demandé"
        REFUSED = "refused", "Refusé"
        OPTION = "option", "Option"
        CONFIRMED = "confirmed", "Confirmé"
        SIGNED = "agreement_signed", "Convention signée"
        OUT = "out", "Sorti"
        RETURNED = "returned", "Rentré"
        CHECKED = "checked", "Vérifié"
        CLOSED = "closed", "Clos"
        DISPUTED = "disputed", "En litige"
        CANCELLED = "cancelled", "Annulé"

    number = models.CharField("numéro", max_length=20, unique=True)
    state = models.CharField("état", max_length=16, choices=State.choices, default=State.REQUESTED)
    action = models.ForeignKey(
        "road_safety.Action", models.PROTECT, null=True, blank=True, related_name="loans", verbose_name="action"
    )
    # Whoever works the equipment: a mission of trained volunteers (MAT-04).
    mission = models.ForeignKey(
        "road_safety.Mission", models.SET_NULL, null=True, blank=True, related_name="loans", verbose_name="mission"
    )
    organisation = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="partenaire"
    )
    borrower = models.CharField("emprunteur", max_length=160)
    borrower_kind = models.CharField("nature", max_length=12, choices=PromoterKind.choices)
    contact = models.CharField("contact", max_length=120, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    address = models.CharField("adresse", max_length=300, blank=True)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    place = models.CharField("lieu d'utilisation", max_length=200, blank=True)
    purpose = models.CharField("usage", max_length=500, blank=True)
    expected = models.PositiveIntegerField("public attendu", null=True, blank=True)
    pickup_at = models.DateTimeField("enlèvement")
    return_at = models.DateTimeField("retour")
    option_until = models.DateField("option jusqu'au", null=True, blank=True)
    insurance = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    insured_until = models.DateField("assuré jusqu'au", null=True, blank=True)
    driver_category = models.CharField("permis du conducteur", max_length=4, choices=Towing.choices, blank=True)
    trained_agent = models.CharField("agent formé de l'emprunteur", max_length=120, blank=True)
    signed_on = models.DateField("convention signée le", null=True, blank=True)
    signatory = models.CharField("signataire de l'emprunteur", max_length=120, blank=True)
    out_at = models.DateTimeField("sorti le", null=True, blank=True)
    returned_at = models.DateTimeField("rentré le", null=True, blank=True)
    reason = models.CharField("motif", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "prêt"
        ordering = ["-pickup_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(return_at__gt=F("pickup_at")),
                name="loan_days_in_order",
                violation_error_message="Le retour suit l'enlèvement.",
            ),
            models.CheckConstraint(
                condition=~Q(state="option") | Q(option_until__isnull=False),
                name="loan_option_until_a_day",
                violation_error_message="Une option a son terme.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "cancelled")) | ~Q(reason=""),
                name="loan_over_with_its_reason",
                violation_error_message="Un refus ou une annulation se motive.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("out", "returned", "checked", "closed", "disputed"))
                | Q(out_at__isnull=False, signed_on__isnull=False, insurance__isnull=False),
                name="loan_out_insured_and_signed",
                violation_error_message="MAT-03 : un matériel sort avec sa convention et une assurance.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "return_at"], name="loan_by_state"),
            models.Index(fields=["pickup_at"], name="loan_by_day"),
            models.Index(fields=["state", "option_until"], name="loan_option"),
        ]

    def __str__(self):
        return f"{self.number} : {self.borrower}"


class LoanLine(models.Model):
    """How many of a model are asked for."""

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="lines", verbose_name="prêt")
    model = models.ForeignKey(EquipmentModel, models.PROTECT, related_name="+", verbose_name="modèle")
    quantity = models.PositiveSmallIntegerField("quantité", default=1)

    class Meta:
        verbose_name = "ligne de prêt"
        verbose_name_plural = "lignes de prêt"
        ordering = ["loan", "id"]
        constraints = [
            models.UniqueConstraint(fields=["loan", "model"], name="loan_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="loan_line_quantity"),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.model}"


class Allocation(models.Model):
    """What is held for a loan: a unit, a number of a lot, or some of a consumable. The base refuses a double booking.

    Serialised units are kept apart by the exclusion constraint, the others by the trigger of migration 0005.
    """

    line = models.ForeignKey(LoanLine, models.CASCADE, related_name="allocations", verbose_name="ligne")
    loan = models.ForeignKey(Loan, models.CASCADE, related_name="allocations", verbose_name="prêt")
    model = models.ForeignKey(EquipmentModel, models.PROTECT, related_name="allocations", verbose_name="modèle")
    tracking = models.CharField("suivi", max_length=10, choices=Tracking.choices)
    # None for a lot, which is held in number over all the lots of its model.
    item = models.ForeignKey(
        EquipmentItem, models.PROTECT, null=True, blank=True, related_name="allocations", verbose_name="matériel"
    )
    quantity = models.PositiveSmallIntegerField("quantité", default=1)
    # MAT-01: with the days of preparation before and after; the last day is excluded, as ranges are.
    days = DateRangeField("jours")
    holds = models.BooleanField("retient", default=True)
    # MAT-05: since when what happened to the equipment puts this booking in doubt.
    doubt_since = models.DateTimeField("compromis depuis", null=True, blank=True)

    class Meta:
        verbose_name = "affectation"
        ordering = ["loan", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tracking="lot", item__isnull=True)
                | Q(tracking="serialised", item__isnull=False, quantity=1)
                | Q(tracking="consumable", item__isnull=False),
                name="allocation_of_its_kind",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="allocation_quantity"),
            models.CheckConstraint(
                condition=Q(days__isempty=False, days__lower_inf=False, days__upper_inf=False),
                name="allocation_of_some_days",
            ),
            ExclusionConstraint(
                name="equipment_never_lent_twice",
                expressions=[
                    # The item as a range of one number: equality would take an extension of the base.
                    (
                        Func("item", "item", Value("[]"), function="INT8RANGE", output_field=BigIntegerRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("days", RangeOperators.OVERLAPS),
                ],
                condition=Q(holds=True, tracking="serialised"),
                violation_error_message="Ce matériel est déjà retenu un de ces jours.",
            ),
        ]
        indexes = [models.Index(fields=["model", "holds"], name="allocation_of_model")]

    def __str__(self):
        return f"{self.loan.number} : {self.quantity} × {self.item or self.model}"


class Handover(models.Model):
    """The material changes hands: what was looked at, what was missing, who signed."""

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="handovers", verbose_name="prêt")
    way = models.CharField("sens", max_length=3, choices=Way.choices)
    at = models.DateTimeField("le")
    by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")
    signatory = models.CharField("signataire de l'emprunteur", max_length=120)
    checklist = models.JSONField("points vérifiés", default=list, blank=True)
    remarks = models.CharField("observations", max_length=1000, blank=True)

    class Meta:
        verbose_name = "remise"
        ordering = ["loan", "at", "id"]
        constraints = [models.UniqueConstraint(fields=["loan", "way"], name="handover_once_each_way")]

    def __str__(self):
        return f"{self.get_way_display()}, {self.loan.number}"


class HandoverLine(models.Model):
    """The condition in which one allocation left or came back, and how many of it are missing."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="lines", verbose_name="remise")
    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="handed", verbose_name="affectation")
    condition = models.CharField("état", max_length=16, choices=Condition.choices)
    missing = models.PositiveSmallIntegerField("manquants", default=0)
    damage = models.CharField("dommage", max_length=500, blank=True)

    class Meta:
        verbose_name = "ligne de remise"
        verbose_name_plural = "lignes de remise"
        ordering = ["handover", "id"]
        constraints = [models.UniqueConstraint(fields=["handover", "allocation"], name="handover_line_once")]

    def __str__(self):
        return f"{self.allocation} : {self.get_condition_display()}"


class HandoverPhoto(models.Model):
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="photos", verbose_name="remise")
    file = models.ForeignKey("directorate.StoredFile", models.PROTECT, related_name="+", verbose_name="photographie")
    caption = models.CharField("légende", max_length=120, blank=True)

    class Meta:
        verbose_name = "photographie"
        ordering = ["handover", "id"]

    def __str__(self):
        return self.caption or self.file.name


class Maintenance(models.Model):
    """Days during which a unit, or some of a lot, cannot be lent."""

    item = models.ForeignKey(EquipmentItem, models.CASCADE, related_name="maintenances", verbose_name="matériel")
    quantity = models.PositiveIntegerField("quantité", default=1)
    first_on = models.DateField("du")
    last_on = models.DateField("au", null=True, blank=True)
    reason = models.CharField("motif", max_length=300)
    provider = models.CharField("prestataire", max_length=160, blank=True)
    cost = models.DecimalField("coût (€)", max_digits=9, decimal_places=2, null=True, blank=True)
    loan = models.ForeignKey(
        Loan, models.SET_NULL, null=True, blank=True, related_name="repairs", verbose_name="après le prêt"
    )

    class Meta:
        verbose_name = "entretien"
        ordering = ["-first_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="maintenance_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="maintenance_quantity"),
        ]

    def __str__(self):
        return f"{self.item} : {self.reason}"


class LoanPaper(models.Model):
    """A letter written about a loan."""

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="papers", verbose_name="prêt")
    kind = models.CharField("document", max_length=10, choices=Paper.choices)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, related_name="+", verbose_name="courrier")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "document d'un prêt"
        verbose_name_plural = "documents d'un prêt"
        ordering = ["loan", "at", "id"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.loan.number}"


class LoanStep(models.Model):
    """Each change of a loan, never rewritten."""

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="steps", verbose_name="prêt")
    state = models.CharField("état", max_length=16, choices=Loan.State.choices)
    words = models.CharField("ce qui s'est passé", max_length=300)
    comment = models.CharField("observation", max_length=1000, blank=True)
    at = models.DateTimeField("le")
    by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "étape d'un prêt"
        verbose_name_plural = "étapes d'un prêt"
        ordering = ["loan", "at", "id"]

    def __str__(self):
        return self.words


class Shortage(models.Model):
    """A booking that the stock did not allow: what is missing most, and when."""

    model = models.ForeignKey(EquipmentModel, models.CASCADE, related_name="shortages", verbose_name="modèle")
    loan = models.ForeignKey(Loan, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="prêt")
    quantity = models.PositiveSmallIntegerField("quantité demandée")
    day = models.DateField("jour sans stock")
    at = models.DateTimeField("refusé le")

    class Meta:
        verbose_name = "conflit refusé"
        verbose_name_plural = "conflits refusés"
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.model}, {self.day}"


class EquipmentWish(models.Model):
    """What whoever asks for an action would like to borrow, before the bureau answers."""

    action = models.ForeignKey("road_safety.Action", models.CASCADE, related_name="wishes", verbose_name="action")
    family = models.CharField("famille", max_length=16, choices=Family.choices)
    quantity = models.PositiveSmallIntegerField("quantité", default=1)
    # None: with the action, wherever it is moved to.
    pickup_on = models.DateField("enlèvement souhaité", null=True, blank=True)
    return_on = models.DateField("retour souhaité", null=True, blank=True)

    class Meta:
        verbose_name = "souhait de matériel"
        verbose_name_plural = "souhaits de matériel"
        ordering = ["action", "id"]
        constraints = [
            models.UniqueConstraint(fields=["action", "family"], name="equipment_wish_once"),
            models.CheckConstraint(condition=Q(return_on__gte=F("pickup_on")), name="equipment_wish_days"),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.get_family_display()}"
