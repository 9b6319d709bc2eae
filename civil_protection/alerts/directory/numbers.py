"""Telephone numbers as people type them, in the one form that is called: +33612345678. Pure."""

import re

NATIONAL = re.compile(r"^0([1-9][0-9]{8})$")
INTERNATIONAL = re.compile(r"^\+[1-9][0-9]{7,14}$")
# What stands between the figures: spaces of all kinds, full stops, hyphens, brackets.
BETWEEN = re.compile(r"[\s.\-‐-–()/\u00a0\u202f\u2009]+")
TRUNK = re.compile(r"\(0\)")
# Paid numbers, which nobody is alerted on (plan national de numérotation).
PAID = re.compile(r"^\+33(?:89|81|82)")
LONGEST = 40


def international(text: str) -> str:
    """The number in its international form. ValueError with a sentence for what is not a number to call."""
    plain = text.strip()
    if len(plain) > LONGEST:
        raise ValueError("Ce numéro est trop long.")
    plain = BETWEEN.sub("", TRUNK.sub("", plain))
    if not re.fullmatch(r"\+?[0-9]+", plain, re.ASCII):
        raise ValueError("Un numéro ne contient que des chiffres, par exemple 06 39 98 12 34.")
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    if found := NATIONAL.match(plain):
        plain = f"+33{found[1]}"
    if len(plain) <= 4:
        raise ValueError("Un numéro court ou d'urgence ne s'appelle pas par l'automate.")
    if not INTERNATIONAL.match(plain) or plain.startswith("+33") and len(plain) != 12:
        raise ValueError("Ce numéro n'a pas le bon nombre de chiffres.")
    if plain.startswith("+330"):
        raise ValueError("Après +33, le numéro commence sans zéro.")
    if PAID.match(plain):
        raise ValueError("Un numéro surtaxé ne peut pas être appelé par l'automate.")
    return plain


def spaced(number: str) -> str:
    """'06 39 98 12 34' for a French number, '+41 22 123 45 67' otherwise as it is."""
    if number.startswith("+33") and len(number) == 12:
        national = f"0{number[3:]}"
        return " ".join(national[rank : rank + 2] for rank in range(0, 10, 2))
    return number


def masked(address: str) -> str:
    """Enough to know which one it was, not enough to call it."""
    if "@" in address:
        name, _, domain = address.partition("@")
        return f"{name[:1]}…@{domain}"
    return f"…{address[-4:-2]} {address[-2:]}" if len(address) >= 4 else address
