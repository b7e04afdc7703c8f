"""Where the demo hospital stands and who works there: towns, wards and staff, all of it invented or ordinary."""

HOSPITAL = "Centre hospitalier fictif Carnet"
HOSPITAL_LABEL = "HÔPITAL FICTIF — données synthétiques"
FICTITIOUS = "[Document fictif – hôpital de démonstration Carnet]"

# town, postcode, département of birth used in NIR (2A/2B in Corsica), weight, INSEE commune number
TOWNS: tuple[tuple[str, str, str, float, int], ...] = (
    ("Angers", "49000", "49", 9, 7), ("Saumur", "49400", "49", 4, 328), ("Cholet", "49300", "49", 5, 99), ("Segré", "49500", "49", 2, 331), ("Trélazé", "49800", "49", 3, 353),
    ("Beaupréau", "49600", "49", 2, 23), ("Doué-la-Fontaine", "49700", "49", 2, 125), ("Les Ponts-de-Cé", "49130", "49", 3, 246), ("Avrillé", "49240", "49", 3, 15),
    ("Nantes", "44000", "44", 7, 109), ("Saint-Nazaire", "44600", "44", 3, 184), ("Châteaubriant", "44110", "44", 2, 36), ("Ancenis", "44150", "44", 2, 3), ("Clisson", "44190", "44", 2, 43),
    ("Laval", "53000", "53", 4, 130), ("Mayenne", "53100", "53", 2, 147), ("Château-Gontier", "53200", "53", 2, 62), ("Le Mans", "72000", "72", 5, 181), ("La Flèche", "72200", "72", 3, 154),
    ("Sablé-sur-Sarthe", "72300", "72", 2, 264), ("Tours", "37000", "37", 4, 261), ("Chinon", "37500", "37", 2, 72), ("Loches", "37600", "37", 1, 132), ("Bourgueil", "37140", "37", 1, 31),
    ("La Roche-sur-Yon", "85000", "85", 3, 191), ("Les Herbiers", "85500", "85", 2, 109), ("Fontenay-le-Comte", "85200", "85", 1, 92), ("Thouars", "79100", "79", 2, 329), ("Niort", "79000", "79", 2, 191),
    ("Bressuire", "79300", "79", 2, 49), ("Poitiers", "86000", "86", 2, 194), ("Châtellerault", "86100", "86", 1, 66), ("Loudun", "86200", "86", 1, 137), ("Rennes", "35000", "35", 2, 238),
    ("Vitré", "35500", "35", 1, 360), ("Fougères", "35300", "35", 1, 115), ("Redon", "35600", "35", 1, 236), ("Alençon", "61000", "61", 1, 1), ("Saint-Brieuc", "22000", "22", 0.6, 278),
    ("Quimper", "29000", "29", 0.6, 232), ("Limoges", "87000", "87", 0.5, 85), ("Orléans", "45000", "45", 0.6, 234), ("Blois", "41000", "41", 0.5, 18), ("Vannes", "56000", "56", 0.7, 260),
    ("Ajaccio", "20000", "2A", 0.4, 4), ("Bastia", "20200", "2B", 0.4, 33), ("Corte", "20250", "2B", 0.2, 96), ("Porto-Vecchio", "20137", "2A", 0.2, 247),
)

# ward, place of service
CARE_SITES: tuple[tuple[str, str], ...] = (
    ("Oncologie médicale", "Consultation"), ("Hôpital de jour d'oncologie", "Hôpital de jour"), ("Hospitalisation d'oncologie", "Hospitalisation"), ("Chirurgie viscérale et digestive", "Hospitalisation"),
    ("Chirurgie gynécologique et mammaire", "Hospitalisation"), ("Urologie", "Hospitalisation"), ("Chirurgie thoracique", "Hospitalisation"), ("ORL et chirurgie cervico-faciale", "Hospitalisation"),
    ("Neurochirurgie", "Hospitalisation"), ("Hématologie clinique", "Hospitalisation"), ("Radiothérapie", "Consultation"), ("Pneumologie", "Hospitalisation"), ("Hépato-gastro-entérologie", "Hospitalisation"),
    ("Dermatologie", "Consultation"), ("Service d'accueil des urgences", "Urgences"), ("Anatomie et cytologie pathologiques", "Laboratoire"), ("Imagerie médicale", "Imagerie"), ("Soins palliatifs", "Hospitalisation"),
    ("Endocrinologie", "Consultation"),
)
WARD = {name: position for position, (name, _kind) in enumerate(CARE_SITES)}

# ward of surgery and of medical care of each tumour site
SURGERY_WARD = {
    "breast": 4, "prostate": 5, "lung": 6, "colon": 3, "rectum": 3, "bladder": 5, "kidney": 5, "melanoma": 13, "head_neck": 7, "pancreas": 3, "liver": 3, "stomach": 3, "oesophagus": 3, "ovary": 4,
    "endometrium": 4, "cervix": 4, "thyroid": 7, "testis": 5, "dlbcl": 9, "follicular": 9, "hodgkin": 9, "glioblastoma": 8,
}
STAFF_PER_WARD = 5

# family names and first names of staff: ward w has STAFF_PER_WARD of them, numbered from w * STAFF_PER_WARD
STAFF_FAMILY = (
    "Aubrespin", "Bréchaud", "Cantegrel", "Delvallée", "Escoubleau", "Fauvernier", "Garandeau", "Hauteclaire", "Imbertin", "Jaulmes", "Kervadec", "Lescarbot", "Malgouyres", "Nivromont", "Oudinelle",
    "Pérignac", "Quenouille", "Roubichou", "Sauvageot", "Tréguier", "Urvoix", "Vaillancourt", "Wattrelin", "Ybarnégaray", "Zeller", "d'Aubigny", "Le Goasguen", "de Montalier", "Ben Achour", "N'Diaye",
    "Belkacemi", "Traoré", "Nguyen Van", "Kowalczyk", "Da Costa", "Ferracci", "Santoni", "Haddadou", "Rakotomalala", "Petrescu", "Oliveira", "Schmittbuhl", "Ostermann", "Larralde", "Etcheverry",
    "Chassaing", "Bourrillon", "Montfort-Lacaze", "Desgrippes", "Trouvé",
    "Abgrall", "Bousquet-Lanne", "Charbonnel", "Dieulafait", "Esquirol", "Fontanges", "Grosjean-Mérat", "Huchard", "Izoard", "Jouvenel", "Kerguélen", "Lantelme", "Mirambeau", "Noirmain", "Obriot", "Palluau", "Quillard", "Rocheteau", "Sérignan", "Tournemine", "Ursault", "Verdeille", "Wuillemin", "Zanetti", "Amouroux", "Bellanger-Vaux", "Cazenave", "Dessagne", "Estorges", "Feuillade", "Ginoux", "Hellegouarch", "Jarnac", "Lacaussade", "Maupertuis", "Névoltry", "Ozanne", "Pontcallec", "Rabastens", "Sibilleau", "Thévenard", "Vaudremont", "Baudelot", "Comminges", "Duparchy",
)
STAFF_MEN = ("Antoine", "Benoît", "Cédric", "Édouard", "Farid", "Guillaume", "Hugo", "Jérôme", "Karim", "Laurent", "Matthieu", "Nicolas", "Olivier", "Pierre-Yves", "Romain", "Stéphane", "Thibault", "Yann")
STAFF_WOMEN = ("Aurélie", "Bérengère", "Camille", "Delphine", "Élodie", "Fatou", "Gaëlle", "Hélène", "Inès", "Julie", "Laetitia", "Mélanie", "Nadia", "Ophélie", "Pauline", "Sarah", "Thérèse", "Valérie")


def luhn_key(digits: str) -> str:
    """The last digit that makes `digits` + key pass the Luhn test (RPPS, FINESS)."""
    total = 0
    for position, character in enumerate(reversed(digits)):
        value = int(character) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str((10 - total % 10) % 10)


def staff(number: int) -> tuple[str, str, int, str]:
    """First name, family name, sex (0 man, 1 woman) and RPPS of one member of staff; the same in every demo hospital."""
    sex = (number * 7 + number // 5) % 2
    first = (STAFF_WOMEN if sex else STAFF_MEN)[(number * 5 + number // 18) % 18]
    family = STAFF_FAMILY[(number * 17 + 3) % len(STAFF_FAMILY)]
    digits = f"10{number * 7919 % 100000000:08d}"
    return first, family, sex, digits + luhn_key(digits)
