"""Who is there, as what: the names come from the front, the roles from the site."""

import getpass
import os
from dataclasses import dataclass
from typing import Literal

from carnet.errors import CarnetError
from carnet.language import _

TEACHERS = "CARNET_TEACHERS"  # names, separated by commas
DOOR = "CARNET_STUDENT_DOOR"  # set where the pages are served to students
HUB = "JUPYTERHUB_USER"
Role = Literal["teacher", "student"]


class NotAllowed(CarnetError):
    """Something that this person, or this moment of a session, does not allow."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person and her role. `known`: the name was given by a front that asked for a password (JupyterHub)."""

    name: str
    role: Role
    known: bool = False


def here() -> Person:
    """The person whose process this is.

    The name is JupyterHub's, else $CARNET_USER, else the account's. Whoever $CARNET_TEACHERS names is a teacher; under
    JupyterHub, or behind a students' door ($CARNET_STUDENT_DOOR), everybody else is a student; without either, the
    person at her own machine is a teacher.
    """
    hub = os.environ.get(HUB, "")
    name = hub or os.environ.get("CARNET_USER", "") or _account()
    named = {one.strip() for one in os.environ.get(TEACHERS, "").split(",") if one.strip()}
    door = bool(os.environ.get(DOOR))
    teacher = name in named if (hub or door) else True
    return Person(name, "teacher" if teacher and name else "student", known=bool(hub))


def must_teach(person: Person) -> None:
    """Raises `NotAllowed` for whoever is no teacher."""
    if person.role != "teacher":
        raise NotAllowed(
            _("This is for teachers."), _("Ask whoever runs the site to name you in {name}.").format(name=TEACHERS)
        )


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
