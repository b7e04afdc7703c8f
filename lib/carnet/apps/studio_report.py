"""The gate's report as the review shows it: each check, what it found and where, what could not be checked and why."""

from collections.abc import Mapping
from typing import Any

from carnet.apps.entrainement_words import LETTERS
from carnet.language import _, ngettext, number
from carnet.teaching.gate import GateReport, labels
from carnet.teaching.item import Finding, Item

Reasons = Mapping[tuple[str, str], str]  # (check, where) → why it was let through


def place_words(item: Item, where: str) -> str:
    """`q1/a/feedback` → « Question 1, proposition A, retour »."""
    if not where:
        return ""
    parts = where.split("/")
    if parts[0] == "title":
        return _("Title")
    if parts[0] == "case":
        return _("Clinical case")
    if parts[0] == "station":
        return _("ECOS station")
    ids = [one.id for one in item.questions]
    if parts[0] not in ids:
        return ""
    question = item.questions[ids.index(parts[0])]
    said = [_("Question {n}").format(n=ids.index(parts[0]) + 1)] if len(ids) > 1 else []
    names = [one.id for one in question.propositions]
    rest = parts[1:]
    if rest and rest[0] in names:
        said.append(_("Proposition {letter}").format(letter=LETTERS[names.index(rest[0]) % 26]))
        rest = rest[1:]
    words = {"stem": _("Question asked"), "new": _("New data"), "feedback": _("Feedback"), "hint": _("Hint")}
    said += [words[one] for one in rest if one in words]
    return ", ".join(said)


def check_rows(item: Item, report: GateReport, reasons: Reasons) -> list[dict[str, Any]]:
    """Each check: {check, label, status, said, findings [{message, remedy, where, place, able, reason}]}."""
    rows = []
    for check, label in labels().items():
        if check in report.missing:
            rows.append(_missing(check, label, report, reasons))
        elif check in report.not_asked:
            rows.append({"check": check, "label": label, "status": "none", "said": _("no model asked"), "findings": []})
        elif check in report.ran:
            rows.append(_made(check, label, item, report, reasons))
    order = {"stop": 0, "missing": 0, "overridden": 1, "warn": 1, "ok": 2, "none": 3}
    return sorted(rows, key=lambda row: order[row["status"]])


def _missing(check: str, label: str, report: GateReport, reasons: Reasons) -> dict[str, Any]:
    reason = reasons.get((check, ""), "")
    told = {"message": report.why.get(check, ""), "remedy": "", "where": "", "place": "", "able": not reason,
            "reason": _("Let through: {reason}").format(reason=reason) if reason else ""}  # fmt: skip
    status = "overridden" if reason else "missing"
    return {"check": check, "label": label, "status": status, "said": _("could not be made"), "findings": [told]}


def _made(check: str, label: str, item: Item, report: GateReport, reasons: Reasons) -> dict[str, Any]:
    found = report.of(check)
    told = [_finding(one, item, report, reasons) for one in found]
    stops = [one for one, row in zip(found, told, strict=True) if one.level == "stop" and row["able"]]
    let = any(row["reason"] for row in told)
    status = "stop" if stops else "overridden" if let else "warn" if found else "ok"
    n = len(found)
    said = ngettext("{n} finding", "{n} findings", n).format(n=number(n)) if n else ""
    return {"check": check, "label": label, "status": status, "said": said, "findings": told}


def _finding(one: Finding, item: Item, report: GateReport, reasons: Reasons) -> dict[str, Any]:
    reason = reasons.get((one.check, one.where)) or reasons.get((one.check, ""), "")
    kept = one in report.overridden
    return {
        "message": one.message,
        "remedy": one.remedy,
        "where": one.where,
        "place": place_words(item, one.where),
        "able": one.level == "stop" and not reason and not kept,
        "reason": _("Let through: {reason}").format(reason=reason) if reason else "",
    }


def stopped(report: GateReport, reasons: Reasons) -> int:
    """How many stops and missing checks nobody has let through."""
    stops = sum(not (reasons.get((one.check, one.where)) or reasons.get((one.check, ""))) for one in report.stops)
    return stops + sum((one, "") not in reasons for one in set(report.missing) - set(report.excused))
