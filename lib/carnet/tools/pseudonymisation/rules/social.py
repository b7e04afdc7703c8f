"""What is said of the patient's life: family status, nationality, social identity. Only where the words are clear."""

import re
from collections.abc import Iterator
from functools import cache

from carnet.text.clean import clean
from carnet.tools.pseudonymisation.page import Found, Page
from carnet.tools.pseudonymisation.rules.gazetteer import data

_FAMILY = re.compile(
    r"(?<![a-z'-])(?:(?P<sure>celibataires?|mariee?s?|divorcee?s?|pacsee?s?|veu(?:f|ve)s?|remariee?|concubinage"
    r"|en couple|separee?(?= (?:de son|de sa|depuis|du pere))"
    r"|(?:vit|vivant|vivait) (?:seule?|en couple|maritalement)"
    r"|(?:pere|mere) de famille)|(?P<children>(?:\d{1,2}|un|deux|trois|quatre|cinq|six|sept|huit) (?:enfants?"
    r"|petits-enfants|filles? et \w{2,6} (?:fils|garcons?)))"
    r")(?![a-z-])"
)
_MARRIED_AFTER = re.compile(r"\(e\)|,? (?:\d|un|deux|trois|quatre|sans|pere de|depuis \d)")
_MARRIED_BEFORE = re.compile(r"(?:ans|est|situation familiale|statut marital|mode de vie|non)\s?[,:]?\s$")
_CHILDREN_SAID = re.compile(
    r"(?:mariee?|celibataire|veu(?:f|ve)|divorcee?|pacsee?|en couple|situation familiale|mode de vie"
    r"|statut marital|etat civil|vit avec [a-z' ]{3,30})(?:,[^.,;:\n]{3,24},)?[\s,:.;-]{0,3}"
    r"(?:avec |et |a |pere de |mere de )?$"
)
_TRADE_SAID = re.compile(
    r"(?<![a-z])(?:(?P<field>travail|profession(?: actuelle)?|metier|activite professionnelle|situation professionnelle"
    r"|emploi)\s?[:=]\s{0,2}|(?P<retired>retraitee?|ancien(?:ne)?|ex-?)(?P<of>\s(?:de la|de l'|du|des|d')?\s?|\b-?)"
    r"|(?P<works>(?:travaille|exerce|employee?|travaillait|a travaille|exercait)\s(?:comme|en tant que"
    r"|en qualite de|la profession d[e']|le metier d[e'])\s?))"
)
_JOBLESS = re.compile(
    r"(?:mariee?|celibataire|veu(?:f|ve)|divorcee?|pacsee?|ans|patiente?|est|actuellement)\s?,?\s"
    r"(?P<said>sans emploi|sans profession|au chomage|femme au foyer|mere au foyer|sdf|sans domicile fixe|sans abri"
    r"|beneficiaire du rsa|au rsa)(?![a-z])"
)
_HINTS = ("sans ", "chomage", "foyer", "sdf", "rsa")
_SCHOOLS = ("ecole", "college", "lycee", "creche", "garderie")
_NAMED = r"(?:(?:l'|d')?[A-ZÀ-Þ][\w'-]*(?:[ -](?:(?:de|du|des|la|le|les)\s|d'|l')?[A-ZÀ-Þ][\w'-]+){0,3})"
_SCHOOL = re.compile(
    rf"\b(?:[ÉEée]cole|[Cc]ollège|[Ll]ycée|[Cc]rèche|[Hh]alte-garderie|[Mm]icro-crèche)"
    rf"(?:\s(?:maternelle|primaire|élémentaire|privée?|publique|municipale|professionnel|agricole|technique)){{0,2}}"
    rf"\s(?:[«\"]\s?)?(?P<name>{_NAMED})"
)
_REST = re.compile(r"(?:(?! {2}| ?\w+ ?:)[^\n.,;:()|]){2,60}")  # up to the next field
_NATION_SAID = re.compile(
    r"(?:nationalite|d'origines?|origines? (?:ethnique|geographique)?|ressortissante?)\s?:?\s{0,2}(?=[a-z])"
)
_EMPLOYERS = (
    r"sncf|ratp|edf|gdf|poste|renault|peugeot|michelin|airbus|armee|marine|gendarmerie|police"
    r"|education nationale|fonction publique|mairie|air france|citroen|banque|mines|douanes|tresor|btp|batiment"
    r"|chemins de fer|caf|cpam|hopital|chu|aphp"
)


def find(page: Page) -> list[Found]:
    """Family status, nationality and social identity of the patient."""
    found = list(_family(page))
    found += _nationality(page)
    found += _trade(page)
    return found


@cache
def _nation_words() -> frozenset[str]:
    words: set[str] = set()
    for name in data("nationalities.yaml")["nationalities"]:
        word = clean(str(name)).plain
        words.update(
            (
                word,
                word + "e",
                word + "s",
                word + "es",
                word + "ne",
                word + "nne",
                word[:-1] + "que" if word.endswith("c") else word,
                word + "que",
            )
        )
    return frozenset(words)


@cache
def _trades() -> "re.Pattern[str]":
    words = sorted(
        (clean(str(name)).plain for key in ("trades", "religions") for name in data("nationalities.yaml")[key]),
        key=len,
        reverse=True,
    )
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")s?(?![a-z])")


def _family(page: Page) -> Iterator[Found]:
    plain = page.plain
    for m in _FAMILY.finditer(plain):
        start, end = m.span()
        score = 0.7
        if plain[start:end] in ("marie", "maries"):
            accented = page.text[start:end].lower().startswith("marié")
            said = _MARRIED_AFTER.match(plain, end) or _MARRIED_BEFORE.search(plain[max(0, start - 26) : start])
            if not accented and not (said and page.text[start].islower()):
                continue  # the first name
            score = 0.75
        if m["children"] and not _CHILDREN_SAID.search(plain[max(0, start - 52) : start]):
            continue
        if re.match(r"\s(?:atteints?|presentant|inclus|traites|ages|ayant)", plain[end : end + 12]) or plain[
            max(0, start - 12) : start
        ].endswith(("mere ", "pere ", "parents ", "fille ", "fils ")):
            continue
        yield Found(start, end, "FAMILY_STATUS", "rule:family_status", "Patient", "", score)


def _nationality(page: Page) -> Iterator[Found]:
    plain = page.plain
    if "origine" not in plain and "nationalite" not in plain and "ressortissant" not in plain:
        return
    for m in _NATION_SAID.finditer(plain):
        word = re.match(r"[a-z]+(?:[ -][a-z]+)?", plain[m.end() : m.end() + 40])
        if not word:
            continue
        for candidate in (word.group(), re.split(r"[ -]", word.group())[0]):
            if candidate in _nation_words():
                yield Found(
                    m.end(), m.end() + len(candidate), "PATIENT_NATIONALITY", "rule:nationality", "Patient", "", 0.8
                )
                break


def _trade(page: Page) -> Iterator[Found]:
    plain = page.plain
    for m in _JOBLESS.finditer(plain) if any(map(plain.__contains__, _HINTS)) else ():
        yield Found(*m.span("said"), "PATIENT_SOCIAL_IDENTITY", "rule:trade", "Patient", "", 0.6)
    for m in _SCHOOL.finditer(page.text) if any(map(plain.__contains__, _SCHOOLS)) else ():
        yield Found(*m.span("name"), "PATIENT_SOCIAL_IDENTITY", "rule:school", "Patient", "", 0.75)
    for m in _TRADE_SAID.finditer(plain):
        start = m.end()
        if m["field"]:
            rest = _REST.match(plain, start)
            if rest and not re.match(r"\s?(?:non|inconnue?|a preciser|sans|nc\b|nr\b|-)", rest.group()):
                yield Found(
                    start,
                    start + len(rest.group().rstrip()),
                    "PATIENT_SOCIAL_IDENTITY",
                    "rule:trade",
                    "Patient",
                    "",
                    0.8,
                )
            continue
        trade = _trades().match(plain, start)
        employer = (
            re.match(rf"(?:la |le |l'|du )?(?:{_EMPLOYERS})(?![a-z])", plain[start : start + 40])
            if m["retired"]
            else None
        )
        if m["retired"] and not trade and not employer:
            continue
        if (
            m["retired"]
            and m["retired"].startswith(("ancien", "ex"))
            and trade
            and trade.group() in ("medecin", "chef", "cadre", "agent")
        ):
            continue
        if m["works"]:
            rest = _REST.match(plain, start)
            end = start + len(rest.group().rstrip()) if rest else start
            if rest and trade:
                yield Found(start, min(end, start + 50), "PATIENT_SOCIAL_IDENTITY", "rule:trade", "Patient", "", 0.7)
            continue
        matched = trade or employer
        assert matched is not None
        end = matched.end() if trade else start + matched.end()
        if more := re.match(
            rf"\s(?:a la|a l'|au|de la|de l'|du|dans (?:la|le|l'))\s?(?:{_EMPLOYERS})(?![a-z])", plain[end : end + 40]
        ):
            end += more.end()
        yield Found(m.start(), end, "PATIENT_SOCIAL_IDENTITY", "rule:trade", "Patient", "", 0.7)
