"""Which value belongs to which marker: coordinated markers share one, a list of values is dealt out."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from carnet.tools.structuring.rules.markers_tokens import Token

_UNKNOWN = 2  # words we do not know that may stand between a marker and a value that says what it is by itself
_STRONG = frozenset(
    (
        "mutated",
        "wild",
        "rearranged",
        "amplified",
        "methylated",
        "codeleted",
        "overexpressed",
        "exon",
        "variant",
        "stable",
    )
)
_APPOSED = {
    "RH": ("RE", "RP", "RH"),
    "MMR": ("MLH1", "MSH2", "MSH6", "PMS2"),
    "RAS": ("KRAS", "NRAS", "HRAS"),
    "BRCA": ("BRCA1", "BRCA2"),
}
_AGAIN = frozenset(("PD-L1", "PD-L1 TPS", "PD-L1 CPS", "PD-L1 IC"))
_ADJACENT = frozenset(("variant", "exon", "wild", "mutated", "lost"))  # « muté EGFR », « perte MLH1/PMS2 »
_AFTER_COMMA = frozenset(("value", "method", "not", "filler", "colon", "open"))


@dataclass(slots=True)
class Said:
    """What is said on one side of markers: `values` with the negation before each, `event` with its own, the method."""

    values: list[tuple[Token, bool]] = field(default_factory=list)
    event: Token | None = None
    negated: bool = False
    asked: bool = False
    denied: bool = False  # a negation that no event followed: « pas d'instabilité des microsatellites »
    methods: list[Token] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether a value or an event was said."""
        return bool(self.values) or self.event is not None


@dataclass(slots=True)
class Group:
    """Coordinated markers, tokens [first, after) of a clause, and what is said before (`left`) and after (`right`)."""

    markers: list[Token]
    first: int
    after: int
    comma: bool = False  # the last marker comes after a comma, not after « et », « ou », « ni »
    left: Said = field(default_factory=Said)
    right: Said = field(default_factory=Said)


def groups_of(clause: list[Token]) -> list[Group]:
    """The groups of a clause with what is said of each."""
    tokens = _whole(_joined_lines(clause))
    groups = list(_groups(tokens))
    start = 0
    for place, group in enumerate(groups):
        end = groups[place + 1].first if place + 1 < len(groups) else len(tokens)
        head = _tail(tokens, start, group.first, place == 0)
        group.left = _left(tokens[head : group.first])
        if place + 1 < len(groups):
            end = _tail(tokens, group.after, end, False)
        group.right = _right(tokens[group.after : end])
        before = groups[place - 1].left.values if place else []
        if (
            group.left.denied
            and not group.right.any
            and before
            and before[0][0].what == "positive"
            and not before[0][1]
        ):
            group.left.values = [(before[0][0], True)]  # « exprime CK7, mais pas CK20 »
        start = group.after
    return groups


def _joined_lines(clause: list[Token]) -> list[Token]:
    """An end of line is a full stop where a marker or an item begins the next line; else it is a space."""
    tokens: list[Token] = []
    for place, token in enumerate(clause):
        if token.kind != "line":
            tokens.append(token)
            continue
        following = clause[place + 1] if place + 1 < len(clause) else None
        before = tokens[-1] if tokens else None
        if following is None or before is None:
            continue
        begins = following.kind in ("marker", "method") or token.what == "bullet"
        goes_on = before.kind in ("comma", "and", "link", "colon", "not", "event", "open") and not token.what
        if before.kind == "marker" and following.kind == "marker" or begins and not goes_on:
            tokens.append(Token("wall", token.start, token.end))
        elif (
            before.kind
            not in (
                "marker",
                "colon",
                "value",
                "filler",
                "event",
                "link",
                "comma",
                "and",
                "not",
                "open",
                "method",
            )
            or before.kind == "value"
            and following.kind not in ("and", "comma", "value", "open", "link")
        ):
            tokens.append(Token("edge", token.start, token.end))
    return tokens


def _whole(tokens: list[Token]) -> list[Token]:
    """Spaced hyphens are minus signs in a clause that writes its results with signs: « RE + RP + HER2 - Ki67 20 % »."""
    signs = any(token.what == "sign" for token in tokens)
    if not signs:
        return tokens
    whole = []
    for place, token in enumerate(tokens):
        if token.kind == "comma" and token.said == "-" and place and tokens[place - 1].kind == "marker":
            token = Token("value", token.start, token.end, "sign", said="-")
        whole.append(token)
    return whole


def _groups(tokens: list[Token]) -> Iterator[Group]:
    place = 0
    while place < len(tokens):
        if tokens[place].kind != "marker":
            place += 1
            continue
        group = Group([tokens[place]], place, place + 1)
        while True:
            following = _next_of(tokens, group)
            if following is None:
                break
            group.comma = any(token.kind == "comma" and token.said == "," for token in tokens[group.after : following])
            group.markers.append(tokens[following])
            group.after = following + 1
            if following + 1 < len(tokens) and tokens[following + 1].kind == "close":
                group.after += 1
        group.markers = _merged(group.markers)
        yield group
        place = group.after


def _next_of(tokens: list[Token], group: Group) -> int | None:
    """The next marker that is coordinated with those of the group."""
    place, joined = group.after, False
    last = group.markers[-1]
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "marker":
            assert token.marker is not None and last.marker is not None
            if token.marker.family == "word" or last.marker.family == "word":
                return None
            same = token.marker.name == last.marker.name or {token.marker.name, last.marker.name} <= _AGAIN
            if token.marker.name.endswith(("TPS", "CPS", "IC")) and token.marker.family == "pdl1" and joined:
                return None
            return place if joined or same or place == group.after else None
        if token.kind == "open":
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            if following is None or following.kind != "marker" or following.marker is None or last.marker is None:
                return None
            name = following.marker.name
            if (
                name != last.marker.name
                and not {name, last.marker.name} <= _AGAIN
                and name not in _APPOSED.get(last.marker.name, ())
            ):
                return None
            joined = True
        elif token.kind in ("comma", "and") or token.said in ("ni", "="):  # « RE=RP=0 »
            joined = True
        elif (
            token.kind == "link"
            and token.said not in ("en", "par", "dans", "chez")
            or token.kind == "filler"
            and token.said.startswith(("gene", "marqueur", "anti", "proteine", "recepteur", "cytokeratine"))
            or token.kind == "colon"
            and last.marker
            and last.marker.name == "PD-L1"
        ):
            pass
        else:
            return None
        place += 1
    return None


def _merged(markers: list[Token]) -> list[Token]:
    """« récepteurs aux œstrogènes (RE) » is one marker, « PD-L1 (TPS) » too; the scale says more than the name."""
    kept: list[Token] = []
    for token in markers:
        assert token.marker is not None
        last = kept[-1].marker if kept else None
        if last is not None and last.name == token.marker.name:
            continue
        if last is not None and last.name == "PD-L1" and token.marker.name in _AGAIN:
            kept[-1] = Token("marker", kept[-1].start, token.end, marker=token.marker)
            continue
        if last is not None and token.marker.name == "PD-L1" and last.name in _AGAIN:
            continue
        kept.append(token)
    return kept


def _tail(tokens: list[Token], start: int, stop: int, opening: bool) -> int:
    """Where what is said of the marker at `stop` begins, before it: « négatif pour », « absence de mutation »."""
    place, strong, linked = stop, stop, False
    adjacent = True
    while place > start:
        token = tokens[place - 1]
        if token.kind == "link" and token.said in ("pour", "de", "du", "des", "d'", "aux", "a", "au"):
            linked = True
        elif token.kind == "colon":
            if not opening and place - 1 == start:
                break
            linked = True
        elif token.kind == "value":
            label = linked and (token.what not in ("sign", "plus", "allred", "number", "ratio", "tmb"))
            named = (token.what in _ADJACENT or token.said.startswith("expri")) and (adjacent or linked)
            if not (label or named):
                break
            strong = place - 1
            linked = named or linked
        elif token.kind in ("event", "not", "asked", "method"):
            strong = place - 1
        elif (
            token.kind in ("link", "filler")
            or token.kind == "and"
            and strong < stop
            and tokens[place - 2].kind == "event"
        ):
            pass
        else:
            break
        adjacent = adjacent and token.kind in ("link", "not")
        place -= 1
    if strong == stop:
        return stop
    if place == start and not opening:  # no comma since the marker before: its own values come first
        first = next(
            (i for i in range(start, stop) if tokens[i].kind not in ("link", "filler", "open", "close", "colon")), stop
        )
        if first < stop and tokens[first].kind == "value":
            cut = next(
                (i for i in range(first + 1, stop) if tokens[i].kind in ("not", "asked", "event", "method")), stop
            )
            return max(cut, strong)
        if first < stop and tokens[first].said == "ni":  # « mutation de l'EGFR ni translocation de l'ALK »
            return first
        if first < stop and tokens[first].kind in ("not", "event"):
            return (
                first
                if any(tokens[i].kind == "value" for i in range(first, stop)) is False and _closes(tokens, start, first)
                else stop
            )
    return strong


def _closes(tokens: list[Token], start: int, first: int) -> bool:
    return any(tokens[i].kind == "close" for i in range(start, first))


def _left(tail: list[Token]) -> Said:
    said = Said()
    negated = False
    for token in tail:
        if token.kind == "not":
            negated = True
        elif token.kind == "asked":
            said.asked = True
        elif token.kind == "event":
            said.event, said.negated = token, negated
        elif token.kind == "method":
            said.methods.append(token)
        elif token.kind == "value":
            said.values.append((token, negated))
    said.denied = negated and said.event is None and not said.values
    return said


def _right(gap: list[Token]) -> Said:
    """What is said after a marker, up to a comma that no value follows, an unknown word, a wall."""
    said = Said()
    negated, unknown, opened, apart = False, 0, False, False
    for place, token in enumerate(gap):
        kind = token.kind
        if kind == "value":
            if unknown and token.what not in _STRONG:
                break
            if apart and said.any and (_for_next(gap, place) or token.what == "sign" and not opened):
                break
            if token.what == "variant" and token.said.isalnum() and token.said[-1].isdigit() and apart and said.any:
                break  # « synaptophysine-, C56+ »
            said.values.append((token, negated))
            negated, apart = False, False
        elif kind == "event":
            if apart and not negated and not opened and token.what != "amplification":
                break
            if unknown:
                break
            if token.what == "expression" and said.any:
                if opened:
                    continue  # « HER2 0 (marquage de 5 % des cellules) »
                break
            said.event, said.negated = token, negated
        elif kind == "not":
            if apart and said.any and not opened and not _amplifies(gap[place + 1 :]):
                break
            negated = True
        elif kind == "asked":
            if apart and place + 1 < len(gap) and gap[place + 1].kind == "method":
                continue  # « HER2 2+, étude FISH : »
            if apart or said.any:
                break
            said.asked = said.asked or token.said not in (
                "statut",
                "statuts",
                "resultat",
                "resultats",
                "test",
                "tests",
                "analyse",
                "analyses",
                "etude",
            )
        elif kind == "method":
            said.methods.append(token)
            apart = False
        elif kind == "comma":
            following = gap[place + 1] if place + 1 < len(gap) else None
            if following is None or not (
                following.kind in _AFTER_COMMA
                or following.what == "amplification"
                or (following.kind == "asked" and any(one.kind == "method" for one in gap[place + 2 : place + 3]))
            ):
                break
            if not said.any and not said.methods and following.kind != "value" and token.said == ",":
                break
            if not said.any and token.said == "," and following.kind == "value" and following.what == "number":
                break
            apart = True
        elif kind == "and":
            if not said.any:
                break
            apart = True
        elif kind in ("wall", "edge"):
            break
        elif kind == "open":
            opened = True
        elif kind == "close":
            opened = False
        elif kind == "other":
            unknown += 1
            if unknown > _UNKNOWN or said.any:
                break
        elif kind == "colon":
            unknown = 0
    return said


def _amplifies(gap: list[Token]) -> bool:
    """« HER2 2+, absence d'amplification en FISH », « HER2 2+, non amplifié »."""
    said = next((token for token in gap if token.kind not in ("link", "filler")), None)
    return said is not None and said.what in ("amplification", "amplified")


def _for_next(gap: list[Token], place: int) -> bool:
    """« HER2 négatif, positif pour CK7 »: the value is said of what follows, wherever it ends."""
    following = gap[place + 1] if place + 1 < len(gap) else None
    return following is not None and following.kind == "link" and following.said in ("pour",)
