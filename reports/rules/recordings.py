"""Recognising films and sound by the marks of their containers."""

import re
import struct

PICTURE_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "image/heic"),
}
MOVIE_BRANDS = frozenset(
    {
        *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1"),
        *(b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"dash", b"mmp4", b"f4v ", b"XAVC"),
    }
)
SOUND_BRANDS = frozenset((b"M4A ", b"M4B ", b"M4P "))
LARGEST_FIRST_BOX = 4096
OLD_QUICKTIME = frozenset((b"moov", b"mdat", b"wide"))
DOCTYPE = re.compile(rb"\x42\x82[\x84-\x88](webm|matroska)")
EBML_TYPES = {b"webm": "video/webm", b"matroska": "video/x-matroska"}
RIFF_TYPES = {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}
OGG_CODECS = (
    (b"\x80theora", "video/ogg"),
    (b"\x01vorbis", "audio/ogg"),
    (b"OpusHead", "audio/ogg"),
    (b"\x7fFLAC", "audio/ogg"),
    (b"Speex   ", "audio/ogg"),
)
# MPEG audio, layer III: kilobits a second by version, then hertz.
BITRATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HERTZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def recognise_recording(head: bytes) -> str:
    """Return the media type of a film, a sound, or a picture in a film's container; nothing for anything else."""
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    if head[4:8] in OLD_QUICKTIME and head[:1] in (b"\0", b"\1"):
        return "video/quicktime"
    if head[:4] == b"RIFF":
        return RIFF_TYPES.get(head[8:12], "")
    if head[:4] == b"\x1a\x45\xdf\xa3":
        found = DOCTYPE.search(head[:128])
        return EBML_TYPES[found.group(1)] if found else ""
    if head[:4] == b"OggS":
        return next((media_type for mark, media_type in OGG_CODECS if mark in head[:128]), "")
    return "audio/mpeg" if _is_mp3(head) else ""


def mp3_frame_bytes(header: bytes) -> int:
    """Return the length of the MP3 frame that four bytes begin, or 0 where they begin none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or bitrate in (0, 15) or rate == 3:
        return 0
    kilobits = BITRATES[3 if version == 3 else 2][bitrate]
    padding = header[2] >> 1 & 1
    return (144 if version == 3 else 72) * kilobits * 1000 // HERTZ[version][rate] + padding


def id3_bytes(head: bytes) -> int:
    """Return the length of the ID3v2 tag with which bytes begin, or 0."""
    if len(head) < 10 or head[:3] != b"ID3" or head[3] not in (2, 3, 4) or any(byte > 127 for byte in head[6:10]):
        return 0
    return 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])


def is_frame_run(data: bytes, *, frames: int = 2) -> bool:
    """Tell whether bytes begin with MP3 frames, one right behind the other."""
    place = 0
    for _ in range(frames):
        length = mp3_frame_bytes(data[place : place + 4])
        if not length:
            return False
        place += length
    return True


def _is_mp3(head: bytes) -> bool:
    return id3_bytes(head) > 0 or is_frame_run(head)


def _by_brands(head: bytes) -> str:
    (size,) = struct.unpack(">I", head[:4])
    if not 16 <= size <= LARGEST_FIRST_BOX:
        return ""
    brands = [head[8:12], *(head[place : place + 4] for place in range(16, min(size, len(head)), 4))]
    if brands[0] in SOUND_BRANDS:
        return "audio/mp4"
    if brands[0] == b"qt  ":
        return "video/quicktime"
    if brands[0][:3] in (b"3gp", b"3g2", b"3gg"):
        return "video/3gpp"
    picture = next((PICTURE_BRANDS[brand] for brand in brands if brand in PICTURE_BRANDS), "")
    if brands[0] in PICTURE_BRANDS or brands[0] in (b"mif1", b"msf1", b"miaf"):
        return picture
    return "video/mp4" if MOVIE_BRANDS.intersection(brands) else ""
