"""Findings that overlap made into entities that do not: every character found stays covered (recall first)."""

from collections.abc import Sequence

from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.result import Entity

NAMES = frozenset({"FIRST_NAME", "LAST_NAME"})
DATES = frozenset({"PATIENT_BIRTHDATE", "IDENTIFYING_DATE", "UNIDENTIFYING_DATE"})
_GUESS_MALUS = 0.3  # what a rule says it is counts more than what a model says; what is covered is the same
_CONTAINER_BONUS = 0.25  # an address keeps the name of its street, unless the name is far surer


def merge(page: Page, found: Sequence[Found]) -> list[Entity]:
    """The entities of a page, in offsets of the note as given, sorted, never overlapping."""
    text = page.text
    entities: list[Entity] = []
    for cluster in _clusters(found, len(text)):
        for start, end, best, producers in _resolve(text, cluster):
            a, b = page.clean.original(start, end)
            if entities and a < entities[-1].end:
                a = entities[-1].end
            if a >= b:
                continue
            entities.append(
                Entity(
                    start=a,
                    end=b,
                    text=page.note.text[a:b],
                    label=best.label,
                    role=best.role or None,
                    kind=best.kind or None,
                    producers=producers,
                    score=best.score,
                )
            )
    return entities


def _clusters(found: Sequence[Found], length: int) -> list[list[Found]]:
    """The findings in groups that share characters, by position."""
    clusters: list[list[Found]] = []
    end = -1
    for item in sorted(found, key=lambda item: (item.start, -item.end, -item.score, item.label, item.producer)):
        if not 0 <= item.start < item.end <= length:
            continue
        if clusters and item.start < end:
            clusters[-1].append(item)
        else:
            clusters.append([item])
        end = max(end, item.end) if clusters[-1][0] is not item else item.end
    return clusters


def _resolve(text: str, cluster: list[Found]) -> list[tuple[int, int, Found, tuple[str, ...]]]:
    """A cluster as stretches in a row, each with the finding that labels it and all that found it."""
    alone = cluster[0]
    pieces = [(alone.start, alone.end, alone)] if len(cluster) == 1 else _painted(text, cluster)
    answer = []
    for start, end, best in pieces:
        a, b = _trim(text, start, end, best.label)
        if a < b:
            producers = tuple(sorted({item.producer for item in cluster if item.start < b and a < item.end}))
            answer.append((a, b, best, producers))
    return answer


def _painted(text: str, cluster: list[Found]) -> list[tuple[int, int, Found]]:
    """Each character given to its best finding, then runs of one label joined; splinters of words go to a neighbour."""
    start, end = cluster[0].start, max(item.end for item in cluster)
    ranked = sorted(cluster, key=lambda item: _rank(item, cluster))
    edges = sorted({edge for item in cluster for edge in (item.start, item.end)})
    pieces: list[tuple[int, int, Found]] = []
    for a, b in zip(edges, edges[1:], strict=False):
        best = next((item for item in reversed(ranked) if item.start <= a and b <= item.end), None)
        if best is None:
            continue
        if pieces and pieces[-1][1] == a and (pieces[-1][2] is best or _same_thing(pieces[-1][2], best, text, a)):
            before = pieces[-1]
            stronger = before[2] if before[2].score >= best.score else best
            pieces[-1] = (before[0], b, stronger)
        else:
            pieces.append((a, b, best))
    assert pieces and pieces[0][0] == start and pieces[-1][1] == end
    return _without_splinters(text, pieces)


def _rank(item: Found, cluster: list[Found]) -> tuple[float, int, int, str, str]:
    """The order of findings, best last: by score, what contains another family's finding counting more."""
    contains = any(
        other is not item
        and item.start <= other.start
        and other.end <= item.end
        and item.end - item.start > other.end - other.start
        and not _one_family(item, other)
        for other in cluster
    )
    fine = item.label in NAMES and any(
        other.label in NAMES and item.start <= other.start and other.end <= item.end and other.label != item.label
        for other in cluster
    )  # a whole name labelled at once is less precise than its two parts
    guess = 0.0 if item.producer.startswith("rule:") else _GUESS_MALUS
    score = item.score - guess + (_CONTAINER_BONUS if contains else 0.0) - (0.3 if fine else 0.0)
    return score, item.end - item.start, -item.start, item.label, item.producer


def _family(label: str) -> str:
    return "NAME" if label in NAMES else "DATE" if label in DATES else label


def _one_family(a: Found, b: Found) -> bool:
    return _family(a.label) == _family(b.label)


def _same_thing(a: Found, b: Found, text: str, place: int) -> bool:
    """Whether two pieces that touch are one entity: the same label, or dates, or the two halves of a word."""
    if a.label == b.label and a.kind == b.kind:
        return True
    return _family(a.label) == "DATE" == _family(b.label)


def _without_splinters(text: str, pieces: list[tuple[int, int, Found]]) -> list[tuple[int, int, Found]]:
    """A piece cut in the middle of a word, or without any letter or digit, goes to the neighbour it touches."""
    kept: list[tuple[int, int, Found]] = []
    for start, end, best in pieces:
        inside = kept and kept[-1][1] == start and text[start - 1].isalnum() and text[start].isalnum()
        empty = not any(character.isalnum() for character in text[start:end])
        if kept and kept[-1][1] == start and (inside or empty):
            before = kept[-1]
            stronger = before[2] if before[2].score >= best.score or empty else best
            if inside and not empty:
                word_end = start
                while word_end < end and text[word_end].isalnum():
                    word_end += 1
                if word_end < end and any(character.isalnum() for character in text[word_end:end]):
                    kept[-1] = (before[0], word_end, before[2])
                    kept.append((word_end, end, best))
                    continue
            kept[-1] = (before[0], end, stronger)
        else:
            kept.append((start, end, best))
    return kept


def _trim(text: str, start: int, end: int, label: str) -> tuple[int, int]:
    """Without the spaces and signs around; the dot of an initial stays, and brackets that a phone opens."""
    while start < end and not text[start].isalnum() and not (label == "PHONE_NUMBER" and text[start] in "+("):
        start += 1
    while end > start and not text[end - 1].isalnum():
        if text[end - 1] == "." and label in NAMES and end - 2 >= start and _ends_initial(text, start, end - 1):
            break
        if text[end - 1] == "/" and label == "URL":
            break
        end -= 1
    return start, end


def _ends_initial(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] ends with a lone capital or a short abbreviation (Ph)."""
    size = 0
    while end - size - 1 >= start and text[end - size - 1].isalpha():
        size += 1
    return 1 <= size <= 2 and text[end - size].isupper()
