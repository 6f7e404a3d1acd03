"""A Jupyter server that has formgrader, and no notebooks, kernels or terminals. [coordinator]

Formgrader shows what students wrote. Their copies hold nothing that could run; should something
slip through all the same, there is no service here that runs code or writes files, and the
browser is told to load nothing from elsewhere (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import DictLoader
from jupyter_server.serverapp import ServerApp
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.record.store import Store

_PORT = 8888
_POLICY = "; ".join(
    (
        "default-src 'self'",
        # nbgrader's own pages hold scripts and handlers of events
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# nbconvert's own loads MathJax from a network, and lets text be configuration that is evaluated.
_MATHJAX = """
{% macro mathjax() %}
<script>
MathJax = {
  tex2jax: {inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], processEscapes: true},
  "HTML-CSS": {availableFonts: [], preferredFont: null, imageFont: null, webFont: "STIX-Web"},
  messageStyle: "none", showMathMenu: false
};
</script>
<script src="/static/jupyter_server_mathjax/MathJax.js?config={config}"></script>
{% endmacro %}
""".replace("{config}", "TeX-AMS-MML_HTMLorMML-full,Safe")


class FormgraderServer(ServerApp):  # type: ignore[misc] # Jupyter's servers have no types
    """The server. `start` returns when Ctrl-C or SIGTERM ends it."""

    name = "autograder-formgrader"
    default_services = ("auth", "security")
    #: what it would ask and offer on a command line is not for this one
    aliases: ClassVar[dict[str, Any]] = {}

    @classmethod
    def over(
        cls, store: Store, folder: Path, port: int | None, *, browser: bool
    ) -> FormgraderServer:
        """A server over a folder that `write_copies` made; it listens, and `start` serves.

        Args:
            port: of this machine's own address; None takes 8888 or the next that is free.
            browser: whether to open a browser window.
        """
        folder = folder.resolve()
        # Nothing that a person has set up for other servers, or for another course, holds here.
        os.environ["JUPYTER_CONFIG_DIR"] = str(folder)
        os.environ["JUPYTER_NO_CONFIG"] = "1"
        os.chdir(folder)
        asyncio.set_event_loop(asyncio.new_event_loop())
        token = secrets.token_urlsafe(24)
        config = Config()
        config.ServerApp.update(
            {
                "ip": "127.0.0.1",
                "port": port or _PORT,
                "port_retries": 0 if port else 50,
                "root_dir": str(folder),
                "default_url": "/formgrader/gradebook",
                "open_browser": browser,
                "allow_root": True,
                "log_level": "ERROR",
                "terminals_enabled": False,
                "jpserver_extensions": {
                    "nbgrader.server_extensions.formgrader": True,
                    "jupyter_server_mathjax": True,
                },
                "tornado_settings": {
                    "headers": {
                        "Content-Security-Policy": _POLICY,
                        "Referrer-Policy": "no-referrer",
                    }
                },
            }
        )
        config.IdentityProvider.token = token
        config.NbGrader.log_level = "ERROR"
        server = cls(config=config)
        server.initialize(argv=[], find_extensions=False)
        server.address = f"http://127.0.0.1:{server.port}/formgrader/gradebook?token={token}"
        settings = server.web_app.settings
        theirs: HTMLExporter = settings["nbgrader_exporter"]
        settings["nbgrader_exporter"] = HTMLExporter(
            config=theirs.config, extra_loaders=[DictLoader({"mathjax.html.j2": _MATHJAX})]
        )
        return server

    address: str = ""

    def load_config_file(self, *args: object, **options: object) -> None:
        """Reads none: another server's settings may open what is closed here."""

    def init_signal(self) -> None:
        """Ends without asking back."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stop(from_signal=True))
