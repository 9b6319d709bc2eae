"""The lists of daily security."""

from django.db.models import Count, Q

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.field.filters import ProblemFilter, SectorFilter
from public_order.field.queries import long_open, problems, sectors
from public_order.field.rules import STILL_OPEN
from public_order.field.tables import problem_table, sector_table
from public_order.policies import reads_public_order

PROBLEM_LIST = declare_list(
    ListDefinition(
        code="gpo-problems",
        title="Problèmes suivis en GPO",
        url_name="public_order:gpo-problems",
        policy=reads_public_order,
        rows=lambda staff, at: problems(),
        table=lambda at, query: problem_table(paris_day(at)),
        filterset=ProblemFilter,
        export_name="problemes-gpo",
    )
)
SECTOR_LIST = declare_list(
    ListDefinition(
        code="psq-sectors",
        title="Secteurs de sécurité du quotidien",
        url_name="public_order:psq-sectors",
        policy=reads_public_order,
        rows=lambda staff, at: sectors().annotate(
            open_problems=Count("problems", filter=Q(problems__state__in=STILL_OPEN), distinct=True),
            long_open=Count("problems", filter=Q(problems__in=long_open(paris_day(at))), distinct=True),
            early_relapses=Count("problems", filter=Q(problems__is_early_relapse=True), distinct=True),
        ),
        table=lambda at, query: sector_table(),
        filterset=SectorFilter,
        export_name="secteurs-psq",
    )
)
