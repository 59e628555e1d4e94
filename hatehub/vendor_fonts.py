"""Re-creates the fonts of documents that pinned npm packages hold: `vendor_fonts.py [folder of tarballs]`.

It needs fontTools, which the hub itself does not: run it with a Python that has it. Noto Sans and the Arabic and
Gurmukhi families, of which there is a bold face too, are not among them. Hints go, since a PDF needs none. Of the
Chinese characters those stay that the national sets of China, Taiwan (level 1) and Japan hold: all of them would be
ten megabytes.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent / "documents" / "data" / "fonts"
SCOPE = "@expo-google-fonts"
# Version, and the first 32 digits of the SHA-512 of the tarball that was read and approved.
PACKAGES = {
    "noto-emoji": ("0.4.7", "1aced4470b4a982cf374651361b1bc30"),
    "noto-sans-adlam": ("0.4.1", "8a0c57b48f10e16b669c1d3ec4464693"),
    "noto-sans-armenian": ("0.4.2", "0079f09da6d123ae21c1e9d279e3f1a7"),
    "noto-sans-bengali": ("0.4.4", "61ae7cb4b4c474fe0fe441776574ccf3"),
    "noto-sans-canadian-aboriginal": ("0.4.1", "c7ef0396b21df5f09d861a5da49ace55"),
    "noto-sans-cherokee": ("0.4.2", "8ace4459681d04b35f35ea11df561e65"),
    "noto-sans-devanagari": ("0.4.1", "dba6e860f34a18fd6be11e4cc6c30063"),
    "noto-sans-ethiopic": ("0.4.2", "a6e4b4bb5ffb6f4919e9fa8e61a4a509"),
    "noto-sans-georgian": ("0.4.3", "aaf43f0c4fc5d748593c3fef6129baf1"),
    "noto-sans-gujarati": ("0.4.2", "2ad2724a4868e82d987f6f1d671d5263"),
    "noto-sans-hebrew": ("0.4.1", "351def3fa193fe148834bae4e091c905"),
    "noto-sans-javanese": ("0.4.2", "9bf849d31a2740eb75a02dce40601ecb"),
    "noto-sans-kannada": ("0.4.3", "9c50de48a565a42269778c7813e5b95b"),
    "noto-sans-khmer": ("0.4.3", "bc11bb27fc388feb4f4cf039ddae37cd"),
    "noto-sans-kr": ("0.4.3", "1154bfb893dc7f54e026d8e6426ac5af"),
    "noto-sans-lao": ("0.4.2", "80cfe0ac81b4dc159293c96a891d480b"),
    "noto-sans-malayalam": ("0.4.2", "4d97d2e272a1b107ed0f89c9af94787c"),
    "noto-sans-math": ("0.4.2", "2a08f490a89bce74cb61c6e947c4e4db"),
    "noto-sans-mongolian": ("0.4.1", "f6bc34e5ffebd23c9f57648470d3e2b1"),
    "noto-sans-myanmar": ("0.4.2", "a86f031e6cbeef116f5b9cfc94ddebe6"),
    "noto-sans-nko": ("0.4.1", "758b2621c5190ab3ccb39b7128f68051"),
    "noto-sans-ol-chiki": ("0.4.2", "36e858f581c6388cf4f238db9b1c9f76"),
    "noto-sans-oriya": ("0.4.2", "b0a19ca67cb8c134acde8a1178037636"),
    "noto-sans-sc": ("0.4.3", "f6b0307454c51db3bfbba0acd208f68d"),
    "noto-sans-sinhala": ("0.4.2", "a5ccc413ca77680be732e552a69c96f1"),
    "noto-sans-symbols": ("0.4.1", "2e55ccd672dfcf414ed5403f08e1e555"),
    "noto-sans-symbols-2": ("0.4.1", "8c5ca61b9b3838b957a72f44f4542f49"),
    "noto-sans-syriac": ("0.4.2", "531b82fc4bdd565ab29c34cc6dc53e37"),
    "noto-sans-tamil": ("0.4.3", "d53064c09f2024f9edd54202fae9bdf3"),
    "noto-sans-telugu": ("0.4.2", "b79c19235ff6bbaf6e815af6bfd3f842"),
    "noto-sans-thaana": ("0.4.2", "9e275774ebafb2eba175bd1b5f1490c7"),
    "noto-sans-thai": ("0.4.2", "3c604104319f249ff9cb684dc1e2c165"),
    "noto-sans-tifinagh": ("0.4.1", "eb6065ae21a825f518d0603d9f22e804"),
    "noto-sans-vai": ("0.4.2", "e738931c55027895a885cfd64d8302af"),
    "noto-sans-yi": ("0.4.2", "53ea77285cf716e2ff35cbfbbd5de626"),
    "noto-serif-tibetan": ("0.4.2", "7b73dd2f33e5770b22af1134c5437721"),
    "vazirmatn": ("0.4.1", "b339ccbf1b7df42e1bb0471609e6ecdd"),
}
BOLD_TOO = ("vazirmatn",)
HAN_AND_KANA = (("gb2312", 0x81, 0xFE), ("big5", 0xA4, 0xC6), ("shift_jis", 0x81, 0xFC))
SIGNS = ((0x3000, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF))
ONLY = {
    "noto-sans-kr": ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)),
    "vazirmatn": ((0x600, 0x6FF), (0x200C, 0x200D)),
}


class UnexpectedTarball(Exception):
    """A tarball whose contents are not those that were approved."""


def main(tarballs: Path | None) -> None:
    notices, licence = [], ""
    for name, (version, digest) in PACKAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            tarball = fetched(name, version, tarballs or Path(folder))
            if hashlib.sha512(tarball.read_bytes()).hexdigest()[:32] != digest:
                raise UnexpectedTarball(tarball.name)
            with tarfile.open(tarball) as archive:
                archive.extractall(folder, filter="data")
            for weight in ("400Regular", "700Bold")[: 2 if name in BOLD_TOO else 1]:
                source = next(Path(folder).glob(f"package/{weight}/*.ttf"))
                vendor(source, TARGET / source.name, wanted=wanted_of(name))
            first, _, licence = (Path(folder) / "package" / "LICENSE_FONT").read_text().partition("\n")
            notices.append(f"{source.stem.partition('_')[0]}: {first.strip()}")
    (TARGET / "OFL-more.txt").write_text("\n".join([*notices, "", licence.strip(), ""]))


def fetched(name: str, version: str, folder: Path) -> Path:
    tarball = folder / f"{SCOPE.removeprefix('@')}-{name}-{version}.tgz"
    if not tarball.exists():
        command = ["npm", "pack", "--silent", f"{SCOPE}/{name}@{version}"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return tarball


def wanted_of(name: str) -> set[int] | None:
    """Return which characters stay; None for all of them."""
    if name == "noto-sans-sc":
        return {code for set_ in HAN_AND_KANA for code in national(*set_)} | set(within(SIGNS))
    return set(within(ONLY[name])) if name in ONLY else None


def national(codec: str, first: int, last: int) -> Iterator[int]:
    for lead in range(first, last + 1):
        for trail in range(0x40, 0xFF):
            try:
                yield from map(ord, bytes([lead, trail]).decode(codec))
            except UnicodeDecodeError:
                continue


def within(ranges: tuple[tuple[int, int], ...]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


def vendor(source: Path, target: Path, *, wanted: set[int] | None) -> None:
    font = TTFont(source, recalcTimestamp=False)
    has = set(font.getBestCmap())
    is_east_asian = wanted is not None and len(has) > 10_000
    options = subset.Options()
    options.hinting, options.glyph_names, options.notdef_outline, options.recalc_timestamp = False, False, True, False
    options.layout_features = ["ccmp", "ljmo", "vjmo", "tjmo", "mark", "mkmk", "locl"] if is_east_asian else ["*"]
    options.drop_tables += ["DSIG", "STAT", "MATH", "meta"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=has if wanted is None else {code for code in has & wanted if code > 0x7F})
    subsetter.subset(font)
    font.save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
