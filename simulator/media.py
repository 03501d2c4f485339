"""Temporary files: what people sent, and what the account uploaded.

Source: WeChat official accounts, 新增临时素材 and 获取临时素材 (kept 3 days; image 10 MB, voice
2 MB, video 10 MB, thumb 64 KB).
"""

import secrets
from dataclasses import dataclass

from simulator.errors import (
    BAD_FILE_SIZE,
    BAD_FILE_TYPE,
    BAD_MEDIA_ID,
    BAD_MEDIA_TYPE,
    FILE_MISSING,
    ApiError,
)

KEPT_SECONDS = 3 * 86400
MAX_BYTES = {
    "image": 10 * 1024**2,
    "voice": 2 * 1024**2,
    "video": 10 * 1024**2,
    "thumb": 64 * 1024,
}
ACCEPTED = {
    "image": ("image/jpeg", "image/png", "image/gif", "image/bmp"),
    "voice": ("audio/amr", "audio/mp3"),
    "video": ("video/mp4",),
    "thumb": ("image/jpeg",),
}
SUFFIX = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "audio/amr": "amr",
    "audio/mp3": "mp3",
    "video/mp4": "mp4",
}
UNKNOWN_TYPE = "application/octet-stream"
AMR_HEADER = b"#!AMR\n"
AMR_FRAMES_A_SECOND = 50


@dataclass(frozen=True)
class File:
    """One temporary file; `content_type` is read off its first bytes."""

    media_id: str
    kind: str
    data: bytes
    content_type: str
    created_at: int

    @property
    def name(self) -> str:
        return f"{self.media_id}.{SUFFIX.get(self.content_type, 'bin')}"


class Media:
    """The files, by media id."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def keep(self, kind: str, data: bytes, now: float) -> File:
        """Keep what a person sent, whatever it is."""
        media_id = secrets.token_urlsafe(48)
        file = File(media_id, kind, data, content_type(data), int(now))
        self._files[media_id] = file
        return file

    def upload(self, kind: str, data: bytes | None, now: float) -> File:
        """Keep what the account uploads.

        Raises ApiError 40004 (kind), 41005 (no file), 40005 (format) or 40006 (size).
        """
        if kind not in ACCEPTED:
            raise ApiError(BAD_MEDIA_TYPE)
        if not data:
            raise ApiError(FILE_MISSING)
        if content_type(data) not in ACCEPTED[kind]:
            raise ApiError(BAD_FILE_TYPE)
        if len(data) > MAX_BYTES[kind]:
            raise ApiError(BAD_FILE_SIZE)
        return self.keep(kind, data, now)

    def get(self, media_id: str, now: float) -> File:
        """Raises ApiError 40007 for an unknown id and for one older than 3 days."""
        file = self._files.get(media_id)
        if file is None or now - file.created_at >= KEPT_SECONDS:
            raise ApiError(BAD_MEDIA_ID)
        return file

    def knows(self, media_id: str, now: float) -> bool:
        try:
            self.get(media_id, now)
        except ApiError:
            return False
        return True


def content_type(data: bytes) -> str:
    """The type by the first bytes; `application/octet-stream` when they say nothing."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"BM"):
        return "image/bmp"
    if data.startswith(AMR_HEADER):
        return "audio/amr"
    if data.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3")):
        return "audio/mp3"
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return UNKNOWN_TYPE


def silence(seconds: float = 1.0) -> bytes:
    """A valid AMR-NB recording at 12.2 kbit/s in which nothing is said (RFC 4867)."""
    frame = b"\x3c" + bytes(31)
    return AMR_HEADER + frame * round(seconds * AMR_FRAMES_A_SECOND)
