"""What is kept of a photo's metadata, and what a stranger's cannot do."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from stylegui.engine.pictures.files.metadata import MOST_BYTES, kept_exif, kept_xmp, read_metadata, recipe_in

Base, Ifd = ExifTags.Base, ExifTags.IFD
XMP = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
 tiff:Model="EOS R5" tiff:Orientation="6" exif:GPSLatitude="48,8.1N" crs:Exposure="+1.0">
 <dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator>
 <exif:DateTimeOriginal>2024-05-06T07:08:09</exif:DateTimeOriginal>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def exif() -> Image.Exif:
    told = Image.Exif()
    told[Base.Make], told[Base.Artist], told[Base.Orientation] = "Canon", "Ann", 6
    told.get_ifd(Ifd.Exif)[Base.DateTimeOriginal] = "2024:05:06 07:08:09"
    told.get_ifd(Ifd.Exif)[Base.ExifImageWidth] = 8000
    told.get_ifd(Ifd.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return told


def read(data: bytes) -> Image.Exif:
    told = Image.Exif()
    told.load(data)
    return told


def test_date_camera_and_artist_stay_and_what_was_of_the_photos_pixels_goes() -> None:
    found = read(kept_exif(exif().tobytes(), keeps_position=False))
    assert (found[Base.Make], found[Base.Artist]) == ("Canon", "Ann")
    assert dict(found.get_ifd(Ifd.Exif)) == {Base.DateTimeOriginal: "2024:05:06 07:08:09"}
    assert Base.Orientation not in found
    assert not found.get_ifd(Ifd.GPSInfo)


def test_the_position_stays_only_where_that_is_wanted() -> None:
    assert read(kept_exif(exif().tobytes(), keeps_position=True)).get_ifd(Ifd.GPSInfo)[1] == "N"
    assert b"GPSLatitude" in kept_xmp(XMP, keeps_position=True)
    assert b"GPSLatitude" not in kept_xmp(XMP, keeps_position=False)


NESTED = XMP.replace(
    b"<dc:creator>",
    b"""<e:LocationCreated xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" rdf:parseType="Resource">
    <exif:GPSLatitude>48,8N</exif:GPSLatitude></e:LocationCreated>
    <e:PersonInImageWDetails xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" rdf:parseType="Resource">
    <e:PersonName>Bea</e:PersonName><e:City>Ulm</e:City></e:PersonInImageWDetails>
    <p:City xmlns:p="http://ns.adobe.com/photoshop/1.0/">Ulm</p:City><dc:creator>""",
)


def test_places_go_by_their_names_too_wherever_they_are_said() -> None:
    found = kept_xmp(NESTED, keeps_position=False)
    assert b"Bea" in found
    for place in (b"Ulm", b"48,8N", b"GPS", b"Location"):
        assert place not in found
    assert kept_xmp(NESTED, keeps_position=True).count(b"Ulm") == 2
    told = exif()
    told[33723] = b"city: Ulm"
    assert b"Ulm" in told.tobytes()
    assert b"Ulm" not in kept_exif(told.tobytes(), keeps_position=False)


def test_of_xmp_what_says_who_when_and_with_what_stays() -> None:
    found = kept_xmp(XMP, keeps_position=False)
    for kept in (b"EOS R5", b"Ann", b"2024-05-06T07:08:09"):
        assert kept in found
    for dropped in (b"Orientation", b"crs", b"Exposure"):
        assert dropped not in found
    assert kept_xmp(b"", keeps_position=True) == b""


def test_a_recipe_goes_in_and_comes_out_whatever_is_in_it() -> None:
    for text in ('{"a": "<b> & \\" é 字"}', "x" * 100_000):
        assert recipe_in(kept_xmp(XMP, False, text)) == text
        assert recipe_in(kept_xmp(b"", False, text)) == text
    again = kept_xmp(kept_xmp(XMP, False, "first"), False, "second")
    assert recipe_in(again) == "second"
    assert b"first" not in again
    assert recipe_in(kept_xmp(kept_xmp(XMP, False, "first"), False)) == ""


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""


@pytest.mark.parametrize(
    "packet",
    [BOMB, OUTSIDE, b"<x>" * 5000, b"<a>" * 30 + b"</a>" * 30, b"\0" * 100, b"<x", XMP + b" " * MOST_BYTES],
    ids=["bomb", "outside", "unclosed", "deep", "zeros", "cut off", "large"],
)
def test_what_a_strangers_packet_could_do_it_does_not(packet: bytes) -> None:
    assert kept_xmp(packet, keeps_position=True) == b""
    assert recipe_in(packet) == ""


@given(at=st.integers(0, len(XMP) - 1), noise=st.binary(max_size=40))
def test_damaged_packets_are_read_as_data_or_not_at_all(at: int, noise: bytes) -> None:
    damaged = XMP[:at] + noise + XMP[at + len(noise) :]
    assert len(kept_xmp(damaged, True)) < 10_000
    recipe_in(damaged)


@given(at=st.integers(0, 200), noise=st.binary(min_size=1, max_size=20))
def test_damaged_exif_is_kept_in_part_or_not_at_all(at: int, noise: bytes) -> None:
    data = exif().tobytes()
    damaged = data[:at] + noise + data[at + len(noise) :]
    assert len(kept_exif(damaged, True)) < 10_000


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_both_are_found_in_every_format(kind: str) -> None:
    data = BytesIO()
    image = Image.fromarray(np.zeros((20, 20, 3), np.uint8))
    options: dict[str, object] = {"exif": exif()}
    if kind == "TIFF":
        options = {"tiffinfo": {700: XMP, Base.Make: "Canon"}}
    elif kind != "PNG":
        options["xmp"] = XMP
    image.save(data, kind, **options)
    found, packet = read_metadata(data.getvalue())
    assert read(found)[Base.Make] == "Canon"
    assert (b"EOS R5" in packet) is (kind != "PNG")
    assert read_metadata(b"nothing") == (b"", b"")
    assert read_metadata(Path(__file__).read_bytes()) == (b"", b"")
