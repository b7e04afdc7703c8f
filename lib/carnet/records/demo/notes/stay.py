"""Stays: hospital reports (CRH) and discharge letters (lettre de liaison)."""

from datetime import date, timedelta

from carnet.records.demo.notes.disease import disease_story
from carnet.records.demo.notes.draft import Draft, Mark
from carnet.records.demo.notes.identifiers import when
from carnet.records.demo.notes.letters import head, opening, relative, signature
from carnet.records.demo.notes.sections import background, blood, examination, heading, plan
from carnet.records.demo.notes.story import Stay, Story
from carnet.records.demo.notes.writing import line_mark, toxicity

_TITLES = (
    "COMPTE RENDU D'HOSPITALISATION",
    "CRH",
    "Compte rendu d'hospitalisation",
    "COMPTE-RENDU D'HOSPITALISATION",
)
_COURSE = {
    "neutropénie fébrile": "[Température à {temp} °C à l'admission|Fièvre à {temp} °C]. Hémocultures [stériles|"
    "positives à E. coli]. Antibiothérapie par [pipéracilline-tazobactam|céfépime 2 g x 3/j], "
    "[relais oral à 48 h|apyrexie en 48 h], sortie d'aplasie à J{j}. G-CSF [prescrits|en "
    "prophylaxie secondaire].",
    "pneumopathie": "[Foyer de crépitants à droite|Opacité basale gauche à la radiographie]. [Amoxicilline-acide "
    "clavulanique 1 g x 3/j|Ceftriaxone 1 g/j] pendant 7 jours, oxygénothérapie [2 L/min sevrée à J{j}|"
    "transitoire].",
    "déshydratation": "Réhydratation [IV par 2 L/j|parentérale], correction [de la fonction rénale|des troubles "
    "ioniques]. [Avis diététique.|]",
    "vomissements incoercibles": "[Réhydratation et antiémétiques IV (ondansétron, aprépitant)|Métoclopramide puis "
    "ondansétron]. [Pas d'occlusion au scanner|ASP sans niveau hydro-aérique].",
    "douleur mal contrôlée": "Titration morphinique, relais par [morphine LP 30 mg x 2/j|fentanyl 25 µg/h], "
    "[interdoses de 10 mg|EVA 2/10 à la sortie].",
    "embolie pulmonaire": "[Angioscanner : embolie segmentaire droite|Angioscanner : embolie pulmonaire bilatérale "
    "sans signe de gravité]. [Tinzaparine 175 UI/kg/j|HBPM à dose curative], bonne tolérance.",
    "sepsis": "Remplissage, [céfotaxime-gentamicine|pipéracilline-tazobactam], hémocultures [positives|négatives]. "
    "[Ablation de la chambre implantable.|Pas de passage en réanimation.]",
    "anémie symptomatique": "Transfusion de {cg} CGR, bon rendement. [Bilan martial prélevé.|Pas d'extériorisation.]",
    "diarrhée sévère": "[Lopéramide, réhydratation|Coproculture négative, réhydratation]. [Pas de colite au scanner.|]",
    "altération de l'état général": "[Renutrition, kinésithérapie|Bilan étiologique sans particularité, soutien "
    "nutritionnel]. [Évaluation gériatrique.|]",
}


def unplanned(draft: Draft, story: Story, stay: Stay, style: str) -> None:
    """An unplanned stay after a cycle."""
    rng = draft.rng
    assert stay.reason is not None
    code, words = stay.reason
    _start(draft, story, stay, style)
    motive = Mark(
        words,
        kind="event",
        value=words,
        assertion="present",
        code=code,
        system="CIM-10",
        date=stay.start.isoformat(),
    )
    line = next((x for x in reversed(story.lines) if x.start <= stay.start), None)
    if style == "prose":
        draft.say(
            "{M} {nom}, {age} ans, [a été hospitalisé{e}|a séjourné dans le service] du {entree} au {sortie} pour "
            "{motif}[, admis{e} par les urgences|].\n",
            motif=motive,
        )
    else:
        heading(draft, "entree", style)
        draft.say(
            "{motif}[ chez {un_patient} de {age} ans| (entrée par les urgences)|]\n",
            motif=motive,
            un_patient="une patiente" if story.sex else "un patient",
        )
    background(draft, story, style)
    if style != "prose":
        heading(draft, "hdm", style)
    disease_story(draft, story, stay.start)
    if line is not None:
        cycle = next((s for s in reversed(story.stays) if s.kind == "hôpital de jour" and s.start <= stay.start), None)
        number = 1 + sum(
            1
            for s in story.stays
            if s.kind == "hôpital de jour" and line.start <= s.start < (cycle.start if cycle else stay.start)
        )
        gap = (stay.start - cycle.start).days if cycle else 0
        draft.say(
            "[Dernière cure (C{c}J1) de {ligne} le {jour_cure}|{ligne} : C{c}J{j}|A reçu C{c} de {ligne} le "
            "{jour_cure} (J{j} ce jour)]. ",
            c=str(number),
            j=str(gap + 1),
            ligne=line_mark(line),
            jour_cure=when(cycle.start if cycle else stay.start, rng),
        )
    draft.line("[Consulte aux urgences pour {motif}.|Amené{e} aux urgences par {son_lien}.|]")
    heading(draft, "clinique", style)
    examination(draft, story)
    draft.line()
    heading(draft, "bio", style)
    if blood(draft, story, stay.start + timedelta(days=1)):
        draft.line(".")
    else:
        draft.line("[voir résultats joints|bilan standard réalisé].")
    heading(draft, "evolution", style)
    harms = [
        h
        for h in story.harms
        if stay.start - timedelta(days=4) <= h[0] <= stay.end and h[1] in ("neutropénie", "anémie", "thrombopénie")
    ]
    if harms:
        draft.say("{^tox}. ", tox=toxicity(harms[0][1], harms[0][2], rng, harms[0][0]))
    draft.say(
        _COURSE[words] + " ",
        temp=f"{rng.choice((38, 39))},{rng.randint(1, 9)}",
        j=str(rng.randint(3, 6)),
        cg=str(rng.choice((2, 2, 3))),
    )
    if stay.end == story.death:
        draft.line(
            "[Évolution défavorable|Dégradation rapide], {deces}[, entouré{e} de ses proches|].",
            deces=Mark("décès", kind="event", value="décès", assertion="present", date=stay.end.isoformat()),
        )
    else:
        draft.say("[Évolution favorable|Évolution simple], [retour à domicile|sortie] le {sortie}.\n")
        relative(draft)
        heading(draft, "sortie", style)
        draft.line("{traitement_habituel}[, paracétamol 1 g x 3/j si besoin|, macrogol 1 sachet/j|].")
        heading(draft, "cat", style)
        draft.say(
            "[Reprise de la chimiothérapie à rediscuter|Prochaine cure reportée d'une semaine|Réduction de dose de 20 "
            "% à la prochaine cure|Consultation d'oncologie dans 10 jours]. "
        )
    draft.line()
    signature(draft, stay.provider)


def surgical(draft: Draft, story: Story, stay: Stay, style: str) -> None:
    """The stay of the operation."""
    assert story.operation is not None and story.surgery is not None
    _start(draft, story, stay, style)
    operation = Mark(
        story.operation[1],
        kind="treatment",
        value=story.operation[1],
        assertion="present",
        code=story.operation[0],
        system="CCAM",
        date=story.surgery.isoformat(),
    )
    if style == "prose":
        draft.say(
            "{M} {nom} a été hospitalisé{e} du {entree} au {sortie} pour la prise en charge chirurgicale : {cancer}.\n"
        )
    else:
        heading(draft, "entree", style)
        draft.say(
            "[hospitalisation programmée pour|chirurgie :|prise en charge chirurgicale :] {operation}\n",
            operation=operation,
        )
    background(draft, story, style)
    if style != "prose":
        heading(draft, "hdm", style)
    disease_story(draft, story, stay.start)
    heading(draft, "evolution", style)
    draft.say(
        "[Intervention le {jour_op} :|Opéré{e} le {jour_op} :|Le {jour_op},] {operation}. [Suites opératoires simples|"
        "Suites simples, apyrexie|Suites marquées par un iléus transitoire|Lever à J1, douleur contrôlée]. [Pas de "
        "complication thrombo-embolique.|Cicatrice propre.|Drain retiré à J3.|]\n",
        operation=operation,
        jour_op=when(story.surgery, draft.rng),
    )
    if stay.end == story.death:
        draft.line(
            "{^deces} dans les suites opératoires.",
            deces=Mark("décès", kind="event", value="décès", assertion="present", date=stay.end.isoformat()),
        )
    else:
        relative(draft)
        heading(draft, "sortie", style)
        draft.line(
            "[paracétamol 1 g x 4/j pendant 7 jours|tinzaparine 4 500 UI/j pendant 28 jours, bas de contention|"
            "paracétamol et ibuprofène si besoin], [soins infirmiers à domicile|ablation des fils à J15|arrêt de "
            "travail 4 semaines|reprise du traitement habituel]."
        )
        heading(draft, "cat", style)
        draft.say(
            "[Résultat anatomopathologique à venir, dossier présenté en RCP.|Consultation post-opératoire dans un "
            "mois.|Les suites seront discutées en RCP.]"
        )
    draft.line()
    signature(draft, stay.provider)


def palliative(draft: Draft, story: Story, stay: Stay, style: str) -> None:
    """The last stay."""
    _start(draft, story, stay, style)
    if style != "prose":
        heading(draft, "entree", style)
    draft.say(
        "[Prise en charge palliative|Hospitalisation pour soins de confort|Aggravation de l'état général] chez "
        "{un_patient} de {age} ans, {cancer} [évolué|en progression].\n",
        un_patient="une patiente" if story.sex else "un patient",
    )
    if style != "prose":
        heading(draft, "hdm", style)
    disease_story(draft, story, stay.start)
    heading(draft, "evolution", style)
    draft.say(
        "[Traitement symptomatique exclusif|Soins de confort exclusifs], [morphine SC|PCA de morphine|midazolam en "
        "titration]. [Les proches ont été reçus.|{^son_lien} [a été reçu{r}|était présent{r}].|] {deces} le {sortie}[, "
        "sans douleur|, dans le calme|].\n",
        r="e" if story.who.relative.sex else "",
        deces=Mark("Décès", kind="event", value="décès", assertion="present", date=stay.end.isoformat()),
    )
    signature(draft, stay.provider)


def discharge(draft: Draft, story: Story, stay: Stay, style: str) -> None:
    """The short letter to the family doctor on the day of discharge."""
    head(
        draft,
        story,
        stay.ward,
        draft.rng.choice(
            (
                "LETTRE DE LIAISON",
                "Lettre de liaison à la sortie",
                "Lettre de sortie",
                "Lettre de liaison ville-hôpital",
            )
        ),
        stay.end,
        short=draft.rng.random() < 0.3,
    )
    opening(draft)
    what = (
        Mark(
            story.operation[1],
            kind="treatment",
            value=story.operation[1],
            assertion="present",
            code=story.operation[0],
            system="CCAM",
        )
        if stay.kind == "hospitalisation programmée" and story.operation
        else Mark(
            stay.reason[1],
            kind="event",
            value=stay.reason[1],
            assertion="present",
            code=stay.reason[0],
            system="CIM-10",
        )
        if stay.reason
        else "bilan"
    )
    draft.say(
        "[Votre {patient}|{M} {nom}][, {age} ans,|] a été hospitalisé{e} du {entree} au {sortie}[ dans notre service|"
        "] [:|pour :|pour] {quoi}[, dans le cadre du suivi : {cancer}|].\n",
        quoi=what,
        entree=when(stay.start, draft.rng),
        sortie=when(stay.end, draft.rng),
    )
    draft.say("[Rappel : |Histoire : |]")
    disease_story(draft, story, stay.start)
    draft.say("[Antécédents : {atcd}.\n|][Allergies : {allergies}.\n|]")
    draft.say("[Biologie de sortie|Derniers résultats|Bio] : ") if story.last_tests(stay.end) else None
    if blood(draft, story, stay.end, 4):
        draft.line(".")
    draft.say("[Traitement de sortie|Ordonnance|Traitement] : {traitement_habituel}[, paracétamol si besoin|].\n")
    draft.say(
        "[Merci de |Nous vous remercions de ]"
        + (
            "[contrôler la NFS dans 8 jours|renouveler l'ordonnance|vérifier la créatinine à une semaine]"
            if stay.reason
            else "[surveiller la cicatrice|renouveler l'ordonnance|faire retirer les fils à J15]"
        )
        + "[, et de nous contacter au {tel_service} en cas de {hyp}|].\n",
        hyp=Mark(
            draft.rng.choice(("fièvre", "fièvre ou frissons", "dyspnée", "douleur")),
            kind="event",
            value="aggravation",
            assertion="hypothetical",
        ),
    )
    if coming_words(story, stay.end):
        draft.say("[Suite prévue|PEC ultérieure|Suites] : ")
        plan(draft, story, stay.end)
        draft.line()
    relative(draft)
    signature(draft, stay.provider)


def coming_words(story: Story, day: date) -> bool:
    """Whether something is planned after that day."""
    from carnet.records.demo.notes.sections import coming

    return coming(story, day) is not None


def _start(draft: Draft, story: Story, stay: Stay, style: str) -> None:
    head(draft, story, stay.ward, draft.rng.choice(_TITLES), stay.end)
    draft.context.update(entree=when(stay.start, draft.rng), sortie=when(stay.end, draft.rng))
    if style == "prose" and draft.rng.random() < 0.5:
        opening(draft)
    if draft.rng.random() < 0.5:
        draft.say("[Date d'entrée|Entrée|Entré{e} le] : {entree} – [Date de sortie|Sortie|Sorti{e} le] : {sortie}\n")
