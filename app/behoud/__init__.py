"""Tools for keeping people and for letting go well: pure functions over definitions in ``content/behoud/``."""
