"""Which pictures are the same one: local points, index keys, registration, comparison and verdict, in plain numpy."""
