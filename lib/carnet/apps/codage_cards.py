"""The codes of a stay as cards: label, sureness in words, sentence around the evidence, reason, what to look at."""

import re
from collections.abc import Mapping

from carnet.apps.codage_record import StayRecord
from carnet.apps.codage_review import ACCEPTED, ADDED, CHANGED, GONE, PROPOSED, REJECTED, CodeItem, Standing
from carnet.apps.codage_words import position_name, sureness
from carnet.language import _, percent
from carnet.language import date as day_text
from carnet.text.terminologies.cim10 import Nomenclature, dotted
from carnet.tools.coding.pmsi.codes import table
from carnet.tools.structuring.facts import Evidence
from carnet.widgets.code_cards import CodeCard, OtherCode

MOST_QUOTES = 6
_BEFORE, _AFTER = 60, 90  # characters of the sentence that are shown around the evidence
# a sentence ends after its point, at a blank line, and where a line begins as headings and lists do
_END = re.compile(r"(?<=[.!?;])\s+|\n\s*(?=\n|[-–•*·]|[A-ZÀ-Ý])")
_BLANKS = re.compile(r"\s+")
_HALF = re.compile("[\ud800-\udfff]")


def label_of(item: CodeItem, nomenclature: Nomenclature) -> str:
    """The label of a code as it stands."""
    code, source = item.now.code, item.source
    if source is not None:
        if source.code == code:
            return source.label
        for other in source.alternatives:
            if other.code == code:
                return other.label
    return nomenclature.label(code)


def card_of(item: CodeItem, record: StayRecord, nomenclature: Nomenclature) -> CodeCard:
    """A code as its card shows it."""
    now, source, names = item.now, item.source, dict(record.names())
    same = source is not None and source.code == now.code
    return CodeCard(
        id=item.id,
        position=now.position,
        code=dotted(now.code),
        label=label_of(item, nomenclature),
        state=now.state,
        sure=sureness(source.score) if source and same else "",
        percent=percent(source.score) if source and same else "",
        reason=source.reason if source and same else "",
        rule=_source(source.rule) if source and same else "",
        quotes=tuple(quote_of(one, record, names) for one in item.evidence[:MOST_QUOTES]),
        others=_others(item),
        notices=tuple(one.message for one in record.coded.warnings if one.code == now.code) if record.coded else (),
        tags=(_("severity {level}").format(level=source.severity),) if source and same and source.severity else (),
        was=_was(item),
        decided=decided(now),
        comment=now.comment,
    )


def cautions(record: StayRecord) -> list[tuple[str, str]]:
    """What is to be looked at in the stay: (words, card that it is about or nothing); of a code that is not among
    the cards, its code is told."""
    found = []
    cards = {item.now.code: item.id for item in record.review.in_order() if item.standing}
    for one in record.coded.warnings if record.coded else ():
        if one.code and one.code not in cards and dotted(one.code) not in one.message:
            found.append((f"{dotted(one.code)} : {one.message}", ""))
        else:
            found.append((one.message, cards.get(one.code or "", "")))
    return list(dict.fromkeys(found))


def quote_of(evidence: Evidence, record: StayRecord, names: Mapping[str, str]) -> tuple[str, str, str, str]:
    """(name of the note, what stands before in the sentence, the evidence, what stands after)."""
    note = record.notes.get(evidence.note_id)
    text, start, end = (note.text, evidence.start, evidence.end) if note else (evidence.quote, 0, len(evidence.quote))
    before = _END.split(text[max(start - 400, 0) : start])[-1]
    after = _END.split(text[end : end + 400])[0]
    if len(before) > _BEFORE:
        before = "…" + before[-_BEFORE:].partition(" ")[2]
    if len(after) > _AFTER:
        after = after[:_AFTER].rpartition(" ")[0] + "…"
    before, words, after = (_BLANKS.sub(" ", whole(part)) for part in (before, text[start:end], after))
    return names.get(evidence.note_id, ""), before.lstrip(), words, after.rstrip()


def whole(text: str) -> str:
    """A text without the halves of characters that damaged files hold, which neither a page nor a store can take."""
    return _HALF.sub("\ufffd", text)


def decided(now: Standing) -> str:
    """« accepté par M. Durand, 12 mars 2024, 14:02 »."""
    if now.state in (PROPOSED, GONE):
        return ""
    words = {ACCEPTED: _("accepted"), CHANGED: _("changed"), REJECTED: _("rejected"), ADDED: _("added")}[now.state]
    if now.who:
        words = _("{what} by {who}").format(what=words, who=now.who)
    if now.when is None:
        return words
    local = now.when.astimezone()
    return f"{words}, {day_text(local.date())}, {local:%H:%M}"


def _source(rule: str) -> str:
    """Where the rule comes from, in the words of the Guide; the name of a rule that says nothing of it."""
    said = table("rules").get(rule)
    source = said.get("source") if isinstance(said, dict) else None
    return str(source) if source else _("rule {rule}").format(rule=rule)


def _others(item: CodeItem) -> tuple[OtherCode, ...]:
    """The alternatives; the code first proposed too, where it was replaced."""
    source = item.source
    if source is None:
        return ()
    found = [OtherCode(one.code, dotted(one.code), one.label, one.reason) for one in source.alternatives]
    if item.now.code != source.code:
        found.insert(0, OtherCode(source.code, dotted(source.code), source.label, _("first proposed")))
    return tuple(one for one in found if one.code != item.now.code)


def _was(item: CodeItem) -> str:
    source, now = item.source, item.now
    if source is None or (source.code, source.position) == (now.code, now.position):
        return ""
    return f"{dotted(source.code)} ({position_name(source.position)})"
