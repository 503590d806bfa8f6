"""Commands for people who run and edit the site; one click group per file."""
