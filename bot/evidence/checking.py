"""What a file really is, by its content, and the file without anything that tells more than it shows.

A photo is decoded and written anew: its place, time and camera are left behind, and whatever hid behind its pixels.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

MOST_PIXELS = 50_000_000
SIZE_LIMIT_BYTES = 10 * 1024 * 1024
QUALITY = 90
READ_AS = ("JPEG", "PNG", "WEBP", "GIF")
WRITTEN_AS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
JPEG_MODES = ("L", "RGB")
SOUNDS = ((b"#!AMR", "audio/amr"), (b"ID3", "audio/mpeg"))
MPEG_SYNC = (0xFF, 0xE0)


class NotEvidence(Exception):
    """A file that cannot be kept: empty, too_large, not_picture, too_many_pixels, broken_picture, not_sound."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it is kept."""

    content: bytes
    content_type: str


def check(media_kind: str, content: bytes) -> Checked:
    """The file as it may be kept: a picture written anew, a sound as it came. Raises NotEvidence."""
    if not content:
        raise NotEvidence("empty")
    if len(content) > SIZE_LIMIT_BYTES:
        raise NotEvidence("too_large")
    return _sound(content) if media_kind == "voice" else _picture(content)


def _picture(content: bytes) -> Checked:
    # Hostile bytes make decoders raise whatever they like; any of it means: not a picture.
    try:
        picture = Image.open(BytesIO(content), formats=READ_AS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotEvidence("too_many_pixels") from None
    except Exception:
        raise NotEvidence("not_picture") from None
    with picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise NotEvidence("too_many_pixels")
        try:
            return _written_anew(picture, WRITTEN_AS[str(picture.format)])
        except Exception:
            raise NotEvidence("broken_picture") from None


def _written_anew(picture: Image.Image, written_as: str) -> Checked:
    """The first picture of the file, turned upright as its camera meant it, without metadata."""
    picture.load()
    upright = _upright(picture)
    if written_as == "JPEG" and upright.mode not in JPEG_MODES:
        upright = upright.convert("RGB")
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    written = BytesIO()
    upright.save(written, format=written_as, quality=QUALITY)
    return Checked(written.getvalue(), TYPES[written_as])


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # metadata that cannot be read is no reason to lose the photo
        return picture.copy()


def _sound(content: bytes) -> Checked:
    for magic, content_type in SOUNDS:
        if content.startswith(magic):
            return Checked(content, content_type)
    if len(content) > 2 and content[0] == MPEG_SYNC[0] and content[1] & MPEG_SYNC[1] == MPEG_SYNC[1]:
        return Checked(content, "audio/mpeg")
    raise NotEvidence("not_sound")
