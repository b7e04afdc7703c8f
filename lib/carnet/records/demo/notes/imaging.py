"""Imaging reports: staging at diagnosis, evaluation under treatment, progression."""

from datetime import date

from carnet.records.demo.notes.draft import Draft, Mark
from carnet.records.demo.notes.identifiers import carer
from carnet.records.demo.notes.letters import head, signature, staff_of
from carnet.records.demo.notes.story import Story
from carnet.records.demo.notes.writing import decimal, metastases
from carnet.records.demo.places import WARD
from carnet.records.demo.treatments import FIRST

_STAGING = {
    "breast": ("Mammographie et échographie mammaire", "IRM mammaire", "TDM thoraco-abdomino-pelvien"),
    "prostate": ("IRM prostatique", "Scintigraphie osseuse", "TEP-TDM au PSMA"),
    "lung": ("TDM thoraco-abdomino-pelvien", "TEP-TDM au 18F-FDG"),
    "rectum": ("IRM pelvienne", "TDM thoraco-abdomino-pelvien"),
    "liver": ("IRM hépatique", "TDM hépatique multiphasique"),
    "head_neck": ("TDM cervico-thoracique", "TEP-TDM au 18F-FDG"),
    "glioblastoma": ("IRM cérébrale",),
    "cervix": ("IRM pelvienne",),
    "endometrium": ("IRM pelvienne",),
    "dlbcl": ("TEP-TDM au 18F-FDG",),
    "hodgkin": ("TEP-TDM au 18F-FDG",),
    "follicular": ("TEP-TDM au 18F-FDG", "TDM cervico-thoraco-abdomino-pelvien"),
    "bladder": ("Uro-TDM", "TDM thoraco-abdomino-pelvien"),
    "melanoma": ("TDM thoraco-abdomino-pelvien et cérébral", "TEP-TDM au 18F-FDG"),
    "thyroid": ("Échographie cervicale",),
    "oesophagus": ("TDM thoraco-abdominal", "TEP-TDM au 18F-FDG"),
    "testis": ("TDM thoraco-abdomino-pelvien",),
}
_TECHNIQUES = (
    "Technique : [acquisition hélicoïdale|acquisition] [sans et avec injection de produit de contraste iodé|après "
    "injection de {dose_iode} mL de produit de contraste].",
    "Technique : [étude comparée au précédent examen|comparaison avec l'examen précédent][, sans injection|].",
    "",
)
# what else a report says, by what the examination shows
_BODY = (
    "[Pas d'épanchement pleural ni péricardique|Absence d'épanchement pleural].",
    "[Pas d'adénopathie médiastinale significative|Aires ganglionnaires sans particularité].",
    "[Foie de taille normale, sans lésion focale suspecte|Quelques kystes biliaires simples].",
    "[Surrénales fines|Rate homogène, de taille normale].",
    "[Pas de dilatation des voies excrétrices|Reins sans particularité].",
    "[Discopathies dégénératives étagées|Pas de lésion osseuse suspecte d'allure secondaire].",
    "[Athérome calcifié aorto-iliaque|Pas d'anévrisme de l'aorte abdominale].",
    "[Micronodule pulmonaire non spécifique de 3 mm, à contrôler|Parenchyme pulmonaire sans nodule suspect].",
)
_SPREAD_SAFE = (3, 4, 6)  # lines of _BODY that contradict no metastasis
_LOCAL = {
    "IRM cérébrale": (
        "[Structures médianes en place|Déviation minime de la ligne médiane].",
        "[Pas d'hydrocéphalie|Système ventriculaire de taille normale].",
        "[Fosse postérieure sans particularité|Sinus de la dure-mère perméables].",
    ),
    "IRM mammaire": (
        "[Rehaussement matriciel modéré|Rehaussement matriciel minime].",
        "[Sein controlatéral sans anomalie|Pas de lésion controlatérale].",
        "[Revêtement cutané sans particularité|Pas d'atteinte pectorale].",
    ),
    "Mammographie et échographie mammaire": (
        "[Seins de densité b|Seins de densité c].",
        "[Sein controlatéral classé ACR 2|Sein controlatéral sans anomalie].",
        "[Lésion classée ACR 5|Classification ACR 5].",
        "[Microcalcifications associées|Pas de microcalcification suspecte].",
    ),
    "IRM prostatique": (
        "[Prostate de {vol} mL|Volume prostatique estimé à {vol} mL].",
        "[Vésicules séminales libres|Zone de transition hétérogène].",
        "[Lésion cotée PI-RADS 5|PI-RADS 4].",
    ),
    "Scintigraphie osseuse": (
        "[Fixation dégénérative des genoux|Fixations articulaires d'allure dégénérative].",
        "[Élimination rénale symétrique|Bonne fixation du traceur].",
    ),
    "IRM pelvienne": (
        "[Pas d'épanchement pelvien|Lame d'épanchement physiologique].",
        "[Vessie sans particularité|Pas d'atteinte osseuse pelvienne].",
    ),
    "IRM hépatique": (
        "[Pas de dilatation des voies biliaires|Vésicule alithiasique].",
        "[Tronc porte perméable|Splénomégalie modérée].",
        "[Wash-out au temps portal|Rehaussement artériel intense].",
    ),
    "Échographie cervicale": (
        "[Nodule classé EU-TIRADS 5|EU-TIRADS 5].",
        "[Glandes salivaires sans particularité|Lobe controlatéral homogène].",
    ),
}


def staging(draft: Draft, story: Story, day: date, style: str) -> None:
    """Staging at diagnosis: the tumour, its size, what has spread and what has not."""
    kind = draft.rng.choice(_STAGING.get(story.site.key, ("TDM thoraco-abdomino-pelvien",)))
    if kind == "Scintigraphie osseuse" and story.metastasis[1] != "osseuse":
        kind = "IRM prostatique"
    _start(draft, story, day, kind, "[Bilan d'extension|Bilan initial|Extension] : {cancer}.")
    draft.say("[RÉSULTATS|Résultats|Interprétation] :\n")
    settled = story.spread is not None and story.spread <= day
    doubtful = bool(story.metastasis[1]) and not settled and _sees_far(kind, story) and draft.rng.random() < 0.18
    lesion = (
        "[masse|lésion|formation tissulaire|processus lésionnel] [hypermétabolique |]"
        if "TEP" in kind
        else "[masse|lésion|formation tissulaire|processus expansif] [rehaussée|irrégulière|spiculée]"
        if story.site.key == "lung"
        else "[masse|lésion|formation tissulaire] [irrégulière|hétérogène|rehaussée]"
    )
    if kind == "Scintigraphie osseuse":
        pass
    elif story.t and story.site.key != "melanoma":
        draft.say("[- |]" + lesion.replace(" |]", "|]") + "{site}[, mesurant {taille}| de {taille} de grand axe].\n")
    elif story.site.staging == "ann-arbor":
        draft.say(
            "[- |]Adénopathies [confluentes |][hypermétaboliques |][mesurant jusqu'à {taille_gg}|dont la plus "
            "volumineuse mesure {taille_gg}].\n",
            taille_gg=f"{story.size} mm",
        )
    elif story.site.key == "glioblastoma":
        draft.say(
            "[- |]Lésion intra-axiale{site}, [rehaussée en couronne|à centre nécrotique], de {taille}, avec [œdème "
            "périlésionnel|effet de masse].\n"
        )
    if not _sees_far(kind, story):
        pass
    elif story.spread and story.spread <= day:
        draft.say(
            "[- |]{^mts}[, la plus volumineuse mesurant {mm} mm| multiples|].\n", mm=str(draft.rng.randint(9, 52))
        )
    elif doubtful:
        draft.say(
            "[- |][Image|Lésion] {ou} de {mm} mm, [indéterminée|trop petite pour être caractérisée] : {possible} "
            "[ne pouvant être exclue|à confirmer|non exclue].\n",
            ou=story.metastasis[1],
            mm=str(draft.rng.randint(4, 9)),
            possible=metastases(story, "possible", single=True),
        )
    elif story.metastasis[1]:
        draft.say("[- |][Pas de|Absence de] {mts_neg}.\n", mts_neg=metastases(story, "absent"))
    _fillers(draft, story, kind, day, doubtful)
    draft.say("\n[CONCLUSION|Conclusion] : ")
    if not _sees_far(kind, story):
        draft.say(
            "[Aspect en faveur d'une lésion maligne|Lésion suspecte de malignité|Lésion d'allure maligne], "
            "[corrélation histologique|bilan d'extension à compléter]."
        )
    elif story.spread and story.spread <= day:
        draft.say("[Lésion primitive connue avec|Maladie métastatique avec|] {mts}.")
    elif doubtful:
        draft.say(
            "[Lésion primitive connue ; image|Image] {ou} [à contrôler|à caractériser par IRM|à contrôler à 3 mois]."
        )
    elif story.t:
        draft.say(
            "[Lésion sans localisation secondaire décelable|Pas de localisation secondaire décelable|Bilan sans "
            "argument pour une extension à distance]."
        )
    else:
        draft.say(
            "[Extension compatible avec un {stade}|Bilan en faveur d'un {stade}]." if story.stage else "Lésion unique."
        )
    draft.line()
    signature(draft, staff_of(WARD["Imagerie médicale"], story), copies=False, closing=False)


def evaluation(draft: Draft, story: Story, day: date, style: str, response: str) -> None:
    """Evaluation under treatment, by RECIST words; `response` is CR, PR, SD or PD."""
    rng = draft.rng
    kind = (
        "IRM cérébrale"
        if story.site.key == "glioblastoma"
        else "TEP-TDM au 18F-FDG"
        if story.site.staging == "ann-arbor"
        else rng.choice(("TDM thoraco-abdomino-pelvien", "TDM TAP", "Scanner thoraco-abdomino-pelvien"))
    )
    line = next((x for x in reversed(story.lines) if x.start < day), None)
    _start(
        draft,
        story,
        day,
        kind,
        "[Évaluation|Réévaluation|Surveillance]"
        + (" [sous|après] {protocole}." if line and line.intent >= FIRST else " : {cancer} traité."),
        line.regimen.name if line else "",
    )
    before = rng.randint(18, 60)
    factor = {"CR": 0, "PR": rng.uniform(0.4, 0.68), "SD": rng.uniform(0.85, 1.12), "PD": rng.uniform(1.25, 1.8)}[
        response
    ]
    after = round(before * factor)
    draft.say("[RÉSULTATS|Résultats] :\n")
    spread = story.spread is not None and story.spread <= day
    draft.context.update(avant=str(before), apres=str(after))
    target = "des {mts}" if spread else "de la [lésion cible|lésion connue]"
    if response == "CR":
        draft.say("[- |][Disparition complète des lésions connues|Plus de lésion décelable].\n")
    elif response == "PD":
        draft.say(
            f"[- |][Majoration|Augmentation] {target} ({{avant}} mm → {{apres}} mm)"
            + "[, apparition de nouvelles lésions|].\n"
        )
    else:
        word = "[Diminution|Régression]" if response == "PR" else "[Stabilité|Aspect stable]"
        draft.say(f"[- |]{word} {target} " + "({apres} mm [versus|contre|vs] {avant} mm).\n")
    if rng.random() < 0.5 and response != "CR":
        change = (after - before) / before * 100
        draft.say(
            "[- |]Somme des diamètres des cibles : {apres} mm, soit {pc} %.\n",
            pc=("+" if change > 0 else "−") + decimal(abs(change), 0),
        )
    _fillers(draft, story, kind, day)
    words = {
        "CR": ("réponse complète", "réponse complète RECIST 1.1"),
        "PR": ("réponse partielle", "réponse partielle selon RECIST 1.1"),
        "SD": ("maladie stable", "stabilité selon RECIST 1.1"),
        "PD": ("progression", "maladie en progression selon RECIST 1.1"),
    }[response]
    value = {
        "CR": "réponse complète",
        "PR": "réponse partielle",
        "SD": "maladie stable",
        "PD": "maladie progressive",
    }[response]
    draft.say(
        "\n[CONCLUSION|Conclusion|Au total] : {^reponse}.",
        reponse=Mark(
            rng.choice(words),
            kind="progression" if response == "PD" else "response",
            value=value,
            assertion="present",
            date=day.isoformat(),
        ),
    )
    draft.line()
    signature(draft, staff_of(WARD["Imagerie médicale"], story, 1), copies=False, closing=False)


def _start(draft: Draft, story: Story, day: date, kind: str, indication: str, protocol: str = "") -> None:
    head(draft, story, WARD["Imagerie médicale"], kind.upper() if draft.rng.random() < 0.4 else kind, day)
    draft.say(
        "[Prescripteur|Médecin demandeur|Demandé par] : {demandeur}\n[Indication|Renseignements cliniques|Motif] : ",
        demandeur=carer(staff_of(WARD["Oncologie médicale"], story)),
    )
    draft.say(
        indication,
        protocole=Mark(protocol, kind="line", value=protocol, assertion="present") if protocol else "traitement",
    )
    draft.line()
    draft.one_of(
        _TECHNIQUES
        if kind.startswith(("TDM", "Scanner", "Uro"))
        else ("Technique : [séquences pondérées T1, T2 et diffusion|protocole habituel].", ""),
        dose_iode=str(draft.rng.choice((80, 90, 100, 110, 120))),
    )
    draft.line()


def _sees_far(kind: str, story: Story) -> bool:
    """Whether the examination can show the metastases that this tumour gives (or that there are none)."""
    if kind in (
        "Mammographie et échographie mammaire",
        "IRM mammaire",
        "IRM pelvienne",
        "IRM prostatique",
        "IRM hépatique",
        "Échographie cervicale",
        "IRM cérébrale",
    ):
        return False
    return kind != "Scintigraphie osseuse" or story.metastasis[1] == "osseuse"


def _fillers(draft: Draft, story: Story, kind: str, day: date, doubtful: bool = False) -> None:
    spread = doubtful or (story.spread is not None and story.spread <= day)
    usable = list(
        _LOCAL.get(kind, [line for position, line in enumerate(_BODY) if not spread or position in _SPREAD_SAFE])
    )
    for line in draft.rng.sample(usable, k=min(len(usable), draft.rng.randint(2, 4))):
        draft.say("[- |]" + line + "\n", vol=str(draft.rng.randint(28, 75)))
