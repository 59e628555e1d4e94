"""Finding in the words of an intelligence report what points back to its source, and what to write instead. Pure.

What is known of people is found in any spelling; the rest by its shape. A mark says what it is and why it is one; an
officer decides what becomes of it, apart from what tells who the source is: that never stays.
"""
