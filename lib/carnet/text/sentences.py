"""The sentences of a clinical note: full stops that end one, and lines that stand for one in telegraphic writing."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from carnet.text.clean import CleanText
from carnet.text.document import Section, Sentence
from carnet.text.layout import ITEM, RULE, Line, lines_of, usual_width
from carnet.text.sections import find_sections

# abbreviations after which a full stop never ends a sentence …
_TITLE = re.compile(
    r"(?:^|[^a-z])(?:drs?|prs?|m|mm|mr|mmes?|mlles?|me|prof|st|ste|av|bd|bld|boul|pl|rte|ch|chem|imp|gal|mal|cdt|"
    r"cf|ex|art|tel|fax|nos?|num|vs|ref|fig|p\.ex|i\.e|e\.g|al|n°)$"
)
# … and those after which it ends one only before a capital
_SHORT = re.compile(
    r"(?:^|[^a-z])(?:[a-z]|env|vol|pp|tab|port|secr?|obs|hosp|cs|cons|consult|rdv|ed|min|max|moy|approx|resp|dim|diam|gche|"
    r"dte|dt|dg|sup|inf|ant|post|lat|med|prox|dist|etc|id|ibid|op|cit|janv|fevr?|avr|juill?|sept|oct|nov|dec|lun|mar|"
    r"mer|jeu|ven|sam|cpr?|gel|sol|inj|amp|mg|ml|sem|mth|trim|an|ans|hab|trait|ttt|pat|nat|ind|qqu?e?s?|ts|tjs|tjrs|"
    r"pdt|ds|ss|svt|int|ext|dpt|serv|chir|res|bat|esc|appt?|apt|cel|abdo|neuro|cardio|pneumo|gastro|hemod|resp|auscult|"
    r"exam|clin|bio|rx|radio|echo|scan|biol|anat|pulm|periph|bilat|unilat|gyn|dermato|psy|rhum|orl|uro|nephro|hemato)$"
)
_INITIAL = re.compile(r"(?:^|[^\w])(?:[A-ZÀ-Ý]|[A-ZÀ-Ý][a-z]?\.-?[A-ZÀ-Ý]|Ch|Ph|Th|Fr|Gh|Cl)$")
# “hépatite B.” ends a sentence where “M. B.” does not
_LETTERED = re.compile(
    r"(?:vitamines?|hepatites?|groupe|type|grade|stade|score|child|facteur|proteine|virus|segment|influenza|grippe|classe)"
    r"s? (?:[a-z]|et|,| )*$"
)
_STARTER = re.compile(
    r"(?:l[ea]s?|il|elle|ils|elles|un|une|pas|ce|cette|on|nous|je|au|aux|en|patiente?|pour|sous|absence|aucune?|a|du|des|"
    r"son|sa|ses|examen|bilan|traitement|devant|apres|depuis|pres?ence|ni|sans|avec|dans|puis|suite|ta|fc|hb|crp)\b(?!-)"
)
_CONTINUES = re.compile(r"(?:ni|et|ou|de|du|des|a|au|aux|qui|que|dont|mais|avec)\b|(?:d|qu|l)'")
_STOP = re.compile(r"(?:[!?…]|\.)+(?=[\s\"')\]»*]|$|[A-ZÀ-Ý][a-zà-ÿ'])[\"')\]»*]*")
_DATE_BEGUN = re.compile(r"(?:^|\D)\d{1,2}(?:\. ?\d{1,2})?$")
_DATE_ENDED = re.compile(r"\d{1,2}\. ?\d{2,4}(?!\d)|\d{4}(?!\d)")
_NUMBER = re.compile(r"[ (]*(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[A-Ha-h])$")
_MARK = re.compile(r"(?<=[ ;:,.])\(?(?:\d{1,2} ?|[a-h])\) ?(?=[^\s\d,.;:)])|(?<=[:;.,] )[-•] ?(?=[A-Za-zÀ-ÿ])")
_NEXT_MARK = re.compile(r"(?<= )[-•] (?=\w)")
_LONGEST = 1500  # characters: what runs on longer is no sentence, and is cut so that reading stays linear
_CLOCK = re.compile(r"\d{1,2} ?[hH] ?\d{0,2} ?[:-] ")
_UNFINISHED = re.compile(
    r"(?:^|[ '])(?:de|du|des|la|le|les|un|une|pour|en|au|aux|sa|son|ses|et|ou|avec|sans|par|sur|dont|ce|cette|cet"
    r"|notre|votre|que|dans|chez|est|dr|pr|mme|mlle|docteur|professeur|monsieur|madame)$"
    r"|(?:^| )(?:pas|d'|l'|qu'|n'|s'|c'|j')$"
)


def find_sentences(clean: CleanText, sections: Sequence[Section] | None = None) -> list[Sentence]:
    """The sentences of a note, in offsets of the clean text: by position, without overlap, without blanks around.

    A sentence crosses no border of a section, and a heading is apart from its text. A line's end ends a sentence,
    unless the line is about as long as the note's lines get and the next one goes on with a small letter. Every
    character that is not blank is in a sentence. `sections` saves finding them again.
    """
    lines = lines_of(clean.text)
    sections = find_sections(clean) if sections is None else sections
    cuts = {section.start for section in sections}
    cuts.update(section.body for section in sections if section.heading)
    borders = sorted(cuts)
    width = usual_width(lines) if _wrapped(lines) else 1_000_000
    blocks: list[list[int]] = []
    for number, line in enumerate(lines):
        if line.blank:
            continue
        apart = not blocks or bisect_right(borders, lines[number - 1].last) != bisect_right(borders, line.first)
        if not apart and _goes_on(clean, lines[number - 1], line, width):
            blocks[-1][1] = line.last
        else:
            blocks.append([line.first, line.last])
    found: list[Sentence] = []
    for start, end in blocks:
        inside = borders[bisect_right(borders, start) : bisect_right(borders, end - 1)]
        for a, b in zip((start, *inside), (*inside, end), strict=True):
            _split(clean, a, b, found)
    return found


def _wrapped(lines: list[Line]) -> bool:
    """Whether lines may have been wrapped: not where they end anywhere, only one of many reaching the right edge."""
    lengths = [line.last - line.start for line in lines if not line.blank]
    longest = max(lengths, default=0)
    near = sum(length >= 0.85 * longest for length in lengths)
    between = sum(40 <= length < 0.85 * longest for length in lengths)
    return len(lengths) < 5 or longest > 150 or near > 1 or between < (1 if len(lengths) > 5 else 2)


def _goes_on(clean: CleanText, before: Line, line: Line, width: int) -> bool:
    """Whether a line goes on with the sentence of the line just before it."""
    text = clean.text
    if before.blank or RULE.fullmatch(text, before.start, before.end) or RULE.fullmatch(text, line.start, line.end):
        return False
    last, first = text[before.last - 1], text[line.first]
    item = ITEM.match(text, line.first, line.last)
    if (
        last in ".!?:;…|+"
        or _CLOCK.match(text, line.first, line.last)
        or first == "|"
        or (item and (item["bullet"] or not first.isdigit() or item["number"][-1] == ")"))
    ):
        return False
    length = before.last - before.start
    reaches = length + _first_word(text, line)
    unfinished = before.last - before.first > 3 and bool(
        _UNFINISHED.search(clean.plain, max(before.first, before.last - 14), before.last)
    )
    if unfinished or _hyphened(text, before, first):
        return True
    if first.islower():
        full = length >= 55 and reaches > 0.8 * width
        return full or last == "," or bool(_CONTINUES.match(clean.plain, line.first, line.last))
    if first in "),;:%'\"»(/+=<>±≤≥":
        return length >= 55 and reaches > 0.8 * width
    # a name or a number that found no room on the line before
    return length >= 60 and reaches > width - 2 and (first.isdigit() or last == ",")


def _hyphened(text: str, before: Line, first: str) -> bool:
    """Whether a line ends within a word, « post-⏎opératoire », « Jean-⏎Pierre », not « HPV-⏎Métrorragies »."""
    if text[before.last - 1] != "-" or not text[before.last - 2 : before.last - 1].isalpha():
        return False
    return first.islower() or (
        first.isalpha() and not text[max(before.first, before.last - 3) : before.last - 1].isupper()
    )


def _first_word(text: str, line: Line) -> int:
    space = text.find(" ", line.first, line.last)
    return (space if space > 0 else line.last) - line.first + 1


def _split(clean: CleanText, start: int, end: int, found: list[Sentence]) -> None:
    """Cut a stretch (a line, or a paragraph of wrapped lines) at the stops that end a sentence and at its items."""
    text = clean.text
    borders = [stop.end() for stop in _STOP.finditer(text, start, end) if _is_end(clean, stop, start, end)]
    borders += _items(text, start, end)
    position = start
    for border in (*sorted(borders), end):
        a, b = position, border
        while a < b and text[a] in " \n":
            a += 1
        while b > a and text[b - 1] in " \n":
            b -= 1
        if a < b:
            found.extend(_bounded(text, a, b))
        position = border


def _bounded(text: str, start: int, end: int) -> list[Sentence]:
    """A sentence, or the pieces of one too long to be one, cut at a comma, else at a blank, else anywhere."""
    found = []
    while end - start > _LONGEST:
        last = start + _LONGEST
        comma = text.rfind(", ", last - _LONGEST // 3, last)
        cut = comma + 1 if comma > 0 else text.rfind(" ", start + 1, last)
        cut = cut if cut > 0 else last
        after = cut
        while cut > start and text[cut - 1] in " \n":
            cut -= 1
        while text[after] in " \n":
            after += 1
        if cut > start:
            found.append(Sentence(start, cut))
        start = after
    return [*found, Sentence(start, end)]


def _items(text: str, start: int, end: int) -> list[int]:
    """Where the items of an enumeration within a stretch start: “1) … 2) …”, “Bilan : - … - …”."""
    if not any(text.find(sign, start, end) >= 0 for sign in (")", " -", " •")):
        return []
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    dashes = [mark for mark in marks if text[mark] in "-•"]
    if dashes:
        dashes = [dashes[0], *(match.start() for match in _NEXT_MARK.finditer(text, dashes[0] + 1, end))]
    numbers, depth, place = [], 0, start
    for mark in marks:
        depth += text.count("(", place, mark) - text.count(")", place, mark)
        place = mark
        if text[mark] not in "-•" and depth <= 0:
            numbers.append(mark)
    begun = ITEM.match(text, start, end)
    return [*dashes, *(numbers if len(numbers) > 1 or (begun and begun["number"]) else ())]


def _is_end(clean: CleanText, stop: "re.Match[str]", start: int, end: int) -> bool:
    """Whether a full stop (or `!`, `?`, `…`) ends a sentence, by what is before and after it."""
    text, plain = clean.text, clean.plain
    at, after = stop.start(), stop.end()
    while after < end and text[after] in " \n":
        after += 1
    if after >= end:
        return False  # the end of the stretch ends it anyway
    following = text[after]
    if text[at] in "!?…" or text.startswith("..", at):
        return not following.islower() and following not in ",;:)."
    before = plain[max(start, at - 12) : at]
    if _TITLE.search(before) or _NUMBER.fullmatch(text, start, at):
        return False
    if following.isupper():
        if not _INITIAL.search(text, max(start, at - 6), at):
            return True
        return bool(_LETTERED.search(plain, max(start, at - 25), at - 1) or _STARTER.match(plain, after, end))
    if following.islower():
        return _SHORT.search(before) is None and _CONTINUES.match(plain, after, end) is None
    if following.isdigit():
        dated = _DATE_BEGUN.search(text, max(start, at - 6), at) and _DATE_ENDED.match(text, after, end)
        return not dated and _SHORT.search(before) is None
    return following not in ",;:%)=/" and (following not in "+<>~±-" or _SHORT.search(before) is None)
