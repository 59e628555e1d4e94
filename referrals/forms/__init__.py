"""The forms of referrals: captures and redactions."""
