"""An evaluator of QTI 2.1 response processing, written from the standard: it knows nothing of who wrote the rules.

It reads an assessmentItem, takes a response and gives the outcomes. NULL is None; a container is a list (never empty:
the standard takes an empty container for NULL). Expressions on NULL are NULL, and a NULL condition does not hold.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from lxml import etree

Value = Any


def outcomes(xml: bytes, response: str | Sequence[str] | None) -> dict[str, Value]:
    """The outcome variables of an item after a response to its one interaction."""
    return Evaluator(xml).run({"RESPONSE": response})


class Evaluator:
    """One assessmentItem: its declarations, and its rules run on responses."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml)
        self.responses = {one.get("identifier"): one for one in self.root.iterfind("{*}responseDeclaration")}
        self.declared = {one.get("identifier"): one for one in self.root.iterfind("{*}outcomeDeclaration")}
        self.values: dict[str, Value] = {}

    def run(self, given: dict[str, str | Sequence[str] | None]) -> dict[str, Value]:
        """The outcomes after these responses. Raises `ValueError` for a response that its interaction refuses."""
        self.values = {name: self._default(one) for name, one in self.declared.items()}
        for name, declaration in self.responses.items():
            self.values[name] = self._response(declaration, given.get(name))
        processing = self.root.find("{*}responseProcessing")
        for rule in processing if processing is not None else []:
            self._rule(rule)
        return {name: self.values[name] for name in self.declared}

    def _default(self, declaration: Any) -> Value:
        values = [self._cast(one.text, declaration) for one in declaration.iterfind("{*}defaultValue/{*}value")]
        if not values:  # the standard: numeric single outcomes begin at 0, others at NULL
            numeric = declaration.get("baseType") in ("integer", "float") and declaration.get("cardinality") == "single"
            return 0 if numeric else None
        return values[0] if declaration.get("cardinality") == "single" else values

    def _response(self, declaration: Any, given: str | Sequence[str] | None) -> Value:
        if given is None or (declaration.get("cardinality") != "single" and not len(given)):
            return None
        if declaration.get("cardinality") == "single":
            assert isinstance(given, str)
            return self._cast(given, declaration)
        return [self._cast(one, declaration) for one in given]

    def _cast(self, text: str | None, typed: Any) -> Value:
        kind = typed.get("baseType")
        if kind == "float":
            return float(text or "")
        if kind == "integer":
            return int(text or "")
        if kind == "boolean":
            return (text or "").strip() in ("true", "1")
        return text or ""

    def _rule(self, rule: Any) -> None:
        name = etree.QName(rule).localname
        if name == "setOutcomeValue":
            value = self._expression(rule[0])
            self.values[rule.get("identifier")] = value
        elif name == "responseCondition":
            for branch in rule:
                kind = etree.QName(branch).localname
                if kind == "responseElse":
                    inside = list(branch)
                elif self._expression(branch[0]) is True:
                    inside = list(branch)[1:]
                else:
                    continue
                for one in inside:
                    self._rule(one)
                return
        else:
            raise NotImplementedError(name)

    def _expression(self, node: Any) -> Value:
        name = etree.QName(node).localname
        method = getattr(self, f"_do_{name}", None)
        if method is None:
            raise NotImplementedError(name)
        value = method(node)
        return None if value == [] else value

    def _all(self, node: Any) -> list[Value]:
        return [self._expression(one) for one in node]

    # values

    def _do_baseValue(self, node: Any) -> Value:  # noqa: N802 - the standard's names
        return self._cast(node.text, node)

    def _do_variable(self, node: Any) -> Value:
        return self.values[node.get("identifier")]

    def _do_correct(self, node: Any) -> Value:
        declaration = self.responses[node.get("identifier")]
        values = [self._cast(one.text, declaration) for one in declaration.iterfind("{*}correctResponse/{*}value")]
        return (values or [None])[0] if declaration.get("cardinality") == "single" else values

    def _do_null(self, node: Any) -> Value:
        return None

    def _do_mapResponse(self, node: Any) -> Value:  # noqa: N802
        declaration = self.responses[node.get("identifier")]
        value = self.values[node.get("identifier")]
        mapping = declaration.find("{*}mapping")
        total = 0.0
        given = [] if value is None else list(dict.fromkeys(value)) if isinstance(value, list) else [value]
        for one in given:
            total += self._mapped(mapping, one)
        if mapping.get("lowerBound") is not None:
            total = max(total, float(mapping.get("lowerBound")))
        if mapping.get("upperBound") is not None:
            total = min(total, float(mapping.get("upperBound")))
        return total

    def _mapped(self, mapping: Any, value: Value) -> float:
        for entry in mapping.iterfind("{*}mapEntry"):
            key = entry.get("mapKey")
            folded = entry.get("caseSensitive", "false") in ("false", "0") and isinstance(value, str)
            # identifiers are compared as they stand; strings by the entry's rule
            if key == value or (folded and key.casefold() == value.casefold()):
                return float(entry.get("mappedValue"))
        return float(mapping.get("defaultValue", "0"))

    # containers

    def _do_multiple(self, node: Any) -> Value:
        values: list[Value] = []
        for one in self._all(node):
            values += one if isinstance(one, list) else [] if one is None else [one]
        return values

    _do_ordered = _do_multiple

    def _do_containerSize(self, node: Any) -> Value:  # noqa: N802
        value = self._expression(node[0])
        return 0 if value is None else len(value)

    def _do_member(self, node: Any) -> Value:
        one, container = self._all(node)
        return None if one is None or container is None else one in container

    def _do_contains(self, node: Any) -> Value:
        first, second = self._all(node)
        return None if first is None or second is None else not Counter(second) - Counter(first)

    # logic

    def _do_isNull(self, node: Any) -> Value:  # noqa: N802
        return self._expression(node[0]) in (None, "")

    def _do_not(self, node: Any) -> Value:
        value = self._expression(node[0])
        return None if value is None else not value

    def _do_and(self, node: Any) -> Value:
        values = self._all(node)
        return False if False in values else None if None in values else True

    def _do_or(self, node: Any) -> Value:
        values = self._all(node)
        return True if True in values else None if None in values else False

    def _do_anyN(self, node: Any) -> Value:  # noqa: N802
        values = self._all(node)
        low, high = int(node.get("min")), int(node.get("max"))
        true, unknown = values.count(True), values.count(None)
        if true > high or true + unknown < low:
            return False
        return True if low <= true and true + unknown <= high else None

    def _do_match(self, node: Any) -> Value:
        first, second = self._all(node)
        if first is None or second is None:
            return None
        if isinstance(first, list):
            return Counter(first) == Counter(second)
        return first == second

    def _do_stringMatch(self, node: Any) -> Value:  # noqa: N802
        first, second = self._all(node)
        if first is None or second is None:
            return None
        return first == second if node.get("caseSensitive") == "true" else first.casefold() == second.casefold()

    def _do_patternMatch(self, node: Any) -> Value:  # noqa: N802
        value = self._expression(node[0])
        return None if value is None else re.fullmatch(node.get("pattern"), value) is not None

    # numbers

    def _numbers(self, node: Any) -> list[float] | None:
        values = self._multiple_numbers(node)
        return None if None in values else values

    def _multiple_numbers(self, node: Any) -> list[Any]:
        values: list[Any] = []
        for one in self._all(node):
            values += one if isinstance(one, list) else [one]
        return values

    def _do_sum(self, node: Any) -> Value:
        values = self._numbers(node)
        return None if values is None else sum(values)

    def _do_product(self, node: Any) -> Value:
        values = self._numbers(node)
        if values is None:
            return None
        total = 1.0
        for one in values:
            total *= one
        return total

    def _do_subtract(self, node: Any) -> Value:
        values = self._numbers(node)
        return None if values is None else values[0] - values[1]

    def _do_divide(self, node: Any) -> Value:
        values = self._numbers(node)
        return None if values is None or values[1] == 0 else values[0] / values[1]

    def _do_min(self, node: Any) -> Value:
        values = self._numbers(node)
        return None if values is None else min(values)

    def _do_max(self, node: Any) -> Value:
        values = self._numbers(node)
        return None if values is None else max(values)

    def _compared(self, node: Any, holds: Any) -> Value:
        values = self._numbers(node)
        return None if values is None else bool(holds(values[0], values[1]))

    def _do_lt(self, node: Any) -> Value:
        return self._compared(node, lambda a, b: a < b)

    def _do_lte(self, node: Any) -> Value:
        return self._compared(node, lambda a, b: a <= b)

    def _do_gt(self, node: Any) -> Value:
        return self._compared(node, lambda a, b: a > b)

    def _do_gte(self, node: Any) -> Value:
        return self._compared(node, lambda a, b: a >= b)

    def _do_equal(self, node: Any) -> Value:
        return self._compared(node, lambda a, b: a == b)
