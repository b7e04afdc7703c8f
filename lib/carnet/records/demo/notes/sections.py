"""Paragraphs that several kinds of note share: motive, history, habits, story of the disease, blood, what comes
next.
"""

from datetime import date, timedelta

from carnet.records.demo.notes.draft import Draft, Mark, Value
from carnet.records.demo.notes.identifiers import when
from carnet.records.demo.notes.story import Line, Story
from carnet.records.demo.notes.writing import drugs_phrase, listed, test_mark, toxicity
from carnet.records.demo.treatments import FIRST, NEO

# heading → spellings
HEADINGS = {
    "motif": ("Motif", "Motif de consultation", "MOTIF"),
    "entree": ("Motif", "Motif d'hospitalisation", "MOTIF D'ENTRÉE", "Motif d'entrée"),
    "atcd": ("ATCD", "Antécédents", "Antécédents personnels", "ATCD médicaux"),
    "fam": ("ATCD familiaux", "Antécédents familiaux", "Familiaux"),
    "allergies": ("Allergies", "Allergie"),
    "vie": ("Mode de vie", "MDV", "Habitus"),
    "ttt": ("Traitement habituel", "Traitement à l'entrée", "TTT habituel", "Traitement au long cours"),
    "hdm": ("HDM", "Histoire de la maladie", "Histoire de la maladie actuelle"),
    "clinique": ("Examen clinique", "Clinique", "Ex. clinique", "À l'examen"),
    "bio": ("Biologie", "Bio", "Bilan biologique"),
    "imagerie": ("Imagerie", "Examens complémentaires"),
    "conclusion": ("Conclusion", "AU TOTAL", "Au total", "Synthèse"),
    "cat": ("CAT", "Conduite à tenir", "PEC", "Suites"),
    "evolution": ("Évolution dans le service", "Évolution", "Prise en charge et évolution"),
    "sortie": ("Traitement de sortie", "TTT de sortie", "Ordonnance de sortie"),
}


def heading(draft: Draft, name: str, style: str) -> None:
    """A heading on its own line, on the line of its text, or (in prose) a blank line."""
    words = draft.rng.choice(HEADINGS[name])
    if style == "prose":
        draft.line()
        return
    draft.put("\n" if draft.rng.random() < 0.5 else "")
    draft.put(f"{words} :\n" if draft.rng.random() < 0.25 else f"{words}{draft.rng.choice((' : ', ': ', ' : '))}")


def background(draft: Draft, story: Story, style: str) -> None:
    """History, family, allergies, habits, usual drugs."""
    if style == "prose":
        draft.one_of(
            (
                "[Dans ses antécédents, on note|On retient dans les antécédents|Ses antécédents comportent|"
                "Antécédents :] {atcd}. [Sur le plan familial : {familiaux}.|Antécédents familiaux : {familiaux}.|] "
                "{^tabac}[, {alcool}|]. [Allergies : {allergies}.|] Traitement habituel : {traitement_habituel}.\n",
                "{^patient} [de {age} ans|âgé{e} de {age} ans], {metier}, aux antécédents suivants : {atcd}. "
                "[Histoire familiale : {familiaux}. |]{^tabac}[. {^alcool}|]. [Son traitement comporte|Traitement au "
                "long cours :] {traitement_habituel}.\n",
            )
        )
        return
    heading(draft, "atcd", style)
    draft.line("{atcd}")
    if draft.rng.random() < 0.6:
        heading(draft, "fam", style)
        draft.line("{familiaux}")
    if draft.rng.random() < 0.6:
        heading(draft, "allergies", style)
        draft.say("[aucune connue|pas d'allergie connue|allergie à la pénicilline|aucune]\n")
    if draft.rng.random() < 0.7:
        heading(draft, "vie", style)
        draft.line("[{metier}, |][vit en [maison individuelle|appartement], |]{tabac}[, {alcool}|]")
    if draft.rng.random() < 0.7:
        heading(draft, "ttt", style)
        draft.line("{traitement_habituel}")


def blood(draft: Draft, story: Story, day: date, most: int = 6) -> bool:
    """The latest results, each a fact; False where there is none."""
    found = story.last_tests(day)
    if not found:
        return False
    draft.rng.shuffle(found)
    values: list[Value] = [test_mark(test, draft.rng) for test in found[:most]]
    separator = draft.rng.choice((", ", " ; ", " - ", ", "))
    for position, value in enumerate(values):
        if position:
            draft.put(separator)
        draft.put(value)
    return True


def harms_since(story: Story, day: date, days: int = 75) -> list[tuple[date, str, int, int]]:
    """The toxicities of the last `days` days, one of each kind, the worst."""
    worst: dict[str, tuple[date, str, int, int]] = {}
    for harm in story.harms:
        if day - timedelta(days=days) <= harm[0] <= day and (harm[1] not in worst or worst[harm[1]][2] < harm[2]):
            worst[harm[1]] = harm
    return list(worst.values())


def tolerance(draft: Draft, story: Story, day: date) -> None:
    """How the treatment is borne: graded toxicities, and what there is not."""
    harms = harms_since(story, day)
    names = {h[1] for h in harms}
    absent = [
        n
        for n in ("neuropathie périphérique", "mucite", "diarrhée", "neutropénie fébrile", "toxicité cutanée")
        if n not in names
    ]
    if harms:
        draft.say("[Tolérance : |Tolérance marquée par |Sur le plan de la tolérance : |Effets indésirables : ]")
        listed([toxicity(h[1], h[2], draft.rng, h[0]) for h in harms], draft)
        draft.put(". ")
    else:
        draft.say("[Bonne tolérance clinique.|Tolérance satisfaisante.|Traitement bien toléré.|Tolérance correcte.] ")
    if draft.rng.random() < 0.6:
        name = draft.rng.choice(absent)
        draft.say(
            "[Pas de |Absence de |Ni fièvre ni ]{absent}. ",
            absent=Mark(name, kind="toxicity", value=name, assertion="absent"),
        )


EXAM = (
    "[Bon état général|État général conservé|État général {etat}], {ps}, poids {poids} kg[ pour {taille_cm} cm| (IMC "
    "{imc})|]. ",
    "{ps}. Poids {poids} kg, [TA {ta}|TA {ta}, FC {fc}/min|apyrétique]. ",
    "Poids : {poids} kg. Taille : {taille_cm} cm. {ps}. ",
)
EXAM_MORE = (
    "[Auscultation cardio-pulmonaire libre|Auscultation sans particularité|Murmure vésiculaire symétrique]. [Abdomen "
    "souple, dépressible, indolore|Abdomen souple|Pas d'hépatomégalie]. ",
    "Aires ganglionnaires [libres|sans adénopathie palpable]. [Pas d'œdème des membres inférieurs.|] ",
    "[Pas de douleur|EVA {eva}/10], [pas de déficit neurologique|examen neurologique sans particularité]. ",
    "",
)


def examination(draft: Draft, story: Story) -> None:
    """Clinical examination: general state, weight, blood pressure."""
    rng = draft.rng
    draft.context.update(
        ta=rng.choice(("120/70", "13/7", "135/80", "14/8", "128/74", "11/6")),
        fc=str(rng.randint(62, 98)),
        eva=str(rng.randint(0, 4)),
        etat=("conservé", "conservé", "moyen", "altéré", "très altéré")[story.performance],
    )
    draft.one_of(EXAM if story.performance < 2 else EXAM[1:])
    draft.one_of(EXAM_MORE)


def coming(story: Story, day: date, within: int = 130) -> tuple[str, Line | None, date] | None:
    """What is done next after `day`: ("line", line, date), ("surgery", None, date) or ("rays", None, date)."""
    events: list[tuple[date, str, Line | None]] = [(line.start, "line", line) for line in story.lines]
    if story.surgery and story.operation:
        events.append((story.surgery, "surgery", None))
    if story.radiotherapy:
        events.append((story.radiotherapy, "rays", None))
    nearest = min((e for e in events if day <= e[0] <= day + timedelta(days=within)), key=lambda e: e[0], default=None)
    return (nearest[1], nearest[2], nearest[0]) if nearest else None


def plan(draft: Draft, story: Story, day: date, context: str = "follow-up") -> None:
    """The decision: what will be done next, or follow-up, or comfort; as a decision fact. `context` is first,
    adjuvant, progression or follow-up.
    """

    def decision(text: str, value: str) -> Mark:
        return Mark(text, kind="decision", value=value, assertion="present", date=day.isoformat())

    after = coming(story, day)
    if after is None:
        if (
            story.performance >= 3
            or context == "progression"
            or (story.death and (story.death - day).days < 120 and context != "first")
        ):
            draft.say(
                "[{decision}, équipe mobile de soins palliatifs|{decision}. Avis de l'équipe mobile de soins "
                "palliatifs][, en accord avec {le} {patient} et ses proches|].",
                decision=decision("soins de support exclusifs", "soins de support"),
            )
        elif (
            context == "first"
            and story.m != "M1"
            and (story.site.key == "follicular" or (story.site.key == "prostate" and story.grade <= 1))
        ):
            draft.say(
                "{decision}[, contrôle dans [3|6] mois|].",
                decision=decision("surveillance active", "surveillance active"),
            )
        elif context == "first":
            draft.say(
                "[{decision} après information, suivi en consultation|Pas de traitement spécifique retenu : "
                "{decision}|{decision} du fait du terrain, soins de support].",
                decision=decision("abstention thérapeutique", "abstention thérapeutique"),
            )
        else:
            draft.say(
                "[{decision} [clinique et par imagerie |]tous les [3|4|6] mois|Poursuite de la {decision}].",
                decision=decision("surveillance", "surveillance"),
            )
    elif after[0] == "surgery" and story.operation:
        draft.say(
            "[Indication de|Proposition de|Décision de|Retenu :] {decision}[, date prévue le {prevu}|, consultation "
            "d'anesthésie à prévoir|].",
            decision=decision(story.operation[1], "chirurgie"),
            prevu=when(after[2], draft.rng),
        )
    elif after[0] == "rays":
        draft.say(
            "[Indication d'une|Proposition d'une] {decision} [{dose}|à la dose de {dose}][, scanner dosimétrique à "
            "programmer|].",
            decision=decision("radiothérapie", "radiothérapie"),
            dose=story.dose,
        )
    elif after[1] is not None:
        line = after[1]
        name = {
            NEO: "néoadjuvante",
            1: "adjuvante",
            2: "concomitante à la radiothérapie",
            3: "de consolidation",
        }.get(line.intent, f"de {line.intent - FIRST + 1}{'re' if line.intent == FIRST else 'e'} ligne")
        draft.say(
            "[Indication d'une|Proposition d'une|Débuter une|Retenu :] {famille} {intention} par {decision}[ "
            "({drogues})|]"
            + ("" if line.regimen.oral else "[, toutes les {rythme}|]")
            + "[, début prévu le {prevu}|].",
            famille=line.regimen.family,
            intention=name,
            decision=decision(line.regimen.name, line.regimen.name),
            drogues=drugs_phrase(line),
            rythme=_rhythm(line.regimen.days),
            prevu=when(line.start, draft.rng),
        )


def _rhythm(days: int) -> str:
    return {7: "semaines", 14: "2 semaines", 21: "3 semaines", 28: "4 semaines", 42: "6 semaines"}.get(
        days, f"{days} jours"
    )
