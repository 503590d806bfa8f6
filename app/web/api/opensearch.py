"""The OpenSearch description: a browser can search this site from its address bar."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response, request

from app.web.gate import public
from app.web.language import language, prefix
from app.web.pagecache import cached
from app.web.state import loket

opensearch = Blueprint("opensearch", __name__)

MEDIA_TYPE = "application/opensearchdescription+xml"
NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"


@opensearch.get("/opensearch.xml")
@public
@cached()
def description() -> Response:
    """Where to search, for people and for programs. Names are cut to what OpenSearch 1.1 allows."""
    region = loket().region
    base = loket().settings.base_url + prefix()
    root = Element("OpenSearchDescription", xmlns=NAMESPACE)
    texts = {
        "ShortName": region.site[:16],
        "LongName": f"{region.site} {region.naam}"[:48],
        "Description": f"Zoek in de regelingen en artikelen van {region.site} {region.naam}."[:1024],
        "Language": language(),
        "InputEncoding": "UTF-8",
        "OutputEncoding": "UTF-8",
        "Contact": region.loket.email,
    }
    for name, value in texts.items():
        SubElement(root, name).text = value
    SubElement(root, "Image", width="16", height="16", type="image/svg+xml").text = f"{base}/static/favicon.svg"
    for kind, path in (("text/html", "/zoeken"), ("application/json", "/api/v1/zoeken")):
        SubElement(root, "Url", type=kind, method="get", template=f"{base}{path}?q={{searchTerms}}")
    own = f"{base}/opensearch.xml"
    SubElement(root, "Url", type=MEDIA_TYPE, rel="self", template=own)
    response = Response(tostring(root, encoding="utf-8", xml_declaration=True), content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.add_etag()
    response.make_conditional(request)
    return response
