"""The stretches of a note around tumour markers, cut into what a value is said with: markers, values, negations, events."""

import re
from dataclasses import dataclass

from carnet.tools.structuring.rules.markers_lexicon import Marker, Named

BEFORE, AFTER = 90, 150  # how far from a marker its value may be

_PERCENT = (
    r"(?P<op>[<>≤≥~]=?|inferieure?s? (?:ou egale?s? )?a|superieure?s? (?:ou egale?s? )?a|moins de|plus de|environ)?\s?"
    r"(?P<n1>\d{1,3}(?:[.,]\d{1,2})?)(?:(?P<pc> ?%)?(?P<by> ?(?:-|a|/|et) ?)(?P<n2>\d{1,3}(?:[.,]\d{1,2})?))? ?(?:%|pour ?cents?\b)"
)
_TOKEN = re.compile(
    r"(?P<gap> +)"
    r"|(?P<blank>\n[ ]*\n\s*)"
    r"|(?P<line>\n ?(?:[-•*·>] ?|\d\) ?)?)"
    r"|(?P<stop>\.(?=\s|$|-)(?!\s*(?:la |le |l'|hybridation|en )?(?:fish|sish|cish|ish|ddish)\b)|[;?!](?!\s*(?:fish|sish|cish|ish)\b))"
    rf"|(?P<percent>(?!\s){_PERCENT})"
    r"|(?P<tmb>\d{1,4}(?:[.,]\d{1,2})? ?(?:mut(?:ations?)?|variants?)\.? ?(?:/|par|pour) ?(?:mb|mega ?bases?|mo\b))"
    r"|(?P<allred>(?:score d')?\ballred ?(?:a|de|[:=])? ?\d ?(?:/ ?8|sur 8)?|(?<![\d,.])[0-8] ?/ ?8\b|h[- ]?score ?(?:a|de|[:=])? ?\d{1,3}"
    r"|irs ?[:=]? ?\d{1,2}|(?<![\d,.])[0-3] ?/ ?3\b)"
    r"|(?P<ratio>\bratio (?:her-?2 ?/ ?(?:cep|chr|cen)[ -]?17 ?)?(?:a|de|est de|[:=<>])? ?(?P<ratio_value>\d{1,2}(?:[.,]\d{1,2})?)|\bratio\b)"
    r"|(?P<exon>\b(?:(?P<ek>deletions?|del|insertions?|ins|mutations?|saut|skipping|duplications?|dup)[ -]?)?"
    r"(?:in[- ]frame )?(?:(?:de |d'|dans |sur |au niveau de |du )?(?:l'|l )?exon|\bex|e(?=\d\d\b)) ?-?(?P<en>\d{1,2})"
    r"(?: ?(?P<ek2>del(?:etion)?|ins(?:ertion)?|skipping|mutation|muted?))?\b"
    r"|\b(?P<ek3>del|ins)[ -]?(?P<en2>19|20)\b|\bsaut de l'exon (?P<en3>\d{1,2}))"
    r"|(?P<variant>\b(?:p\.? ?\(?)?(?:[acdefghiklmnpqrstvwy]\d{2,4}(?:[acdefghiklmnpqrstvwyx*]|fs[*x]?\d*|del\w*|ins\w*|dup)?"
    r"|(?:ala|arg|asn|asp|cys|gln|glu|gly|his|ile|leu|lys|met|phe|pro|ser|thr|trp|tyr|val)\d{2,4}"
    r"(?:ala|arg|asn|asp|cys|gln|glu|gly|his|ile|leu|lys|met|phe|pro|ser|thr|trp|tyr|val|fs|ter|\*)"
    r"|[a-z]\d{2,4}_[a-z]\d{2,4}(?:del|ins|dup)\w*)\)?(?![a-z0-9])|\bc\.\d+\w*(?:>[acgt])?(?:del|ins|dup)?\w*)"
    r"|(?P<plus>(?:score ?(?:de |a |[:=] ?)?)?\(?(?<![\d,.])[0-3] ?\+(?!\+)\)?|\(? ?\+ ?[1-3](?![\d/])\)?)"
    r"|(?P<sign>\+ ?/ ?-|- ?/ ?\+|±|\(? ?[+⁺]{1,4} ?\)?|\( ?-{1,3} ?\)|-(?= ?(?:[,;.)\n|/]|$))|(?<=\w)-(?= ))"
    r"|(?P<number>(?P<nop>[<>≤≥~]=?)? ?\d{1,4}(?:[.,]\d{1,2})?(?!\d))"
    r"|(?P<comma>[,|&/-]|[.;](?=\s))"
    r"|(?P<colon>[:=]|->|=>)"
    r"|(?P<open>[(\[])|(?P<close>[)\]])"
    r"|(?P<word>[a-z]+(?:'(?!s\b))?)"
    r"|(?P<other>.)"
)

_WORDS: dict[str, str] = {}
for _kind, _said in {
    "positive": "positif positifs positive positives positivite positivites pos immunopositif immunopositive exprimant exprime expriment exprimait"
    " exprimaient exprimes exprimee exprimees surexprimant surexprime",
    "negative": "negatif negatifs negative negatives negativite negativites neg indetectable immunonegatif immunonegative",
    "mutated": "mute mutes mutee mutees mutant mutants muta",
    "wild": "sauvage sauvages wild wt natif native natifs natives nativo germinal_sauvage",
    "rearranged": "rearrange rearranges rearrangee rearrangees transloque transloquee fusionne",
    "amplified": "amplifie amplifiee amplifies amplifiees",
    "overexpressed": "surexprimee surexprimes surexprimees surexprimait surexpriment hyperexprime hyperexprimee",
    "methylated": "methyle methylee methyles",
    "codeleted": "codelete codeletee codeletes codele codelees codelee",
    "stable": "stable stables stabilite",
    "unstable": "instable instables",
    "deficient": "deficient deficiente deficitaire deficients",
    "proficient": "proficient proficiente competent competente",
    "kept": "conserve conservee conservees conserves conservation intacte intact intactes maintenue maintenues preserve preservee preservees",
    "lost": "perte perdu perdue perdues extinction eteinte eteint",
    "high": "eleve elevee eleves elevees haut haute high fort forte",
    "low": "faible faibles bas basse low",
    "equivocal": "equivoque equivoques",
    "found": "detecte detectee detectees detectes detectable retrouve retrouvee retrouvees retrouves identifie identifiee identifiees mise mis"
    " presente presentes present decelee decele objective objectivee observee observees",
    "absent": "absent absente absents absentes indetecte indetectee",
}.items():
    _WORDS.update(dict.fromkeys(_said.split(), "value:" + _kind))
for _kind, _said in {
    "mutation": "mutation mutations mutationnelle",
    "fusion": "rearrangement rearrangements translocation translocations fusion fusions transcrit",
    "amplification": "amplification amplifications",
    "overexpression": "surexpression hyperexpression",
    "expression": "expression immunoexpression marquage marquages immunomarquage immunomarquages immunoreactivite coexpression",
    "methylation": "methylation hypermethylation",
    "codeletion": "codeletion codeletions",
    "deletion": "deletion deletions",
    "alteration": "alteration alterations anomalie anomalies variant variants",
    "instability": "instabilite",
}.items():
    _WORDS.update(dict.fromkeys(_said.split(), "event:" + _kind))
for _kind, _said in {
    "not": "absence pas sans aucune aucun non ni n' jamais",
    "asked": "recherche recherches rechercher recherchee recherchees demande demandee demandees demander attente cours etude etudes analyse analyses"
    " test tests tester depistage sequencage statut statuts resultat resultats panel precise preciser realise realiser realisee faire prevu prevue"
    " evaluable evaluables interpretable contributif contributive disponible disponibles connu connue inconnu inconnue indetermine indeterminee"
    " determiner envoi envoye nr nd nf ne na selon detection determination statut refaire completer complement verifier confirmer biopsier"
    " fait faite oncogenetique",
    "method": "fish sish cish ish ddish hybridation",
    "link": "pour de du des d' aux au a la le les l' en par dans chez vis",
    "and": "et ou puis ainsi mais tandis avec",
    "filler": "est sont etait etaient evalue evaluee evalues evaluees estime estimee estimes estimees cote cotee cotes cotees mesure mesuree"
    " calcule calculee score scores index indice proliferation ihc immunohistochimie immunohistochimique immunohistochimiquement immunohisto sur tumeur tumeurs tumoral"
    " tumorale tumorales cellule cellules intensite intense intenses intensement fortement faiblement moderement moderee modere focal focale focales focalement focaux"
    " diffus diffuse diffuses diffusement nucleaire nucleaires membranaire membranaires cytoplasmique cytoplasmiques complet complete incomplet incomplete"
    " tres gene genes statut biologie moleculaire ngs pcr adn arn technique situ clone sp142 sp263 tous toutes tout deux trois respectivement revient"
    " revenu revenue s' se reste restent avere averee averees revele revelee toujours exon codon site tissulaire tumorale hormonaux hormonal marqueur marqueurs anticorps"
    " proteine proteines anti recepteur recepteurs phenotype statut type expression nivea niveau environ soit taux pathogene pathogenes activatrice activatrices"
    " somatique somatiques germinale germinales constitutionnelle constitutionnel promoteur allele frequence allelique vaf qui ete a ont son sa leur un une il elle"
    " cellulaire homogene heterogene moyenne moyen legerement uniquement seulement rares quelques partiellement plus cytokeratines cytokeratine"
    " franchement strictement dose dosage nettement surtout systeme complexe activante activantes classique connue unique isole presence porteur porteuse porteurs",
}.items():
    for _one in _said.split():
        _WORDS.setdefault(_one, _kind)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a stretch at [start, end): `kind` marker, value, event, not, asked, method, link, and, comma, colon,
    open, close, filler, other, line or stop; `what` tells more (which value, which event)."""

    kind: str
    start: int
    end: int
    what: str = ""
    marker: Marker | None = None
    said: str = ""


def stretches(named: list[Named], plain: str) -> list[list[Token]]:
    """The tokens around the markers, in clauses: nothing is said across a full stop, a semicolon or a blank line."""
    windows: list[list[Named]] = []
    for one in named:
        if windows and one.start - windows[-1][-1].end <= AFTER:
            windows[-1].append(one)
        else:
            windows.append([one])
    clauses: list[list[Token]] = []
    for group in windows:
        clause: list[Token] = []
        for token in _tokens(group, plain):
            if token.kind == "stop":
                clauses.append(clause)
                clause = []
            else:
                clause.append(token)
        clauses.append(clause)
    return [clause for clause in clauses if any(token.kind == "marker" for token in clause)]


def _tokens(group: list[Named], plain: str) -> list[Token]:
    place = max(0, group[0].start - BEFORE)
    while place and plain[place - 1].isalnum():
        place -= 1
    stop = min(len(plain), group[-1].end + AFTER)
    tokens: list[Token] = []
    for one in group:
        if one.start < place:  # a token ran over it: « del19 EGFR » never does
            continue
        _read(plain, place, one.start, tokens)
        tokens.append(Token("marker", one.start, one.end, marker=one.marker))
        place = one.end
    _read(plain, place, stop, tokens)
    return tokens


def _read(plain: str, place: int, stop: int, tokens: list[Token]) -> None:
    while place < stop:
        found = _TOKEN.match(plain, place)
        if found is None:
            break
        if found.end() > stop and found.lastgroup not in ("gap", "line", "blank"):
            found = _TOKEN.match(plain, place, stop) or found
        place = found.end()
        kind = found.lastgroup or ""
        start, end, said = found.start(), found.end(), found[0]
        if kind == "gap":
            continue
        if kind == "blank":
            tokens.append(Token("stop", start, end))
        elif kind == "line":
            tokens.append(Token("line", start, end, "bullet" if said.strip() else ""))
        elif kind in ("percent", "tmb", "allred", "ratio", "exon", "variant", "plus", "sign", "number"):
            lead = len(said) - len(said.lstrip())
            tokens.append(Token("value", start + lead, end, kind, said=said.strip()))
        elif kind == "word":
            meaning = _WORDS.get(said, "other")
            head, _, what = meaning.partition(":")
            tokens.append(Token(head, start, end, what, said=said))
        else:
            tokens.append(Token(kind, start, end, said=said))
