"""HTML pages: one Jinja environment for every audience."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).resolve().parent / "templates"


class Pages:
    """Renders the templates of one site."""

    def __init__(self, *, site: str, site_name: str, site_name_en: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(),
            # a name that a page does not get is a mistake, not an empty word
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(site=site, site_name=site_name, site_name_en=site_name_en)

    def render(self, template: str, *, status: int = 200, **words: Any) -> HTMLResponse:
        """A page. It must be asked for again each time, because it shows how things are now."""
        page = self._environment.get_template(template).render(**words)
        return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asks, and not a program."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(
        "/api/"
    )
