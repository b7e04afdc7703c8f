"""From a patient's notes to a safe teaching case and its questions."""
