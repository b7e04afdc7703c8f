"""Pathology reports: biopsies and surgical specimens."""

from datetime import date

from carnet.records.demo.notes.biomarker_words import biomarkers
from carnet.records.demo.notes.context import has_markers
from carnet.records.demo.notes.draft import Draft, Mark
from carnet.records.demo.notes.identifiers import carer
from carnet.records.demo.notes.letters import head, signature, staff_of
from carnet.records.demo.notes.story import Story
from carnet.records.demo.notes.writing import grade
from carnet.records.demo.places import SURGERY_WARD, WARD
from carnet.records.demo.treatments import NEO

_TITLES = (
    "COMPTE RENDU D'ANATOMIE PATHOLOGIQUE",
    "Compte rendu anatomopathologique",
    "Examen anatomopathologique",
    "CR ANATOMOPATHOLOGIE",
    "Anatomie et cytologie pathologiques – compte rendu",
)
SAMPLES = {
    "breast": "[microbiopsies mammaires échoguidées|biopsies mammaires (14 G)|macrobiopsies stéréotaxiques]",
    "prostate": "[12 biopsies prostatiques|biopsies prostatiques échoguidées et ciblées IRM]",
    "lung": "[biopsies bronchiques|biopsie transthoracique sous scanner|EBUS et biopsie bronchique]",
    "colon": "[biopsies coliques per-endoscopiques|biopsies coliques]",
    "rectum": "[biopsies rectales|biopsies de lésion rectale]",
    "bladder": "[copeaux de résection transurétrale de vessie|résection endoscopique de vessie]",
    "kidney": "[ponction-biopsie rénale]",
    "melanoma": "[exérèse diagnostique cutanée|biopsie-exérèse cutanée]",
    "head_neck": "[biopsies sous panendoscopie|biopsies des voies aérodigestives supérieures]",
    "pancreas": "[cytoponction sous écho-endoscopie|biopsie pancréatique sous écho-endoscopie]",
    "liver": "[ponction-biopsie hépatique]",
    "stomach": "[biopsies gastriques|biopsies de lésion gastrique]",
    "oesophagus": "[biopsies œsophagiennes]",
    "ovary": "[biopsies péritonéales cœlioscopiques|biopsies ovariennes et péritonéales]",
    "endometrium": "[biopsie d'endomètre à la pipelle|curetage biopsique]",
    "cervix": "[biopsies du col utérin|conisation]",
    "thyroid": "[cytoponction thyroïdienne (Bethesda VI)]",
    "testis": "[pièce d'orchidectomie]",
    "dlbcl": "[biopsie ganglionnaire|exérèse ganglionnaire]",
    "follicular": "[exérèse ganglionnaire|biopsie ganglionnaire]",
    "hodgkin": "[biopsie ganglionnaire|exérèse d'adénopathie]",
    "glioblastoma": "[biopsie stéréotaxique cérébrale|biopsie cérébrale]",
}
_MICRO = (
    "[Les prélèvements|Les fragments] [montrent|comportent] une prolifération tumorale [maligne |]correspondant à "
    "{unhist} {hist}. ",
    "Infiltration par {unhist} {hist}. ",
    "[Aspect histologique|Aspect morphologique] en faveur d'{unhist} {hist}. ",
    "Présence {d_un} {hist}. ",
)
_DETAILS = (
    "[Les cellules sont|La population est] [de grande taille|pléomorphe], aux noyaux [hyperchromatiques|irréguliers|"
    "nucléolés]. ",
    "[Stroma|Stroma-réaction] [fibreux|desmoplastique|inflammatoire]. ",
    "[Nécrose focale|Pas de nécrose]. ",
    "{^emboles}. ",
    "[Index mitotique élevé|Mitoses rares|Activité mitotique modérée]. ",
    "",
)


def _emboles(draft: Draft) -> Mark:
    if draft.rng.random() < 0.6:
        return Mark(
            draft.rng.choice(("absence d'embole vasculaire", "pas d'embole vasculaire")),
            kind="histology",
            value="emboles vasculaires",
            assertion="absent",
        )
    return Mark("présence d'emboles vasculaires", kind="histology", value="emboles vasculaires", assertion="present")


def biopsy(draft: Draft, story: Story, day: date, style: str) -> None:
    """The first sample: histology, grade, biomarkers."""
    rng = draft.rng
    _start(draft, story, day)
    draft.say("[Nature du prélèvement|Prélèvement|Matériel reçu] : " + SAMPLES[story.site.key] + ".\n")
    draft.say(
        "[Renseignements cliniques|RC|Indication] : [suspicion de|bilan de|lésion suspecte :] {cancer_hyp}[. ATCD : "
        "{atcd}|].\n\n",
        cancer_hyp=_suspected(story),
    )
    if rng.random() < 0.6:
        draft.say(
            "[Macroscopie|MACROSCOPIE] : [{k} fragments mesurant de {a} à {b} mm|{k} carottes de {b} mm|{k} "
            "prélèvements fixés en formol], inclus en totalité[ en {k2} blocs|].\n",
            k=str(rng.randint(2, 9)),
            a=str(rng.randint(1, 4)),
            b=str(rng.randint(5, 16)),
            k2=str(rng.randint(1, 3)),
        )
    draft.say("[Microscopie|HISTOLOGIE|Étude microscopique] : ")
    if "cytoponction" in SAMPLES[story.site.key] and story.site.key == "thyroid":
        draft.say(
            "Étalements [richement cellulaires|de bonne qualité], amas [papillaires|cohésifs] aux noyaux [incisurés|"
            "irréguliers]. Aspect en faveur d'un {hist}. "
        )
    else:
        _microscopy(draft, story)
    if has_markers(story):
        draft.say("\n[Immunohistochimie|IHC / biologie moléculaire|Étude complémentaire|Biomarqueurs] : ").put(
            biomarkers(story)
        )
        draft.put(".")
    draft.say(
        "\n\n[Conclusion|CONCLUSION|Au total] : [{^hist}{site}|{^hist}][, {grade}|]."
        if story.grade
        else "\n\n[Conclusion|CONCLUSION|Au total] : {^hist}{site}."
    )
    _codes(draft, story)
    draft.line()
    signature(draft, staff_of(WARD["Anatomie et cytologie pathologiques"], story), copies=False, closing=False)


def specimen(draft: Draft, story: Story, day: date, style: str) -> None:
    """The surgical specimen: size, margins, nodes, pTNM."""
    rng = draft.rng
    assert story.operation is not None
    after = any(line.intent == NEO and line.end < day for line in story.lines)
    _start(draft, story, day)
    draft.say(
        "[Pièce opératoire|Prélèvement|Nature du prélèvement] : {operation}.\n\n[MACROSCOPIE|Macroscopie] : [pièce|"
        "pièce opératoire] [orientée |]mesurant {a} x {b} x {c} cm. ",
        operation=Mark(
            story.operation[1],
            kind="treatment",
            value=story.operation[1],
            assertion="present",
            code=story.operation[0],
            system="CCAM",
        ),
        a=str(rng.randint(6, 28)),
        b=str(rng.randint(4, 12)),
        c=str(rng.randint(2, 7)),
    )
    if story.t:
        draft.say(
            "[Lésion|Tumeur|Formation tumorale] de {taille}[ de grand axe|], [blanchâtre|ferme|mal limitée|"
            "ulcéro-infiltrante].\n"
        )
    draft.say("\n[MICROSCOPIE|Histologie] : ")
    _microscopy(draft, story)
    clear = rng.random() < (
        0.80 if story.site.key in ("pancreas", "head_neck", "glioblastoma", "ovary") or story.t == "T4" else 0.96
    )
    draft.say(
        "[Marges|Limites d'exérèse|Berges] : {marge}. ",
        marge=Mark(
            "saines (R0)" if clear else "atteintes (R1)",
            kind="treatment",
            value="R0" if clear else "R1",
            assertion="present",
        ),
    )
    if story.n and not after:
        nodes = _nodes(story, rng)
        draft.say("[Curage|Ganglions] : {ganglions}. ", ganglions=nodes)
    draft.say("\n\n[CONCLUSION|Conclusion] : {^hist}{site}" + ("[, {grade}|]" if story.grade else ""))
    if after:
        draft.say(
            ", {reponse_histo}.",
            reponse_histo=Mark(
                rng.choice(
                    ("réponse histologique partielle", "réponse tumorale partielle après traitement néoadjuvant")
                ),
                kind="response",
                value="réponse partielle",
                assertion="present",
            ),
        )
    elif story.t and story.site.staging != "none":
        draft.say(
            "[, classé{e_hist} {ptnm}|. {ptnm}|. Stade {ptnm} (UICC 8e édition)][, résection {r}|].",
            e_hist="e" if story.morphology[1].startswith("tumeur") else "",
            r="R0" if clear else "R1",
        )
    else:
        draft.put(".")
    _codes(draft, story)
    draft.line()
    signature(draft, staff_of(WARD["Anatomie et cytologie pathologiques"], story, 1), copies=False, closing=False)


def _nodes(story: Story, rng) -> Mark:  # type: ignore[no-untyped-def]
    taken = rng.randint(2, 4) if story.site.key in ("breast", "melanoma") and story.n == "N0" else rng.randint(12, 26)
    low, high = {"N0": (0, 0), "N1": (1, 3), "N2": (4, 7), "N3": (8, 12)}[story.n]
    touched = rng.randint(low, high)
    text = (
        f"{touched}N+/{taken}"
        if rng.random() < 0.5
        else f"{touched} ganglion{'s' if touched > 1 else ''} métastatique{'s' if touched > 1 else ''} sur {taken}"
    )
    return Mark(text, kind="event", value=f"{touched}N+/{taken}", assertion="present" if touched else "absent")


def _start(draft: Draft, story: Story, day: date) -> None:
    rng = draft.rng
    head(draft, story, WARD["Anatomie et cytologie pathologiques"], rng.choice(_TITLES), day)
    number = f"{day:%y}P{story.person_id % 90000 + 10000}"
    draft.say(
        "[N° d'examen|Réf.|Examen n°] : {examen}[   Prélevé le {preleve}|]\n[Prescripteur|Médecin demandeur|Demandé "
        "par] : {demandeur}\n\n",
        examen=Mark(number, "IDENTIFIER", "Patient", kind="other"),
        preleve=_previous(story, day, rng),
        demandeur=carer(staff_of(SURGERY_WARD[story.site.key], story)),
    )
    draft.context.update(emboles=_emboles, d_un="d'une" if story.morphology[1].startswith("tumeur") else "d'un")


def _previous(story: Story, day: date, rng):  # type: ignore[no-untyped-def]
    from datetime import timedelta

    from carnet.records.demo.notes.identifiers import when

    return when(
        story.surgery
        if story.surgery and story.surgery <= day and (day - story.surgery).days < 30
        else day - timedelta(days=4),
        rng,
    )


def _microscopy(draft: Draft, story: Story) -> None:
    draft.one_of(_MICRO)
    if story.grade:
        draft.say("[{^g}. |Grade histologique : {g}. |{^g}. ]", g=grade(story))
    for detail in draft.rng.sample(_DETAILS, draft.rng.randint(1, 3)):
        draft.say(detail)


def _suspected(story: Story) -> Mark:
    words = {
        "dlbcl": "lymphome",
        "follicular": "lymphome",
        "hodgkin": "lymphome",
        "glioblastoma": "tumeur gliale",
        "melanoma": "mélanome",
        "liver": "carcinome hépatocellulaire",
    }.get(story.site.key, f"cancer {story.site.label}")
    return Mark(
        words,
        kind="histology"
        if story.site.key in ("dlbcl", "follicular", "hodgkin", "glioblastoma", "melanoma", "liver")
        else "site",
        value=words,
        assertion="hypothetical",
    )


def _codes(draft: Draft, story: Story) -> None:
    if draft.rng.random() < 0.3:
        draft.say(
            "\n[Codification|Codage] [CIM-O-3 |]: {cim_o}",
            cim_o=Mark(
                story.morphology[0],
                kind="histology",
                value=story.morphology[0],
                assertion="present",
                code=story.morphology[0],
                system="ICD-O-3",
            ),
        )
