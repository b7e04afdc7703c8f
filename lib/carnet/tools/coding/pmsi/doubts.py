"""What the coder is asked: diagnoses suspected, too vague, unspecified, of relatives, and stays without a main one."""

from collections.abc import Collection, Mapping, Sequence

from carnet.language import _, ngettext
from carnet.text.terminologies.nomenclature import Nomenclature, dotted
from carnet.tools.coding.mention import Placed
from carnet.tools.coding.pmsi.candidates import Candidate
from carnet.tools.coding.pmsi.checks import precise_siblings, unspecified
from carnet.tools.coding.pmsi.codes import Family, class_of, family, table
from carnet.tools.coding.pmsi.proposing import reason_of
from carnet.tools.coding.pmsi.ranking import Ranked
from carnet.tools.coding.result import Alternative, Caution, Proposal
from carnet.tools.structuring.facts import Evidence

_SHOWN = 5
_LONGEST = 70  # characters of the words of a note that are shown in a caution
_NO_SEVERITIES: Mapping[str, int] = {}


def unsettled(placed: Sequence[Placed], settled: Collection[str], nomenclature: Nomenclature) -> list[Caution]:
    """A caution for each diagnosis that is suspected only, and for each that says too little to be coded.

    `settled`: the codes that the stay has anyway.
    """
    suspected: dict[str, list[Placed]] = {}
    vague: dict[tuple[str, ...], list[Placed]] = {}
    for one in placed:
        mention = one.mention
        if mention.how == "act":
            continue
        if mention.assertion == "possible" and mention.code and not _settled(mention.code, settled):
            suspected.setdefault(mention.code, []).append(one)
        elif mention.assertion == "present" and not _usable(mention.code, nomenclature):
            choices = mention.choices or (nomenclature.children(mention.code) if mention.code else ())
            if choices and not any(code in settled for code in choices) and not all(map(_of_care, choices)):
                vague.setdefault(tuple(choices), []).append(one)
    found = [
        Caution(
            kind="suspected",
            code=code,
            message=_("“{name}” is suspected, not established: code the sign, or ask.").format(name=_words(group[0])),
            evidence=_passages(group),
        )
        for code, group in suspected.items()
    ]
    found += [
        Caution(
            kind="vague",
            message=_("“{name}” says too little to choose a code: {codes}.").format(
                name=" ".join(group[0].mention.name.split()), codes=_listed(choices, nomenclature)
            ),
            evidence=_passages(group),
        )
        for choices, group in vague.items()
    ]
    return found


def abstained(ranked: Ranked, placed: Sequence[Placed], nomenclature: Nomenclature) -> Caution:
    """No principal diagnosis is sure enough: what was considered."""
    considered = [one for one, _score in ranked.order[:_SHOWN]]
    suspected = _observation(placed, nomenclature)
    if considered:
        message = _("No principal diagnosis is sure enough. Considered: {codes}.").format(
            codes=_listed([one.code for one in considered], nomenclature)
        )
    elif suspected:
        message = _("Nothing but a suspicion: {code} if it was ruled out, else ask.").format(
            code=_listed([suspected[0]], nomenclature)
        )
    else:
        message = _("The notes name no diagnosis that could be the principal one.")
    evidence = tuple(passage for one in considered for passage in one.evidence()[:1])
    return Caution(kind="no_dp", message=message, evidence=evidence or (suspected[1] if suspected else ()))


def with_suspected(
    alternatives: tuple[Alternative, ...], placed: Sequence[Placed], nomenclature: Nomenclature
) -> tuple[Alternative, ...]:
    """The alternatives of a sign as principal diagnosis, with Z03 first where a disease was suspected."""
    suspected = _observation(placed, nomenclature)
    if suspected is None:
        return alternatives
    code = suspected[0]
    added = Alternative(code=code, label=nomenclature.label(code), score=0.2, reason=reason_of("D3"))
    return (added, *(one for one in alternatives if one.code != code))[:_SHOWN]


def about_proposals(
    proposals: Sequence[Proposal],
    candidates: Mapping[str, Candidate],
    nomenclature: Nomenclature,
    severities: Mapping[str, int] = _NO_SEVERITIES,
) -> list[Caution]:
    """Unspecified codes, metastases without a primary tumour, injuries without their circumstance.

    An unspecified associated diagnosis is asked about only where the text gives a clue to choose by, or where a more
    precise code is more severe on the site's list: its alternatives say the rest.
    """
    found = []
    for one in proposals:
        siblings = _worth_asking(one, candidates.get(one.code), nomenclature, severities)
        if siblings:
            message = _("{code} is without precision; more precise: {codes}.").format(
                code=dotted(one.code), codes=", ".join(dotted(code) for code in siblings)
            )
            found.append(Caution(kind="unspecified", code=one.code, message=message, evidence=one.evidence[:1]))
    codes = {one.code for one in proposals}
    metastases = [one for one in proposals if one.code in family("metastases")]
    if metastases and not any(code in family("primary") or code.startswith("Z85") for code in codes):
        message = ngettext(
            "A metastasis is coded without its primary tumour.",
            "Metastases are coded without their primary tumour.",
            len(metastases),
        )
        found.append(
            Caution(kind="no_primary", code=metastases[0].code, message=message, evidence=metastases[0].evidence[:1])
        )
    injured = [one for one in proposals if one.code in family("injury") or one.code in family("poisoning")]
    if injured and not any(code in family("external") for code in codes):
        message = _("An injury or poisoning is coded without its circumstance (V01–Y98).")
        found.append(Caution(kind="no_cause", code=injured[0].code, message=message, evidence=injured[0].evidence[:1]))
    return found


def _worth_asking(
    proposal: Proposal, candidate: Candidate | None, nomenclature: Nomenclature, severities: Mapping[str, int]
) -> Sequence[str]:
    """The more precise codes that a coder is asked about; none where asking would only tire."""
    if proposal.position in ("dp", "dr"):
        where = proposal.position
        return precise_siblings(proposal.code, nomenclature, where)[:_SHOWN] if _vague(proposal, nomenclature) else ()
    clues = [code for source in (candidate.sources if candidate else ()) for code in source.placed.mention.choices]
    if clues:
        return tuple(dict.fromkeys(code for code in clues if code != proposal.code))[:_SHOWN]
    if not severities or not _vague(proposal, nomenclature):
        return ()
    least = severities.get(proposal.code, 1)
    siblings = precise_siblings(proposal.code, nomenclature, "das")
    return tuple(code for code in siblings if severities.get(code, 1) > least)[:_SHOWN]


def _vague(proposal: Proposal, nomenclature: Nomenclature) -> bool:
    return unspecified(proposal.code, nomenclature)


def relatives(
    placed: Sequence[Placed], candidates: Mapping[str, Candidate], nomenclature: Nomenclature
) -> list[Proposal]:
    """Family histories that bear on a disease of the stay (the same organ)."""
    found: dict[str, Proposal] = {}
    for one in placed:
        entry = one.mention.entry
        if one.mention.assertion != "family" or entry is None or not entry.family:
            continue
        code = entry.family
        bears = Family.of(table("incompatible")["family_of"].get(code, ()))
        if nomenclature.valid(code, "das") and any(other in bears for other in candidates):
            found.setdefault(
                code,
                Proposal(
                    code=code,
                    label=nomenclature.label(code),
                    position="das",
                    score=0.4,
                    reason=reason_of("family_history"),
                    rule="family_history",
                    evidence=one.evidence(),
                ),
            )
    return list(found.values())


def _settled(code: str, settled: Collection[str]) -> bool:
    """Whether the stay establishes elsewhere what is supposed here."""
    return any(other[:3] == code[:3] for other in settled)


def _words(one: Placed) -> str:
    """The words of the note where they are short, else the name of the disease."""
    quote = " ".join(one.evidence()[0].quote.split())
    return quote if len(quote) <= _LONGEST else one.mention.name


def _of_care(code: str) -> bool:
    """A complication of a device, or a session: a device or a treatment that is only named asks for nothing."""
    return class_of(code) == "complication" or code in family("session")


def _usable(code: str | None, nomenclature: Nomenclature) -> bool:
    return code is not None and nomenclature.valid(code, "das")


def _observation(placed: Sequence[Placed], nomenclature: Nomenclature) -> tuple[str, tuple[Evidence, ...]] | None:
    """The code of observation (Z03) for the first disease that is suspected only, and where it is told."""
    for one in placed:
        code = one.mention.code
        if one.mention.assertion == "possible" and code:
            for rule in table("incompatible")["observation"]:
                if code in Family.of(rule["of"]) and nomenclature.valid(rule["code"], "dp"):
                    return rule["code"], one.evidence()
    return None


def _passages(group: Sequence[Placed]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(passage for one in group for passage in one.evidence()))[:_SHOWN]


def _listed(codes: Sequence[str], nomenclature: Nomenclature) -> str:
    shown = ", ".join(f"{dotted(code)} {nomenclature.label(code)}" for code in codes[:_SHOWN])
    return f"{shown}…" if len(codes) > _SHOWN else shown
