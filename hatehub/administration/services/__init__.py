"""The only writers of the administration: each change with its entry in the audit."""
