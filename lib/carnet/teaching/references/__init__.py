"""The teacher's references: her own course files and the LiSA exports she is entitled to, indexed, cited, versioned."""

from carnet.teaching.references.library import Document, Library, Passage, Version
from carnet.teaching.references.reading import CourseText, Heading, UnreadableCourse, read_course

__all__ = ["CourseText", "Document", "Heading", "Library", "Passage", "UnreadableCourse", "Version", "read_course"]
