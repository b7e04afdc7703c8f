"""Exams on paper: booklet, answer sheet, corrected key, and the three papers of a station, as PDF and as DOCX."""
