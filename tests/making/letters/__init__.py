"""A letter for the tests of laying out documents."""
