"""What is really in the bundle: its third-party licences and its bill of materials, from the modules it was made of."""

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import distribution, packages_distributions, version
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

LGPL = [Path(__file__).with_name("licences") / name for name in ("LGPL-3.txt", "GPL-3.txt")]
# What is written about Qt beside its licence, as the LGPL asks.
QT_NOTICE = """\
StyleGUI uses Qt through PySide6, both under the GNU Lesser General Public License, version 3, as separate libraries
in this folder. You may replace them with versions of your own; nothing keeps you from taking them apart to do so.
Qt's source is at https://code.qt.io and PySide6's at https://code.qt.io/pyside/pyside-setup.git, each under the tag
of the version named above.
"""


def distributions(modules: Iterable[str]) -> list[str]:
    """Names of the packages that modules ("a.b") and files ("a/b.so") of the bundle come from, without StyleGUI."""
    owners = packages_distributions()
    tops = {name.split("/")[0].split(".")[0] for name in modules}
    found = {owner for top in tops for owner in owners.get(top, [])} - {"stylegui", "pyinstaller"}
    return sorted(found, key=str.lower)


def licences(modules: Iterable[str]) -> list[dict[str, str]]:
    """Name, Version, License, URL and LicenseText of each package in the bundle, and of Python itself."""
    command = [
        sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json", "--with-urls", "--with-license-file",
        "--with-notice-file", "--no-license-path", "--packages", *distributions(modules),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    packages: list[dict[str, str]] = json.loads(done.stdout)
    for package in packages:  # pip-licenses stops at the first file; the others are of what the package has inside it
        package["LicenseText"] = _licence_files(package["Name"]) or package["LicenseText"]
    python = {
        "Name": "Python",
        "Version": sys.version.split()[0],
        "License": "Python Software Foundation License",
        "URL": "https://www.python.org",
        "LicenseText": _python_licence(),
    }
    return [*packages, python]


def write_licences(modules: Iterable[str], path: Path) -> Path:
    """Write all licences as one text. Returns where. Raises RuntimeError if one has no licence at all."""
    parts = ["Third-party software in this copy of StyleGUI\n"]
    for package in licences(modules):
        text = package["LicenseText"] if package["LicenseText"] != "UNKNOWN" else ""
        if not text and package["License"] in ("", "UNKNOWN"):
            raise RuntimeError(f"{package['Name']} has no licence that could be shown")
        title = f"{package['Name']} {package['Version']}: {package['License']}"
        notice = ""
        if package["Name"].lower().startswith(("pyside6", "shiboken6")):  # their packages hold no text of a licence
            notice, text = QT_NOTICE, "\n\n".join(file.read_text(encoding="utf-8") for file in LGPL)
        parts.append("\n".join(filter(None, ("=" * 100, title, package["URL"], notice, text.strip()))))
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return path


def write_sbom(modules: Iterable[str], path: Path) -> None:
    """Write a CycloneDX bill of materials (JSON)."""
    bom = Bom()
    bom.metadata.component = Component(name="StyleGUI", version=version("stylegui"), type=ComponentType.APPLICATION)
    for package in licences(modules):
        bom.components.add(
            Component(
                name=package["Name"],
                version=package["Version"],
                type=ComponentType.LIBRARY,
                licenses=[DisjunctiveLicense(name=package["License"])],
                purl=PackageURL("pypi", name=package["Name"].lower(), version=package["Version"])
                if package["Name"] != "Python"
                else None,
            )
        )
    bom.register_dependency(bom.metadata.component, bom.components)
    make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_to_file(str(path), allow_overwrite=True, indent=2)


def _licence_files(name: str) -> str:
    """All the texts that a package names as its licences: its own and those of the libraries in it."""
    package = distribution(name)
    named = {f"{folder}{file}" for file in package.metadata.get_all("License-File", []) for folder in ("licenses/", "")}
    described = (file for file in package.files or () if file.parts[0].endswith(".dist-info"))
    found = [Path(str(file.locate())) for file in described if "/".join(file.parts[1:]) in named]
    texts = [file.read_text(encoding="utf-8", errors="backslashreplace") for file in found]
    return "\n\n".join(dict.fromkeys(text.strip() for text in texts))


def _python_licence() -> str:
    """The text that Python ships beside its library, or where it stands."""
    path = Path(sys.base_prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "LICENSE.txt"
    return path.read_text(encoding="utf-8") if path.is_file() else "https://docs.python.org/3/license.html"
