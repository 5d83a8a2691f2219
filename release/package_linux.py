"""Makes of dist/StyleGUI what Linux users install: a tar.zst with an install script, and a .deb.

python release/package_linux.py
"""

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import zstandard

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "release")]

from make_icons import NAME, make_theme  # noqa: E402  # by the path above

from stylegui import __version__  # noqa: E402
from stylegui.system_libraries import DEBIAN_PACKAGES  # noqa: E402

LINUX = ROOT / "release" / "linux"
BUNDLE = ROOT / "dist" / "StyleGUI"
LEVEL = 9  # of zstd: higher ones take minutes for a few per cent
CONTROL = """\
Package: stylegui
Version: {version}
Section: graphics
Priority: optional
Architecture: {architecture}
Depends: {depends}
Installed-Size: {kilobytes}
Maintainer: StyleGUI contributors <stylegui@users.noreply.github.com>
Description: watch a photograph turn into a painting
 Drag a photograph and one or more paintings into the window, move the
 sliders, and watch the photograph turn into a painting.
"""


def main() -> None:
    """Write both archives into dist/."""
    if not (BUNDLE / "StyleGUI").is_file():
        sys.exit(f"there is no {BUNDLE}: please run make app first")
    name = f"StyleGUI-{__version__}-linux-{platform.machine()}"
    stage = ROOT / "build" / "linux"
    shutil.rmtree(stage, ignore_errors=True)
    archive = write_archive(stage / name, ROOT / "dist" / f"{name}.tar.zst")
    print(f"{archive}: {archive.stat().st_size / 1e6:.0f} MB")
    if shutil.which("dpkg-deb"):
        package = write_deb(stage / "deb", ROOT / "dist")
        print(f"{package}: {package.stat().st_size / 1e6:.0f} MB")


def write_archive(folder: Path, path: Path) -> Path:
    """The folder with its install script, compressed. Returns where."""
    _link(BUNDLE, folder / "StyleGUI")
    make_theme(folder / "icons")
    for file in (*LINUX.iterdir(), ROOT / "LICENSE", ROOT / "build" / "third-party.txt"):
        shutil.copy2(file, folder)
    compressor = zstandard.ZstdCompressor(level=LEVEL, threads=-1)
    with (
        path.open("wb") as out,
        compressor.stream_writer(out) as stream,
        tarfile.open(fileobj=stream, mode="w|") as tar,
    ):
        tar.add(folder, folder.name, filter=_owned_by_root)
    return path


def write_deb(tree: Path, folder: Path) -> Path:
    """A Debian package that installs for every user. Returns where."""
    share = tree / "usr" / "share"
    _link(BUNDLE, tree / "opt" / "stylegui")
    make_theme(share / "icons")
    for target, file in (
        (share / "applications", LINUX / f"{NAME}.desktop"),
        (share / "metainfo", LINUX / f"{NAME}.metainfo.xml"),
        (share / "mime" / "packages", LINUX / f"{NAME}.xml"),
        (share / "doc" / "stylegui", ROOT / "build" / "third-party.txt"),
    ):
        target.mkdir(parents=True)
        shutil.copy2(file, target)
    shutil.copy2(ROOT / "LICENSE", share / "doc" / "stylegui" / "copyright")
    (tree / "usr" / "bin").mkdir()
    (tree / "usr" / "bin" / "stylegui").symlink_to("/opt/stylegui/StyleGUI")
    size = sum(file.stat().st_size for file in tree.rglob("*") if file.is_file() and not file.is_symlink())
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(
        CONTROL.format(
            version=__version__,
            architecture=architecture.stdout.strip(),
            depends=", ".join((f"libc6 (>= {platform.libc_ver()[1]})", *DEBIAN_PACKAGES)),
            kilobytes=size // 1024,
        )
    )
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", f"-z{LEVEL}", "--build", str(tree), str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / f"stylegui_{__version__}_{architecture.stdout.strip()}.deb"


def _link(source: Path, target: Path) -> None:
    """A copy that takes no room: nothing in it is changed afterwards."""
    shutil.copytree(source, target, symlinks=True, copy_function=os.link)


def _owned_by_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


if __name__ == "__main__":
    main()
