"""Reference data: forces, offences, platforms, strands, outcomes, partners; and the force of a postcode."""
