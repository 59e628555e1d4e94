"""The ways by which a message leaves the hub: one protocol, SMTP and GOV.UK Notify behind it."""
