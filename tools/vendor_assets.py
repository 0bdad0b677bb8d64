"""Fetch, cut down and record the third-party front-end files in static/vendor.

A maintainer runs this by hand, with Node and npm at hand, after changing a version below:

    python tools/vendor_assets.py

The versions are pinned, so a second run writes the same bytes. Nobody else needs Node: the results are
committed.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"

# What ends up in the product, and what only builds it.
SHIPPED = {"@tabler/core": "1.6.1", "@tabler/icons": "3.51.0"}
BUILDERS = {"esbuild": "0.28.2", "sass": "1.108.2"}

# The parts of Tabler that the pages use; static/css/portal.css adds the rest and sets the colours.
TABLER_SETTINGS = (
    "$enable-deprecated: false, $enable-dark-mode: false, $enable-shadows: false, "
    "$enable-validation-icons: false, $extra-colors: (), $social-colors: (), $primary: #0b5c72"
)
TABLER_PARTS = [
    "bootstrap/root",
    "bootstrap/reboot",
    "bootstrap/type",
    "bootstrap/buttons",
    "bootstrap/pagination",
    "props",
    "layout/root",
    "layout/accessibility",
    "ui/badges",
    "ui/buttons",
    "ui/icons",
    "ui/pagination",
    "ui/type",
]

# Name in our sprite -> name of the outline icon in the package.
OUTLINE_ICONS = (
    "affiliate alert-triangle arrow-back-up arrow-right arrows-exchange building calendar certificate "
    "chart-bar chart-line check chevron-down chevron-right circle-x clipboard-check clock "
    "device-desktop download external-link eye file-import file-text filter flask history home info-circle "
    "key language link list lock logout map-pin menu-2 minus pencil plus printer question-mark "
    "refresh report scale school search settings shield-lock star target trash upload user users x"
)
ICONS = {name: name for name in OUTLINE_ICONS.split(" ")} | {"sort": "arrows-sort"}


def main() -> None:
    """Rebuild static/vendor from the pinned packages and print what it holds."""
    with tempfile.TemporaryDirectory() as folder:
        workshop = Path(folder)
        install(workshop)
        files = [
            write("tabler/tabler.css", build_tabler(workshop), workshop, "@tabler/core", "MIT"),
            write("tabler/icons.svg", build_sprite(workshop), workshop, "@tabler/icons", "MIT"),
            *write_licences(workshop),
        ]
        manifest = json.dumps({"files": files}, ensure_ascii=False, indent=2) + "\n"
        (workshop / "out" / "manifest.json").write_text(manifest, encoding="utf-8")
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(workshop / "out", VENDOR)
    for entry in files:
        print(f"{entry['path']}  {entry['package']} {entry['version']}")


def install(workshop: Path) -> None:
    """Install the pinned packages into a throw-away folder, without running their scripts."""
    (workshop / "package.json").write_text('{"private": true}')
    packages = [f"{name}@{version}" for name, version in (SHIPPED | BUILDERS).items()]
    run(workshop, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", *packages)


def run(workshop: Path, *command: str) -> None:
    """Run a command in the workshop; its failure ends the script."""
    subprocess.run(command, cwd=workshop, check=True, stdout=subprocess.DEVNULL)


def build_tabler(workshop: Path) -> str:
    """Compile the chosen parts of Tabler to minified CSS for browsers without light-dark()."""
    uses = [f'@use "@tabler/core/scss/config" with ({TABLER_SETTINGS});']
    uses += [f'@use "@tabler/core/scss/{part}" as part{n};' for n, part in enumerate(TABLER_PARTS)]
    (workshop / "tabler.scss").write_text("\n".join(uses))
    run(workshop, "npx", "sass", "--load-path=node_modules", "--no-source-map", "tabler.scss", "tabler.css")
    plain = keep_light(without_bom((workshop / "tabler.css").read_text(encoding="utf-8")))
    (workshop / "tabler.css").write_text(plain, encoding="utf-8")
    run(workshop, "npx", "esbuild", "tabler.css", "--minify", "--charset=utf8", "--outfile=tabler.min.css")
    banner = tabler_banner(workshop)
    return f"{banner}\n{(workshop / 'tabler.min.css').read_text(encoding='utf-8')}"


def without_bom(text: str) -> str:
    """Return the text without a byte order mark or a charset rule: neither may stand inside a file."""
    return text.removeprefix("\ufeff").replace('@charset "UTF-8";', "")


def keep_light(css: str) -> str:
    """Replace every light-dark(a, b) by a: one theme, and older browsers do not know the function."""
    while (start := css.rfind("light-dark(")) >= 0:
        depth, comma, end = 0, 0, start + len("light-dark")
        for end in range(start + len("light-dark"), len(css)):
            depth += {"(": 1, ")": -1}.get(css[end], 0)
            if css[end] == "," and depth == 1 and not comma:
                comma = end
            if depth == 0:
                break
        css = css[:start] + css[start + len("light-dark(") : comma].strip() + css[end + 1 :]
    return css


def tabler_banner(workshop: Path) -> str:
    """Return the copyright comment that heads Tabler's own dist file."""
    text = package(workshop, "@tabler/core").joinpath("dist/css/tabler.css").read_text(encoding="utf-8")
    found = re.search(r"/\*!.*?\*/", text, re.DOTALL)
    if found is None:
        raise SystemExit("The Tabler package has lost its copyright comment: read its licence again.")
    return found.group()


def build_sprite(workshop: Path) -> str:
    """Return one SVG file with a symbol for every icon that the templates use."""
    outline = package(workshop, "@tabler/icons") / "icons" / "outline"
    symbols = []
    for name, source in sorted(ICONS.items()):
        svg = outline.joinpath(f"{source}.svg").read_text(encoding="utf-8")
        shapes = re.findall(r"<(?:path|circle|line|rect|polyline)\b[^>]*/>", svg)
        body = "".join(shape for shape in shapes if 'stroke="none"' not in shape)
        if not body:
            raise SystemExit(f"The icon {source} has no shapes: look at the file in the package.")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def write_licences(workshop: Path) -> list[dict[str, str]]:
    """Write the licence text of every package whose code is shipped; return their manifest rows."""
    icons = package(workshop, "@tabler/icons").joinpath("LICENSE").read_text(encoding="utf-8")
    return [
        write("licences/tabler-core.txt", tabler_licence(workshop), workshop, "@tabler/core", "MIT"),
        write("licences/tabler-icons.txt", icons, workshop, "@tabler/icons", "MIT"),
    ]


def tabler_licence(workshop: Path) -> str:
    """Return the MIT text under Tabler's copyright lines; its package holds the lines but not the text."""
    icons = package(workshop, "@tabler/icons").joinpath("LICENSE").read_text(encoding="utf-8")
    terms = icons[icons.index("Permission is hereby granted") :]
    lines = re.findall(r"Copyright .*", tabler_banner(workshop))
    return "\n".join(["MIT License", "", *lines, "", terms])


def write(path: str, text: str, workshop: Path, source: str, licence: str) -> dict[str, str]:
    """Write one file for static/vendor without a source map reference; return its manifest row."""
    text = re.sub(r"(?m)^\s*(//|/\*)[#@]\s*sourceMappingURL=.*$", "", text)
    content = (text.rstrip() + "\n").encode("utf-8")
    target = workshop / "out" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return {
        "path": path,
        "package": source,
        "version": installed_version(workshop, source),
        "licence": licence,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def package(workshop: Path, name: str) -> Path:
    """Return the folder of an installed package."""
    return workshop / "node_modules" / name


def installed_version(workshop: Path, name: str) -> str:
    """Return the version of an installed package as the package itself states it."""
    version: str = json.loads(package(workshop, name).joinpath("package.json").read_text())["version"]
    return version


if __name__ == "__main__":
    main()
