"""Who may sign acts that wait: the facts of the day are read once, whatever the number of acts."""

from datetime import date

from directorate.casework.models import Case, Decision
from directorate.org.models import StaffMember
from directorate.org.queries import holder_of, signing_facts
from directorate.org.signing import Act, Power, Refusal, may_sign, who_may_sign


def act_of(case: Case, decision: Decision) -> Act:
    return Act(case.procedure_code, decision.act_kind, decision.drafted_by_id, case.caseworker_id)


class Judge:
    """Who may sign, worked out once for the acts that are alike."""

    def __init__(self, staff: StaffMember, on: date):
        self.staff, self.on, self.facts = staff, on, signing_facts(on)
        self.holder = self.facts.holders.get(staff.pk) or holder_of(staff, on)
        self.known: dict[Act, tuple[Power | Refusal, list[Power]]] = {}

    def of(self, act: Act) -> tuple[Power | Refusal, list[Power]]:
        """The answer for the reader, and the powers of the others."""
        if act not in self.known:
            answer = may_sign(act, self.holder, self.on, self.facts)
            self.known[act] = answer, [power for power in self.all(act) if power.signatory.id != self.staff.pk]
        return self.known[act]

    def all(self, act: Act) -> list[Power]:
        """Everybody who may sign it, the reader included."""
        return who_may_sign(act, self.on, self.facts)
