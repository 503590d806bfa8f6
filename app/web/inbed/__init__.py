"""How others show parts of this site on their own: the explanation, and the script that gives frames their height."""

from app.web.inbed.views import inbed

__all__ = ["inbed"]
