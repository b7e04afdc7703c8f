"""The codes of sessions: six characters that nobody takes for others, read aloud or off a screen."""

import secrets

from sqlalchemy import Connection, select

from carnet.teaching.store.tables import sessions

LETTERS = "ACDEFGHJKLMNPQRTUVWXYZ234679"  # neither 0 nor O, 1 nor I, 5 nor S, 8 nor B
LENGTH = 6


def fresh_code(connection: Connection) -> str:
    """A code that no session has had."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
        if connection.execute(select(sessions.c.id).where(sessions.c.code == code)).first() is None:
            return code
