"""Pure rules about reference data: reading a postcode, and ranking the forces it may belong to."""
