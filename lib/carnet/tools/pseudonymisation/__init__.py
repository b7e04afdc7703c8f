"""The pseudonymiser: what identifies a person in a note is found, told apart, and replaced."""
