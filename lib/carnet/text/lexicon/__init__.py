"""What French words are: names of persons, ordinary words, words of medicine. All keys plain (no accents, lower case)."""
