"""Plans of the ORSEC system: what they hold, how they are approved, who received them, when they were used.

Every date that a rule gives (revision, exercise, answers, closing) is stored when the fact it comes from is recorded,
with the version of the parameter that gave it: a later change of the rule leaves it alone.
"""

from django.db import models
from django.db.models import F, Q

from civil_protection.protection.levels import Level


class Authority(models.TextChoices):
    """Who approves a plan and who directs operations: in the inner ring the two are not always the same."""

    PREFECT = "prefect", "Préfet du département"
    POLICE_PREFECT = "police_prefect", "Préfet de police"
    MAYOR = "mayor", "Maire"
    PRIME_MINISTER = "prime_minister", "Premier ministre"


class Plan(models.Model):
    """One provision of the ORSEC system, general or specific, in its current version."""

    class Family(models.TextChoices):
        GENERAL = "general", "Dispositions générales"
        MODE = "mode", "Mode d'action des dispositions générales"
        SPECIFIC = "specific", "Dispositions spécifiques"
        SITE = "site", "Plan particulier d'intervention (PPI)"
        ARCHIVE = "archive", "Ancien plan à convertir"

    class State(models.TextChoices):
        PLANNED = "planned", "À établir"
        STUDY = "study", "À l'étude"
        DRAFT = "draft", "En rédaction"
        CONSULTED = "consulted", "Consultation en cours"
        PUBLIC = "public", "Consultation du public"
        APPROVED = "approved", "Approuvé"
        REVISED = "revised", "En révision"
        EXEMPTED = "exempted", "Exempté"
        REPEALED = "repealed", "Abrogé"

    class SiteKind(models.TextChoices):
        """Installations of art. R741-18 and R741-19 of the code de la sécurité intérieure."""

        NUCLEAR = "nuclear", "1° Installation nucléaire de base"
        SEVESO = "seveso", "2° Établissement Seveso seuil haut"
        STORAGE = "storage", "3° Stockage souterrain"
        DAM = "dam", "4° Grand barrage"
        TRANSPORT = "transport", "5° Infrastructure de transport de matières dangereuses"
        BIOLOGY = "biology", "6° Établissement utilisant des micro-organismes"
        WASTE = "waste", "7° Déchets de l'industrie extractive, catégorie A"
        PRESCRIBED = "prescribed", "Prescrit par le préfet (art. R741-19)"

    code = models.SlugField("code", max_length=24, unique=True)
    kind = models.CharField("type de disposition", max_length=20)
    family = models.CharField("famille", max_length=10, choices=Family.choices)
    title = models.CharField("titre", max_length=160)
    version = models.CharField("version", max_length=10)
    # What is being written while the version above stays in force.
    draft_version = models.CharField("version en projet", max_length=10, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.PLANNED)
    level = models.CharField("niveau de protection", max_length=10, choices=Level.choices, default=Level.INTERNAL)
    lead = models.CharField("service pilote", max_length=120)
    contributors = models.ManyToManyField(
        "directorate.Organisation", blank=True, related_name="+", verbose_name="contributeurs"
    )
    communes = models.ManyToManyField("directorate.Commune", blank=True, related_name="plans", verbose_name="communes")
    approver = models.CharField(
        "autorité d'approbation", max_length=16, choices=Authority.choices, default=Authority.POLICE_PREFECT
    )
    director = models.CharField(
        "directeur des opérations", max_length=16, choices=Authority.choices, default=Authority.POLICE_PREFECT
    )
    # The season during which the plan is watched, as month-day; both or none.
    season_from = models.CharField("début de saison", max_length=5, blank=True)
    season_until = models.CharField("fin de saison", max_length=5, blank=True)
    # Only for the plan of one installation.
    site_kind = models.CharField("catégorie d'installation", max_length=10, choices=SiteKind.choices, blank=True)
    site = models.CharField("installation", max_length=160, blank=True)
    operator = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="exploitant"
    )
    brochure_on = models.DateField("dernière brochure d'information", null=True, blank=True)
    brochure_due_on = models.DateField("prochaine brochure avant le", null=True, blank=True)
    approved_on = models.DateField("approuvé le", null=True, blank=True)
    revision_due_on = models.DateField("à réviser avant le", null=True, blank=True)
    revision_rule = models.ForeignKey("directorate.Parameter", models.PROTECT, null=True, blank=True, related_name="+")
    exercised_on = models.DateField("dernier exercice", null=True, blank=True)
    exercise_due_on = models.DateField("prochain exercice avant le", null=True, blank=True)
    exercise_rule = models.ForeignKey("directorate.Parameter", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("enregistré le")
    changed_at = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "plan"
        verbose_name_plural = "plans"
        ordering = ["family", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__regex=r"^\d{4}\.\d{1,3}$") & Q(draft_version__regex=r"^(\d{4}\.\d{1,3})?$"),
                name="plan_version_is_year_and_number",
                violation_error_message="Une version s'écrit AAAA.n, par exemple 2026.1.",
            ),
            models.CheckConstraint(
                condition=Q(family="site") & ~Q(site_kind="") & ~Q(site="") | ~Q(family="site") & Q(site_kind=""),
                name="plan_of_a_site_names_it",
                violation_error_message="Un PPI nomme son installation et sa catégorie, un autre plan non.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "revised")) | Q(approved_on__isnull=False),
                name="plan_approved_on_a_day",
                violation_error_message="Un plan approuvé a une date d'approbation.",
            ),
            models.CheckConstraint(
                condition=Q(season_from="", season_until="") | ~Q(season_from="") & ~Q(season_until=""),
                name="plan_season_has_two_ends",
                violation_error_message="Une saison a un début et une fin.",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.code})"

    @property
    def is_site(self) -> bool:
        return self.family == self.Family.SITE


class PlanAct(models.Model):
    """An act on a plan, with its number of the prefecture and its issue of the official register."""

    class Kind(models.TextChoices):
        APPROVAL = "approval", "Approbation"
        REVISION = "revision", "Approbation après révision"
        EXEMPTION = "exemption", "Exemption"
        REPEAL = "repeal", "Abrogation"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="acts", verbose_name="plan")
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    version = models.CharField("version", max_length=10)
    number = models.CharField("numéro de l'arrêté", max_length=10, unique=True)
    signed_on = models.DateField("signé le")
    authority = models.CharField("autorité", max_length=16, choices=Authority.choices)
    reason = models.TextField("motif", blank=True)
    issue_number = models.PositiveIntegerField("numéro du recueil", null=True, blank=True)
    issue_on = models.DateField("recueil du", null=True, blank=True)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "acte sur un plan"
        verbose_name_plural = "actes sur les plans"
        ordering = ["-signed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^\d{4}/\d{4,5}$"),
                name="plan_act_number",
                violation_error_message="Un arrêté se numérote AAAA/NNNNN, par exemple 2026/00412.",
            ),
            models.CheckConstraint(
                condition=Q(issue_number__isnull=True, issue_on__isnull=True)
                | Q(issue_number__isnull=False, issue_on__gte=F("signed_on")),
                name="plan_act_published_after_signature",
                violation_error_message="Le recueil a un numéro et une date, qui suit la signature.",
            ),
        ]

    def __str__(self):
        return f"Arrêté n° {self.number} du {self.signed_on:%d/%m/%Y}"


class PlanRound(models.Model):
    """The consultations on one version: mayors and operator, then the public (CSI, art. R741-25 and R741-26)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rounds", verbose_name="plan")
    version = models.CharField("version", max_length=10)
    sent_on = models.DateField("projet envoyé le")
    answers_due_on = models.DateField("réponses avant le")
    opens_on = models.DateField("ouverture au public", null=True, blank=True)
    closes_on = models.DateField("clôture au public", null=True, blank=True)
    notice_due_on = models.DateField("avis de presse avant le", null=True, blank=True)
    notice_on = models.DateField("avis de presse paru le", null=True, blank=True)
    newspapers = models.CharField("journaux", max_length=200, blank=True)
    places = models.TextField("lieux de consultation", blank=True)
    closed_on = models.DateField("registres clos le", null=True, blank=True)
    remarks = models.TextField("observations du public", blank=True)

    class Meta:
        verbose_name = "consultation d'un plan"
        verbose_name_plural = "consultations des plans"
        ordering = ["-sent_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "version"],
                name="plan_round_once_a_version",
                violation_error_message="Cette version est déjà en consultation.",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True, closes_on__isnull=True) | Q(closes_on__gt=F("opens_on")),
                name="plan_round_public_period",
                violation_error_message="La consultation du public s'ouvre avant de se clore.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("closes_on")),
                name="plan_round_closed_after_its_end",
                violation_error_message="Les registres se closent au terme de la consultation.",
            ),
        ]

    def __str__(self):
        return f"Consultation de la version {self.version}"


class PlanOpinion(models.Model):
    """What one mayor, the operator or a partner answered, or has not answered yet."""

    class Sense(models.TextChoices):
        FAVOURABLE = "favourable", "Favorable"
        REMARKS = "remarks", "Favorable avec observations"
        AGAINST = "against", "Défavorable"

    round = models.ForeignKey(PlanRound, models.CASCADE, related_name="opinions", verbose_name="consultation")
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    organisation = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisme"
    )
    answered_on = models.DateField("répondu le", null=True, blank=True)
    sense = models.CharField("sens", max_length=10, choices=Sense.choices, blank=True)
    text = models.TextField("observations", blank=True)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "avis sur un plan"
        verbose_name_plural = "avis sur les plans"
        ordering = ["commune__sort_name", "organisation__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commune__isnull=True) ^ Q(organisation__isnull=True),
                name="plan_opinion_of_one_party",
                violation_error_message="Un avis est celui d'une commune ou d'un organisme.",
            ),
            models.UniqueConstraint(fields=["round", "commune"], name="plan_opinion_once_a_commune"),
            models.UniqueConstraint(fields=["round", "organisation"], name="plan_opinion_once_an_organisation"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, sense="") | Q(answered_on__isnull=False) & ~Q(sense=""),
                name="plan_opinion_answer_has_a_sense",
                violation_error_message="Une réponse a un sens.",
            ),
        ]

    def __str__(self):
        return self.party

    @property
    def party(self) -> str:
        return f"Maire : {self.commune}" if self.commune_id else str(self.organisation)


class PlanDocument(models.Model):
    """A file of one version: what everybody may read, what only the service and its partners read."""

    class Role(models.TextChoices):
        PUBLIC = "public", "Version publique"
        BODY = "body", "Version restreinte"
        OTHER = "other", "Autre pièce"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="documents", verbose_name="plan")
    role = models.CharField("version", max_length=10, choices=Role.choices)
    document = models.OneToOneField(
        "civil_protection.ProtectedDocument", models.PROTECT, related_name="plan_document", verbose_name="document"
    )

    class Meta:
        verbose_name = "document d'un plan"
        verbose_name_plural = "documents des plans"
        ordering = ["role", "-document__recorded_at"]

    def __str__(self):
        return str(self.document)


class PlanAnnex(models.Model):
    """An annex lives at its own pace: a directory grows old in a year, a map does not."""

    class Kind(models.TextChoices):
        MAP = "map", "Carte"
        DIRECTORY = "directory", "Annuaire"
        REFLEX = "reflex", "Fiche réflexe"
        MISSION = "mission", "Fiche mission"
        MESSAGE = "message", "Modèle de message"
        ORDER = "order", "Modèle d'arrêté"
        MEANS = "means", "Inventaire des moyens"
        PREMISES = "premises", "Liste d'établissements sensibles"
        ALERT = "alert", "Schéma d'alerte"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="annexes", verbose_name="plan")
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    number = models.CharField("numéro", max_length=12)
    title = models.CharField("titre", max_length=160)
    version = models.CharField("version", max_length=20, blank=True)
    updated_on = models.DateField("mise à jour le")
    validity_months = models.PositiveSmallIntegerField("validité en mois", null=True, blank=True)
    valid_until = models.DateField("valable jusqu'au", null=True, blank=True)
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="document",
    )  # fmt: skip

    class Meta:
        verbose_name = "annexe"
        verbose_name_plural = "annexes"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="plan_annex_number",
                violation_error_message="Une annexe de ce plan porte déjà ce numéro.",
            )
        ]

    def __str__(self):
        return f"Annexe {self.number}, {self.title}"


class ReflexCard(models.Model):
    """What somebody does from the first minute, in order; a crisis copies it as a checklist."""

    class Recipient(models.TextChoices):
        PREFECT = "prefect", "Préfet"
        DIRECTOR = "director", "Directeur des sécurités"
        DUTY = "duty", "Permanence"
        SERVICE = "service", "Service de protection civile"
        CELL = "cell", "Cellule du centre opérationnel"
        MAYOR = "mayor", "Maire"
        OPERATOR = "operator", "Exploitant"
        FIRE_SERVICE = "fire_service", "Service d'incendie et de secours"
        HEALTH = "health", "Agence régionale de santé"
        ENVIRONMENT = "environment", "Service de l'environnement et des transports"
        EDUCATION = "education", "Éducation nationale"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="cards", verbose_name="plan")
    number = models.CharField("numéro", max_length=12)
    title = models.CharField("titre", max_length=160)
    recipient = models.CharField("destinataire", max_length=12, choices=Recipient.choices)
    trigger = models.CharField("déclencheur", max_length=250)
    updated_on = models.DateField("mise à jour le")

    class Meta:
        verbose_name = "fiche réflexe"
        verbose_name_plural = "fiches réflexes"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="reflex_card_number",
                violation_error_message="Une fiche de ce plan porte déjà ce numéro.",
            )
        ]

    def __str__(self):
        return f"Fiche {self.number}, {self.title}"


class ReflexAction(models.Model):
    """One action of a card. `delay_minutes` counts from the beginning of the event."""

    class Phase(models.IntegerChoices):
        START = 0, "Dès le début"
        QUARTER = 15, "Dans le quart d'heure"
        HOUR = 60, "Dans l'heure"
        FOUR_HOURS = 240, "Dans les quatre heures"
        BACK = 9999, "Retour à la normale"

    card = models.ForeignKey(ReflexCard, models.CASCADE, related_name="actions", verbose_name="fiche")
    phase = models.PositiveSmallIntegerField("phase", choices=Phase.choices)
    position = models.PositiveSmallIntegerField("ordre")
    text = models.CharField("action", max_length=300)
    delay_minutes = models.PositiveIntegerField("délai maximal en minutes", null=True, blank=True)

    class Meta:
        verbose_name = "action d'une fiche réflexe"
        verbose_name_plural = "actions des fiches réflexes"
        ordering = ["card", "phase", "position", "id"]

    def __str__(self):
        return self.text


class PlanDiffusion(models.Model):
    """A copy sent to somebody, and what came back."""

    class Medium(models.TextChoices):
        PAPER = "paper", "Papier"
        PORTAL = "portal", "Portail"
        MAIL = "mail", "Courriel"
        KEY = "key", "Support amovible"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="diffusions", verbose_name="plan")
    version = models.CharField("version", max_length=10)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    organisation = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisme"
    )
    copy_number = models.PositiveSmallIntegerField("exemplaire")
    medium = models.CharField("support", max_length=8, choices=Medium.choices)
    level = models.CharField("niveau de protection", max_length=10, choices=Level.choices)
    sent_on = models.DateField("envoyé le")
    resent_on = models.DateField("relancé le", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("relances", default=0)
    acknowledged_on = models.DateField("accusé reçu le", null=True, blank=True)

    class Meta:
        verbose_name = "diffusion d'un plan"
        verbose_name_plural = "diffusions des plans"
        ordering = ["-sent_on", "copy_number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commune__isnull=True) ^ Q(organisation__isnull=True),
                name="plan_diffusion_to_one_recipient",
                violation_error_message="Un exemplaire va à une commune ou à un organisme.",
            ),
            models.UniqueConstraint(fields=["plan", "version", "copy_number"], name="plan_diffusion_copy_number"),
            models.UniqueConstraint(fields=["plan", "version", "commune"], name="plan_diffusion_once_a_commune"),
            models.UniqueConstraint(
                fields=["plan", "version", "organisation"], name="plan_diffusion_once_an_organisation"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("sent_on")),
                name="plan_diffusion_acknowledged_after_sending",
                violation_error_message="L'accusé de réception suit l'envoi.",
            ),
        ]
        indexes = [
            models.Index(fields=["sent_on"], name="plan_diffusion_awaited", condition=Q(acknowledged_on__isnull=True))
        ]

    def __str__(self):
        return f"Exemplaire {self.copy_number}, {self.recipient}"

    @property
    def recipient(self) -> str:
        return f"Mairie : {self.commune}" if self.commune_id else str(self.organisation)


class Activation(models.Model):
    """A plan in use, for an event or for an exercise."""

    class Stage(models.TextChoices):
        WATCH = "watch", "Veille"
        PRE_ALERT = "pre_alert", "Pré-alerte"
        PARTIAL = "partial", "Activation partielle"
        TOTAL = "total", "Activation totale"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="activations", verbose_name="plan")
    stage = models.CharField("niveau", max_length=10, choices=Stage.choices)
    is_exercise = models.BooleanField("exercice", default=False)
    authority = models.CharField("autorité", max_length=16, choices=Authority.choices)
    decided_at = models.DateTimeField("décidée le")
    reason = models.TextField("motif")
    message = models.TextField("message diffusé", blank=True)
    communes = models.ManyToManyField("directorate.Commune", blank=True, related_name="+", verbose_name="communes")
    lifted_at = models.DateTimeField("levée le", null=True, blank=True)
    lifted_by = models.CharField("levée par", max_length=16, choices=Authority.choices, blank=True)
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "activation d'un plan"
        verbose_name_plural = "activations des plans"
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by="")
                | Q(lifted_at__gte=F("decided_at")) & ~Q(lifted_by=""),
                name="activation_lifted_after_decision",
                violation_error_message="La levée suit l'activation et dit qui l'a décidée.",
            ),
            models.UniqueConstraint(
                fields=["plan", "is_exercise"],
                condition=Q(lifted_at__isnull=True),
                name="activation_one_at_a_time",
                violation_error_message="Ce plan est déjà activé.",
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()}, {self.plan}"


class OrsecMeans(models.Model):
    """What an actor of the ORSEC system can bring, checked on a day."""

    organisation = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, related_name="orsec_means", verbose_name="organisme"
    )
    kind = models.CharField("moyen", max_length=120)
    quantity = models.PositiveIntegerField("quantité")
    place = models.CharField("localisation", max_length=160, blank=True)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    hours = models.DecimalField("délai de mobilisation en heures", max_digits=6, decimal_places=2)
    cost = models.DecimalField("coût de référence", max_digits=10, decimal_places=2, null=True, blank=True)
    desk = models.CharField("à joindre", max_length=160, blank=True)
    checked_on = models.DateField("vérifié le")
    is_active = models.BooleanField("disponible", default=True)

    class Meta:
        verbose_name = "moyen ORSEC"
        verbose_name_plural = "moyens ORSEC"
        ordering = ["kind", "organisation__name", "id"]

    def __str__(self):
        return f"{self.kind} × {self.quantity}, {self.organisation}"


class PlanPart(models.Model):
    """Where one thing that the law wants in a plan is found in a version, or why it has no place there."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="parts", verbose_name="plan")
    version = models.CharField("version", max_length=10)
    code = models.CharField("contenu exigé", max_length=24)
    place = models.CharField("où dans le plan", max_length=160, blank=True)
    absent_why = models.CharField("sans objet parce que", max_length=250, blank=True)
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "contenu d'un plan"
        verbose_name_plural = "contenus des plans"
        ordering = ["plan", "version", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "version", "code"], name="plan_part_once_a_version"),
            models.CheckConstraint(
                condition=Q(place="") ^ Q(absent_why=""),
                name="plan_part_is_there_or_not",
                violation_error_message="Un contenu est à un endroit du plan, ou sans objet pour une raison.",
            ),
        ]

    def __str__(self):
        return f"{self.plan.code} {self.version}, {self.code}"


class OrsecActor(models.Model):
    """What an actor of the ORSEC system has declared of its own readiness (CSI, art. R741-1)."""

    organisation = models.OneToOneField(
        "directorate.Organisation", models.PROTECT, related_name="orsec_actor", verbose_name="organisme"
    )
    missions = models.CharField("missions", max_length=300, blank=True)
    is_ready = models.BooleanField("en mesure de remplir sa mission en permanence", default=False)
    has_organisation = models.BooleanField("organisation de crise décrite au préfet", default=False)
    has_correspondent = models.BooleanField("interlocuteur désigné", default=False)
    has_alert = models.BooleanField("dispositif d'alerte interne", default=False)
    has_means = models.BooleanField("liste de ses moyens", default=False)
    declared_on = models.DateField("dernière déclaration", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    changed_at = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "acteur ORSEC"
        verbose_name_plural = "acteurs ORSEC"
        ordering = ["organisation__name"]

    def __str__(self):
        return str(self.organisation)


class CapacityGap(models.Model):
    """A line of the territorial contract (CoTRRiM): for one effect of a risk, what is needed and what is there."""

    risk = models.CharField("risque ou menace", max_length=120)
    effect = models.CharField("effet à traiter", max_length=160)
    capacity = models.CharField("capacité", max_length=160)
    needed = models.PositiveIntegerField("besoin")
    held = models.PositiveIntegerField("disponible")
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="plan qui y répond"
    )
    answer = models.CharField("réponse prévue", max_length=250, blank=True)
    owner = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="responsable"
    )
    due_on = models.DateField("avant le", null=True, blank=True)
    checked_on = models.DateField("vérifié le")

    class Meta:
        verbose_name = "capacité du contrat territorial"
        verbose_name_plural = "capacités du contrat territorial"
        ordering = ["risk", "effect", "capacity", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "effect", "capacity"],
                name="capacity_gap_once",
                violation_error_message="Cette capacité est déjà au contrat pour ce risque et cet effet.",
            ),
        ]

    def __str__(self):
        return f"{self.risk}, {self.effect} : {self.capacity}"
