"""Writing flaws found by rule, and the sound sentences that look like them."""

import unicodedata
from collections.abc import Sequence

import pytest
from gate_items import asked, item, question

from carnet.teaching.gate import WRITING
from carnet.teaching.gate.gate import BY_RULE
from carnet.teaching.gate.negative import asks_what_is_not
from carnet.teaching.item import Item

EXACT = "À propos de la coqueluche, quelles sont les propositions exactes ?"
OTHERS = ("*La toux est quinteuse", "*Le vaccin protège plusieurs années", "Le traitement est chirurgical")


def fired(one: Item) -> set[str]:
    return {name for name in WRITING if list(BY_RULE[name](one))}


@pytest.mark.parametrize(
    "proposition",
    [
        "La fièvre est toujours présente",
        "Le scanner est normal dans 100 % des cas",
        "Tous les malades sont contagieux",
        "Elle ne se complique jamais",
        "L'hospitalisation est systématique",
        "Seule la chirurgie permet la guérison",
        "Un frottis normal exclut formellement le diagnostic",
        "La douleur est constante",
    ],
)
def test_absolute_terms(proposition: str) -> None:
    assert fired(asked(EXACT, *OTHERS, proposition)) == {"absolute_terms"}


@pytest.mark.parametrize(
    "proposition",
    [
        "Une dose est faite tous les 10 ans",
        "La déclaration obligatoire est faite à l'ARS",
        "L'allaitement exclusif est conseillé",
    ],
)
def test_terms_of_medicine_are_not_absolute(proposition: str) -> None:
    assert not fired(asked(EXACT, *OTHERS, proposition))


def test_hedges_of_the_right_propositions_alone() -> None:
    hedged = asked(
        EXACT,
        "*La toux est souvent nocturne",
        "*La fièvre est parfois absente",
        "Le germe est un virus",
        "La peau desquame",
    )
    assert [one.level for one in BY_RULE["absolute_terms"](hedged)] == ["warn"]


@pytest.mark.parametrize(
    ("propositions", "flawed"),
    [
        (
            (
                "Cirrhose",
                "*Hépatite auto-immune à rechercher devant une hypergammaglobulinémie",
                "Hépatite B",
                "Stéatose",
            ),
            True,
        ),
        (("Cirrhose biliaire", "*Hépatite auto-immune", "Hépatite B", "Stéatose"), False),
        (("HTA", "*Asthme", "BPCO", "AVC"), False),
    ],
)
def test_longest_key(propositions: Sequence[str], flawed: bool) -> None:
    assert fired(asked("Quel diagnostic retenez-vous ?", *propositions)) == ({"longest_key"} if flawed else set())


@pytest.mark.parametrize(
    ("stem", "propositions", "flawed"),
    [
        ("Quel examen explore le transit œsophagien ?", ("Scanner", "*Transit baryté", "IRM", "Échographie"), True),
        (
            "Quel examen explore le transit œsophagien ?",
            ("Scanner", "*Transit baryté", "Transit du grêle", "IRM"),
            False,
        ),
        ("Quelle cause à cette carence en fer ?", ("Ulcère", "*Maladie cœliaque", "Angiome", "Polype"), False),
        (
            "Que demandez-vous devant ce syndrome sec ?",
            ("Glycémie", "*Bilan du syndrome sec", "Calcémie", "Uricémie"),
            True,
        ),
        (
            "Quels sont les traitements par substitution ?",
            ("*Substitution par A", "*Substitution par B", "Sevrage", "C"),
            True,
        ),
    ],
)
def test_echo_of_the_question(stem: str, propositions: Sequence[str], flawed: bool) -> None:
    assert fired(asked(stem, *propositions)) == ({"stem_key_echo"} if flawed else set())


@pytest.mark.parametrize(
    ("stem", "propositions", "flawed"),
    [
        ("Le traitement repose sur une :", ("drainage", "scanner", "*corticothérapie", "régime"), True),
        ("Le traitement repose sur une :", ("chirurgie", "radiothérapie", "*corticothérapie", "greffe"), False),
        ("La complication redoutée est l'", ("phlébite", "*embolie pulmonaire", "septicémie", "péricardite"), True),
        (
            "Devant ce tableau, vous décidez de :",
            ("*réaliser une ponction", "scanner", "antibiothérapie", "repos"),
            True,
        ),
        (
            "Devant ce tableau, vous décidez de :",
            ("*réaliser une ponction", "prescrire un scanner", "attendre", "opérer"),
            False,
        ),
        (
            "Les statines :",
            ("*diminuent le LDL", "augmente la kaliémie", "bloque la vitamine K", "inhibe la thrombine"),
            True,
        ),
        ("Cette lésion est :", ("*bénigne", "malin", "infecté", "vasculaire"), True),
        ("La cause la plus fréquente est :", ("une tumeur", "*une lithiase", "un traumatisme", "une infection"), False),
        ("Les causes sont :", ("*la lithiase", "médicamenteux", "*l'alcool", "par un virus"), True),
    ],
)
def test_grammar(stem: str, propositions: Sequence[str], flawed: bool) -> None:
    assert fired(asked(stem, *propositions)) == ({"grammar_cue"} if flawed else set())


@pytest.mark.parametrize(
    ("propositions", "flawed"),
    [
        (("TSH basse, T4 basse", "*TSH basse, T4 haute", "TSH haute, T4 haute", "TSH basse, T4 normale"), True),
        (("TSH basse, T4 basse", "*TSH basse, T4 haute", "TSH haute, T4 haute", "TSH haute, T4 basse"), False),
        (("Aspirine et héparine", "*Aspirine et clopidogrel", "AVK et clopidogrel", "Aspirine seule"), True),
        (
            ("Inhibition de la COX", "*Inhibition du facteur Xa", "Activation de l'antithrombine", "Blocage du P2Y12"),
            False,
        ),
    ],
)
def test_convergence(propositions: Sequence[str], flawed: bool) -> None:
    assert fired(asked("Que retenez-vous ?", *propositions)) == ({"convergence"} if flawed else set())


@pytest.mark.parametrize(
    "stem",
    [
        "Quel signe n'est pas retrouvé dans la grippe ?",
        "Tous ces signes sont possibles, sauf un. Lequel ?",
        "Indiquez la proposition fausse.",
        "Quelles mesures ne prescrivez-vous pas ?",
        "Trouvez l'intrus parmi ces médicaments.",
        "Quel symptôme est absent du tableau ?",
        "Quelle étiologie ne peut être retenue ?",
        "Parmi ces agents, un seul ne traverse pas le placenta. Lequel ?",
    ],
)
def test_negative_questions(stem: str) -> None:
    span = asks_what_is_not(stem)
    assert span is not None and 0 <= span[0] < span[1] <= len(stem)


@pytest.mark.parametrize(
    "stem",
    [
        "Quel traitement proposez-vous à ce patient qui n'a jamais été vacciné ?",
        "Un patient ne prend pas de traitement. Quel examen demandez-vous ?",
        "Que faites-vous si la fièvre ne cède pas ?",
        "Quelle est la fréquence des fausses couches ?",
        "Quel médicament est contre-indiqué ?",
        "Quel antibiotique, sauf allergie, prescrivez-vous ?",
    ],
)
def test_negations_of_the_patient_are_not_those_of_the_question(stem: str) -> None:
    assert asks_what_is_not(stem) is None


@pytest.mark.parametrize(
    "proposition",
    [
        "Toutes les réponses sont exactes",
        "Aucune de ces propositions",
        "A et C",
        "d) a, b et c",
        "Ni la première, ni la deuxième proposition",
        "L'ensemble des mesures ci-dessus",
        "Les deux précédentes",
    ],
)
def test_all_or_none(proposition: str) -> None:
    assert fired(asked("Quel diagnostic retenez-vous ?", "Grippe", "*Angine", "Otite", proposition)) == {"all_none"}


@pytest.mark.parametrize(
    "proposition", ["Aucun traitement", "Hépatites A et B", "Vitamines A et D", "Prise toutes les 6 heures"]
)
def test_what_only_looks_like_all_or_none(proposition: str) -> None:
    assert "all_none" not in fired(asked("Que retenez-vous ?", "Grippe", "*Angine", "Otite", proposition))


@pytest.mark.parametrize(
    ("propositions", "flawed"),
    [
        (("10 %", "*5 %", "40 %", "20 %"), True),
        (("1 000 mg", "500 mg", "*250 mg", "75 mg"), False),
        (("24 heures", "7 jours", "*1 mois", "6 mois"), False),
        (("2 mois", "*6 semaines", "1 an", "3 jours"), True),
        (("0 à 20 %", "*15 à 40 %", "50 à 60 %", "70 à 80 %"), True),
        (("Deux ans", "*Six mois", "Cinq ans", "Un an"), True),
        (("Stade I", "*Stade II", "Stade III", "Stade IV"), False),
        (("Stade III", "*Stade I", "Stade IV", "Stade II"), True),
        (("1/5", "*1/2", "1/10", "1/4"), True),
        (("< 120/70 mmHg", "*< 130/80 mmHg", "< 140/90 mmHg", "< 150/90 mmHg"), False),
        (("Amoxicilline 1 g", "*Ceftriaxone 2 g", "Ofloxacine 400 mg", "Repos"), False),
    ],
)
def test_ordering(propositions: Sequence[str], flawed: bool) -> None:
    assert fired(asked("Que retenez-vous ?", *propositions)) == ({"ordering"} if flawed else set())


def dp(second: str, new: str = "") -> Item:
    first = question("Quel diagnostic évoquez-vous en priorité ?", "Pneumonie", "*Embolie pulmonaire", "Angor", "Zona")
    then = question(second, "Fond d'œil", "*Angioscanner thoracique", "EEG", "ECBU", new=new)
    third = question("Quelle surveillance organisez-vous ?", "*Clinique", "Radiologique", "*Biologique", "Génétique")
    return item(first, then, third, case="Femme de 40 ans, dyspnée brutale.")


@pytest.mark.parametrize(
    "stem",
    [
        "Compte tenu de votre réponse à la question 1, que proposez-vous ?",
        "Quel traitement de l'embolie pulmonaire débutez-vous ?",
        "Quel est le traitement de cette maladie ?",
        "L'examen que vous avez prescrit est positif. Que faites-vous ?",
        "En fonction du diagnostic retenu plus haut, que demandez-vous ?",
    ],
)
def test_hinged_questions(stem: str) -> None:
    assert fired(dp(stem)) == {"hinged"}


def test_a_case_that_tells_new_data_is_not_hinged() -> None:
    told = "L'angioscanner montre une embolie pulmonaire bilatérale."
    assert not fired(dp("Quel traitement de l'embolie pulmonaire débutez-vous ?", new=told))
    assert not fired(dp("Quelle est votre conduite à tenir ?"))


@pytest.mark.parametrize(
    "proposition",
    [
        "Il n'est pas impossible que le scanner soit normal",
        "Il n'est pas contre-indiqué de ne pas traiter",
        "On ne peut pas ne pas évoquer un cancer",
        "La vaccination n'est pas inutile",
    ],
)
def test_double_negation(proposition: str) -> None:
    assert fired(asked(EXACT, *OTHERS, proposition)) == {"double_negation"}


def test_a_negation_alone_is_no_double_one() -> None:
    assert not fired(asked(EXACT, *OTHERS, "La fièvre n'est pas nécessaire au diagnostic"))
    over = asked("Quelle consigne n'est pas utile ?", "Ne pas poser de garrot", "*Inciser", "Laver", "Surveiller")
    assert fired(over) == {"negative_stem", "double_negation"}


@pytest.mark.parametrize(
    "case",
    [
        "Kaliémie 42 mmol/L.",
        "T 52 °C.",
        "Hb 13 g/L.",
        "PA 80/140 mmHg.",
        "PA 12/18 au repos.",
        "SpO2 117 %.",
        "pH 74,1.",
        "Glasgow à 17.",
        "Tumeur pT5N0M0.",
        "Vu le 31 février 2023.",
        "Homme de 230 ans.",
        "Cisplatine 7500 mg/m².",
        "TSH 3 g/L.",
        "FC 80 mmHg.",
        "Femme de 45 ans, 1,65 cm, 62 kg.",
        "Enceinte de 62 SA.",
    ],
)
def test_implausible(case: str) -> None:
    one = asked("Quel diagnostic ?", "Grippe", "*Angine", "Otite", "Zona", case=case)
    found = list(BY_RULE["implausible"](one))
    assert found and all(each.where == "case" and case[each.start : each.end].strip() for each in found)


@pytest.mark.parametrize(
    "case",
    [
        "K 9,2 mmol/L, Na 108 mmol/L, pH 6,85.",
        "PA 240/130 mmHg, PA 13/8.",
        "Urines : Na 5 mmol/L, K 3 mmol/L.",
        "Glucosé à 5 %.",
        "Hb 4,8 g/dL.",
        "PSA 5000 ng/mL.",
        "Paclitaxel 80 mg/m² par semaine.",
        "Méthotrexate 3 g/m².",
        "pH gastrique 1,5.",
        "Homme de 104 ans, IMC 58 kg/m².",
        "pT3N2bM0, né le 29/02/2020.",
        "Adrénaline 0,5 mg IM.",
    ],
)
def test_extreme_values_are_possible(case: str) -> None:
    assert not fired(asked("Quel diagnostic ?", "Grippe", "*Angine", "Otite", "Zona", case=case))


def test_a_dose_answers_the_question_before_it() -> None:
    doses = ("20 g/m²", "40 g/m²", "60 g/m²", "*80 g/m²")
    assert fired(asked("Quelle dose de paclitaxel ?", *doses)) == {"implausible"}


def test_accents_apart_from_their_letters_are_read_alike() -> None:
    apart = unicodedata.normalize("NFD", "Toutes les réponses précédentes")
    assert fired(asked("Quel diagnostic retenez-vous ?", "Grippe", "*Angine", "Otite", apart)) == {"all_none"}


def test_an_open_question_says_no_word_of_its_answer() -> None:
    echoes = asked("Quelle atteinte du péricarde évoquez-vous ?", kind="QROC", answers=[{"text": "péricardite aiguë"}])
    assert fired(echoes) == {"stem_key_echo"}
    sound = asked("Quelle hormone dosez-vous ?", kind="QROC", answers=[{"text": "hormone de croissance"}])
    assert not fired(sound)


@pytest.mark.parametrize(
    ("case", "flawed"),
    [
        ("Homme de 62 ans, 8 kg, diabétique.", True),
        ("Homme de 62 ans, amaigrissement de 8 kg.", False),
        ("Femme de 50 ans, 1,60 m, 90 kg, IMC 18 kg/m².", True),
        ("Femme de 50 ans, 1,60 m, 90 kg, IMC 35 kg/m².", False),
        ("Homme de 40 ans, diabète depuis 55 ans.", True),
        ("Le test a une sensibilité de 130 %.", True),
        ("Chimiothérapie : ifosfamide 1.200 mg/m², cyclophosphamide 3 g + 300 µg de G-CSF.", False),
    ],
)
def test_what_does_not_go_together(case: str, flawed: bool) -> None:
    one = asked("Quel diagnostic ?", "Grippe", "*Angine", "Otite", "Zona", case=case)
    assert fired(one) == ({"implausible"} if flawed else set())
