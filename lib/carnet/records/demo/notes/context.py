"""The slots that every kind of note may use: identity, agreement, history and habits of one story."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

from carnet.records.demo.notes.biomarker_words import biomarkers, known
from carnet.records.demo.notes.draft import Draft, Mark, Value
from carnet.records.demo.notes.identifiers import (
    about,
    carer,
    first_name,
    identifier,
    last_name,
    on,
    spaced_nir,
    spaced_phone,
    when,
)
from carnet.records.demo.notes.story import Story
from carnet.records.demo.notes.writing import (
    comorbidity,
    grade,
    histology,
    metastases,
    performance,
    site_phrase,
    stage,
    tnm,
    tumour_size,
)
from carnet.records.demo.places import HOSPITAL, STAFF_PER_WARD, WARD

FAMILY_CANCERS = (
    "cancer du sein",
    "cancer colorectal",
    "cancer du poumon",
    "cancer de la prostate",
    "cancer du pancréas",
    "mélanome",
    "cancer de l'estomac",
    "leucémie",
    "cancer de l'ovaire",
    "lymphome",
)
_MOTHERS = ("la mère", "une tante maternelle", "la grand-mère maternelle", "une sœur")
_FATHERS = ("le père", "un frère", "un oncle paternel", "le grand-père paternel")


def general(story: Story, day: date, rng: random.Random) -> dict[str, Value]:
    """The slots that depend on the patient and on the day of the note."""
    who, woman = story.who, story.sex == 1
    feminine = story.morphology[1].startswith("tumeur")
    cancer = (
        story.morphology[1]
        if story.site.staging in ("ann-arbor", "none") or story.site.key in ("melanoma", "liver")
        else f"cancer {story.site.label}"
    )
    e = "e" if woman else ""
    doctor = "Docteur" if rng.random() < 0.5 else "Dr"
    return {
        "e": e,
        "il": "elle" if woman else "il",
        "Il": "Elle" if woman else "Il",
        "le": "la" if woman else "le",
        "ce": "cette" if woman else "ce",
        "du": "de la" if woman else "du",
        "au": "à la" if woman else "au",
        "patient": "patiente" if woman else "patient",
        "un": "une" if woman else "un",
        "ne": "née" if woman else "né",
        "lui": "elle" if woman else "lui",
        "M": rng.choice(("Mme", "Madame", "Mme")) if woman else rng.choice(("M.", "Monsieur", "Mr", "M.")),
        "Madame": "Madame" if woman else "Monsieur",
        "eux": "euse" if woman else "eux",
        "if": "ive" if woman else "if",
        "al": "ale" if woman else "al",
        "nom": lambda d: name_of(story, d),
        "prenom": first_name(who.first, "Patient"),
        "NOM": last_name(who.family.upper(), "Patient"),
        "age": str(story.age_on(day)),
        "age_dg": str(story.age),
        "naissance": when(who.birth, rng, birth=True),
        "date": when(day, rng),
        "ville_naissance": Mark(who.birth_town, "CITY", "Patient"),
        "rue": Mark(who.street, "ADDRESS", "Patient"),
        "cp": Mark(who.postcode, "ZIP_CODE", "Patient"),
        "ville": Mark(who.town, "CITY", "Patient"),
        "tel": Mark(spaced_phone(who.phone, rng), "PHONE_NUMBER", "Patient"),
        "portable": Mark(spaced_phone(who.mobile, rng), "PHONE_NUMBER", "Patient"),
        "email": Mark(who.email, "EMAIL", "Patient"),
        "nir": identifier(spaced_nir(who.nir, rng), "NIR"),
        "ipp": identifier(who.ipp, "IPP"),
        "nda": identifier(who.stay, "NDA"),
        "cher": "Chère Consœur" if who.doctor_sex else "Cher Confrère",
        "cher_ami": "Chère amie" if who.doctor_sex else "Cher ami",
        "metier": who.job,
        "lien": who.relative.tie,
        "son_lien": ("son " if who.relative.sex == 0 or who.relative.tie[0] in "aeéiou" else "sa ") + who.relative.tie,
        "proche_prenom": first_name(who.relative.first, "Other"),
        "proche_nom": last_name(who.relative.family, "Other"),
        "proche_tel": Mark(spaced_phone(who.relative.phone, rng), "PHONE_NUMBER", "Other"),
        "mt_titre": doctor,
        "mt_prenom": first_name(who.doctor_first, "Carer"),
        "mt_nom": last_name(who.doctor_family.upper() if rng.random() < 0.5 else who.doctor_family, "Carer"),
        "mt_ville": Mark(who.doctor_town, "CITY", "Carer"),
        "mt_rpps": identifier(who.doctor_rpps, "RPPS", "Carer"),
        "mt_tel": Mark(spaced_phone(who.doctor_phone, rng), "PHONE_NUMBER", "Carer"),
        "hopital": Mark(HOSPITAL, "HOSPITAL", "Other"),
        "hist": histology(story),
        "unhist": "une" if feminine else "un",
        "du_hist": "de la" if feminine else "du",
        "site": site_phrase(story),
        "cancer": cancer,
        "taille": tumour_size(story),
        "grade": grade(story),
        "stade": stage(story),
        "ctnm": tnm(story, "c"),
        "ptnm": tnm(story, "p", with_m=False),
        "biomarqueurs": biomarkers(story),
        "ps": performance(story.performance),
        "mts": metastases(story),
        "pas_mts": metastases(story, "absent"),
        "quand_dg": on(story.diagnosis),
        "mois_dg": about(story.diagnosis, rng),
        "oncologue": carer(WARD["Oncologie médicale"] * STAFF_PER_WARD + story.person_id % STAFF_PER_WARD),
        "poids": str(story.weight),
        "taille_cm": str(story.height),
        "imc": f"{story.weight / (story.height / 100) ** 2:.1f}".replace(".", ","),
        "tabac": tobacco(story),
        "alcool": alcohol(story),
        "atcd": history(story),
        "familiaux": family_history(story),
        "allergies": allergies,
        "traitement_habituel": usual_drugs(story),
    }


def name_of(story: Story, draft: Draft) -> None:
    """Family name, often with the first name, sometimes with the birth name."""
    who, rng = story.who, draft.rng
    draw = rng.random()
    if draw < 0.35:
        draft.put(last_name(who.family.upper(), "Patient"))
        return
    first, family = (
        first_name(who.first, "Patient"),
        last_name(who.family.upper() if rng.random() < 0.7 else who.family, "Patient"),
    )
    for value in (first, " ", family) if draw < 0.6 else (family, " ", first):
        draft.put(value)
    if who.birth_name and rng.random() < 0.25:
        draft.put(f" {rng.choice(('née', 'née', 'nom de naissance'))} ")
        draft.put(last_name(who.birth_name.upper() if rng.random() < 0.7 else who.birth_name, "Patient"))


def tobacco(story: Story) -> Callable[[Draft], Value]:
    """Tobacco with its pack-years, present, past or none."""
    packs = 8 + (story.person_id * 13) % 42

    def write(draft: Draft) -> Value:
        e = "euse" if story.sex else "eur"
        texts = (
            ("non-fum" + e, "absence de tabagisme", "n'a jamais fumé"),
            (
                f"tabagisme sevré, {packs} PA",
                f"ancien{'ne' if story.sex else ''} fum{e} ({packs} paquets-années)",
                f"tabac : sevré, {packs} PA",
            ),
            (
                f"tabagisme actif à {packs} PA",
                f"fum{e} acti{'ve' if story.sex else 'f'} ({packs} paquets-années)",
                f"tabac actif {packs} PA",
            ),
        )[story.smoking]
        assertion = ("absent", "history", "present")[story.smoking]
        return Mark(
            draft.rng.choice(texts),
            kind="tobacco",
            value=("jamais", f"sevré {packs} PA", f"actif {packs} PA")[story.smoking],
            assertion=assertion,
        )

    return write


def alcohol(story: Story) -> Callable[[Draft], Value]:
    heavy = story.site.key in ("head_neck", "oesophagus", "liver") and story.person_id % 5 < 3

    def write(draft: Draft) -> Value:
        if heavy:
            glasses = 3 + story.person_id % 4
            return Mark(
                draft.rng.choice(
                    (
                        f"consommation d'alcool évaluée à {glasses} verres par jour",
                        f"alcool : {glasses} verres/j",
                        "éthylisme chronique",
                    )
                ),
                kind="alcohol",
                value="excessif",
                assertion="present",
            )
        return Mark(
            draft.rng.choice(
                (
                    "pas d'alcool",
                    "alcool occasionnel",
                    "consommation d'alcool occasionnelle",
                    "pas de consommation d'alcool excessive",
                )
            ),
            kind="alcohol",
            value="non excessif",
            assertion="absent",
        )

    return write


def history(story: Story) -> Callable[[Draft], None]:
    """Long-standing illnesses, or that there are none."""

    def write(draft: Draft) -> None:
        rng = draft.rng
        values: list[Value] = [comorbidity(illness, rng) for illness in story.illnesses]
        old = (
            "appendicectomie dans l'enfance",
            "cholécystectomie",
            "cure de hernie inguinale",
            "amygdalectomie",
            "césarienne" if story.sex and story.age > 30 else "ménisectomie",
            "prothèse totale de hanche",
            "cataracte bilatérale opérée",
        )
        if rng.random() < 0.55:
            values.append(rng.choice(old if story.age > 60 else old[:5]))
        if not values:
            draft.say("[pas d'antécédent notable|aucun antécédent particulier|sans particularité|néant]")
            return
        for position, value in enumerate(values):
            if position:
                draft.put(", ")
            draft.put(value)
        if rng.random() < 0.35:
            absent = rng.choice(
                [
                    x
                    for x in (
                        ("I25.1", "coronaropathie", ""),
                        ("E11.9", "diabète", ""),
                        ("I26.9", "maladie thromboembolique", ""),
                    )
                    if x[0] not in {i[0] for i in story.illnesses}
                ]
                or [("I64", "AVC", "")]
            )
            draft.say(
                "[. Pas de |, pas de |. Absence de |. Pas d'antécédent de ]{absent}",
                absent=Mark(
                    absent[1],
                    kind="comorbidity",
                    value=absent[1],
                    assertion="absent",
                    code=absent[0],
                    system="CIM-10",
                ),
            )

    return write


def family_history(story: Story) -> Callable[[Draft], None]:
    """What runs in the family, as facts of the family."""

    def write(draft: Draft) -> None:
        rng = draft.rng
        if rng.random() < 0.35:
            draft.say(
                "[pas d'antécédent familial de cancer|aucun antécédent familial carcinologique|pas d'ATCD familial "
                "notable]"
            )
            return
        woman = rng.random() < 0.5
        tie = rng.choice(_MOTHERS if woman else _FATHERS)
        known_here = [
            c
            for c in FAMILY_CANCERS
            if not (woman and "prostate" in c) and not (not woman and ("ovaire" in c or "sein" in c))
        ]
        what = rng.choice(known_here)
        age = rng.randint(42, 81)
        draft.say(
            "{quoi} chez {tie}[| à {age_parent} ans| vers {age_parent} ans|, décéd{ee} à {age_parent} ans]",
            quoi=Mark(what, kind="comorbidity", value=what, assertion="family"),
            tie=tie,
            age_parent=str(age),
            ee="ée" if woman else "é",
        )

    return write


def allergies(draft: Draft) -> None:
    draft.say(
        "[aucune connue|pas d'allergie connue|aucune allergie médicamenteuse connue|pas d'allergie|allergie à la "
        "pénicilline (éruption)|intolérance à la codéine|allergie aux produits de contraste iodés (urticaire)|pas "
        "d'allergie connue]"
    )


DOSES = {
    "ramipril": ("5 mg/j", "2,5 mg 1/j", "10 mg le matin"),
    "metformine": ("1 000 mg x 2/j", "850 mg x 3/j", "500 mg x 2/j"),
    "atorvastatine": ("20 mg le soir", "40 mg/j", "10 mg/j"),
    "tiotropium": ("18 µg 1 inhalation/j",),
    "acide acétylsalicylique": ("75 mg/j", "100 mg/j"),
    "apixaban": ("5 mg x 2/j", "2,5 mg x 2/j"),
    "lévothyroxine": ("75 µg/j", "100 µg le matin", "50 µg/j"),
    "escitalopram": ("10 mg/j",),
    "bisoprolol": ("2,5 mg/j", "5 mg/j"),
}


def usual_drugs(story: Story) -> Callable[[Draft], None]:
    """The drugs of the long-standing illnesses, with a dose."""

    def write(draft: Draft) -> None:
        from carnet.records.demo.drugs import ATC

        drugs = [illness[2] for illness in story.illnesses if illness[2]]
        if not drugs:
            draft.say("[aucun|néant|pas de traitement au long cours|aucun traitement habituel]")
        for position, drug in enumerate(drugs):
            if position:
                draft.put(", ")
            text = f"{drug} {draft.rng.choice(DOSES[drug])}"
            draft.put(Mark(text, kind="treatment", value=text, assertion="present", code=ATC[drug], system="ATC"))

    return write


def has_markers(story: Story) -> bool:
    """Whether the story has a biomarker to write."""
    return bool(known(story))
