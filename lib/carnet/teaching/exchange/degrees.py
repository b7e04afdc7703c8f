"""The degrees of a TCS in words, as the students read them."""

DEGREE_WORDS = {
    -2: "−2 : très négatif (l’hypothèse est pratiquement éliminée)",
    -1: "−1 : négatif (l’hypothèse devient moins probable)",
    0: "0 : ni négatif ni positif",
    1: "+1 : positif (l’hypothèse devient plus probable)",
    2: "+2 : très positif (l’hypothèse est pratiquement certaine)",
}
