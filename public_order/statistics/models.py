"""Crime figures as the files tell them, edition by edition, with what is hidden and what may never be added.

An edition is one period of one source as one delivery tells it. It is never rewritten by another one: they stand side
by side, and one of them is in force for its period.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from directorate.imports.deliveries.models import DeliveredFile, Delivery, Edition, RefusedLine, removed_with_reason
from directorate.parameters.models import DateRange, TextRange
from directorate.territory.names import of_commune


class Nomenclature(models.TextChoices):
    ETAT_4001 = "etat4001", "État 4001"
    SSMSI = "ssmsi", "Indicateurs SSMSI"
    SERIES = "series", "Séries chronologiques SSMSI"
    LOCAL = "local", "Indicateurs locaux"
    ROAD = "road", "Sécurité routière"


class Unit(models.TextChoices):
    OFFENCE = "infraction", "Infraction"
    VICTIM = "victime", "Victime"
    HEARD_VICTIM = "victime_entendue", "Victime entendue"
    SUSPECT = "mis_en_cause", "Mis en cause"
    VEHICLE = "vehicule", "Véhicule"
    ACT = "acte", "Acte"
    FACT = "fait", "Fait"
    PROCEDURE = "procedure", "Procédure"
    AUTHOR = "auteur", "Auteur"
    CHEQUE = "cheque", "Chèque"
    OTHER = "autre", "Autre"


class Denominator(models.TextChoices):
    POPULATION = "population", "Habitants"
    DWELLINGS = "dwellings", "Logements"
    NONE = "none", "Aucun"


class Polarity(models.TextChoices):
    LESS_IS_BETTER = "less_is_better", "Une baisse est favorable"
    NEUTRAL = "neutral_activity", "Activité des services, ni favorable ni défavorable"


class TerritoryKind(models.TextChoices):
    COMMUNE = "com", "Commune"
    DISTRICT = "csp", "Circonscription de sécurité"
    DEPARTMENT = "dep", "Département"
    REGION = "reg", "Région"
    COUNTRY = "nat", "National"


class PeriodKind(models.TextChoices):
    MONTH = "m", "Mois"
    QUARTER = "q", "Trimestre"
    YEAR = "y", "Année"


class Source(models.TextChoices):
    """Of one source, figures are compared with one another; never of two."""

    DTSP = "dtsp_4001", "État 4001 mensuel, DTSP"
    ETAT_4001 = "etat_4001", "État 4001 par département"
    DEPARTMENTS = "ssmsi_dep", "SSMSI, base départementale"
    COMMUNES = "ssmsi_com", "SSMSI, base communale"
    SERIES = "ssmsi_series", "SSMSI, séries chronologiques brutes"
    ADJUSTED = "ssmsi_adjusted", "SSMSI, séries corrigées CVS-CJO"
    LOCAL = "local_partner", "Partenaire local"


class Diffusion(models.TextChoices):
    """Hidden cells hold no value; those hidden beside them hold one that nobody is shown."""

    PUBLISHED = "d", "Diffusée"
    HIDDEN = "n", "Non diffusée"
    SECONDARY = "s", "Masquée pour protéger une autre"
    INTERNAL = "i", "Interne"


class Limits(models.TextChoices):
    POISSON = "poisson", "Comptage de Poisson"
    EMPIRICAL = "empirical", "Dispersion observée"


class CrimeIndicator(models.Model):
    id = models.SmallAutoField(primary_key=True)
    code = models.CharField("code", max_length=24, unique=True)
    label = models.CharField("indicateur", max_length=160)
    nomenclature = models.CharField("nomenclature", max_length=10, choices=Nomenclature.choices)
    unit = models.CharField("unité de compte", max_length=16, choices=Unit.choices)
    denominator = models.CharField("dénominateur", max_length=10, choices=Denominator.choices)
    additive_space = models.BooleanField("s'additionne entre territoires", default=True)
    additive_time = models.BooleanField("s'additionne dans le temps", default=True)
    polarity = models.CharField("lecture", max_length=16, choices=Polarity.choices, default=Polarity.LESS_IS_BETTER)
    # Index of the état 4001 that feed it; codes of the indicators that it contains.
    components = ArrayField(models.SmallIntegerField(), default=list, blank=True, verbose_name="index 4001")
    parts = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name="contient")
    limits = models.CharField("limites de contrôle", max_length=9, choices=Limits.choices, default=Limits.POISSON)
    display_order = models.PositiveSmallIntegerField("ordre", default=0)
    active = models.BooleanField("suivi", default=True)

    class Meta:
        verbose_name = "indicateur de délinquance"
        verbose_name_plural = "indicateurs de délinquance"
        ordering = ["nomenclature", "display_order", "code"]

    def __str__(self):
        return self.label


class IndicatorAlias(models.Model):
    """How the files of some years call an indicator."""

    indicator = models.ForeignKey(CrimeIndicator, models.CASCADE, related_name="aliases")
    nomenclature = models.CharField(max_length=10, choices=Nomenclature.choices)
    label = models.CharField("intitulé", max_length=240)
    # Without accents, marks or capitals: what the files are matched with.
    key = models.CharField(max_length=240, editable=False)
    from_edition = models.DateField("depuis l'édition du", null=True, blank=True)
    to_edition = models.DateField("jusqu'à l'édition du", null=True, blank=True)

    class Meta:
        verbose_name = "ancien intitulé"
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["nomenclature", "key"], name="crime_alias_once")]

    def __str__(self):
        return self.label


class IndicatorGroup(models.Model):
    """Index of the état 4001 read together (B1.1), from one day to another."""

    code = models.CharField("code", max_length=24)
    label = models.CharField("regroupement", max_length=120)
    indexes = ArrayField(models.SmallIntegerField(), verbose_name="index 4001")
    valid_from = models.DateField("depuis le")
    valid_to = models.DateField("jusqu'au", null=True, blank=True)
    polarity = models.CharField("lecture", max_length=16, choices=Polarity.choices, default=Polarity.LESS_IS_BETTER)
    display_order = models.PositiveSmallIntegerField("ordre", default=0)
    recorded_at = models.DateTimeField("enregistré le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )

    class Meta:
        verbose_name = "regroupement d'index"
        verbose_name_plural = "regroupements d'index"
        ordering = ["display_order", "code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="crime_group_once_a_day",
                violation_error_message="Ce regroupement change déjà ce jour-là.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="crime_group_dates",
                violation_error_message="La fin ne peut pas précéder le début.",
            ),
        ]

    def __str__(self):
        return self.label


class SeriesNote(models.Model):
    """A trap to know before reading a figure (B1.2), shown wherever it matters."""

    class Severity(models.TextChoices):
        INFO = "info", "À savoir"
        WARNING = "warning", "Prudence"
        BREAK = "break", "Rupture de série"

    code = models.CharField("code", max_length=30, unique=True)
    text = models.TextField("note")
    severity = models.CharField("portée", max_length=7, choices=Severity.choices, default=Severity.INFO)
    # Empty: every nomenclature, every indicator, every territory.
    nomenclature = models.CharField("nomenclature", max_length=10, choices=Nomenclature.choices, blank=True)
    indicators = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name="indicateurs")
    territories = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="territoires")
    since = models.DateField("depuis le", null=True, blank=True)
    until = models.DateField("jusqu'au", null=True, blank=True)
    display_order = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "note de lecture"
        verbose_name_plural = "notes de lecture"
        ordering = ["display_order", "code"]

    def __str__(self):
        return self.text[:80]


class StatImport(Delivery):
    """One delivery of statistical files."""

    class State(models.TextChoices):
        READING = "reading", "Lecture en cours"
        READ = "read", "À accepter"
        ACCEPTED = "accepted", "Accepté"
        REFUSED = "refused", "Refusé"
        ABANDONED = "abandoned", "Abandonné"

    produced_on = models.DateField("fichier produit le")
    # How far the reading is: the file, its sheet and the last line of which everything is written.
    position = models.JSONField(default=dict, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.READING)
    accepted_at = models.DateTimeField("accepté le", null=True, blank=True)

    class Meta(Delivery.Meta):
        verbose_name = "import de statistiques"
        verbose_name_plural = "imports de statistiques"
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(state__in=["reading", "read", "accepted"]),
                name="crime_files_once",
                violation_error_message="Ces fichiers sont déjà importés.",
            )
        ]


class StatFile(DeliveredFile):
    """One file of a delivery and what became of its lines."""

    batch = models.ForeignKey(StatImport, models.CASCADE, related_name="files")
    recognised = models.CharField("reconnu", max_length=120, blank=True)

    class Meta(DeliveredFile.Meta):
        verbose_name = "fichier de statistiques"
        verbose_name_plural = "fichiers de statistiques"


class StatRefusal(RefusedLine):
    batch = models.ForeignKey(StatImport, models.CASCADE, related_name="refusals")

    class Meta(RefusedLine.Meta):
        indexes = [models.Index(fields=["batch", "is_warning", "file", "line"], name="crime_refusal_place")]


class StatEdition(Edition):
    """One period of one source as one delivery tells it."""

    class State(models.TextChoices):
        DRAFT = "draft", "À accepter"
        CURRENT = "current", "En vigueur"
        FORMER = "former", "Antérieure"
        REMOVED = "removed", "Retirée"

    id = models.AutoField(primary_key=True)
    batch = models.ForeignKey(StatImport, models.CASCADE, related_name="editions")
    source = models.CharField("source", max_length=16, choices=Source.choices)
    period_kind = models.CharField("périodicité", max_length=1, choices=PeriodKind.choices)
    period = models.DateField("période")
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.DRAFT)
    produced_on = models.DateField("produite le")
    # The year of the commune codes, where the file says it.
    geography = models.PositiveSmallIntegerField("géographie", null=True, blank=True)
    cells = models.PositiveIntegerField("valeurs", default=0)
    hidden = models.PositiveIntegerField("masquées", default=0)
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)

    class Meta(Edition.Meta):
        verbose_name = "édition de statistiques"
        verbose_name_plural = "éditions de statistiques"
        ordering = ["-period", "source", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "period_kind", "period", "number"], name="crime_edition_once"),
            models.UniqueConstraint(
                fields=["source", "period_kind", "period"],
                condition=Q(state="current"),
                name="crime_edition_in_force",
                violation_error_message="Une édition est déjà en vigueur pour cette période.",
            ),
            removed_with_reason("crime_removal_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.get_source_display()}, {period_words(self.period_kind, self.period)}, édition {self.number}"

    @property
    def period_words(self) -> str:
        return period_words(self.period_kind, self.period)


MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
          "décembre")  # fmt: skip


def period_words(kind: str, period) -> str:
    """As it is said: « mars 2025 », « 2e trimestre 2025 », « 2025 »."""
    if kind == PeriodKind.MONTH:
        return f"{MONTHS[period.month - 1]} {period.year}"
    if kind == PeriodKind.QUARTER:
        quarter = (period.month + 2) // 3
        return f"{quarter}{'er' if quarter == 1 else 'e'} trimestre {period.year}"
    return str(period.year)


class SeriesValue(models.Model):
    """One cell. Bare: millions of them come in by COPY, whose keys the reading has resolved, so the database does not
    look each of them up again. A value that is not known is null, never zero.
    """

    edition = models.ForeignKey(StatEdition, models.CASCADE, related_name="rows", db_index=False, db_constraint=False)
    indicator = models.ForeignKey(CrimeIndicator, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    territory_kind = models.CharField("type de territoire", max_length=3, choices=TerritoryKind.choices)
    territory = models.CharField("territoire", max_length=12)
    period = models.DateField("période")
    value = models.IntegerField("nombre", null=True, blank=True)
    rate = models.DecimalField("taux pour mille", max_digits=14, decimal_places=7, null=True, blank=True)
    diffusion = models.CharField("diffusion", max_length=1, choices=Diffusion.choices)

    class Meta:
        verbose_name = "valeur de série"
        verbose_name_plural = "valeurs de série"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "indicator", "territory", "territory_kind"], name="crime_value_once"
            ),
            models.CheckConstraint(
                condition=~Q(diffusion="n") | Q(value=None, rate=None), name="crime_hidden_has_no_value"
            ),
        ]
        indexes = [models.Index(fields=["territory", "indicator", "period"], name="crime_value_place")]

    def __str__(self):
        return f"{self.territory}, {self.period:%m/%Y}"


class SeriesSummary(models.Model):
    """The cells of one department in one edition, counted once when the edition is written."""

    edition = models.ForeignKey(StatEdition, models.CASCADE, related_name="summaries", db_index=False)
    indicator = models.ForeignKey(CrimeIndicator, models.PROTECT, related_name="+", db_index=False)
    department = models.CharField("département", max_length=3)
    period = models.DateField("période")
    cells = models.PositiveIntegerField("communes", default=0)
    hidden = models.PositiveIntegerField("masquées", default=0)
    zeros = models.PositiveIntegerField("zéros publiés", default=0)
    published = models.BigIntegerField("somme publiée", default=0)
    # The mean of its hidden cells, as the file says it: of no commune in particular (SEC-01).
    hidden_mean = models.DecimalField(max_digits=14, decimal_places=7, null=True, blank=True)

    class Meta:
        verbose_name = "synthèse d'une édition"
        verbose_name_plural = "synthèses d'éditions"
        constraints = [
            models.UniqueConstraint(fields=["edition", "indicator", "department"], name="crime_summary_once")
        ]
        indexes = [models.Index(fields=["department", "indicator", "period"], name="crime_summary_place")]

    def __str__(self):
        return f"{self.department}, {self.period:%Y}"


class PopulationYear(models.Model):
    """Inhabitants and dwellings of a territory, with the year for which they are known."""

    territory_kind = models.CharField("type de territoire", max_length=3, choices=TerritoryKind.choices)
    territory = models.CharField("territoire", max_length=12)
    year = models.PositiveSmallIntegerField("année")
    population = models.PositiveIntegerField("habitants", null=True, blank=True)
    dwellings = models.DecimalField("logements", max_digits=14, decimal_places=4, null=True, blank=True)
    source = models.CharField("source", max_length=120)

    class Meta:
        verbose_name = "population"
        ordering = ["territory", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "territory_kind", "year"], name="crime_population_once")
        ]

    def __str__(self):
        return f"{self.territory}, {self.year}"


class ToldPopulation(models.Model):
    """What a delivery says of the inhabitants of a territory: it counts once the delivery is accepted."""

    batch = models.ForeignKey(StatImport, models.CASCADE, related_name="populations", db_index=False)
    territory_kind = models.CharField("type de territoire", max_length=3, choices=TerritoryKind.choices)
    territory = models.CharField("territoire", max_length=12)
    year = models.PositiveSmallIntegerField("année")
    population = models.PositiveIntegerField("habitants", null=True, blank=True)
    dwellings = models.DecimalField("logements", max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = "population d'un import"
        verbose_name_plural = "populations d'un import"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "territory", "territory_kind", "year"], name="told_population_once"
            )
        ]
        indexes = [models.Index(fields=["territory", "territory_kind", "year"], name="told_population_place")]

    def __str__(self):
        return f"{self.territory}, {self.year}"


class PoliceDistrict(models.Model):
    """A circonscription de sécurité: its communes change with time."""

    code = models.CharField("code", max_length=12, primary_key=True)
    name = models.CharField("circonscription", max_length=80, unique=True)
    until = models.DateField("supprimée le", null=True, blank=True)
    # Of the circonscription with its communes: a page that saw another one is refused.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "circonscription de sécurité"
        verbose_name_plural = "circonscriptions de sécurité"
        ordering = ["name"]

    def __str__(self):
        return self.name


class DistrictMembership(models.Model):
    """A commune in a circonscription from one day (included) to another (excluded)."""

    district = models.ForeignKey(PoliceDistrict, models.CASCADE, related_name="memberships")
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    since = models.DateField("depuis le")
    until = models.DateField("jusqu'au (exclu)", null=True, blank=True)

    class Meta:
        verbose_name = "commune d'une circonscription"
        verbose_name_plural = "communes des circonscriptions"
        ordering = ["district", "commune", "since"]
        constraints = [
            models.UniqueConstraint(fields=["commune", "since"], name="crime_district_once_a_day"),
            models.UniqueConstraint(
                fields=["commune"],
                condition=Q(until=None),
                name="crime_district_now",
                violation_error_message="Cette commune est déjà dans une circonscription.",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="crime_district_dates"),
            ExclusionConstraint(
                name="crime_district_one_at_a_time",
                expressions=[(TextRange("commune"), "&&"), (DateRange("since", "until"), "&&")],
                violation_error_message="Cette commune est dans une autre circonscription à ces dates.",
            ),
        ]

    def __str__(self):
        return f"{self.commune_id} dans {self.district_id}"


class CommuneChange(models.Model):
    """A commune that became another one: its figures stand under the new code alone from that day (B1.2, 7)."""

    class Kind(models.TextChoices):
        MERGER = "merger", "Fusion"
        SPLIT = "split", "Scission"
        RENAMING = "renaming", "Changement de nom"

    kind = models.CharField("nature", max_length=8, choices=Kind.choices, default=Kind.MERGER)
    former_code = models.CharField("ancien code", max_length=5)
    former_name = models.CharField("ancienne commune", max_length=80)
    code = models.CharField("code", max_length=5)
    name = models.CharField("commune", max_length=80)
    since = models.DateField("depuis le")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "changement de commune"
        verbose_name_plural = "changements de communes"
        ordering = ["-since", "code", "former_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["former_code", "code", "since"],
                name="crime_commune_change_once",
                violation_error_message="Ce changement est déjà enregistré à cette date.",
            ),
            models.CheckConstraint(
                condition=Q(kind="renaming") & ~Q(former_name=F("name"))
                | ~Q(kind="renaming") & ~Q(former_code=F("code")),
                name="crime_commune_change_changes",
                violation_error_message="L'ancienne commune et la nouvelle sont la même.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("merger", "split", "renaming")),
                name="crime_commune_change_kind",
                violation_error_message="Cette nature de changement n'existe pas.",
            ),
        ]

    @property
    def sentence(self) -> str:
        """As the sheet of the new commune says it."""
        day = f"{self.since:%d/%m/%Y}"
        if self.kind == self.Kind.RENAMING:
            return f"{self.former_name} s'appelle {self.name} depuis le {day}."
        if self.kind == self.Kind.SPLIT:
            former = f"{of_commune(self.former_name)} ({self.former_code})"
            return f"Commune séparée {former} le {day} : ses chiffres commencent là."
        former = f"{self.former_name} ({self.former_code})"
        return (
            f"{former} fait partie de la commune depuis le {day} : ses chiffres ne figurent que sous le nouveau code."
        )

    def __str__(self):
        if self.kind == self.Kind.RENAMING:
            return f"{self.former_name}, devenue {self.name}"
        return f"{self.name}, issue de {self.former_name}" if self.kind == self.Kind.SPLIT else (
            f"{self.former_name} dans {self.name}"
        )  # fmt: skip
