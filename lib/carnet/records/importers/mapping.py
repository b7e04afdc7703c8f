"""The mapping of tables: how columns are read, kept as a commented YAML file in French that a person corrects."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from carnet.errors import ImportRefused
from carnet.language import _
from carnet.records import TABLES
from carnet.records.importers.endpoints import Endpoint

_KINDS = {"number": "nombre", "category": "catégorie", "text": "texte", "no": "non"}
_UNITS = {"day": "jour", "week": "semaine", "month": "mois", "year": "an"}
_FROM_KIND = {
    **{french: kind for kind, french in _KINDS.items()},
    "categorie": "category",
    **{kind: kind for kind in _KINDS},
}
_FROM_UNIT = {
    **{french: unit for unit, french in _UNITS.items()},
    "jours": "day",
    "semaines": "week",
    "ans": "year",
    "année": "year",
    "années": "year",
    **{unit: unit for unit in _UNITS},
}
_SEXES = {"homme": 8507, "femme": 8532, "male": 8507, "female": 8532}
_ROLES = {
    "patient": "patient",
    "age": "âge",
    "birth_date": "date_naissance",
    "sex": "sexe",
    "tumour": "tumeur",
    "index_date": "date_index",
    "death_date": "date_décès",
    "last_date": "date_dernières_nouvelles",
}


@dataclass(frozen=True)
class FileMapping:
    """How one file of a hospital's extract becomes rows of an OMOP table.

    `columns`: column of OMOP → column of the file. `person` and `visit`: the file's columns that name the patient and
    the stay. `values`: columns kept one observation each. `table` empty: the file is left out, `why` says the reason.
    """

    file: str
    table: str
    person: str | None = None
    visit: str | None = None
    columns: Dictionary[str, str] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Mapping:
    """How a table of patients (`files` empty), or the files of a hospital (`files`), are read.

    `kinds`: column → number, category, text, or no (left out). `tumour` is a column or a CIM-10 code for all. `notes`
    say what was assumed; they are the comments of the YAML file.
    """

    source: str = ""
    patient: str | None = None
    age: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    sex_values: Dictionary[str, int] = field(default_factory=dict)
    tumour: str | None = None
    index_date: str | None = None
    death_date: str | None = None
    last_date: str | None = None
    several_rows: bool = False
    endpoints: tuple[Endpoint, ...] = ()
    kinds: Dictionary[str, str] = field(default_factory=dict)
    files: tuple[FileMapping, ...] = ()
    notes: tuple[str, ...] = ()

    def to_yaml(self) -> str:
        """The mapping as a YAML file in French, to be read and corrected, with what was assumed as comments."""
        lines = [
            "# Correspondance proposée par Carnet. Relisez-la, corrigez-la, puis importez avec :",
            "#   carnet import SOURCE --into DOSSIER --mapping CE_FICHIER.yaml",
        ]
        lines += [f"# À vérifier : {' '.join(note.split())}" for note in self.notes]
        if self.files:
            lines += [
                "",
                "# Chaque fichier devient une table OMOP ; « table: non » le laisse de côté.",
                "# colonnes : colonne OMOP: colonne du fichier. valeurs : une observation par colonne.",
            ]
            return (
                "\n".join(lines)
                + "\n"
                + _dump({"source": self.source, "tables": [_file_out(each) for each in self.files]})
            )
        lines += [
            "",
            "# patient : colonne qui identifie le patient ; vide : le numéro de ligne.",
            "# tumeur : une colonne, ou un code CIM-10 pour tous (C50). Les dates ne servent que s'il y en a.",
        ]
        roles: dict[str, Any] = {"source": self.source}
        roles |= {french: getattr(self, name) for name, french in _ROLES.items()}
        if self.sex_values:
            roles["valeurs_sexe"] = {
                value: "femme" if concept == 8532 else "homme" for value, concept in self.sex_values.items()
            }
        if self.several_rows:
            roles["plusieurs_lignes"] = True
        text = "\n".join(lines) + "\n" + _dump(roles)
        text += (
            "\n# Critères de survie : temps, statut, unité (jour, semaine, mois, an).\n"
            "# événement, censuré : valeurs du statut (sinon les écritures usuelles). inversé : le statut dit qui "
            "est censuré.\n"
        )
        text += _dump({"critères": {each.name: _endpoint_out(each) for each in self.endpoints}})
        text += (
            "\n# Colonnes : nombre, catégorie, texte, ou non (laissée de côté : identifiant direct, colonne inutile).\n"
        )
        return text + _dump({"colonnes": {column: _KINDS[kind] for column, kind in self.kinds.items()}})

    @classmethod
    def from_yaml(cls, source: Path | str) -> Mapping:
        """Read a mapping from a file or from its text. Raises ImportRefused, naming the key, where it cannot be
        understood."""
        name = source.name if isinstance(source, Path) else "YAML"
        try:
            data = yaml.safe_load(source.read_text(encoding="utf-8") if isinstance(source, Path) else source)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            mark = getattr(error, "problem_mark", None)
            where = _("line {line}").format(line=mark.line + 1) if mark else ""
            raise ImportRefused(
                _("The mapping {file} cannot be read. {where}").format(file=name, where=where).strip(),
                _("Correct it, or have one proposed: --propose."),
            ) from error
        if not isinstance(data, dict):
            raise _wrong(name, "")
        try:
            return cls(**_read(data, name))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _wrong(name, str(error).strip("'\"")[:60]) from error


def _dump(data: Dictionary[str, Any]) -> str:
    return str(yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=120))


def _file_out(each: FileMapping) -> dict[str, Any]:
    if not each.table:
        return {"fichier": each.file, "table": "non", "raison": each.why}
    found: dict[str, Any] = {"fichier": each.file, "table": each.table, "patient": each.person}
    if each.visit:
        found["séjour"] = each.visit
    found["colonnes"] = dict(each.columns)
    if each.values:
        found["valeurs"] = list(each.values)
    return found


def _endpoint_out(each: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {
        "temps": each.times[0] if len(each.times) == 1 else list(each.times),
        "statut": each.status,
        "unité": _UNITS.get(each.unit, each.unit),
    }
    if each.events is not None:
        found["événement"] = list(each.events)
    if each.censored is not None:
        found["censuré"] = list(each.censored)
    if each.inverted:
        found["inversé"] = True
    if each.where:
        found["seulement"] = dict(each.where)
    return found


def _read(data: dict[str, Any], name: str) -> dict[str, Any]:
    known = {
        "source",
        "tables",
        "valeurs_sexe",
        "plusieurs_lignes",
        "critères",
        "criteres",
        "colonnes",
        *_ROLES.values(),
    }
    for key in data:
        if key not in known:
            raise _wrong(name, str(key))
    found: dict[str, Any] = {"source": str(data.get("source") or "")}
    found |= {role: None if data.get(french) is None else str(data[french]) for role, french in _ROLES.items()}
    found["sex_values"] = {
        str(value): _SEXES[str(word).lower()] for value, word in (data.get("valeurs_sexe") or {}).items()
    }
    found["several_rows"] = bool(data.get("plusieurs_lignes", False))
    found["endpoints"] = tuple(
        _endpoint_in(str(key), each) for key, each in (data.get("critères") or data.get("criteres") or {}).items()
    )
    found["kinds"] = {
        str(column): _FROM_KIND["non" if kind is False else str(kind)]
        for column, kind in (data.get("colonnes") or {}).items()
    }
    found["files"] = tuple(_file_in(each) for each in data.get("tables") or ())
    return found


def _endpoint_in(name: str, data: dict[str, Any]) -> Endpoint:
    times = data["temps"]
    events, censored = data.get("événement"), data.get("censuré")
    return Endpoint(
        name.lower(),
        tuple(str(time) for time in times) if isinstance(times, list) else (str(times),),
        str(data["statut"]),
        _FROM_UNIT[str(data.get("unité", "mois"))],
        None if events is None else tuple(str(v) for v in _listed(events)),
        None if censored is None else tuple(str(v) for v in _listed(censored)),
        bool(data.get("inversé", False)),
        {str(column): str(value) for column, value in (data.get("seulement") or {}).items()},
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _file_in(data: dict[str, Any]) -> FileMapping:
    table = data.get("table")
    if not table or str(table).lower() == "non":
        return FileMapping(str(data["fichier"]), "", why=str(data.get("raison") or ""))
    if table not in TABLES:
        raise ValueError(str(table))
    columns = {str(column): str(source) for column, source in (data.get("colonnes") or {}).items()}
    for column in columns:
        if column not in TABLES[table]:
            raise ValueError(f"{table}.{column}")
    return FileMapping(
        str(data["fichier"]),
        str(table),
        None if data.get("patient") is None else str(data["patient"]),
        None if data.get("séjour") is None else str(data["séjour"]),
        columns,
        tuple(str(value) for value in data.get("valeurs") or ()),
    )


def _wrong(file: str, key: str) -> ImportRefused:
    return ImportRefused(
        _("The mapping {file} has an entry that Carnet does not understand: {key}").format(file=file, key=key or "?"),
        _("Correct it, or have one proposed: --propose."),
    )


def propose_mapping(source: Path) -> Mapping:
    """The mapping that the importer of tables would use. Raises ImportRefused when there is no table."""
    from carnet.records.importers.archives import opened
    from carnet.records.importers.detect import check_readable
    from carnet.records.importers.tables import propose

    check_readable(Path(source))
    with opened(Path(source), []) as inside:
        return propose(inside)
