"""`carnet version`."""

from carnet.version import __version__


def command() -> None:
    """Print the version."""
    print(f"carnet {__version__}")
