"""Documents that leave the hub as PDF: laid out by typst with bundled fonts."""
