"""Tumour board (RCP): who was there, the case, the question, the decision."""

from datetime import date

from carnet.records.demo.notes.biomarker_words import biomarkers
from carnet.records.demo.notes.context import has_markers
from carnet.records.demo.notes.disease import disease_story
from carnet.records.demo.notes.draft import Draft
from carnet.records.demo.notes.identifiers import carer
from carnet.records.demo.notes.letters import head, signature, staff_of
from carnet.records.demo.notes.sections import plan
from carnet.records.demo.notes.story import Story
from carnet.records.demo.notes.writing import metastases, performance
from carnet.records.demo.places import SURGERY_WARD, WARD

BOARDS = {
    "breast": "Sénologie",
    "prostate": "Uro-oncologie",
    "bladder": "Uro-oncologie",
    "kidney": "Uro-oncologie",
    "testis": "Uro-oncologie",
    "lung": "Oncologie thoracique",
    "head_neck": "ORL et cancérologie cervico-faciale",
    "melanoma": "Dermato-oncologie",
    "ovary": "Oncogynécologie",
    "endometrium": "Oncogynécologie",
    "cervix": "Oncogynécologie",
    "thyroid": "Endocrinologie",
    "dlbcl": "Hématologie",
    "follicular": "Hématologie",
    "hodgkin": "Hématologie",
    "glioblastoma": "Neuro-oncologie",
}
_TITLES = (
    "RÉUNION DE CONCERTATION PLURIDISCIPLINAIRE",
    "Fiche RCP",
    "RCP",
    "Compte rendu de RCP",
    "Réunion de concertation pluridisciplinaire",
)
_QUESTIONS = {
    "first": (
        "[Proposition thérapeutique|Stratégie thérapeutique] initiale ?",
        "Prise en charge initiale ?",
        "Quel traitement proposer ?",
        "Validation de la prise en charge.",
    ),
    "adjuvant": (
        "Indication d'un traitement adjuvant ?",
        "[Suites à donner après chirurgie|Discussion post-opératoire].",
        "Traitement complémentaire ?",
    ),
    "progression": (
        "[Progression : quelle ligne proposer ?|Proposition d'une nouvelle ligne ?]",
        "CAT devant la progression.",
        "Ligne suivante ?",
    ),
}
_PRESENT = (
    "Médecins présents : {a}, {b}, {c}[, {d}|].\n",
    "Étaient présents : {a} (oncologue), {b} (chirurgien), {c} (radiologue)[, {d} (anatomopathologiste)|].\n",
    "Participants : {a} ; {b} ; {c}\n",
    "Quorum [atteint|respecté] : [oui|OUI].[ {a}, {b}, {c}.|]\n",
    "",
)


def write(draft: Draft, story: Story, day: date, style: str, reason: str) -> None:
    """`reason` is first, adjuvant or progression."""
    rng = draft.rng
    board = BOARDS.get(story.site.key, "Oncologie digestive")
    head(draft, story, WARD["Oncologie médicale"], f"{rng.choice(_TITLES)} – {board}", day, short=rng.random() < 0.4)
    surgery = SURGERY_WARD[story.site.key]
    draft.one_of(
        _PRESENT,
        a=carer(staff_of(WARD["Oncologie médicale"], story)),
        b=carer(staff_of(surgery, story)),
        c=carer(staff_of(WARD["Imagerie médicale"], story)),
        d=carer(staff_of(WARD["Anatomie et cytologie pathologiques"], story)),
    )
    draft.say(
        "[Dossier présenté par|Présenté par|Médecin référent :] {presenteur}\n[Médecin traitant : {mt_titre} "
        "{mt_prenom} {mt_nom}, {mt_ville}\n|]",
        presenteur=carer(staff_of(WARD["Oncologie médicale"], story)),
    )
    draft.line()
    label = "" if style == "prose" else rng.choice(("Terrain : ", "Patient : ", "ATCD : "))
    draft.say(
        label + "[{^patient} de {age} ans|{age} ans], {ps}. [Antécédents|Comorbidités] : {atcd}.[ {^tabac}.|][ "
        "{^familiaux}.|]\n"
    )
    draft.say("" if style == "prose" else "[HDM|Histoire de la maladie|Histoire]: ")
    disease_story(draft, story, day)
    if reason == "first":
        draft.say("[Bilan d'extension|Imagerie] : ")
        if story.spread and story.spread <= day:
            draft.say("[présence de|mise en évidence de|] {mts}[, sans autre localisation|].")
        elif story.t:
            draft.say("[absence de |pas de |pas d'argument pour des ]{mts_neg}.", mts_neg=metastases(story, "absent"))
        else:
            draft.say("[bilan complet réalisé|pas d'autre localisation décelée].")
        draft.line()
        if has_markers(story) and rng.random() < 0.4:
            draft.say("[Biomarqueurs|Biologie moléculaire / IHC] : ").put(biomarkers(story))
            draft.line()
    elif reason == "progression" and story.spread and story.spread <= day:
        draft.say(
            "[TDM de réévaluation|Imagerie du jour] : [majoration des|apparition ou majoration de] {mts}. {etat}\n",
            etat=performance(story.performance),
        )
    draft.say("\n[Question posée|Question|Motif de présentation] : ")
    draft.one_of(_QUESTIONS[reason])
    draft.say("\n\n[Décision|Proposition|Avis de la RCP|DÉCISION|Proposition thérapeutique] : ")
    plan(draft, story, day, reason)
    draft.say(
        "[\nInclusion dans un essai clinique : non.|\nEssai thérapeutique : pas d'essai ouvert.|\nPlan personnalisé "
        "de soins remis.|\nÀ rediscuter selon l'évolution.|][\nTransmis au médecin traitant.|]"
    )
    draft.line()
    signature(draft, staff_of(WARD["Oncologie médicale"], story), closing=False)
