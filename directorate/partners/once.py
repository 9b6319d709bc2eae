"""A demand sent twice with its key is answered once, whoever sends it."""

import hashlib
from collections.abc import Callable

import orjson

from directorate.partners.models import ApiClient
from directorate.partners.operations import answer_once
from directorate.web.resources import Resource, idempotency_key


class CalledOnce(Resource):
    """A resource that programs and people write to: who calls, and what a key already made."""

    @property
    def client(self) -> ApiClient | None:
        return self.request.auth if isinstance(self.request.auth, ApiClient) else None

    @property
    def staff(self):
        return None if self.client else self.request.user

    def once(self, make: Callable[[], str]) -> tuple[str, bool]:
        """Run `make` once for a demand that carries a key; the reference, and whether it was already made."""
        key = idempotency_key(self.request)
        if not key:
            return make(), False
        demand = [self.request.method, self.request.path, self.request.data]
        caller = f"client-{self.client.pk}" if self.client else f"staff-{self.staff.pk}"
        fingerprint = hashlib.sha256(orjson.dumps(demand, option=orjson.OPT_SORT_KEYS)).hexdigest()
        return answer_once(caller=caller, key=key, fingerprint=fingerprint, at=self.at, make=make)
