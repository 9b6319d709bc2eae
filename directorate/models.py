"""Index of the models of the shared app: one label and one migration history, one folder per subject."""

from directorate.access_requests.models import AccessRequest
from directorate.appeals.models import Appeal, LitigationPack
from directorate.casework.models import (
    Case,
    CaseChange,
    CaseDeadline,
    CaseFollowUp,
    CaseLabel,
    CaseLetter,
    CaseNote,
    CaseStaff,
    CaseText,
    CaseTiming,
    ClockStop,
    Consultation,
    ConsultationLink,
    Decision,
    HearingInvitation,
    KnownWord,
    Label,
    Party,
    Piece,
    Series,
    SeriesItem,
)
from directorate.commissions.models import (
    AgendaItem,
    CalendarFeed,
    CarriedAction,
    Commission,
    CommissionMember,
    CommissionSession,
    Convocation,
    Seat,
    SessionAction,
    SessionDocument,
    SessionPromise,
    Withdrawal,
    WrittenOpinion,
)
from directorate.delivery.models import Addressee, DeliveryAttempt
from directorate.documents.models import CitedText, Letter, StoredFile
from directorate.handover.models import HandoverRemark
from directorate.imports.models import ImportLine, ImportSource, TableImport
from directorate.jobs.models import Job, OutgoingMail
from directorate.journal.models import JournalEntry, JournalHead
from directorate.legal_texts.models import LegalText, LegalTextVersion
from directorate.notifications.models import Notification, NotificationChoice, NotificationPause
from directorate.org.models import Absence, Posting, SignatureDelegation, StaffMember, Unit
from directorate.paragraphs.models import Paragraph, ParagraphVersion
from directorate.parameters.models import Parameter
from directorate.partners.models import ApiClient, ApiRefusal, ApiRequest, ApiToken, ApiUsage, Organisation
from directorate.permits.models import Permit
from directorate.programs.models import WebhookDelivery, WebhookEndpoint
from directorate.registers.models import RegisterCorrection, RegisterCounter, RegisterEntry, RegisterIssue
from directorate.retention.models import PurgeLine, PurgeProposal
from directorate.saved_views.models import SavedView
from directorate.scans.models import ScanDeposit, ScannedPage, SignedCopy
from directorate.territory.models import Arrondissement, Commune, Place

__all__ = [
    "Absence",
    "AccessRequest",
    "Addressee",
    "AgendaItem",
    "ApiClient",
    "ApiRefusal",
    "ApiRequest",
    "ApiToken",
    "ApiUsage",
    "Appeal",
    "Arrondissement",
    "CalendarFeed",
    "CarriedAction",
    "Case",
    "CaseChange",
    "CaseDeadline",
    "CaseFollowUp",
    "CaseLabel",
    "CaseLetter",
    "CaseNote",
    "CaseStaff",
    "CaseText",
    "CaseTiming",
    "CitedText",
    "ClockStop",
    "Commission",
    "CommissionMember",
    "CommissionSession",
    "Commune",
    "Consultation",
    "ConsultationLink",
    "Convocation",
    "Decision",
    "DeliveryAttempt",
    "HandoverRemark",
    "HearingInvitation",
    "ImportLine",
    "ImportSource",
    "Job",
    "JournalEntry",
    "JournalHead",
    "KnownWord",
    "Label",
    "LegalText",
    "LegalTextVersion",
    "Letter",
    "LitigationPack",
    "Notification",
    "NotificationChoice",
    "NotificationPause",
    "Organisation",
    "OutgoingMail",
    "Paragraph",
    "ParagraphVersion",
    "Parameter",
    "Party",
    "Permit",
    "Piece",
    "Place",
    "Posting",
    "PurgeLine",
    "PurgeProposal",
    "RegisterCorrection",
    "RegisterCounter",
    "RegisterEntry",
    "RegisterIssue",
    "SavedView",
    "ScanDeposit",
    "ScannedPage",
    "Seat",
    "Series",
    "SeriesItem",
    "SessionAction",
    "SessionDocument",
    "SessionPromise",
    "SignatureDelegation",
    "SignedCopy",
    "StaffMember",
    "StoredFile",
    "TableImport",
    "Unit",
    "WebhookDelivery",
    "WebhookEndpoint",
    "Withdrawal",
    "WrittenOpinion",
]
