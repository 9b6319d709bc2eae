"""The lists of absences and of delegations."""

from django.utils.timezone import localdate

from directorate.org.filters import AbsenceFilter, DelegationFilter
from directorate.org.policies import is_in_post, with_what_one_may_do
from directorate.org.queries import visible_absences, visible_delegations
from directorate.org.tables import absence_table, delegation_table
from directorate.web.lists import ListDefinition, declare_list

ABSENCE_LIST = declare_list(
    ListDefinition(
        code="absences",
        title="Absences et suppléances",
        url_name="directorate:absences",
        policy=is_in_post,
        rows=lambda staff, at: with_what_one_may_do(visible_absences(staff, localdate(at)), staff, localdate(at)),
        table=lambda at, query: absence_table(localdate(at)),
        filterset=AbsenceFilter,
        export_name="absences",
        usual_sort=lambda filters: "starts" if filters.get("when") == "coming" else "-starts",
    )
)
DELEGATION_LIST = declare_list(
    ListDefinition(
        code="delegations",
        title="Délégations de signature",
        url_name="directorate:delegations",
        policy=is_in_post,
        rows=lambda staff, at: visible_delegations(staff, localdate(at)),
        table=lambda at, query: delegation_table(localdate(at)),
        filterset=DelegationFilter,
        export_name="delegations",
    )
)
