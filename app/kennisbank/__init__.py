"""Content: schema, loader, facts, renderer, catalogue and search."""
