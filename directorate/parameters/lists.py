"""The list of parameters."""

from django.utils.timezone import localdate

from directorate.parameters import queries
from directorate.parameters.filters import ParameterFilter
from directorate.parameters.policies import reads_parameters
from directorate.parameters.tables import PARAMETERS
from directorate.web.lists import ListDefinition, declare_list

PARAMETER_LIST = declare_list(
    ListDefinition(
        code="parameters",
        title="Paramètres",
        url_name="directorate:parameters",
        policy=reads_parameters,
        rows=lambda staff, at: queries.current(localdate(at)),
        table=lambda at, query: PARAMETERS,
        filterset=ParameterFilter,
        export_name="parametres",
    )
)
