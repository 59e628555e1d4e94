"""Rules of support for the people who report: which service fits, the machine of a referral, and its times."""
