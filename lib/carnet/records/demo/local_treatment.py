"""Surgery and radiotherapy of the demo hospital: shares by site and stage, operations, doses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Local:
    """Shares by stage 0, I, II, III (IV is 0 unless said) of surgery, neo-adjuvant, adjuvant, and radiotherapy."""

    surgery: tuple[float, float, float, float, float] = (1, 0.9, 0.9, 0.8, 0.0)
    neo: tuple[float, float, float, float] = (0, 0, 0, 0)
    adj: tuple[float, float, float, float] = (0, 0, 0, 0)
    rct: tuple[float, float, float, float, float] = (
        0,
        0,
        0,
        0,
        0,
    )  # exclusive (chemo)radiotherapy of those without surgery
    post_rt: tuple[float, float, float, float] = (0, 0, 0, 0)  # radiotherapy after surgery
    hormone: float = 0.0  # after the rest, where an option fits
    dose: str = "50 Gy en 25 fractions"
    operations: tuple[tuple[str, str, float], ...] = ()  # CCAM-like code, words, weight
    days_of_stay: int = 5


LOCAL: dict[str, Local] = {
    "breast": Local(
        (1, 0.98, 0.97, 0.92, 0.15),
        (0, 0.05, 0.28, 0.62),
        (0, 0.16, 0.45, 0.60),
        (0, 0, 0, 0, 0),
        (0.8, 0.85, 0.82, 0.95),
        0.95,
        "50 Gy en 25 fractions",
        (
            ("QEFA004", "mastectomie partielle avec exérèse du ganglion sentinelle", 0.62),
            ("QEFA005", "mastectomie totale avec curage axillaire", 0.22),
            ("QEFA001", "mastectomie partielle avec curage axillaire", 0.16),
        ),
        2,
    ),
    "prostate": Local(
        (0.3, 0.42, 0.48, 0.42, 0),
        rct=(0, 0.18, 0.42, 0.58, 0.1),
        post_rt=(0, 0.04, 0.12, 0.32),
        hormone=0.55,
        dose="76 Gy en 38 fractions",
        operations=(
            ("JGFC001", "prostatectomie totale laparoscopique robot-assistée", 0.85),
            ("JGFA006", "prostatectomie totale par laparotomie", 0.15),
        ),
        days_of_stay=4,
    ),
    "lung": Local(
        (1, 0.80, 0.66, 0.20, 0),
        (0, 0, 0.08, 0.10),
        (0, 0.08, 0.58, 0.62),
        (0, 0.85, 0.80, 0.90, 0.02),
        (0, 0, 0.05, 0.2),
        0,
        "66 Gy en 33 fractions",
        (
            ("GFFA009", "lobectomie pulmonaire avec curage ganglionnaire", 0.72),
            ("GFFC002", "lobectomie par vidéothoracoscopie avec curage", 0.20),
            ("GFFA010", "pneumonectomie avec curage", 0.08),
        ),
        7,
    ),
    "colon": Local(
        (1, 0.98, 0.96, 0.95, 0.45),
        adj=(0, 0.01, 0.20, 0.72),
        operations=(
            ("HHFA008", "colectomie droite", 0.45),
            ("HHFA017", "colectomie gauche", 0.30),
            ("HHFC040", "sigmoïdectomie par cœlioscopie", 0.25),
        ),
        days_of_stay=8,
    ),
    "rectum": Local(
        (1, 0.95, 0.92, 0.90, 0.3),
        (0, 0.02, 0.45, 0.70),
        (0, 0, 0.15, 0.42),
        (0, 0.3, 0.4, 0.4, 0.1),
        dose="50 Gy en 25 fractions",
        operations=(
            ("HJFA004", "résection antérieure du rectum avec exérèse du mésorectum", 0.80),
            ("HJFA005", "amputation abdomino-périnéale", 0.20),
        ),
        days_of_stay=10,
    ),
    "bladder": Local(
        (1, 1, 0.62, 0.55, 0.05),
        (0.0, 0.0, 0.45, 0.40),
        (0.30, 0.62, 0.08, 0.28),
        (0, 0, 0.65, 0.60, 0.1),
        dose="64 Gy en 32 fractions",
        operations=(
            ("JDFA001", "cystoprostatectomie totale avec dérivation urinaire", 0.40),
            ("JDFA014", "pelvectomie antérieure avec dérivation urinaire", 0.10),
            ("JDFE002", "résection transurétrale de vessie", 0.50),
        ),
        days_of_stay=9,
    ),
    "kidney": Local(
        (1, 0.94, 0.95, 0.92, 0.35),
        adj=(0, 0, 0.02, 0.18),
        operations=(
            ("JAFA002", "néphrectomie partielle", 0.45),
            ("JAFC001", "néphrectomie élargie cœlioscopique", 0.55),
        ),
        days_of_stay=5,
    ),
    "melanoma": Local(
        (1, 0.99, 0.99, 0.96, 0.3),
        adj=(0, 0, 0.14, 0.62),
        operations=(
            ("QZFA003", "exérèse élargie avec reprise des marges", 0.55),
            ("QZFA002", "exérèse élargie et ganglion sentinelle", 0.45),
        ),
        days_of_stay=1,
    ),
    "head_neck": Local(
        (1, 0.55, 0.48, 0.40, 0.32),
        (0, 0, 0, 0.06),
        (0, 0, 0, 0),
        (0, 0.95, 0.92, 0.88, 0.78),
        (0, 0.10, 0.35, 0.82),
        dose="70 Gy en 35 fractions",
        operations=(
            ("GDFA008", "laryngectomie partielle", 0.25),
            ("HAFA021", "glossectomie partielle avec évidement cervical", 0.40),
            ("HDFA012", "oropharyngectomie avec évidement cervical", 0.35),
            ("HDFA018", "pharyngolaryngectomie partielle avec évidement cervical", 0.10),
        ),
        days_of_stay=11,
    ),
    "pancreas": Local(
        (1, 0.80, 0.58, 0.12, 0),
        (0, 0.05, 0.15, 0.45),
        (0, 0.66, 0.72, 0.62),
        (0, 0, 0.02, 0.12, 0),
        operations=(
            ("HNFA007", "duodénopancréatectomie céphalique", 0.75),
            ("HNFA013", "splénopancréatectomie gauche", 0.25),
        ),
        days_of_stay=16,
    ),
    "liver": Local(
        (1, 0.55, 0.30, 0.08, 0),
        operations=(("HLFA019", "segmentectomie hépatique", 0.62), ("HLFA018", "hépatectomie droite", 0.38)),
        days_of_stay=9,
    ),
    "stomach": Local(
        (1, 0.90, 0.82, 0.68, 0.05),
        (0, 0.15, 0.72, 0.72),
        (0, 0.05, 0.25, 0.25),
        operations=(
            ("HFFA005", "gastrectomie totale avec anastomose œso-jéjunale", 0.55),
            ("HFFA002", "gastrectomie subtotale", 0.45),
        ),
        days_of_stay=12,
    ),
    "oesophagus": Local(
        (1, 0.62, 0.52, 0.38, 0),
        (0, 0.10, 0.70, 0.75),
        (0, 0, 0, 0.1),
        (0, 0.75, 0.82, 0.80, 0.08),
        dose="50 Gy en 25 fractions",
        operations=(("HEFA019", "œsophagectomie avec anastomose intrathoracique (Lewis-Santy)", 1.0),),
        days_of_stay=15,
    ),
    "ovary": Local(
        (1, 0.99, 0.97, 0.86, 0.52),
        (0, 0, 0.08, 0.46),
        (0, 0.48, 0.92, 0.93),
        operations=(("JKFA004", "hystérectomie totale avec annexectomie bilatérale et omentectomie", 1.0),),
        days_of_stay=8,
    ),
    "endometrium": Local(
        (1, 0.98, 0.95, 0.86, 0.2),
        adj=(0, 0.03, 0.18, 0.60),
        rct=(0, 0.3, 0.4, 0.4, 0.1),
        post_rt=(0, 0.30, 0.62, 0.70),
        dose="45 Gy en 25 fractions",
        operations=(("JKFC005", "hystérectomie totale cœlioscopique avec annexectomie bilatérale", 1.0),),
        days_of_stay=4,
    ),
    "cervix": Local(
        (1, 0.82, 0.15, 0.05, 0),
        rct=(0, 0.9, 0.95, 0.92, 0.2),
        post_rt=(0, 0.15, 0.5, 0.6),
        dose="45 Gy en 25 fractions",
        operations=(("JKFA005", "colpohystérectomie élargie avec lymphadénectomie pelvienne", 1.0),),
        days_of_stay=6,
    ),
    "thyroid": Local(
        (1, 0.99, 0.98, 0.97, 0.7),
        operations=(
            ("KCFA005", "thyroïdectomie totale", 0.72),
            ("KCFA009", "thyroïdectomie totale avec curage récurrentiel", 0.28),
        ),
        days_of_stay=2,
    ),
    "testis": Local(
        (1, 1, 1, 1, 1),
        adj=(0, 0.20, 0.90, 0.98),
        operations=(("JHFA006", "orchidectomie par voie inguinale", 1.0),),
        days_of_stay=1,
    ),
    "glioblastoma": Local(
        (0.7, 0.7, 0.7, 0.7, 0.7),
        operations=(("ACFA002", "exérèse de lésion cérébrale sus-tentorielle par craniotomie", 1.0),),
        dose="60 Gy en 30 fractions",
        days_of_stay=8,
    ),
    "dlbcl": Local((0, 0, 0, 0, 0)),
    "follicular": Local((0, 0, 0, 0, 0)),
    "hodgkin": Local((0, 0, 0, 0, 0)),
}
