"""A letter to try the page with: written for it, about nobody."""

NAME = "lettre-exemple"
TEXT = """CENTRE HOSPITALIER DE VALMONTOIS
Service d’oncologie médicale — Pr Hélène MARCHANDISE
12, rue des Tilleuls, 63200 RIOM · Tél. 04 73 00 12 34

Riom, le 14 mars 2024

Madame Jeanne BELLERIVE, née DUCRETET, le 02/07/1957
IPP 0042718 · NIR 2 57 07 63 113 042 22
8, chemin du Moulin, 63190 LEZOUX

Cher confrère,

J’ai revu en consultation le 12/03/2024 votre patiente, Mme Bellerive, âgée de 66 ans, ancienne institutrice, mariée, \
adressée par le Dr Paul Verneret pour une tumeur du sein droit.

Antécédents : hypertension artérielle, maladie de Hodgkin traitée en 1989. Allergie à la pénicilline.

Mammographie du 18 janvier 2024 : masse de 22 mm du quadrant supéro-externe, classée ACR 5. La biopsie conclut à un \
carcinome infiltrant de grade II, RE 90 %, RP 60 %, HER2 négatif, Ki-67 à 20 %.

Le dossier a été présenté en RCP le 7 mars. Sa fille Claire, jointe au 06 12 34 56 78 (claire.bellerive@exemple.fr), \
accompagne la patiente. Mme Bellerive accepte une tumorectomie avec ganglion sentinelle, prévue le 28/03/2024 par le \
Dr Verneret.

Bien confraternellement,

Pr Hélène Marchandise
RPPS 10003456784
"""
