"""The lists of plans, cards, copies, activations and means."""

from django.utils.timezone import localdate

from civil_protection.plans import filters, queries, tables
from civil_protection.policies import reads_civil_protection
from directorate.web.lists import ListDefinition, declare_list

PLAN_LIST = declare_list(
    ListDefinition(
        code="plans",
        title="Plans ORSEC",
        url_name="civil_protection:plans",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.plans(),
        table=lambda at, query: tables.plan_table(localdate(at)),
        filterset=filters.PlanFilter,
        export_name="plans-orsec",
    )
)
CARD_LIST = declare_list(
    ListDefinition(
        code="reflex_cards",
        title="Fiches réflexes",
        url_name="civil_protection:reflex-cards",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.cards(),
        table=lambda at, query: tables.card_table(),
        filterset=filters.CardFilter,
        export_name="fiches-reflexes",
    )
)
COPY_LIST = declare_list(
    ListDefinition(
        code="plan_copies",
        title="Diffusion des plans",
        url_name="civil_protection:plan-copies",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.copies(),
        table=lambda at, query: tables.copy_table(localdate(at)),
        filterset=filters.CopyFilter,
        export_name="diffusion-des-plans",
    )
)
ACTIVATION_LIST = declare_list(
    ListDefinition(
        code="activations",
        title="Activations des plans",
        url_name="civil_protection:activations",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.activations(),
        table=lambda at, query: tables.activation_table(),
        filterset=filters.ActivationFilter,
        export_name="activations-des-plans",
    )
)
MEANS_LIST = declare_list(
    ListDefinition(
        code="orsec_means",
        title="Moyens ORSEC",
        url_name="civil_protection:orsec-means",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.means(),
        table=lambda at, query: tables.means_table(),
        filterset=filters.MeansFilter,
        export_name="moyens-orsec",
    )
)
ACTOR_LIST = declare_list(
    ListDefinition(
        code="orsec_actors",
        title="Acteurs ORSEC",
        url_name="civil_protection:orsec-actors",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.actors(),
        table=lambda at, query: tables.actor_table(),
        filterset=filters.ActorFilter,
        export_name="acteurs-orsec",
    )
)
CAPACITY_LIST = declare_list(
    ListDefinition(
        code="orsec_capacities",
        title="Contrat territorial (CoTRRiM)",
        url_name="civil_protection:orsec-capacities",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.capacities(),
        table=lambda at, query: tables.capacity_table(),
        filterset=filters.CapacityFilter,
        export_name="contrat-territorial",
    )
)
