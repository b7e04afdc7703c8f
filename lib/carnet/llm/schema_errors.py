"""What a schema refused, told to the model in French: places and rules of the schema, never a value of the answer."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

_MOST = 8
_WORDS = {  # type of error → what is wanted; {…} are bounds of the schema
    "missing": "champ obligatoire, absent",
    "extra_forbidden": "champ inconnu du schéma, à supprimer",
    "literal_error": "valeur attendue : {expected}",
    "enum": "valeur attendue : {expected}",
    "string_too_long": "{max_length} caractères au plus",
    "string_too_short": "{min_length} caractères au moins",
    "string_pattern_mismatch": "forme attendue : {pattern}",
    "too_long": "{max_length} éléments au plus",
    "too_short": "{min_length} éléments au moins",
    "greater_than_equal": "nombre supérieur ou égal à {ge}",
    "greater_than": "nombre supérieur à {gt}",
    "less_than_equal": "nombre inférieur ou égal à {le}",
    "less_than": "nombre inférieur à {lt}",
    "multiple_of": "multiple de {multiple_of}",
}
_KINDS = {
    "string": "texte",
    "int": "nombre entier",
    "float": "nombre",
    "bool": "booléen",
    "list": "liste",
    "tuple": "liste",
    "dict": "objet",
    "model": "objet",
    "date": "date AAAA-MM-JJ",
    "datetime": "date et heure ISO 8601",
    "none": "null",
}


def complaints(error: ValidationError, schema: type[BaseModel]) -> list[tuple[str, str]]:
    """(place, what is wanted) for the first few errors. Names that the schema does not know are not repeated."""
    known = set(_names(schema.model_json_schema()))
    found: dict[tuple[str, str], None] = {}
    for one in error.errors(include_url=False, include_input=False):
        place = ".".join(str(step) if isinstance(step, int) or step in known else "…" for step in one["loc"])
        found[place or "objet", _wanted(one["type"], one.get("ctx") or {})] = None
    return list(found)[:_MOST]


def _wanted(kind: str, context: dict[str, Any]) -> str:
    words = _WORDS.get(kind)
    if words is not None:
        try:
            return words.format(**{name: str(value) for name, value in context.items()})
        except KeyError:
            pass
    stem = kind.removesuffix("_type").removesuffix("_parsing").removesuffix("_from_float").split("_from_")[0]
    return f"{_KINDS[stem]} attendu" if stem in _KINDS else "valeur refusée par le schéma"


def _names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key in ("properties", "$defs") and isinstance(value, dict):
                yield from value
            yield from _names(value)
    elif isinstance(schema, list):
        for one in schema:
            yield from _names(one)
