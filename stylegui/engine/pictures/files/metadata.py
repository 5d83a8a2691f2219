"""What a picture's file says beside its pixels: the photo's date, camera and artist (EXIF, XMP), and a recipe.

Read as data with bounds: what a stranger's file holds is never run, never followed, and never asked to unfold.
"""

import re
import warnings
from contextlib import suppress
from io import BytesIO
from xml.etree import ElementTree

from PIL import ExifTags, Image, PngImagePlugin

from stylegui.engine.pictures.files.deep import metadata_of
from stylegui.engine.pictures.files.heif import kind_of, opened_heif
from stylegui.engine.pictures.files.loading import BY_PILLOW, DAMAGE

MOST_BYTES = 2**20  # of either
DEEPEST = 20  # elements in elements
XMP_OF_PNG = "XML:com.adobe.xmp"
RDF, META = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "adobe:ns:meta/"
RECIPES = "urn:stylegui:recipe#"
# Namespaces of XMP that say who, when and with what; others have what belongs to the photo's own pixels, or scripts.
KEPT = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
}
# What says where the photo was taken: numbers, and names of places.
PLACES = re.compile(r"GPS.*|City|State|Country.*|Location.*|Sublocation|ProvinceState|WorldRegion")
INNER = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo)
TAGS_OF_PLACES = (33550, 33723, 33922, 34264, 34735, 34736, 34737)  # IPTC, and GeoTIFF's
# What is said of the photo's own pixels, which are not those of the result.
OF_PIXELS = re.compile(
    r"(ImageWidth|ImageLength|ImageHeight|BitsPerSample|Compression|PhotometricInterpretation|Orientation|"
    r"SamplesPerPixel|PlanarConfiguration|[XY]Resolution|ResolutionUnit|PixelXDimension|PixelYDimension|ColorSpace|"
    r"ICCProfile|ColorMode|Thumbnails|NativeDigest|MakerNote|TextLayers|DocumentAncestors|format)"
)
_TAGS_OF_PIXELS = frozenset(
    getattr(ExifTags.Base, name)
    for name in (
        "ImageWidth", "ImageLength", "BitsPerSample", "Compression", "PhotometricInterpretation", "StripOffsets",
        "SamplesPerPixel", "RowsPerStrip", "StripByteCounts", "PlanarConfiguration", "XResolution", "YResolution",
        "ResolutionUnit", "Orientation", "TileWidth", "TileLength", "TileOffsets", "TileByteCounts", "SubIFDs",
        "JpegIFOffset", "JpegIFByteCount", "ExifImageWidth", "ExifImageHeight", "ColorSpace", "MakerNote",
        "MakerNoteSafety", "ExifInteroperabilityOffset", "ImageResources", "InterColorProfile", "XMLPacket",
        "Predictor", "SampleFormat", "TransferFunction", "WhitePoint", "PrimaryChromaticities", "ColorMap",
        "ExtraSamples", "FillOrder", "NewSubfileType", "SubfileType", "PreviewApplicationName",
    )
    if hasattr(ExifTags.Base, name)
)  # fmt: skip
ElementTree.register_namespace("x", META)
ElementTree.register_namespace("rdf", RDF)
ElementTree.register_namespace("stylegui", RECIPES)
for _uri, _prefix in KEPT.items():
    ElementTree.register_namespace(_prefix, _uri)


def read_metadata(encoded: bytes) -> tuple[bytes, bytes]:
    """EXIF and XMP of a picture's file; empty where there is none that can be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if kind := kind_of(encoded):
                if kind == "AVIF":
                    return _bounded(*metadata_of(encoded, kind))
                told = opened_heif(encoded).info
                return _bounded(told.get("exif") or b"", told.get("xmp") or b"")
            with Image.open(BytesIO(encoded), formats=BY_PILLOW) as image:
                if XMP_OF_PNG.encode() in encoded and XMP_OF_PNG not in image.info:
                    image.load()  # it stands behind the pixels
                exif, xmp = image.getexif().tobytes(), image.info.get("xmp") or image.info.get(XMP_OF_PNG, b"")
        except (*DAMAGE, Image.DecompressionBombError, MemoryError):
            return b"", b""
    if isinstance(xmp, str):
        xmp = xmp.encode("utf-8" if isinstance(xmp, PngImagePlugin.iTXt) else "latin-1", "replace")
    xmp = bytes(xmp)
    return _bounded(exif, xmp)


def _bounded(exif: bytes, xmp: bytes) -> tuple[bytes, bytes]:
    return (exif if len(exif) <= MOST_BYTES else b""), (xmp if len(xmp) <= MOST_BYTES else b"")


def kept_exif(exif: bytes, keeps_position: bool) -> bytes:
    """What holds for the result too, for a picture that is upright; without the position unless that is wanted."""
    told = Image.Exif()
    with warnings.catch_warnings(), suppress(*DAMAGE):
        warnings.simplefilter("ignore")
        told.load(exif)
        inner = {tag: value for tag, value in told.get_ifd(ExifTags.IFD.Exif).items() if tag not in _TAGS_OF_PIXELS}
        position = dict(told.get_ifd(ExifTags.IFD.GPSInfo)) if keeps_position else {}
        made = Image.Exif()
        for tag, value in told.items():
            if tag not in _TAGS_OF_PIXELS and tag not in (*INNER, *TAGS_OF_PLACES):
                made[tag] = value
        for part, values in zip(INNER, (inner, position), strict=True):
            if values:
                made.get_ifd(part).update(values)
        return bytes(made.tobytes()) if len(made) or inner or position else b""
    return b""


def kept_xmp(xmp: bytes, keeps_position: bool, recipe: str = "") -> bytes:
    """A packet with what holds for the result too, and its recipe; empty where there is neither."""
    packet = ElementTree.Element(f"{{{META}}}xmpmeta")
    described = ElementTree.SubElement(
        ElementTree.SubElement(packet, f"{{{RDF}}}RDF"), f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""}
    )
    for name, value in _properties(_parsed(xmp)):
        space, _, local = name[1:].partition("}")
        if not keeps_position:
            if PLACES.fullmatch(local):
                continue
            if not isinstance(value, str):
                _forget_places(value)
        if space in KEPT and not OF_PIXELS.fullmatch(local):
            if isinstance(value, str):
                described.set(name, value)
            else:
                described.append(value)
    if recipe:
        described.set(f"{{{RECIPES}}}recipe", recipe)
    if len(described.attrib) == 1 and not len(described):
        return b""
    # in ASCII, for whoever takes it for another encoding
    made: bytes = ElementTree.tostring(packet, "us-ascii", xml_declaration=False)
    return made


def _forget_places(element: ElementTree.Element) -> None:
    """Also those within what else is said."""
    for name in [name for name in element.attrib if PLACES.fullmatch(name.rpartition("}")[2])]:
        del element.attrib[name]
    for child in list(element):
        if PLACES.fullmatch(child.tag.rpartition("}")[2]):
            element.remove(child)
        else:
            _forget_places(child)


def recipe_in(xmp: bytes) -> str:
    """The recipe that a packet holds, as text; empty where it holds none."""
    name = f"{{{RECIPES}}}recipe"
    for found, value in _properties(_parsed(xmp)):
        if found == name:
            return value if isinstance(value, str) else value.text or ""
    return ""


def _parsed(xmp: bytes) -> ElementTree.Element | None:
    """None where it is no XMP, or more than that: definitions of its own could unfold without end."""
    if not xmp or len(xmp) > MOST_BYTES or b"<!DOCTYPE" in xmp or b"<!ENTITY" in xmp or b"\0" in xmp:
        return None
    try:
        root = ElementTree.fromstring(xmp.strip(b"\xef\xbb\xbf \r\n\t"))
    except (ElementTree.ParseError, ValueError, RecursionError, LookupError):
        return None
    return root if _depth_is_sane(root) else None


def _depth_is_sane(root: ElementTree.Element) -> bool:
    level = [root]
    for _ in range(DEEPEST):
        level = [child for each in level for child in each]
        if not level:
            return True
    return False


def _properties(root: ElementTree.Element | None) -> list[tuple[str, str | ElementTree.Element]]:
    """Of what is described, by {namespace}name: attributes and elements."""
    if root is None:
        return []
    found: list[tuple[str, str | ElementTree.Element]] = []
    for described in (each for rdf in root.iter(f"{{{RDF}}}RDF") for each in rdf.findall(f"{{{RDF}}}Description")):
        found += [(name, value) for name, value in described.attrib.items() if name.startswith("{")]
        found += [(each.tag, each) for each in described if each.tag.startswith("{")]
    return found
