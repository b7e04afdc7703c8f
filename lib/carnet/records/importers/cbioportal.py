"""Imports a cBioPortal study: its folder, one of its clinical files, or the table that its site exports."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from carnet.errors import ImportRefused
from carnet.language import _, ngettext, number
from carnet.records import WarehouseWriter
from carnet.records.importers import canonical
from carnet.records.importers.cbioportal_genes import import_mutations, import_timelines
from carnet.records.importers.endpoints import Endpoint, find_endpoints, lone_columns, words_of
from carnet.records.importers.identifiers import is_birth_date, is_direct_key, is_identifier
from carnet.records.importers.laying import Laying
from carnet.records.importers.people import People
from carnet.records.importers.plan import (
    Attribute,
    TablePlan,
    attributes_of,
    settle_endpoint,
    tumour_columns,
    with_canonical,
)
from carnet.records.importers.profile import TableProfile, profile
from carnet.records.importers.progress import Progress
from carnet.records.importers.proposing_endpoints import checked_with_vital_status
from carnet.records.importers.readers import TEXT_SUFFIXES, TableFile
from carnet.records.importers.report import ImportReport
from carnet.records.importers.selecting import Selection, number_persons, renumber, select
from carnet.records.importers.tumours import code_of_acronym, code_of_name
from carnet.records.importers.values import is_missing

PATIENT_NAMES = ("patient id", "patient identifier", "patientid", "patient")
SAMPLE_NAMES = ("sample id", "sample identifier", "sampleid", "sample")
_KEYS = {"study id", *PATIENT_NAMES, *SAMPLE_NAMES}


@dataclass
class StudyFiles:
    """The files of a study. `patient` or `sample` (or both) is there."""

    patient: Path | None = None
    sample: Path | None = None
    mutations: list[Path] = field(default_factory=list)
    timelines: list[Path] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    study: Mapping[str, str] = field(default_factory=dict)


def find_files(source: Path) -> StudyFiles | None:
    """The files of a study folder by their usual names and by what the meta files say; None when there is no clinical
    file."""
    if source.is_file():
        return (
            StudyFiles(sample=source)
            if "sample" in source.name.lower() and "patient" not in source.name.lower()
            else StudyFiles(patient=source)
        )
    files = StudyFiles()
    metas = {path.name: read_meta(path) for path in sorted(source.glob("meta_*")) if path.is_file()}
    files.study = next((meta for name, meta in metas.items() if name.startswith("meta_study")), {})
    named = {meta["data_filename"]: meta for meta in metas.values() if "data_filename" in meta}
    for path in sorted(path for path in source.iterdir() if path.is_file()):
        name, meta = path.name.lower(), named.get(path.name, {})
        kind = meta.get("datatype", "").upper()
        if path.suffix.lower() not in TEXT_SUFFIXES or name.startswith(("meta_", ".")):
            continue
        if kind == "PATIENT_ATTRIBUTES" or name.startswith("data_clinical_patient"):
            files.patient = files.patient or path
        elif kind == "SAMPLE_ATTRIBUTES" or name.startswith("data_clinical_sample"):
            files.sample = files.sample or path
        elif name.startswith("data_clinical_supp"):
            files.other.append(path.name)
        elif name.startswith("data_clinical") and files.patient is None:
            files.patient = path  # studies of before 2016 have one file, data_clinical.txt
        elif meta.get("genetic_alteration_type", "").upper() == "MUTATION_EXTENDED" or name.startswith(
            "data_mutations"
        ):
            files.mutations.append(path)
        elif name.startswith("data_timeline") or kind == "TIMELINE":
            files.timelines.append(path)
        elif name.startswith("data_"):
            files.other.append(path.name)
    if len(files.mutations) > 1:  # data_mutations.txt beside data_mutations_extended.txt or _mskcc: the same, once
        files.other += [path.name for path in files.mutations[1:]]
        files.mutations = files.mutations[:1]
    return files if files.patient or files.sample else None


def read_meta(path: Path) -> dict[str, str]:
    """The `key: value` lines of a meta file."""
    try:
        text = path.read_bytes()[:1_000_000].decode("utf-8", errors="replace")
    except OSError:
        return {}
    pairs = (
        line.split(":", 1) for line in text.lstrip("\ufeff").splitlines() if ":" in line and not line.startswith("#")
    )
    return {key.strip().lower(): value.strip() for key, value in pairs}


def key_columns(columns: tuple[str, ...]) -> tuple[str | None, str | None]:
    """The columns that name the patient and the sample."""
    labels = {column: column for column in columns}
    return canonical.find_column(labels, PATIENT_NAMES), canonical.find_column(labels, SAMPLE_NAMES)


@dataclass(frozen=True)
class Header:
    """What the # lines say of the columns; empty where there are none."""

    labels: Mapping[str, str]
    descriptions: Mapping[str, str]
    kinds: Mapping[str, str]
    levels: Mapping[str, str]


def read_header(table: TableFile) -> Header:
    """The lines before the header: displayed names, descriptions, datatypes, priorities (and PATIENT/SAMPLE in older
    studies)."""
    separator = table.dialect.separator if table.dialect else "\t"
    lines = [[cell.strip().strip('"') for cell in line[1:].split(separator)] for line in table.comments]
    width = len(table.columns)
    lines = [line + [""] * (width - len(line)) for line in lines if 0 < len(line) <= width]
    kinds: list[str] = []
    levels: list[str] = []
    texts: list[list[str]] = []
    for line in lines:
        filled = {cell.upper() for cell in line if cell}
        if filled and filled <= {"STRING", "NUMBER", "BOOLEAN"}:
            kinds = line
        elif filled and filled <= {"PATIENT", "SAMPLE"}:
            levels = line
        elif not (filled and all(cell.lstrip("-").isdigit() for cell in filled)):
            texts.append(line)

    def by_column(line: list[str]) -> dict[str, str]:
        return {column: cell for column, cell in zip(table.columns, line, strict=False) if cell}

    names = by_column(texts[0]) if texts else {}
    return Header(
        {column: names.get(column, column) for column in table.columns},
        by_column(texts[1]) if len(texts) > 1 else {},
        by_column(kinds),
        {column: level.lower() for column, level in by_column(levels).items()},
    )


def import_study(files: StudyFiles, writer: WarehouseWriter, report: ImportReport, progress: Progress) -> None:
    """Read the study's files and lay them down. Raises ImportRefused when no file names the patients."""
    tables: list[tuple[TableFile, str]] = [
        (TableFile(path), level)
        for path, level in ((files.patient, "patient"), (files.sample, "sample"))
        if path is not None
    ]
    found: list[tuple[TableFile, str, str, str | None, TableProfile]] = []
    for table, level in tables:
        progress.say(_("Reading {file}").format(file=table.name))
        patient, sample = key_columns(table.columns)
        if patient is None and level == "sample" and len(tables) == 1 and sample is not None:
            patient = sample
            report.note(
                _("{file}: no column names the patient; each sample counts as a patient.").format(file=table.name)
            )
        if patient is None:
            raise ImportRefused(
                _("{file}: no column names the patient (PATIENT_ID or “Patient ID”).").format(file=table.name),
                _("Add that column, or import the file as a table: --as table."),
            )
        if level == "patient" and len(tables) == 2:
            sample = None
        kind = canonical.find_column({c: c for c in table.columns}, ("sample type", "sample class", "tumor type"))
        found.append((table, level, patient, sample, profile(table, patient, sample, kind, progress.advance)))
        for note in table.notes:
            report.note(note)
    keys, count = number_persons(*(each.patients for *_rest, each in found))
    if not count:
        raise ImportRefused(
            _("{file}: the file names no patient: it has a header and no usable row.").format(file=tables[0][0].name),
            _("Check that the export ended well, then import it again."),
        )
    laying = Laying(writer, report, People(0), _study_tumour(files.study), keep_samples=bool(files.mutations))
    plans = _plans(found, report)
    chosen: list[Selection] = []
    for plan, persons, (*_rest, each) in zip(plans, keys, found, strict=True):

        def reject(row: int, reason: str, plan: TablePlan = plan) -> None:
            message = (
                _("the row names no patient")
                if reason == "missing_person"
                else _("a second row for the same key says something else")
            )
            laying.reject(
                "specimen" if plan.sample and reason != "missing_person" else "person",
                plan,
                row,
                plan.sample or plan.patient,
                reason,
                message,
            )

        chosen.append(select(plan.table, each, persons, plan.sample, reject))
        each.forget_keys()
    chosen, count = renumber(chosen, count)
    if len(found) == 2:
        alone = int((chosen[1].persons > chosen[0].persons.max(initial=-1)).sum())
        if alone:
            report.note(
                _(
                    "{count} samples belong to patients that {file} does not name: these patients are kept, with "
                    "what the sample file says."
                ).format(count=number(alone), file=tables[0][0].name)
            )
    laying.people = People(count)
    for column in _direct_keys(plans):
        laying.people.hidden = True
        report.note(
            _("{column} joins the rows and is not kept: patients are named by their number.").format(column=column)
        )
    for plan, mine in zip(plans, chosen, strict=True):
        progress.say(_("Writing {file}").format(file=plan.table.name))
        _tell(report, plan, mine.duplicates, int(mine.others.sum()))
        laying.lay(plan, mine.persons, mine.keep, mine.others)
    _other_files(files, laying, progress)
    laying.finish()


def _plans(found: list[tuple[TableFile, str, str, str | None, TableProfile]], report: ImportReport) -> list[TablePlan]:
    plans: list[TablePlan] = []
    endpoints: list[str] = []
    taken: set[str] = set()
    for table, level, patient, sample, each in found:
        header = read_header(table)
        keys = [column for column in table.columns if " ".join(words_of(column)) in _KEYS]
        named = _naming(table, each, header, keys)
        if named:
            report.note(
                _("{file}: left out, since they name the patient or a carer: {columns}").format(
                    file=table.name, columns=", ".join(named)
                )
            )
        keys += named
        levels = header.levels
        own = level if len(found) == 2 or sample is None else "sample" if files_are_samples(table) else "patient"
        attributes = [
            attribute
            for attribute in attributes_of(
                table, each, header.labels, header.descriptions, header.kinds, levels, [*keys], own
            )
            if attribute.identifier not in taken
        ]
        if len(found) == 1 and sample is not None:
            attributes = [a if a.column in levels else _levelled(a) for a in attributes]
        labels = {column: header.labels.get(column, column) for column in table.columns if column not in keys}
        attributes = with_canonical(attributes, labels, tuple(taken))
        taken |= {attribute.identifier for attribute in attributes}
        notes: list[str] = []
        mine: list[Endpoint] = [
            checked_with_vital_status(settle_endpoint(endpoint, each.columns, notes), labels, table, notes)
            for endpoint in find_endpoints(labels)
            if endpoint.name not in endpoints and each.columns[endpoint.times[0]].known
        ]
        for column in lone_columns(labels, [*mine, *(endpoint for plan in plans for endpoint in plan.endpoints)]):
            notes.append(
                _("{column}: no column gives its other half (time or status), so no endpoint comes of it").format(
                    column=column
                )
            )
        for note in notes:
            report.note(note)
        endpoints += [endpoint.name for endpoint in mine]
        age, factor = canonical.find_column(labels, canonical.AGE_NAMES), 1.0
        if age is None and (birth := canonical.find_column(labels, ("days to birth",))) is not None:
            age, factor = birth, -1 / 365.25
        plans.append(
            TablePlan(
                table,
                each,
                attributes,
                patient,
                sample,
                mine,
                age=age,
                age_factor=factor,
                sex=canonical.find_column(labels, canonical.SEX_NAMES),
                tumour=tumour_columns(labels),
                specimen_type=canonical.find_column(labels, ("sample type", "sample class")),
                source=table.name,
            )
        )
    return plans


def _direct_keys(plans: list[TablePlan]) -> list[str]:
    """The patients' keys that name them (a NIR, a name)."""
    found = [(plan.patient, list(plan.profile.columns[plan.patient].distinct)[:200]) for plan in plans if plan.patient]
    return list(dict.fromkeys(column for column, values in found if is_direct_key(column, values)))


def _naming(table: TableFile, found: TableProfile, header: Header, keys: list[str]) -> list[str]:
    """The columns that name a person, by their name, their label or their values, dates of birth among them."""
    named = []
    for column in table.columns:
        values = list(found.columns[column].distinct)[:200]
        names = (column, header.labels.get(column, column))
        if column not in keys and any(is_identifier(name, values) or is_birth_date(name, values) for name in names):
            named.append(column)
    return named


_SAMPLE_LEVEL = (
    "sample type",
    "sample class",
    "tmb nonsynonymous",
    "mutation count",
    "fraction genome altered",
    "oncotree code",
    "cancer type",
    "cancer type detailed",
    "somatic status",
    "tumor purity",
    "sample coverage",
    "gene panel",
    "msi score",
    "msi type",
    "metastatic site",
    "primary site",
    "tumor purity",
    "tissue source site",
    "tissue prospective collection indicator",
    "aneuploidy score",
    "sample initial weight",
)


def _levelled(attribute: Attribute) -> Attribute:
    return (
        replace(attribute, level="sample") if " ".join(words_of(attribute.identifier)) in _SAMPLE_LEVEL else attribute
    )


def files_are_samples(table: TableFile) -> bool:
    """Whether a file is by its name a file of samples."""
    return "sample" in table.name.lower()


def _study_tumour(study: Mapping[str, str]) -> str | None:
    kind = study.get("type_of_cancer", "")
    if is_missing(kind) or kind.lower() == "mixed":
        return None
    return code_of_acronym(kind) or code_of_name(study.get("name", "")) or None


def _tell(report: ImportReport, plan: TablePlan, duplicates: int, others: int) -> None:
    if duplicates:
        report.duplicates += duplicates
        report.note(
            _("{file}: {count} rows that repeat another exactly were dropped.").format(
                file=plan.table.name, count=number(duplicates)
            )
        )
    if others:
        report.note(
            _(
                "{file}: {count} further samples of patients who have several: the first primary sample (else the "
                "first) speaks for the "
                "patient; the others are kept with their specimen, under “sample:…”."
            ).format(file=plan.table.name, count=number(others))
        )


def _other_files(files: StudyFiles, laying: Laying, progress: Progress) -> None:
    for path in files.mutations:
        progress.say(_("Reading {file}").format(file=path.name))
        import_mutations(path, laying, progress)
    for path in files.timelines:
        progress.say(_("Reading {file}").format(file=path.name))
        import_timelines(path, laying, progress)
    if files.other:
        text = ngettext(
            "{count} file of the study is not imported (copy number, expression, structural variants…): {files}.",
            "{count} files of the study are not imported (copy number, expression, structural variants…): {files}.",
            len(files.other),
        )
        laying.report.note(text.format(count=number(len(files.other)), files=", ".join(files.other[:12])))
