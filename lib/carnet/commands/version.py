"""`carnet version`."""

import carnet


def command() -> None:
    """Print the version."""
    print(f"carnet {carnet.__version__}")
