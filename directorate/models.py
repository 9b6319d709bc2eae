"""Index of the models of the shared app: one label and one migration history, one folder per subject."""

from directorate.casework.models import (
    Case,
    CaseDeadline,
    CaseLetter,
    CaseNote,
    CaseStaff,
    ClockStop,
    Consultation,
    ConsultationLink,
    Decision,
    HearingInvitation,
    Party,
    Piece,
)
from directorate.commissions.models import AgendaItem, Commission, CommissionMember, CommissionSession
from directorate.documents.models import Letter, StoredFile
from directorate.jobs.models import Job, OutgoingMail
from directorate.journal.models import JournalEntry, JournalHead
from directorate.org.models import Absence, Posting, SignatureDelegation, StaffMember, Unit
from directorate.parameters.models import Parameter
from directorate.partners.models import ApiClient, ApiRequest, Organisation
from directorate.permits.models import Permit
from directorate.registers.models import RegisterCounter, RegisterEntry, RegisterIssue
from directorate.territory.models import Arrondissement, Commune, Place

__all__ = [
    "Absence",
    "AgendaItem",
    "ApiClient",
    "ApiRequest",
    "Arrondissement",
    "Case",
    "CaseDeadline",
    "CaseLetter",
    "CaseNote",
    "CaseStaff",
    "ClockStop",
    "Commission",
    "CommissionMember",
    "CommissionSession",
    "Commune",
    "Consultation",
    "ConsultationLink",
    "Decision",
    "HearingInvitation",
    "Job",
    "JournalEntry",
    "JournalHead",
    "Letter",
    "Organisation",
    "OutgoingMail",
    "Parameter",
    "Party",
    "Permit",
    "Piece",
    "Place",
    "Posting",
    "RegisterCounter",
    "RegisterEntry",
    "RegisterIssue",
    "SignatureDelegation",
    "StaffMember",
    "StoredFile",
    "Unit",
]
