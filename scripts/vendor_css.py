#!/usr/bin/env python3
"""Build the design layer from pinned packages and our own CSS; the output is committed, no Node at run time.

    scripts/vendor_css.py build   pack what is missing, check every sha512, write the files below
    scripts/vendor_css.py check   build in memory and compare with what is committed
    scripts/vendor_css.py lock    after a version changed in vendor.lock.json: fill in integrity and licence again

Only the standard library and the ordinary ``npm pack`` client. Written: app/static/{site.css,source-sans-3.woff2},
app/core/icons.json, app/static/licences/ and tests/vendor/axe/.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "scripts" / "vendor.lock.json"
CACHE = ROOT / ".vendor-cache"
STATIC = ROOT / "app" / "static"
ICONS = ROOT / "app" / "core" / "icons.json"
SRC = STATIC / "src"

OWN_CSS = ("brand", "base", "layout", "components", "forms", "pages", "werkplek", "print")
HEAD = (
    "/*! Gemaakt door scripts/vendor_css.py. Niet met de hand wijzigen: de bron staat in static/src/.\n"
    " * Deels NL Design System ({packages}).\n"
    " * (c) Frameless B.V., gemeente Utrecht, NL Design System-community. EUPL-1.2, zie licences/EUPL-1.2.txt */\n"
)
# The colour ramps of the example theme become our own names, so that a region only ever sets --merk-*.
RENAME = {
    "--voorbeeld-kleuren-violet-": "--merk-accent-",
    "--voorbeeld-kleuren-blauw-": "--merk-blauw-",
    "--voorbeeld-kleuren-grijs-": "--merk-grijs-",
    "--voorbeeld-kleuren-rood-": "--merk-rood-",
    "--voorbeeld-kleuren-oranje-": "--merk-oranje-",
    "--voorbeeld-kleuren-groen-": "--merk-groen-",
    "--voorbeeld-kleuren-wit": "--merk-wit",
}
# Variants that no template uses.
UNUSED = re.compile(
    r"--(?:busy|pressed|negative|positive|icon-only|rtl|iban|iban-nl-size|iban-size|voorvoegsel-size|"
    r"placeholder-rtl|placeholder-ltr|postal-code-nl-size|tel-nl-size|tel-size|numeric|focus|hover|active|"
    r"disabled|indeterminate|read-only|forced-colors|password|url|checked|focus-visible|warning|valid|"
    r"level-5|level-6|inline-box|current)(?![\w-])|"
    r"\[aria-(?:disabled|busy|pressed)|__placeholder|__lead"
)


class Package(TypedDict):
    """One line of the lock. ``use`` says what is taken from it, ``files`` which members, in order."""

    name: str
    version: str
    license: str
    integrity: str
    use: str
    files: list[str]


def read_lock() -> list[Package]:
    """The packages in the order in which their CSS is joined."""
    packages: list[Package] = json.loads(LOCK.read_text(encoding="utf-8"))
    return packages


def tarball(package: Package) -> Path:
    """The packed package in the cache; fetched with ``npm pack`` when it is not there yet."""
    path = CACHE / f"{package['name'].lstrip('@').replace('/', '-')}-{package['version']}.tgz"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        spec = f"{package['name']}@{package['version']}"
        command = ["npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", str(CACHE), spec]
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode or not path.exists():
            raise SystemExit(f"Ophalen van {spec} is niet gelukt. Is er een verbinding en staat npm op deze computer?")
    return path


def integrity(path: Path) -> str:
    """The sha512 of a file in the notation of the lock."""
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def read_members(package: Package) -> dict[str, bytes]:
    """What we use of a checked package, by path inside it; stops the build when the sha512 differs."""
    path = tarball(package)
    if integrity(path) != package["integrity"]:
        raise SystemExit(f"De inhoud van {package['name']} {package['version']} klopt niet met vendor.lock.json.")
    wanted = (*package["files"], "LICENSE", "package.json")
    found: dict[str, bytes] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            inside = member.name.partition("/")[2]
            stream = archive.extractfile(member) if inside.startswith(wanted) else None
            if stream:
                found[inside] = stream.read()
    return found


def minify(css: str) -> str:
    """Drop comments and needless white space; strings stay as they are."""
    strings: list[str] = []

    def keep(match: re.Match[str]) -> str:
        strings.append(match[0])
        return f"\0{len(strings) - 1}\0"

    css = re.sub(r"/\*[\s\S]*?\*/", "", css)
    css = re.sub(r'"[^"]*"|\'[^\']*\'', keep, css)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    css = re.sub(r":\s+", ":", css).replace(";}", "}")
    return re.sub("\0(\\d+)\0", lambda match: strings[int(match[1])], css).strip()


def split_rules(css: str) -> list[tuple[str, str]]:
    """Top-level rules as (prelude, body)."""
    rules, start = [], 0
    while (brace := css.find("{", start)) >= 0:
        depth, end = 1, brace + 1
        while depth and end < len(css):
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        rules.append((css[start:brace].strip(), css[brace + 1 : end - 1]))
        start = end
    return rules


def split_selectors(prelude: str) -> list[str]:
    """Selectors of one rule; commas inside :is() and the like do not split."""
    parts, depth = [""], 0
    for char in prelude:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(char, 0)
        if char == "," and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def shake(css: str) -> str:
    """Leave out the variants no template uses."""
    kept = []
    for prelude, body in split_rules(css):
        if prelude.startswith(("@media", "@supports", "@layer")):
            if inner := shake(body):
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{body}}}")
        else:
            selectors = [s for s in split_selectors(prelude) if not UNUSED.search(s)]
            if selectors and body.strip():
                kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def prune_tokens(theme: str, users: str) -> dict[str, str]:
    """The declarations of the theme that ``users`` needs, directly or through another token."""
    declared = dict(re.findall(r"(--[\w-]+)\s*:\s*([^;]+);", re.sub(r"/\*[\s\S]*?\*/", "", theme)))
    todo, seen = set(re.findall(r"var\(\s*(--[\w-]+)", users)), set()
    while todo:
        token = todo.pop()
        if token in declared and token not in seen:
            seen.add(token)
            todo |= set(re.findall(r"var\(\s*(--[\w-]+)", declared[token]))
    return {name: " ".join(value.split()) for name, value in declared.items() if name in seen}


def build_css(packages: list[tuple[Package, dict[str, bytes]]]) -> bytes:
    """site.css: pruned tokens, components, neutral brand and our own CSS, in that order of layers."""
    nlds, theme, names = "", "", []
    for package, members in packages:
        if package["use"] not in ("component", "theme"):
            continue
        names.append(f"{package['name']} {package['version']}")
        css = "".join(members[path].decode() for path in package["files"])
        if package["use"] == "component":
            nlds += re.sub(r'background-image:url\("data:[^"]*"\)', "", shake(minify(css)))  # the CSP allows no data:
        else:
            theme += css
    own = {name: minify((SRC / f"{name}.css").read_text(encoding="utf-8")) for name in OWN_CSS}
    for old, new in RENAME.items():
        theme = theme.replace(old, new)
    tokens = prune_tokens(theme, nlds + "".join(own.values()))
    declarations = ";".join(f"{name}:{value}" for name, value in tokens.items())
    css = (
        HEAD.format(packages=", ".join(names))
        + "@layer tokens,nlds,brand,app;"
        + f"@layer tokens{{:root{{{declarations}}}}}"
        + f"@layer nlds{{{nlds}}}"
        + "".join(own.values())
    )
    return (css + "\n").encode()


def build_icons(members: dict[str, bytes], folder: str) -> bytes:
    """The lines of each icon in src/iconen.txt, drawn in 24 by 24; lines that can be one path are one path."""
    icons = {}
    for name in (SRC / "iconen.txt").read_text(encoding="utf-8").split():
        if f"{folder}/{name}.svg" not in members:
            raise SystemExit(f"Het icoon '{name}' uit src/iconen.txt bestaat niet.")
        drawing = re.sub(r'<path stroke="none"[^>]*/>', "", members[f"{folder}/{name}.svg"].decode())
        shapes = re.findall(r"<(?:path|circle|rect|line)[^>]*?(?= ?/>)", drawing)
        lines = [re.fullmatch(r'<path d="(M[^"]+)"', shape) for shape in shapes]
        one = "".join(line[1] for line in lines if line)
        icons[name] = f'<path d="{one}"/>' if all(lines) else "".join(f"{shape}/>" for shape in shapes)
    return (json.dumps(icons, indent=0) + "\n").encode()


def build() -> dict[Path, bytes]:
    """Every output file with its content."""
    packages = [(package, read_members(package)) for package in read_lock()]
    use = {package["use"]: (package, members) for package, members in packages}
    files = {STATIC / "site.css": build_css(packages)}
    icons, members = use["icons"]
    files[ICONS] = build_icons(members, icons["files"][0])
    files[STATIC / "licences" / "tabler-icons-MIT.txt"] = members["LICENSE"]
    font, members = use["font"]
    files[STATIC / "source-sans-3.woff2"] = members[font["files"][0]]
    files[STATIC / "licences" / "source-sans-3-OFL-1.1.txt"] = members["LICENSE"]
    files[STATIC / "licences" / "EUPL-1.2.txt"] = use["component"][1]["LICENSE.md"]
    axe, members = use["axe"]
    for path in axe["files"]:
        files[ROOT / "tests" / "vendor" / "axe" / Path(path).name] = members[path]
    return files


def write_lock() -> None:
    """Fill in integrity and licence of the versions named in the lock, for a person to review in the diff."""
    packages = read_lock()
    for package in packages:
        path = tarball(package)
        package["integrity"] = integrity(path)
        package["license"] = json.loads(read_members(package)["package.json"])["license"]
    LOCK.write_text(json.dumps(packages, indent=1) + "\n", encoding="utf-8")
    print(f"{len(packages)} pakketten vastgelegd. Bekijk het verschil voor u het bewaart.")


def main(arguments: list[str]) -> int:
    """Exit code 1 when ``check`` finds a difference, 2 for a wrong command."""
    if arguments == ["lock"]:
        write_lock()
    elif arguments == ["build"]:
        for path, content in build().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            size, zipped = len(content) / 1024, len(gzip.compress(content, 9)) / 1024
            print(f"{path.relative_to(ROOT)!s:48} {size:7.1f} KiB  gzip {zipped:6.1f} KiB")
    elif arguments == ["check"]:
        wrong = [path for path, content in build().items() if not path.exists() or path.read_bytes() != content]
        for path in wrong:
            print(
                f"{path.relative_to(ROOT)} is niet wat scripts/vendor_css.py maakt. Draai: scripts/vendor_css.py build"
            )
        if not wrong:
            print("De vormgeving is gelijk aan de bron.")
        return int(bool(wrong))
    else:
        print("Gebruik: scripts/vendor_css.py build | check | lock")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
