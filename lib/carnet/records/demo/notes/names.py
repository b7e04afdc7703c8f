"""Names, streets and professions of invented patients; first names follow the year of birth."""


def _words(text: str) -> list[str]:
    return text.split()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


# first year of birth → first names
WOMEN = {
    1900: _words("""
        Jeanne Marie Yvonne Germaine Simone Denise Paulette Lucienne Odette Marcelle Renée Suzanne Andrée
        Georgette Henriette Marthe
    """),
    1938: _words("""
        Monique Jacqueline Françoise Nicole Colette Jeannine Michèle Danielle Chantal Annick Claudine Josiane
        Bernadette Ginette Liliane Marie-Thérèse Huguette Solange Maryvonne Éliane
    """),
    1955: _words("""
        Martine Brigitte Sylvie Catherine Véronique Christine Dominique Patricia Évelyne Marie-Christine
        Nadine Pascale Joëlle Corinne Fabienne Agnès Béatrice Muriel Zohra Fatima Ghislaine
    """),
    1970: _words("""
        Nathalie Sandrine Stéphanie Valérie Karine Céline Delphine Séverine Virginie Sophie Anne-Laure
        Laëtitia Samira Aurélie Gwenaëlle Magali Cécile Maud Nora Élise Hélène
    """),
    1985: _words("""
        Émilie Julie Marine Camille Manon Laura Chloé Pauline Léa Mathilde Océane Inès Clémence Anaïs Maëlle
        Sarah Yasmine Margaux Noémie Lucie Aïcha
    """),
}
MEN = {
    1900: _words("""
        Marcel Robert René Roger André Lucien Raymond Maurice Georges Henri Fernand Gaston Émile Albert Eugène
        Léon
    """),
    1938: _words("""
        Jean Michel Claude Jacques Bernard Daniel Guy Gérard Jean-Claude Christian Serge Gilbert Yves Joseph
        Roland Jean-Pierre Maxime Hervé Mohamed Antonio
    """),
    1955: _words("""
        Alain Patrick Philippe Pascal Thierry Didier Bruno Éric Jean-Luc Jean-Marc Dominique Gilles Joël
        Francis Marc Denis Ahmed Manuel Loïc Rémi François-Xavier
    """),
    1970: _words("""
        Frédéric Stéphane Christophe Laurent Olivier David Sébastien Franck Cédric Fabrice Ludovic Grégory
        Jérôme Yannick Erwan Samir Vincent Mickaël Arnaud Xavier
    """),
    1985: _words("""
        Nicolas Julien Thomas Kévin Alexandre Maxime Romain Quentin Florian Valentin Théo Lucas Hugo Adrien
        Mehdi Baptiste Clément Enzo Ibrahim Gaëtan
    """),
}

# common family names (`~` stands for a space), and pieces of names that nobody bears
FAMILY = _words("""
    Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David
    Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André
    Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin
    Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour
    Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard
    Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe
    Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert
    Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet
    Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly
    Hervé Schneider Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin Germain Breton
    Besson Langlois Rémy Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet Hamon Boulanger Jacob
    Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Bouchet
    Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune Gilbert
    Lamy Delaunay Pasquier Carlier Laporte Gros Buisson Briand Alexandre Georges Blanchet Besnard Coulon Chartier
    Daoudi Benali Haddad Cissé Diallo Konaté Nguyen Tran Pham Silva Ferreira Gonçalves Kaczmarek Nowak Rossi
    Colonna Casanova Mattei Leca Peretti Kerbrat Le~Gall Quéré Guéguen Le~Bihan Tanguy Cadiou Jaouen
""")
STEMS = _words("""
    Aub Bér Bourd Chant Cour Dauv Esp Fauv Gand Haut Jarr Lamb Maur Noy Ort Pell Quint Rav Sauv Tour Vaud Crest
    Malv Font Rib Trém Bréch Guim Landr Poul
""")
TAILS = _words("""
    elais eron ignac ouin eraud illot ouard ancourt eville ermont ignon audeau esson oreau inier erolles anec
    evreux inaud illard ouze asset ergne otin
""")
PARTICLES = ("de ", "de La ", "du ", "d'", "Le ", "Van ", "El ", "Da ")

STREETS = _words("""
    rue rue rue avenue impasse chemin allée place boulevard route lotissement lieu-dit
""")
STREET_NAMES = _lines("""
    des Tilleuls
    du Moulin-Brûlé
    de la Fontaine-aux-Merles
    des Frères-Aubineau
    Jean-Baptiste-Lorient
    du Vieux-Pressoir
    de la Petite-Garenne
    des Hirondelles
    de la Croix-Verte
    du Champ-Gaillard
    Anne-de-Montclair
    des Quatre-Vents
    du Clos-Saint-Éloi
    de l'Ancienne-Forge
    du Pré-aux-Loups
    des Acacias
    de la Butte-Rouge
    Marguerite-Dutertre
    du Puits-Doré
    des Bas-Jardins
    du Lavoir
    de la Haute-Perrière
    du Général-Artaud
    des Sorbiers
    de Bel-Air
    du Four-à-Chaux
    des Vignes
    de la Gare
    du Stade
    de l'Étang-Neuf
    du Docteur-Hamelin
    de la Mairie
    des Grands-Chênes
    de Bretagne
""")
MAIL_HOSTS = _words("""
    exemple.fr courriel.example messagerie.example boite.example
""")
# men|women
WORKERS = _lines("""
    agriculteur|agricultrice
    infirmier|infirmière
    comptable|comptable
    peintre en bâtiment|coiffeuse
    chauffeur routier|assistante maternelle
    enseignant|enseignante
    employé de banque|employée de banque
    artisan menuisier|commerçante
    cadre commercial|cadre administrative
    maraîcher|aide-soignante
    viticulteur|viticultrice
    informaticien|informaticienne
    agent d'entretien|agent d'entretien
    électricien|secrétaire médicale
""")
RETIRED = _lines("""
    instituteur retraité|institutrice retraitée
    ancien soudeur|ancienne couturière
    retraité de la SNCF|retraitée de La Poste
    maçon retraité|secrétaire médicale retraitée
    ancien ouvrier de la chaussure|ancienne ouvrière de la chaussure
    ancien ardoisier|ancienne employée de maison
    agriculteur retraité|agricultrice retraitée
    ancien militaire|ancienne infirmière
    ancien commerçant|ancienne commerçante
    ancien chauffeur routier|ancienne assistante maternelle
    retraité|retraitée
""")
