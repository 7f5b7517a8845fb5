"""How well a build does on annotated text of other people, which is read for measuring and nothing else."""
