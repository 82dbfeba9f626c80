"""Draw the mark as the icons of the web app manifest: `python -m tests.tools.icons`."""

from io import BytesIO
from pathlib import Path

import vl_convert
from PIL import Image

ASSETS = Path(__file__).resolve().parents[2] / "lrc_portal" / "assets"
SIZES = (192, 512)
WIDE = 64  # the mark's own width


def main() -> None:
    svg = (ASSETS / "mark.svg").read_text(encoding="utf-8")
    # A phone cuts its own shape out of the icon, so the ground goes to the edge and the mark is smaller.
    inner = svg[svg.index("<circle") : svg.index("</svg>")]
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{WIDE}" viewBox="-8 -8 80 80">'
        f'<rect x="-8" y="-8" width="80" height="80" fill="#FDFAF5"/>{inner}</svg>'
    )
    for size in SIZES:
        drawn = Image.open(BytesIO(vl_convert.svg_to_png(whole, scale=size / WIDE))).convert("RGB")
        drawn.quantize(64).save(ASSETS / f"icon-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
