"""Acts signed on paper that came back from the scanner, and notifications that wait for their proof."""

import io
from datetime import datetime, timedelta

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.delivery.models import DeliveryAttempt
from directorate.delivery.operations import add_addressee, deliver, fail, send
from directorate.delivery.queries import has_act_to_notify
from directorate.documents.files import open_file
from directorate.documents.models import Letter
from directorate.documents.operations import render_files
from directorate.jobs.operations import run
from directorate.org.models import StaffMember
from directorate.scans.operations import deposit

Way = DeliveryAttempt.Way


def bring_signed_paper(at: datetime) -> None:
    scan_two_acts(at)
    send_what_waits(at)
    notify_an_owner(at)


def with_act(cases) -> list[Case]:
    """Those that a caseworker follows, the last decided first."""
    found = cases.filter(caseworker__isnull=False, decision__letter__isnull=False).select_related(
        "decision__letter", "caseworker", "party"
    )
    return [case for case in found.order_by("-decided_at", "pk")[:40] if has_act_to_notify(case)]


def scan_two_acts(at: datetime) -> None:
    """One file: an act in disorder and upside down; another whose last page stayed on the glass; a stray page."""
    cases = with_act(Case.objects.filter(notified_at__isnull=False))
    followed: dict[StaffMember, list[Letter]] = {}
    for case in cases:
        followed.setdefault(case.caseworker, []).append(case.decision.letter)
    who, letters = max(followed.items(), key=lambda item: len(item[1]), default=(None, []))
    if len(letters) < 2:
        return
    first, second = (render_files(letter_id=letter.pk, at=at) for letter in letters[:2])
    content = scan_of(first, second)
    found = deposit(document=SimpleUploadedFile("parapheur-du-jour.pdf", content), by=who, at=at)
    run(job_id=found.job_id, at=at)


def scan_of(first: Letter, second: Letter) -> bytes:
    whole, written = pikepdf.new(), io.BytesIO()
    with opened(second) as partial, opened(first) as complete:
        whole.pages.extend(list(partial.pages)[:-1])
        for rank, page in enumerate(reversed(list(complete.pages))):
            page.rotate((180, 90, 0)[rank % 3], relative=False)
            whole.pages.append(page)
        whole.add_blank_page(page_size=(595, 842))
        # A page that bears no code: the returned slip of the folder.
        stray = whole.pages[-1]
        stray.Contents = whole.make_stream(b"0.4 g 60 500 300 200 re f")
        whole.save(written)
    return written.getvalue()


def opened(letter: Letter) -> pikepdf.Pdf:
    with open_file(letter.pdf) as content:
        return pikepdf.open(io.BytesIO(content.read()))


def send_what_waits(at: datetime) -> None:
    """What is signed and not notified: one letter came back and another way is tried, the others are on their way."""
    for rank, case in enumerate(with_act(Case.objects.filter(stage="decided", notified_at__isnull=True))[:3]):
        who, first_on = case.caseworker, paris_day(case.decided_at)
        on = min(first_on + timedelta(days=1), paris_day(at))
        sent = send(
            case=case, addressee=None, way=Way.REGISTERED_POST, sent_on=on, reference=f"1A 207 55{rank} 8841 2",
            by=who, at=at,
        )  # fmt: skip
        if rank == 0:
            fail(
                attempt=sent, failure=DeliveryAttempt.Failure.UNKNOWN_ADDRESS, failed_on=paris_day(at), proof=None,
                by=who, at=at,
            )  # fmt: skip
            send(
                case=case, addressee=None, way=Way.POLICE_REPORT, sent_on=paris_day(at), reference="", by=who, at=at
            )  # fmt: skip


def notify_an_owner(at: datetime) -> None:
    """A second addressee, reached some days after the first: two dates, two times to appeal."""
    notified = Case.objects.filter(notified_at__lt=at - timedelta(days=10))
    for case in with_act(notified)[:1]:
        who = case.caseworker
        owner = add_addressee(
            case=case, name="SCI des Deux-Rives", quality="propriétaire des murs", address="", by=who, at=at
        )
        sent = send(
            case=case, addressee=owner, way=Way.BY_HAND, sent_on=paris_day(case.notified_at), reference="", by=who,
            at=at,
        )  # fmt: skip
        deliver(
            attempt=sent, mode="by_hand", delivered_at=case.notified_at + timedelta(days=5),
            reference="récépissé du service", proof=None, advised=False, by=who, at=at,
        )  # fmt: skip
