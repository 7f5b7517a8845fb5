"""``python -m graph`` is the command ``glossary-graph``."""

from graph.cli import main

if __name__ == "__main__":
    main()
