"""Classes of errors that stays written apart from the rules showed: what a coder must not be told, and what he must."""

import pytest
from mentions_of import codes_of, mentions_of
from placed_notes import assigned, codes

from carnet.text.terminologies.cim10 import cim10
from carnet.tools.coding.pmsi.codes import table
from carnet.tools.coding.stay import Sex


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Conclusion : SCA non ST+ troponine négative.", "I200"),
        ("Conclusion : pneumopathie, antigénurie légionelle négative.", "J189"),
        ("Pyélonéphrite aiguë hémocultures négatives.", "N10"),
    ],
)
def test_a_negative_test_denies_no_disease_named_before_it(text: str, code: str) -> None:
    assert code in codes_of(text)


@pytest.mark.parametrize(
    "text", ["Atopie maternelle (asthme).", "Terrain atopique (asthme du père).", "Asthme paternel, eczéma."]
)
def test_a_disease_of_a_parent_is_not_of_the_patient(text: str) -> None:
    assert not any(code.startswith("J45") for code in codes_of(text))
    assert any(one.assertion == "family" for one in mentions_of(text))


def test_a_clinical_n_is_asked_about_and_gives_no_code() -> None:
    found = mentions_of("Carcinome épidermoïde de la glotte cT1N2M0.")
    assert not any(one.code and one.code.startswith("C77") for one in found)
    assert any("C770" in one.choices for one in found)


def test_a_pathologists_n_gives_the_code_of_its_nodes() -> None:
    assert "C773" in codes_of("Carcinome du sein droit pT2N1aM0.")


@pytest.mark.parametrize(
    ("text", "there", "never"),
    [
        ("ATCD : {J449|BPCO}\nConclusion : {J13|pneumopathie à pneumocoque}.", "J440 J13", "J449 J441"),
        ("ATCD : {K703|cirrhose}\nConclusion : {I859|varices oesophagiennes}.", "I982", "I859"),
        ("Patient {B24+9|VIH}. Conclusion : {B485&J172|pneumocystose}.", "B206", "B485 B24+9 J172"),
        ("ATCD : {G309|Alzheimer}\nConclusion : {F059|syndrome confusionnel}.", "F051", "F059"),
        ("Conclusion : {F322|épisode sévère}, {F339|trouble dépressif récurrent}.", "F332", "F339 F322"),
        ("Conclusion : {R572|choc septique} sur {N10|pyélonéphrite} à {B962|E. coli}.", "A415 R572 B962", "A419"),
        ("Conclusion : {R572|choc septique}, {B962|E. coli}, {B956|S. aureus}.", "A419", "A415 A410"),
        ("Conclusion : {N132|obstacle} et {N10|pyélonéphrite}.", "N136", "N132 N10"),
        ("Ingestion volontaire de {T391|paracétamol}.", "T391 X609", ""),
        ("Ingestion accidentelle de {T391|paracétamol}.", "T391", "X609"),
        ("Conclusion : {J449|BPCO}. Pas de {J189-|pneumopathie}.", "J449", "J440"),
        ("Motif : {O219|vomissements incoercibles}.", "R11", "O219"),
        ("Grossesse de 9 SA. Motif : {O219|vomissements incoercibles}.", "O219", "R11"),
    ],
)
def test_diseases_that_one_code_says_together(text: str, there: str, never: str) -> None:
    dp, dr, das = codes(assigned(text, age=40, sex="f"))
    found = {dp, dr, *das}
    assert set(there.split()) <= found
    assert not set(never.split()) & found


def test_each_combination_gives_a_valid_code_and_has_a_source() -> None:
    for rule in table("combinations"):
        assert cim10().valid(rule["code"], "das"), rule["id"]
        assert rule["source"]


def test_an_unspecified_associated_diagnosis_is_asked_about_where_it_matters() -> None:
    text = "Conclusion : {C341|cancer bronchique}, {I489|FA}."
    assert not [one for one in assigned(text).warnings if one.kind == "unspecified"]
    graded = assigned(text, severities={"I480": 2}).warnings
    assert [one.code for one in graded if one.kind == "unspecified"] == ["I489"]
    assert [one.code for one in assigned("Conclusion : {I489|FA}.").warnings if one.kind == "unspecified"] == ["I489"]


@pytest.mark.parametrize(("code", "age", "sex"), [("O244", 70.0, "m"), ("P701", 40.0, "f")])
def test_codes_of_a_mother_or_a_child_elsewhere_tire_no_coder(code: str, age: float, sex: Sex) -> None:
    done = assigned("Conclusion : {J189|pneumopathie}, {" + code + "|diabète}.", age=age, sex=sex)
    assert codes(done)[0] == "J189"
    assert not done.warnings or all(one.kind != "person" for one in done.warnings)


@pytest.mark.parametrize(
    ("text", "dp"),
    [
        ("{C189|Cancer du côlon}. Venu pour C3 FOLFOX. Cure reportée pour {D696|thrombopénie}.", "D696"),
        ("{C189|Cancer du côlon}. Venu pour C3 FOLFOX. {D70|Neutropénie}, cure non faite.", "D70"),
        ("{C189|Cancer du côlon}. Venu pour C3 FOLFOX, fait. Prochaine cure reportée.", "Z511"),
        ("{C189|Cancer du côlon}. C2 reportée. Vient ce jour pour C3 FOLFOX.", "Z511"),
        ("{C189|Cancer du côlon}. Vient pour C3 FOLFOX, {D70|neutropénie}. C4 décalée.", "Z511"),
        ("{C189|Cancer du côlon}. Vient pour C3 FOLFOX, chimiothérapie non compliquée.", "Z511"),
    ],
)
def test_a_session_that_was_not_done_is_not_what_the_stay_was_for(text: str, dp: str) -> None:
    assert codes(assigned(text))[0] == dp


def test_a_device_or_a_treatment_that_is_only_named_asks_for_nothing() -> None:
    done = assigned("Conclusion : {M171|gonarthrose}. {.T845+T840|PTG droite}. {.Z5130|Transfusion} de 2 CGR.")
    assert not [one for one in done.warnings if one.kind == "vague"]


def test_what_is_carried_along_comes_after_an_acute_problem() -> None:
    text = "Conclusion : {E43|dénutrition sévère}, {L891|escarre} et {I509|décompensation cardiaque}."
    assert codes(assigned(text))[0] == "I509"


@pytest.mark.parametrize(
    ("text", "there", "never"),
    [
        ("Conclusion : {J181|pneumopathie lobaire}, {J189|pneumopathie}.", "J181", "J189"),
        ("Conclusion : {J13|pneumopathie} à {B953|pneumocoque}.", "J13", "B953"),
        ("Conclusion : {D509|anémie} par {E611|carence martiale}.", "D509", "E611"),
        ("Conclusion : {F059|syndrome confusionnel}, {R410|confusion}.", "F059", "R410"),
        ("Conclusion : {A415|sepsis}, {R688|frissons}.", "A415", "R688"),
        ("Conclusion : {E101|acidocétose}, {R35|polyurie}.", "E101", "R35"),
        ("Conclusion : {K353|abcès appendiculaire}. {K352|Appendicite perforée}.", "K353", "K352"),
    ],
)
def test_what_another_code_says_already_is_left_out(text: str, there: str, never: str) -> None:
    dp, dr, das = codes(assigned(text))
    assert there in {dp, dr, *das}
    assert never not in {dp, dr, *das}


@pytest.mark.parametrize(
    ("text", "there", "never"),
    [
        ("Récidive hépatique d'un cancer du sein opéré en 2015.", "C509", "Z853"),
        ("Absence de récidive d'un cancer du sein opéré en 2015.", "Z853", "C509"),
        ("Pneumopathie à Klebsiella pneumoniae.", "J150", "J189"),
        ("Masse pulmonaire suspecte du LSG.", "R91", "C349"),
    ],
)
def test_what_comes_back_what_is_seen_and_the_germ_that_goes_on(text: str, there: str, never: str) -> None:
    found = codes_of(text, "present", "history")
    assert there in found
    assert never not in found


def beside_of(text: str) -> set[str]:
    return {code for one in mentions_of(text) for code in one.with_codes}


def test_the_germ_inside_the_name_of_an_infection_has_its_code() -> None:
    assert "B962" in beside_of("Infection urinaire à E. coli.")
    assert "B962" in beside_of("Pyélonéphrite à E. coli BLSE.")


def test_each_drug_of_a_poisoning_has_its_code() -> None:
    text = "Ingestion volontaire de 12 g de Doliprane et 20 cp de Xanax."
    assert {"T391", "T424"} <= codes_of(text) | beside_of(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rejet aigu cellulaire de greffon rénal.", "T861"),
        ("Crise d'asthme sévère.", "J46"),
        ("Diabète post-greffe.", "E139"),
    ],
)
def test_names_that_stays_use(text: str, code: str) -> None:
    assert code in codes_of(text)


def test_tobacco_that_is_only_named_is_asked_about() -> None:
    found = [one for one in mentions_of("ATCD : tabac, HTA.") if one.name == "tabac"]
    assert found
    assert found[0].code is None
    assert found[0].choices


@pytest.mark.parametrize(
    ("text", "choice"),
    [("K 6,4 sans signe ECG.", "E8758"), ("Kaliémie 2,8 supplémentée.", "E8768"), ("Na 152.", "E8700")],
)
def test_a_value_far_from_normal_is_asked_about_and_not_coded(text: str, choice: str) -> None:
    found = mentions_of(text)
    assert not any(one.code for one in found)
    assert any(choice in one.choices for one in found)


def test_values_near_normal_or_named_ask_for_nothing() -> None:
    assert not mentions_of("K 4,2. Natrémie 138.")
    assert [one.code for one in mentions_of("Hyperkaliémie à 6,4.")] == ["E8758"]


@pytest.mark.parametrize(
    ("text", "there", "never"),
    [
        ("Crise convulsive tonico-clonique généralisée de 4 min.", "R568", "G406"),
        ("Crise fébrile simple.", "R560", "R568"),
        ("Hospitalisé pour sevrage alcool programmé.", "F1024", "F1030"),
        ("Amox + genta.", "", "Z470"),
        ("Bilan de thrombophilie à distance.", "", "D685"),
        ("ATCD : cancer de la thyroïde opéré en 2005 considéré guéri.", "Z85805", "C73"),
        ("Embole splénique.", "D735", "I748"),
    ],
)
def test_words_of_stays(text: str, there: str, never: str) -> None:
    found = codes_of(text, "present", "history")
    assert set(there.split()) <= found
    assert never not in found


@pytest.mark.parametrize(
    ("text", "dp"),
    [
        ("{C049|Cancer du plancher buccal}. Séance d'irradiation ce jour, {K123|mucite}.", "Z5101"),
        ("Récidive de {C435|mélanome}. Début du nivolumab ce jour C1.", "Z511"),
        ("Motif : {R53+0|AEG}, {R509|fièvre}. Au terme du bilan : {R509|fièvre} inexpliquée.", "R509"),
        ("{R560|Crise fébrile}. {H669|Otite}. Conclusion : {R560|crise fébrile} sur {H669|otite}.", "R560"),
        ("Conclusion : {O141|prééclampsie}, {R51|céphalées}.", "O141"),
    ],
)
def test_what_a_stay_was_for(text: str, dp: str) -> None:
    assert codes(assigned(text, age=25, sex="f"))[0] == dp


def test_what_another_code_says_already_asks_for_nothing() -> None:
    done = assigned(
        "Conclusion : {C504|cancer du QSE}. {C509|Cancer du sein}. {E119|Diabète}, {E1158|pied diabétique}."
    )
    assert not [one for one in done.warnings if one.kind in ("redundant", "incompatible")]


def test_a_suspicion_is_shown_in_the_words_of_the_note() -> None:
    (caution,) = assigned("Conclusion : {R91|nodule}. {C349?|néo bronchique}.").warnings
    assert "néo bronchique" in caution.message


@pytest.mark.parametrize(
    ("text", "dp"),
    [
        ("ATCD : {I10|HTA}, {Z904|appendicectomie}. Entrée pour {H269|cataracte}.", "H269"),
        ("ATCD : {I10|HTA}. Hospitalisé pour {J189|pneumopathie} en 2018.\nMotif : {K297|gastrite}.", "K297"),
        ("ATCD :\nHospitalisé pour {J189|pneumopathie}.\nMotif : {K297|gastrite}.", "K297"),
    ],
)
def test_the_reason_that_a_line_of_antecedents_goes_on_with(text: str, dp: str) -> None:
    assert codes(assigned(text))[0] == dp


def test_a_virus_that_is_cured_is_no_cured_cancer_and_its_cirrhosis_is_a_disease() -> None:
    text = "CHC sur cirrhose virale C (Child A5), guérison virale en 2017."
    assert {"C220", "K746"} <= codes_of(text)
    assert "B182" in beside_of(text)
