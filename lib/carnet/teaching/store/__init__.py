"""The teaching store: the bank, the sessions and every answer, in SQLite or PostgreSQL; nothing is ever erased."""

from carnet.teaching.store.database import StoreTrouble, TeachingStore, default_url

__all__ = ["StoreTrouble", "TeachingStore", "default_url"]
