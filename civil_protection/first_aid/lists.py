"""The lists of first aid."""

from civil_protection.first_aid import filters_approvals, filters_exams, tables_approvals, tables_exams
from civil_protection.first_aid.filters import PostFilter
from civil_protection.first_aid.queries import approvals, associations, certificates, controls, posts, sessions
from civil_protection.first_aid.tables import post_table
from civil_protection.gatherings.lists import declared

POSTS = declared("rescue-posts", "Dispositifs de secours", posts, post_table, PostFilter, "dispositifs-de-secours")
ASSOCIATIONS = declared("rescue-associations", "Associations de secourisme", associations,
                        tables_approvals.association_table, filters_approvals.AssociationFilter,
                        "associations-de-secourisme")  # fmt: skip
APPROVALS = declared("approvals", "Agréments de sécurité civile", approvals, tables_approvals.approval_table,
                     filters_approvals.ApprovalFilter, "agrements-de-securite-civile")  # fmt: skip
CONTROLS = declared("first-aid-controls", "Contrôles de secourisme", controls, tables_approvals.control_table,
                    filters_approvals.ControlFilter, "controles-de-secourisme")  # fmt: skip
SESSIONS = declared("exam-sessions", "Sessions d'examen", sessions, tables_exams.session_table,
                    filters_exams.SessionFilter, "sessions-d-examen")  # fmt: skip
CERTIFICATES = declared("certificates", "Certificats de secourisme", certificates, tables_exams.certificate_table,
                        filters_exams.CertificateFilter, "certificats-de-secourisme")  # fmt: skip
