"""The reference tables, one noun a module; rows come from `data/*.csv` through `load_reference`."""

from hatehub.reference.models.bank_holidays import BankHoliday
from hatehub.reference.models.corrections import Correction
from hatehub.reference.models.forces import Force, ForceUnit
from hatehub.reference.models.jurisdictions import Jurisdiction
from hatehub.reference.models.loaded_data import LoadedData
from hatehub.reference.models.offences import Offence
from hatehub.reference.models.outcomes import Outcome
from hatehub.reference.models.partners import Material, Partner
from hatehub.reference.models.platforms import Platform
from hatehub.reference.models.postcodes import Postcode, PostcodeEdition, PostcodePlace
from hatehub.reference.models.strands import Strand, StrandValue

__all__ = [
    "BankHoliday",
    "Correction",
    "Force",
    "ForceUnit",
    "Jurisdiction",
    "LoadedData",
    "Material",
    "Offence",
    "Outcome",
    "Partner",
    "Platform",
    "Postcode",
    "PostcodeEdition",
    "PostcodePlace",
    "Strand",
    "StrandValue",
]
