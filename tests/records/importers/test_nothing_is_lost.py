"""Every row of a study is accounted for: a person, a repeat that was counted, or a row set aside with its reason."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from records.importers.study_files import endpoints, write

from carnet.records import Warehouse
from carnet.records.importers import import_source
from carnet.records.importers.statuses import read_status, status_is_unknown
from carnet.records.importers.values import read_number

ROW = st.tuples(
    st.sampled_from(["P1", "P2", "P3", "P4", "P5", "", "NA"]),
    st.sampled_from(["0", "1.5", "-2", "soon", "", "NA", "12,5", "1e3"]),
    st.sampled_from(["1:DECEASED", "LIVING", "perhaps", "", "0", "Unknown"]),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=12))
def test_rows_are_persons_repeats_or_set_aside(rows: list[tuple[str, str, str, bool]]) -> None:
    lines = [f"{patient}\tx" if ragged else f"{patient}\tx\t{time}\t{status}" for patient, time, status, ragged in rows]
    whole = [row[:3] for row in rows if not row[3] and row[0] not in ("", "NA")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = "PATIENT_ID\tX\tOS_MONTHS\tOS_STATUS\nP0\tx\t3.25\t0:LIVING\n" + "\n".join(lines) + "\n"
        report = import_source(write(folder / "data_clinical_patient.txt", text), folder / "w")
        persons = {"P0": ("3.25", "0:LIVING")}
        for patient, time, status in whole:
            persons.setdefault(patient, (time, status))
        aside = {reason: count for (table, reason), count in report.rejected.items() if table == "person"}
        assert report.persons == len(persons)
        assert report.persons + report.duplicates + sum(aside.values()) == len(rows) + 1
        assert aside.get("ragged_row", 0) == sum(row[3] for row in rows)
        (endpoint,) = report.endpoints
        bad = sum(count for (table, _reason), count in report.rejected.items() if table == "endpoint")
        assert endpoint.n + endpoint.missing + bad == len(persons)
        found = endpoints(folder / "w", "os")
        assert Warehouse.open(folder / "w").summary().persons == len(persons)
        for patient, (time, status) in persons.items():
            value = read_number(time)
            known = (
                value is not None and value >= 0 and not status_is_unknown(status) and read_status(status) is not None
            )
            assert (patient in found) == known
            if known:
                assert found[patient] == (value, read_status(status))
