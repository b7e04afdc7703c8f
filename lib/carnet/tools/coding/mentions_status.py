"""What the text asserts of each draft, and the code that it then has: of now, of the past, of the family."""

import re
from collections.abc import Sequence

from carnet.text.assertion import Assertion, assert_spans
from carnet.text.reading import Reading
from carnet.tools.coding.mention import Mention
from carnet.tools.coding.mentions_draft import Draft
from carnet.tools.structuring.facts import Status

_OVER = re.compile(r" (?:gueri|ancien|resolu|traitee? et gueri|sevre)e?n?e?s?(?![a-z])")
# « évoquée puis non retenue », further than a clause
_LEFT = re.compile(
    r"[^.;\n]{0,40}\b(?:(?:non|pas|n'est pas|n'a pas ete) (?:retenu|confirme|objective|retrouve)e?s?"
    r"|ecartee?s?|infirmee?s?|eliminee?s?)\b"
)
_TESTS = re.compile(r"\b(?:serolog\w+|pcr|vaccin\w*|statut vaccinal|immunis\w+|depist\w+|antigenes?)\b[^.;\n]*$")
_ANSWER = re.compile(
    r"[^.;\n]{0,60}?(?:(negati\w+|\bneg\b|non reacti\w+|normales?)|positi\w+|\bpos\b|\+|reacti\w+|retrouv\w+"
    r"|en evidence)"
)
# what is negative is a test named after the diagnosis: « SCA non ST+ troponine négative »
_OF_A_TEST = re.compile(
    r"\b(?:troponin\w*|tropo|antigenuri\w*|antigenes?|hemoc\w*|ecbu|ecbc|bu|bandelettes?|d-? ?dimeres?|pcr|serolog\w*|"
    r"cultures?|coproculture|prelevements?|quantiferon|igra|bk|lba|auto-?anticorps|anticorps|marqueurs|bnp|crp|pct|"
    r"coombs|scanner|tdm|irm|tep|echo\w*|ett|eto|fibro\w*|coloscopie|biopsies?|examen direct)\b"
)
_COMES_BACK = re.compile(
    r"\b(?:recidive|rechute|progression|reprise evolutive|evolution|poussee|reactivation)s?(?: \w+(?:,| et)?){0,4}? "
    r"(?:d'une? |d'un |de (?:son |sa |la |l')?|du )(?:\w+ ){0,1}$"
)
_FINDING = re.compile(
    r"(?:micro)?(?:nodule|masse|lesion|image|opacite|adenopathie|adp|ganglion|kyste|foyer|polype)s?\b"
)
_NO_BACK = re.compile(r"\b(?:pas|sans|absence|aucune?|ni|indemne|non|risque|suspicion|crainte)\b[^.;,\n]*$")
_QUESTION = re.compile(r" ?[(]? ?[?]")
_IN_CASE = re.compile(r"\b(?:en cas d[e']|si) ?[^.;:\n?]*\b(?:ou|et/ou) (?:de |d')?$")
_WORK_UP = re.compile(r"\b(?:bilan|recherche|depistage) (?:\w+ )?(?:de |d')(?:la |l'|une? )?$")
_TO_COME = re.compile(
    r"[^.;\n]{0,25}\b(?:a distance|prevue?|a prevoir|a faire|a realiser|programmee?|a discuter|en externe|"
    r"en ambulatoire|negati\w+|normale?|sans anomalie)\b"
)
_BEFORE_KIN = re.compile(r"\b(?:materne|paterne|familia)l(?:le)?s? \($")
_AFTER_KIN = re.compile(
    r" (?:du |de la |de sa |de son |des |chez (?:le |la |sa |son |les |ses )?)(?:pere|mere|freres?|soeurs?|parents|"
    r"grand-?(?:pere|mere)|oncle|tante|fratrie)\b|,? (?:materne|paterne)l(?:le)?s?\b"
)
_YEAR = re.compile(r" ?[,(]? ?(?:en |fin |debut |ete |\d{1,2}[/.-])?((?:19|20)\d\d)\b(?![/.-]\d)")
_FULL_YEAR = re.compile(r"\b\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?((?:19|20)\d\d)\b")
_UNTICKED = re.compile(r"(?:[☐□❏○]|\[ ?\]|\( ?\)) ?$")
_WITHOUT = re.compile(r"\b(?:sans|ni|pas de?|absence de?|aucune?)\b[^.;:\n]*$")
_OR = re.compile(r",? ?(?:ou|ni)(?: de | d'| )")
_COMMA = re.compile(r" ?, ?(?:de |d')?")
_ENTERS = re.compile(
    r"(?:ce jour |ici )?"
    r"(?:entree?|admise?|admission|adressee?|hospitalisee?|hospitalisation|vient|venue?|prise? en charge)"
    r"(?: ce jour| ici| en \w+| par [^.:;\n]{0,40})? (?:pour|devant)\b"
)
_DATED = re.compile(r"\b(?:(?:19|20)\d\d|il y a|a l.age de)\b")
_PATIENT = re.compile(
    r"(?:(?:le |la |ce |cette |notre )?patiente?|monsieur|madame|mr?\.?|mme) [^.:;\n]{0,80}?\b(?:adresse|hospitalis|"
    r"suivie?|traitee?|present|consult|est |admis|vue?\b)"
)


def judged(reading: Reading, drafts: Sequence[Draft]) -> list[Mention]:
    """The mentions, in the order given, each with its assertion and the code that follows from it."""
    asked = [place for place, one in enumerate(drafts) if one.status is None]
    said = assert_spans(reading.clean, reading.sentences, reading.sections, [drafts[place].place for place in asked])
    by_place = dict(zip(asked, said, strict=True))
    statuses = [one.status or _status(reading, one, by_place[place]) for place, one in enumerate(drafts)]
    _go_on_without(reading, drafts, statuses)
    return [_mention(reading, one, status) for one, status in zip(drafts, statuses, strict=True)]


def _go_on_without(reading: Reading, drafts: Sequence[Draft], statuses: list[Status]) -> None:
    """« sans fièvre, nausées ou vomissements »: what is denied goes on to the « ou » that ends the list."""
    order = sorted(range(len(drafts)), key=lambda place: drafts[place].start)
    for before, place, after in zip(order, order[1:], [*order[2:], None], strict=False):
        if statuses[before] != "absent" or statuses[place] != "present":
            continue
        gap = reading.plain[drafts[before].end : drafts[place].start]
        then = reading.plain[drafts[place].end : drafts[after].start] if after is not None else ""
        ended = _OR.fullmatch(gap) or (_COMMA.fullmatch(gap) and _OR.fullmatch(then))
        sentence = reading.sentence_at(drafts[place].start)
        start = max(sentence.start if sentence else 0, drafts[before].start - 120)
        if ended and _WITHOUT.search(reading.plain, start, drafts[before].start):
            statuses[place] = "absent"


def _status(reading: Reading, one: Draft, said: Assertion) -> Status:
    """What the text says; headings of antecedents and of family as far as they run on; a lasting disease is of now."""
    status: Status = said.status  # type: ignore[assignment]
    if _UNTICKED.search(reading.text, max(0, one.start - 5), one.start):
        return "absent"
    if said.rule in ("family.section", "history.section") and (
        _of_the_patient(reading, one.start) or not reading.governed(one.start)
    ):
        return "present"
    if status in ("present", "possible") and said.rule != "present.confirms" and _left_out(reading, one):
        return "absent"
    if status == "present" and one.code is not None and one.code[0] in "AB" and (tested := _tested(reading, one)):
        return tested
    if status == "present" and not _lasts(one) and _of_a_past_year(reading, one.end):
        return "history"
    if status == "present" and (_to_be_looked_for(reading, one) or _in_case(reading, one)):
        return "hypothetical"
    if status == "present" and _QUESTION.match(reading.plain, max([one.end, *(end for _start, end in one.also)])):
        return "possible"  # « Anémie sur chimiothérapie ? »
    if status in ("present", "history") and _of_kin(reading, one):
        return "family"
    if status == "absent" and said.rule == "absent.negative" and said.cue is not None and one.end <= said.cue[0]:
        return "present" if _OF_A_TEST.search(reading.plain, one.end, said.cue[0]) else status
    if said.cue is not None and one.start <= said.cue[0] and said.cue[1] <= one.end and status != "history":
        return "present"  # « menace d'accouchement prématuré », « sans domicile fixe »: the word is of the name
    if said.rule == "hypothetical.watch":
        status = "present"  # « surveillance d'une insuffisance rénale chronique »: it is there
    if status == "history" and _lasts(one):
        within = said.cue is not None and one.start <= said.cue[0] and said.cue[1] <= one.end  # « infarctus ancien »
        if within or not (_OVER.match(reading.plain, one.end) or said.rule == "history.old"):
            return "present"
    if status == "history" and comes_back(reading, one.start):
        return "present"
    if status == "absent" and comes_back(reading, one.start, False):
        return "history"
    if status == "possible" and said.cue is not None and one.end <= said.cue[0]:
        found = _FINDING.match(reading.plain, one.start) and reading.plain.startswith("suspect", said.cue[0])
        return "present" if found else status  # what is seen is there, whatever it may be
    return status


def comes_back(reading: Reading, start: int, said: bool = True) -> bool:
    """« récidive hépatique d'un cancer du sein opéré en 2015 »: of the past, it is there again.

    With `said` false: whether the coming back is denied, so that the disease is of the past.
    """
    back = _COMES_BACK.search(reading.plain, max(0, start - 90), start)
    return back is not None and said is (
        _NO_BACK.search(reading.plain, max(0, back.start() - 24), back.start()) is None
    )


def _lasts(one: Draft) -> bool:
    """A lasting disease, or a state left by what was done (Z80–Z99): of the past, it is of now."""
    return one.lasting or (one.code is not None and one.code[0] == "Z" and one.code >= "Z7")


def _tested(reading: Reading, one: Draft) -> Status | None:
    """An infection that is only looked for: « sérologies (rubéole, herpès, varicelle) », unless they are positive."""
    sentence = reading.sentence_at(one.start)
    start = max(sentence.start if sentence else 0, one.start - 130)
    if not _TESTS.search(reading.plain, start, one.start) or "positi" in reading.plain[one.start : one.end]:
        return None
    answer = _ANSWER.match(reading.plain, one.end)
    if answer is None:
        return "hypothetical"
    return "absent" if answer[1] else None


def _of_a_past_year(reading: Reading, end: int) -> bool:
    """« césarienne 2020 », « infarctus (2015) », in a note of a later year."""
    found = _YEAR.match(reading.plain, end)
    if found is None:
        return False
    date = reading.note.note_date
    years = [int(year) for year in _FULL_YEAR.findall(reading.plain)] + ([date.year] if date else [])
    return not years or int(found[1]) < max(years)


def _to_be_looked_for(reading: Reading, one: Draft) -> bool:
    """« bilan de thrombophilie à distance »: what a work-up to come looks for."""
    asked = _WORK_UP.search(reading.plain, max(0, one.start - 40), one.start)
    return asked is not None and _TO_COME.match(reading.plain, one.end) is not None


def _in_case(reading: Reading, one: Draft) -> bool:
    """« En cas de fièvre > 38,5 ou de méléna, reconsulter »: the numbers between end no condition."""
    line = reading.plain.rfind("\n", 0, one.start) + 1
    return _IN_CASE.search(reading.plain, max(line, one.start - 90), one.start) is not None


def _of_kin(reading: Reading, one: Draft) -> bool:
    """« atopie maternelle (asthme) », « asthme du père »: a disease of a relative, not one of pregnancy or birth."""
    if one.code is not None and one.code[0] in "OPQ":
        return False
    before = _BEFORE_KIN.search(reading.plain, max(0, one.start - 24), one.start)
    return before is not None or _AFTER_KIN.match(reading.plain, one.end) is not None


def _left_out(reading: Reading, one: Draft) -> bool:
    """Whether the same stretch of text ends by leaving the diagnosis out, with no other in between."""
    left = _LEFT.match(reading.plain, one.end)
    return left is not None and re.search(r"\b(?:et|mais|avec|,)\b|,", left[0].split("puis")[0]) is None


def _of_the_patient(reading: Reading, offset: int) -> bool:
    """« ATCD : HTA, mère cancer du sein. Patiente adressée pour … »: a sentence on the line that is another matter."""
    sentence = reading.sentence_at(offset)
    section = reading.section_at(offset)
    if sentence is None or section is None or sentence.start <= section.body:
        return False
    return _PATIENT.match(reading.plain, sentence.start) is not None or enters(reading, offset)


def enters(reading: Reading, offset: int) -> bool:
    """« ATCD : appendicectomie. Entrée pour cataracte. »: the sentence, on a line of antecedents, tells of the stay."""
    sentence = reading.sentence_at(offset)
    if sentence is None or _ENTERS.match(reading.plain, sentence.start) is None:
        return False
    line = reading.text.rfind("\n", 0, sentence.start) + 1  # an item of the list is of the past, so is what is dated
    listed = not reading.text[line : sentence.start].strip(" -*•.\t")
    return not listed and _DATED.search(reading.plain, sentence.start, sentence.end) is None


def _mention(reading: Reading, one: Draft, status: Status) -> Mention:
    section = reading.section_at(one.start)
    code, choices = one.code, one.choices
    if status == "history":
        code, choices = one.past, ()
    elif status == "family":
        code, choices = (one.entry.family if one.entry else None), ()
    return Mention(
        code,
        one.start,
        one.end,
        one.name,
        one.how,
        one.score,
        status,
        one.entry,
        section.kind if section else "body",
        choices if code is None else (),
        one.also,
        one.with_codes if status in ("present", "possible") else (),
    )
