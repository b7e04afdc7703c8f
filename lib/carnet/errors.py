"""Errors that a person can act on: what happened, where, and what to do."""


class CarnetError(Exception):
    """An error worth showing to a person as it stands.

    `message` says what happened and where (file, row, column), `remedy` what to do about it. Neither ever holds a
    patient's text. Commands print both and end with status 1; pages show both; no traceback reaches the reader.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.remedy)  # from a worker process to its parent


class ImportRefused(CarnetError):
    """A source that cannot be imported at all; the warehouse is left as it was."""


class SchemaError(CarnetError):
    """A table that does not follow the warehouse's schema."""


class UnknownColumn(CarnetError):
    """A column or an endpoint that the warehouse does not have; the remedy names the nearest ones."""


class StatisticsError(CarnetError):
    """An estimate that does not exist for these data (no event, separation, collinearity…)."""


class StatisticsWarning(UserWarning):
    """An estimate that exists but must be read with care."""
