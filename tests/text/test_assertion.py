"""What a note says of what it names. Examples carry their answers: `{fièvre=absent}` is a span and its status."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.text.assertion import STATUSES, Assertion, assert_spans
from carnet.text.assertion_rules import rules
from carnet.text.clean import clean
from carnet.text.document import Section, Sentence

SPAN = re.compile(r"\{([^{}=]+)=(\w+)\}")


def lines(text: str) -> list[Sentence]:
    """The sentences of the examples: lines, and what a full stop or a question mark ends."""
    found = re.finditer(r"[^\s](?:[^.?!\n]|[.?!](?!\s))*[.?!]?", text)
    return [Sentence(one.start(), one.end()) for one in found]


def unmark(example: str) -> tuple[str, list[tuple[int, int]], list[str]]:
    """The text of an example, its spans and their statuses."""
    text, spans, expected, position = "", [], [], 0
    for found in SPAN.finditer(example):
        text += example[position : found.start()]
        spans.append((len(text), len(text) + len(found[1])))
        expected.append(found[2])
        text += found[1]
        position = found.end()
    return text + example[position:], spans, expected


def said(example: str, kind: str | None = None) -> tuple[list[str], list[str], list[Assertion]]:
    text, spans, expected = unmark(example)
    regular = clean(text)
    sections = [Section(0, len(text), 0, kind, "")] if kind else []
    found = assert_spans(regular, lines(regular.text), sections, spans)
    return [one.status for one in found], expected, found


def check(example: str, kind: str | None = None) -> None:
    got, expected, found = said(example, kind)
    assert got == expected, (example, [(one.status, one.rule) for one in found])


ABSENT = """
Pas de {fièvre=absent}.
Pas de {fièvre=absent}, {toux=absent}, ni {dyspnée=absent}.
Absence de {fièvre=absent} et de {frissons=absent}
Sans {fièvre=absent} ni {toux=absent}.
Ni {fièvre=absent} ni {toux=absent}
Aucune {lésion=absent} n'a été {retrouvée=absent}.
Aucun {signe=absent} de {TVP=absent}
Le patient n'a pas de {fièvre=absent} mais une {toux=present}.
Il n'existe pas d'{adénopathie=absent}, toutefois le {foie=present} est augmenté de volume
Elle ne présente pas de {douleur=absent} ; {céphalées=present} depuis hier
Le scanner n'a pas {montré=absent} de {métastase=absent}.
L'échographie ne retrouve pas de {thrombose=absent}
La {métastase=absent} n'a pas été retrouvée.
Les {nodules=absent} n'ont pas été mis en évidence.
{Fièvre=absent} : non
{Tabac=absent} : 0
{Allergies=absent} : aucune
{Antécédents=absent} : néant
{HTA=absent} (-), {diabète=present} (+)
{fièvre=absent} non, {toux=present} oui
Recherche de {BK=absent} négative
{Sérologie=present} {VIH=absent} négative
{Hémocultures=present} négatives
Le scanner exclut une {embolie pulmonaire=absent}.
L'angioscanner élimine une {dissection=absent}
{EP=absent} éliminée au scanner
{Phlébite=absent} exclue
Le patient est indemne de {métastase=absent}
La {douleur=absent} a disparu.
{Œdèmes=absent} disparus
N'a jamais eu de {transfusion=absent}.
Jamais de {convulsion=absent}
Il n'a plus de {fièvre=absent} depuis l'{antibiothérapie=present}.
{Ictère=absent} absent
{Râles=absent} absents
Nie toute {consommation d'alcool=absent}
Disparition de la {fièvre=absent}
Absence : {fièvre=absent}, {toux=absent}, {dyspnée=absent}
Pas d'{antécédent=absent} en dehors d'une {HTA=history}
Aucun {traitement=absent} sauf {paracétamol=present}
Pas de {récidive=absent} après {chirurgie=present}
Pas de {fièvre=absent} sous {paracétamol=present}
Sans {épanchement=absent}, associé à une {fracture=present}
Patient sans {antécédents=absent}, présentant des {sciatalgies=present}
sans {anomalie=absent} et la {patiente=present} est sortie
Sans {incidents=absent} avec une bonne {récupération=present}
Pas de {défense=absent}, abdomen souple, pas de {contracture=absent}
Une {échographie=present} sans {anomalie=absent} a été {réalisée=present}
Pas d'argument pour une {embolie=absent}
Pas d'{antécédent=absent}, notamment de {diabète=absent}
PAS DE FIEVRE NI {TOUX=absent}
PAS D {ANTECEDENT=absent} PARTICULIER
pas de {nausees=absent} et {vomissements=absent}
pas de {fievre=absent}/{toux=absent}
{chimiothérapie=absent} non réalisée
L'{IRM=absent} n'a pu être réalisée.
une grossesse non {suivie=absent}
Diagnostic peu probable : on retient une {grippe=present}
Une {EP=absent} est peu probable
Incompatible avec une {grossesse=absent}
Pas de {dyspnée=absent}
Plus de {douleur=absent} ce jour
Apyrétique, pas de {frissons=absent}, {toux grasse=present} depuis 3 jours
N'est pas en {hypothermie=absent}
Pas de {syndrome méningé=absent}. {Raideur=present} matinale
Allergie : aucune connue, {asthme=present} traité
Pas de {fièvre=absent}, une {toux=present}
Aucune {fièvre=absent} ; {toux=present}
Sans {signe de gravité=absent} (pas de {marbrures=absent})
Il n'y a pas de {lésion=absent} ostéolytique. Par ailleurs, {nodule=present} hépatique
"""

PSEUDO = """
Pas seulement une {fièvre=present}
Non seulement une {toux=present} mais aussi une {fièvre=present}
Pas d'aggravation de l'{œdème=present}
Sans modification de la {lésion=present} hépatique
Diabète non {insulinodépendant=absent}
{Diabète non insulinodépendant=present} depuis 10 ans
{lymphome non hodgkinien=present} stade III
Une {douleur=present} sans précédent
Sans que la {fièvre=present} ne disparaisse
On ne peut éliminer une {embolie=possible}
Le scanner n'exclut pas une {fracture=possible}
Ne permet pas d'éliminer une {ischémie=possible}
Une {embolie=possible} ne peut être exclue
{BPCO=present} : oui
La {fièvre=present} n'a pas disparu
Le patient n'est pas indemne de {lésions=present}
Pas d'absence de {douleur=present}
Sans aucun doute une {pneumopathie=present}
Ne présente qu'une {toux=present}
Bacille gram négatif : {pneumopathie=present}
{Test=present} positif
{HBPM=present} à dose non négligeable
L'{angine=possible} n'est pas certaine
{Pneumopathie=possible} non exclue
"""

POSSIBLE = """
Probable {pneumopathie=possible}
{Pneumopathie=possible} probable
Une {fibrose=possible} probable liée à l'{amiante=present}
Suspicion de {fracture=possible} du col
Forte suspicion d'{embolie=possible}
SUSPICION D {EMBOLIE=possible}
L'image évoque une {tumeur=possible}
Aspect évocateur d'un {lymphome=possible}
Tableau compatible avec une {sarcoïdose=possible}
Arguments en faveur d'une {cirrhose=possible}
{EP=possible} ?
{EP=possible} vs {pneumopathie=possible}
Semble présenter une {aphasie=possible}
Peut correspondre à un {hématome=possible}
Il pourrait s'agir d'une {métastase=possible}
Il s'agirait d'une {grippe=possible}
Une {tuberculose=possible} a été évoquée
Possible {récidive=possible} locale
Vraisemblablement un {AVC=possible}
Fait craindre une {sepsis=possible}
Une {pneumopathie=possible} est probable
{Toux=present} et {pneumopathie=possible} probable
Diagnostic probable : {grippe=possible}
Hypothèse d'une {vascularite=possible}
Évoque une {tumeur=possible}, une {tuberculose=possible} ou une {mycose=possible}
{Fièvre=present} évoquant un {abcès=possible}
Doute sur une {fracture=possible}
Pas de {fièvre=absent}, probable {grippe=possible}
Évoque une {pneumopathie=possible} sans {épanchement=absent}
{appendicite=possible} suspectée
"""

HYPOTHETICAL = """
Consulter si {fièvre=hypothetical}
Reconsulter en cas de {fièvre=hypothetical}, {saignement=hypothetical} ou {douleur=hypothetical}.
Risque de {chute=hypothetical}
Risque {hémorragique=hypothetical}
Scanner à la recherche d'une {métastase=hypothetical}
Bilan à la recherche de {thrombose=hypothetical}
Dépistage de {cancer colorectal=hypothetical}
Pour éliminer une {fracture=hypothetical}
Surveillance de {complications=hypothetical}
Surveillance d'une {récidive=hypothetical}
Si {fièvre=hypothetical} ou {frissons=hypothetical}, rappeler le service
S'il existe une {fièvre=hypothetical}, consulter
Consulter si pas d'{amélioration=hypothetical}
Prévention d'une {thrombose=hypothetical}
Éventuelle {chimiothérapie=hypothetical}
{Chimiothérapie=hypothetical} à discuter en RCP
Une {IRM=hypothetical} sera réalisée
Même si la {fièvre=present} persiste
{Paracétamol=present} si besoin
{Paracétamol=present} si {douleur=hypothetical}
Facteur de risque : {tabac=present}
Vaccination contre la {grippe=hypothetical}
SI {FIEVRE=hypothetical} CONSULTER
{Douleurs=present} avec recherche de {phlébite=absent} négative
"""

FAMILY = """
Mère : {cancer du sein=family}
Sa mère a un {diabète=family}
Sa mère l'accompagne pour une {toux=present}
La mère signale une {fièvre=present} depuis hier
{Asthme=family} chez son frère
{Cancer du côlon=family} chez le père et un oncle
ATCD familiaux : {diabète=family}, {HTA=family}
Antécédents familiaux de {cancer=family}
Un cousin {épileptique=family}
Père décédé d'un {infarctus=family}
{Cancer du sein=family} (mère)
Frère suivi pour une {schizophrénie=family}
{IDM=family} chez le père, {HTA=present} traitée
Vit avec sa mère, {asthme=present}
Accompagné par sa fille, {chute=present}
Sa fille a un {asthme=family}
Fille de 3 ans, {fièvre=present}
Pas d'antécédent familial de {cancer=absent}
Antécédents familiaux :
- {cancer du sein=family} chez la mère
- {diabète=family}
Père {hypertendu=family}
Adressé par son médecin de famille pour {toux=present}
"""

HISTORY = """
ATCD de {phlébite=history}
Antécédent d'{appendicectomie=history}
Antécédents : {HTA=history}, {diabète=history}
{AVC=history} en 2012
{Rougeole=history} dans l'enfance
Notion ancienne de {tuberculose=history}
Aurait fait un {malaise=history}
En 2008, {cholécystectomie=history}
{Fracture=history} il y a 10 ans
{Fracture=present} il y a 3 jours
Ancien {tabagisme=history}
Pas d'antécédent de {diabète=absent}
{Appendicectomie=history} à l'âge de 8 ans
Séquelle d'{AVC=history}
"""


@pytest.mark.parametrize(
    "example",
    [
        *ABSENT.strip().split("\n"),
        *PSEUDO.strip().split("\n"),
        *POSSIBLE.strip().split("\n"),
        *HYPOTHETICAL.strip().split("\n"),
        *(block for block in re.split(r"\n(?!-)", FAMILY.strip())),
        *HISTORY.strip().split("\n"),
    ],
)
def test_examples(example: str) -> None:
    check(example)
