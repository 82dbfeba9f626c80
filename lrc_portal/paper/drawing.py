"""A process of its own that turns charts into SVG: `python drawing.py`, asked and answered in JSON.

It reads `{"fonts": folder, "charts": [Vega-Lite specs with their rows]}` from its standard input and
writes a list of SVG texts to its standard output. It knows nothing of the portal.
"""

import json
import sys

import vl_convert


def main() -> None:
    asked = json.load(sys.stdin)
    vl_convert.register_font_directory(asked["fonts"])
    # No address is allowed: a drawing is made of the rows that came with it.
    drawn = [
        vl_convert.vegalite_to_svg(chart, allowed_base_urls=[], show_warnings=False)
        for chart in asked["charts"]
    ]
    json.dump(drawn, sys.stdout)


if __name__ == "__main__":
    main()
