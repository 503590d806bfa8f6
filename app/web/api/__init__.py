"""Open data: the knowledge base, the search and the keuzehulp as JSON, and the OpenSearch description."""

from app.web.api import bijeenkomsten, content, keuzehulp, openapi, zoeken
from app.web.api.area import api
from app.web.api.opensearch import opensearch

__all__ = ["api", "bijeenkomsten", "content", "keuzehulp", "openapi", "opensearch", "zoeken"]
