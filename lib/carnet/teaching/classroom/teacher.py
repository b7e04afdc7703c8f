"""A teacher's desk: the bank, the sessions, what comes out of them."""

from carnet.teaching.classroom.bank_desk import BankDesk
from carnet.teaching.classroom.person import Person
from carnet.teaching.classroom.results_desk import ResultsDesk
from carnet.teaching.classroom.room import Room
from carnet.teaching.store import TeachingStore


class TeacherDesk(BankDesk, ResultsDesk):
    """`TeacherDesk(store, here())`. Raises `NotAllowed` for a student."""

    def __init__(self, store: TeachingStore | Room, person: Person) -> None:
        ResultsDesk.__init__(self, store, person)
