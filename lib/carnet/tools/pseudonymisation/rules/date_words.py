"""Words that French dates are written with, as pieces of regular expressions over plain text."""

WEEKDAY = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim"
MONTH_WORDS = (
    "janvier|janv|jan|january|fevrier|fevr|fev|feb|february|mars|march|avril|avr|april|apr|mai|may|juin|june"
    "|juillet|juil|jul|july"
    "|aout|august|aug|septembre|september|sept|sep|octobre|october|oct|novembre|november|nov|decembre|december|dec"
    "|mar|jun"
)
DAY = r"(?<![\d.,/])(?:1\s?er|[0o]?[1-9]|[12]\d|3[01])(?!\d)"
_UNITS = (
    "un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix[ -]sept"
    "|dix[ -]huit|dix[ -]neuf"
)
DAY_WORDS = (
    rf"(?<![a-z])(?:premier|trente(?:[ -](?:et[ -])?un)?|vingt(?:[ -](?:et[ -]un|deux|trois|quatre|cinq|six|sept"
    rf"|huit|neuf))?|dix[ -]sept"
    rf"|dix[ -]huit|dix[ -]neuf|{_UNITS})"
)
_TENS = "vingts?|trente|quarante|cinquante|soixante|septante|quatre|octante|nonante|cents?|et|dix|onze|mille"
YEAR_WORDS = (
    rf"(?:(?:mille|mil)\s+neuf[ -]cents?|dix[ -]neuf[ -]cents?|deux[ -]milles?)(?:[ -]+(?:{_TENS}"
    rf"|{_UNITS})s?(?![a-z])){{1,6}}"
)
PERIOD = "debut|fin|mi|courant|milieu|ete|hiver|printemps|automne|noel|toussaint|paques"
