"""What French words are: names of persons, ordinary words, words of medicine. Keys are plain and in lower case."""
