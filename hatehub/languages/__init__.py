"""The languages of the public side: which are on offer, their catalogues, dates and times."""
