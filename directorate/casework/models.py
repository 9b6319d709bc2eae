"""One concrete table of cases for all procedures, and what hangs on a case."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Lower

from directorate.parameters.models import DateRange


class Party(models.Model):
    """The person or body on the other side: applicant, declarant, operator, holder."""

    class Kind(models.TextChoices):
        PERSON = "person", "Particulier"
        COMPANY = "company", "Entreprise"
        ASSOCIATION = "association", "Association"
        TOWN = "town", "Commune ou établissement public"
        STATE = "state", "Service de l'État"

    kind = models.CharField("nature", max_length=12, choices=Kind.choices)
    civility = models.CharField("civilité", max_length=4, blank=True)
    last_name = models.CharField("nom ou raison sociale", max_length=160)
    first_name = models.CharField("prénom", max_length=100, blank=True)
    representative = models.CharField("représentant", max_length=160, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("numéro RNA", max_length=10, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    address = models.TextField("adresse postale", max_length=400)

    class Meta:
        verbose_name = "demandeur"

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()


class Case(models.Model):
    """A case from receipt to its end. `stage` is where the work stands; dated facts are law, and separate."""

    class Channel(models.TextChoices):
        DESK = "desk", "Guichet"
        POST = "post", "Courrier"
        EMAIL = "email", "Courriel"
        ONLINE = "online", "Téléprocédure"
        API = "api", "API partenaire"
        POLICE = "police", "Rapport de police"
        OTHER_ADMIN = "other_admin", "Autre administration"
        OWN_INITIATIVE = "own_initiative", "Initiative du service"

    class Sensitivity(models.TextChoices):
        NORMAL = "normal", "Ordinaire"
        RESTRICTED = "restricted", "Restreinte au bureau"
        SECRET = "secret", "Agents désignés"

    reference = models.CharField("référence", max_length=40, unique=True)
    procedure_code = models.CharField("procédure", max_length=80)
    procedure_revision = models.PositiveSmallIntegerField("révision de la procédure")
    stage = models.CharField("étape", max_length=40)
    is_open = models.BooleanField("en cours", default=True)
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="cases", verbose_name="service")
    caseworker = models.ForeignKey(
        "directorate.StaffMember",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="agent instructeur",
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="cases", verbose_name="demandeur")
    party_name = models.CharField(max_length=250, editable=False)
    title = models.CharField("objet", max_length=250)
    place = models.ForeignKey(
        "directorate.Place", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="lieu"
    )
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="commune"
    )
    channel = models.CharField("canal", max_length=20, choices=Channel.choices)
    sensitivity = models.CharField("diffusion", max_length=12, choices=Sensitivity.choices, default="normal")
    answers = models.JSONField("réponses", default=dict)

    received_on = models.DateField("reçu le")
    complete_on = models.DateField("complet le", null=True, blank=True)
    event_at = models.DateTimeField("date de l'événement", null=True, blank=True)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    notified_at = models.DateTimeField("notifié le", null=True, blank=True)
    published_on = models.DateField("publié le", null=True, blank=True)
    executory_at = models.DateTimeField("exécutoire le", null=True, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    outcome = models.CharField("issue", max_length=40, blank=True)

    permit = models.ForeignKey(
        "directorate.Permit", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="titre"
    )
    renews = models.ForeignKey(
        "directorate.Permit", models.PROTECT, null=True, blank=True, related_name="renewal_cases"
    )
    redirected_to = models.CharField("transmis à", max_length=200, blank=True)

    next_due_on = models.DateField("prochaine échéance", null=True, blank=True)
    next_due_label = models.CharField(max_length=120, blank=True)
    is_suspended = models.BooleanField("délai suspendu", default=False)

    created_at = models.DateTimeField("enregistré le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    # Drawn when the form is shown: the same form sent twice opens one case.
    opening_key = models.UUIDField(null=True, unique=True, editable=False)
    api_client = models.ForeignKey("directorate.ApiClient", models.PROTECT, null=True, blank=True, related_name="cases")
    changed_at = models.DateTimeField("modifié le")
    changed_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "dossier"
        ordering = ["-received_on", "-id"]
        indexes = [
            # Who may see a case that names its readers is judged from the index, so that counting reads nothing else.
            models.Index(
                fields=["unit", "next_due_on", "id"],
                include=["sensitivity", "caseworker"],
                name="case_open_by_deadline",
                condition=Q(is_open=True),
            ),
            models.Index(fields=["stage", "next_due_on", "id"], name="case_open_by_stage", condition=Q(is_open=True)),
            # What says who may see a case is kept beside the key: a page of keys is read in the index alone.
            models.Index(
                fields=["stage", "-received_on", "-id"],
                include=["unit", "sensitivity", "caseworker"],
                name="case_closed_by_stage",
                condition=Q(is_open=False),
            ),
            models.Index(
                fields=["procedure_code", "next_due_on", "id"],
                include=["unit", "sensitivity", "caseworker"],
                name="case_by_procedure",
            ),
            models.Index(
                fields=["caseworker", "next_due_on", "id"], name="case_open_of_person", condition=Q(is_open=True)
            ),
            models.Index(fields=["unit", "-received_on", "-id"], name="case_history"),
            models.Index(fields=["procedure_code", "stage"], name="case_procedure_stage"),
            # Few, and asked for by every list that must not show what hangs on them.
            models.Index(fields=["unit"], name="case_secret", condition=Q(sensitivity="secret")),
            # The orders that the list offers, for those who see every service and for a list that is not of open cases.
            models.Index(fields=["next_due_on", "id"], name="case_every_open", condition=Q(is_open=True)),
            models.Index(
                fields=["next_due_on", "id"],
                include=["unit", "sensitivity", "caseworker", "procedure_code", "stage"],
                name="case_by_deadline",
            ),
            models.Index(
                fields=["unit", "next_due_on", "id"],
                include=["sensitivity", "caseworker", "procedure_code", "stage"],
                name="case_of_unit_by_deadline",
            ),
            models.Index(fields=["-received_on", "-id"], name="case_by_reception"),
            models.Index(fields=["party_name", "id"], name="case_by_party"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(complete_on__isnull=True) | Q(complete_on__gte=F("received_on")),
                name="case_complete_after_received",
                violation_error_message="La date de complétude ne peut précéder la réception.",
            ),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True) | Q(decided_at__isnull=False, notified_at__gte=F("decided_at")),
                name="case_notified_after_decided",
                violation_error_message="La notification ne peut précéder la décision.",
            ),
            models.CheckConstraint(
                condition=Q(executory_at__isnull=True) | Q(notified_at__isnull=False),
                name="case_executory_after_notified",
                violation_error_message="Une mesure n'est exécutoire qu'une fois notifiée.",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True) | Q(closed_at__isnull=False),
                name="case_closed_is_dated",
                violation_error_message="La clôture d'un dossier est datée.",
            ),
            # The reference of a former tool, kept among the answers when existing files are taken over.
            models.UniqueConstraint(
                F("procedure_code"),
                KT("answers__legacy_reference"),
                condition=Q(answers__has_key="legacy_reference"),
                name="case_legacy_reference_once",
                violation_error_message="Un dossier de cette procédure porte déjà cette référence antérieure.",
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.title}"

    @property
    def version_tag(self) -> str:
        return f'"{self.version}"'


class CaseFollowUp(models.Model):
    """What changes every day, in one narrow row per open case: inboxes, counters, alerts and the nightly sweep read it.

    Written by `casework.follow_up` alone, in the operation that changes the case; rebuilt by one statement.
    """

    class Alert(models.IntegerChoices):
        NONE = 0, "Rien à signaler"
        SOON = 1, "Échéance proche"
        SILENCE = 2, "Silence proche"
        LATE = 3, "Échéance dépassée"

    class Blocker(models.TextChoices):
        """Nearest to the outside first; nothing when only time passes."""

        APPLICANT = "applicant", "Le demandeur"
        PARTNER = "partner", "Un organisme consulté"
        COMMISSION = "commission", "Une commission"
        HEARD = "heard", "La personne concernée"
        SIGNATORY = "signatory", "Le signataire"
        REGISTER = "register", "Le recueil des actes"
        UNASSIGNED = "unassigned", "À répartir"
        CASEWORKER = "caseworker", "L'agent instructeur"

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="follow_up")
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, db_index=False, related_name="+")
    procedure_code = models.CharField(max_length=80)
    caseworker = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, null=True, db_index=False, related_name="+")
    stage = models.CharField(max_length=40)
    sensitivity = models.CharField(max_length=12)
    received_on = models.DateField()
    next_due_on = models.DateField(null=True)
    is_suspended = models.BooleanField(default=False)
    # The day on which the silence kept becomes a decision, while nobody has decided; and which one.
    silence_due_on = models.DateField(null=True)
    silence_effect = models.CharField(max_length=12, blank=True)
    answered_on = models.DateField(null=True)
    # The act that waits for a signature, and who prepared it; blank when none waits.
    act_kind = models.CharField(max_length=40, blank=True)
    drafted_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    # Who keeps it waiting, in words when it is neither the caseworker nor a person, and since when.
    blocker = models.CharField(max_length=12, choices=Blocker.choices, blank=True)
    blocked_by = models.CharField(max_length=160, blank=True)
    blocked_since = models.DateField(null=True)
    alert = models.PositiveSmallIntegerField(choices=Alert.choices, default=Alert.NONE)
    # The night when the sweep told of this level; null while it has not.
    alerted_on = models.DateField(null=True)

    class Meta:
        verbose_name = "suivi d'un dossier en cours"
        indexes = [
            models.Index(fields=["unit", "next_due_on", "case"], name="follow_up_of_unit"),
            models.Index(fields=["caseworker", "next_due_on", "case"], name="follow_up_of_person"),
            # The blocks of the inboxes: each reads its first rows in order, however many cases the bureau has.
            models.Index(fields=["unit", "stage", "next_due_on", "case"], name="follow_up_unit_stage"),
            models.Index(fields=["caseworker", "stage", "next_due_on", "case"], name="follow_up_person_stage"),
            models.Index(fields=["silence_due_on"], name="follow_up_silence"),
            # Who may sign which of them is judged from the index alone.
            models.Index(
                fields=["next_due_on", "case"],
                include=["unit", "procedure_code", "act_kind", "drafted_by", "caseworker", "sensitivity"],
                name="follow_up_signature",
                condition=~Q(act_kind=""),
            ),
            # The load of a bureau is counted in its index alone.
            models.Index(fields=["unit", "caseworker", "next_due_on"], include=["is_suspended"], name="follow_up_load"),
        ]

    def __str__(self):
        return f"suivi du dossier {self.case_id}"


class CaseTiming(models.Model):
    """How long a case took, in one narrow row per case: Pilotage counts and measures here.

    `net_days` leaves out the days when a request for documents had stopped the clock. Written with the follow-up row.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="timing")
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, db_index=False, related_name="+")
    procedure_code = models.CharField(max_length=80)
    sensitivity = models.CharField(max_length=12)
    received_on = models.DateField()
    decided_on = models.DateField(null=True)
    gross_days = models.IntegerField(null=True)
    net_days = models.IntegerField(null=True)
    is_late = models.BooleanField(default=False)
    is_tacit = models.BooleanField(default=False)

    class Meta:
        verbose_name = "durée d'un dossier"
        indexes = [
            models.Index(
                fields=["received_on"],
                include=["unit", "procedure_code", "sensitivity", "case"],
                name="timing_received",
            ),
            models.Index(
                fields=["decided_on"],
                include=[
                    "unit", "procedure_code", "sensitivity", "case", "gross_days", "net_days", "is_late", "is_tacit",
                ],
                condition=Q(decided_on__isnull=False),
                name="timing_decided",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"durée du dossier {self.case_id}"


class CaseText(models.Model):
    """The words by which a case is found, in a row that changes only when what was typed is corrected.

    Written by `casework.text` alone. `head` names the case (reference, object, person, site, commune); `body` is the
    rest: address, identifiers, answers of the form. `search` is made by the database.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="text")
    # Those of the case, so that the newest texts are walked without it.
    received_on = models.DateField()
    unit = models.ForeignKey("directorate.Unit", models.PROTECT, db_index=False, related_name="+")
    # Received in the last six months: these have a smaller index, which answers most questions.
    is_recent = models.BooleanField()
    head = models.TextField()
    body = models.TextField()
    search = models.GeneratedField(
        expression=models.Func("head", "body", function="fr_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "texte d'un dossier"
        indexes = [
            GinIndex(fields=["search"], name="case_text_search"),
            GinIndex(fields=["search"], name="case_text_lately", condition=Q(is_recent=True)),
            models.Index(fields=["-received_on", "-case"], name="case_text_recent"),
            models.Index(fields=["unit", "-received_on", "-case"], name="case_text_of_unit"),
        ]

    def __str__(self):
        return self.head


class KnownWord(models.Model):
    """A word that some case bears in its head, and the keys under which a mistyped one finds it."""

    word = models.CharField(max_length=40, primary_key=True)
    keys = models.GeneratedField(
        expression=models.Func("word", function="fr_keys"), output_field=ArrayField(models.TextField()), db_persist=True
    )

    class Meta:
        verbose_name = "mot connu"
        indexes = [GinIndex(fields=["keys"], name="known_word_keys")]

    def __str__(self):
        return self.word


class Label(models.Model):
    """A word by which a bureau gathers some of its cases."""

    class Tone(models.TextChoices):
        NEUTRAL = "neutral", "Gris"
        INFO = "info", "Bleu"
        SUCCESS = "success", "Vert"
        WARNING = "warning", "Orange"
        ERROR = "error", "Rouge"
        NEW = "new", "Jaune"

    unit = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="labels", verbose_name="service")
    name = models.CharField("nom", max_length=40)
    tone = models.CharField("couleur", max_length=8, choices=Tone.choices, default=Tone.NEUTRAL)
    is_active = models.BooleanField("en usage", default=True)
    cases = models.ManyToManyField(Case, through="CaseLabel", related_name="labels")

    class Meta:
        verbose_name = "étiquette"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "unit",
                name="label_once_a_unit",
                violation_error_message="Ce service a déjà une étiquette de ce nom.",
            )
        ]

    def __str__(self):
        return self.name


class CaseLabel(models.Model):
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    label = models.ForeignKey(Label, models.PROTECT, related_name="+")
    put_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    put_at = models.DateTimeField("posée le")

    class Meta:
        verbose_name = "étiquette d'un dossier"
        constraints = [models.UniqueConstraint(fields=["case", "label"], name="case_label_once")]

    def __str__(self):
        return f"{self.label} sur {self.case_id}"


class Series(models.Model):
    """One action on many cases: drawn up with what will be refused, then confirmed, then done by a job.

    `details` is what the form of the action received, as text by field, read again when each case is done.
    """

    list_code = models.CharField("liste", max_length=40)
    query = models.TextField("état de la liste", blank=True)
    action = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    total = models.PositiveIntegerField("dossiers")
    by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="series")
    created_at = models.DateTimeField("préparée le")
    # Empty until it is confirmed; a series that nobody confirms is forgotten the next night.
    asked_at = models.DateTimeField("demandée le", null=True, blank=True)
    job = models.OneToOneField("directorate.Job", models.PROTECT, null=True, blank=True, related_name="series")

    class Meta:
        verbose_name = "série"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, job__isnull=True) | Q(asked_at__isnull=False, job__isnull=False),
                name="series_asked_has_a_job",
            )
        ]

    def __str__(self):
        return f"{self.action} sur {self.total} dossiers"


class SeriesItem(models.Model):
    """One case of a series: the version that the summary was drawn from, and what became of it."""

    class State(models.TextChoices):
        PENDING = "pending", "À faire"
        DONE = "done", "Fait"
        REFUSED = "refused", "Refusé"
        FAILED = "failed", "En échec"

    series = models.ForeignKey(Series, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    rank = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    state = models.CharField("résultat", max_length=8, choices=State.choices, default=State.PENDING)
    sentence = models.CharField("motif", max_length=400, blank=True)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField("le", null=True, blank=True)

    class Meta:
        verbose_name = "dossier d'une série"
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["series", "case"], name="series_once_a_case")]
        indexes = [models.Index(fields=["series", "state", "rank"], name="series_item_state")]

    def __str__(self):
        return f"{self.case_id} : {self.get_state_display()}"


class CaseStaff(models.Model):
    """Somebody named on a case of restricted circulation."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="named_staff")
    staff = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "agent désigné"
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="case_staff_unique")]

    def __str__(self):
        return str(self.staff)


class Piece(models.Model):
    """A supporting document, expected or received."""

    class State(models.TextChoices):
        EXPECTED = "expected", "Attendue"
        REQUESTED = "requested", "Demandée"
        RECEIVED = "received", "Reçue"
        ACCEPTED = "accepted", "Validée"
        REFUSED = "refused", "Refusée"
        WAIVED = "waived", "Non exigée"

    case = models.ForeignKey(Case, models.CASCADE, related_name="pieces")
    code = models.CharField(max_length=60)
    label = models.CharField("pièce", max_length=200)
    is_blocking = models.BooleanField("indispensable", default=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.EXPECTED)
    received_on = models.DateField("reçue le", null=True, blank=True)
    file = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="pieces")
    remark = models.CharField("observation", max_length=250, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "pièce"
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="piece_once_a_case")]

    def __str__(self):
        return self.label


class ClockStop(models.Model):
    """A request for missing documents: from its notification until the documents arrive, or the limit (CRPA L114-5)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="clock_stops")
    started_on = models.DateField("notifiée le")
    limit_on = models.DateField("à produire avant le")
    ended_on = models.DateField("produites le", null=True, blank=True)
    reason = models.CharField("motif", max_length=250)
    reminded_on = models.DateField("relancée le", null=True, blank=True)
    missing = models.JSONField("pièces demandées", default=list)

    class Meta:
        verbose_name = "suspension du délai"
        ordering = ["started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(limit_on__gt=F("started_on")),
                name="stop_limit_after_start",
                violation_error_message="La date limite de production doit suivre la demande.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="stop_ends_after_start",
                violation_error_message="Les pièces ne peuvent arriver avant d'avoir été demandées.",
            ),
            ExclusionConstraint(
                name="stop_one_at_a_time",
                expressions=[
                    (models.Func(F("case_id"), F("case_id"), template="int8range(%(expressions)s, '[]')"), "&&"),
                    (DateRange("started_on", "ended_on"), "&&"),
                ],
                violation_error_message="Une demande de pièces est déjà ouverte à cette date.",
            ),
        ]

    def __str__(self):
        return f"du {self.started_on:%d/%m/%Y}"


class CaseDeadline(models.Model):
    """A dated consequence of a rule, recomputed by a pure function whenever a fact or a clock stop changes."""

    class Kind(models.TextChoices):
        SILENCE = "silence", "Décision née du silence"
        FILING = "filing", "Dépôt"
        PIECES = "pieces", "Pièces attendues"
        OPINION = "opinion", "Avis attendu"
        HEARING = "hearing", "Observations attendues"
        EVENT = "event", "Événement"
        APPEAL = "appeal", "Recours"
        EXECUTION = "execution", "Exécution"
        INTERNAL = "internal", "Objectif interne"

    class State(models.TextChoices):
        RUNNING = "running", "Court"
        SUSPENDED = "suspended", "Suspendue"
        MET = "met", "Tenue"
        PASSED = "passed", "Passée"
        ACTED = "acted", "Suivie d'effet"
        VOID = "void", "Sans objet"

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    code = models.CharField(max_length=60)
    label = models.CharField("échéance", max_length=160)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    due_on = models.DateField("date", null=True, blank=True)
    due_at = models.DateTimeField("instant", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    effect = models.CharField("effet du silence", max_length=12, blank=True)
    article = models.CharField("article", max_length=160)
    parameter_version = models.CharField("version du paramètre", max_length=160, blank=True)
    computation = models.JSONField("calcul", default=dict)
    acted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "échéance"
        ordering = ["due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="deadline_once_a_case")]
        indexes = [
            models.Index(
                fields=["due_on", "case"], name="deadline_running", condition=Q(state__in=["running", "suspended"])
            )
        ]

    def __str__(self):
        return f"{self.label} le {self.due_on:%d/%m/%Y}" if self.due_on else self.label


class Consultation(models.Model):
    """An opinion asked from a partner or a commission."""

    class Opinion(models.TextChoices):
        FAVOURABLE = "favourable", "Favorable"
        WITH_RESERVES = "favourable_with_reserves", "Favorable avec réserves"
        UNFAVOURABLE = "unfavourable", "Défavorable"
        NO_ANSWER = "no_answer", "Sans réponse"
        NOT_COMPETENT = "not_competent", "Non compétent"
        ADJOURNED = "adjourned", "Ajourné"
        NO_OPINION = "no_opinion", "Sans observation"
        # Nothing was said: the service took its request back.
        REVOKED = "revoked", "Demande retirée"

    case = models.ForeignKey(Case, models.CASCADE, related_name="consultations")
    code = models.CharField(max_length=60)
    body_label = models.CharField("organisme", max_length=160)
    organisation = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    agenda_item = models.OneToOneField(
        "directorate.AgendaItem", models.PROTECT, null=True, blank=True, related_name="consultation"
    )
    is_mandatory = models.BooleanField("obligatoire", default=False)
    is_binding = models.BooleanField("conforme", default=False)
    deemed_if_silent = models.CharField("réputé", max_length=30, blank=True)
    question = models.TextField("question posée", blank=True)
    asked_on = models.DateField("demandé le")
    due_on = models.DateField("attendu le")
    answered_on = models.DateField("rendu le", null=True, blank=True)
    opinion = models.CharField("avis", max_length=30, choices=Opinion.choices, blank=True)
    comment = models.TextField("observations", blank=True)
    answered_by = models.CharField("signataire de l'avis", max_length=160, blank=True)
    file = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    # Read by those who see the case alone: neither its sense nor its text is in an act, a letter nor a program.
    is_confidential = models.BooleanField("avis confidentiel", default=False)
    reminded_on = models.DateField("relancé le", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("relances automatiques", default=0)

    class Meta:
        verbose_name = "consultation"
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"],
                condition=Q(answered_on__isnull=True),
                name="consultation_one_open_a_body",
                violation_error_message="Un avis est déjà demandé à cet organisme.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("asked_on")),
                name="consultation_due_after_asked",
                violation_error_message="L'avis ne peut être attendu avant d'être demandé.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")) & ~Q(opinion=""),
                name="consultation_answered_after_asked",
                violation_error_message="L'avis rendu porte un sens et une date postérieure à la demande.",
            ),
        ]

    def __str__(self):
        return f"Avis {self.body_label}"

    @property
    def is_given(self) -> bool:
        """Somebody answered, be it to say nothing of it."""
        return self.answered_on is not None and self.opinion not in NOTHING_SAID

    @property
    def may_be_answered(self) -> bool:
        """Awaited; or its silence was noted, and a partner answers all the same."""
        return self.answered_on is None or (self.opinion == self.Opinion.NO_ANSWER and self.agenda_item_id is None)

    @property
    def is_late(self) -> bool:
        """Given after the day on which it was awaited."""
        return self.is_given and self.answered_on > self.due_on

    @property
    def is_deemed(self) -> bool:
        """What the law deems given stands, whatever a partner says afterwards."""
        return bool(self.deemed_if_silent) and self.agenda_item_id is None and self.is_late


NOTHING_SAID = frozenset({Consultation.Opinion.NO_ANSWER, Consultation.Opinion.REVOKED})


class ConsultationLink(models.Model):
    """An expiring address by which a partner answers without an account. Only the hash of the code is stored."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="links")
    code_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField("expire le")
    used_at = models.DateTimeField("utilisé le", null=True, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)
    sent_to = models.EmailField("envoyé à", blank=True)

    class Meta:
        verbose_name = "lien de réponse"

    def __str__(self):
        return f"lien jusqu'au {self.expires_at:%d/%m/%Y}"


class HearingInvitation(models.Model):
    """The right to be heard before a measure (CRPA L121-1 to L122-1), or the reason why it was set aside."""

    class Mode(models.TextChoices):
        NONE = "none", "Aucune"
        WRITTEN = "written", "Écrites"
        ORAL = "oral", "Orales"
        BOTH = "both", "Écrites et orales"

    class Exception(models.TextChoices):
        URGENCY = "urgency", "Urgence"
        EXCEPTIONAL = "exceptional", "Circonstances exceptionnelles"
        PUBLIC_ORDER = "public_order", "Ordre public"
        SPECIAL_PROCEDURE = "special", "Procédure particulière prévue par la loi"

    case = models.OneToOneField(Case, models.CASCADE, related_name="hearing")
    facts = models.TextField("faits reprochés", blank=True)
    contemplated_measure = models.TextField("mesure envisagée", blank=True)
    sent_on = models.DateField("lettre envoyée le", null=True, blank=True)
    received_on = models.DateField("lettre reçue le", null=True, blank=True)
    deadline_on = models.DateField("observations avant le", null=True, blank=True)
    mode = models.CharField("observations", max_length=8, choices=Mode.choices, blank=True)
    observations_on = models.DateField("observations reçues le", null=True, blank=True)
    observations = models.TextField("teneur des observations", blank=True)
    heard_on = models.DateField("audition le", null=True, blank=True)
    counsel = models.CharField("conseil", max_length=160, blank=True)
    exception = models.CharField("dispense", max_length=12, choices=Exception.choices, blank=True)
    exception_reason = models.TextField("justification de la dispense", blank=True)

    class Meta:
        verbose_name = "procédure contradictoire"
        constraints = [
            models.CheckConstraint(
                condition=Q(exception="") | ~Q(exception_reason=""),
                name="hearing_exception_is_justified",
                violation_error_message="Une dispense de procédure contradictoire est justifiée.",
            ),
            models.CheckConstraint(
                condition=Q(deadline_on__isnull=True) | Q(sent_on__isnull=False, deadline_on__gt=F("sent_on")),
                name="hearing_deadline_after_letter",
                violation_error_message="Le délai pour présenter des observations suit l'envoi de la lettre.",
            ),
        ]

    def __str__(self):
        return f"contradictoire du dossier {self.case_id}"


class Decision(models.Model):
    """What is decided: grounds, articles, who signed under which power, and how it reached the person."""

    class State(models.TextChoices):
        DRAFT = "draft", "En préparation"
        SUBMITTED = "submitted", "À la signature"
        SIGNED = "signed", "Signée"
        TACIT = "tacit", "Née du silence"

    class NotificationMode(models.TextChoices):
        REGISTERED_POST = "registered_post", "Lettre recommandée avec avis de réception"
        # A letter presented, announced and not collected is notified on the day of its first presentation.
        REGISTERED_UNCLAIMED = "registered_unclaimed", "Lettre recommandée présentée et non réclamée"
        BY_HAND = "by_hand", "Remise en main propre contre signature"
        POLICE_REPORT = "police_report", "Procès-verbal de police"
        EMAIL_ACKNOWLEDGED = "email_acknowledged", "Courriel avec accusé de réception"
        ELECTRONIC_REGISTERED = "electronic_registered", "Lettre recommandée électronique"

    case = models.OneToOneField(Case, models.CASCADE, related_name="decision")
    outcome = models.CharField("sens", max_length=40)
    act_kind = models.CharField("nature de l'acte", max_length=40)
    title = models.CharField("intitulé", max_length=250)
    visas = models.JSONField("visas", default=list)
    grounds = models.JSONField("considérants", default=list)
    articles = models.JSONField("articles", default=list)
    conditions = models.TextField("prescriptions", blank=True)
    details = models.JSONField("données de la décision", default=dict)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="decisions_drafted"
    )
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField("soumise le", null=True, blank=True)
    returned_reason = models.TextField("motif de renvoi", blank=True)
    number = models.CharField("numéro", max_length=20, blank=True)
    signed_at = models.DateTimeField("signée le", null=True, blank=True)
    signed_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="decisions_signed"
    )
    delegation = models.ForeignKey(
        "directorate.SignatureDelegation", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    signature_block = models.TextField("signature", blank=True)
    letter = models.OneToOneField("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="decision")
    notification_mode = models.CharField(
        "mode de notification", max_length=24, choices=NotificationMode.choices, blank=True
    )
    notification_reference = models.CharField("référence de la preuve", max_length=120, blank=True)
    notification_proof = models.ForeignKey(
        "directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "décision"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(number="") & ~Q(signature_block=""),
                name="decision_signed_by_somebody",
                violation_error_message="Une décision signée porte un numéro, une date et un signataire.",
            ),
        ]

    def __str__(self):
        return self.title


class CaseLetter(models.Model):
    """A letter of a case. `purpose` is the code of the letter in the procedure."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="letters")
    letter = models.OneToOneField("directorate.Letter", models.PROTECT, related_name="case_letter")
    purpose = models.CharField(max_length=60)
    job = models.ForeignKey("directorate.Job", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "courrier du dossier"
        ordering = ["-letter__created_at", "-id"]

    def __str__(self):
        return str(self.letter)


class CaseNote(models.Model):
    """An internal remark, seen by those who see the case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    author = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    text = models.TextField("note", max_length=4000)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "note"
        ordering = ["-created_at"]

    def __str__(self):
        return self.text[:60]


class CaseChange(models.Model):
    """One line of the feed read by programs: a case has changed. Written in the transaction of the change.

    The database gives `position` at the commit, under the lock that already puts the entries of the journal in order:
    whoever has read up to a position has missed nothing before it. Never a value of the case: the reader fetches the
    case with its rights of that instant. `was_*`: where the case circulated before; `commune`, `sensitivity`: after.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "Dossier enregistré"
        MOVED = "moved", "Étape franchie"
        CORRECTED = "corrected", "Demande corrigée"
        CHANGED = "changed", "Dossier modifié"
        CLOSED = "closed", "Dossier clos"
        REMOVED = "removed", "Dossier retiré"

    position = models.BigIntegerField(unique=True, null=True, editable=False)
    # A case taken away by the undoing of its import leaves one line, which names it.
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="changes")
    reference = models.CharField(max_length=40, blank=True)
    procedure_code = models.CharField(max_length=80, blank=True)
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    version = models.PositiveIntegerField()
    at = models.DateTimeField("le", db_index=True)
    commune = models.CharField(max_length=5, blank=True)
    sensitivity = models.CharField(max_length=12)
    was_commune = models.CharField(max_length=5, blank=True)
    # Empty for a case that was not there before.
    was_sensitivity = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = "changement de dossier"
        ordering = ["position"]

    def __str__(self):
        return f"{self.position} {self.kind}"
