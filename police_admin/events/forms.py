"""Forms of the route and of the files of safety: they validate what is sent, they do not act."""

from django import forms

from directorate.casework.forms import LinesField
from directorate.territory.positions import PositionsRefused
from directorate.web.plain_text import PlainCharField
from police_admin.events import tracks
from police_admin.events.models import EventLink, EventRoute


class RouteForm(forms.Form):
    """A file, or points. Gives `lines` and `source`."""

    document = forms.FileField(
        label="Fichier de l'organisateur", required=False,
        help_text="GPX ou GeoJSON, 2 Mo au plus. Seules les coordonnées sont gardées.",
        widget=forms.FileInput(attrs={"accept": ".gpx,.geojson,.json"}),
    )  # fmt: skip
    points = LinesField(
        label="Ou points saisis", max_length=60_000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Un par ligne, dans l'ordre du parcours : latitude, longitude. Par exemple : 48.7901, 2.4556",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        document, points = data.pop("document", None), data.pop("points", None)
        if bool(document) == bool(points):
            if not self.errors:
                self.add_error("document", "Choisir un fichier, ou saisir des points : l'un ou l'autre.")
            return data
        try:
            # One byte more than what is accepted is enough to refuse the rest.
            lines = tracks.read_file(document.read(tracks.MAX_BYTES + 1)) if document else tracks.read_points(points)
        except PositionsRefused as refusal:
            self.add_error(refusal.field, str(refusal))
            return data
        return {"lines": lines, "source": EventRoute.Source.FILE if document else EventRoute.Source.TYPED}


class LinkForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=EventLink.Kind.choices)
    reference = PlainCharField(
        label="Référence du dossier", max_length=40, required=False, help_text="Un autre dossier, par exemple"
        " 2026-MV-00012.",
    )  # fmt: skip
    words = PlainCharField(
        label="Ou document", max_length=200, required=False,
        help_text="Où il se trouve : pièce du dossier, convention, numéro.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        if not data.get("reference") and not data.get("words") and not self.errors:
            self.add_error("reference", "Indiquer un dossier ou un document.")
        return data
