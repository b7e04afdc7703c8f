"""The tools, one subpackage each, all the same shape: `carnet.tools.pseudonymise()` answers a tool."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carnet.tools.coding.tool import Coder
    from carnet.tools.pseudonymisation.tool import Pseudonymiser
    from carnet.tools.structuring.tool import Structurer
    from carnet.tools.summarisation.tool import Summariser
    from carnet.tools.writing.tool import CaseWriter


def pseudonymise(*, key_file: "Path | str | None" = None, **options: Any) -> "Pseudonymiser":
    """The pseudonymiser. With the site's key (`key_file`, or `CARNET_PSEUDONYM_KEY_FILE`, or `CARNET_PSEUDONYM_KEY`)
    it writes surrogates, without it tags (`[NOM]`).

    Other options: those of `carnet.tools.pseudonymisation.tool.Pseudonymiser`. Raises `CarnetError` on a key that
    others can read, or where `mode="surrogate"` has no key.
    """
    from carnet.tools.pseudonymisation.open import open_pseudonymiser

    return open_pseudonymiser(key_file=Path(key_file) if key_file else None, **options)


def code(
    *, terminologies: "Path | str | None" = None, model: "Path | str | None" = None, llm: str | None = None
) -> "Coder":
    """The coding tool: a stay's diagnoses in CIM-10 by position (DP, DR, DAS), each with its sentence and its rule.

    terminologies: the site's folder of official ATIH files (else `CARNET_TERMINOLOGIES`, else what EDS-NLP carries).
    model: a folder that `carnet learn code` wrote; llm: the URI of a language model: both only rank what the notes
    attest. Raises `CarnetError` on a folder or a URI that is none.
    """
    from carnet.tools.coding.tool import Coder

    if llm:
        from carnet.llm.chat import open_llm

        open_llm(llm)
    return Coder(str(terminologies) if terminologies else None, str(model) if model else None, llm)


def structure(*, llm: str | None = None, **options: Any) -> "Structurer":
    """The structuring tool: tumours, stages, biomarkers, treatments… of a note, each with date, assertion and evidence.

    llm: the URI of a language model beside the rules (`transformers:/models/x`, `openai:http://host:8000/v1#model`).
    Other options: those of `carnet.tools.structuring.tool.Structurer`. Raises `CarnetError` on a URI that is no model.
    """
    from carnet.tools.structuring.tool import Structurer

    if llm:
        from carnet.llm.chat import open_llm

        open_llm(llm)  # refused now rather than at the first note
    return Structurer(llm=llm, **options)


def summarise(*, llm: str | None = None, **options: Any) -> "Summariser":
    """The summariser: a report into sections, many reports into a patient's history, every sentence with its source.

    llm: the URI of a language model; what it says and no note supports is set apart. Without one, sentences are those
    of the notes, or templates over facts. Raises `CarnetError` on a URI that is no model.
    """
    from carnet.tools.summarisation.tool import Summariser

    if llm:
        from carnet.llm.chat import open_llm

        open_llm(llm)
    return Summariser(llm=llm, **options)


def teach(*, llm: str | None = None, references: "Path | str | None" = None, **options: Any) -> "CaseWriter":
    """The writer of teaching cases: a pseudonymised vignette and exam questions from a patient's notes, as drafts.

    llm: the URI of a language model beside the rules; references: a folder of the teacher's own courses, cited where
    a passage states what a proposition rests on. Other options: those of `carnet.tools.writing.tool.CaseWriter`.
    Raises `CarnetError` on a URI that is no model.
    """
    from carnet.tools.writing.tool import CaseWriter

    if llm:
        from carnet.llm.chat import open_llm

        open_llm(llm)
    return CaseWriter(llm=llm, references=Path(references) if references else None, **options)
