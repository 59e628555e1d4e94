"""What the hub learns."""

from intel.models.accounts import Account, Sighting
from intel.models.enquiry import Enquiry
from intel.models.enquiry_method import EnquiryMethod
from intel.models.method_trial import Allocation, MethodTrial

__all__ = ["Account", "Allocation", "Enquiry", "EnquiryMethod", "MethodTrial", "Sighting"]
