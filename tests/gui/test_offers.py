"""What a drop or paste offers: files, addresses, pictures, or a reason why not."""

import base64
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage

from stylegui.engine.errors import Problem
from stylegui.gui.basics import offers
from stylegui.gui.basics.offers import Offer, offered

WEB = "https://example.org/painting.jpg?size=large"


def urls(*addresses: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(address) for address in addresses])
    return data


def text(*lines: str) -> QMimeData:
    data = QMimeData()
    data.setText("\n".join(lines))
    return data


def data_address(kind: str = "PNG", width: int = 30) -> str:
    encoded = BytesIO()
    Image.fromarray(np.full((20, width, 3), (200, 30, 60), np.uint8)).save(encoded, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(encoded.getvalue()).decode()}"


def test_files_folders_and_addresses_are_all_handed_on_in_order(tmp_path: Path) -> None:
    came = urls("file:///a%20b.png", WEB, tmp_path.as_uri(), "file:///%C3%A4.jpg", "http://example.org/")
    assert offered(came, "Dragged") == Offer(("/a b.png", str(tmp_path), "/ä.jpg"), (WEB, "http://example.org/"))


def test_pixels_beside_an_address_are_the_same_picture() -> None:
    data = urls(WEB)
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data.setImageData(image)
    offer = offered(data, "Dragged")
    assert (offer.files, offer.addresses) == ((), ())
    assert offer.picture is not None
    assert offer.picture.pixels[10, 10].tolist() == [255, 0, 0]
    assert offer.picture.name == "Dragged"


def test_pixels_beside_a_file_are_the_same_picture() -> None:
    data = urls("file:///a.png")
    data.setImageData(QImage(30, 20, QImage.Format.Format_RGB32))
    assert offered(data, "Dragged") == Offer(files=("/a.png",))


def test_pixels_that_cannot_be_read_leave_the_address() -> None:
    data = urls(WEB)
    data.setImageData(QImage())
    assert offered(data, "Dragged") == Offer(addresses=(WEB,))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("bring", [urls, text])
def test_an_address_that_holds_a_picture_becomes_that_picture(kind: str, bring: Callable[[str], QMimeData]) -> None:
    picture = offered(bring(data_address(kind)), "Pasted").picture
    assert picture is not None
    assert (picture.width, picture.height, picture.name, picture.path) == (30, 20, "Pasted", None)
    assert np.abs(picture.pixels[10, 10].astype(int) - (200, 30, 60)).max() < 8


def test_a_percent_encoded_picture_is_read() -> None:
    head, _, body = data_address().partition(",")
    encoded = body.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    assert offered(text(f"{head},{encoded}"), "Pasted").picture is not None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("data:text/html;base64,PGI+", "holds no picture"),
        ("data:image/svg+xml,%3Csvg/%3E", "holds no picture"),
        ("data:image/png;base64,AAA", "incomplete"),
        ("data:image/png;base64,AAAA", "not a picture that can be read here"),
        (data_address()[:-40], "incomplete"),
        (data_address(width=3), "at least 16 × 16"),
    ],
)
def test_an_address_that_holds_none_is_refused_with_words(address: str, reason: str) -> None:
    with pytest.raises(Problem, match=reason) as told:
        offered(text(address), "Pasted")
    assert len(str(told.value)) < 250


def test_an_address_that_holds_too_much_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "LARGEST", 2**20)
    with pytest.raises(Problem, match="more than 1 MB"):
        offered(text("data:image/png;base64," + "A" * (2**20 * 4 // 3 + 8)), "Pasted")


def test_several_pictures_in_addresses_are_not_lost_silently() -> None:
    with pytest.raises(Problem, match="one by one"):
        offered(text(data_address(), data_address("JPEG")), "Pasted")


def test_pasted_paths_are_files(tmp_path: Path) -> None:
    file = tmp_path / "my cat.jpg"
    file.touch()
    lines = (str(file), f'  "{file}" ', f"'{file}'", file.as_uri(), "", "~/cat.jpg", r"C:\pictures\cat.jpg")
    home = str(Path("~/cat.jpg").expanduser())
    assert offered(text(*lines), "Pasted").files == (*(4 * (str(file),)), home, r"C:\pictures\cat.jpg")


def test_pasted_addresses_are_addresses() -> None:
    assert offered(text(WEB, "HTTPS://example.org/b.png"), "Pasted").addresses == (WEB, "https://example.org/b.png")


@pytest.mark.parametrize(
    "came", [text("hello"), text("cat.jpg"), text("/a.png", "hello"), text("ftp://example.org/a.png")]
)
def test_other_text_is_refused_with_what_to_do(came: QMimeData) -> None:
    with pytest.raises(Problem, match="is no picture: please copy"):
        offered(came, "Pasted")


def test_other_addresses_are_refused_with_what_to_do() -> None:
    with pytest.raises(Problem, match=r"ftp://example\.org/a\.png cannot be opened here"):
        offered(urls("file:///a.png", "ftp://example.org/a.png"), "Dragged")


def test_nothing_at_all_is_refused_with_what_to_do() -> None:
    with pytest.raises(Problem, match="Pasted holds no picture"):
        offered(QMimeData(), "Pasted")
