"""Heads, addresses and signatures of the notes."""

from datetime import date

from carnet.records.demo.notes.draft import Draft, Mark
from carnet.records.demo.notes.identifiers import carer, identifier, spaced_phone, when
from carnet.records.demo.notes.story import Story
from carnet.records.demo.places import CARE_SITES, STAFF_PER_WARD, staff

_HEADS = (
    "{hopital}\n{service}[\nSecrétariat : {tel_service}|\nTél. {tel_service}|]\n\n",
    "{hopital} – {service}[\nTél : {tel_service} - {mail_service}|]\n\n",
    "{service}[ – secrétariat {tel_service}|]\n",
    "{service}\n{hopital}\n\n",
)
_IDENTITIES = (
    "[Patient{e}|NOM Prénom|Nom] : {M} {nom_famille} {prenom}[{nee}|]\n[Né{e} le|Date de naissance :|DDN :] "
    "{naissance}[ ({age} ans)|]\n[IPP|N° IPP|IPP n°] : {ipp}[   NDA : {nda}|]\n[|N° de sécurité sociale : {nir}\n|NIR "
    ": {nir}\n]",
    "{M} {prenom} {nom_famille}, {ne} le {naissance}[ à {ville_naissance}|]\n[{rue}, {cp} {ville}\n|{rue}\n{cp} "
    "{ville}\n|]IPP {ipp}[ – INS/NIR {nir}|]\n",
    "IDENTITÉ : {nom_famille} {prenom} – {ne} le {naissance} – sexe {MF} – IPP : {ipp}\n[Adresse : {rue} {cp} "
    "{ville}\n|][Tél. : {tel}|Portable : {portable}|Tél. {tel} / {portable}|Courriel : {email}|]\n",
    "{nom_famille} {prenom} ({naissance}) [IPP:|ipp n°] {ipp}\n",
    "Concernant : {M} {prenom} {nom_famille}[{nee}|]\n{ne} le {naissance}, [demeurant|domicilié{e}] {rue}, {cp} "
    "{ville}[ – tél. {portable}|]\n[n° SS {nir}\n|]",
)


def head(draft: Draft, story: Story, ward: int, title: str, day: date, *, short: bool = False) -> None:
    """Letter head, title with the date, and who the patient is."""
    rng = draft.rng
    number = f"026191{(ward * 37 + 11) % 10000:04d}"
    who = story.who
    draft.context.update(
        {
            "service": CARE_SITES[ward][0],
            "tel_service": Mark(spaced_phone(number, rng), "PHONE_NUMBER", "Carer"),
            "mail_service": Mark(f"secretariat.{1000 + ward}@hopital-fictif.example", "EMAIL", "Carer"),
            "MF": "F" if story.sex else "M",
            "nom_famille": Mark(who.family.upper() if rng.random() < 0.8 else who.family, "LAST_NAME", "Patient"),
            "nee": _birth_name(story),
            "titre": title,
        }
    )
    if not short:
        draft.one_of(_HEADS)
    if rng.random() < 0.5:
        draft.say("{titre}[\n| – | du ]").put(when(day, rng))
        draft.line()
        draft.one_of(_IDENTITIES)
    else:
        draft.one_of(_IDENTITIES)
        draft.say("[\n|]{titre}[ du | – |, le | : ]").put(when(day, rng))
        draft.line()
    draft.line()


def _birth_name(story: Story):  # type: ignore[no-untyped-def]
    def write(draft: Draft) -> None:
        if story.who.birth_name:
            draft.put(draft.rng.choice((", née ", " née ", " (nom de naissance : ")))
            closing = ")" if draft.segments[-1][0].startswith(" (") else ""
            draft.put(Mark(story.who.birth_name.upper(), "LAST_NAME", "Patient"))
            draft.put(closing)

    return write


_OPENINGS = (
    "[{cher}|{cher}|{cher_ami}],\n\n",
    "{mt_titre} {mt_prenom} {mt_nom}\n[{mt_ville}\n|][RPPS {mt_rpps}\n|]\n[{cher}|{cher_ami}],\n\n",
    "Médecin traitant : {mt_titre} {mt_nom}[ ({mt_ville})|, {mt_ville}]\n\n",
    "À l'attention du {mt_titre} {mt_prenom} {mt_nom}, {mt_ville}\n\n",
    "",
)
_CLOSINGS = (
    "\n[Bien confraternellement|Confraternellement|Bien cordialement|Cordialement|Avec mes salutations "
    "confraternelles],\n",
    "\n[Je vous prie d'agréer, {cher}, l'expression de mes salutations les meilleures.|Restant à votre disposition.]\n",
    "\n",
)
_COPIES = (
    "[Copie|cc|CC] : {mt_titre} {mt_nom}[ ({mt_ville})|][ ; |, ]{oncologue}\n",
    "Double : {mt_titre} {mt_prenom} {mt_nom}, {mt_ville}\n",
    "",
    "",
)


def opening(draft: Draft) -> None:
    draft.one_of(_OPENINGS)


def signature(draft: Draft, provider: int, *, copies: bool = True, closing: bool = True) -> None:
    """Closing words, name of the doctor, sometimes RPPS, and copies."""
    draft.one_of(_CLOSINGS if closing else ("\n",))
    rng = draft.rng
    draft.put(rng.choice(("", "", "Signé : ", "Validé par ", "Signé électroniquement par le ")))
    carer(provider)(draft)
    draft.line()
    draft.say("[{service}\n||]")
    if rng.random() < 0.4:
        rpps = staff(provider)[3]
        draft.say("RPPS [: |n° |]").put(
            identifier(
                rpps if rng.random() < 0.7 else f"{rpps[:2]} {rpps[2:5]} {rpps[5:8]} {rpps[8:]}", "RPPS", "Carer"
            )
        )
        draft.line()
    if copies:
        draft.one_of(_COPIES)


def staff_of(ward: int, story: Story, shift: int = 0) -> int:
    """A member of staff of a ward: the one who follows this patient, or a colleague."""
    return ward * STAFF_PER_WARD + (story.person_id + shift) % STAFF_PER_WARD


def relative(draft: Draft) -> None:
    """A sentence about the relative who may be called."""
    draft.context["vit_avec"] = (
        "Vit avec" if str(draft.context["lien"])[:3] in ("épo", "com") else f"Accompagné{draft.context['e']} de"
    )
    draft.one_of(
        (
            "Personne de confiance : {son_lien}, {proche_prenom} {proche_nom}[ ({proche_tel})|, tél. {proche_tel}|].\n",
            "[Personne à prévenir|À prévenir] : {proche_prenom} {proche_nom} ({lien}) – {proche_tel}.\n",
            "Vu{e} en présence de {son_lien}[, {proche_prenom}|, {proche_prenom} {proche_nom}|].\n",
            "[{vit_avec}|Accompagné{e} de] {son_lien}[ {proche_prenom}|].\n",
            "",
            "",
        )
    )
