"""Forms of the plans. They validate, they do not act."""

from django import forms
from django.utils.timezone import localdate, localtime, now

from civil_protection.plans import terms
from civil_protection.plans.models import (
    Activation,
    Authority,
    Plan,
    PlanAnnex,
    PlanDiffusion,
    PlanDocument,
    PlanOpinion,
    ReflexAction,
    ReflexCard,
)
from civil_protection.plans.parts import wanted_of
from civil_protection.plans.typology import KINDS, SITE
from civil_protection.protection.acts import OrderNumberField
from civil_protection.protection.fields import LevelField, TextField, TitleField
from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.parameters.queries import value
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from directorate.territory.queries import communes
from directorate.web.plain_text import PlainCharField

MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
TALL = forms.Textarea(attrs={"rows": 4})


class CommunesField(forms.ModelMultipleChoiceField):
    """Several communes, by their names."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(queryset=Commune.objects.none(), **kwargs)


class OrganisationsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(queryset=Organisation.objects.none(), **kwargs)


class OrganisationField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(queryset=Organisation.objects.none(), **kwargs)


class PlanForm(forms.Form):
    """A form about one plan, or about none yet. The choices are read on the day."""

    def __init__(self, *args, plan: Plan | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        for field in self.fields.values():
            if isinstance(field, CommunesField):
                field.queryset = communes().order_by("sort_name")
            elif isinstance(field, OrganisationsField | OrganisationField):
                field.queryset = Organisation.objects.filter(is_active=True).order_by("name")
        self.prepare()

    def prepare(self) -> None:
        """What depends on the plan."""


class DescriptionForm(PlanForm):
    title = TitleField(label="Titre", max_length=160)
    lead = PlainCharField(label="Service pilote", max_length=120)
    level = LevelField()
    approver = forms.ChoiceField(label="Autorité d'approbation", choices=Authority.choices)
    director = forms.ChoiceField(label="Directeur des opérations", choices=Authority.choices)
    site = PlainCharField(
        label="Installation", max_length=160, required=False, help_text="Pour un PPI seulement : nom usuel du site."
    )
    site_kind = forms.ChoiceField(
        label="Catégorie d'installation", choices=[("", "Aucune"), *Plan.SiteKind.choices], required=False
    )
    operator = OrganisationField(label="Exploitant", required=False, empty_label="Aucun")
    season_from = forms.RegexField(
        rf"^{MONTH_DAY}$", label="Début de saison", required=False, help_text="Mois et jour, par exemple 06-01.",
        error_messages={"invalid": "Écrire le mois puis le jour, par exemple 06-01."},
    )  # fmt: skip
    season_until = forms.RegexField(
        rf"^{MONTH_DAY}$", label="Fin de saison", required=False, help_text="Mois et jour, par exemple 09-15.",
        error_messages={"invalid": "Écrire le mois puis le jour, par exemple 09-15."},
    )  # fmt: skip
    communes = CommunesField(label="Communes concernées", required=False)
    contributors = OrganisationsField(label="Contributeurs", required=False)


class NewPlanForm(DescriptionForm):
    kind = forms.ChoiceField(label="Type de disposition")
    version = PlainCharField(label="Version en projet", max_length=10, help_text="AAAA.n, par exemple 2026.1.")
    field_order = ("kind", "title", "version")

    def prepare(self):
        taken = set(Plan.objects.exclude(kind=SITE).values_list("kind", flat=True))
        self.fields["kind"].choices = [
            (row.code, f"{row.code} : {row.label}") for row in KINDS.values() if row.code not in taken
        ]
        self.fields["approver"].initial = self.fields["director"].initial = value(terms.APPROVER, localdate())
        self.fields["version"].initial = f"{localdate().year}.1"


class ChangePlanForm(DescriptionForm):
    def prepare(self):
        if not self.plan.is_site:
            for name in ("site", "site_kind", "operator"):
                del self.fields[name]


# --- acts ---------------------------------------------------------------------------------------------------


class BareForm(PlanForm):
    """Nothing to fill in: the button is the answer."""


class ReviseForm(PlanForm):
    draft_version = PlainCharField(label="Version en projet", max_length=10, help_text="AAAA.n, par exemple 2026.1.")

    def prepare(self):
        year, number = map(int, self.plan.version.split("."))
        this = localdate().year
        self.fields["draft_version"].initial = f"{this}.{number + 1 if year == this else 1}"


class ConsultForm(PlanForm):
    sent_on = LegalDateField(label="Projet envoyé le")
    communes = CommunesField(label="Maires consultés", required=False)
    organisations = OrganisationsField(label="Organismes consultés", required=False)

    def prepare(self):
        self.fields["sent_on"].initial = localdate()
        if self.plan.is_site:
            self.fields["communes"].help_text = "Les communes du périmètre sont toujours consultées."
            self.fields["organisations"].help_text = "L'exploitant est toujours consulté."
        self.fields["communes"].initial = list(self.plan.communes.all())
        self.fields["organisations"].initial = [
            *self.plan.contributors.all(), *([self.plan.operator] if self.plan.operator_id else []),
        ]  # fmt: skip


class OpinionForm(forms.Form):
    answered_on = LegalDateField(label="Répondu le")
    sense = forms.ChoiceField(label="Sens", choices=PlanOpinion.Sense.choices)
    text = TextField(label="Observations", max_length=8000, required=False, widget=TALL)


class PublicForm(PlanForm):
    opens_on = LegalDateField(label="Ouverture au public")
    newspapers = PlainCharField(label="Journaux", max_length=200, help_text="Deux au moins, séparés par une virgule.")
    places = TextField(label="Lieux de consultation", max_length=4000, widget=TALL)

    def prepare(self):
        names = [f"- Mairie de {commune}" for commune in self.plan.communes.all()]
        self.fields["places"].initial = "\n".join(["- Préfecture", *names])


class PressForm(PlanForm):
    notice_on = LegalDateField(label="Avis paru le", help_text="Le plus tardif des deux journaux.")


class CloseForm(PlanForm):
    closed_on = LegalDateField(label="Registres clos le")
    remarks = TextField(
        label="Observations du public", max_length=8000, required=False, widget=TALL,
        help_text="En résumé, sans nom de personne.",
    )  # fmt: skip


class ActForm(PlanForm):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")

    def prepare(self):
        if self.plan.approver != Authority.PREFECT:
            self.fields["number"].required = True
            self.fields["number"].help_text = "Celui que l'autorité a donné : AAAA/NNNNN, par exemple 2026/00412."


class FormerActForm(ActForm):
    """An act signed before the plan was recorded bears its number already."""

    def prepare(self):
        self.fields["number"].required = True
        self.fields["number"].help_text = "AAAA/NNNNN, par exemple 2024/00412."


class ReasonedActForm(ActForm):
    reason = TextField(label="Motif", max_length=4000, widget=TALL)


class PublicationForm(forms.Form):
    issue_number = forms.IntegerField(label="Numéro du recueil", min_value=1, max_value=99_999)
    issue_on = LegalDateField(label="Recueil du")


class ExerciseForm(PlanForm):
    exercised_on = LegalDateField(label="Exercice du")


class BrochureForm(PlanForm):
    brochure_on = LegalDateField(label="Brochure distribuée le")


# --- content ------------------------------------------------------------------------------------------------


class DocumentForm(PlanForm):
    role = forms.ChoiceField(label="Version du plan", choices=PlanDocument.Role.choices)
    level = LevelField()
    title = TitleField(label="Titre", max_length=160)
    document = forms.FileField(label="Fichier", help_text="PDF, image ou document bureautique.")


class AnnexForm(PlanForm):
    kind = forms.ChoiceField(label="Nature", choices=PlanAnnex.Kind.choices)
    number = PlainCharField(label="Numéro", max_length=12)
    title = TitleField(label="Titre", max_length=160)
    updated_on = LegalDateField(label="Mise à jour le")
    validity_months = forms.IntegerField(
        label="Validité en mois", min_value=1, max_value=120, required=False,
        help_text="Vide : un an pour un annuaire, sans terme pour le reste.",
    )  # fmt: skip


class PartsForm(PlanForm):
    """For each thing that the law wants: where it is in the plan, or why it has no place there."""

    def prepare(self):
        # What was noted of a former version is offered again: a revision moves little.
        known = {part.code: part for part in self.plan.parts.order_by("noted_at", "pk")}
        for wanted in wanted_of(self.plan):
            noted = known.get(wanted.code)
            self.fields[f"place_{wanted.code}"] = TextField(
                label=f"{wanted.label} : où", max_length=160, required=False, initial=noted.place if noted else "",
                help_text=f"{wanted.article}. Chapitre, page ou annexe.",
            )  # fmt: skip
            self.fields[f"absent_{wanted.code}"] = TextField(
                label=f"{wanted.label} : sans objet parce que", max_length=250, required=False,
                initial=noted.absent_why if noted else "",
            )  # fmt: skip

    def clean(self):
        said = self.cleaned_data
        return {
            "parts": {
                wanted.code: (said.get(f"place_{wanted.code}", ""), said.get(f"absent_{wanted.code}", ""))
                for wanted in wanted_of(self.plan)
            }
        }


class RefreshForm(forms.Form):
    updated_on = LegalDateField(label="Mise à jour le")
    version = PlainCharField(label="Version", max_length=20, required=False)
    validity_months = forms.IntegerField(label="Validité en mois", min_value=1, max_value=120, required=False)


class CardForm(PlanForm):
    number = PlainCharField(label="Numéro", max_length=12)
    title = TitleField(label="Titre", max_length=160)
    recipient = forms.ChoiceField(label="Destinataire", choices=ReflexCard.Recipient.choices)
    trigger = TextField(label="Déclencheur", max_length=250)


class CardActionForm(forms.Form):
    phase = forms.TypedChoiceField(label="Phase", choices=ReflexAction.Phase.choices, coerce=int)
    text = TextField(label="Action", max_length=300)
    delay_minutes = forms.IntegerField(label="Délai maximal en minutes", min_value=0, max_value=100_000, required=False)


# --- use ----------------------------------------------------------------------------------------------------


class DiffuseForm(PlanForm):
    sent_on = LegalDateField(label="Envoyé le")
    medium = forms.ChoiceField(label="Support", choices=PlanDiffusion.Medium.choices)
    level = LevelField()
    communes = CommunesField(label="Mairies destinataires", required=False)
    organisations = OrganisationsField(label="Organismes destinataires", required=False)

    def prepare(self):
        self.fields["sent_on"].initial = localdate()
        self.fields["level"].initial = self.plan.level
        self.fields["communes"].initial = list(self.plan.communes.all())
        operator = [self.plan.operator] if self.plan.operator_id else []
        self.fields["organisations"].initial = [*self.plan.contributors.all(), *operator]


class AcknowledgeForm(forms.Form):
    acknowledged_on = LegalDateField(label="Accusé reçu le")


class StageForm(PlanForm):
    stage = forms.ChoiceField(label="Niveau", choices=Activation.Stage.choices)
    authority = forms.ChoiceField(label="Autorité qui décide", choices=Authority.choices)
    decided_at = LegalDateTimeField(label="Décidée le")
    reason = TextField(label="Motif", max_length=2000, widget=TALL)

    def prepare(self):
        self.fields["decided_at"].initial = localtime(now()).replace(second=0, microsecond=0)
        if self.plan:
            self.fields["authority"].initial = self.plan.director


class ActivateForm(StageForm):
    message = TextField(label="Message diffusé", max_length=4000, required=False, widget=TALL)
    is_exercise = forms.BooleanField(label="Il s'agit d'un exercice", required=False)
    communes = CommunesField(label="Communes concernées", required=False)

    def prepare(self):
        super().prepare()
        self.fields["communes"].initial = list(self.plan.communes.all())


class LiftForm(forms.Form):
    lifted_at = LegalDateTimeField(label="Levée le")
    lifted_by = forms.ChoiceField(label="Levée par", choices=Authority.choices)


class MeansForm(PlanForm):
    organisation = OrganisationField(label="Organisme", empty_label="Choisir")
    kind = TitleField(label="Moyen", max_length=120)
    quantity = forms.IntegerField(label="Quantité", min_value=1, max_value=1_000_000)
    hours = forms.DecimalField(
        label="Délai de mobilisation en heures", min_value=0, max_digits=6, decimal_places=2, localize=True
    )
    place = PlainCharField(label="Localisation", max_length=160, required=False)
    commune = forms.ModelChoiceField(
        label="Commune", queryset=communes().order_by("sort_name"), required=False, empty_label="Aucune"
    )
    cost = forms.DecimalField(
        label="Coût de référence en euros", min_value=0, max_digits=10, decimal_places=2, required=False, localize=True
    )
    desk = PlainCharField(
        label="À joindre", max_length=160, required=False,
        help_text="Un standard, une permanence, une fonction : pas le numéro personnel de quelqu'un.",
    )  # fmt: skip
    checked_on = LegalDateField(label="Vérifié le")
    is_active = forms.BooleanField(label="Disponible", required=False, initial=True)


# --- actors and the territorial contract --------------------------------------------------------------------


class ActorForm(PlanForm):
    organisation = OrganisationField(label="Organisme", empty_label="Choisir")
    missions = TextField(label="Missions", max_length=300, required=False)
    is_ready = forms.BooleanField(label="En mesure de remplir sa mission en permanence", required=False)
    has_organisation = forms.BooleanField(label="Organisation de crise décrite au préfet", required=False)
    has_correspondent = forms.BooleanField(label="Interlocuteur désigné", required=False)
    has_alert = forms.BooleanField(label="Dispositif d'alerte interne", required=False)
    has_means = forms.BooleanField(label="Liste de ses moyens", required=False)
    declared_on = LegalDateField(label="Dernière déclaration", required=False)


class CapacityForm(PlanForm):
    risk = TitleField(label="Risque ou menace", max_length=120)
    effect = TitleField(label="Effet à traiter", max_length=160)
    capacity = TitleField(label="Capacité", max_length=160, help_text="Ce qui permet d'y répondre, avec son unité.")
    needed = forms.IntegerField(label="Besoin", min_value=0, max_value=1_000_000)
    held = forms.IntegerField(label="Disponible", min_value=0, max_value=1_000_000)
    plan = forms.ModelChoiceField(label="Plan qui y répond", queryset=Plan.objects.order_by("code"), required=False,
                                  empty_label="Aucun")  # fmt: skip
    answer = TextField(label="Réponse prévue", max_length=250, required=False)
    owner = OrganisationField(label="Responsable", required=False, empty_label="Aucun")
    due_on = LegalDateField(label="Avant le", required=False)
    checked_on = LegalDateField(label="Vérifié le")
