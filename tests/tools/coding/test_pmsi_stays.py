"""Stays of medicine and surgery: the principal, related and associated diagnoses that a coder expects."""

# ruff: noqa: E501  a stay is a line
import pytest
from placed_notes import assigned, codes

# name, text, principal diagnosis, associated diagnoses that must be there, codes that must not be there
STAYS: list[tuple[str, str, str | None, str, str]] = [
    ("conclusion over reason", "Motif : {R074|douleur thoracique}\nATCD : {I10|HTA}\nConclusion : {I2100|infarctus antérieur}.", "I2100", "I10", "R074"),
    ("no cause found: the sign", "Motif : {R51|céphalées}\nScanner normal.\nConclusion : {R51|céphalées} sans cause trouvée.", "R51", "", ""),
    ("cause in the body", "Motif : {R060|dyspnée}\nATCD : {I10|HTA}\nEvolution : {J189|pneumopathie} traitée par amoxicilline.", "J189", "I10", "R060"),
    ("suspected alone", "Motif : {R104|douleurs abdominales}\nConclusion : {K358?|appendicite} suspectée.", "R104", "", "K358"),
    ("denied", "Motif : {R060|dyspnée}\nConclusion : {J189|pneumopathie}, pas d'{I269-|embolie pulmonaire}.", "J189", "", "I269"),
    ("of a relative", "ATCD familiaux : {C509~|cancer du sein} chez la mère.\nConclusion : {J189|pneumopathie}.", "J189", "", "C509"),
    ("hypothetical", "Conclusion : {I489|FA}. Risque de {I64>|AVC} expliqué.", "I489", "", "I64"),
    ("past as history", "ATCD : {Z853<|cancer du sein} en 2010\nConclusion : {J189|pneumopathie}.", "J189", "Z853", ""),
    ("past never main", "ATCD : {I2100|infarctus}, {J449|BPCO}\nConclusion : {K297|gastrite}.", "K297", "J449", ""),
    ("telegraphic line after antecedents", "ATCD : {I10|HTA}.\nAdressé pour {K800|cholécystite lithiasique}. Opéré.", "K800", "I10", ""),
    ("background disease", "Patient suivi pour {C341|cancer bronchique}, hospitalisé pour {J189|pneumopathie}.\nTraitement.", "J189", "C341", ""),
    ("complication in the stay", "Motif : {S7200|fracture du col}\nEvolution : au décours, {N390|infection urinaire}.\nConclusion : {S7200|fracture du col fémoral} opérée.", "S7200", "N390", ""),
    ("named by the writer", "DP : {I5012|insuffisance cardiaque}\nMotif : {R060|dyspnée}\nConclusion : {J189|pneumopathie}.", "I5012", "J189", "R060"),
    ("respiratory failure after its cause", "Conclusion : {J9600|insuffisance respiratoire aiguë} sur {J189|pneumopathie}.", "J189", "J9600", ""),
    ("flare with infection", "Conclusion : {J440|BPCO surinfectée}, {J449|BPCO}.", "J440", "", "J449"),
    ("shock after infection", "Motif : {R572|choc septique}\nConclusion : {R572|choc septique} sur {N10|pyélonéphrite}.", "N10", "R572", ""),
    ("embolism with thrombosis", "Conclusion : {I269|embolie pulmonaire} sur {I802|TVP}.", "I269", "I802", ""),
    ("acute over risk factor", "Conclusion : {I10|HTA}, {E785|dyslipidémie}, {I633|infarctus cérébral}.", "I633", "I10 E785", ""),
    ("stroke keeps its deficits", "Conclusion : {I633|infarctus sylvien} avec {R4700|aphasie} et {R13|dysphagie}.", "I633", "R4700 R13", ""),
    ("stroke precise over vague", "Conclusion : {I64|AVC}, {I634|infarctus cardio-embolique}.", "I634", "", "I64"),
    ("diabetes with complication", "ATCD : {E1198|diabète}\nConclusion : {E1158|pied diabétique}, {M869|ostéite}.", "E1158", "M869", "E1198"),
    ("two types of diabetes", "ATCD : {E149|diabète}, {E1198|DT2}\nConclusion : {J189|pneumopathie}.", "J189", "E1198", "E149"),
    ("hypertensive heart", "ATCD : {I10|HTA}\nConclusion : {I1100|cardiopathie hypertensive}.", "I1100", "", "I10"),
    ("dagger before asterisk", "Conclusion : {F009|démence} de la {G309|maladie d'Alzheimer}.", "G309", "F009", ""),
    ("asterisk with second code", "Conclusion : {E1128&N083|néphropathie diabétique}.", "E1128", "N083", ""),
    ("germ with infection", "Conclusion : {N10|pyélonéphrite} à {B962|E. coli} {U822+0|BLSE}.", "N10", "B962 U822+0", ""),
    ("germ alone", "Conclusion : {K297|gastrite}. Écouvillon : {B962|E. coli}.", "K297", "", "B962"),
    ("urinary site", "Motif : {N390|infection urinaire}\nConclusion : {N10|pyélonéphrite}.", "N10", "", "N390"),
    ("tobacco", "ATCD : {F1724|tabagisme}, {Z720|tabac}\nConclusion : {C341|cancer bronchique}.", "C341", "F1724", "Z720"),
    ("atrial fibrillation of one kind", "ATCD : {I482|FA permanente}\nConclusion : {I489|FA} rapide.", None, "", ""),
    ("breast quadrant", "Motif : {C509|cancer du sein}\nConclusion : {C504|cancer du QSE}, opéré.", "C504", "", "C509"),
    ("metastasis discovered", "Suivie pour un {C509|cancer du sein}.\nConclusion : découverte de {C787|métastases hépatiques} d'un {C509|cancer du sein}.", "C787", "C509", ""),
    ("tumour discovered with metastasis", "Conclusion : découverte d'un {C183|adénocarcinome de l'angle colique droit} avec {C787|métastases hépatiques}.", "C183", "C787", ""),
    ("active tumour over its history", "ATCD : {Z853<|cancer du sein}\nConclusion : {C504|récidive du cancer du sein}.", "C504", "", "Z853"),
    ("surgery of a tumour", "Hospitalisée pour tumorectomie d'un {C504|cancer du sein}.\nConclusion : {C504|cancer du sein} opéré.", "C504", "", ""),
    ("neutropenia beside aplasia", "Motif : {D619|aplasie} fébrile\nConclusion : {D70|neutropénie fébrile}. {C833|lymphome} en cours de chimiothérapie.", "D70", "C833", "D619"),
    ("fever explained", "Motif : {R509|fièvre}\nConclusion : {K800|cholécystite}.", "K800", "", "R509"),
    ("sign of another organ kept", "Motif : {K800|cholécystite}\nEvolution : {R040|épistaxis}.\nConclusion : {K800|cholécystite}.", "K800", "R040", ""),
    ("fall with cause", "Motif : {W1909|chute}\nConclusion : {S7200|fracture du col}.", "S7200", "W1909", ""),
    ("poisoning", "Motif : {T391|intoxication au paracétamol} {X6009|volontaire}\nATCD : {F329|dépression}.", "T391", "X6009 F329", ""),
    ("complication of care", "Motif : {T845|infection de prothèse de hanche}\nConclusion : {T845|infection de PTH}, {B956|S. aureus}.", "T845", "B956", ""),
    ("bleeding ulcer", "Motif : {K921|méléna}\nConclusion : {K250|ulcère gastrique hémorragique}, {D62|anémie aiguë}.", "K250", "D62", ""),
    ("cirrhosis and its liver signs", "Conclusion : {R18|ascite}, {K703|cirrhose alcoolique}.", "K703", "R18", ""),
    ("dehydration after gastroenteritis", "Conclusion : {E86|déshydratation} sur {A099|gastro-entérite}.", "A099", "E86", ""),
    ("covid", "Conclusion : {J128|pneumonie} à {U0710|COVID-19}.", "U0710", "J128", ""),
    ("stone with obstruction", "Motif : {N23|colique néphrétique}\nConclusion : {N132|hydronéphrose} sur {N201|calcul urétéral}.", "N132", "", "N23 N201"),
    ("status only beside", "ATCD : {Z952|prothèse valvulaire}, {Z921|AVK}\nConclusion : {K625|rectorragie}.", "K625", "Z952 Z921", ""),
    ("nothing but risk factors abstains", "ATCD : {I10|HTA}, {E785|dyslipidémie}.", None, "I10 E785", ""),
    ("tendon over wound", "Admis pour {S619|plaie de la main}, {S661|section du fléchisseur}.", "S661", "S619", ""),
    ("conclusion says less than the body", "Biopsie : {C504|cancer du QSE}.\nConclusion : {C509|cancer du sein}, {J189|pneumopathie}.", "C504", "J189", "C509"),
    ("telegraphic, no heading", "{J931|Pneumothorax} gauche, drainage. {F1724|Tabac}.", "J931", "F1724", ""),
    ("diagnoses told as associated", "DP : {I633|infarctus cérébral}. DAS : {I10|HTA}, {J189|pneumopathie}.", "I633", "I10 J189", ""),
    ("malignant over unknown", "Conclusion : {D414|tumeur de vessie}.\nAnapath : {C679|carcinome urothélial}.", "C679", "", "D414"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "dp", "das", "never"), [one[1:] for one in STAYS], ids=[one[0] for one in STAYS])
def test_stay(text: str, dp: str | None, das: str, never: str) -> None:
    found_dp, found_dr, found_das = codes(assigned(text))
    if dp is not None:
        assert found_dp == dp
    assert found_dr is None
    assert set(das.split()) <= found_das
    assert not set(never.split()) & {found_dp, *found_das}


def test_the_same_code_in_several_notes_is_one_proposal() -> None:
    done = assigned(
        ("CRC", "Suivi pour {C504|cancer du sein}."),
        ("CRH", "Motif : {C504|cancer du sein}\nConclusion : {C504|cancer du sein} opéré."),
        ("anapath", "Conclusion : {C504|carcinome}. {C504|carcinome}. {C504|carcinome}. {C504|carcinome}."),
    )
    assert done.dp is not None
    assert done.dp.code == "C504"
    assert len(done.dp.evidence) == 5
    assert done.dp.evidence[0].note_id == "n1"
    assert codes(done)[2] == set()


def test_a_suspicion_is_told_and_z03_is_an_alternative_of_the_sign() -> None:
    done = assigned(
        "Motif : {R074|douleur thoracique}\nConclusion : {R074|douleur thoracique}, {I219?|infarctus} suspecté."
    )
    assert done.dp is not None
    assert done.dp.rule == "D2"
    assert done.dp.alternatives[0].code == "Z034"
    assert [one.code for one in done.warnings if one.kind == "suspected"] == ["I219"]


def test_nothing_but_a_suspicion_has_no_principal_diagnosis() -> None:
    done = assigned("Conclusion : {C341?|cancer bronchique} suspecté.")
    assert done.dp is None
    (caution,) = [one for one in done.warnings if one.kind == "no_dp"]
    assert "Z03.1" in caution.message
    assert caution.evidence


def test_a_vague_diagnosis_is_asked() -> None:
    done = assigned("Conclusion : {.S7200+S7210|fracture du fémur}.")
    (caution,) = [one for one in done.warnings if one.kind == "vague"]
    assert "S72.00" in caution.message
    assert caution.evidence[0].quote == "fracture du fémur"


def test_a_category_is_asked_with_its_children() -> None:
    done = assigned("Conclusion : {K35|appendicite aiguë}.")
    assert done.dp is None
    (caution,) = [one for one in done.warnings if one.kind == "vague"]
    assert "K35.2" in caution.message


def test_an_unspecified_code_shows_the_precise_ones() -> None:
    done = assigned("Conclusion : {C509|cancer du sein}.")
    assert done.dp is not None
    assert {one.code for one in done.dp.alternatives} <= {
        "C500",
        "C501",
        "C502",
        "C503",
        "C504",
        "C505",
        "C506",
        "C508",
    }
    assert any(one.kind == "unspecified" and one.code == "C509" for one in done.warnings)


@pytest.mark.parametrize(
    ("code", "sex", "age"),
    [("C61", "f", 60), ("C56", "m", 60), ("O800", "f", 75), ("P220", "m", 40), ("O800", "m", 30), ("N40", "m", 8)],
)
def test_what_cannot_be_of_the_person_is_not_proposed(code: str, sex: str, age: float) -> None:
    done = assigned(f"Conclusion : {{{code}|diagnostic}}.", sex=sex, age=age)  # type: ignore[arg-type]
    assert codes(done) == (None, None, set())
    told = any(one.kind == "person" and one.code == code for one in done.warnings)
    assert told == (code[0] not in "OP")  # of the mother or of the child: nothing to ask


def test_severities_come_first() -> None:
    done = assigned(
        "ATCD : {I10|HTA}, {E43|dénutrition sévère}\nConclusion : {J189|pneumopathie}, {I489|FA}.",
        severities={"E43": 3, "J189": 3},
    )
    assert [one.code for one in done.das][0] == "E43"
    assert done.das[0].severity == 3
    assert done.dp is not None
    assert done.dp.severity is None


def test_a_metastasis_without_primary_and_an_injury_without_cause_are_told() -> None:
    kinds = {one.kind for one in assigned("Conclusion : {C787|métastases hépatiques}, {S7200|fracture}.").warnings}
    assert {"no_primary", "no_cause"} <= kinds
