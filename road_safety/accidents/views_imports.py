"""Pages of the deliveries of accident files and of their editions."""

from typing import Any

from django.views.decorators.http import require_GET, require_http_methods

from directorate.imports.deliveries.tables import EDITION_TONES, IMPORT_TONES
from directorate.imports.deliveries.views import DeliveryPages, opened
from directorate.web.pages import FORM_METHODS
from road_safety.accidents import queries
from road_safety.accidents.forms import DepositForm
from road_safety.accidents.lists import EDITION_LIST, IMPORT_LIST, REFUSAL_LIST
from road_safety.accidents.models import AccidentImport
from road_safety.accidents.operations import DELIVERIES
from road_safety.policies import heads_road_safety, reads_road_safety, works_in_road_safety


def context(batch: AccidentImport, staff: Any) -> dict[str, Any]:
    return {"differences": [(one, EDITION_TONES[one.edition.state]) for one in queries.differences(batch)]}


PAGES = DeliveryPages(
    deliveries=DELIVERIES,
    prefix="road_safety:accident",
    known=queries.known_import,
    lists=(IMPORT_LIST, EDITION_LIST, REFUSAL_LIST),
    deposit_form=DepositForm,
    works=works_in_road_safety,
    heads=heads_road_safety,
    template="road_safety/accidents/import.html",
    context=context,
    tones=IMPORT_TONES,
    title="Imports d'accidents",
    editions_intro="Une année peut avoir plusieurs éditions ; une seule est en vigueur, les autres restent pour"
    " comparer.",
    new_button="Déposer des fichiers",
    new_title="Déposer des fichiers d'accidents",
    new_intro="Bases annuelles de l'ONISR, de toute année. Rien n'est publié avant que vous l'ayez vérifié.",
    accept="publish",
    accept_words="Publier",
    accept_done="Les données sont publiées : tableaux, fiches et cartes s'y réfèrent.",
    accept_intro=lambda batch: (
        f"Années : {', '.join(batch.counts)}. L'édition en vigueur de chacune devient antérieure et se remet en vigueur"
        " si besoin."
    ),
    abandon_done="L'import est abandonné : rien n'en est publié.",
    abandon_intro="Les accidents lus sont retirés. Le rapport des lignes refusées reste.",
)
FORMS = require_http_methods(FORM_METHODS)

accident_imports = opened(reads_road_safety, require_GET, PAGES.imports)
accident_editions = opened(reads_road_safety, require_GET, PAGES.editions)
accident_refusals = opened(reads_road_safety, require_GET, PAGES.refusals)
accident_import_new = opened(works_in_road_safety, FORMS, PAGES.new)
accident_import = opened(reads_road_safety, require_GET, PAGES.delivery)
accident_import_report = opened(reads_road_safety, require_GET, PAGES.report)
accident_import_publish = opened(works_in_road_safety, FORMS, PAGES.accepting)
accident_import_abandon = opened(works_in_road_safety, FORMS, PAGES.abandoning)
accident_edition_put_back = opened(heads_road_safety, FORMS, PAGES.putting_back)
accident_edition_withdraw = opened(heads_road_safety, FORMS, PAGES.withdrawing)
