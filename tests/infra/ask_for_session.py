"""Makes a small prefecture in the empty database of the environment, with one case and a session of its caseworker.

`python -m tests.infra.ask_for_session` prints the cookies of the session and the reference of the case.
"""

from datetime import timedelta

import django

# What the forms of a visitor without a browser send, known to the session as well.
TOKEN = "x" * 32


def main() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils.timezone import localdate

    from tests.factories import open_video_case
    from tests.people import small_prefecture

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    house = small_prefecture()
    case = open_video_case(house, received_on=localdate() - timedelta(days=3))
    client = Client()
    client.force_login(house.agent)
    session = client.session
    session["_csrftoken"] = TOKEN
    session.save()
    print(f"{settings.SESSION_COOKIE_NAME}={session.session_key} {case.reference}")


if __name__ == "__main__":
    django.setup()
    main()
