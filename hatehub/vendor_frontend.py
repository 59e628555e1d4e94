"""Re-creates `hatehub/static/vendor/` from pinned npm packages: `vendor_frontend.py [folder of tarballs]`.

Services outside GOV.UK may use its components, but neither its typeface nor its crest and logo, so those
are left out here. Left and right become logical in the style sheets, so that right-to-left languages work.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "hatehub" / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "vendor"
FONT_STACK = '"Atkinson Hyperlegible Next","Noto Sans","Noto Sans Arabic","Noto Sans Gurmukhi",sans-serif'
IMAGE_FOLDER = "/assets/images/"


class Package(NamedTuple):
    """One npm package and the SHA-512 of the tarball that was read and approved."""

    name: str
    version: str
    sha512: str

    @property
    def tarball(self) -> str:
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


GOVUK = Package(
    "govuk-frontend",
    "6.6.0",
    "c5cb645ab42f2e7bd0b7b7f28d0dcc197f52d30cf4c74450b8bc427a85c5facf"
    "048c62021bcd7f0d840628de6a80efb42954f5d9401a47052c198e9fba545c46",
)
MOJ = Package(
    "@ministryofjustice/frontend",
    "11.1.0",
    "d5b9146e6d8ce03a5ca57fe93a6ba641106c6c9728f56d91c2626fe61fd90bf6"
    "6aac03a7dbf163a45f80eef4b482cee8317062cebf4ee61b83ad261b2f1ef737",
)
ATKINSON = Package(
    "@fontsource-variable/atkinson-hyperlegible-next",
    "5.3.0",
    "5272f3354cb5456a0b0dfc9d01ab4fe0d6919bdf57fd66d012987babf3f29899"
    "c214838ec0a3b1de9066a79cacf2daced1d33e08a1ae2607993fd7c0478990a4",
)
NOTO_ARABIC = Package(
    "@fontsource-variable/noto-sans-arabic",
    "5.3.0",
    "473f3e0c1cf36b7fff72637e0c141a8c9871df1f83c75d9e5209d0b133a03d66"
    "ce4f4f889fa00f984f33e08fd04275167c0c7eb3c97ddfeeb4a834f9bc91f5b0",
)
NOTO_GURMUKHI = Package(
    "@fontsource-variable/noto-sans-gurmukhi",
    "5.3.0",
    "24d2f22c1b664d4ccdc11967918aa588e1d338cb743c219759fe6c5914a1a248"
    "bf00319d8cf0d51053f07bf63b2a78c6f228c2419accbaabe3fe31e461ddcfb6",
)
AXE = Package(
    "axe-core",
    "4.14.1",
    "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73"
    "4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5",
)

# Neither tarball carries its licence file, so the notice is written out here.
MIT_NOTICE = """The MIT License (MIT)

{copyright}

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
GOVUK_COPYRIGHT = "Copyright (C) 2017 Crown Copyright (Government Digital Service)"
MOJ_COPYRIGHT = "Copyright (c) 2019 Ministry of Justice\nCopyright (c) 2021 dxw"


class UnexpectedTarball(Exception):
    """A tarball whose contents are not those that were approved."""


def main(tarballs: Path | None) -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    shutil.rmtree(TEST_VENDOR, ignore_errors=True)
    with unpacked(GOVUK, tarballs) as source:
        vendor_govuk(source, VENDOR / "govuk-frontend")
    with unpacked(MOJ, tarballs) as source:
        vendor_moj(source, VENDOR / "moj-frontend")
    with unpacked(ATKINSON, tarballs) as source:
        vendor_font(source, VENDOR / "atkinson-hyperlegible-next")
    with unpacked(NOTO_ARABIC, tarballs) as source:
        vendor_script(source, VENDOR / "noto-sans-arabic", subset="arabic")
    with unpacked(NOTO_GURMUKHI, tarballs) as source:
        vendor_script(source, VENDOR / "noto-sans-gurmukhi", subset="gurmukhi")
    with unpacked(AXE, tarballs) as source:
        vendor_axe(source, TEST_VENDOR)


@contextmanager
def unpacked(package: Package, tarballs: Path | None) -> Iterator[Path]:
    """Yields the folder of the package's files; refuses a tarball other than the approved one."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder)
        tarball = (tarballs or packed(package, target)) / package.tarball
        if hashlib.sha512(tarball.read_bytes()).hexdigest() != package.sha512:
            raise UnexpectedTarball(tarball.name)
        with tarfile.open(tarball) as archive:
            archive.extractall(target, filter="data")
        yield target / "package"


def packed(package: Package, folder: Path) -> Path:
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


def vendor_govuk(source: Path, target: Path) -> None:
    compiled = source / "dist" / "govuk"
    write(target / "govuk-frontend.min.css", adapted_css(compiled / "govuk-frontend.min.css"))
    write(target / "govuk-frontend.min.js", without_source_map(compiled / "govuk-frontend.min.js"))
    write(target / "LICENSE", MIT_NOTICE.format(copyright=GOVUK_COPYRIGHT))


def vendor_moj(source: Path, target: Path) -> None:
    compiled = source / "moj"
    css = adapted_css(compiled / "moj-frontend.min.css")
    write(target / "moj-frontend.min.css", css)
    write(target / "moj-frontend.min.js", without_source_map(compiled / "moj-frontend.min.js"))
    write(target / "LICENSE", MIT_NOTICE.format(copyright=MOJ_COPYRIGHT))
    for image in sorted(set(re.findall(r"url\(images/([\w.-]+)\)", css))):
        copy(compiled / "assets" / "images" / image, target / "images" / image)


def vendor_font(source: Path, target: Path) -> None:
    faces = (source / "wght.css").read_text() + "\n" + (source / "wght-italic.css").read_text()
    faces = faces.replace("Next Variable", "Next").replace("woff2-variations", "woff2")
    write(target / "font.css", faces.replace("./files/", "").strip() + "\n")
    for file in re.findall(r"url\(\./files/([\w.-]+)\)", (source / "wght.css").read_text()):
        copy(source / "files" / file, target / file)
        italic = file.replace("normal", "italic")
        copy(source / "files" / italic, target / italic)
    copy(source / "LICENSE", target / "LICENSE")


def vendor_script(source: Path, target: Path, *, subset: str) -> None:
    """Only the face of the script itself: Latin letters come from the font that leads the stack."""
    face = face_of((source / "wght.css").read_text(), subset)
    write(target / "font.css", face.replace(" Variable'", "'").replace("woff2-variations", "woff2") + "\n")
    for file in re.findall(r"url\(([\w.-]+)\)", face):
        copy(source / "files" / file, target / file)
    copy(source / "LICENSE", target / "LICENSE")


def face_of(faces: str, subset: str) -> str:
    blocks = [f"/* {block.strip()}" for block in faces.replace("./files/", "").split("/* ") if block.strip()]
    return next(block for block in blocks if f"-{subset}-wght-normal.woff2" in block)


def vendor_axe(source: Path, target: Path) -> None:
    copy(source / "axe.min.js", target / "axe.min.js")
    copy(source / "LICENSE", target / "axe-LICENSE")
    copy(source / "LICENSE-3RD-PARTY.txt", target / "axe-LICENSE-3RD-PARTY.txt")


def adapted_css(path: Path) -> str:
    css = without_source_map(path)
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", FONT_STACK)
    return made_logical(css.replace(IMAGE_FOLDER, "images/"))


def made_logical(css: str) -> str:
    """The same style sheet with left and right as start and end; older browsers keep `float` and `text-align`."""
    css = re.sub(r"(?<=[{;])((?:margin|padding|border)-)(left|right)(?=[-:])", logical_side, css)
    css = re.sub(r"(?<=[{;])()(left|right)(?=:)", lambda match: "inset-" + logical_side(match), css)
    css = re.sub(r"(float:|clear:)(left|right)(?=[;}])", r"\1\2;\1inline-\2", css)
    css = re.sub(r"(text-align:)(left|right)(?=[;}])", r"\1\2;\1\2-logical", css)
    for physical, logical in (("left", "start"), ("right", "end")):
        css = css.replace(f"inline-{physical}", f"inline-{logical}").replace(f"{physical}-logical", logical)
    return css


def logical_side(match: re.Match[str]) -> str:
    return match[1] + {"left": "inline-start", "right": "inline-end"}[match[2]]


def without_source_map(path: Path) -> str:
    text = path.read_text()
    text = re.sub(r"/\*# sourceMappingURL=[^*]*\*/", "", text)
    return re.sub(r"//# sourceMappingURL=\S+", "", text).strip() + "\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
