"""What a mayor asks for his municipal police besides weapons: cameras worn by officers, a dog unit, officers shared.

Cameras and dogs rest on the coordination agreement; sharing is decided on the joint proposals of the mayors.
"""

from datetime import datetime

from django import forms

from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, Finding, Opinion, Piece, Procedure
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.parameters.values import INTERNAL_SECURITY, LOW, Value
from directorate.web.plain_text import text_area
from police_admin.procedures.events import EventForm
from police_admin.procedures.municipal_police import agreement, dossier
from police_admin.procedures.municipal_police.weapons import asked_by_a_commune

CAMERAS, DOGS, SHARING = "bodycam_authorisation", "dog_unit_authorisation", "temporary_pooling_of_officers"
CAMERA_ARTICLES = "CSI, art. L241-2, R241-8 et suivants"
DOG_ARTICLES = "CSI, art. L511-5-2, R511-34-1 et suivants"
SHARING_ARTICLE = "CSI, art. L512-3"
IMAGES_MONTHS = "municipal_bodycam.retention_months"
OCCASIONS = [
    ("event", "Manifestation exceptionnelle"),
    ("crowd", "Afflux important de population"),
    ("disaster", "Catastrophe naturelle ou technologique"),
]


class CameraForm(forms.Form):
    """How many cameras, where the images are kept, and the commitment to the CNIL."""

    device_count = forms.IntegerField(label="Nombre de caméras individuelles", min_value=1, max_value=2000)
    cnil_commitment = forms.BooleanField(label="Engagement de conformité adressé à la CNIL (RU-065)", required=False)
    images_place = PlainCharField(label="Lieu de conservation des enregistrements", max_length=250)
    responsible = PlainCharField(label="Responsable du traitement", max_length=160)


class DogUnitForm(forms.Form):
    """The dogs, those who handle them, where they live."""

    dogs = LinesField(
        label="Chiens", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : nom, race, numéro d'identification.",
    )  # fmt: skip
    handlers = LinesField(
        label="Maîtres de chien", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : nom, formation suivie et sa date.",
    )  # fmt: skip
    missions = text_area("Missions de la brigade")
    kennel = PlainCharField(label="Lieu d'hébergement des chiens", max_length=250)
    trained = forms.BooleanField(label="Maîtres et chiens formés, certificats produits", required=False)


class SharingForm(EventForm):
    """The occasion, the communes that share and what they put together."""

    occasion = forms.ChoiceField(label="Motif", choices=OCCASIONS)
    description = text_area("Événement ou sinistre", rows=2, max_length=1000)
    neighbours = forms.BooleanField(label="Communes limitrophes ou d'une même agglomération", required=False)
    all_mayors_ask = forms.BooleanField(label="Proposition signée par chacun des maires", required=False)
    officers = forms.IntegerField(label="Agents mis en commun", min_value=1, max_value=2000)
    means = text_area("Moyens mis en commun et leur emploi")
    armed = forms.BooleanField(label="Agents armés", required=False)

    def clean(self):
        data = super().clean()
        if len(data.get("communes") or ()) == 1:
            self.add_error("communes", "Une mise en commun réunit au moins deux communes (CSI, art. L512-3).")
        return data


# --- checks before signature --------------------------------------------------------------------------------


def answered(field: str, sentence: str, article: str):
    """A condition that the file must show before it is granted."""

    def check(case: Case, at: datetime) -> list[Finding]:
        return [Finding(sentence, article)] if dossier.grants(case) and not case.answers.get(field) else []

    return check


def agreement_mentions_dogs(case: Case, at: datetime) -> list[Finding]:
    if not dossier.grants(case) or dossier.agreement_provides(case, at, "dog_unit"):
        return []
    return [Finding("La convention en vigueur ne mentionne pas de brigade cynophile.", DOG_ARTICLES)]


def request(code: str, reference_code: str, key: str, label: str, short: str, **more) -> Procedure:
    return Procedure(
        code=code, reference_code=reference_code, label=label, short_label=short, archetype=Archetype.AUTHORISATION,
        unit=dossier.UNIT, family=dossier.FAMILY, title=lambda answers: f"{short}, {answers['party']}",
        clock=dossier.clock(key), legal_check_required=True, letters=letters_of_request("Arrêté", dossier.ORDER),
        **more,
    )  # fmt: skip


def visa(articles: str) -> str:
    return f"Vu le code de la sécurité intérieure, notamment {articles} ;"


PROCEDURES = (
    request(
        CAMERAS, "PMB", "municipal_bodycam",
        "Autorisation de caméras individuelles d'une police municipale", "Police municipale, caméras individuelles",
        form=CameraForm,
        legal_basis=(CAMERA_ARTICLES, agreement.ARTICLES),
        help_text="À la demande du maire, pour les interventions de sa police municipale. Une convention de"
        " coordination en vigueur est nécessaire. L'arrêté est publié au recueil.",
        pieces=(
            Piece("request", "Demande du maire"),
            Piece("agreement", "Copie de la convention de coordination"),
            Piece("cnil", "Engagement de conformité à l'acte réglementaire unique RU-065"),
            Piece("file", "Dossier technique de présentation du traitement", blocking=False),
        ),
        validity=dossier.validity("municipal_bodycam", CAMERA_ARTICLES, "PMB", "Caméras individuelles d'une commune"),
        parameters=(
            *dossier.values_of(
                "municipal_bodycam", "caméras individuelles", "art. R241-8 et suivants",
                "L'autorisation d'emploi de caméras individuelles a-t-elle un terme ?",
            ),
            Value(IMAGES_MONTHS, "Police municipale, caméras individuelles : conservation des enregistrements", 1,
                  "mois", f"{INTERNAL_SECURITY}, art. L241-2", LOW,
                  comment="Les enregistrements des caméras individuelles se conservent-ils un mois, ou encore six ?"),
        ),
        rules={"images_months": IMAGES_MONTHS},
        visas=(visa("ses articles L241-2, L512-4 à L512-7, R241-8 et suivants"), dossier.ASKED),
        outcomes=granted_or_refused(
            label="Autorisation",
            title="autorisation de l'enregistrement audiovisuel des interventions des agents de police municipale,"
            " {{ place.commune }}",
            refusal="d'autorisation de caméras individuelles, {{ place.commune }}",
            grounds=(
                "Considérant que la commune est liée par une convention de coordination en vigueur et qu'elle s'est"
                " engagée à respecter l'acte réglementaire unique applicable ;",
            ),
            articles=(
                "{{ applicant.name }} est autorisée à faire procéder à l'enregistrement audiovisuel des interventions"
                " des agents de sa police municipale au moyen de {{ answers.device_count }}"
                " caméra{% if answer_codes.device_count > 1 %}s{% endif %}"
                " individuelle{% if answer_codes.device_count > 1 %}s{% endif %}.",
                "Les enregistrements sont conservés {{ rules.images_months }} mois au plus, au lieu suivant :"
                " {{ answers.images_place }}. Ils sont ensuite effacés, hors le cas où ils sont utilisés dans une"
                " procédure.",
                "La commune informe le public de l'équipement de ses agents. Toute modification du dispositif est"
                " portée à la connaissance du préfet.",
            ),
            law="que l'emploi de caméras individuelles suppose une convention de coordination en vigueur et le respect"
            " de l'acte réglementaire unique applicable",
            rejected="La demande présentée par {{ applicant.name }} est rejetée.",
            published=True,
        ),
        checks=(
            asked_by_a_commune, dossier.agreement_is_in_force,
            answered("cnil_commitment", "L'engagement de conformité à la CNIL n'est pas joint.", CAMERA_ARTICLES),
        ),
        effects=dossier.CITES,
        panels=(dossier.AGREEMENT_PANEL,),
        related=(agreement.CODE,),
    ),
    request(
        DOGS, "PMK", "municipal_dogs",
        "Autorisation d'une brigade cynophile de police municipale", "Police municipale, brigade cynophile",
        form=DogUnitForm,
        legal_basis=(DOG_ARTICLES, agreement.ARTICLES),
        help_text="À la demande du maire. La convention de coordination doit mentionner la brigade cynophile.",
        pieces=(
            Piece("request", "Demande du maire"),
            Piece("dogs", "Identification et vaccination des chiens"),
            Piece("training", "Certificats de formation des maîtres et des chiens"),
            Piece("kennel", "Description des locaux d'hébergement"),
        ),
        validity=dossier.validity("municipal_dogs", DOG_ARTICLES, "PMK", "Brigade cynophile d'une commune"),
        parameters=dossier.values_of(
            "municipal_dogs", "brigade cynophile", "art. R511-34-1 et suivants",
            "L'autorisation d'une brigade cynophile a-t-elle un terme, et quelle autorité la délivre ?",
        ),
        visas=(visa("ses articles L511-5-2, L512-4 à L512-7, R511-34-1 et suivants"), dossier.ASKED),
        outcomes=granted_or_refused(
            label="Autorisation",
            title="autorisation d'une brigade cynophile de police municipale, {{ place.commune }}",
            refusal="d'autorisation d'une brigade cynophile de police municipale, {{ place.commune }}",
            grounds=(
                "Considérant que la convention de coordination mentionne la brigade cynophile et que les maîtres et les"
                " chiens sont formés ;",
            ),
            articles=(
                "{{ applicant.name }} est autorisée à créer une brigade cynophile au sein de sa police municipale,"
                " composée des chiens suivants : {{ answers.dogs }}.",
                "Chaque chien est conduit par l'un des maîtres suivants : {{ answers.handlers }}. Les chiens sont"
                " hébergés au lieu suivant : {{ answers.kennel }}.",
                "Tout changement de chien ou de maître est déclaré au préfet avant l'emploi de l'équipe.",
            ),
            law="qu'une brigade cynophile doit être mentionnée par la convention de coordination et ses équipes"
            " formées",
            rejected="La demande présentée par {{ applicant.name }} est rejetée.",
        ),
        checks=(
            asked_by_a_commune, dossier.agreement_is_in_force, agreement_mentions_dogs,
            answered("trained", "La formation des maîtres et des chiens n'est pas justifiée.", DOG_ARTICLES),
        ),
        effects=dossier.CITES,
        panels=(dossier.AGREEMENT_PANEL,),
        related=(agreement.CODE,),
    ),
    request(
        SHARING, "PMM", "municipal_sharing",
        "Mise en commun temporaire de moyens et d'effectifs de police municipale", "Police municipale, mise en commun",
        form=SharingForm,
        legal_basis=(SHARING_ARTICLE,),
        help_text="Pour une manifestation exceptionnelle, un afflux de population ou une catastrophe, sur la"
        " proposition de chacun des maires. Elle ne vaut qu'en matière de police administrative, pour un temps"
        " déterminé.",
        event_field="starts_at",
        pieces=(
            Piece("request", "Proposition signée de chacun des maires"),
            Piece("means", "Liste des agents et des moyens mis en commun"),
        ),
        opinions=(
            Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police"),
        ),
        parameters=dossier.values_of(
            "municipal_sharing", "mise en commun", "art. L512-3",
            "Dans quel délai avant l'événement la mise en commun se demande-t-elle ?",
        )[:1],
        visas=(visa("son article L512-3"), dossier.ASKED),
        outcomes=granted_or_refused(
            label="Autorisation",
            title="mise en commun temporaire de moyens et d'effectifs de police municipale",
            refusal="de mise en commun temporaire de moyens et d'effectifs de police municipale",
            grounds=(
                "Considérant que la mise en commun est demandée pour le motif suivant : {{ answers.occasion|lower }}"
                " ({{ answers.description }}) ;",
                "Considérant que les maires des communes intéressées la proposent conjointement ;",
            ),
            articles=(
                "Les communes de {{ answers.communes }} sont autorisées à utiliser en commun les moyens et effectifs de"
                " leurs services de police municipale du {{ answers.starts_at }} au {{ answers.ends_at }}.",
                "Sont mis en commun {{ answers.officers }} agent{% if answer_codes.officers > 1 %}s{% endif %} et les"
                " moyens suivants, employés dans ces conditions : {{ answers.means }}.",
                "Cette utilisation en commun s'exerce exclusivement en matière de police administrative."
                "{% if answer_codes.armed %} Les agents ne portent que les armes pour lesquelles ils sont"
                " individuellement autorisés.{% else %} Les agents ne sont pas armés.{% endif %}",
            ),
            law="que la mise en commun suppose l'une des circonstances prévues par l'article L512-3 du code de la"
            " sécurité intérieure et la proposition de chacun des maires",
            rejected="La demande présentée par {{ applicant.name }} est rejetée.",
            issues_permit=False, final_stage="closed",
        ),
        checks=(
            asked_by_a_commune,
            answered("all_mayors_ask", "La proposition n'est pas signée par chacun des maires.", SHARING_ARTICLE),
            answered("neighbours", "Les communes ne sont ni limitrophes ni d'une même agglomération.", SHARING_ARTICLE),
        ),
        related=(agreement.CODE,),
    ),
)  # fmt: skip
