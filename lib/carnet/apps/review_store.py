"""The site's review store as a page uses it: opened when it is first needed, told once when it cannot be used."""

from typing import TYPE_CHECKING

from carnet.apps.places import hospital_folder
from carnet.errors import CarnetError

if TYPE_CHECKING:
    from carnet.records.reviews import Reviews


class ReviewStore:
    """`failed` once the store could not be used: the page says so."""

    def __init__(self) -> None:
        self.failed = False
        self._reviews: Reviews | None = None

    def store(self) -> "Reviews | None":
        """The site's review store; none where it cannot be used."""
        if self._reviews is None and not self.failed:
            from carnet.records.reviews import Reviews, default_url

            try:
                self._reviews = Reviews(default_url(hospital_folder().parent))
            except CarnetError:
                self.failed = True
        return self._reviews
