"""Readers of entries, a file for each format; :data:`graph.entries.READERS` is their table."""
