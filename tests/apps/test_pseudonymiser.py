"""The pseudonymiser's page without a browser: notes in, decisions kept, texts without a name out."""

import io
import json
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carnet.apps.pseudonymiser import Pseudonymisation
from carnet.apps.pseudonymiser_export import CONFIDENTIAL, SHARED, NothingToTake, export
from carnet.apps.pseudonymiser_notes import progress
from carnet.apps.pseudonymiser_words import label_names, why
from carnet.language import language, set_language
from carnet.records.reviews import Reviews
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.labels import LABELS

LETTER = "Madame Jeanne BELLERIVE, née le 02/07/1957.\nAdressée par le Dr Paul Verneret. <script>alert(1)</script>\n"
BROUGHT = [("lettre.txt", LETTER.encode())]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pseudonymisation]:
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    for name in ("CARNET_REVIEWS", "CARNET_PSEUDONYM_KEY", "CARNET_PSEUDONYM_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    before = language()
    set_language("fr")
    yield Pseudonymisation()
    set_language(before)


def hidden(widget: Any) -> bool:
    return widget.layout.display == "none"


def spans(page: Pseudonymisation) -> dict[str, Any]:
    assert page.shown is not None and page.shown.note is not None
    return {page.shown.note.text[s.start : s.end]: s for s in page.shown.review.in_order()}


def test_begins_empty_with_one_button(page: Pseudonymisation) -> None:
    view = page.view
    assert not hidden(view.empty) and hidden(view.note) and hidden(view.list_card) and hidden(view.panel)
    assert "Retirer les noms" in view.lead.value and view.example.description == "Essayer avec une lettre fictive"


def test_the_example_needs_no_file_and_no_key(page: Pseudonymisation, tmp_path: Path) -> None:
    page.view.example.click()
    assert hidden(page.view.empty) and not hidden(page.view.pair)
    assert page.shown is not None and page.shown.result is not None and page.shown.result.mode == "surrogate"
    for word in ("BELLERIVE", "Bellerive", "Verneret", "04 73 00 12 34", "0042718"):
        assert word in page.view.original.text and word not in page.view.replaced.text
    assert "Hodgkin" in page.view.replaced.text
    page.view.original.decide("accept", id=page.shown.review.in_order()[0].id)
    assert not list(tmp_path.glob("reviews*"))  # nobody's letter is no gold


def test_files_stand_in_the_list_with_what_became_of_them(page: Pseudonymisation) -> None:
    page.view.drop.bring([*BROUGHT, ("vide.txt", b""), ("image.png", b"\x89PNG"), ("n.jsonl", b'{"note_id": "x"}\n')])
    rows = {row[1]: row[2:] for row in page.view.list.rows}
    assert rows["lettre"][0] == "○" and int(rows["lettre"][1]) >= 5
    assert rows["vide.txt"] == ["✕", "non lu"] and sum(row[0] == "✕" for row in rows.values()) >= 2
    page.view.list.chosen = next(row[0] for row in page.view.list.rows if row[1] == "vide.txt")
    assert "carnet-notice-stop" in page.view.notice.value and hidden(page.view.pair)


def test_without_a_key_surrogates_say_how_to_make_one(page: Pseudonymisation) -> None:
    page.view.drop.bring(BROUGHT)
    assert page.mode == "tag" and "[NOM]" in page.view.replaced.text
    page.view.panel.choices = {**page.view.panel.choices, "mode": "surrogate"}
    assert "carnet pseudonym-key" in page.view.notice.value and "[NOM]" in page.view.replaced.text
    page.view.panel.choices = {**page.view.panel.choices, "mode": "mask"}
    assert "█" in page.view.replaced.text and page.view.notice.value == ""
    page.view.panel.choices = {**page.view.panel.choices, "mode": "<nonsense>"}
    assert page.mode == "mask"


def test_with_the_site_s_key_names_are_invented(
    page: Pseudonymisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SiteKey.create(tmp_path / "key")
    monkeypatch.setenv("CARNET_PSEUDONYM_KEY_FILE", str(tmp_path / "key"))
    keyed = Pseudonymisation()
    keyed.view.drop.bring(BROUGHT)
    assert keyed.mode == "surrogate" and "[NOM]" not in keyed.view.replaced.text
    assert "BELLERIVE" not in keyed.view.replaced.text and keyed.view.notice.value == ""


def test_a_decision_changes_the_text_and_is_kept(page: Pseudonymisation, tmp_path: Path) -> None:
    page.view.drop.bring(BROUGHT)
    original = page.view.original
    original.decide("reject", id=spans(page)["Verneret"].id)
    assert "Verneret" in page.view.replaced.text
    original.decide("undo")
    assert "Verneret" not in page.view.replaced.text
    start = LETTER.index("Adressée")
    original.decide("add", start=start, end=start + 8, label="CITY", role="")
    assert "[VILLE]" in page.view.replaced.text
    original.decide("change", id=spans(page)["BELLERIVE"].id, label="CITY", role="Other")
    original.decide("accept", id=spans(page)["Jeanne"].id)
    store = Reviews(tmp_path / "reviews.sqlite")
    verdicts = [d.verdict for d in store.history("pseudonymise")]
    assert verdicts == ["rejected", "undone", "added", "changed", "accepted"]
    assert store.history("pseudonymise")[0].producer and "BELLERIVE" not in str(store.history("pseudonymise"))
    again = Pseudonymisation()
    again.view.drop.bring(BROUGHT)
    states = {text: span.state for text, span in spans(again).items()}
    assert states["Adressée"] == "added" and states["BELLERIVE"] == "changed" and states["Jeanne"] == "accepted"
    assert "[VILLE]" in again.view.replaced.text


def test_without_a_store_the_page_goes_on_and_says_so(page: Pseudonymisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_REVIEWS", "/nowhere/at/all/reviews.sqlite")
    page.view.drop.bring(BROUGHT)
    page.view.original.decide("reject", id=spans(page)["Verneret"].id)
    assert "carnet-notice-warn" in page.view.notice.value and "Verneret" in page.view.replaced.text


def test_filters_hide_spans_and_nothing_else(page: Pseudonymisation) -> None:
    page.view.drop.bring(BROUGHT)
    facets = {facet["id"]: facet for facet in page.view.panel.spec["facets"]}
    assert {option["value"] for option in facets["label"]["options"]} >= {"LAST_NAME", "PATIENT_BIRTHDATE"}
    page.view.panel.choices = {**page.view.panel.choices, "facets": {"label": ["LAST_NAME"], "role": ["Carer"]}}
    shown = {text for text, span in spans(page).items() if span.shown}
    assert "Verneret" in shown and not shown & {"BELLERIVE", "Jeanne", "02/07/1957"}
    assert "BELLERIVE" not in page.view.replaced.text
    page.view.panel.choices = {**page.view.panel.choices, "facets": {"label": "x", "role": [{"y": 1}]}}
    page.view.panel.choices = {**page.view.panel.choices, "facets": {}}
    assert all(span.shown for span in spans(page).values())


def test_the_two_texts_show_the_same_passages(page: Pseudonymisation) -> None:
    page.view.drop.bring(BROUGHT)
    replaced = {row[0]: page.view.replaced.text[row[1] : row[2]] for row in page.view.replaced.spans}
    assert replaced[spans(page)["BELLERIVE"].id] == "[NOM]"
    assert replaced[spans(page)["02/07/1957"].id] == "[DATE_NAISSANCE]"


def test_what_is_taken_away(page: Pseudonymisation) -> None:
    page.view.drop.bring([("Jeanne BELLERIVE.txt", LETTER.encode())])
    items = list(page.items.values())
    name, content, _type = export("zip", items)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["note-0001.txt"] and "BELLERIVE" not in name
        text = archive.read("note-0001.txt").decode()
        assert "BELLERIVE" not in text and "[NOM]" in text
    name, content, _type = export("jsonl", items)
    line = json.loads(content)
    assert line["note_id"] == "note-0001" and "[NOM]" in line["text"] and line["entities"]
    for word in ("Jeanne", "BELLERIVE", "Verneret", "02/07/1957"):
        assert word not in name + content.decode()
    assert not any({"text", "start", "end"} & set(entity) for entity in line["entities"])


def test_what_holds_names_says_so(page: Pseudonymisation) -> None:
    page.view.drop.bring([("=Jeanne BELLERIVE.txt", LETTER.encode())])
    page.view.original.decide("whole")
    items = list(page.items.values())
    for kind in CONFIDENTIAL:
        assert export(kind, items)[0].startswith("CONFIDENTIEL-")
    line = json.loads(export("originals", items)[1])
    assert line["note_id"] == "note-0001" and "BELLERIVE" in [entity["text"] for entity in line["entities"]]
    table = export("table", items)[1].decode("utf-8-sig").splitlines()
    assert table[0].startswith("numéro;fichier") and table[1].startswith("note-0001;'=Jeanne BELLERIVE.txt;1;")
    with zipfile.ZipFile(io.BytesIO(export("xmi", items)[1])) as archive:
        assert archive.namelist() == ["TypeSystem.xml", "note-0001.xmi"]
    kinds = [entry[0] for entry in page.view.export.entries]
    heading = kinds.index("")
    assert set(kinds[heading + 1 :]) == set(CONFIDENTIAL) and set(kinds[:heading]) == set(SHARED)


def test_only_notes_read_as_a_whole_are_gold(page: Pseudonymisation) -> None:
    page.view.drop.bring([*BROUGHT, ("autre.txt", b"Dr Paul Verneret, salle bleue"), ("vide.txt", b"RAS.")])
    page.view.original.decide("accept", id=spans(page)["BELLERIVE"].id)
    entry = page.view.export.entries[-1]
    assert entry[0] == "gold" and entry[3] is True and "touche f" in entry[2]
    with pytest.raises(NothingToTake):
        export("gold", list(page.items.values()))
    page.view.list.chosen = "n3"
    page.view.original.decide("whole")  # also a note without a passage
    page.view.list.chosen = "n2"
    page.view.original.decide("reject", id=spans(page)["Verneret"].id)
    page.view.original.decide("whole")
    entry = page.view.export.entries[-1]
    assert entry[3] is False and "2 comptes rendus" in entry[2] and "1 relu en partie" in entry[2]
    gold = [json.loads(line) for line in export("gold", list(page.items.values()))[1].splitlines()]
    assert [line["note_id"] for line in gold] == ["note-0002", "note-0003"] and gold[1]["entities"] == []
    assert "Verneret" not in [entity["text"] for entity in gold[0]["entities"]]
    assert [row[2] for row in page.view.list.rows] == ["◐", "✓", "✓"]
    again = Pseudonymisation()
    again.view.drop.bring([("renamed.txt", b"RAS.")])
    assert again.shown is not None and again.shown.whole and again.view.original.whole
    again.view.original.decide("whole")
    last = Pseudonymisation()
    last.view.drop.bring([("renamed.txt", b"RAS.")])
    assert last.shown is not None and not last.shown.whole


def test_the_fictitious_letter_stays_apart_from_real_ones(page: Pseudonymisation) -> None:
    page.view.example.click()
    assert json.loads(export("jsonl", list(page.items.values()))[1])["note_id"] == "note-0001"
    page.view.drop.bring(BROUGHT)
    lines = export("jsonl", list(page.items.values()))[1].decode().splitlines()
    assert len(lines) == 1 and "Hodgkin" not in lines[0]


def test_the_store_holds_no_name_and_knows_a_text_by_itself(page: Pseudonymisation, tmp_path: Path) -> None:
    page.view.drop.bring([("Jeanne BELLERIVE.txt", LETTER.encode())])
    page.view.original.decide("reject", id=spans(page)["Verneret"].id)
    page.view.original.decide("whole")
    assert b"BELLERIVE" not in (tmp_path / "reviews.sqlite").read_bytes()
    again = Pseudonymisation()
    again.view.drop.bring([("autre nom.txt", LETTER.encode())])
    assert spans(again)["Verneret"].state == "rejected" and again.shown is not None and again.shown.whole
    assert "BELLERIVE" not in repr(again.shown)


def test_a_decision_about_every_occurrence(page: Pseudonymisation) -> None:
    page.view.drop.bring([("lettre.txt", b"Dr Paul Verneret. Le Dr Verneret a vu Mme Bellerive. Dr Verneret")])
    assert page.shown is not None
    same = [s for s in page.shown.review.in_order() if word_of(page, s) == "Verneret"]
    assert len(same) == 3
    page.view.original.decide("reject", id=same[1].id, all=True)
    assert page.view.replaced.text.count("Verneret") == 3 and "Bellerive" not in page.view.replaced.text
    page.view.original.decide("undo")
    assert "Verneret" not in page.view.replaced.text
    page.view.original.decide("redo")
    assert page.view.replaced.text.count("Verneret") == 3


def word_of(page: Pseudonymisation, span: Any) -> str:
    assert page.shown is not None and page.shown.note is not None
    return page.shown.note.text[span.start : span.end]


def test_a_filter_ends_with_its_note(page: Pseudonymisation) -> None:
    page.view.drop.bring([*BROUGHT, ("autre.txt", b"Dr Paul Verneret")])
    page.view.panel.choices = {**page.view.panel.choices, "facets": {"label": ["CITY"]}}
    assert not any(span.shown for span in spans(page).values())
    page.view.list.chosen = "n2"
    assert page.view.panel.choices["facets"] == {} and all(span.shown for span in spans(page).values())


def test_kept_dates_are_not_counted_as_hidden_and_states_are_in_both_texts(page: Pseudonymisation) -> None:
    page.view.drop.bring(BROUGHT)
    assert page.shown is not None
    before = progress(page.shown)
    birth = spans(page)["02/07/1957"]
    page.view.original.decide("change", id=birth.id, label="UNIDENTIFYING_DATE", role="")
    n = int(before.split()[0])
    assert progress(page.shown) == f"{n - 1} passages cachés · 1 date gardée · 1 relu"
    page.view.original.decide("accept", id=spans(page)["Jeanne"].id)
    states = {row[0]: row[5] for row in page.view.replaced.spans}
    assert states[spans(page)["Jeanne"].id] == "accepted"
    assert progress(page.shown).endswith("2 relus")


def test_a_failing_note_does_not_stop_the_others_nor_speak(
    page: Pseudonymisation, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_note: Any) -> Any:
        raise ValueError("Madame Zzyzx")

    item = page._join("a", None)
    from carnet.text.note import Note

    item.note, item.status = Note("a", "Madame Zzyzx"), "waiting"
    page.tool = lambda _item: broken  # type: ignore[method-assign, assignment]
    with caplog.at_level(logging.ERROR):
        page.begin(item.id)
    assert item.status == "failed" and "Zzyzx" not in page.view.notice.value + caplog.text


def test_a_batch_keeps_its_order(page: Pseudonymisation) -> None:
    lines = "".join(json.dumps({"note_id": f"n{i}", "text": f"Dr Paul Verneret, lettre {i}"}) + "\n" for i in range(50))
    page.view.drop.bring([("lot.jsonl", lines.encode())])
    assert [row[1] for row in page.view.list.rows] == [f"n{i}" for i in range(50)]
    assert all(row[2] == "○" for row in page.view.list.rows) and page.view.progress.value == ""


def test_english(page: Pseudonymisation) -> None:
    page.view.drop.bring(BROUGHT)
    page.view.page.header.language = "en"
    assert page.view.original.title == "Original text" and page.view.original.texts["accept"] == "Accept"
    page.view.page.header.language = "fr"
    assert page.view.original.title == "Texte d’origine"


def test_every_label_has_a_name_and_every_rule_a_reason() -> None:
    assert set(LABELS) <= set(label_names())
    set_language("fr")
    assert (
        why(("rule:names.title.carer", "model:1"))
        == "après « Dr », « Pr » ou un titre de soignant".replace("« ", "«\u00a0").replace(" »", "\u00a0»")
        + " · lu par le modèle compact"
    )
    assert why(("rule:date_numeric",)) == "une date" and why(("rule:unheard_of",)) == "par une règle"
