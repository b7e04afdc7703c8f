"""How the notes write numbers and medical facts: each function gives a `Mark`, or writes several."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

from carnet.records.demo.drugs import ATC
from carnet.records.demo.notes.draft import Draft, Mark, Value
from carnet.records.demo.notes.story import TESTS, Line, Story

SIDES = ("", "droit", "gauche")
SIDES_F = ("", "droite", "gauche")
POSITIVE = {"positive": "positif", "negative": "négatif"}
RESPONSE_WORDS = {
    "CR": ("réponse complète",),
    "PR": ("réponse partielle", "bonne réponse partielle"),
    "SD": ("maladie stable", "stabilité"),
    "PD": ("progression", "maladie en progression"),
}
RESPONSE_VALUE = {
    "CR": "réponse complète",
    "PR": "réponse partielle",
    "SD": "maladie stable",
    "PD": "maladie progressive",
}


def decimal(value: float, digits: int = 1) -> str:
    """12.5 → `12,5`, 12.0 → `12`, 1250 → `1 250`."""
    if value >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return text.replace(".", ",")


def site_phrase(story: Story) -> Callable[[Draft], None]:
    """« du lobe supérieur droit »: the place and the side as two facts."""

    def write(draft: Draft) -> None:
        words = story.place
        if story.site.staging == "ann-arbor":
            draft.segments.append((draft.rng.choice((" à localisation ", " de localisation ")), None))
            draft.put(Mark(words, kind="site", value=words, assertion="present", code=story.cim10, system="CIM-10"))
            return
        draft.segments.append((" ", None))
        head = next((p for p in ("du ", "de la ", "de l'union ", "de l'", "de ") if words.startswith(p)), "")
        head = "de l'" if head == "de l'union " else head
        draft.segments.append((head, None))
        name, side, tail = words[len(head) :], "", ""
        for slot, sides in (("{d}", SIDES), ("{de}", SIDES_F)):
            if slot in name:
                name, tail = name.split(slot)
                side = sides[story.side]
        if tail:  # « bord latéral droit de la langue »
            draft.put(
                Mark(
                    name.strip(),
                    kind="site",
                    value=(name.strip() + tail),
                    assertion="present",
                    code=story.cim10,
                    system="CIM-10",
                    laterality=side,
                )
            )
        else:
            draft.put(
                Mark(
                    name.strip(),
                    kind="site",
                    value=name.strip(),
                    assertion="present",
                    code=story.cim10,
                    system="CIM-10",
                    laterality=side,
                )
            )
        if side:
            draft.segments.append((" ", None))
            draft.put(Mark(side, kind="laterality", value=side, assertion="present"))
        draft.segments.append((tail, None))

    return write


def histology(story: Story) -> Mark:
    return Mark(
        story.morphology[1],
        kind="histology",
        value=story.morphology[1],
        assertion="present",
        code=story.morphology[0],
        system="ICD-O-3",
    )


def _letters(story: Story) -> str:
    """The subcategory of T that the size gives, where it does."""
    key, size = story.site.key, story.size
    if key == "breast" and story.t == "T1":
        return "a" if size <= 5 else "b" if size <= 10 else "c"
    if key == "lung" and story.t == "T1":
        return "a" if size <= 10 else "b" if size <= 20 else "c"
    if key == "lung" and story.t == "T2":
        return "a" if size <= 40 else "b"
    if key == "kidney" and story.t == "T1":
        return "a" if size <= 40 else "b"
    if key == "prostate" and story.t == "T1":
        return "c"
    return ""


def tnm(story: Story, prefix: str, with_m: bool = True) -> Callable[[Draft], Value]:
    """`cT2N1M0`, `pT2 N1`, … with prefix c or p; the gold value has no space."""

    def write(draft: Draft) -> Value:
        letters = "" if prefix == "p" and story.t == "T1" and story.site.key == "prostate" else _letters(story)
        t = story.t if not (prefix == "p" and story.site.key == "prostate" and story.t == "T1") else "T2"
        parts = [prefix + t + letters, story.n] + ([story.m] if with_m else [])
        return Mark(
            draft.rng.choice(("", "", " ")).join(parts),
            kind="ptnm" if prefix == "p" else "ctnm",
            value="".join(parts),
            assertion="present",
        )

    return write


def stage(story: Story) -> Callable[[Draft], Value]:
    def write(draft: Draft) -> Value:
        words = draft.rng.choice(
            (
                f"stade {story.stage}",
                f"stade {story.stage}",
                f"stade UICC {story.stage}"
                if story.site.staging != "ann-arbor"
                else f"stade {story.stage} d'Ann Arbor",
            )
        )
        return Mark(words, kind="stage", value=story.stage, assertion="present")

    return write


def grade(story: Story) -> Callable[[Draft], Value]:
    """The grade as that organ's pathologists write it; nothing where there is none."""

    def write(draft: Draft) -> Value:
        g, name = story.grade, story.site.grade_name
        if not g:
            return ""
        if name == "SBR":
            return Mark(
                draft.rng.choice(
                    (f"grade {'I' * g} de SBR", f"SBR {'I' * g}", f"grade {g} d'Elston et Ellis", f"grade {g}")
                ),
                kind="grade",
                value=f"SBR {g}",
                assertion="present",
            )
        if name == "différenciation":
            text = ("bien différencié", "moyennement différencié", "peu différencié")[min(g, 3) - 1]
            return Mark(text, kind="grade", value=text, assertion="present")
        if name == "ISUP":
            gleason = story.markers.get("gleason", ("", 0.0))[0]
            return Mark(
                draft.rng.choice(
                    (
                        f"Gleason {gleason.replace('=', ' = ')}, ISUP {g}",
                        f"score de Gleason {gleason.split('=')[1]} ({gleason.split('=')[0]}), groupe ISUP {g}",
                        f"Gleason {gleason.split('=')[0]} (ISUP {g})",
                    )
                ),
                kind="grade",
                value=f"ISUP {g}",
                assertion="present",
            )
        if name == "OMS" and story.site.key == "bladder":
            return Mark(
                "haut grade" if g == 3 else "bas grade",
                kind="grade",
                value="haut grade" if g == 3 else "bas grade",
                assertion="present",
            )
        if name == "OMS" and story.site.key == "follicular":
            return Mark(
                f"grade {('1', '2', '3A')[min(g, 3) - 1]}",
                kind="grade",
                value=f"OMS {('1', '2', '3A')[min(g, 3) - 1]}",
                assertion="present",
            )
        return Mark(
            draft.rng.choice((f"grade {g} {name}", f"grade {g}")),
            kind="grade",
            value=f"{name} {g}",
            assertion="present",
        )

    return write


def performance(level: int) -> Callable[[Draft], Value]:
    def write(draft: Draft) -> Value:
        return Mark(
            draft.rng.choice(
                (
                    f"PS {level}",
                    f"OMS {level}",
                    f"PS OMS {level}",
                    f"ECOG {level}",
                    f"indice de performance OMS à {level}",
                    f"PS={level}",
                )
            ),
            kind="performance_status",
            value=str(level),
            assertion="present",
        )

    return write


def tumour_size(story: Story) -> Callable[[Draft], Value]:
    def write(draft: Draft) -> Value:
        text = f"{story.size} mm" if story.size < 20 or draft.rng.random() < 0.6 else f"{decimal(story.size / 10)} cm"
        return Mark(text, kind="tumour_size", value=f"{story.size} mm", unit="mm", assertion="present")

    return write


def metastases(story: Story, assertion: str = "present", single: bool = False) -> Callable[[Draft], Value]:
    """« métastases hépatiques », « MTS osseuses », as one fact."""

    def write(draft: Draft) -> Value:
        word = story.metastasis[1]
        if single:
            text = draft.rng.choice((f"métastase {word}", f"localisation secondaire {word}"))
            return Mark(
                text,
                kind="metastatic_site",
                value=word,
                assertion=assertion,
                code=story.metastasis[0],
                system="CIM-10",
            )
        plural = " ".join(w + "s" for w in word.split())
        text = draft.rng.choice(
            (
                f"métastases {plural}",
                f"localisations secondaires {plural}",
                f"MTS {plural}",
                f"lésions secondaires {plural}",
                f"métastases {plural}",
            )
        )
        return Mark(
            text, kind="metastatic_site", value=word, assertion=assertion, code=story.metastasis[0], system="CIM-10"
        )

    return write


def line_mark(line: Line, assertion: str = "present") -> Mark:
    return Mark(
        line.regimen.name, kind="line", value=line.regimen.name, assertion=assertion, date=line.start.isoformat()
    )


def drugs_phrase(line: Line) -> Callable[[Draft], None]:
    """« docétaxel 75 mg/m², cyclophosphamide 600 mg/m² »: one fact per drug, dose in the value."""

    def write(draft: Draft) -> None:
        for position, (drug, dose) in enumerate(line.regimen.drugs):
            if position:
                draft.segments.append((" + " if draft.rng.random() < 0.4 else ", ", None))
            draft.put(
                Mark(
                    f"{drug} {dose}",
                    kind="treatment",
                    value=f"{drug} {dose}",
                    assertion="present",
                    code=ATC[drug],
                    system="ATC",
                    date=line.start.isoformat(),
                )
            )

    return write


def test_mark(found: tuple[date, int, float], rng: random.Random) -> Mark:
    """« hémoglobine 10,2 g/dL », « Hb à 10,2 g/dL », « PNN = 0,45 G/L »."""
    name, _loinc, unit, _low, _high = TESTS[found[1]]
    short = {
        "hémoglobine": ("hémoglobine", "Hb", "hémoglobine"),
        "neutrophiles": ("PNN", "polynucléaires neutrophiles", "neutrophiles"),
        "plaquettes": ("plaquettes", "PLQ"),
        "créatinine": ("créatinine", "créat", "créatininémie"),
    }.get(name, (name,))
    digits = 2 if name == "neutrophiles" else 1
    number = decimal(found[2], digits)
    text = f"{rng.choice(short)}{rng.choice((' ', ' à ', ' = ', ' : '))}{number} {unit}"
    return Mark(
        text,
        kind="lab",
        value=f"{name}={number} {unit}",
        assertion="present",
        code=TESTS[found[1]][1],
        system="LOINC",
        unit=unit,
        date=found[0].isoformat(),
    )


def toxicity(words: str, level: int, rng: random.Random, day: date | None = None, assertion: str = "present") -> Mark:
    text = rng.choice(
        (
            f"{words} de grade {level}",
            f"{words} grade {level}",
            f"{words} G{level}",
            f"{words} (grade {level} CTCAE)",
        )
    )
    return Mark(
        text,
        kind="toxicity",
        value=f"{words} G{level}",
        assertion=assertion,
        system="CTCAE",
        date=day.isoformat() if day else "",
    )


def response(line: Line, rng: random.Random) -> Mark:
    return Mark(
        rng.choice(RESPONSE_WORDS[line.response]),
        kind="progression" if line.response == "PD" else "response",
        value=RESPONSE_VALUE[line.response],
        assertion="present",
        date=line.assessed.isoformat(),
    )


def comorbidity(illness: tuple[str, str, str], rng: random.Random, assertion: str = "history") -> Mark:
    code, words, _drug = illness
    short = {
        "hypertension artérielle": ("HTA", "hypertension artérielle"),
        "diabète de type 2": ("DT2", "diabète de type 2", "diabète non insulino-dépendant"),
        "fibrillation atriale": ("FA", "fibrillation atriale", "ACFA"),
        "insuffisance rénale chronique modérée": ("IRC modérée", "insuffisance rénale chronique modérée"),
        "insuffisance cardiaque": ("insuffisance cardiaque",),
    }.get(words, (words,))
    return Mark(rng.choice(short), kind="comorbidity", value=words, assertion=assertion, code=code, system="CIM-10")


def listed(values: list[Value], draft: Draft, last: str = " et ") -> None:
    """Append « a, b et c »."""
    for position, value in enumerate(values):
        if position:
            draft.segments.append((last if position == len(values) - 1 else ", ", None))
        draft.put(value)
