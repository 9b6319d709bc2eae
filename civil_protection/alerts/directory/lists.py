"""The lists of the directory, of its corrections and of its groups."""

from django.db.models import Count

from civil_protection.alerts.directory.filters import ContactFilter, GroupFilter, TaskFilter
from civil_protection.alerts.directory.models import AlertGroup, DirectoryTask
from civil_protection.alerts.directory.queries import contacts
from civil_protection.alerts.directory.tables import contact_table, group_table, task_table
from civil_protection.policies import reads_civil_protection
from directorate.web.lists import ListDefinition, declare_list

CONTACT_LIST = declare_list(
    ListDefinition(
        code="alert_contacts",
        title="Annuaire d'alerte",
        url_name="civil_protection:alert-contacts",
        policy=reads_civil_protection,
        rows=lambda staff, at: contacts().annotate(number_count=Count("phones")),
        table=contact_table,
        filterset=ContactFilter,
        export_name="annuaire-alerte-sans-numeros",
    )
)
TASK_LIST = declare_list(
    ListDefinition(
        code="alert_directory_tasks",
        title="Corrections de l'annuaire",
        url_name="civil_protection:alert-directory-tasks",
        policy=reads_civil_protection,
        rows=lambda staff, at: DirectoryTask.objects.select_related("contact__commune", "contact__organisation"),
        table=task_table,
        filterset=TaskFilter,
        export_name="corrections-annuaire",
    )
)
GROUP_LIST = declare_list(
    ListDefinition(
        code="alert_groups",
        title="Groupes d'alerte",
        url_name="civil_protection:alert-groups",
        policy=reads_civil_protection,
        rows=lambda staff, at: AlertGroup.objects.annotate(
            commune_count=Count("communes", distinct=True), organisation_count=Count("organisations", distinct=True)
        ),
        table=group_table,
        filterset=GroupFilter,
        export_name="groupes-alerte",
    )
)
