"""Where somebody lives, sits or comes from: in the department of the house, whose data name it, or elsewhere."""

from directorate.territory.department import HOME

HERE, ELSEWHERE = "here", "elsewhere"
HERE_OR_ELSEWHERE = [(HERE, HOME.name), (ELSEWHERE, "Autre département")]
# In Paris, the prefect of police takes the place of the prefect.
PARIS, OTHER = "75", "other"
HOME_PARIS_OR_OTHER = [(HOME.code, HOME.name), (PARIS, "Paris"), (OTHER, "Autre département")]
