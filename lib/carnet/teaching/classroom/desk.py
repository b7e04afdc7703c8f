"""What a student can do, wherever the classroom is: in this process, or behind the teaching server."""

from typing import Literal, Protocol

from carnet.teaching.classroom.sheets import Correction, Progress, Saved, Sheet, Ticket
from carnet.teaching.question import Rank, Response


class Desk(Protocol):
    """A student's desk. Every method but `join` and `free_practice` needs the ticket that those two give.

    What is refused raises `NotAllowed`; what is unknown (a code, an item) `NotFound`; a server that does not answer
    `ClassroomTrouble`, after having tried again.
    """

    ticket: Ticket | None

    def join(self, code: str, pseudonym: str, claim: str = "") -> Ticket:
        """Enter a session by its code, under a pseudonym that nobody there has.

        `claim`: a random word of whoever asks; asking again with it (the reply was lost) enters once.
        """

    def sheet(self) -> Sheet:
        """The sheet as it is now."""

    def answer(
        self,
        item_id: str,
        question_id: str,
        response: Response | None,
        flagged: bool | None = None,
        seconds: float | None = None,
    ) -> Saved:
        """Save an answer; it comes back once it is written for good. Saving the same twice saves it once.

        `response` None keeps what was answered (to put a flag alone); `flagged` None keeps the flag; `seconds`: how
        long the student has spent on the question in all.
        """

    def go_on(self, item_id: str, leaving: str | None = None) -> Sheet:
        """Lock the present question of a progressive item and see the next. There is no going back.

        `leaving` names the question being left: saying it twice goes on once.
        """

    def submit(self) -> Sheet:
        """Hand in. Nothing can be changed afterwards."""

    def correction(self, item_id: str | None = None, question_id: str | None = None) -> Correction:
        """The correction of all, of an item, or of a question, as far as the session allows it now.

        In a training corrected at once, the questions whose correction was seen are locked.
        """

    def hint(self, item_id: str, question_id: str) -> str:
        """A question's hint (training)."""

    def retry(self, after: int | None = None) -> Sheet:
        """Begin again (training): a new attempt; the earlier ones stay. `after`: which one is over (asked twice,
        begun once)."""

    def free_practice(
        self,
        by: Literal["objective", "rank", "due", "any"] = "due",
        *,
        objective: str | None = None,
        rank: Rank | None = None,
        questions: int = 10,
        pseudonym: str = "",
    ) -> Ticket:
        """Approved training items to practise alone: of an objective, of a rank, those due, or any."""

    def progress(self) -> Progress:
        """Progress by objective and rank, over all that this student has practised."""
