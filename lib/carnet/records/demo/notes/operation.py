"""Operative reports (CRO): who operated, the steps by organ, losses, drains."""

from datetime import date

from carnet.records.demo.notes.draft import Draft, Mark
from carnet.records.demo.notes.identifiers import carer
from carnet.records.demo.notes.letters import head, signature, staff_of
from carnet.records.demo.notes.story import Story
from carnet.records.demo.places import SURGERY_WARD

_TITLES = ("COMPTE RENDU OPÉRATOIRE", "CRO", "Compte rendu opératoire", "PROTOCOLE OPÉRATOIRE")
STEPS: dict[str, tuple[str, ...]] = {
    "breast": (
        "[Incision péri-aréolaire|Incision radiaire en regard de la lésion].",
        "[Exérèse glandulaire de pleine épaisseur|Zonectomie emportant la lésion repérée par harpon], [pièce orientée "
        "par des fils|radiographie de pièce satisfaisante].",
        "[Détection isotopique du ganglion sentinelle : {k} ganglions prélevés|Temps axillaire sans difficulté].",
        "[Remodelage glandulaire|Clips dans le lit tumoral].",
    ),
    "prostate": (
        "Installation en Trendelenburg, six trocarts.",
        "[Ouverture de l'espace de Retzius|Abord postérieur des vésicules séminales].",
        "[Conservation bilatérale|Conservation unilatérale|Pas de conservation] des bandelettes neuro-vasculaires.",
        "Anastomose vésico-urétrale [étanche au test au bleu|par surjet].",
    ),
    "lung": (
        "[Thoracotomie postéro-latérale|Vidéothoracoscopie trois trocarts].",
        "Dissection de la scissure, [section des branches artérielles|contrôle premier de la veine].",
        "Agrafage bronchique, [épreuve d'étanchéité satisfaisante|pas de bullage].",
        "Curage ganglionnaire hilaire et médiastinal.",
    ),
    "colon": (
        "[Cœlioscopie exploratrice sans carcinose|Laparotomie médiane, exploration sans carcinose].",
        "Ligature des vaisseaux à leur origine, [mobilisation colique|décollement colo-épiploïque].",
        "[Anastomose mécanique latéro-latérale|Anastomose manuelle termino-terminale].",
        "[Fermeture plan par plan|Lavage au sérum tiède].",
    ),
    "rectum": (
        "[Cœlioscopie, pas de carcinose|Exploration sans carcinose péritonéale].",
        "Ligature de l'artère mésentérique inférieure, [abaissement de l'angle gauche|mobilisation colique complète].",
        "Exérèse du mésorectum [en bloc|complète].",
        "[Iléostomie de protection|Stomie en fosse iliaque].",
    ),
    "bladder": (
        "[Exploration endoscopique de la vessie|Installation en décubitus dorsal].",
        "[Lésion repérée et réséquée jusqu'au muscle|Exérèse menée sans incident].",
        "[Hémostase soigneuse|Contrôle de l'hémostase].",
    ),
    "kidney": (
        "Abord [lombaire|transpéritonéal].",
        "Contrôle du pédicule rénal, [clampage de {k} minutes|clampage premier de l'artère].",
        "[Tumorectomie en marges macroscopiquement saines|Exérèse avec la graisse péri-rénale].",
    ),
    "melanoma": (
        "Exérèse fusiforme jusqu'au fascia.",
        "[Ganglion sentinelle repéré et prélevé|Fermeture directe sans tension].",
    ),
    "head_neck": (
        "[Évidement cervical fonctionnel|Exérèse en bloc de la lésion].",
        "[Recoupes extemporanées négatives|Trachéotomie première].",
        "[Lambeau de reconstruction bien vascularisé|Sonde naso-gastrique en place].",
    ),
    "pancreas": (
        "[Laparotomie bi-sous-costale|Laparotomie médiane], pas de métastase hépatique ni de carcinose.",
        "[Dissection du pédicule hépatique|Section de l'isthme pancréatique].",
        "[Reconstruction selon Child|Tranche pancréatique suturée].",
    ),
    "liver": (
        "[Laparotomie en J|Cœlioscopie], échographie peropératoire.",
        "Section parenchymateuse sous [clampage pédiculaire intermittent|contrôle vasculaire], [{k} minutes de "
        "clampage|sans transfusion].",
    ),
    "stomach": (
        "Exploration sans carcinose, cytologie péritonéale prélevée.",
        "Curage D2[ respectant la rate|].",
        "[Anastomose œso-jéjunale mécanique sur anse en Y|Anastomose gastro-jéjunale].",
    ),
    "oesophagus": (
        "Temps abdominal : [gastrolyse et tubulisation|curage cœliaque].",
        "Temps thoracique droit : œsophagectomie, curage médiastinal.",
        "Anastomose intrathoracique [mécanique|manuelle].",
    ),
    "ovary": (
        "Laparotomie médiane[ xipho-pubienne|], [ascite aspirée|exploration complète].",
        "[Omentectomie infra-gastrique|Péritonectomie pelvienne].",
        "Résidu tumoral [nul (CC0)|inférieur à 2,5 mm (CC1)].",
    ),
    "endometrium": (
        "Cœlioscopie, [pas de lésion péritonéale|cavité péritonéale libre].",
        "[Ganglions sentinelles pelviens prélevés|Pas de geste ganglionnaire].",
    ),
    "cervix": (
        "[Lymphadénectomie pelvienne bilatérale|Extemporané ganglionnaire négatif].",
        "Dissection des uretères, colpectomie [de 2 cm|supérieure].",
    ),
    "thyroid": (
        "Cervicotomie horizontale.",
        "Nerfs récurrents [repérés et respectés|monitorés, signal conservé], [parathyroïdes préservées|deux "
        "parathyroïdes vues].",
    ),
    "testis": (
        "Incision inguinale, clampage premier du cordon.",
        "[Prothèse testiculaire mise en place|Pas de prothèse, souhait du patient].",
    ),
    "glioblastoma": (
        "Installation sous neuronavigation, [craniotomie|volet osseux].",
        "Exérèse [guidée par le 5-ALA|sous microscope], [macroscopiquement complète|subtotale].",
        "Fermeture de la dure-mère, [volet remis en place|hémostase parfaite].",
    ),
}

_CYSTECTOMY = (
    "Laparotomie médiane sous-ombilicale.",
    "Curage ilio-obturateur bilatéral[, extemporané négatif|].",
    "[Section des uretères, recoupes saines|Exérèse monobloc].",
    "[Dérivation transiléale de type Bricker|Entérocystoplastie de remplacement].",
)
# operations whose steps differ from those of their site
BY_CODE: dict[str, tuple[str, ...]] = {
    "QEFA005": (
        "Incision en quartier d'orange emportant la plaque aréolo-mamelonnaire.",
        "Mastectomie totale [menée au ras du fascia|emportant le fascia pectoral].",
        "Curage axillaire des étages I et II, [nerfs thoracique long et thoraco-dorsal respectés|pédicules respectés].",
        "[Drain de Redon mammaire et axillaire|Deux drains de Redon].",
    ),
    "QEFA001": (
        "[Incision péri-aréolaire|Incision radiaire en regard de la lésion].",
        "[Exérèse glandulaire de pleine épaisseur|Zonectomie emportant la lésion], pièce orientée.",
        "Curage axillaire des étages I et II, [pédicules respectés|nerf thoracique long respecté].",
        "[Drain de Redon axillaire|Remodelage glandulaire, clips].",
    ),
    "JGFA006": (
        "Laparotomie médiane sous-ombilicale.",
        "[Curage ilio-obturateur bilatéral|Ouverture de l'espace de Retzius].",
        "[Conservation unilatérale|Pas de conservation] des bandelettes neuro-vasculaires.",
        "Anastomose vésico-urétrale [étanche|par points séparés].",
    ),
    "GFFC002": (
        "Vidéothoracoscopie trois trocarts.",
        "Dissection de la scissure, contrôle premier de la veine.",
        "Agrafage bronchique, [épreuve d'étanchéité satisfaisante|pas de bullage].",
        "Curage ganglionnaire hilaire et médiastinal.",
    ),
    "HHFC040": (
        "Cœlioscopie quatre trocarts, exploration sans carcinose.",
        "Ligature de l'artère mésentérique inférieure, [abaissement de l'angle gauche|mobilisation colique].",
        "Anastomose colorectale mécanique [étanche|à l'épreuve à l'air négative].",
        "[Extraction par mini-Pfannenstiel|Lavage au sérum tiède].",
    ),
    "HJFA005": (
        "[Cœlioscopie, pas de carcinose|Exploration sans carcinose péritonéale].",
        "Exérèse du mésorectum jusqu'au plan des releveurs.",
        "Temps périnéal [en décubitus ventral|en position de la taille].",
        "Colostomie iliaque gauche définitive.",
    ),
    "JDFA001": _CYSTECTOMY,
    "JDFA014": _CYSTECTOMY,
    "QZFA003": (
        "Exérèse élargie avec marges de {marge} jusqu'au fascia.",
        "[Fermeture directe sans tension|Lambeau de rotation|Pièce orientée par un fil].",
    ),
    "QZFA002": (
        "Exérèse élargie avec marges de {marge} jusqu'au fascia.",
        "Ganglion sentinelle repéré par sonde et prélevé[, {k} ganglions|].",
    ),
    "HNFA013": (
        "[Laparotomie médiane|Cœlioscopie], pas de métastase hépatique ni de carcinose.",
        "Section du pancréas à l'agrafeuse, [ligature de l'artère splénique|splénectomie en bloc].",
        "Drainage de la loge.",
    ),
    "JAFC001": (
        "Abord [transpéritonéal|rétropéritonéal] cœlioscopique.",
        "Contrôle du pédicule rénal, clips sur l'artère puis la veine.",
        "Exérèse avec la graisse péri-rénale[ et la surrénale|], extraction en sac.",
    ),
    "KCFA009": (
        "Cervicotomie horizontale.",
        "Nerfs récurrents [repérés et respectés|monitorés, signal conservé], [parathyroïdes préservées|deux "
        "parathyroïdes vues].",
        "Curage récurrentiel [bilatéral|central].",
    ),
    "GDFA008": (
        "Trachéotomie première.",
        "Cordectomie élargie, [recoupes extemporanées négatives|marges macroscopiquement saines].",
        "[Sonde naso-gastrique en place|Hémostase soigneuse].",
    ),
}


def write(draft: Draft, story: Story, day: date, style: str) -> None:
    """The report of the operation on the day of the operation."""
    rng = draft.rng
    assert story.operation is not None
    ward = SURGERY_WARD[story.site.key]
    head(draft, story, ward, rng.choice(_TITLES), day)
    draft.say(
        "[Opérateur|Chirurgien] : {chir}\n[Aide[s|] : {aide}\n|][Anesthésiste : {anes}\n|]\n",
        chir=carer(staff_of(ward, story)),
        aide=carer(staff_of(ward, story, 2)),
        anes=carer(staff_of(ward, story, 3)),
    )
    draft.say(
        "[Intervention|INTERVENTION|Acte réalisé] : {operation}[ ({code})|]\n",
        operation=Mark(
            story.operation[1],
            kind="treatment",
            value=story.operation[1],
            assertion="present",
            code=story.operation[0],
            system="CCAM",
            date=day.isoformat(),
        ),
        code=story.operation[0],
    )
    draft.say(
        "[Indication|INDICATION] : {hist}{site}[, {ctnm}|][, {ps}|].\n"
        if story.t
        else "[Indication|INDICATION] : {hist}{site}.\n"
    )
    draft.say("[{^patient} de {age} ans, aux antécédents de : {atcd}.\n||]")
    draft.say(
        "[Anesthésie générale|Anesthésie générale, intubation][, antibioprophylaxie par céfazoline 2 g|]. [Check-list "
        "HAS réalisée.|]\n\n"
    )
    seeded = story.spread is not None and story.spread <= day and story.metastasis[1] == "péritonéale"
    for step in BY_CODE.get(story.operation[0], STEPS[story.site.key]):
        if seeded:
            step = (
                step.replace("sans carcinose péritonéale", "retrouvant une carcinose limitée")
                .replace("sans carcinose", "retrouvant une carcinose limitée")
                .replace("pas de métastase hépatique ni de carcinose", "carcinose limitée")
                .replace("pas de carcinose", "carcinose limitée")
            )
        draft.say(
            step + rng.choice((" ", " ", "\n")),
            marge="1 cm" if story.t in ("T1", "T2") else "2 cm",
            k=str(rng.randint(2, 3) if story.site.key in ("breast", "melanoma") else rng.randint(12, 28)),
        )
    draft.say(
        "\n[Pertes sanguines estimées à {pertes} mL|Pertes sanguines : {pertes} cc|Saignement minime][, pas de "
        "transfusion|]. [Durée : {duree} min.|]\n",
        pertes=str(rng.choice((50, 100, 150, 200, 300))),
        duree=str(rng.randint(45, 260)),
    )
    draft.say(
        "[Pas d'incident peropératoire|Suites immédiates simples|Absence de complication peropératoire]. [Pièce "
        "adressée en anatomopathologie.|]\n"
    )
    draft.say(
        "[Suites|Consignes] : [lever précoce, HBPM {jours} jours|antalgiques de palier 1|ablation du drain à J{j}|"
        "reprise alimentaire à J1][, consultation de contrôle dans {sem} semaines|].",
        jours=str(rng.choice((7, 28))),
        j=str(rng.randint(2, 5)),
        sem=str(rng.randint(3, 5)),
    )
    draft.line()
    signature(draft, staff_of(ward, story), closing=False)
