"""What identifies: labels, roles and kinds (PARHAF's labels, with four of ours), as the output writes them."""

LABELS = (
    "FIRST_NAME",
    "LAST_NAME",
    "PATIENT_BIRTHDATE",
    "IDENTIFYING_DATE",
    "UNIDENTIFYING_DATE",
    "ADDRESS",
    "ZIP_CODE",
    "CITY",
    "COUNTRY",
    "HOSPITAL",
    "PHONE_NUMBER",
    "EMAIL",
    "URL",
    "IDENTIFIER",
    "FAMILY_STATUS",
    "PATIENT_NATIONALITY",
    "PATIENT_SOCIAL_IDENTITY",
)
ROLES = ("Patient", "Carer", "Other")
KINDS = ("NIR", "INS", "IPP", "NDA", "RPPS", "FINESS", "ADELI", "other")  # of an IDENTIFIER
KEPT = frozenset({"UNIDENTIFYING_DATE"})  # found, shown, and left in the text
