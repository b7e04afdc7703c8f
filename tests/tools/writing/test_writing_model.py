"""A model writes questions over a safe case: good replies, invented quotes, two right answers, wrong JSON, names."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from carnet.errors import CarnetError
from carnet.llm.chat import open_llm
from carnet.llm.retrying import Retrying
from carnet.teaching.question import Proposition, Question
from carnet.teaching.references import Library
from carnet.tools.writing.model import Drafted, ModelWriter, SafeCase, Told
from carnet.tools.writing.wanted import Wanted

sys.path.insert(0, str(Path(__file__).parents[2] / "llm"))
from loopback import Reply, ScriptedServer, says  # noqa: E402

pytest.importorskip("openai")
SOON = Retrying(times=1, first=0.01)
CASE = SafeCase(
    (
        Told("Une femme de 67 ans consulte pour une toux et des crachats striés de sang.", ("n1", 0, 40)),
        Told("C’est une fumeuse active à 40 paquets-années.", ("n1", 60, 90)),
        Told("Le scanner met en évidence une masse du lobe supérieur droit de 45 mm.", ("n1", 100, 150)),
        Told("L’examen anatomopathologique conclut à un adénocarcinome pulmonaire.", ("n2", 0, 50)),
        Told("L’analyse de la tumeur montre le résultat suivant : EGFR muté."),
    )
)
MASS, SMOKER, EGFR = "une masse du lobe supérieur droit de 45 mm", "une fumeuse active à 40 paquets-années", "EGFR muté"


def said(text: str, right: bool = False, quote: str = "", **more: Any) -> dict[str, Any]:
    return {"texte": text, "juste": right, "citation": quote, "commentaire": "car le cas le dit", **more}


def question(**changed: Any) -> dict[str, Any]:
    return {
        "type": "QRU",
        "enonce": "Quel examen demandez-vous en premier ?",
        "apres": 3,
        "sujet": "examination",
        "propositions": [
            said("Bronchoscopie avec biopsies", True, MASS),
            said("Scintigraphie pulmonaire"),
            said("Épreuve d’effort"),
            said("Angiographie pulmonaire"),
            said("Échographie cardiaque"),
        ],
    } | changed


def key_of(asked: Question) -> Proposition:
    return next(one for one in asked.propositions if one.correct)


def written(
    *questions: dict[str, Any] | Reply, wanted: Wanted | None = None, **options: Any
) -> tuple[Drafted, ScriptedServer]:
    wanted = wanted or Wanted(kinds=("QRU", "QRM", "QRP", "QROC", "TCS"), number=8)
    reply = (
        questions[0] if questions and isinstance(questions[0], Reply) else says(json.dumps({"questions": questions}))
    )
    passages = options.pop("passages", ())
    with ScriptedServer(otherwise=reply) as server:
        return ModelWriter(open_llm(server.uri(), retrying=SOON), **options).write(CASE, passages, wanted), server


def reasons(drafted: Drafted) -> str:
    return " / ".join(one.reason for one in drafted.unsupported)


def test_a_good_question_stands_on_the_case_with_our_own_offsets() -> None:
    drafted, server = written(question())
    (item,) = drafted.items
    (asked,) = item.questions
    (evidence,) = key_of(asked).evidence
    assert item.parts()[evidence.note_id][evidence.start : evidence.end] == evidence.quote == MASS
    assert item.case.endswith("45 mm.") and "adénocarcinome" not in item.case  # cut where the question is asked
    assert asked.propositions[0].text == "Angiographie pulmonaire" and not asked.propositions[0].correct  # by alphabet
    assert all(0 <= one.start < one.end <= len(item.case) for one in item.origins) and len(item.origins) == 3
    assert "write_questions-v1" in item.producer and len(item.cautions) == 2 and not drafted.unsupported
    shown = json.dumps([body["messages"] for body in server.asked], ensure_ascii=False)
    assert "1. Une femme de 67 ans" in shown and "toux" in shown


@pytest.mark.parametrize(
    "quote", ["une masse du lobe inférieur gauche", "une masse du lobe supérieur droit de 54 mm", ""]
)
def test_an_invented_quote_takes_its_proposition_out(quote: str) -> None:
    several = question(
        type="QRM",
        enonce="Quels éléments sont en faveur d’un cancer ?",
        propositions=[
            said("Masse du poumon", True, quote),
            said("Intoxication tabagique", True, SMOKER),
            said("Hémoptysie minime", True, "des crachats striés de sang"),
            said("Asthme ancien"),
            said("Tuberculose traitée"),
        ],
    )
    drafted, _server = written(several)
    (item,) = drafted.items
    assert [one.text for one in item.questions[0].propositions if one.correct] == [
        "Hémoptysie minime",
        "Intoxication tabagique",
    ]
    (out,) = drafted.unsupported
    assert out.statement == "Masse du poumon" and out.quote == quote and out.reason
    assert "Masse" not in repr(out)


def test_a_key_without_its_passage_takes_the_question_out() -> None:
    drafted, _server = written(
        question(propositions=[said("Coloscopie", True, "un polype du côlon"), *question()["propositions"][1:]])
    )
    assert not drafted.items and len(drafted.unsupported) == 2


def test_a_passage_told_later_is_no_evidence_yet() -> None:
    early = question(apres=2)
    drafted, _server = written(early)
    assert not drafted.items and "plus tard" in reasons(drafted)


def test_two_right_answers_are_no_qru() -> None:
    both = question(
        propositions=[said("Bronchoscopie", True, MASS), said("Ponction", True, MASS), *question()["propositions"][1:]]
    )
    drafted, _server = written(both)
    assert not drafted.items and "plusieurs réponses justes" in reasons(drafted)


def test_expected_answers_are_counted_by_us() -> None:
    several = question(
        type="QRP",
        enonce="Quels sont les 4 éléments en faveur d’un cancer ? (4 réponses attendues)",
        propositions=[
            said("Intoxication tabagique", True, SMOKER),
            said("Masse du poumon", True, MASS),
            said("Asthme ancien"),
            said("Grippe récente"),
            said("Tuberculose traitée"),
            said("Vaccination récente"),
        ],
    )
    drafted, _server = written(several)
    (asked,) = drafted.items[0].questions
    assert asked.expected == 2 and asked.stem.endswith("(2 réponses attendues)")


def test_short_answers_and_their_length() -> None:
    told = {"reponses": ["mutation de l’EGFR", "x " * 9], "citations": [EGFR]}
    short = question(type="QROC", enonce="Quelle mutation guide le traitement ?", apres=5, propositions=[], **told)
    drafted, _server = written(short)
    (item,) = drafted.items
    assert [one.text for one in item.questions[0].answers] == ["mutation de l’EGFR"] and item.questions[0].evidence
    assert not written(short | {"citations": ["ALK réarrangé"]})[0].items
    assert not written(short | {"reponses": ["une réponse de bien plus de cinq mots"]})[0].items


def test_a_script_concordance_leaves_its_panel_to_the_teacher() -> None:
    concordance = question(
        type="TCS",
        enonce="",
        propositions=[],
        hypothese="un cancer bronchique",
        information="une toux ancienne",
        citations=[MASS],
    )
    drafted, _server = written(concordance)
    (item,) = drafted.items
    assert item.kind == "TCS" and not item.questions[0].panel and len(item.cautions) == 2
    assert not written(concordance | {"hypothese": ""})[0].items


@pytest.mark.parametrize(
    "reply", [says("Voici mes questions."), says('{"questions": [{"type": "QRU"}]}'), says('{"questions": 3}')]
)
def test_wrong_json_writes_nothing_and_says_so(reply: Reply) -> None:
    drafted, server = written(reply)
    assert not drafted.items and reasons(drafted) and len(server.asked) == 3  # asked again twice


def test_a_model_that_does_not_answer_raises() -> None:
    with pytest.raises(CarnetError):
        written(Reply(status=500, body={}))


def test_flawed_questions_and_identifiers_are_left_out_by_the_gate() -> None:
    negative = question(enonce="Quel examen ne demandez-vous pas ?")
    drafted, _server = written(negative, question())
    assert len(drafted.items) == 1 and drafted.left_out["negative_stem"] == 1
    named = question(enonce="Madame Zylberstein tousse. Quel examen demandez-vous en premier ?")
    drafted, _server = written(named, identifiers=lambda text: [(0, 5, "NOM")] if "Zylberstein" in text else [])
    assert not drafted.items and drafted.left_out == {"identifiers": 1}


def test_a_case_grows_before_its_questions() -> None:
    steps = [
        question(apres=4, enonce="Quelle analyse demandez-vous sur la biopsie ?",
                 propositions=[said("Recherche de mutations de l’EGFR", True, "adénocarcinome pulmonaire"),
                               *[said(f"Recherche de mutations de {gene}") for gene in ("JAK2", "MYCN", "NPM1")]]),
        question(),
        question(apres=5, enonce="Quel traitement proposez-vous ?", propositions=[
            said("Osimertinib", True, EGFR), said("Imatinib"), said("Rituximab"), said("Trastuzumab")]),
    ]  # fmt: skip
    drafted, _server = written(*steps, wanted=Wanted(kinds=("DP",), number=1))
    (item,) = drafted.items
    assert item.kind == "DP" and [one.id for one in item.questions] == ["q1", "q2", "q3"]
    assert "adénocarcinome" in item.questions[1].new and "adénocarcinome" not in item.case
    assert (
        item.questions[1]
        .propositions[[one.correct for one in item.questions[1].propositions].index(True)]
        .evidence[0]
        .note_id
        == "q2"
    )
    for asked in item.questions:
        for one in asked.propositions:
            for evidence in one.evidence:
                assert item.parts()[evidence.note_id][evidence.start : evidence.end] == evidence.quote


def test_a_case_with_too_few_questions_left_is_none() -> None:
    drafted, _server = written(question(), wanted=Wanted(kinds=("DP",), number=1))
    assert not drafted.items and "trop peu" in reasons(drafted)


def test_a_station_says_only_what_the_case_tells() -> None:
    station = {
        "apres": 1,
        "consigne": "Menez l’interrogatoire.",
        "participant": "La patiente",
        "script": [
            {"declencheur": "tabac", "replique": "Je fume depuis longtemps.", "citation": SMOKER},
            {"declencheur": "famille", "replique": "Mon père avait un cancer.", "citation": "antécédent familial"},
        ],
        "grille": [{"texte": f"Demande l’élément {n}", "poids": 1} for n in range(8)],
    }
    drafted, _server = written(says(json.dumps(station)), wanted=Wanted(kinds=("ECOS",), number=1))
    (item,) = drafted.items
    assert item.station is not None and [one.cue for one in item.station.script] == ["tabac"]
    assert len(item.station.grid) == 8 and "fumeuse" not in item.case
    (out,) = drafted.unsupported
    assert out.statement == "Mon père avait un cancer."


def test_a_reference_given_to_the_model_can_be_cited(tmp_path: Path) -> None:
    course = tmp_path / "cours.md"
    rule = "La bronchoscopie avec biopsies est l’examen de première intention devant une masse proximale."
    course.write_text(f"# Cancer bronchique\n\n{rule}\n\nLe bilan d’extension comporte un scanner.\n", encoding="utf-8")
    library = Library(tmp_path / "bibliotheque")
    library.add(course, title="Collège")
    passages = library.search("bronchoscopie masse", 2)
    cited = question(propositions=[said("Bronchoscopie avec biopsies", True, rule), *question()["propositions"][1:]])
    drafted, server = written(cited, library=library, passages=passages)
    (item,) = drafted.items
    (citation,) = key_of(item.questions[0]).citations
    assert citation.quote == rule.rstrip(".") and library.check(citation) == "same"
    assert rule in json.dumps(server.asked[0], ensure_ascii=False)


def test_an_empty_case_asks_nothing() -> None:
    with ScriptedServer() as server:
        assert not ModelWriter(open_llm(server.uri())).write(SafeCase()).items and not server.asked
