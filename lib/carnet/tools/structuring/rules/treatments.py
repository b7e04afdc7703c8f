"""What was done or decided: operations, radiotherapy, drugs, lines, decisions."""

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.treatments_decisions import find_decisions, find_trials
from carnet.tools.structuring.rules.treatments_general import find_general
from carnet.tools.structuring.rules.treatments_modalities import find_cycle_days, find_given, find_modalities
from carnet.tools.structuring.rules.treatments_names import find_names
from carnet.tools.structuring.rules.treatments_radiation import find_radiations, find_radiotherapy
from carnet.tools.structuring.rules.treatments_regimens import find_regimens
from carnet.tools.structuring.rules.treatments_surgery import find_operations, find_surgery
from carnet.tools.structuring.rules.treatments_systemic import courses_of, find_systemic


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text."""
    names = find_names(reading)
    courses = courses_of(reading, find_regimens(reading, names.treatments))
    operations = find_operations(reading, names.operations)
    radiations = find_radiations(reading)
    modalities = find_modalities(reading, courses)
    return [
        *find_systemic(reading, courses),
        *find_general(reading, names.general),
        *find_surgery(reading, operations),
        *find_radiotherapy(reading, radiations, [(one.regimen.start, one.regimen.end) for one in courses]),
        *find_given(reading, modalities),
        *find_cycle_days(reading, courses),
        *find_decisions(reading, courses, operations, radiations, modalities),
        *find_trials(reading),
    ]
