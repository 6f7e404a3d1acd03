"""What a student could put into a notebook to act in the browser of whoever looks at it."""

from __future__ import annotations

#: what every attack would do, if it ran
STOLEN = "window.pwned = true"
ATTACKS = [
    f"<script>{STOLEN}</script>",
    f'<img src=x onerror="{STOLEN}"><svg onload="{STOLEN}"><style>@import url(http://e.example)',
    f'<iframe srcdoc="<script>parent.{STOLEN}</script>"></iframe>',
    f"[link](javascript:{STOLEN}) ![x](javascript:{STOLEN}) <javascript:{STOLEN}>",
    f"[x]: javascript:{STOLEN}\n\n[x] [y](data:text/html,<script>{STOLEN}</script>)",
    '<meta http-equiv="refresh" content="0;url=http://e.example"><base href="http://e.example">',
    '<form action="http://e.example"><input class="score" id="q2_why" autofocus></form>',
    "![spy](http://e.example/pixel.png) <img src='http://e.example/2.png'>",
    f"$\\href{{javascript:{STOLEN}}}{{x}}$ <script type='text/x-mathjax-config'>{STOLEN}</script>",
    f"<div>\n\n<script>{STOLEN}</script>\n\n```html\n</pre><script>{STOLEN}</script>\n```\n",
    f"`</code><script>{STOLEN}</script>` $$</div><script>{STOLEN}</script>$$",
    f'<a title="><script>{STOLEN}</script>" href="https://a.example">a</a>',
    f"```mermaid\n</pre><script>{STOLEN}</script>\n```",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--><script>{STOLEN}</script>'>",
    "> " * 3000 + "deep",
    "<details><div></details></section></main></body></html> unbalanced",
    "<div>" * 600 + "deeper",
    "<style>* { display: none } @import url(http://e.example/s.css)</style>",
    f'<p style="background: url(http://e.example/b.png)" onclick="{STOLEN}">styled</p>',
    # SVG: a link that is made while it is drawn, parts from elsewhere, HTML within
    f"<svg><a><animate attributeName=href values='javascript:{STOLEN}'/><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg/>#x'/>"
    f"<foreignObject><img src=x onerror='{STOLEN}'></foreignObject></svg>",
    # CSS, and what a browser fetches ahead
    "<link rel=stylesheet href=http://e.example/s.css><link rel=prefetch href=http://e.example/p>"
    "<link rel=dns-prefetch href=//e.example><style>@font-face{src:url(http://e.example)}</style>",
    '<script type=speculationrules>{"prefetch":[{"urls":["http://e.example"]}]}</script>',
    # data addresses
    f"<object data='data:text/html,<script>parent.{STOLEN}</script>'></object>"
    f"<embed src='data:text/html,<script>parent.{STOLEN}</script>'> [x](data:text/html,{STOLEN})",
    f"<a href='JaVaScRiPt&colon;{STOLEN}'>a</a> <a href='java&#10;script:{STOLEN}'>b</a>"
    f"<a href='&#1;javascript:{STOLEN}'>c</a> <a href=//e.example>d</a> <a href=\\e.example>e</a>",
    f"<base href='javascript:{STOLEN}//'><a href=../x autofocus onfocus='{STOLEN}'>x</a>",
    # formulas
    f"$\\unicode{{<img src=x onerror='{STOLEN}'>}}$ \\(\\href{{javascript:{STOLEN}}}{{x}}\\)"
    "$\\style{background:url(http://e.example)}{x}$ $\\cssId{notebook}{x}$ $\\require{html}$",
    f"<math href='javascript:{STOLEN}'><mtext href='javascript:{STOLEN}'>x</mtext></math>"
    f"\\begin{{align}}</p><script>{STOLEN}</script>\\end{{align}}",
    # escapes for terminals, and writing from right to left
    f"\x1b]8;;javascript:{STOLEN}\x1b\\click\x1b]8;;\x1b\\ \x1b[8mhidden\x1b[2J",
    f"\u202egnp.exe\u2066 <script>{STOLEN}</script> \u200f[x](\u202ejavascript:{STOLEN})",
    # names that scripts of the page look for
    "<img name=formgrader><a id=MathJax></a><form id=grades><input name=attributes></form>",
    # everything that loads by itself
    "<picture><source srcset=http://e.example/1.png><img srcset=http://e.example/2.png src=x>"
    "</picture><video autoplay src=http://e.example poster=http://e.example/3.png></video>"
    "<audio autoplay src=http://e.example></audio><input type=image src=http://e.example/4.png>"
    "<table background=http://e.example/5.png><td background=http://e.example/6.png>x</table>",
    "<a ping=http://e.example target=_top download href=https://a.example>ping</a>",
    # what another parser reads as something else
    f"<noscript><p title='</noscript><script>{STOLEN}</script>'></noscript><xmp><script>{STOLEN}"
    f"</script></xmp><template><script>{STOLEN}</script></template><!--><script>{STOLEN}</script>-->",
    f"<div popover id=pop onbeforetoggle='{STOLEN}'>x</div><button popovertarget=pop autofocus>x",
    # deep and long
    "*_" * 5_000,
    "[" * 5_000 + "![" * 2_000,
    "<details>" * 2_000 + "<table><tr><td>" * 500,
]
HOSTILE_DATA = {
    "text/html": f"<script>{STOLEN}</script>",
    "text/markdown": f"<script>{STOLEN}</script>",
    "application/javascript": STOLEN,
    "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'><script>{STOLEN}</script></svg>",
    "image/png": f'" onerror="{STOLEN}',
    "text/plain": f"</pre><script>{STOLEN}</script>",
}
_SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}</svg>"
#: data of outputs, each of which would act in a page that let it
HOSTILE_OUTPUTS = [
    HOSTILE_DATA,
    {"image/svg+xml": _SVG.format(f"<a href='javascript:{STOLEN}'><text>x</text></a>")},
    {"image/svg+xml": _SVG.format("<rect style='fill:url(http://e.example/#a)' width='9'/>")},
    {"image/svg+xml": _SVG.format(f"<rect onload='{STOLEN}' width='9' height='9'/>")},
    {"text/latex": f"$\\href{{javascript:{STOLEN}}}{{x}}$", "text/plain": "latex"},
    {"application/pdf": "JVBERi0=", "text/plain": "pdf"},
    {"application/vnd.bokehjs_exec.v0+json": "", "application/javascript": STOLEN},
    {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "widget"},
    {"text/plain": f"\x1b]8;;javascript:{STOLEN}\x07click\x1b]8;;\x07 \u202e\u2066txt"},
    {"text/html": "<table " + "style=x " * 9_000 + f"><script>{STOLEN}</script></table>"},
]
#: a cell with attachments of which none is a picture
ATTACHING = {
    "cell_type": "markdown",
    "id": "attaching",
    "metadata": {},
    "source": "![x](attachment:evil.png) ![y](attachment:y) ![z](attachment:%22%3E)",
    "attachments": {
        "evil.png": {
            "text/html": f"<script>{STOLEN}</script>",
            "image/png": f'" onerror="{STOLEN}',
        },
        "y": {"image/svg+xml": f"<svg onload='{STOLEN}'/>", "image/png": {"deep": ["x"]}},
        f'"><script>{STOLEN}</script>': {f"<script>{STOLEN}</script>": "x"},
    },
}
#: metadata of a notebook, of which nothing may reach a page
METADATA = {
    "title": f"</title><script>{STOLEN}</script>",
    "widgets": {
        "application/vnd.jupyter.widget-state+json": {
            "version_major": 2,
            "version_minor": 0,
            "state": {
                "x": {
                    "model_name": "HTMLModel",
                    "model_module": "@jupyter-widgets/controls",
                    "state": {"value": f"<img src=x onerror='{STOLEN}'>"},
                }
            },
        }
    },
    "kernelspec": {"display_name": f"<script>{STOLEN}</script>", "name": "../../x"},
    "language_info": {"name": "javascript", "codemirror_mode": f"'><script>{STOLEN}</script>"},
}
#: a picture of one pixel
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJg"
    "gg=="
)
