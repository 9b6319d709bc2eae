"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: thirty-two simultaneous sign-ins stay under one gigabyte.

    These are the parameters that OWASP recommends as the floor; hashes made with others are renewed at sign-in.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
