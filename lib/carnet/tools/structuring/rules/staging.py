"""How far the tumour is: TNM, nodes, stage, grade, size."""

from carnet.text.reading import Reading
from carnet.text.tnm import find_tnm
from carnet.tools.structuring.finding import Finding


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text."""
    from carnet.tools.structuring.rules.staging_grade import find_grades
    from carnet.tools.structuring.rules.staging_size import find_sizes
    from carnet.tools.structuring.rules.staging_stage import find_stages
    from carnet.tools.structuring.rules.staging_tnm import find_nodes, find_tnm_facts

    tnm = find_tnm(reading.text, reading.plain)
    return [
        *find_tnm_facts(tnm),
        *find_nodes(reading, tnm),
        *find_stages(reading, tnm),
        *find_grades(reading, tnm),
        *find_sizes(reading, tnm),
    ]
