"""Whose name it is: the patient's, a carer's, or somebody else's."""

from carnet.tools.pseudonymisation.rules.names_units import Name
from carnet.tools.pseudonymisation.rules.spelling import one_error
from carnet.tools.pseudonymisation.rules.tokens import Tokens, around


def give_roles(tokens: Tokens, names: list[Name]) -> None:
    """Fill in the role of every name that nothing has told yet (in place)."""
    closing = _closing(tokens)
    maiden = [(name, before) for before, name in zip(names, names[1:], strict=False) if _is_maiden_of(name, before)]
    for name, _ in maiden:
        name.role = "maiden"
    patient = _patient(tokens, names, closing)
    carers = {word for name in names if name.role == "Carer" for word in name.lasts}
    called = {word for name in names if name.role == "Carer" for word in name.firsts if len(word) > 1}
    others = {word for name in names if name.role == "Other" for word in (*name.lasts, *name.firsts)}
    for name in names:
        if name.role == "Carer" and not name.rule.startswith("title") and _kin_after(tokens, name):
            name.role = "Other"
        if name.role:
            continue
        lasts, firsts = set(name.lasts), set(name.firsts)
        titled = name.rule.startswith("title")
        if _kin_before(tokens, name) or _kin_after(tokens, name):
            name.role = "Other"
        elif _care_near(tokens, name):
            name.role = "Carer"
        elif _patient_near(tokens, name) or patient is not None and _same(name, patient):
            name.role = "Patient"
        elif not titled and (lasts & carers or name.start > closing or (firsts & called and not lasts)):
            name.role = "Carer"
        elif not titled and (lasts or firsts) & others:
            name.role = "Other"
        elif (
            not titled
            and firsts
            and lasts
            and max(map(len, firsts)) == 1
            or not titled
            and lasts
            and (_phone_near(tokens, name) or _signs(tokens, name))
        ):
            name.role = "Carer"
        else:
            name.role = "Other"
    for name, before in maiden:
        name.role = before.role


def _is_maiden_of(name: Name, before: Name) -> bool:
    """Mme X née Y: both are one person's."""
    return name.rule == "maiden" and 0 <= name.start - before.end <= 4


def _patient(tokens: Tokens, names: list[Name], closing: int) -> Name | None:
    """The name that is the patient's: a form's, then the one with a birth date, then the first M. or Mme."""
    told = [name for name in names if name.role == "Patient"]
    whole = [name for name in told if name.firsts and name.lasts] or told
    if whole:
        firsts = tuple(word for name in told for word in name.firsts)
        lasts = tuple(word for name in told for word in name.lasts)
        return Name(firsts=firsts, lasts=lasts)
    for name in names:
        if not name.role and _patient_near(tokens, name) and not _kin_before(tokens, name):
            return name
    for name in names:
        if (
            not name.role
            and name.rule == "title.person"
            and not _kin_before(tokens, name)
            and not _care_near(tokens, name)
        ):
            name.role = "Patient"
            return name
    free = [name for name in names if not name.role and name.rule.startswith("bare") and name.firsts and name.lasts]
    free = [name for name in free if max(map(len, name.firsts)) > 1 and not _care_near(tokens, name)]
    if free and free[0].start < closing and not _phone_near(tokens, free[0]):
        return free[0]
    return None


def _same(name: Name, patient: Name) -> bool:
    """Whether a name may be the patient's: a last name in common and no other first name, or the first name alone."""
    lasts, firsts = set(name.lasts), set(name.firsts)
    if lasts:
        alike = lasts & set(patient.lasts) or any(
            len(a) >= 5 and a[0] == b[0] and one_error(a, b) for a in lasts for b in patient.lasts
        )
        if not alike:
            return False
        known = set(patient.firsts)
        initials = {word[0] for word in known}
        return not firsts or not known or bool(firsts & known) or any(len(w) == 1 and w in initials for w in firsts)
    return bool(firsts & set(patient.firsts))


def _closing(tokens: Tokens) -> int:
    """The token of the letter's closing formula; past the end where there is none."""
    closings = around()["closings"]
    return max((i for i, plain in enumerate(tokens.plains) if plain in closings), default=len(tokens))


def _near(tokens: Tokens, name: Name, before: int, after: int) -> tuple[list[str], list[str]]:
    """The words of the line before and after a name."""
    left: list[str] = []
    k = name.start - 1
    while k >= 0 and len(left) < before and tokens.gaps[k + 1] < 2:
        left.append(tokens.plains[k])
        k -= 1
    right: list[str] = []
    k = name.end
    while k < len(tokens) and len(right) < after and tokens.gaps[k] < 2:
        right.append(tokens.plains[k])
        k += 1
    return left, right


def _kin_before(tokens: Tokens, name: Name) -> bool:
    left, _ = _near(tokens, name, 6, 0)
    for place, word in enumerate(left):
        if word in around()["kin"]:
            return True
        if word in (";", ",", "|") or (word == "." and place >= 1):
            return False
    return False


def _kin_after(tokens: Tokens, name: Name) -> bool:
    """Gilles X, neveu; Julie X (fille)."""
    _, right = _near(tokens, name, 0, 2)
    return len(right) == 2 and right[0] in (",", "(", "-") and right[1] in around()["kin"]


def _signs(tokens: Tokens, name: Name) -> bool:
    """Whether a name stands alone on its line near the end of the letter."""
    end = name.end
    alone = tokens.gaps[name.start] >= 2 and (end >= len(tokens) or tokens.gaps[end] >= 2)
    return alone and name.start > 0.7 * len(tokens) > 14


def _care_near(tokens: Tokens, name: Name) -> bool:
    left, right = _near(tokens, name, 5, 4)
    marks = around()["care_marks"]
    if right and right[0] in (",", "(", "-", "/", "[") and any(word in marks for word in right[1:3]):
        return True
    if right and right[0] in marks:
        return True
    if left and (left[0] == "par" or (left[0] == "avec" and left[1:2] and left[1] in around()["seen"])):
        return True
    if not right and name.end < len(tokens) and tokens.gaps[name.end] == 2:  # the profession on the next line
        next_line = tokens.plains[name.end]
        return next_line in marks or next_line in ("chef", "service", "directrice", "directeur")
    carers = around()["professions"] - around()["gatherings"]
    return bool(left) and any(word in carers for word in left[:4]) and "," not in left[:4]


def _patient_near(tokens: Tokens, name: Name) -> bool:
    left, right = _near(tokens, name, 3, 8)
    if any(word in around()["patient_before"] for word in left[:3]):
        return True
    for place, word in enumerate(right):
        if word in around()["patient_after"] and (
            place < 3 or word in ("ne", "nee") or right[0] in (",", "(", "|", "-")
        ):
            return True
        if word in around()["person_titles"] or word in around()["carer_titles"]:
            break
    end = name.end
    return any(tokens.taken[k] == "PATIENT_BIRTHDATE" for k in range(end, min(end + 4, len(tokens))))


def _phone_near(tokens: Tokens, name: Name) -> bool:
    end = name.end
    return any(tokens.taken[k] in ("PHONE_NUMBER", "EMAIL") for k in range(end, min(end + 5, len(tokens))))
