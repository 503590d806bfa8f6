"""Dutch search over the content: ``SearchEngine.build(catalogue, day, index_dir)``, ``.search(q)``, ``.suggest(q)``.

normalise, stem, compounds, synonyms and spelling are the steps; analysis joins them for everything that reads words;
workfloor knows jobs, places and numbers. documents turns pages into what is searched; index stores terms; phrases and
names know what people call a page; derive reads all that beforehand and kept saves it between starts; query understands
what was typed; fragments, suggest and engine make what is shown. For an editor: docs/zoeken.md.
"""

from app.kennisbank.zoeken.documents import Document, documents_of
from app.kennisbank.zoeken.engine import PAGE_FACET, Hit, Results, SearchEngine
from app.kennisbank.zoeken.suggest import Suggestion

__all__ = ["PAGE_FACET", "Document", "Hit", "Results", "SearchEngine", "Suggestion", "documents_of"]
