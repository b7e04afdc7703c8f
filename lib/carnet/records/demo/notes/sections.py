"""Paragraphs that several kinds of note share: motive, history, habits, story of the disease, blood, what comes next."""

from datetime import date, timedelta

from carnet.records.demo.notes.biomarker_words import biomarkers
from carnet.records.demo.notes.context import has_markers
from carnet.records.demo.notes.draft import Draft, Mark, Value
from carnet.records.demo.notes.story import Line, Story
from carnet.records.demo.notes.writing import RESPONSE_WORDS, drugs_phrase, line_mark, listed, on, test_mark, toxicity, when
from carnet.records.demo.treatments import FIRST, NEO

# heading → spellings
HEADINGS = {
    "motif": ("Motif", "Motif de consultation", "MOTIF"), "entree": ("Motif", "Motif d'hospitalisation", "MOTIF D'ENTRÉE", "Motif d'entrée"), "atcd": ("ATCD", "Antécédents", "Antécédents personnels", "ATCD médicaux"), "fam": ("ATCD familiaux", "Antécédents familiaux", "Familiaux"),
    "allergies": ("Allergies", "Allergie"), "vie": ("Mode de vie", "MDV", "Habitus"), "ttt": ("Traitement habituel", "Traitement à l'entrée", "TTT habituel", "Traitement au long cours"), "hdm": ("HDM", "Histoire de la maladie", "Histoire de la maladie actuelle"),
    "clinique": ("Examen clinique", "Clinique", "Ex. clinique", "À l'examen"), "bio": ("Biologie", "Bio", "Bilan biologique"), "imagerie": ("Imagerie", "Examens complémentaires"), "conclusion": ("Conclusion", "AU TOTAL", "Au total", "Synthèse"),
    "cat": ("CAT", "Conduite à tenir", "PEC", "Suites"), "evolution": ("Évolution dans le service", "Évolution", "Prise en charge et évolution"), "sortie": ("Traitement de sortie", "TTT de sortie", "Ordonnance de sortie"),
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
        draft.one_of((
            "[Dans ses antécédents, on note|On retient dans les antécédents|Ses antécédents comportent|Antécédents :] {atcd}. [Sur le plan familial : {familiaux}.|Antécédents familiaux : {familiaux}.|] {^tabac}[, {alcool}|]. [Allergies : {allergies}.|] Traitement habituel : {traitement_habituel}.\n",
            "{^patient} [de {age} ans|âgé{e} de {age} ans], {metier}, aux antécédents suivants : {atcd}. [Histoire familiale : {familiaux}. |]{^tabac}[. {^alcool}|]. [Son traitement comporte|Traitement au long cours :] {traitement_habituel}.\n",
        ))
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


_DISCOVERY = {
    "breast": ("[autopalpation d'un nodule du sein|mammographie de dépistage|anomalie ACR 5 au dépistage organisé|rétraction mamelonnaire récente]",), "prostate": ("[élévation du PSA|dosage de PSA systématique|toucher rectal suspect|pollakiurie nocturne]",),
    "lung": ("[toux persistante et amaigrissement|hémoptysie|dyspnée d'effort d'aggravation progressive|opacité de découverte fortuite sur une radiographie|pneumopathie traînante]",), "colon": ("[rectorragies|anémie ferriprive|test immunologique de dépistage positif|syndrome occlusif|altération de l'état général]",),
    "rectum": ("[rectorragies et ténesme|syndrome rectal|test immunologique positif|modification récente du transit]",), "bladder": ("[hématurie macroscopique|hématurie totale avec caillots|brûlures mictionnelles rebelles]",), "kidney": ("[découverte fortuite à l'échographie|hématurie et lombalgies|masse rénale fortuite au scanner]",),
    "melanoma": ("[modification récente d'un nævus|lésion pigmentée asymétrique d'apparition récente|consultation de dépistage]",), "head_neck": ("[dysphagie et otalgie réflexe|dysphonie traînante|adénopathie cervicale isolée|odynophagie persistante]",), "pancreas": ("[ictère nu|douleurs épigastriques transfixiantes et amaigrissement|diabète récent avec amaigrissement]",),
    "liver": ("[échographie semestrielle de surveillance d'une hépatopathie|douleur de l'hypochondre droit|découverte fortuite à l'imagerie]",), "stomach": ("[épigastralgies et anémie|dysphagie basse|méléna|satiété précoce et amaigrissement]",), "oesophagus": ("[dysphagie progressive aux solides|dysphagie et amaigrissement|odynophagie]",),
    "ovary": ("[augmentation du volume abdominal|masse annexielle à l'échographie|douleurs pelviennes et ascite]",), "endometrium": ("[métrorragies post-ménopausiques|métrorragies|épaississement endométrial à l'échographie]",), "cervix": ("[métrorragies provoquées|frottis anormal|leucorrhées sanglantes]",), "thyroid": ("[nodule thyroïdien palpable|nodule EU-TIRADS 5 à l'échographie|découverte fortuite d'un nodule thyroïdien]",),
    "testis": ("[tuméfaction testiculaire indolore|pesanteur scrotale|nodule testiculaire palpé par le patient]",), "dlbcl": ("[adénopathies périphériques et sueurs nocturnes|altération de l'état général avec fièvre|masse rapidement évolutive]",), "follicular": ("[adénopathies indolores|polyadénopathie ancienne|découverte fortuite d'adénopathies au scanner]",),
    "hodgkin": ("[adénopathie cervicale et prurit|masse médiastinale fortuite|sueurs nocturnes et amaigrissement]",), "glioblastoma": ("[crise convulsive inaugurale|céphalées matinales avec vomissements|déficit moteur progressif|troubles du langage d'installation récente]",),
}


def disease_story(draft: Draft, story: Story, day: date) -> None:
    """What happened before `day`: discovery, histology, extent, then treatments in order, each with its dates."""
    staged = story.stage and story.site.staging != "none"
    draft.context["decouverte"] = _phrase(draft, _DISCOVERY[story.site.key][0])
    draft.context["quand_dg"] = on(story.diagnosis)
    feminine = story.morphology[1].startswith("tumeur")
    draft.context.update(d_un="d'une" if feminine else "d'un", e_hist="e" if feminine else "", histo=_graded)
    draft.one_of((
        "{^decouverte} [motivant un bilan et le diagnostic|ayant conduit au diagnostic|amenant au diagnostic, {quand_dg},] {d_un} {histo}{site}. ", "Prise en charge depuis {mois_dg} pour {unhist} {histo}{site}, [découvert{e_hist} devant|révélé{e_hist} par] {decouverte}. ",
        "{^patient} suivi{e} pour {unhist} {histo}{site}[, diagnostiqué{e_hist} {quand_dg}| ({mois_dg})][ devant {decouverte}|]. ", "{^unhist} {histo}{site} a été mis{e_hist} en évidence {quand_dg}[ devant {decouverte}| à la suite de {decouverte}|]. ",
        "Diagnostic {quand_dg} {d_un} {histo}{site}[, dans un contexte de {decouverte}|]. ", "Diagnostic {d_un} {histo}{site} porté {quand_dg}. ",
    ))
    if story.t:
        draft.say("[Tumeur classée|Classification initiale :|Stadification :|Au terme du bilan, tumeur classée|Classée] {ctnm}" + ("[, {stade}| ({stade})| soit {stade}|]" if staged else "") + ". ")
    elif staged:
        draft.say("[Bilan d'extension :|Au terme du bilan d'extension,] {stade}. ")
    if has_markers(story) and draft.rng.random() < 0.75:
        draft.say("[Biologie tumorale : |Profil : |Immunohistochimie et biologie moléculaire : |]", ).put(biomarkers(story))
        draft.put(". ")
    events: list[tuple[date, str, Line | None]] = [(line.start, "line", line) for line in story.lines]
    if story.surgery and story.operation:
        events.append((story.surgery, "surgery", None))
    if story.radiotherapy:
        events.append((story.radiotherapy, "rays", None))
    events += [(p, "progression", None) for p in story.progressions]
    for when_, kind, line in sorted((e for e in events if e[0] < day), key=lambda e: e[0]):
        _event(draft, story, day, when_, kind, line)
    draft.line()


def _graded(draft: Draft) -> None:
    """The histology followed by its grade: « adénocarcinome lieberkühnien moyennement différencié »."""
    draft.say("{hist}")
    before = len(draft.segments)
    draft.say(" {grade}" if draft.rng.random() < 0.6 else "")
    if len(draft.segments) == before + 1:                     # no grade: nothing but the space
        draft.segments.pop()


def _event(draft: Draft, story: Story, day: date, when_: date, kind: str, line: Line | None) -> None:
    draft.context["quand"] = on(when_)
    if kind == "surgery" and story.operation:
        draft.one_of(("{^operation} {quand}. ", "[Chirurgie|Intervention] {quand} : {operation}. ", "[A bénéficié|A pu bénéficier] {quand} d'une intervention : {operation}. "),
                     operation=Mark(story.operation[1], kind="treatment", value=story.operation[1], assertion="present", code=story.operation[0], system="CCAM", date=when_.isoformat()))
    elif kind == "rays":
        draft.one_of(("Radiothérapie [externe |]débutée {quand} ({dose_rt}). ", "[Irradiation|RT] : {dose_rt}, début {quand}. "), dose_rt=rays(story))
    elif kind == "progression":
        draft.one_of(("[Progression|Évolution|Rechute] [documentée|constatée] {quand}. ", "{^quand}, {prog}. "), prog=Mark("progression tumorale", kind="progression", value="progression", assertion="present", date=when_.isoformat()))
    elif line is not None:
        family = line.regimen.family
        intent = ("néoadjuvante", "adjuvante", "concomitante de la radiothérapie", "de consolidation", "de première ligne", "de deuxième ligne", "de troisième ligne")[line.intent]
        draft.context.update(ligne=line_mark(line), famille=family, intention=intent, cures=f"{line.cycles} cure{'s' if line.cycles > 1 else ''}", quand_fin=on(min(line.end, day)))
        if line.regimen.oral:
            draft.say("{^famille} {intention} par {ligne} [débutée {quand}|instaurée {quand}]")
        elif line.end < day:
            draft.say("{^famille} {intention} par {ligne}, {cures}, [débutée {quand}|du {du} au {au_jour}]", du=when(line.start, draft.rng), au_jour=when(line.end, draft.rng))
        else:
            draft.say("{^famille} {intention} par {ligne}, [débutée {quand}|en cours depuis {depuis}]", depuis=when(line.start, draft.rng))
        if line.response and line.response != "PD" and line.assessed < day and draft.rng.random() < 0.7:
            words = draft.rng.choice(RESPONSE_WORDS[line.response])
            draft.say("[, avec {reponse}|, meilleure réponse : {reponse}|, évaluation en {reponse}]", reponse=Mark(words, kind="progression" if line.response == "PD" else "response", value=words, assertion="present", date=line.assessed.isoformat()))
        draft.put(". ")


def rays(story: Story) -> Mark:
    return Mark(story.dose, kind="treatment", value=f"radiothérapie {story.dose}", assertion="present", date=story.radiotherapy.isoformat() if story.radiotherapy else "")


def _phrase(draft: Draft, text: str) -> str:
    """One expansion of a phrase without slots, as a string."""
    probe = Draft(draft.rng, {})
    probe.say(text)
    return "".join(piece for piece, _mark in probe.segments)


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
    absent = [n for n in ("neuropathie périphérique", "mucite", "diarrhée", "neutropénie fébrile", "toxicité cutanée") if n not in names]
    if harms:
        draft.say("[Tolérance : |Tolérance marquée par |Sur le plan de la tolérance : |Effets indésirables : ]")
        listed([toxicity(h[1], h[2], draft.rng, h[0]) for h in harms], draft)
        draft.put(". ")
    else:
        draft.say("[Bonne tolérance clinique.|Tolérance satisfaisante.|Traitement bien toléré.|Tolérance correcte.] ")
    if draft.rng.random() < 0.6:
        name = draft.rng.choice(absent)
        draft.say("[Pas de |Absence de |Ni fièvre ni ]{absent}. ", absent=Mark(name, kind="toxicity", value=name, assertion="absent"))


EXAM = (
    "[Bon état général|État général conservé|État général {etat}], {ps}, poids {poids} kg[ pour {taille_cm} cm| (IMC {imc})|]. ", "{ps}. Poids {poids} kg, [TA {ta}|TA {ta}, FC {fc}/min|apyrétique]. ", "Poids : {poids} kg. Taille : {taille_cm} cm. {ps}. ",
)
EXAM_MORE = (
    "[Auscultation cardio-pulmonaire libre|Auscultation sans particularité|Murmure vésiculaire symétrique]. [Abdomen souple, dépressible, indolore|Abdomen souple|Pas d'hépatomégalie]. ", "Aires ganglionnaires [libres|sans adénopathie palpable]. [Pas d'œdème des membres inférieurs.|] ",
    "[Pas de douleur|EVA {eva}/10], [pas de déficit neurologique|examen neurologique sans particularité]. ", "",
)


def examination(draft: Draft, story: Story) -> None:
    """Clinical examination: general state, weight, blood pressure."""
    rng = draft.rng
    draft.context.update(ta=rng.choice(("120/70", "13/7", "135/80", "14/8", "128/74", "11/6")), fc=str(rng.randint(62, 98)), eva=str(rng.randint(0, 4)), etat=("conservé", "conservé", "moyen", "altéré", "très altéré")[story.performance])
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
    """The decision: what will be done next, or follow-up, or comfort; as a decision fact. `context` is first, adjuvant, progression or follow-up."""
    def decision(text: str, value: str) -> Mark:
        return Mark(text, kind="decision", value=value, assertion="present", date=day.isoformat())

    after = coming(story, day)
    if after is None:
        if story.performance >= 3 or context == "progression" or (story.death and (story.death - day).days < 120 and context != "first"):
            draft.say("[{decision}, équipe mobile de soins palliatifs|{decision}. Avis de l'équipe mobile de soins palliatifs][, en accord avec {le} {patient} et ses proches|].", decision=decision("soins de support exclusifs", "soins de support"))
        elif context == "first" and story.m != "M1" and (story.site.key == "follicular" or (story.site.key == "prostate" and story.grade <= 1)):
            draft.say("{decision}[, contrôle dans [3|6] mois|].", decision=decision("surveillance active", "surveillance active"))
        elif context == "first":
            draft.say("[{decision} après information, suivi en consultation|Pas de traitement spécifique retenu : {decision}|{decision} du fait du terrain, soins de support].", decision=decision("abstention thérapeutique", "abstention thérapeutique"))
        else:
            draft.say("[{decision} [clinique et par imagerie |]tous les [3|4|6] mois|Poursuite de la {decision}].", decision=decision("surveillance", "surveillance"))
    elif after[0] == "surgery" and story.operation:
        draft.say("[Indication de|Proposition de|Décision de|Retenu :] {decision}[, date prévue le {prevu}|, consultation d'anesthésie à prévoir|].", decision=decision(story.operation[1], "chirurgie"), prevu=when(after[2], draft.rng))
    elif after[0] == "rays":
        draft.say("[Indication d'une|Proposition d'une] {decision} [{dose}|à la dose de {dose}][, scanner dosimétrique à programmer|].", decision=decision("radiothérapie", "radiothérapie"), dose=story.dose)
    elif after[1] is not None:
        line = after[1]
        name = {NEO: "néoadjuvante", 1: "adjuvante", 2: "concomitante à la radiothérapie", 3: "de consolidation"}.get(line.intent, f"de {line.intent - FIRST + 1}{'re' if line.intent == FIRST else 'e'} ligne")
        draft.say("[Indication d'une|Proposition d'une|Débuter une|Retenu :] {famille} {intention} par {decision}[ ({drogues})|]" + ("" if line.regimen.oral else "[, toutes les {rythme}|]") + "[, début prévu le {prevu}|].",
                  famille=line.regimen.family, intention=name, decision=decision(line.regimen.name, line.regimen.name), drogues=drugs_phrase(line), rythme=_rhythm(line.regimen.days), prevu=when(line.start, draft.rng))


def _rhythm(days: int) -> str:
    return {7: "semaines", 14: "2 semaines", 21: "3 semaines", 28: "4 semaines", 42: "6 semaines"}.get(days, f"{days} jours")
