"""A whole hub as it is run, process by process, and the people who use it: for the benches and the faults."""
