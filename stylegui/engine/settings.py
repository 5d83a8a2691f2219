"""Every number a user can turn, written once: the window and the command line are built from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stylegui.engine.errors import Problem

STYLE_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
RETIRED = {"brush", "balance"}  # what older versions could be set to
BEFORE = {"auto": "off", "follow_meaning": 0.0, "subject": 0.0}  # what they did, and could not be set to
SHAPE_LAYERS = ("relu4_1", "relu5_1")  # those that see coarse shapes; the others see marks
CONTENT_LAYER = "relu4_2"


@dataclass(frozen=True)
class Control:
    """How a field is shown: its name in the window, what it does to the picture, its unit.

    Attributes:
        group: "main" is always visible, "more" can be folded away, "" has no control of its own in the panel.
        choices: what each value of a choice is called in the window.
        targets: a change needs new targets (the session is rebuilt from the present result).
        restarts: a change is another beginning (the session starts anew).
    """

    label: str
    tip: str
    unit: str = ""
    group: str = "main"
    choices: tuple[str, ...] = ()
    targets: bool = False
    restarts: bool = False


Percent = Annotated[float, Field(ge=0, le=100)]


class Settings(BaseModel):
    """The settings of a run: frozen, checked, and all that is needed beside the pictures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    auto: Annotated[
        Literal["on", "off"],
        Control(
            "Auto",
            "Sets look, strength, photo kept, subject and brush size by what photo and paintings are like, whenever "
            "those change, and watches that the photo is not lost. Touch one of them, and all are yours.",
            group="",
            choices=("On", "Off"),
        ),
    ] = "on"
    look: Annotated[
        Literal["painterly", "classic", "strokes"],
        Control(
            "Look",
            "How the painting is read. Painterly takes over its whole manner; Classic is the original method; "
            "Strokes copies its very marks, for drawings, mosaics and thick paint.",
            choices=("Painterly", "Classic", "Strokes"),
            targets=True,
        ),
    ] = "painterly"
    strength: Annotated[
        Percent, Control("Strength", "How strongly the painting's colours, strokes and textures are taken over.")
    ] = 50
    photo_kept: Annotated[Percent, Control("Photo kept", "How much of the photo's own shapes stays recognisable.")] = 50
    subject: Annotated[
        Percent,
        Control(
            "Subject",
            "How much more the photo's outlines and details are held than its flat parts: at 0 all alike, with more "
            "the painting has walls and skies to itself.",
            targets=True,
        ),
    ] = 50
    objects: Annotated[
        Percent,
        Control(
            "Objects",
            "Whether things of the painting, an eye or a moon, may appear in the picture: at 0 its marks and colours "
            "only, at 100 they are invited.",
            targets=True,
        ),
    ] = 50
    follow_meaning: Annotated[
        Percent,
        Control(
            "Follow meaning",
            "How far each part of the photo is painted like the part of the painting that is most like it, sky like "
            "sky: at 0 the painting is taken as a whole.",
            targets=True,
        ),
    ] = 50
    smoothness: Annotated[
        Percent, Control("Smoothness", "Calms fine grain: more gives softer surfaces, none keeps every speck.")
    ] = 50
    brush_size: Annotated[
        Percent,
        Control("Brush size", "Size of strokes and patterns: half the painting's at 0, twice at 100.", targets=True),
    ] = 50
    size: Annotated[
        int,
        Field(ge=64, le=16384),
        Control(
            "Size",
            "Longer side of the result. Up to 768 pixels twice the size takes four times as long; beyond, less.",
            "px",
            targets=True,
        ),
    ] = 512
    quality: Annotated[
        Literal["draft", "normal", "fine"],
        Control(
            "Quality",
            "Draft is for choosing, normal for keeping, fine for the wall: about 3 and 6 x draft's time at 512 px, "
            "little more than it at 4096.",
            choices=("Draft", "Normal", "Fine"),
        ),
    ] = "normal"
    colour: Annotated[
        Literal["style", "photo", "palette"],
        Control(
            "Colour",
            "Whose colours: the painting's; the photo's own, under the painting's brushwork; or the painting's, "
            "recoloured with the photo's palette beforehand.",
            choices=("The style's", "The photo's", "The photo's palette"),
        ),
    ] = "style"
    colour_amount: Annotated[
        Percent,
        Control("Photo's colours", "How far the photo's colours or its palette replace the painting's."),
    ] = 100
    content: Annotated[
        Literal["both", "features", "relations"],
        Control(
            "Photo read by",
            "Shapes hold things as they look. Relations hold only what is like what: colours and textures are free.",
            choices=("Shapes and relations", "Shapes", "Relations"),
            group="more",
            targets=True,
        ),
    ] = "both"
    start_from: Annotated[
        Literal["photo", "noise", "picture"],
        Control(
            "Start from",
            "What the first stroke is laid on. Noise gives the painting more freedom; a change starts anew.",
            choices=("The photo", "Noise", "Another picture"),
            restarts=True,
        ),
    ] = "photo"
    seed: Annotated[
        int,
        Field(ge=0, le=2**31 - 1),
        Control("Seed", "Another number gives another noise to start from.", group="more", restarts=True),
    ] = 0
    network: Annotated[
        Literal["vgg16", "vgg19"],
        Control(
            "Network",
            "What reads the pictures. VGG-16 is built in; VGG-19, the original method's, is fetched in Preferences.",
            choices=("VGG-16 (built in)", "VGG-19"),
            group="more",
            targets=True,
        ),
    ] = "vgg16"
    pooling: Annotated[
        Literal["max", "average"],
        Control(
            "Pooling",
            "How the network shrinks what it sees: maximum is crisper, average softer.",
            choices=("Maximum", "Average"),
            group="more",
            targets=True,
        ),
    ] = "max"
    layer_relu1_1: Annotated[
        Percent, Control("Colour, grain", "Weight of the finest style layer, relu1_1.", group="more")
    ] = 50
    layer_relu2_1: Annotated[Percent, Control("Fine marks", "Weight of style layer relu2_1.", group="more")] = 50
    layer_relu3_1: Annotated[Percent, Control("Strokes", "Weight of style layer relu3_1.", group="more")] = 50
    layer_relu4_1: Annotated[Percent, Control("Patterns", "Weight of style layer relu4_1.", group="more")] = 50
    layer_relu5_1: Annotated[
        Percent, Control("Large shapes", "Weight of the coarsest style layer, relu5_1.", group="more")
    ] = 50
    device: Annotated[
        Literal["auto", "cpu", "cuda", "mps"],
        Control(
            "Compute on",
            "Automatic takes the graphics card where there is one that this program can use.",
            choices=("Automatic", "Processor", "NVIDIA graphics", "Apple graphics"),
            group="more",
            targets=True,
        ),
    ] = "auto"
    shares: Annotated[
        tuple[Percent, ...],
        Control("Shares", "Each style's part, in the order of the styles; empty means equal parts.", group=""),
    ] = ()
    shapes: Annotated[
        tuple[Percent, ...],
        Control("Shapes", "How much of each style's share goes to its coarse shapes; empty means all.", group=""),
    ] = ()
    marks: Annotated[
        tuple[Percent, ...],
        Control("Marks", "How much of each style's share goes to its fine marks; empty means all.", group=""),
    ] = ()

    def layer_values(self) -> dict[str, float]:
        """The style layers' controls, 0..100, by layer."""
        return {layer: getattr(self, f"layer_{layer}") for layer in STYLE_LAYERS}

    def tells_faces(self) -> bool:
        """Whether the network is the one that faces are told with."""
        return self.network == "vgg16" and self.pooling == "max"

    def calm(self) -> float:
        """How far fine grain is to be calmed beyond the paintings': -1 at smoothness 0, 0 at 50, 1 at 100."""
        return self.smoothness / 50 - 1

    def objects_avoided(self) -> float:
        """How much less a painting's rare things are to count: 1 at objects 0, 0 at 50, -1 at 100."""
        return 1 - self.objects / 50

    def style_scale(self) -> float:
        """Factor on the style pictures' size: 0.5 at brush size 0, 1 at 50, 2 at 100."""
        return float(2 ** ((self.brush_size - 50) / 50))

    def photo_colours(self) -> float:
        """How much of the photo's chroma is put back, 0..1."""
        return self.colour_amount / 100 if self.colour == "photo" else 0.0

    def palette(self) -> float:
        """How far the styles get the photo's palette, 0..1."""
        return self.colour_amount / 100 if self.colour == "palette" else 0.0

    def style_shares(self, count: int) -> tuple[float, ...]:
        """Shares of `count` styles, summing to 1. Raises Problem if there are not as many shares as styles."""
        shares = self._of_each("shares", count)
        if sum(shares) <= 0:
            raise Problem("shares: at least one must be above 0")
        return tuple(share / sum(shares) for share in shares)

    def layer_shares(self, layer: str, count: int) -> tuple[float, ...]:
        """The same in one style layer, as each style's shapes or marks say; where they say none, `style_shares`."""
        shares = self.style_shares(count)
        wanted = self._of_each("shapes" if layer in SHAPE_LAYERS else "marks", count)
        weighted = [share * factor for share, factor in zip(shares, wanted, strict=True)]
        return tuple(share / sum(weighted) for share in weighted) if sum(weighted) > 0 else shares

    def _of_each(self, name: str, count: int) -> tuple[float, ...]:
        values: tuple[float, ...] = getattr(self, name) or (100.0,) * count
        if len(values) != count:
            raise Problem(f"{name}: {len(values)} given for {count} style(s); give one number for each style")
        return values


def control(name: str) -> Control:
    """The `Control` written beside a field of `Settings`."""
    return next(item for item in Settings.model_fields[name].metadata if isinstance(item, Control))


def bounds(name: str) -> tuple[float, float]:
    """Smallest and largest value of a number in `Settings`."""
    metadata = Settings.model_fields[name].metadata
    low = next(item.ge for item in metadata if hasattr(item, "ge"))
    high = next(item.le for item in metadata if hasattr(item, "le"))
    return low, high


def choices(name: str) -> tuple[str, ...]:
    """The values of a choice in `Settings`; empty for any other field."""
    annotation = Settings.model_fields[name].annotation
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def changed(old: Settings, new: Settings) -> list[str]:
    """Names of the fields that differ."""
    return [name for name in Settings.model_fields if getattr(old, name) != getattr(new, name)]


def only_shown(old: Settings, new: Settings) -> bool:
    """Whether the difference is in what the eye sees of the result, not in what is optimised."""
    return changed(old, new) == ["colour_amount"] and new.colour != "palette"


def make_settings(values: Mapping[str, Any]) -> Settings:
    """Checked settings from names and values (numbers may be text). Raises Problem naming what is wrong."""
    try:
        return Settings.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        if first["type"] == "extra_forbidden":
            raise Problem(f"unknown setting '{name}'; there are: {', '.join(Settings.model_fields)}") from error
        raise Problem(f"setting '{name}': {first['msg']}, not {first['input']!r}") from error


def sized_settings(values: Mapping[str, Any], longer: int | None) -> Settings:
    """The same where "size" may be "photo": that of a photo with `longer` pixels, or, before it is read, another."""
    if values.get("size") != "photo":
        return make_settings(dict(values))
    low, high = bounds("size")
    return make_settings({**values, "size": min(max(longer or int(low), int(low)), int(high))})


def kept_settings(values: Mapping[str, Any]) -> Settings:
    """The same of what was kept with a picture or a project. Raises Problem.

    What a version before there was Auto has kept stays as that version painted it.
    """
    known = {name: value for name, value in values.items() if name not in RETIRED}
    return make_settings(known if "auto" in known else BEFORE | known)


def read_settings_file(path: Path) -> dict[str, Any]:
    """Names and values of a JSON settings file. Raises Problem if it is none."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(f"cannot read the settings file {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise Problem(f"{path} is not a JSON settings file: {error}") from error
    if not isinstance(values, dict):
        raise Problem(f"{path} is not a settings file: it must hold one JSON object of names and values")
    return values


def parse_assignments(assignments: Sequence[str]) -> dict[str, Any]:
    """Names and values of `name=value` texts. A value may be JSON; anything else is text."""
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise Problem(f"'{assignment}' is not name=value")
        try:
            values[name.strip()] = json.loads(value)
        except (ValueError, RecursionError):
            values[name.strip()] = value
    return values
