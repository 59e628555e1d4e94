"""Statistical disclosure control: what may be published of tables of counts, and the attack that tries to undo it.

The words are those of Hundepool and others, *Statistical Disclosure Control* (Wiley 2012). Pure: no Django, no clock.
"""
