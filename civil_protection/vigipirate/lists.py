"""The lists of VIGIPIRATE."""

from django.utils.timezone import localdate

from civil_protection.policies import reads_civil_protection
from civil_protection.vigipirate import filters, queries, tables
from civil_protection.vigipirate.models import PublicMeasure
from directorate.web.lists import ListDefinition, declare_list

POSTURE_LIST = declare_list(
    ListDefinition(
        code="postures",
        title="Postures VIGIPIRATE",
        url_name="civil_protection:postures",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.postures(),
        table=lambda at, query: tables.posture_table(at),
        filterset=filters.PostureFilter,
        export_name="postures-vigipirate",
    )
)
MEASURE_LIST = declare_list(
    ListDefinition(
        code="public-measures",
        title="Mesures publiques",
        url_name="civil_protection:measures",
        policy=reads_civil_protection,
        rows=lambda staff, at: PublicMeasure.objects.all(),
        table=lambda at, query: tables.measure_table(localdate(at)),
        filterset=filters.MeasureFilter,
        export_name="mesures-publiques",
    )
)
RECIPIENT_LIST = declare_list(
    ListDefinition(
        code="posture-recipients",
        title="Destinataires des postures",
        url_name="civil_protection:recipients",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.recipients(),
        table=lambda at, query: tables.recipient_table(),
        filterset=filters.RecipientFilter,
        export_name="destinataires-des-postures",
    )
)
DECLENSION_LIST = declare_list(
    ListDefinition(
        code="declensions",
        title="Déclinaisons des postures",
        url_name="civil_protection:declensions",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.declensions(),
        table=lambda at, query: tables.declension_table(),
        filterset=filters.DeclensionFilter,
        export_name="declinaisons",
    )
)
REPORT_LIST = declare_list(
    ListDefinition(
        code="safety-reports",
        title="Signalements de sûreté",
        url_name="civil_protection:safety-reports",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.reports(),
        table=lambda at, query: tables.report_table(),
        filterset=filters.ReportFilter,
        export_name="signalements-de-surete",
    )
)
