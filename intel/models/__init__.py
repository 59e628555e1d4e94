"""What the hub learns."""

from intel.models.accounts import Account, FormerName, Sighting, Subject
from intel.models.enquiry import Enquiry
from intel.models.enquiry_method import EnquiryMethod
from intel.models.guidance import Guidance, GuidanceFeedback, GuidanceGiven, GuidanceVersion
from intel.models.links import AccountLink, Contact
from intel.models.method_trial import Allocation, MethodTrial
from intel.models.notice import Notice, NoticeAct, NoticeReport
from intel.models.product import PreventionAction, Product, ProductSection, ProductVersion, Recommendation

__all__ = [
    "Account",
    "AccountLink",
    "Allocation",
    "Contact",
    "Enquiry",
    "EnquiryMethod",
    "FormerName",
    "Guidance",
    "GuidanceFeedback",
    "GuidanceGiven",
    "GuidanceVersion",
    "MethodTrial",
    "Notice",
    "NoticeAct",
    "NoticeReport",
    "PreventionAction",
    "Product",
    "ProductSection",
    "ProductVersion",
    "Recommendation",
    "Sighting",
    "Subject",
]
