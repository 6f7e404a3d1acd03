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
]
HOSTILE_DATA = {
    "text/html": f"<script>{STOLEN}</script>",
    "text/markdown": f"<script>{STOLEN}</script>",
    "application/javascript": STOLEN,
    "image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'><script>{STOLEN}</script></svg>",
    "image/png": f'" onerror="{STOLEN}',
    "text/plain": f"</pre><script>{STOLEN}</script>",
}
#: a picture of one pixel
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJg"
    "gg=="
)
