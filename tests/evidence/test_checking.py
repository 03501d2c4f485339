"""Only what is a picture or a sound by its content is kept, and nothing that tells more than it shows."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.evidence.checking import SIZE_LIMIT_BYTES, NotEvidence, check
from simulator.media import silence
from tests.evidence import samples


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_a_photo_comes_out_without_place_camera_and_comment() -> None:
    given = samples.photo()
    assert opened(given).getexif().get_ifd(samples.GPS_IFD)
    kept = check("image", given)
    assert kept.content_type == "image/jpeg"
    assert not opened(kept.content).getexif()
    assert "comment" not in opened(kept.content).info
    assert b"SECRET" not in kept.content
    assert b"Exif" not in kept.content


def test_a_photo_is_turned_as_its_camera_meant_it() -> None:
    kept = opened(check("image", samples.photo(size=(60, 40), orientation=6)).content)
    assert kept.size == (40, 60)
    red, _, blue = kept.convert("RGB").getpixel((20, 5))  # type: ignore[misc]
    assert blue > red


def test_what_hides_behind_the_pixels_is_left_behind() -> None:
    assert b"<?php" not in check("image", samples.photo() + b"<?php evil").content


def test_words_in_a_png_are_left_behind() -> None:
    words = PngInfo()
    words.add_text("Author", "SECRET")
    words.add_itxt("XML:com.adobe.xmp", "SECRET")
    assert b"SECRET" not in check("image", samples.picture("PNG", pnginfo=words)).content


def test_words_in_a_webp_are_left_behind() -> None:
    given = samples.picture("WEBP", xmp=b"SECRET", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00SECRET")
    assert b"SECRET" not in check("image", given).content


def test_metadata_that_cannot_be_read_does_not_lose_the_photo() -> None:
    kept = check("image", samples.picture("WEBP", exif=b"Exif\x00\x00SECRET"))
    assert b"SECRET" not in kept.content


@pytest.mark.parametrize(
    ("written_as", "mode", "content_type"),
    [
        ("JPEG", "RGB", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/png"),
        ("PNG", "1", "image/png"),
        ("PNG", "I;16", "image/png"),
        ("WEBP", "RGBA", "image/webp"),
        ("GIF", "P", "image/png"),
    ],
)
def test_every_usual_kind_of_picture_is_kept(written_as: str, mode: str, content_type: str) -> None:
    kept = check("image", samples.picture(written_as, mode))
    assert kept.content_type == content_type
    assert opened(kept.content).size == (20, 10)


def test_of_a_moving_picture_the_first_is_kept() -> None:
    frames = [Image.new("P", (20, 10), shade) for shade in range(5)]
    moving = BytesIO()
    frames[0].save(moving, format="GIF", save_all=True, append_images=frames[1:])
    assert check("image", moving.getvalue()).content_type == "image/png"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"0" * (SIZE_LIMIT_BYTES + 1), "too_large"),
        ("这是一份文字，名叫 photo.jpg".encode(), "not_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "not_picture"),
        (samples.photo()[:-60], "broken_picture"),
        (samples.picture("BMP"), "not_picture"),
        (samples.picture("TIFF"), "not_picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_picture"),
        (samples.bomb(7_200, 7_200), "too_many_pixels"),
        (samples.bomb(10_000, 10_000), "too_many_pixels"),
        (samples.bomb(60_000, 60_000), "too_many_pixels"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(NotEvidence) as refused:
        check("image", content)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (silence(), "audio/amr"),
        (b"#!AMR-WB\n" + bytes(20), "audio/amr"),
        (b"ID3\x04" + bytes(20), "audio/mpeg"),
        (b"\xff\xfb\x90" + bytes(20), "audio/mpeg"),
    ],
)
def test_a_voice_is_kept_as_it_came(content: bytes, content_type: str) -> None:
    kept = check("voice", content)
    assert (kept.content, kept.content_type) == (content, content_type)


@pytest.mark.parametrize("content", [b"RIFF" + bytes(20), samples.photo(), b"\xff"])
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(NotEvidence, match="not_sound"):
        check("voice", content)
