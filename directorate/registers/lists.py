"""The lists of the registers: the issues of the official register, and the acts."""

from django.utils.timezone import localdate

from directorate.registers.filters import ActFilter
from directorate.registers.policies import reads_register
from directorate.registers.queries import visible_acts, visible_issues
from directorate.registers.tables import ACTS, ISSUES
from directorate.web.lists import ListDefinition, declare_list

ISSUE_LIST = declare_list(
    ListDefinition(
        code="register",
        title="Recueil des actes administratifs",
        url_name="directorate:register",
        policy=reads_register,
        rows=lambda staff, at: visible_issues(staff, localdate(at)),
        table=lambda at, query: ISSUES,
        export_name="recueil",
    )
)
ACT_LIST = declare_list(
    ListDefinition(
        code="acts",
        title="Registre des actes",
        url_name="directorate:acts",
        policy=reads_register,
        rows=lambda staff, at: visible_acts(staff, localdate(at)),
        table=lambda at, query: ACTS,
        filterset=ActFilter,
        export_name="actes",
    )
)
