"""The form of a perimeter that is drawn elsewhere and given here: it validates what is sent, it does not act."""

from django import forms

from directorate.casework.forms import LinesField
from directorate.territory import shapes
from directorate.territory.positions import PositionsRefused
from directorate.web.plain_text import PlainCharField


class ShapeForm(forms.Form):
    """A file, a text, corners, or a point and a distance. Gives `shape`, and `source`: the field that gave it."""

    document = forms.FileField(
        label="Fichier GeoJSON", required=False, help_text="500 ko au plus. Seules les coordonnées sont gardées.",
        widget=forms.FileInput(attrs={"accept": ".geojson,.json"}),
    )  # fmt: skip
    text = PlainCharField(
        label="Ou GeoJSON collé", required=False, max_length=shapes.MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 4}), help_text="Un polygone, tel qu'un outil de cartographie le donne.",
    )  # fmt: skip
    points = LinesField(
        label="Ou sommets saisis", required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne : latitude, longitude. Par exemple : 48.7901, 2.4556. Un seul point va avec un rayon.",
    )  # fmt: skip
    distance = forms.IntegerField(
        label="Rayon (m)", required=False, min_value=shapes.LEAST_M, max_value=shapes.MOST_M,
        help_text="Autour du seul point saisi.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        given = [name for name in ("document", "text", "points") if data.get(name)]
        if self.errors:
            return data
        if len(given) != 1:
            self.add_error("document", "Choisir un fichier, coller un GeoJSON, ou saisir des sommets : un seul.")
            return data
        source, distance = given[0], data["distance"]
        if distance is not None and source != "points":
            self.add_error("distance", "Un rayon va avec un point saisi.")
            return data
        try:
            if source == "points":
                shape = shapes.typed_shape(data["points"], distance, "points")
            else:
                # One byte more than what is accepted is enough to refuse the rest.
                content = data["text"].encode() if source == "text" else data["document"].read(shapes.MAX_BYTES + 1)
                shape = shapes.read_shape(content, source)
        except PositionsRefused as refusal:
            self.add_error(refusal.field, str(refusal))
            return data
        others = {name: given for name, given in data.items() if name not in ShapeForm.base_fields}
        return {**others, "shape": shape, "source": source}
