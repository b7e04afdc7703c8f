"""What stands before a capitalised word and says that it is no person: an article, a place, a disease."""

from carnet.tools.pseudonymisation.rules.tokens import ALPHA, CAP, EPONYM, FIRM, NOUN, PARTICLE, Tokens, around


def after_article(tokens: Tokens, i: int) -> bool:
    """Whether an article or a possessive comes before: le X, son X."""
    return i > 0 and tokens.gaps[i] < 2 and tokens.plains[i - 1] in around()["articles"]


def after_place(tokens: Tokens, i: int) -> bool:
    """Whether a place's noun comes before: hôpital X, rue du Dr X."""
    k, steps = i - 1, 0
    while k >= 0 and steps < 4 and tokens.gaps[k + 1] < 2:
        if tokens.plains[k] in around()["places"]:
            return True
        if tokens.plains[k] not in around()["links"] and not tokens.flags[k] & (PARTICLE | CAP):
            return False
        k -= 1
        steps += 1
    return False


def eponymous(tokens: Tokens, i: int) -> bool:
    """Whether a noun of medicine announces the name at i: maladie de X, score de X-Y, signes de X et de Y."""
    k, steps = i - 1, 0
    while k >= 0 and steps < 7 and tokens.gaps[k + 1] < 3:
        flags, plain = tokens.flags[k], tokens.plains[k]
        if flags & NOUN and not flags & FIRM:
            return True
        if flags & EPONYM and flags & CAP and tokens.texts[k + 1] in ("-", "/"):
            return True
        if (
            plain not in around()["links"]
            and not flags & PARTICLE
            and not (flags & CAP and flags & ALPHA and steps)
            and plain != ","
        ):
            adjective = flags & ALPHA and not flags & CAP and k > 0 and tokens.flags[k - 1] & NOUN
            return bool(adjective and tokens.gaps[k] < 2)
        k -= 1
        steps += 1
    return False
