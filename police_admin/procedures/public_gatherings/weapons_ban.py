"""Ban of carrying objects that may serve as weapons, around a demonstration (CSI, art. L211-3).

From the twenty-four hours that precede it to its dispersal, at its places and their accesses, and no further.
"""

from datetime import UTC, timedelta

from django import forms

from directorate.casework.forms import LegalDateTimeField, LinesField, PlainCharField
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import HIGH, Value
from police_admin.procedures import events
from police_admin.procedures.public_gatherings import dossier
from police_admin.procedures.public_gatherings.ban import DECLARATION_PANEL, declaration_of

ARTICLE = "CSI, art. L211-3"
HOURS = Value(
    "objects_ban.hours_before", "Objets pouvant servir d'arme : interdiction, avant la manifestation, au plus", 24,
    "heures", ARTICLE, HIGH,
)  # fmt: skip


class ObjectsBanForm(dossier.CircumstancesForm):
    """The demonstration, the serious troubles feared, and what is forbidden from when."""

    declaration = PlainCharField(
        label="Numéro de la déclaration", max_length=40, required=False,
        help_text="Par exemple 2026-MV-00012. Laisser vide si la manifestation n'a pas été déclarée.",
    )  # fmt: skip
    purpose = PlainCharField(label="Manifestation", max_length=300, help_text="Son objet et son lieu.")
    applies_from = LegalDateTimeField(label="Interdiction à compter du")
    objects = LinesField(
        label="Objets visés", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne, parmi ceux qui peuvent constituer une arme (code pénal, art. 132-75).",
    )  # fmt: skip

    def clean_declaration(self):
        reference = self.cleaned_data["declaration"].upper()
        if reference and declaration_of(reference) is None:
            raise forms.ValidationError("Aucune déclaration de manifestation ne porte ce numéro.")
        return reference

    def clean(self):
        data = super().clean()
        from_at, starts_at, ends_at = (data.get(name) for name in ("applies_from", "starts_at", "ends_at"))
        if from_at and starts_at:
            hours = int(parameter(HOURS.code, paris_day(starts_at)))
            # In universal time: hours that pass, not those of the clock.
            if starts_at.astimezone(UTC) - from_at.astimezone(UTC) > timedelta(hours=hours):
                self.add_error(
                    "applies_from",
                    f"L'interdiction ne peut précéder la manifestation de plus de {hours} heures ({ARTICLE}).",
                )
        if from_at and ends_at and from_at >= ends_at:
            self.add_error("applies_from", "L'interdiction commence avant la dispersion.")
        declaration = declaration_of(data.get("declaration") or "")
        if declaration and starts_at and paris_day(declaration.event_at) != paris_day(starts_at):
            day = french_long(paris_day(declaration.event_at))
            self.add_error("starts_at", f"La manifestation est déclarée pour le {day}.")
        return data


PROCEDURE = dossier.bounded_order(
    code="weapons_and_objects_ban_order",
    label="Interdiction du port et du transport d'objets pouvant servir d'arme",
    short_label="Objets pouvant servir d'arme, interdiction",
    reference_code="MVA",
    legal_basis=(ARTICLE,),
    help_text="Autour d'une manifestation déclarée ou non, quand des troubles graves sont à craindre : pendant les"
    " vingt-quatre heures qui la précèdent et jusqu'à la dispersion, sur ses lieux et leurs accès.",
    form=ObjectsBanForm,
    title=lambda answers: f"Objets pouvant servir d'arme, {answers['purpose']}",
    # It is about a demonstration: the circle of readers stays narrow until the order is published.
    sensitivity="restricted",
    before="applies_from",
    opinions=(events.POLICE,),
    visas=(
        "Vu le code de la sécurité intérieure, notamment ses articles L211-1 à L211-3 ;",
        "Vu le code pénal, notamment son article 132-75 ;",
    ),
    act="portant interdiction temporaire du port et du transport d'objets pouvant constituer une arme, manifestation du"
    " {{ case.event_at }}",
    grounds=(
        "Considérant qu'aux termes de l'article L211-3 du code de la sécurité intérieure, si les circonstances font"
        " craindre des troubles graves à l'ordre public, le préfet peut interdire, pendant les {{ rules.hours_before }}"
        " heures qui précèdent une manifestation et jusqu'à sa dispersion, le port et le transport, sans motif"
        " légitime, d'objets pouvant constituer une arme ;",
        "Considérant que les circonstances suivantes font craindre de tels troubles : {{ answers.facts }} ;",
        "Considérant que l'interdiction est limitée aux lieux de la manifestation, aux lieux avoisinants et à leurs"
        " accès, et proportionnée à ces circonstances ;",
    ),
    articles=(
        "Du {{ answers.applies_from }} jusqu'à la dispersion de la manifestation prévue le {{ case.event_at }}"
        " ({{ answers.purpose }}), et au plus tard jusqu'au {{ answers.ends_at }}, sont interdits le port et le"
        " transport, sans motif légitime, d'objets pouvant constituer une arme au sens de l'article 132-75 du code"
        " pénal.",
        "Sont notamment visés : {{ answers.objects }}.",
        "L'interdiction s'applique dans le périmètre suivant : {{ answers.perimeter }}.",
    ),
    parameters=(HOURS,),
    rules={"hours_before": HOURS.code},
    panels=(DECLARATION_PANEL,),
    related=("street_demonstration_declaration", "demonstration_ban"),
)
