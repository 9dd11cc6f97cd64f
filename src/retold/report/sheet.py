"""A page as one file: a template, style sheets, a script and values come in, an HTML document goes out.

Jinja escapes every string in every place; the content security policy allows the one style sheet and the one script,
if there is one, by their hashes, and forbids everything else, so that nothing can be fetched.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files

from retold.wording import listed, number


def filled(template: str, *, styles: Sequence[str], script: str | None = None, **values: object) -> str:
    """The document of a template; `styles` name its style sheets, `script` is all of the script that it may run."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    style = "\n" + joined("style", styles, "css")
    environment = Environment(
        loader=PackageLoader("retold", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number, listed=listed)
    scripts = f"script-src {_hash(script)}; " if script is not None else ""
    return environment.get_template(template).render(
        style=Markup(style),
        script=Markup(script or ""),
        policy=f"default-src 'none'; style-src {_hash(style)}; {scripts}base-uri 'none'; form-action 'none'",
        **values,
    )


def joined(folder: str, names: Sequence[str], ending: str) -> str:
    """Some files of a folder of the templates, one after the other."""
    parts = files("retold") / "templates" / folder
    return "\n".join((parts / f"{name}.{ending}").read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
