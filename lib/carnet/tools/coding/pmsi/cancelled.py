"""Sessions that were planned and not done: what stopped them is then what the stay was for."""

import re
from collections.abc import Mapping, Sequence

from carnet.text.reading import Reading
from carnet.tools.coding.pmsi.candidates import Candidate
from carnet.tools.coding.pmsi.codes import family, table
from carnet.tools.coding.pmsi.situations import Told

_SESSION = (
    r"(?:poly)?(?:immuno)?(?:chimio|radio)(?:therapie)?|immunotherapie|cure|cycle|seance|dialyse|transfusion|injection"
)
_NOT_DONE = re.compile(
    rf"\b(?:{_SESSION}|c\d{{1,2}})\b[^.;:\n]{{0,40}}"
    r"\b(?:annule|reporte|differe|decale|suspendu|ajourne|recuse|contre.?indique"
    r"|(?:non|pas) (?:ete |pu etre |pu avoir ete )?(?:realise|fait|effectue|administre|debute|delivre))e?s?\b"
    r"|\b(?:report|annulation|decalage|ajournement) (?:de )?(?:la |cette |sa |son |du |de |l')?"
    rf"(?:{_SESSION}|c\d{{1,2}})\b"
)
_NEXT = re.compile(r"\b(?:prochaine?|suivante?|future)\b")
_NUMBER = re.compile(r"\d{1,2}")


def without_cancelled(
    situations: Sequence[Told], candidates: Mapping[str, Candidate], readings: Sequence[Reading]
) -> list[Told]:
    """The situations without the sessions that the notes tell as not done after them.

    What stopped a session (an acute disease, blood cells that are low) gains the points of `ranking.yaml`.
    """
    kept = [one for one in situations if one.code not in family("session") or not _cancelled(one, readings)]
    if len(kept) < len(situations):
        for candidate in candidates.values():
            if not candidate.past and (
                candidate.kind in ("grave", "acute", "complication") or candidate.code in family("stops_session")
            ):
                candidate.strength += table("ranking")["stopped"]
    return kept


def _cancelled(session: Told, readings: Sequence[Reading]) -> bool:
    last = {one.note_id: one.start for one in sorted(session.evidence, key=lambda one: one.start)}
    numbers = {int(number) for one in session.evidence for number in _NUMBER.findall(one.quote)}
    for reading in readings:
        for match in _NOT_DONE.finditer(reading.plain):
            if _NEXT.search(reading.plain, max(0, match.start() - 20), match.end() + 12):
                continue
            of = {int(number) for number in _NUMBER.findall(match[0])}
            start, end = reading.clean.original(match.start(), match.end())
            if (not of or not numbers or of & numbers) and end >= last.get(reading.note.note_id, 0):
                return True
    return False
