"""Opens a session of the first caseworker of the database of the environment, and names one of his cases.

`python -m tests.infra.ask_for_session` prints the name of the cookie, its value and the reference.
"""

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from directorate.casework.models import Case  # noqa: E402

case = Case.objects.filter(is_open=True, caseworker__isnull=False, sensitivity="normal").order_by("pk").first()
client = Client()
client.force_login(case.caseworker)
print(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value, case.reference)
