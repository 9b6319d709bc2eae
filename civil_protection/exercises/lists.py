"""The lists of exercises, lessons and actions."""

from django.utils.timezone import localdate

from civil_protection.exercises import filters, queries, tables
from civil_protection.policies import reads_civil_protection
from directorate.web.lists import ListDefinition, declare_list

EXERCISE_LIST = declare_list(
    ListDefinition(
        code="exercises",
        title="Exercices",
        url_name="civil_protection:exercises",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.exercises(),
        table=lambda at, query: tables.exercise_table(),
        filterset=filters.ExerciseFilter,
        export_name="exercices",
    )
)
REVIEW_LIST = declare_list(
    ListDefinition(
        code="reviews",
        title="Retours d'expérience",
        url_name="civil_protection:reviews",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.reviews(),
        table=lambda at, query: tables.review_table(at, localdate(at)),
        filterset=filters.ReviewFilter,
        export_name="retex",
    )
)
ACTION_LIST = declare_list(
    ListDefinition(
        code="review-actions",
        title="Actions de RETEX",
        url_name="civil_protection:review-actions",
        policy=reads_civil_protection,
        rows=lambda staff, at: queries.actions(),
        table=lambda at, query: tables.action_table(localdate(at)),
        filterset=filters.ActionFilter,
        export_name="actions-de-retex",
    )
)
