"""What a drop or a paste offers: files, addresses on the web, or a picture itself."""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from stylegui.engine.errors import Problem
from stylegui.engine.pictures.files.loading import decode
from stylegui.engine.pictures.images import Picture
from stylegui.gui.basics.qimages import STYLE_NAMES, to_picture

LARGEST = 64 * 2**20  # bytes of a picture within an address
_PATH = re.compile(r"/|~/|\\\\|[A-Za-z]:[/\\]")  # how a whole path begins, on any system
_QUOTES = ('""', "''", "“”")


@dataclass(frozen=True)
class Offer:
    """All that came, in the order in which it came.

    Attributes:
        files: whole paths of files and folders, which need not exist, or names of styles.
        addresses: on the web (http, https).
        picture: what came as pixels or within an address, or None.
    """

    files: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    picture: Picture | None = None


def offered(data: QMimeData, name: str) -> Offer:
    """All that came in a drop or paste; a picture without a file is to be called `name`.

    Raises Problem, saying what to do, where something in it cannot be used.
    """
    if data.hasFormat(STYLE_NAMES):
        return Offer(files=tuple(bytes(data.data(STYLE_NAMES).data()).decode().splitlines()))
    urls = data.urls()
    image = QImage(data.imageData()) if data.hasImage() else QImage()
    if not image.isNull() and not any(url.isLocalFile() for url in urls):
        return Offer(picture=to_picture(image, name))  # an address beside it is of the same picture
    lines = [] if urls else [line for line in data.text().splitlines() if line.strip()]
    named = [_of_url(url) for url in urls] + [_of_text(line) for line in lines]
    files = tuple(path for path, _ in named if path)
    addresses = tuple(address for _, address in named if address and not address.startswith("data:"))
    within = [address for _, address in named if address.startswith("data:")]
    if not named:
        raise Problem(f"{name} holds no picture that can be read here: please save it as a file first")
    if len(within) > 1 or (within and (files or addresses)):
        raise Problem("several pictures came, and not all as files: please drop them one by one")
    return Offer(files, addresses, _within(within[0], name) if within else None)


def _of_url(url: QUrl) -> tuple[str, str]:
    """(path, "") or ("", address). Raises Problem if it is neither."""
    if url.isLocalFile():
        return url.toLocalFile(), ""
    address = bytes(url.toEncoded().data()).decode()
    if url.scheme() not in ("http", "https", "data"):
        raise Problem(f"{_short(address)} cannot be opened here: please save the picture and drop the file")
    return "", address


def _of_text(line: str) -> tuple[str, str]:
    """The same of a line of text."""
    text = line.strip()
    if len(text) > 1 and text[0] + text[-1] in _QUOTES:
        text = text[1:-1].strip()
    if _PATH.match(text):
        return str(Path(text).expanduser()), ""
    if text.startswith("data:"):  # may be long: not for QUrl
        return "", text
    if re.match(r"(https?|file):", text, re.IGNORECASE):
        return _of_url(QUrl(text))
    raise Problem(f"“{_short(text)}” is no picture: please copy a picture, a file, or its whole path or address")


def _within(address: str, name: str) -> Picture:
    """The picture in a data: address (RFC 2397). Raises Problem."""
    head, _, body = address.partition(",")
    save_it = "please save the picture and drop the file"
    if not re.fullmatch(r"data:image/[\w.+-]+(;[^;]+)*;base64", head, re.IGNORECASE):
        raise Problem(f"{_short(address)} holds no picture that can be read here: {save_it}")
    if len(body) > LARGEST * 4 // 3 + 4:  # four letters hold three bytes
        raise Problem(f"the address holds more than {LARGEST // 2**20} MB: {save_it}")
    try:
        encoded = b64decode(unquote_to_bytes(body), validate=True)
    except binascii.Error as error:
        raise Problem(f"the picture in the address is incomplete: {save_it}") from error
    return replace(decode(encoded, Path(name)), path=None)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:60]}…"
