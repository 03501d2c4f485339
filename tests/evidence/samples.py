"""Files as people send them, honest and hostile."""

import struct
import zlib
from io import BytesIO

from PIL import Image

PLACE_TAKEN = {1: "N", 2: (27.0, 20.0, 16.0), 3: "E", 4: (103.0, 43.0, 1.0)}
GPS_IFD, ORIENTATION, CAMERA = 0x8825, 0x0112, 0x0110


def photo(*, size: tuple[int, int] = (60, 40), orientation: int = 1) -> bytes:
    """A JPEG with the place it was taken at, its camera, a comment, and an orientation."""
    picture = Image.new("RGB", size, "red")
    picture.paste((0, 0, 255), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "SECRET-CAMERA", orientation
    exif[GPS_IFD] = PLACE_TAKEN
    return _written(picture, "JPEG", exif=exif, comment=b"SECRET-COMMENT", quality=95)


def picture(written_as: str, mode: str = "RGB", **how: object) -> bytes:
    return _written(Image.new(mode, (20, 10)), written_as, **how)


def _written(made: Image.Image, written_as: str, **how: object) -> bytes:
    written = BytesIO()
    made.save(written, format=written_as, **how)  # type: ignore[arg-type]
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has width × height pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
