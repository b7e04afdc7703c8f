"""Consultation letters: first visit, evaluation of a line, progression, follow-up."""

from datetime import date, timedelta

from carnet.records.demo.notes.disease import disease_story
from carnet.records.demo.notes.draft import Draft, Mark
from carnet.records.demo.notes.identifiers import on
from carnet.records.demo.notes.letters import head, opening, relative, signature
from carnet.records.demo.notes.sections import background, blood, coming, examination, heading, plan, tolerance
from carnet.records.demo.notes.story import Line, Story
from carnet.records.demo.notes.writing import drugs_phrase, line_mark, response

_TITLES = (
    "COMPTE RENDU DE CONSULTATION",
    "Consultation d'oncologie",
    "Compte rendu de consultation",
    "Lettre de consultation",
    "CONSULTATION",
)
_FIRST = (
    "[J'ai vu|J'ai reçu|Je vois] [ce jour|en consultation] {M} {nom}, [{age} ans, |]adressé{e} [par vos soins |]pour "
    "{motif_dg}.\n",
    "[Merci de m'avoir adressé|Je vous remercie de m'avoir confié] {M} {nom} pour [avis|prise en charge] ({cancer}).\n",
    "{M} {nom}, {age} ans, est vu{e} [ce jour |]en consultation d'annonce : {cancer}.\n",
)
_NEXT = (
    "[J'ai revu|Je revois] {M} {nom} [ce jour|en consultation], suivi{e} pour {cancer}.\n",
    "[Consultation de suivi de|Revu{e} ce jour :] {M} {nom}, {age} ans[, {cancer}|].\n",
    "{M} {nom} [consulte|est revu{e}] [ce jour |][dans le cadre du suivi|pour réévaluation].\n",
)
_COMPLAINTS = (
    "{^le} {patient} [se plaint d'une asthénie modérée|ne présente pas de plainte particulière|rapporte une bonne "
    "qualité de vie|décrit une anorexie modérée|signale des douleurs intermittentes, calmées par le paracétamol]. ",
    "[Cliniquement, |]{il} [va bien|se sent bien|est en bon état général|reste autonome]. ",
    "[Pas de plainte fonctionnelle|Asymptomatique|Pas de douleur]. ",
    "",
)


def first(draft: Draft, story: Story, day: date, style: str, ward: int, provider: int) -> None:
    """The first visit: everything that is known, and what is planned."""
    rng = draft.rng
    head(draft, story, ward, rng.choice(_TITLES), day)
    opening(draft)
    if style == "prose":
        draft.one_of(
            _FIRST,
            motif_dg=rng.choice(("prise en charge : ", "avis : ", "annonce : ")) + str(draft.context["cancer"]),
        )
    else:
        heading(draft, "motif", style)
        draft.say("[consultation d'annonce|prise en charge initiale|avis thérapeutique], {cancer}\n")
    background(draft, story, style)
    if style != "prose":
        heading(draft, "hdm", style)
    disease_story(draft, story, day)
    heading(draft, "clinique", style)
    examination(draft, story)
    draft.line()
    relative(draft)
    _blood(draft, story, day, style)
    heading(draft, "cat", style)
    plan(draft, story, day, "first")
    draft.say(
        "[ Les effets secondaires attendus ont été expliqués.| Le dispositif d'annonce a été proposé.| Une "
        "consultation infirmière est programmée.|]"
    )
    ahead = coming(story, day)
    if ahead and ahead[1] is not None and not ahead[1].regimen.oral and rng.random() < 0.4:
        draft.say(
            " [La pose d'une chambre implantable est demandée.|Pose de PAC à prévoir.|Chambre implantable à poser.]"
        )
    if rng.random() < 0.25:
        draft.say(
            " [En cas de|Si] {hypothese}, [un avis sera demandé|appeler le service|hospitalisation sans délai].",
            hypothese=Mark(
                rng.choice(("fièvre supérieure à 38,5 °C", "aggravation de la dyspnée", "reprise des douleurs")),
                kind="event",
                value="aggravation",
                assertion="hypothetical",
            ),
        )
    draft.line()
    signature(draft, provider)


def follow_up(
    draft: Draft,
    story: Story,
    day: date,
    style: str,
    ward: int,
    provider: int,
    line: Line | None = None,
    relapse: bool = False,
) -> None:
    """A later visit: the treatment in hand, how it is borne, the evaluation, the decision."""
    rng = draft.rng
    head(draft, story, ward, rng.choice(_TITLES), day, short=rng.random() < 0.3)
    opening(draft)
    if style == "prose":
        draft.one_of(_NEXT)
    else:
        heading(draft, "motif", style)
        draft.say("[suivi|évaluation|consultation de contrôle|réévaluation thérapeutique][, {cancer}|]\n")
    if rng.random() < 0.75:
        if style != "prose":
            heading(draft, "hdm", style)
        disease_story(draft, story, day)
    if rng.random() < 0.5:
        draft.say("[ATCD|Rappel des antécédents|Antécédents] : {atcd}.\n")
    current = line or next((x for x in reversed(story.lines) if x.start <= day <= x.end + timedelta(days=20)), None)
    if current is not None:
        draft.say(
            "[Actuellement sous|Traitement en cours :|Sous] {ligne}[ ({drogues})|][, depuis {depuis}|]. ",
            ligne=line_mark(current),
            drogues=drugs_phrase(current),
            depuis=_since(current, draft),
        )
        tolerance(draft, story, day)
        draft.line()
    draft.one_of(_COMPLAINTS)
    draft.line()
    heading(draft, "clinique", style)
    examination(draft, story)
    draft.line()
    if rng.random() < 0.4:
        relative(draft)
    _blood(draft, story, day, style)
    if line is not None and line.response:
        heading(draft, "imagerie", style)
        draft.say(
            "[Le scanner de réévaluation montre une|L'évaluation conclut à une|Imagerie de contrôle :] {reponse}.\n",
            reponse=response(line, rng),
        )
    elif relapse:
        heading(draft, "imagerie", style)
        draft.say(
            "[Malheureusement, |]{progression}"
            + (
                "[ avec|, apparition de] {mts}."
                if story.spread and story.spread <= day and story.metastasis[1]
                else "."
            )
            + "\n",
            progression=Mark(
                "progression de la maladie",
                kind="progression",
                value="progression",
                assertion="present",
                date=day.isoformat(),
            ),
        )
    else:
        draft.say(
            "[Pas d'argument|Absence d'argument] [clinique|clinique ni biologique] pour une {rechute}.\n",
            rechute=Mark(
                rng.choice(("récidive", "rechute", "progression")),
                kind="progression",
                value="progression",
                assertion="absent",
            ),
        )
    heading(draft, "conclusion" if rng.random() < 0.3 else "cat", style)
    if line is not None and line.response in ("CR", "PR", "SD") and line.end > day + timedelta(days=10):
        draft.say(
            "[Poursuite du traitement par {decision}|Poursuite de {decision} à l'identique|On poursuit {decision}][, "
            "nouvelle évaluation dans [2|3] mois|].",
            decision=Mark(
                line.regimen.name, kind="decision", value=f"poursuite {line.regimen.name}", assertion="present"
            ),
        )
    else:
        plan(
            draft,
            story,
            day,
            "progression" if relapse or (line is not None and line.response == "PD") else "follow-up",
        )
    draft.line()
    signature(draft, provider)


def _since(line: Line, draft: Draft):  # type: ignore[no-untyped-def]
    from carnet.records.demo.notes.identifiers import about, when

    return when(line.start, draft.rng) if draft.rng.random() < 0.5 else about(line.start, draft.rng)


def _blood(draft: Draft, story: Story, day: date, style: str) -> None:
    if not story.last_tests(day):
        return
    if style == "prose":
        draft.say("[Sur le plan biologique : |Le bilan biologique retrouve : |Biologie : ]")
    else:
        heading(draft, "bio", style)
    blood(draft, story, day, draft.rng.randint(3, 7))
    draft.say("[.|]\n")


__all__ = ["first", "follow_up", "on"]
