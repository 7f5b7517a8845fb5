"""A read-only web server for a built glossary: page, SPARQL, and every thing at its IRI (needs the extra "serve")."""
