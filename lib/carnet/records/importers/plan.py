"""What an importer decided about a table of patients or samples, before any row is laid down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from carnet.language import _
from carnet.records.importers import canonical, tumours
from carnet.records.importers.endpoints import STATUS_WORDS, Endpoint, guess_unit, words_of
from carnet.records.importers.profile import ColumnProfile, TableProfile
from carnet.records.importers.readers import TableFile
from carnet.records.importers.statuses import UNKNOWN_CODES, codes_in, status_is_unknown
from carnet.records.importers.values import Comma, read_number

Resolver = Callable[[str], str | None]


@dataclass(frozen=True)
class Attribute:
    """One column kept as the study gave it: `identifier` as in the file, `column` where it is read."""

    identifier: str
    column: str
    label: str = ""
    description: str = ""
    kind: str = "category"
    level: str = "patient"
    unit: str = ""
    comma: Comma = Comma.NONE
    minus_is_value: bool = False
    normalise: Resolver | None = None

    @property
    def domain(self) -> str:
        """The table that holds it: measurement for numbers, observation for the rest."""
        return "measurement" if self.kind == "number" else "observation"


@dataclass
class TablePlan:
    """How the rows of one table become persons, endpoints, attributes and tumours."""

    table: TableFile
    profile: TableProfile
    attributes: list[Attribute]
    patient: str | None
    sample: str | None = None
    endpoints: list[Endpoint] = field(default_factory=list)
    age: str | None = None
    age_factor: float = 1.0  # years per unit of the age column
    sex: str | None = None
    sex_values: Mapping[str, int] = field(default_factory=dict)
    tumour: list[tuple[str, Resolver]] = field(default_factory=list)
    specimen_type: str | None = None
    birth_date: str | None = None
    index_date: str | None = None
    death_date: str | None = None
    last_date: str | None = None
    several_rows: bool = False  # several rows per patient, each for one endpoint (`Endpoint.where`)
    source: str = ""  # the file's name, for rejected rows

    def comma(self, column: str) -> Comma:
        """What a comma is in the numbers of a column."""
        return self.profile.columns[column].comma if column in self.profile.columns else Comma.NONE


def attributes_of(
    table: TableFile,
    found: TableProfile,
    labels: Mapping[str, str],
    descriptions: Mapping[str, str],
    declared: Mapping[str, str],
    levels: Mapping[str, str],
    left_out: Sequence[str],
    level: str,
    kinds: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> list[Attribute]:
    """One attribute per column that is neither a key nor left out."""
    attributes = []
    for column in table.columns:
        if column in left_out:
            continue
        profile = found.columns[column]
        kind = (kinds or {}).get(column) or profile.kind(declared.get(column, "").upper())
        unit = (units or {}).get(column) or unit_in(labels.get(column, column))
        attributes.append(
            Attribute(
                column,
                column,
                labels.get(column, column),
                descriptions.get(column, ""),
                kind,
                levels.get(column, level),
                unit if kind == "number" else "",
                profile.comma,
                profile.minus_is_value,
            )
        )
    return attributes


def unit_in(name: str) -> str:
    """The unit that a column's name gives in brackets: `Tumor Size (mm)` → mm."""
    if not name.rstrip().endswith((")", "]")):
        return ""
    start = max(name.rfind("("), name.rfind("["))
    inside = name[start + 1 :].rstrip(" )]")
    return inside if start > 0 and 0 < len(inside) <= 20 else ""


def with_canonical(
    attributes: list[Attribute], labels: Mapping[str, str], taken: Sequence[str] = ()
) -> list[Attribute]:
    """The attributes with the reserved ones (stage, grade, t, n, m, er, pr, her2) that they give, after them."""
    by_column = {attribute.column: attribute for attribute in attributes}
    added = list(attributes)
    for name, (column, reader) in canonical.canonical_columns({c: labels.get(c, c) for c in by_column}).items():
        if name not in {other.casefold() for other in taken}:
            added.append(
                replace(
                    by_column[column],
                    identifier=name,
                    label=_CANONICAL_LABELS[name](),
                    description="",
                    kind="category",
                    unit="",
                    normalise=reader,
                )
            )
    return added


_CANONICAL_LABELS: dict[str, Callable[[], str]] = {
    "stage": lambda: _("Stage"),
    "grade": lambda: _("Grade"),
    "t": lambda: "T",
    "n": lambda: "N",
    "m": lambda: "M",
    "er": lambda: _("Oestrogen receptors"),
    "pr": lambda: _("Progesterone receptors"),
    "her2": lambda: "HER2",
    "site": lambda: _("Site (ICD-10)"),
}


def label_of(name: str) -> str:
    """The label of a canonical attribute."""
    return _CANONICAL_LABELS[name]()


def settle_endpoint(endpoint: Endpoint, columns: Mapping[str, ColumnProfile], notes: list[str]) -> Endpoint:
    """Complete what the names do not say: the unit from the longest time, R's coding 1/2 from the values. Both are
    noted."""
    if not endpoint.unit:
        longest = max((columns[time].highest for time in endpoint.times if columns[time].known), default=0.0)
        endpoint = replace(endpoint, unit=guess_unit(longest))
        notes.append(
            _("Endpoint {name}: the file names no unit for {column}; {unit} assumed from the longest time.").format(
                name=endpoint.name, column=", ".join(endpoint.times), unit=_UNIT_NAMES[endpoint.unit]()
            )
        )
    for time in endpoint.times:
        about = {"name": endpoint.name, "column": time}
        if columns[time].comma == Comma.UNCLEAR:
            notes.append(
                _(
                    "Endpoint {name}: the commas of {column} (1,930) may be decimals or thousands, and nothing in the "
                    "file says which: no row is read. Write these numbers without a comma."
                ).format(**about)
            )
            return endpoint.refuse()
        if columns[time].comma == Comma.THOUSANDS:
            notes.append(
                _("Endpoint {name}: the commas of {column} are read as thousands (1,930 is 1930).").format(**about)
            )
    if endpoint.unit == "week":
        notes.append(_("Endpoint {name}: weeks are kept as days (× 7).").format(name=endpoint.name))
    if endpoint.events is None and endpoint.censored is None:
        endpoint = _with_coding(endpoint, columns[endpoint.status], notes)
    if endpoint.refused:
        return endpoint
    if endpoint.inverted:
        notes.append(
            _("Endpoint {name}: {column} says who is censored; events are the others.").format(
                name=endpoint.name, column=endpoint.status
            )
        )
    return endpoint


def _with_coding(endpoint: Endpoint, status: ColumnProfile, notes: list[str]) -> Endpoint:
    """The endpoint with what the codes of its status mean; refused, with a note, where nothing says it."""
    told = codes_in(endpoint.status, endpoint.name)
    if told and None not in told.values() and len(set(told.values())) == 2:
        return replace(
            endpoint,
            events=tuple(code for code, event in told.items() if event),
            censored=tuple(code for code, event in told.items() if not event),
            inverted=False,
        )
    values = {value for value in status.distinct if not status_is_unknown(value)}
    codes = {f"{number:g}" for value in values if (number := read_number(value)) is not None} - UNKNOWN_CODES
    about = {"name": endpoint.name, "column": endpoint.status, "codes": ", ".join(sorted(codes)[:6])}
    if told:
        reason = _("Endpoint {name}: the codes that the name of {column} explains are not understood.")
    elif status.overflow:
        reason = _("Endpoint {name}: {column} holds too many different values for a status.")
    elif "2" in codes and (endpoint.inverted or codes != {"1", "2"} or any(map(endpoint.read, values - {"1", "1.0"}))):
        reason = _("Endpoint {name}: {column} is coded {codes}, and nothing says which code is the event.")
    elif endpoint.inverted and codes and {"cens", *STATUS_WORDS} & set(words_of(endpoint.status)):
        reason = _("Endpoint {name}: {column} is coded {codes}; 1 may be the event or the censoring.")
    elif codes == {"1", "2"}:
        notes.append(
            _("Endpoint {name}: {column} holds 1 and 2 only; read as R does (1 censored, 2 event).").format(**about)
        )
        return replace(endpoint, events=("2",), censored=("1",))
    else:
        return endpoint
    notes.append(f"{reason.format(**about)} {how_to_say()}")
    return endpoint.refuse()


def how_to_say() -> str:
    """What a site does where the coding of a status is not known."""
    return _("No row is read, rather than wrongly: write its codes under “événement” and “censuré” in a mapping.")


_UNIT_NAMES: dict[str, Callable[[], str]] = {
    "day": lambda: _("days"),
    "month": lambda: _("months"),
    "year": lambda: _("years"),
    "week": lambda: _("weeks"),
}


def unit_name(unit: str) -> str:
    """The unit in the language of the screen, plural."""
    return _UNIT_NAMES[unit]() if unit in _UNIT_NAMES else unit


def tumour_columns(labels: Mapping[str, str]) -> list[tuple[str, Resolver]]:
    """The columns that say which tumour, best first, each with its reader."""
    names: list[tuple[tuple[str, ...], Resolver]] = [
        (
            (
                "icd 10",
                "icd10",
                "icd 10 classification",
                "icd o 3 site",
                "icdo3 site",
                "icd o 3 site code",
                "icd o 3 topography",
                "cim 10",
                "cim10",
                "code cim10",
                "code cim",
                "icd 10 code",
                "topographie",
                "diagnostic cim10",
            ),
            tumours.icd_code,
        ),
        (
            ("icd o 3 site", "international classification of diseases for oncology third edition icd o 3 site code"),
            tumours.icd_code,
        ),
        (("oncotree code", "oncotree"), tumours.code_of_acronym),
        (("cancer type acronym", "tcga pan can atlas cancer type acronym", "acronym"), tumours.code_of_acronym),
        (("cancer type detailed",), tumours.code_of_name),
        (
            (
                "cancer type",
                "tumor type",
                "cancer",
                "primary site",
                "tumor site",
                "site",
                "localisation",
                "tumor tissue site",
                "primary tumor site",
            ),
            tumours.code_of_name,
        ),
    ]
    found: list[tuple[str, Resolver]] = []
    for words, resolver in names:
        column = canonical.find_column(labels, words)
        if column is not None and all(column != other for other, _resolver in found):
            found.append((column, resolver))
    name = canonical.find_column(labels, ("cancer type detailed", "cancer type", "tumor type"))
    if name is not None:
        found.append((name, lambda text: text))
    return found


def odd_cells(attribute: Attribute, profile: ColumnProfile) -> int:
    """Filled cells of a numeric column that are no number."""
    numbers = profile.numbers + (profile.comma_numbers if profile.comma in {Comma.DECIMAL, Comma.THOUSANDS} else 0)
    return profile.known - numbers if attribute.kind == "number" else 0
