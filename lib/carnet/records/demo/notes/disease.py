"""The story of the disease before a day: discovery, histology, extent, then each treatment with its dates."""

from datetime import date

from carnet.records.demo.notes.biomarker_words import biomarkers
from carnet.records.demo.notes.context import has_markers
from carnet.records.demo.notes.draft import Draft, Mark
from carnet.records.demo.notes.identifiers import on, when
from carnet.records.demo.notes.story import Line, Story
from carnet.records.demo.notes.writing import RESPONSE_WORDS, line_mark

_DISCOVERY = {
    "breast": (
        "[autopalpation d'un nodule du sein|mammographie de dépistage|anomalie ACR 5 au dépistage organisé|rétraction "
        "mamelonnaire récente]",
    ),
    "prostate": ("[élévation du PSA|dosage de PSA systématique|toucher rectal suspect|pollakiurie nocturne]",),
    "lung": (
        "[toux persistante et amaigrissement|hémoptysie|dyspnée d'effort d'aggravation progressive|opacité de "
        "découverte fortuite sur une radiographie|pneumopathie traînante]",
    ),
    "colon": (
        "[rectorragies|anémie ferriprive|test immunologique de dépistage positif|syndrome occlusif|altération de "
        "l'état général]",
    ),
    "rectum": ("[rectorragies et ténesme|syndrome rectal|test immunologique positif|modification récente du transit]",),
    "bladder": ("[hématurie macroscopique|hématurie totale avec caillots|brûlures mictionnelles rebelles]",),
    "kidney": ("[découverte fortuite à l'échographie|hématurie et lombalgies|masse rénale fortuite au scanner]",),
    "melanoma": (
        "[modification récente d'un nævus|lésion pigmentée asymétrique d'apparition récente|consultation de dépistage]",
    ),
    "head_neck": (
        "[dysphagie et otalgie réflexe|dysphonie traînante|adénopathie cervicale isolée|odynophagie persistante]",
    ),
    "pancreas": (
        "[ictère nu|douleurs épigastriques transfixiantes et amaigrissement|diabète récent avec amaigrissement]",
    ),
    "liver": (
        "[échographie semestrielle de surveillance d'une hépatopathie|douleur de l'hypochondre droit|découverte "
        "fortuite à l'imagerie]",
    ),
    "stomach": ("[épigastralgies et anémie|dysphagie basse|méléna|satiété précoce et amaigrissement]",),
    "oesophagus": ("[dysphagie progressive aux solides|dysphagie et amaigrissement|odynophagie]",),
    "ovary": ("[augmentation du volume abdominal|masse annexielle à l'échographie|douleurs pelviennes et ascite]",),
    "endometrium": ("[métrorragies post-ménopausiques|métrorragies|épaississement endométrial à l'échographie]",),
    "cervix": ("[métrorragies provoquées|frottis anormal|leucorrhées sanglantes]",),
    "thyroid": (
        "[nodule thyroïdien palpable|nodule EU-TIRADS 5 à l'échographie|découverte fortuite d'un nodule thyroïdien]",
    ),
    "testis": ("[tuméfaction testiculaire indolore|pesanteur scrotale|nodule testiculaire palpé par le patient]",),
    "dlbcl": (
        "[adénopathies périphériques et sueurs nocturnes|altération de l'état général avec fièvre|masse rapidement "
        "évolutive]",
    ),
    "follicular": ("[adénopathies indolores|polyadénopathie ancienne|découverte fortuite d'adénopathies au scanner]",),
    "hodgkin": ("[adénopathie cervicale et prurit|masse médiastinale fortuite|sueurs nocturnes et amaigrissement]",),
    "glioblastoma": (
        "[crise convulsive inaugurale|céphalées matinales avec vomissements|déficit moteur progressif|troubles du "
        "langage d'installation récente]",
    ),
}


def disease_story(draft: Draft, story: Story, day: date) -> None:
    """What happened before `day`: discovery, histology, extent, then treatments in order, each with its dates."""
    staged = story.stage and story.site.staging != "none"
    draft.context["decouverte"] = _phrase(draft, _DISCOVERY[story.site.key][0])
    draft.context["quand_dg"] = on(story.diagnosis)
    feminine = story.morphology[1].startswith("tumeur")
    draft.context.update(d_un="d'une" if feminine else "d'un", e_hist="e" if feminine else "", histo=_graded)
    draft.one_of(
        (
            "{^decouverte} [motivant un bilan et le diagnostic|ayant conduit au diagnostic|amenant au diagnostic, "
            "{quand_dg},] {d_un} {histo}{site}. ",
            "Prise en charge depuis {mois_dg} pour {unhist} {histo}{site}, [découvert{e_hist} devant|révélé{e_hist} "
            "par] {decouverte}. ",
            "{^patient} suivi{e} pour {unhist} {histo}{site}[, diagnostiqué{e_hist} {quand_dg}| ({mois_dg})][ devant "
            "{decouverte}|]. ",
            "{^unhist} {histo}{site} a été mis{e_hist} en évidence {quand_dg}[ devant {decouverte}| à la suite de "
            "{decouverte}|]. ",
            "Diagnostic {quand_dg} {d_un} {histo}{site}[, dans un contexte de {decouverte}|]. ",
            "Diagnostic {d_un} {histo}{site} porté {quand_dg}. ",
        )
    )
    if story.t:
        draft.say(
            "[Tumeur classée|Classification initiale :|Stadification :|Au terme du bilan, tumeur classée|Classée] "
            "{ctnm}" + ("[, {stade}| ({stade})| soit {stade}|]" if staged else "") + ". "
        )
    elif staged:
        draft.say("[Bilan d'extension :|Au terme du bilan d'extension,] {stade}. ")
    if has_markers(story) and draft.rng.random() < 0.75:
        draft.say(
            "[Biologie tumorale : |Profil : |Immunohistochimie et biologie moléculaire : |]",
        ).put(biomarkers(story))
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
    if len(draft.segments) == before + 1:  # no grade: nothing but the space
        draft.segments.pop()


def _event(draft: Draft, story: Story, day: date, when_: date, kind: str, line: Line | None) -> None:
    draft.context["quand"] = on(when_)
    if kind == "surgery" and story.operation:
        draft.one_of(
            (
                "{^operation} {quand}. ",
                "[Chirurgie|Intervention] {quand} : {operation}. ",
                "[A bénéficié|A pu bénéficier] {quand} d'une intervention : {operation}. ",
            ),
            operation=Mark(
                story.operation[1],
                kind="treatment",
                value=story.operation[1],
                assertion="present",
                code=story.operation[0],
                system="CCAM",
                date=when_.isoformat(),
            ),
        )
    elif kind == "rays":
        draft.one_of(
            (
                "Radiothérapie [externe |]débutée {quand} ({dose_rt}). ",
                "[Irradiation|RT] : {dose_rt}, début {quand}. ",
            ),
            dose_rt=rays(story),
        )
    elif kind == "progression":
        draft.one_of(
            ("[Progression|Évolution|Rechute] [documentée|constatée] {quand}. ", "{^quand}, {prog}. "),
            prog=Mark(
                "progression tumorale",
                kind="progression",
                value="progression",
                assertion="present",
                date=when_.isoformat(),
            ),
        )
    elif line is not None:
        family = line.regimen.family
        intent = (
            "néoadjuvante",
            "adjuvante",
            "concomitante de la radiothérapie",
            "de consolidation",
            "de première ligne",
            "de deuxième ligne",
            "de troisième ligne",
        )[line.intent]
        draft.context.update(
            ligne=line_mark(line),
            famille=family,
            intention=intent,
            cures=f"{line.cycles} cure{'s' if line.cycles > 1 else ''}",
            quand_fin=on(min(line.end, day)),
        )
        if line.regimen.oral:
            draft.say("{^famille} {intention} par {ligne} [débutée {quand}|instaurée {quand}]")
        elif line.end < day:
            draft.say(
                "{^famille} {intention} par {ligne}, {cures}, [débutée {quand}|du {du} au {au_jour}]",
                du=when(line.start, draft.rng),
                au_jour=when(line.end, draft.rng),
            )
        else:
            draft.say(
                "{^famille} {intention} par {ligne}, [débutée {quand}|en cours depuis {depuis}]",
                depuis=when(line.start, draft.rng),
            )
        if line.response and line.response != "PD" and line.assessed < day and draft.rng.random() < 0.7:
            words = draft.rng.choice(RESPONSE_WORDS[line.response])
            draft.say(
                "[, avec {reponse}|, meilleure réponse : {reponse}|, évaluation en {reponse}]",
                reponse=Mark(
                    words,
                    kind="progression" if line.response == "PD" else "response",
                    value=words,
                    assertion="present",
                    date=line.assessed.isoformat(),
                ),
            )
        draft.put(". ")


def rays(story: Story) -> Mark:
    return Mark(
        story.dose,
        kind="treatment",
        value=f"radiothérapie {story.dose}",
        assertion="present",
        date=story.radiotherapy.isoformat() if story.radiotherapy else "",
    )


def _phrase(draft: Draft, text: str) -> str:
    """One expansion of a phrase without slots, as a string."""
    probe = Draft(draft.rng, {})
    probe.say(text)
    return "".join(piece for piece, _mark in probe.segments)
