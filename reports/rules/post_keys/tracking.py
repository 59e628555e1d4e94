"""The parameters of a link that only tell who shared it, where, or with which campaign."""

import re

from reports.rules.post_keys.word_lists import words

PREFIXES = ("utm_", "mc_", "pk_", "mtm_", "hsa_", "at_", "_hs", "itm_", "ns_", "vero_", "oly_", "wt_", "wt.", "_x_tr_")
NAMES = frozenset(
    words("""
    fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid msclkid yclid ysclid ymclid twclid ttclid
    li_fat_id igsh igshid srsltid mibextid rdid share_url epik scid sccid irclickid irgwc zanpid _openstat wickedid
    guccounter guce_referrer guce_referrer_sig
    _ga _gl _gac ga_source ga_medium ga_campaign __twitter_impression __tn__ __cft__[0]
    __xts__[0] __eep__ _rdr _rdc refsrc ref_src ref_url ref_source referrer referer share_id share_source share_medium
    share_from share_type sharedfrom shared_from smid smtyp cmpid cmp ocid ito icid ncid nclick_check xtor cmpredirect
    soc_src soc_trk spm s_cid s_kwcid ef_id mkt_tok trk trkcampaign trackingid tracking_id originalsubdomain
    action_object_map action_type_map action_ref_map fb_action_ids fb_action_types fb_source fb_ref piwik_campaign
    rb_clickid vgo_ee __s _ke mbid cx_testid cx_testvariant cx_artpos sr_share cvid oicd algo_expid intcid internalref
    ampshare amp_js_v amp_gsa usqp _branch_match_id _branch_referrer taid wprov bbccom-origin
    """)
)
# `ref` may name a branch or a chapter; only with these values does it tell no more than where somebody came from.
REF_VALUES = frozenset(
    words("rss feed share share_link twitter facebook email newsletter home homepage nav app search")
)
FRAGMENT_ID = re.compile(
    r"""(?ix)
    .*(?:comment|reply|post|message|msg|answer|respon|note|review|permid|entry|spcomment|discussion).*[0-9]
    | (?:p|c|r|q|a|m|n|id|pid|cid|mid|no|vf-)?[-_=]?[0-9a-f-]*[0-9][0-9a-f-]*
    | comment[-_=:/][\w-]+
    """
)
FRAGMENT_OF_SHARING = re.compile(
    r"(?i)[.]|:~:|axzz|ixzz|echobox|xtor|utm_|sthash|ref[-_=]|at_|t=|cx|_|intcid|ito|aid=|mailto"
)


def is_tracking(name: str, value: str) -> bool:
    """Tell whether a parameter does not change what a page shows, on any site."""
    low = name.lower()
    return low in NAMES or low.startswith(PREFIXES) or (low == "ref" and value.lower() in REF_VALUES)


def kept_fragment(fragment: str) -> str:
    """Return what of a fragment names a comment, a post or a route within the page; empty for a mere place in it."""
    fragment = fragment.partition(":~:")[0]
    if not fragment or FRAGMENT_OF_SHARING.match(fragment):
        return ""
    if fragment.startswith(("!", "/")) and len(fragment) > 2:
        return fragment
    return fragment if FRAGMENT_ID.fullmatch(fragment) or _has_long_number(fragment) else ""


def _has_long_number(fragment: str) -> bool:
    return sum(letter in "0123456789" for letter in fragment) >= 5
