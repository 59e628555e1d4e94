"""What people told the hub: reports and their workflow, the public form and the status page."""
