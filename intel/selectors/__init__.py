"""Reading what the hub has learnt."""
