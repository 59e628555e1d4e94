"""How each language writes dates and times; the language's own month names come from Django."""
