"""QTI 2.1 packages: what they hold, ours read back whole, others' as far as can be, and the teacher's schemas."""

import base64
import json
import zipfile
from pathlib import Path

import pytest
from exchange_examples import (
    image,
    isolated,
    of_each_kind,
    png,
    progressive,
    question,
    station,
    ticked_questions,
    zones,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from carnet.errors import CarnetError
from carnet.teaching.exchange import read, validate_qti, write
from carnet.teaching.question import Question

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"


def unpack(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def repack(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return path


def test_our_own_package_comes_back_whole(tmp_path: Path) -> None:
    items = of_each_kind()
    written = write(items, tmp_path / "a.zip", "qti")
    back = read(tmp_path / "a.zip")
    assert written.count == len(items) and list(back.items) == items and back.set_aside == ()
    assert any(one.where == "station" for one in written.losses)


@settings(max_examples=25, deadline=None)
@given(one=ticked_questions(st.text(min_size=1, max_size=40)))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, one: Question) -> None:
    path = tmp_path_factory.mktemp("qti") / "a.zip"
    item = isolated(one, title="É & « < > » 🩺")
    write([item], path, "qti")
    assert read(path).items == (item,)


def test_the_package_has_a_manifest_a_linear_case_and_its_images(tmp_path: Path) -> None:
    write([isolated(question()), progressive()], tmp_path / "a.zip", "qti", title="Examen blanc")
    files = unpack(tmp_path / "a.zip")
    manifest = etree.fromstring(files["imsmanifest.xml"])
    for one in manifest.iter("{*}file"):
        assert one.get("href") in files
    ids = {one.get("identifier") for one in manifest.iter("{*}resource")}
    assert all(one.get("identifierref") in ids for one in manifest.iter("{*}dependency"))
    test = etree.fromstring(files["assessment.xml"])
    assert [one.get("navigationMode") for one in test.iter("{*}testPart")] == ["nonlinear", "linear"]
    assert test.find(".//{*}weight[@value='2.0']") is not None
    assert files[next(name for name in files if name.startswith("images/"))] == png()
    second = etree.fromstring(files["0002-dp-1-q2.xml"])
    assert "thrombus → artère" in "".join(second.find(".//{*}div[@class='carnet-new']").itertext())
    first = "".join(etree.fromstring(files["0002-dp-1-q1.xml"]).itertext())
    assert "thrombus" not in first  # new data are not in the question before


def test_elements_stand_in_the_order_of_the_standard(tmp_path: Path) -> None:
    write(of_each_kind(), tmp_path / "a.zip", "qti")
    order = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
    declared = ["correctResponse", "mapping"]
    for name, data in unpack(tmp_path / "a.zip").items():
        root = etree.fromstring(data) if name.endswith(".xml") else None
        if root is not None and etree.QName(root).localname == "assessmentItem":
            found = [order.index(etree.QName(one).localname) for one in root]
            assert found == sorted(found), name
            inside = [declared.index(etree.QName(one).localname) for one in root[0]]
            assert inside == sorted(inside)


def test_without_our_own_file_a_package_is_read_from_its_qti(tmp_path: Path) -> None:
    items = [isolated(question("QRU", "b")), isolated(question(unacceptable="e", indispensable="a")), isolated(zones())]
    items += [isolated(question("QRP", "ace", expected=3)), progressive(), station()]
    written = write(items, tmp_path / "a.zip", "qti", lossless=False)
    back = read(tmp_path / "a.zip")
    assert any("histor" in one.what for one in written.losses)
    assert [one.kind for one in back.items] == ["QRU", "QRM", "QZP", "QRP", "QRM", "QROC", "QRP", "QRU"]
    for before, after in zip(items[:4], back.items, strict=False):
        old, new = before.questions[0], after.questions[0]
        assert after.case == before.case and new.stem == old.stem
        assert [(p.id, p.text, p.correct, p.indispensable, p.unacceptable) for p in new.propositions] == [
            (p.id, p.text, p.correct, p.indispensable, p.unacceptable) for p in old.propositions
        ]
    assert back.items[1].questions[0].propositions[0].feedback.startswith("Raison de a, d’après l’énoncé.")
    assert back.items[2].questions[0].image == image()
    assert back.items[5].questions[0].answers[0].text == "Embolie pulmonaire"
    assert [one.where for one in back.set_aside] == ["0006-item-ECOS-station.xml"]


def test_a_package_changed_elsewhere_is_read_as_changed_and_says_so(tmp_path: Path) -> None:
    write([isolated(question())], tmp_path / "a.zip", "qti")
    files = unpack(tmp_path / "a.zip")
    name = "0001-item-QRM-q1.xml"
    files[name] = files[name].replace(b"Proposition b", b"Proposition neuve")
    back = read(repack(tmp_path / "b.zip", files))
    assert back.items[0].questions[0].propositions[1].text.startswith("Proposition neuve")
    assert [one.where for one in back.set_aside] == [name]


FOREIGN = f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="{QTI}" identifier="choice" title="Mesure" adaptive="false" timeDependent="false">
<responseDeclaration identifier="R" cardinality="multiple" baseType="identifier">
<correctResponse><value>H</value><value>O</value></correctResponse></responseDeclaration>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<itemBody><p>Lisez <b>bien</b>.</p><p><img src="../img/x.png" alt="une image"/></p>
<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="0"><prompt>De quoi est faite l’eau ?</prompt>
<simpleChoice identifier="H">Hydrogène</simpleChoice><simpleChoice identifier="He">Hélium<feedbackInline
outcomeIdentifier="F" identifier="He" showHide="show">Non.</feedbackInline></simpleChoice>
<simpleChoice identifier="O">Oxygène</simpleChoice></choiceInteraction></itemBody></assessmentItem>"""


def test_a_package_of_another_program(tmp_path: Path) -> None:
    manifest = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><resources>
      <resource identifier="a" type="imsqti_item_xmlv2p1" href="items/a.xml"/>
      <resource identifier="g" type="imsqti_item_xmlv2p1" href="items/gone.xml"/></resources></manifest>"""
    order = FOREIGN.replace("choiceInteraction", "orderInteraction")
    inline = f"""<assessmentItem xmlns="{QTI}" identifier="t" title="t"><responseDeclaration identifier="R"
      cardinality="single" baseType="string"><mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1"/>
      <mapEntry mapKey="york" mappedValue="0.5"/></mapping></responseDeclaration><itemBody><p>Ville :
      <textEntryInteraction responseIdentifier="R"/></p></itemBody></assessmentItem>"""
    files = {"imsmanifest.xml": manifest, "items/a.xml": FOREIGN, "items/b.xml": order, "items/c.xml": inline}
    path = repack(tmp_path / "a.zip", {name: text.encode() for name, text in files.items()} | {"img/x.png": png()})
    back = read(path)
    water, town = back.items
    assert water.kind == "QRM" and water.questions[0].key == {"a", "c"}
    assert water.case == "Lisez bien." and water.images[0].alternative == "une image"
    assert water.questions[0].propositions[1].feedback == "Non."
    assert town.kind == "QROC" and [one.category for one in town.questions[0].answers] == [1, 2]
    assert {one.where for one in back.set_aside} == {"items/gone.xml", "items/b.xml"}


@pytest.mark.parametrize(
    "bad",
    [
        b"PK\x03\x04 broken",
        b"<assessmentItem",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem>&x;</assessmentItem>',
        b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><assessmentItem>&b;</assessmentItem>',
        b"<other/>",
    ],
)
def test_bad_files_are_refused_with_a_remedy(tmp_path: Path, bad: bytes) -> None:
    (tmp_path / "bad.zip").write_bytes(bad)
    with pytest.raises(CarnetError) as refused:
        read(tmp_path / "bad.zip", "qti")
    assert "bad.zip" in refused.value.message and refused.value.remedy


def test_paths_outside_and_bombs_are_refused(tmp_path: Path) -> None:
    for name in ("../evil.xml", "/etc/evil.xml", "a\\..\\..\\evil.xml", "C:/evil.xml"):
        with pytest.raises(CarnetError):
            read(repack(tmp_path / "evil.zip", {name: FOREIGN.encode()}))
    with pytest.raises(CarnetError):
        read(repack(tmp_path / "bomb.zip", {"a.xml": b" " * 30_000_000}))
    assert not list(tmp_path.rglob("evil.xml"))


SMALL_XSD = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{QTI}" xmlns="{QTI}"
  xmlns:m="http://www.w3.org/1998/Math/MathML" elementFormDefault="qualified">
  <xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="http://www.imsglobal.org/xsd/xml.xsd"/>
  <xs:import namespace="http://www.w3.org/1998/Math/MathML" schemaLocation="http://www.w3.org/Math/mathml2.xsd"/>
  <xs:include schemaLocation="http://example.org/far/away/parts.xsd"/>
  <xs:element name="inline"><xs:complexType><xs:sequence><xs:element ref="m:math"/></xs:sequence>
  <xs:attribute ref="xml:lang"/></xs:complexType></xs:element>
  <xs:element name="assessmentTest"><xs:complexType><xs:sequence><xs:any maxOccurs="unbounded" processContents="skip"/>
  </xs:sequence><xs:anyAttribute processContents="skip"/></xs:complexType></xs:element></xs:schema>"""
PARTS_XSD = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{QTI}" xmlns="{QTI}"
  elementFormDefault="qualified"><xs:element name="assessmentItem"><xs:complexType><xs:sequence>
  <xs:any maxOccurs="unbounded" processContents="skip"/></xs:sequence>
  <xs:attribute name="identifier" type="xs:NCName" use="required"/><xs:attribute name="title" use="required"/>
  <xs:attribute name="adaptive" type="xs:boolean" use="required"/>
  <xs:anyAttribute processContents="skip"/></xs:complexType></xs:element></xs:schema>"""


def test_the_schemas_of_a_folder_are_used_without_any_network(tmp_path: Path) -> None:
    write([isolated(question())], tmp_path / "a.zip", "qti")
    folder = tmp_path / "xsd"
    folder.mkdir()
    with pytest.raises(CarnetError, match="imsqti_v2p1.xsd"):
        validate_qti(tmp_path / "a.zip", folder)
    (folder / "imsqti_v2p1.xsd").write_text(SMALL_XSD)
    with pytest.raises(CarnetError, match="parts.xsd"):
        validate_qti(tmp_path / "a.zip", folder)
    (folder / "parts.xsd").write_text(PARTS_XSD)
    assert validate_qti(tmp_path / "a.zip", folder) == ()
    files = unpack(tmp_path / "a.zip")
    name = "0001-item-QRM-q1.xml"
    files[name] = files[name].replace(b'adaptive="false"', b'adaptive="sometimes"')
    (problem,) = validate_qti(repack(tmp_path / "b.zip", files), folder)
    assert problem.file == name and "adaptive" in problem.message and "sometimes" not in problem.message


def test_an_image_that_is_not_base64_is_refused(tmp_path: Path) -> None:
    broken = image().model_copy(update={"data": "pas du base64 !"})
    with pytest.raises(CarnetError, match="item-QRM"):
        write([isolated(question(image=broken))], tmp_path / "a.zip", "qti")
    assert not list(tmp_path.iterdir())
    assert base64.b64decode(image().data) == png()
    assert json.loads(image().model_dump_json())["width"] == 40
