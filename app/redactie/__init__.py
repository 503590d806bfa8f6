"""Editorial work: new files, JSON Schema, what changed between versions, spelling, sources, the forge's own editor."""
