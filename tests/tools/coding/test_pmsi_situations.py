"""Situations of care: sessions, palliative care, follow-up, devices, delivery, newborn."""

# ruff: noqa: E501  a stay is a line
import pytest
from placed_notes import assigned, codes

# name, age, sex, text, principal, related, associated that must be there
CARE: list[tuple[str, float | None, str | None, str, str | None, str | None, str]] = [
    ("chemotherapy, motive", 60, "f", "Patiente suivie pour un {C509|cancer du sein} avec {C795|métastases osseuses}, venue pour C3 de paclitaxel. {I10|HTA}.", "Z511", "C509", "C795 I10"),
    ("chemotherapy, reason", 60, "m", "Motif : cure n° 4 de FOLFOX\nHDM : {C187|cancer du sigmoïde} opéré.\nConclusion : bonne tolérance.", "Z511", "C187", ""),
    ("chemotherapy, day hospital", 60, "m", "Hospitalisation de jour pour chimiothérapie. {C341|Cancer bronchique}. {C793|Métastase cérébrale}.", "Z511", "C341", "C793"),
    ("chemotherapy of a metastasis alone", 60, "f", "Venue pour sa 2e cure. {Z853<|Cancer du sein} opéré. {C787|Métastases hépatiques}.", "Z511", "C787", "Z853"),
    ("chemotherapy of the past is no session", 60, "f", "ATCD : {Z853<|cancer du sein} traité par 6 cures de chimiothérapie\nConclusion : {J189|pneumopathie}.", "J189", None, "Z853"),
    ("chemotherapy to come is no session", 60, "f", "Conclusion : {C504|cancer du sein} opéré.\nConduite à tenir : cure de chimiothérapie le 12/03.", "C504", None, ""),
    ("discovery, then first session", 60, "m", "Motif : {R599|adénopathies}\nConclusion : découverte d'un {C833|lymphome diffus}. Première cure de R-CHOP.", "C833", None, ""),
    ("acute disease in a day of chemotherapy", 60, "f", "Motif : {D70|neutropénie fébrile}\nC3J10 de chimiothérapie pour {C504|cancer du sein}.\nConclusion : {D70|neutropénie fébrile}.", "D70", None, "C504"),
    ("infliximab", 40, "f", "Venue pour perfusion d'infliximab. {K508|Maladie de Crohn}.", "Z512", "K508", ""),
    ("radiotherapy", 60, "m", "Hospitalisation pour séance de radiothérapie. {C61|Adénocarcinome de prostate}.", "Z5101", "C61", ""),
    ("preparation of radiotherapy", 60, "m", "Venu pour scanner de centrage. {C61|Adénocarcinome de prostate}.", "Z5100", "C61", ""),
    ("dialysis", 70, "m", "Séance d'hémodialyse. {N185|IRC terminale}, {I10|HTA}.", "Z491", "N185", "I10"),
    ("fistula before dialysis", 70, "m", "Hospitalisé pour création d'une FAV. {N185|IRC terminale}.", "Z490", "N185", ""),
    ("transfusion", 70, "m", "Hospitalisation pour transfusion de 2 CG. {D469|Myélodysplasie}.", "Z5130", "D469", ""),
    ("transfusion in a stay for bleeding", 70, "m", "Motif : {K921|méléna}\nTransfusion de 2 CG.\nConclusion : {K250|ulcère gastrique hémorragique}.", "K250", None, ""),
    ("palliative, reason", 70, "m", "Hospitalisé pour prise en charge palliative d'un {C259|cancer du pancréas}. {C787|Métastases hépatiques}.", "Z515", "C259", "C787"),
    ("palliative, beside", 70, "m", "Motif : {K566|occlusion}\nEvolution : soins palliatifs décidés.\nConclusion : {K566|occlusion} sur {C786|carcinose}, {C187|cancer du côlon}.", "K566", None, "Z515 C786 C187"),
    ("palliative chemotherapy is no palliative care", 70, "m", "Venu pour C2 de gemcitabine. Chimiothérapie palliative. {C259|Cancer du pancréas}.", "Z511", "C259", ""),
    ("follow-up, surgery", 60, "f", "Hospitalisée pour surveillance d'un {Z8500<|cancer du côlon} opéré. Coloscopie normale.\nConclusion : pas de récidive.", "Z080", None, "Z8500"),
    ("follow-up, several treatments", 60, "f", "Vue pour surveillance d'un {Z853<|cancer du sein} traité par mastectomie et radiothérapie.\nConclusion : rémission complète.", "Z087", None, "Z853"),
    ("follow-up that finds", 60, "f", "Hospitalisée pour surveillance d'un {C509|cancer du sein} opéré.\nConclusion : apparition de {C787|métastases hépatiques} d'un {C509|cancer du sein}.", "C787", None, "C509"),
    ("follow-up of another disease", 60, "f", "Hospitalisée pour bilan annuel de son {E1198|diabète de type 2}.\nConclusion : équilibre correct.", "Z098", "E1198", ""),
    ("port", 60, "f", "Motif : pose de chambre implantable\n{C56|Cancer de l'ovaire}.", "Z452", "C56", ""),
    ("pacemaker battery", 80, "m", "Hospitalisé pour changement de boîtier de pacemaker. {I442|BAV complet} appareillé.", "Z450", "I442", ""),
    ("closing an ileostomy", 60, "m", "Hospitalisé pour fermeture d'iléostomie. {Z8500<|Cancer du rectum} en rémission.", "Z432", None, "Z8500"),
    ("restoring continuity", 60, "m", "Hospitalisé pour rétablissement de continuité après Hartmann. {Z933|Colostomie}.", "Z433", None, "Z933"),
    ("removal of material", 30, "m", "Hospitalisation pour ablation de matériel d'ostéosynthèse.\n{Z8781<|fracture de cheville}.", "Z470", None, ""),
    ("breast reconstruction", 50, "f", "Hospitalisée pour reconstruction mammaire par DIEP. {Z853<|Cancer du sein}.", "Z421", None, "Z853"),
    ("prophylactic surgery", 40, "f", "Hospitalisée pour mastectomie prophylactique. Mutation BRCA1.", "Z4000", None, ""),
    ("normal delivery", 28, "f", "Accouchement spontané par voie basse, présentation du sommet. Enfant vivant.", "O800", None, "Z370"),
    ("caesarean for a scar", 32, "f", "Conclusion : césarienne programmée pour {O342|utérus cicatriciel}. Naissance d'une fille.", "O342", None, "O820 Z370"),
    ("forceps for distress", 32, "f", "Accouchement par forceps pour {O680|anomalies du rythme cardiaque foetal}. Garçon vivant.", "O680", None, "O813 Z370"),
    ("twins", 32, "f", "Accouchement par voie basse de jumeaux. {O300|Grossesse gémellaire}.", "O300", None, "Z372"),
    ("past caesarean", 32, "f", "ATCD : 2 césariennes\nConclusion : {K358|appendicite}.", "K358", None, ""),
    ("no delivery of a man", 32, "m", "Sa femme a accouché hier.\nConclusion : {K358|appendicite}.", "K358", None, ""),
    ("healthy newborn", 0.0, "f", "Nouveau-né à terme, Apgar 10. Examen normal.", "Z380", None, ""),
    ("sick newborn", 0.0, "f", "Nouveau-né de 33 SA.\nConclusion : {P073|prématurité}, {P220|maladie des membranes hyalines}.", "P220", None, "P073 Z380"),
    ("a device for chemotherapy is no session", 60, "f", "Motif : pose de PAC pour chimiothérapie\n{C169|ADK gastrique}.", "Z452", "C169", ""),
    ("the cure of a hernia is no chemotherapy", 60, "m", "Hospitalisé pour cure de {K409|hernie inguinale} droite.", "K409", None, ""),
    ("obesity with its surgery", 44, "f", "Hospitalisée pour sleeve gastrectomie. {E6606|Obésité}, {I10|HTA}.", "E6606", None, "I10"),
    ("a unit of palliative care", 70, "m", "Centre hospitalier\nUnité de soins palliatifs\nPatient suivi pour {C259|cancer du pancréas}. Décès.", "Z515", "C259", ""),
    ("yearly check of a graft", 50, "m", "Hospitalisé pour bilan annuel. {Z940|Greffe rénale}. {I10|HTA}.", "Z940", None, "I10"),
    ("after surgery elsewhere", 70, "f", "Transférée pour surveillance post-opératoire. {M169|Coxarthrose} opérée.", "Z488", None, ""),
    ("sleep study that finds", 60, "m", "Venu pour polysomnographie. Conclusion : {G473|SAOS} sévère.", "G473", None, ""),
    ("bare reason: transfusion", 60, "m", "Motif : transfusion\n{D469|SMD}.", "Z5130", "D469", ""),
    ("six cycles told are no session", 60, "m", "Motif : {J189|pneumopathie}\nEvolution : évalué après 6 cycles de chimiothérapie. {C341|Cancer bronchique}.", "J189", None, "C341"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("age", "sex", "text", "dp", "dr", "das"), [one[1:] for one in CARE], ids=[one[0] for one in CARE]
)
def test_care(age: float, sex: str, text: str, dp: str | None, dr: str | None, das: str) -> None:
    done = assigned(text, age=age, sex=sex)  # type: ignore[arg-type]
    found_dp, found_dr, found_das = codes(done)
    assert (found_dp, found_dr) == (dp, dr)
    assert set(das.split()) <= found_das
    assert not {"Z511", "Z5130"} & found_das or "cure" in text
    for one in (done.dp, done.dr, *done.das):
        assert one is None or one.evidence


def test_a_session_says_why_and_shows_the_words() -> None:
    done = assigned("Patiente venue pour C3 de paclitaxel. {C504|Cancer du sein}.")
    assert done.dp is not None
    assert done.dp.rule == "T1"
    assert "traitement répétitif" in done.dp.reason
    assert done.dp.evidence[0].quote == "C3 de paclitaxel"
    assert done.dr is not None
    assert done.dr.rule == "related"


def test_a_note_without_a_mention_is_read_too() -> None:
    done = assigned(("CRC", "Suivie pour {C504|cancer du sein}."), ("CRH", "Motif : séance de chimiothérapie\nRAS."))
    assert codes(done) == ("Z511", "C504", set())


def test_a_follow_up_that_finds_says_so() -> None:
    done = assigned(
        "Hospitalisée pour surveillance d'un {C509|cancer du sein} opéré.\n"
        "Conclusion : apparition de {C787|métastases hépatiques} d'un {C509|cancer du sein}."
    )
    assert done.dp is not None
    assert (done.dp.code, done.dp.rule) == ("C787", "S2")
    assert [(one.code, one.rule) for one in done.das] == [("C509", "primary")]


def test_a_session_that_is_only_named_is_not_coded() -> None:
    done = assigned("Conclusion : {J189|pneumopathie}. {Z511|Chimiothérapie} de première ligne.")
    assert codes(done) == ("J189", None, set())
