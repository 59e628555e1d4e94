"""`make chaos`: a hub under load whose parts are killed, stopped, filled up and made slow, and what was kept."""
