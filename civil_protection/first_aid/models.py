"""First aid: associations and their approvals, rescue posts, juries, candidates and certificates."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civil_protection.first_aid.levels import LABELS
from civil_protection.first_aid.ratio import SHORT
from civil_protection.first_aid.units import UNITS

LEVEL_CHOICES = list(LABELS.items())
UNIT_CHOICES = [(unit.code, unit.label) for unit in UNITS.values()]
LETTER = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class Mission(models.TextChoices):
    """What an association may be approved for (CSI, art. R725-1)."""

    A = "A", "A, opérations de secours"
    B = "B", "B, soutien aux populations sinistrées"
    C = "C", "C, encadrement des bénévoles"
    D = "D", "D, dispositifs prévisionnels de secours"


class RescueAssociation(models.Model):
    """An association of civil security, or a body that trains to first aid."""

    name = models.CharField("nom", max_length=160, unique=True)
    acronym = models.CharField("sigle", max_length=20, blank=True)
    affiliation = models.CharField("fédération ou union", max_length=160, blank=True)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune du siège"
    )
    address = models.CharField("adresse", max_length=300, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    trains = models.BooleanField("forme aux premiers secours", default=False)
    trained_until = models.DateField("habilitée à former jusqu'au", null=True, blank=True)
    is_active = models.BooleanField("en activité", default=True)
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "association de secourisme"
        verbose_name_plural = "associations de secourisme"
        ordering = ["name"]

    def __str__(self):
        return self.acronym or self.name


class Approval(models.Model):
    """An approval of civil security: asked for, given for three years at most, suspended, withdrawn."""

    class State(models.TextChoices):
        ASKED = "asked", "Demandé"
        APPROVED = "approved", "Agréé"
        SUSPENDED = "suspended", "Suspendu"
        WITHDRAWN = "withdrawn", "Retiré"
        REFUSED = "refused", "Refusé"

    class Field(models.TextChoices):
        NATIONAL = "national", "National"
        INTERDEPARTMENTAL = "several", "Interdépartemental"
        DEPARTMENTAL = "department", "Départemental"

    class Authority(models.TextChoices):
        MINISTER = "minister", "Ministre de l'intérieur"
        POLICE_PREFECT = "police", "Préfet de police"
        PREFECT = "prefect", "Préfet de département"

    association = models.ForeignKey(
        RescueAssociation, models.PROTECT, related_name="approvals", verbose_name="association"
    )
    missions = ArrayField(models.CharField(max_length=1, choices=Mission.choices), verbose_name="missions")
    field = models.CharField("champ", max_length=12, choices=Field.choices)
    departments = ArrayField(models.CharField(max_length=3), default=list, verbose_name="départements", blank=True)
    authority = models.CharField("autorité", max_length=10, choices=Authority.choices)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.ASKED)
    asked_on = models.DateField("demandé le")
    # First and last valid days.
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)
    number = models.CharField("arrêté n°", max_length=40, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    strength = models.PositiveIntegerField("effectif", default=0)
    vehicles = models.PositiveIntegerField("véhicules", default=0)
    suspended_from = models.DateField("suspendu du", null=True, blank=True)
    suspended_until = models.DateField("suspendu jusqu'au", null=True, blank=True)
    suspended_why = models.CharField("motif de la suspension", max_length=1000, blank=True)
    # Before a withdrawal, the association is heard.
    heard_from = models.DateField("observations demandées le", null=True, blank=True)
    heard_until = models.DateField("observations jusqu'au", null=True, blank=True)
    heard_why = models.CharField("griefs", max_length=2000, blank=True)
    observations = models.CharField("observations", max_length=2000, blank=True)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    closed_why = models.CharField("motif du retrait ou du refus", max_length=1000, blank=True)
    renews = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="renewals")
    order = models.ForeignKey("directorate.Letter", verbose_name="arrêté", **LETTER)
    hearing = models.ForeignKey("directorate.Letter", verbose_name="lettre contradictoire", **LETTER)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "agrément de sécurité civile"
        verbose_name_plural = "agréments de sécurité civile"
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("asked", "refused"))
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gte=F("starts_on")),
                name="approval_has_its_days",
                violation_error_message="Un agrément donné a un premier et un dernier jour.",
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended") | Q(suspended_from__isnull=False, suspended_until__isnull=False),
                name="approval_suspended_for_a_time",
                violation_error_message="Une suspension a un premier et un dernier jour.",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_on__isnull=False, heard_from__isnull=False),
                name="approval_withdrawn_after_hearing",
                violation_error_message="Un retrait suit une procédure contradictoire.",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_on"], name="approval_by_end")]

    def __str__(self):
        return f"Agrément {', '.join(self.missions)} de {self.association}"


class ApprovalReport(models.Model):
    """The yearly report of activity of an approved association."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="reports", verbose_name="agrément")
    year = models.PositiveSmallIntegerField("année")
    received_on = models.DateField("reçu le")
    note = models.CharField("observation", max_length=500, blank=True)

    class Meta:
        verbose_name = "rapport annuel d'activité"
        verbose_name_plural = "rapports annuels d'activité"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["approval", "year"],
                name="approval_report_once",
                violation_error_message="Le rapport de cette année est déjà reçu.",
            )
        ]

    def __str__(self):
        return f"Rapport d'activité {self.year}"


class Control(models.Model):
    """A control of an association or of a training body, announced or not."""

    association = models.ForeignKey(
        RescueAssociation, models.PROTECT, related_name="controls", verbose_name="association"
    )
    done_on = models.DateField("effectué le")
    announced = models.BooleanField("annoncé", default=True)
    of_training = models.BooleanField("contrôle d'une formation", default=False)
    findings = models.CharField("constats", max_length=2000)
    compliant = models.BooleanField("conforme", default=True)
    follow_up = models.CharField("suites", max_length=1000, blank=True)
    due_on = models.DateField("mise en conformité avant le", null=True, blank=True)
    closed_on = models.DateField("clos le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "contrôle"
        verbose_name_plural = "contrôles"
        ordering = ["-done_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(compliant=True) | ~Q(follow_up=""),
                name="control_not_compliant_is_followed",
                violation_error_message="Un contrôle non conforme a des suites.",
            )
        ]

    def __str__(self):
        return f"Contrôle de {self.association} du {self.done_on:%d/%m/%Y}"


class RescuePost(models.Model):
    """The rescue arrangement of a gathering (DPS): what the ratio requires, what is engaged, who validated it."""

    class State(models.TextChoices):
        DRAFT = "draft", "À valider"
        VALIDATED = "validated", "Validé"
        CANCELLED = "cancelled", "Annulé"

    number = models.CharField("numéro", max_length=20, unique=True)
    gathering = models.ForeignKey(
        "civil_protection.Gathering", models.PROTECT, related_name="rescue_posts", verbose_name="manifestation"
    )
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.DRAFT)
    present = models.PositiveIntegerField("public présent au même moment (P1)")
    p2 = models.CharField("comportement du public (P2)", max_length=8, choices=LEVEL_CHOICES)
    e1 = models.CharField("environnement et accès (E1)", max_length=8, choices=LEVEL_CHOICES)
    e2 = models.CharField("délai des secours publics (E2)", max_length=8, choices=LEVEL_CHOICES)
    imposed = models.BooleanField("imposé par l'autorité ou la fédération", default=False)
    # What the computation gave that day, with its steps: a parameter that changes later alters nothing here.
    index = models.DecimalField("indice", max_digits=4, decimal_places=2)
    ratio = models.DecimalField("RIS", max_digits=14, decimal_places=6)
    kind = models.CharField("type", max_length=4, choices=list(SHORT.items()))
    required = models.PositiveIntegerField("intervenants requis")
    structure = models.CharField("structure", max_length=300, blank=True)
    steps = models.JSONField("calcul", default=list)
    actors = models.BooleanField("les acteurs sont aussi couverts", default=False)
    actors_rule = models.CharField("règle appliquée aux acteurs", max_length=300, blank=True)
    actors_rescuers = models.PositiveIntegerField("intervenants pour les acteurs", default=0)
    engaged = models.PositiveIntegerField("intervenants engagés", default=0)
    shift_hours = models.DecimalField("durée d'un service (heures)", max_digits=4, decimal_places=1, default=0)
    association = models.ForeignKey(
        RescueAssociation, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="association"
    )
    agreement_on = models.DateField("convention signée le", null=True, blank=True)
    grid_on = models.DateField("grille signée le", null=True, blank=True)
    has_doctor = models.BooleanField("médecin sur place", default=False)
    vehicles = models.CharField("moyens et vecteurs", max_length=300, blank=True)
    # The approval under which it was validated (invariant 3).
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, blank=True, related_name="posts")
    validated_at = models.DateTimeField("validé le", null=True, blank=True)
    validated_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")
    cancelled_why = models.CharField("motif de l'annulation", max_length=500, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "dispositif prévisionnel de secours"
        verbose_name_plural = "dispositifs prévisionnels de secours"
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering"],
                condition=~Q(state="cancelled"),
                name="rescue_post_once_for_a_gathering",
                violation_error_message="Cette manifestation a déjà son dispositif de secours.",
            ),
            models.CheckConstraint(
                condition=~Q(state="validated")
                | Q(
                    approval__isnull=False,
                    association__isnull=False,
                    agreement_on__isnull=False,
                    grid_on__isnull=False,
                    validated_at__isnull=False,
                    engaged__gte=F("required") + F("actors_rescuers"),
                ),
                name="rescue_post_validated_with_its_proofs",
                violation_error_message="Un dispositif validé a son agrément, sa convention, sa grille, son effectif.",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def gap(self) -> int:
        """Engaged beyond what is required; negative when some are missing."""
        return self.engaged - self.required - self.actors_rescuers


class ExamSession(models.Model):
    """A session of an examination: its jury, its candidates, its minutes, its certificates."""

    class State(models.TextChoices):
        ASKED = "asked", "Demandée"
        APPOINTED = "appointed", "Jury désigné"
        HELD = "held", "Tenue"
        SIGNED = "signed", "Procès-verbal signé"
        ISSUED = "issued", "Diplômes édités"
        HANDED = "handed", "Diplômes remis"
        CANCELLED = "cancelled", "Annulée"

    number = models.CharField("numéro", max_length=20, unique=True)
    unit = models.CharField("examen", max_length=8, choices=UNIT_CHOICES)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.ASKED)
    association = models.ForeignKey(
        RescueAssociation, models.PROTECT, related_name="sessions", verbose_name="organisme de formation"
    )
    place = models.CharField("lieu", max_length=200)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    trained_until = models.DateField("fin de la formation")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    authorised = models.BooleanField("habilitation de l'organisme vérifiée", default=False)
    order_number = models.CharField("arrêté de jury n°", max_length=20, blank=True)
    appointed_on = models.DateField("jury désigné le", null=True, blank=True)
    deliberated_on = models.DateField("délibération du", null=True, blank=True)
    note = models.CharField("observations du jury", max_length=2000, blank=True)
    issued_at = models.DateTimeField("diplômes édités le", null=True, blank=True)
    handed_on = models.DateField("diplômes remis le", null=True, blank=True)
    cancelled_why = models.CharField("motif de l'annulation", max_length=500, blank=True)
    order = models.ForeignKey("directorate.Letter", verbose_name="arrêté de jury", **LETTER)
    minutes = models.ForeignKey("directorate.Letter", verbose_name="procès-verbal", **LETTER)
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "session d'examen"
        verbose_name_plural = "sessions d'examen"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="exam_session_in_order",
                violation_error_message="La fin suit le début.",
            )
        ]

    def __str__(self):
        return f"Session {self.number}"


class JuryMember(models.Model):
    """A member of a jury, the body that he comes from and what qualifies him."""

    session = models.ForeignKey(ExamSession, models.CASCADE, related_name="members", verbose_name="session")
    name = models.CharField("nom", max_length=120)
    body = models.CharField("organisme", max_length=160)
    qualification = models.CharField("qualification", max_length=8, choices=UNIT_CHOICES)
    last_training_on = models.DateField("dernière formation continue le")
    is_president = models.BooleanField("préside le jury", default=False)
    framed_training = models.BooleanField("a encadré la formation", default=False)

    class Meta:
        verbose_name = "membre de jury"
        verbose_name_plural = "membres de jury"
        ordering = ["-is_president", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "name"],
                name="jury_member_once",
                violation_error_message="Cette personne siège déjà dans ce jury.",
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(is_president=True),
                name="jury_has_one_president",
                violation_error_message="Ce jury a déjà un président.",
            ),
            models.CheckConstraint(
                condition=Q(is_president=False) | Q(framed_training=False),
                name="jury_president_did_not_train",
                violation_error_message="Le président n'a pas encadré la formation.",
            ),
        ]

    def __str__(self):
        return self.name


class Candidate(models.Model):
    """Somebody who sits an examination. Personal data: read by the service only."""

    class Result(models.TextChoices):
        PASSED = "passed", "Admis"
        ADJOURNED = "adjourned", "Ajourné"
        ABSENT = "absent", "Absent"

    session = models.ForeignKey(ExamSession, models.CASCADE, related_name="candidates", verbose_name="session")
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    born_on = models.DateField("né(e) le", null=True, blank=True)
    born_at = models.CharField("à", max_length=120, blank=True)
    emancipated = models.BooleanField("émancipé(e)", default=False)
    is_complete = models.BooleanField("dossier complet", default=False)
    result = models.CharField("résultat", max_length=10, choices=Result.choices, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "candidat"
        verbose_name_plural = "candidats"
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "last_name", "first_name", "born_on"],
                name="candidate_once_in_a_session",
                violation_error_message="Cette personne est déjà inscrite à la session.",
            ),
            models.CheckConstraint(
                condition=~Q(result="adjourned") | ~Q(reason=""),
                name="candidate_adjourned_for_a_reason",
                violation_error_message="Un ajournement est motivé.",
            ),
        ]

    def __str__(self):
        return f"{self.last_name.upper()} {self.first_name}"


class Certificate(models.Model):
    """A certificate of the register: without gap for each type and year, or taken over from an older register."""

    number = models.CharField("numéro", max_length=40, unique=True)
    unit = models.CharField("type", max_length=8, choices=UNIT_CHOICES)
    year = models.PositiveSmallIntegerField("année")
    # Its place in our register; none for a certificate taken over from an older one.
    rank = models.PositiveIntegerField("rang", null=True, blank=True)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    born_on = models.DateField("né(e) le", null=True, blank=True)
    born_at = models.CharField("à", max_length=120, blank=True)
    issued_on = models.DateField("délivré le")
    # Of the day of the examination; a check moves it.
    valid_until = models.DateField("valable jusqu'au", null=True, blank=True)
    candidate = models.OneToOneField(Candidate, models.PROTECT, null=True, blank=True, related_name="certificate")
    session = models.ForeignKey(ExamSession, models.PROTECT, null=True, blank=True, related_name="certificates")
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "certificat de secourisme"
        verbose_name_plural = "certificats de secourisme"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "rank"],
                name="certificate_rank_once",
                violation_error_message="Ce rang du registre est déjà pris.",
            )
        ]
        indexes = [models.Index(fields=["unit", "valid_until"], name="certificate_by_validity")]

    def __str__(self):
        return f"{self.unit} n° {self.number}"

    @property
    def holder(self) -> str:
        return f"{self.last_name.upper()} {self.first_name}"


class CertificateEvent(models.Model):
    """What happens to a certificate afterwards: a duplicate, a check that extends it, a yearly training."""

    class Kind(models.TextChoices):
        DUPLICATE = "duplicate", "Duplicata"
        REFRESHER = "refresher", "Recyclage"
        TRAINING = "training", "Formation continue"

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="events", verbose_name="certificat")
    kind = models.CharField("fait", max_length=10, choices=Kind.choices)
    happened_on = models.DateField("le")
    # The day until which the certificate was valid before.
    valid_before = models.DateField("valable auparavant jusqu'au", null=True, blank=True)
    note = models.CharField("observation", max_length=500, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "fait d'un certificat"
        verbose_name_plural = "faits des certificats"
        ordering = ["-happened_on", "-id"]

    def __str__(self):
        return self.get_kind_display()
