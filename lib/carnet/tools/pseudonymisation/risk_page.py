"""The risk report as a notebook shows it, and the sample as a page to read; everything escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from carnet.language import _, number
from carnet.tools.pseudonymisation.quasi_identifiers import QuasiIdentifiers
from carnet.tools.pseudonymisation.risk import (
    AT_SIGN,
    FIGURES,
    KNOWN_NAME,
    NAME_TOO,
    PUBLIC_EVENT,
    UNKNOWN_WORD,
    RiskReport,
    _caution,
    share,
)


def report_html(report: RiskReport) -> str:
    """Counts, suspects, k-anonymity; no text of any note."""
    total = max(report.passages, 1)
    facts = [
        (_("Notes"), number(report.notes)),
        (_("Passages replaced"), number(report.passages)),
        (_("Notes in which nothing was found"), share(report.nothing_found, report.notes)),
        (_("Found by one detector alone"), share(sum(report.alone.values()), total)),
        (_("Found by several"), share(report.shared, total)),
        (_("Notes with something suspect left"), share(report.suspected_notes, report.notes)),
        *((reason_text(reason), number(count)) for reason, count in report.suspects.most_common()),
    ]
    rows = [(label, who, number(count)) for (label, who), count in sorted(report.found.items())]
    pieces = [
        _table(_("Risk after pseudonymisation"), (_("What"), _("How many")), facts),
        _table(_("Who found what"), (_("Label"), _("Detector"), _("Passages")), rows, 2),
        _quasi(report.quasi) if report.quasi is not None else "",
        f'<p role="note"><strong>{escape(_caution())}</strong></p>',
    ]
    return "".join(pieces)


def _quasi(quasi: QuasiIdentifiers) -> str:
    names = attribute_names()
    facts = [
        (_("Patients"), number(quasi.persons)),
        (_("Classes"), number(quasi.classes)),
        (_("Smallest class (k)"), number(quasi.k)),
    ]
    for k, n in quasi.below.items():
        facts.append((_("Patients in a class of fewer than {k}").format(k=k), share(n, quasi.persons)))
    first = min(quasi.below, default=0)
    for name, n in quasi.without.items():
        what = _("Fewer than {k}, without “{attribute}”").format(k=first, attribute=names.get(name, name))
        facts.append((what, share(n, quasi.persons)))
    ends = sorted(quasi.below)
    smallest = [
        (*(value or "–" for value in each.values), "< " + number(next(k for k in ends if each.size < k)))
        for each in quasi.smallest
    ]
    header = (*(names.get(name, name) for name in quasi.attributes), _("Patients"))
    return _table(_("k-anonymity of what remains"), (_("What"), _("How many")), facts) + (
        _table(_("Smallest classes"), header, smallest, len(header) - 1) if smallest else ""
    )


def attribute_names() -> dict[str, str]:
    """Quasi-identifiers in words."""
    return {
        "age_band": _("Age band"),
        "sex": _("Sex"),
        "town": _("Town"),
        "rare_diagnosis": _("Rare diagnosis"),
    }


def reason_text(reason: str) -> str:
    """Why a passage is suspect, in words."""
    return {
        UNKNOWN_WORD: _("Capitalised words of no list"),
        NAME_TOO: _("Words with a capital that are names too"),
        FIGURES: _("Six figures or more in a row"),
        AT_SIGN: _("Signs of an e-mail address"),
        KNOWN_NAME: _("Names of the site’s list"),
        PUBLIC_EVENT: _("Public events beside a date, which give the shift of dates away"),
    }.get(reason, reason)


def sample_html(report: RiskReport, replaced: Mapping[str, str]) -> str:
    """The sampled notes with what is suspect marked; the texts are those of `replaced`, escaped."""
    pieces = [f"<p>{escape(_caution())}</p>"]
    for each in report.sample:
        text = replaced.get(each.note_id)
        if text is None:
            continue
        why = _("drawn at random") if each.why == "random" else _("chosen for what is suspect in it")
        body, position = [], 0
        for suspect in each.suspects:
            if suspect.start < position:
                continue
            body.append(escape(text[position : suspect.start]))
            title = escape(reason_text(suspect.reason), quote=True)
            body.append(f'<mark title="{title}">{escape(text[suspect.start : suspect.end])}</mark>')
            position = suspect.end
        body.append(escape(text[position:]))
        pieces.append(
            f"<section><h3>{escape(each.note_id)} – {escape(why)}</h3>"
            f'<pre style="white-space:pre-wrap">{"".join(body)}</pre></section>'
        )
    return "".join(pieces)


def _table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 1) -> str:
    def cell(tag: str, text: str, place: int, scope: str = "") -> str:
        side = "right" if place >= numbers_from else "left"
        return f'<{tag}{scope} style="text-align:{side};font-variant-numeric:tabular-nums">{escape(text)}</{tag}>'

    head = "".join(cell("th", text, place, ' scope="col"') for place, text in enumerate(header))
    body = "".join(
        "<tr>"
        + "".join(cell("td" if p else "th", text, p, "" if p else ' scope="row"') for p, text in enumerate(row))
        + "</tr>"
        for row in rows
    )
    title = f'<caption style="text-align:left;font-weight:600">{escape(caption)}</caption>'
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
