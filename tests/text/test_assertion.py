"""What a note says of what it names. Examples carry their answers: `{fièvre=absent}` is a span and its status."""

import re
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.text.assertion import STATUSES, Assertion, assert_spans
from carnet.text.assertion_rules import Rule, rules
from carnet.text.clean import clean
from carnet.text.document import Section, Sentence
from carnet.text.sections import find_sections
from carnet.text.sentences import find_sentences

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


TELEGRAPHIC = """
Pas de {fièvre=absent}, pas de {frissons=absent}, {toux=present} productive.
PAS D'{HEPATOMEGALIE=absent} NI DE {SPLENOMEGALIE=absent}. {ADENOPATHIE=present} AXILLAIRE GAUCHE.
Pas de {signe=absent} d'{insuffisance cardiaque=absent} droite ou gauche.
Bruits du coeur réguliers sans {souffle=absent}. Pas d'{OMI=absent}. Mollets souples.
Abdomen souple, dépressible, indolore, sans {défense=absent} ni {contracture=absent}.
{Adénopathies=absent} : non palpées
Aires ganglionnaires libres, pas d'{adénopathie=absent} palpable.
TDM TAP : pas de {lésion secondaire=absent} hépatique, {nodule=present} du LSD de 8 mm, pas d'{épanchement=absent}.
IRM : absence de {prise de contraste=absent} pathologique, {gliose=present} frontale.
L'échographie n'a pas retrouvé de {lésion=absent} mais le scanner montre une {masse=present} rénale.
Le patient nie toute {douleur thoracique=absent}, rapporte une {dyspnée=present} d'effort.
Sevrage {tabac=present}
Ni {tabac=absent}, ni {alcool=absent}.
{Tabac=absent} : jamais. {Alcool=present} : 3 verres par jour
Allergie : pas d'{allergie=absent} connue
{Allergies=absent} médicamenteuses : RAS
Patiente non {diabétique=absent}, non {hypertendue=absent}
Non {fumeur=absent}
Apyrétique. {Nausées=present} sans {vomissements=absent}.
{Douleur=present} sans irradiation, sans {dyspnée=absent}, avec {sueurs=present}.
{Sérologies=present} {VIH=absent}, {VHB=absent}, {VHC=absent} négatives
{Troponine=present} négative
{Oedème=present} persistant, {douleur=absent} disparue
Plus aucun {saignement=absent} depuis 48h
Le patient ne présente plus de {douleurs=absent}.
Évolution favorable avec disparition des {douleurs=absent} et reprise du {transit=present}
Absence de {récidive=absent} locale ; {métastases=present} osseuses stables
{HTA=present} non équilibrée
{Insuffisance rénale=present} non dialysée
{Carcinome=present} non à petites cellules
{Cancer bronchique non à petites cellules=present} stade IV
{Lésion=present} non mesurable
{Fracture=present} non déplacée du radius
{Anévrisme=present} non rompu
Pas de {cancer=absent} retrouvé
Aucune {métastase=absent} à distance n'est mise en évidence
Le bilan d'extension est négatif : pas de {métastase=absent}
Il n'y a plus d'{argument=absent} pour une {infection=absent}.
Aucun argument pour une {maladie de Horton=absent}
{Phlébite=absent} éliminée par échodoppler
L'{embolie pulmonaire=absent} a été éliminée
Une {cause infectieuse=absent} a été écartée
On élimine une {endocardite=absent}.
Pas de {sensation=absent} de {vertige=absent}
SANS {ATCD=absent} NOTABLE
Rien à signaler sur le plan {cardiaque=present}
Examen neurologique normal, pas de {déficit=absent} sensitivo-moteur, {ROT=present} présents
{Signe de Homans=absent} négatif
{Lasègue=absent} absent bilatéral
{Syndrome inflammatoire=absent} : absent
{Hématurie=absent} = 0
{Toux=absent} - ; {expectorations=present} +
Pas d'{allergie=absent} à la {pénicilline=absent}
Pas d'{indication=absent} à une {chirurgie=absent}
N'a pas reçu de {chimiothérapie=absent}
Pas de {traitement=absent} au long cours hormis {aspirine=present}
Pas d'{anomalie=absent} significative à part une {anémie=present} modérée
Aucune {plainte=absent} fonctionnelle en dehors de {lombalgies=present}
Pas d'{évolution=absent} tumorale
Pas de nouvelle {lésion=absent}
Sans {particularité=absent}
Nous n'avons pas constaté d'{effets secondaires=absent}
Le {traitement=present} est bien toléré sans {toxicité=absent} particulière
{Neuropathie=absent} : 0, {mucite=present} : grade 2
Ganglion sentinelle négatif, pas d'{embole=absent} vasculaire
Marges saines, {emboles=absent} absents, {engainements périnerveux=present} présents
{Récepteurs=present} hormonaux positifs
{HER2=absent} négatif
Pas de {mutation=absent} {EGFR=absent}, {KRAS=present} muté
{Pneumopathie=possible} ? {OAP=possible} ?
{Appendicite=possible} probable ou {salpingite=possible}
Probable {OAP=possible} sur {HTA=present}
Très probable {récidive=possible}
Aspect en faveur d'un {kyste=possible}, sans {signe=absent} de malignité
Une origine {virale=possible} est possible
Lésion suspecte de {malignité=possible}
Image suspecte : {métastase=possible} ?
{Métastase=possible} suspectée
Diagnostic suspecté : {polyarthrite=possible}
Diagnostic évoqué : {sarcoïdose=possible}
Nous suspectons une {maladie de Crohn=possible}
On ne peut exclure une {fracture=possible}
Sans pouvoir éliminer une {greffe=possible} bactérienne
Diagnostic différentiel : {lymphome=possible}
On discute une {tuberculose=possible}
{BPCO=possible} probable, {asthme=present}
La {toux=present} pourrait être liée à un {reflux=possible}
{Tumeur=possible} versus {abcès=possible}
Possible {début=possible} de {pneumopathie=possible}
IDM ? : {douleur=present} thoracique
Ce tableau fait suspecter une {méningite=possible}
Tableau de {colique néphrétique=present}
Il semble exister une {sténose=possible}
Douteuse {image=present}
Peut-être une {intolérance=possible}
Doit consulter si {fièvre=hypothetical} > 38,5
En cas de {douleur=hypothetical}, prendre {paracétamol=present}
Surveiller l'apparition d'une {éruption=hypothetical}
À la recherche d'un {foyer infectieux=hypothetical}
Bilan étiologique à la recherche d'une {thrombophilie=hypothetical}
Risque de {récidive=hypothetical} élevé
Un {TEP scanner=hypothetical} est prévu le 12/03
{Radiothérapie=hypothetical} à programmer
Prévoir {IRM=hypothetical} cérébrale
Indication : recherche d'{embolie pulmonaire=hypothetical}
Motif : bilan de {dyspnée=present}
{Chirurgie=hypothetical} envisagée
Une {chimiothérapie=hypothetical} pourra être discutée
Prophylaxie de la {migraine=hypothetical}
Vaccin {grippe=present} fait
Si besoin {morphine=present}
Contrôle {NFS=present} si {fièvre=hypothetical}
Appeler en cas de {rougeur=hypothetical}, {écoulement=hypothetical}, {fièvre=hypothetical}
Antécédents familiaux : mère : {cancer du sein=family} à 45 ans ; père : {HTA=family}
Grand-mère maternelle décédée d'un {cancer de l'ovaire=family}
{Diabète=family} chez la mère, {asthme=present}
Pas d'{ATCD=absent} familiaux
{Cancer=family} chez une tante paternelle
Deux soeurs atteintes de {lupus=family}
Son frère a présenté un {AVC=family} à 50 ans
Père : {IDM=family} à 60 ans, mère : {diabète=family}
La patiente vit avec son mari, {chute=present} ce jour
La mère rapporte une {fièvre=present} à 39
Selon sa fille, {confusion=present} depuis 2 jours
Antécédent familial de {mélanome=family} (oncle)
Terrain familial de {thrombose=family}
{Polypose adénomateuse familiale=present}
ATCD : {HTA=history}, {diabète=history}, {appendicectomie=history} en 1985
Antécédents médicaux : {BPCO=history}
Antécédents :⏎- {HTA=history}⏎- {phlébite=history} 2010⏎- pas d'{allergie=absent}
{AVC=history} ischémique en 2015 sans {séquelle=absent}
{Varicelle=history} dans l'enfance
Opéré d'une {hernie=history} il y a 15 ans
Ancienne {fracture=history} du tibia
Patient aux antécédents de {cardiopathie=history} ischémique, hospitalisé pour {dyspnée=present}
Patient de 60 ans, antécédent d'{HTA=history}, admis pour {fièvre=present}
Le patient aurait présenté une {syncope=history}
{Cancer du sein=history} en 2010 traité par {chirurgie=history}
Tabagisme sevré
{Tuberculose=history} ancienne
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


@pytest.mark.parametrize("example", TELEGRAPHIC.strip().split("\n"))
def test_telegraphic(example: str) -> None:
    """With the sentences and sections of the pipeline; ⏎ is a line end."""
    text, spans, expected = unmark(example.replace("⏎", "\n"))
    regular = clean(text)
    found = assert_spans(regular, find_sentences(regular), find_sections(regular), spans)
    assert [one.status for one in found] == expected, [(one.status, one.rule) for one in found]


@pytest.mark.parametrize("example", [*ABSENT.strip().split("\n"), *HYPOTHETICAL.strip().split("\n")])
def test_upper_case_without_accents(example: str) -> None:
    text, spans, expected = unmark(example)
    shouted = "".join(unicodedata.normalize("NFD", one)[0] for one in text).upper()
    regular = clean(shouted)
    found = assert_spans(regular, lines(regular.text), [], spans)
    assert [one.status for one in found] == expected, [(one.status, one.rule) for one in found]


def test_sections_give_history_and_family() -> None:
    check("{HTA=history}, {diabète=history}. Pas d'{asthme=absent}", "medical_history")
    check("{HTA=family}, {diabète=family} ; pas de {cancer=absent}", "family_history")
    check("{HTA=present}", "examination")


def test_the_cue_and_the_rule_are_kept() -> None:
    text = "Pas de fièvre"
    regular = clean(text)
    (found,) = assert_spans(regular, lines(text), [], [(7, 13)])
    assert found == Assertion("absent", (0, 6), "absent.no")
    assert assert_spans(regular, [], [], [(7, 13)]) == [Assertion("present")]


def test_rules_have_one_id_each_and_cues_that_compile() -> None:
    seen: dict[str, Rule] = {}
    for word, beginning in rules().begin.items():
        assert beginning.any is None or beginning.any.pattern
        assert beginning.longer is not None and word == word.lower()
        for rule in [*([beginning.alone] if beginning.alone else []), *(rule for _cue, rule in beginning.cues)]:
            assert rule.status in {*STATUSES, "none", "stop", "again"}
            assert seen.setdefault(rule.id, rule) == rule
    assert len(seen) > 60


PIECES = (
    *("pas de", "sans", "ni", "fièvre", "toux", ",", ".", ";", ":", "-", "(", ")", "et", "ou", "mais", "?", "si"),
    *("probable", "non", "absence d'", "n'", "ne", "est", "a", "été", "antécédents", "mère", "chez", "en 2012"),
    *("exclut", "négatif", "\n", "ATCD", "risque :", "qui", "pour", "vs"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join), st.randoms(use_true_random=False))
def test_the_order_of_the_spans_changes_nothing(text: str, random: Random) -> None:
    regular = clean(text)
    places = range(len(regular.text) + 1)
    spans = [tuple(sorted(random.choices(places, k=2))) for _ in range(12)]
    spans = [(start, end) for start, end in spans if start < end]
    sentences, sections = find_sentences(regular), find_sections(regular)
    together = assert_spans(regular, sentences, sections, spans)
    shuffled = random.sample(range(len(spans)), len(spans))
    assert [together[place] for place in shuffled] == assert_spans(
        regular, sentences, sections, [spans[place] for place in shuffled]
    )
    assert together == [assert_spans(regular, sentences, sections, [span])[0] for span in spans]
    for one in together:
        assert one.status in STATUSES
        assert one.cue is None or 0 <= one.cue[0] < one.cue[1] <= len(regular.text)
