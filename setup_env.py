"""Makes `.venv`, installs StyleGUI into it, and sees to Qt's system libraries: what `make` calls.

    python3 setup_env.py run    what the application needs; then opens it, or renders a sample where
                                there is no display
    python3 setup_env.py test   the test extras too, and a virtual screen for the pass in a real window
    python3 setup_env.py lint   the test and developer extras
    python3 setup_env.py bench  the benchmark's extras too
    python3 setup_env.py app    the developer extras, and what PyInstaller needs of the system
    python3 setup_env.py app-test    the test extras, a virtual screen and what judges the packages

Safe to run again: it takes no time when nothing changed, and makes a half-made `.venv` anew. Standard
library only, and readable by older Pythons than StyleGUI runs on, so that those get a clear message.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "stylegui-setup.json"  # what was installed from what; says so while that is unfinished
SAMPLE = ROOT / "stylegui-sample.png"

PYTHONS = ((3, 11), (3, 12), (3, 13))  # as requires-python in pyproject.toml
EXTRAS: dict[str, set[str]] = {
    "run": set(),
    "test": {"cluster", "test"},
    "lint": {"cluster", "dev", "test"},
    "bench": {"bench", "cluster", "dev", "test"},
    "app": {"dev"},
    "app-test": {"test"},
}
# program: Debian package
SCREEN_TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}
BUILD_TOOLS = {"objdump": "binutils"}
PACKAGE_TOOLS = {
    "zstd": "zstd",
    "desktop-file-validate": "desktop-file-utils",
    "update-mime-database": "shared-mime-info",
    "appstreamcli": "appstream",
}
REQUIRE_SCREEN = "STYLEGUI_REQUIRE_E2E"  # set in CI: the pass in a real window must not be skipped


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in EXTRAS:
        print("usage: python3 setup_env.py {" + ",".join(EXTRAS) + "}", file=sys.stderr)
        return 2
    purpose = arguments[0]
    try:
        install(EXTRAS[purpose])
        if purpose in ("test", "app-test"):
            prepare_tests()
        if purpose == "app":
            prepare_tools(BUILD_TOOLS)
        if purpose == "app-test":
            prepare_tools(PACKAGE_TOOLS)
        return open_application() if purpose == "run" else 0
    except KeyboardInterrupt:
        return 130
    except (SetUpError, OSError) as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1


class SetUpError(Exception):
    """What stopped the set-up, and what to do about it, in words for the user."""


# --- the virtual environment -----------------------------------------------------------------------


def install(extras: set[str]) -> None:
    """Brings `.venv` to what pyproject.toml and constraints.txt say, with at least these extras."""
    stamp = read_stamp()
    inputs = inputs_digest()
    installed = set(stamp.get("extras", ()))
    reason = why_unusable(stamp)
    if not reason and stamp.get("inputs") == inputs and extras <= installed:
        return

    if reason:
        say(f"{reason}: making .venv again")
        shutil.rmtree(VENV)
        installed = set()
    if not VENV.exists():
        python = find_python()
        say(f"making .venv with {python}")
        run_quietly([python, "-m", "venv", str(VENV)], "the virtual environment could not be made")

    wanted = sorted(extras | installed)
    write_stamp(finished=False, inputs=inputs, extras=wanted)
    say("installing StyleGUI and what it needs into .venv (some minutes the first time)")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-c", "constraints.txt"]
    if not sys.stdout.isatty():
        command += ["-qq"]  # a log wants errors only; a person wants to see the downloads move
    status = subprocess.call([*command, "-e", ".[" + ",".join(wanted) + "]" if wanted else "."], cwd=ROOT)
    if status:
        raise SetUpError("pip could not install StyleGUI; its own words are above. Then try again.")
    write_stamp(finished=True, inputs=inputs, extras=wanted)


def why_unusable(stamp: dict[str, Any]) -> str:
    """Why the present `.venv` cannot be installed into; empty if it can, or if there is none."""
    if not VENV.exists():
        return ""
    if stamp and not stamp.get("finished"):
        return "the last set-up did not finish"
    if stamp and stamp.get("root") != str(ROOT):
        return "this folder was moved"  # scripts in a virtual environment hold its full path
    if python_version(str(PYTHON), "pip") not in PYTHONS:
        return ".venv is incomplete or its Python does not suit"
    return ""


def inputs_digest() -> str:
    texts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def read_stamp() -> dict[str, Any]:
    """What the last set-up wrote; empty if it wrote nothing that can be read."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        return {"finished": False}
    return stamp if isinstance(stamp, dict) else {"finished": False}


def write_stamp(finished: bool, inputs: str, extras: list[str]) -> None:
    stamp = {"finished": finished, "root": str(ROOT), "inputs": inputs, "extras": extras}
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def find_python() -> str:
    """A Python that StyleGUI runs on and that can make virtual environments.

    Prefers the one that runs this script, then the newest. Raises SetUpError if there is none.
    """
    found = search_python()
    if found is None and may_apt_install():
        apt_install(["python3-venv"])  # Debian keeps ensurepip apart from Python
        found = search_python()
    if found is None:
        raise SetUpError(
            "StyleGUI needs Python 3.11, 3.12 or 3.13 with its venv module, and none was found on PATH. "
            "Install one (Debian, Ubuntu: sudo apt-get install -y python3-venv; Fedora: sudo dnf install -y "
            "python3.13; Windows, macOS: python.org), then try again."
        )
    return found


def search_python() -> str | None:
    # Not sys.executable: inside an activated .venv that is the very environment to be made anew.
    candidates = [getattr(sys, "_base_executable", sys.executable)]
    for major, minor in reversed(PYTHONS):
        candidates.append(shutil.which(f"python{major}.{minor}"))
    candidates.append(shutil.which("python3"))
    for candidate in candidates:
        if candidate and python_version(candidate, "ensurepip, venv") in PYTHONS:
            return str(candidate)
    return None


def python_version(python: str, modules: str) -> tuple[int, int] | None:
    """The version of an interpreter that can import the modules; None if it cannot or does not run."""
    code = f"import sys, {modules}; print(sys.version_info[0], sys.version_info[1])"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
        major, minor = done.stdout.split()
        return int(major), int(minor)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


# --- system libraries and tools ----------------------------------------------------------------------


def prepare_tests() -> None:
    """Sees to what the suite needs beyond Python: QtGui's libraries, and a screen to run a window on.

    Raises SetUpError if QtGui cannot be imported for lack of a library.
    """
    libraries = load_system_libraries()
    missing = libraries.missing_libraries("xcb")
    tools = [package for program, package in SCREEN_TOOLS.items() if shutil.which(program) is None]
    if (missing or tools) and may_apt_install():
        apt_install([library.apt for library in missing] + tools)
        missing = libraries.missing_libraries("xcb")
        tools = [package for program, package in SCREEN_TOOLS.items() if shutil.which(program) is None]

    if libraries.missing_libraries("offscreen"):
        raise SetUpError(lacking(libraries, missing))
    if not (missing or tools) or not sys.platform.startswith("linux"):
        return
    if os.environ.get(REQUIRE_SCREEN):
        names = ", ".join([library.name for library in missing] + tools)
        raise SetUpError(f"the pass in a real window must run here, and lacks {names}")
    say("the pass in a real window will be skipped. To have it:")
    if missing:
        say("  " + libraries.install_line(missing))
    if tools:
        say("  sudo apt-get install -y " + " ".join(tools) + "   (or the like)")


def prepare_tools(tools: dict[str, str]) -> None:
    """Installs what is missing of these programs, where it may; elsewhere it says how (Linux only)."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for program, package in tools.items() if shutil.which(program) is None]
    if missing and may_apt_install():
        apt_install(missing)
        missing = [package for program, package in tools.items() if shutil.which(program) is None]
    if missing:
        say("to be had with: sudo apt-get install -y " + " ".join(missing) + "   (or the like)")


def prepare_window() -> None:
    """Sees to the libraries that Qt needs for a window on Linux.

    Raises SetUpError if one is missing and a window is wanted here; with no display it only tries.
    """
    libraries = load_system_libraries()
    missing = libraries.missing_libraries("xcb")
    if missing and may_apt_install():
        apt_install([library.apt for library in missing])
        missing = libraries.missing_libraries("xcb")
    # On Wayland Qt does without the libraries for X.
    needed = libraries.missing_libraries("offscreen") if os.environ.get("WAYLAND_DISPLAY") else missing
    if needed and has_display():
        raise SetUpError(lacking(libraries, missing))


def lacking(libraries: ModuleType, missing: list[Any]) -> str:
    names = ", ".join(library.name for library in missing)
    return f"Qt needs system libraries that are missing here: {names}\n{libraries.install_line(missing)}"


def load_system_libraries() -> ModuleType:
    """stylegui/system_libraries.py by its path: this Python has not got what the package imports."""
    path = ROOT / "stylegui" / "system_libraries.py"
    spec = importlib.util.spec_from_file_location("stylegui_system_libraries", path)
    if spec is None or spec.loader is None:
        raise SetUpError(f"{path} cannot be read: please get the source again")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def may_apt_install() -> bool:
    """Whether this is Debian or a child of it, and we are root."""
    return Path("/etc/debian_version").exists() and bool(shutil.which("apt-get")) and os.geteuid() == 0


def apt_install(packages: list[str]) -> None:
    """Installs Debian packages; on failure says so and goes on, for the caller looks what came."""
    names = list(dict.fromkeys(packages))
    say("installing " + " ".join(names))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *names]):
        command = ["apt-get", "-qq", *arguments]
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:
            say(" ".join(command) + " failed:\n" + done.stdout.strip())


# --- opening the application -------------------------------------------------------------------------


def open_application() -> int:
    """Opens the window, or renders the sample pair where there is no display; the exit status."""
    prepare_window()
    stylegui = str(BIN / "stylegui")
    if has_display():
        return run_in_foreground([stylegui])
    samples = ROOT / "resources" / "samples"
    say(f"there is no display here, so no window: rendering a sample into {SAMPLE.name}")
    pair = [str(samples / "coffee.jpg"), str(samples / "brush-strokes.png")]
    status = run_in_foreground([stylegui, "render", *pair, "-o", str(SAMPLE)])
    if status == 0:
        say(f"done: {SAMPLE}")
        say("for the window, `make run` in a desktop session (or through ssh -X)")
    return status


def has_display() -> bool:
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_in_foreground(command: list[str]) -> int:
    """Runs to the end. Ctrl+C reaches the command as well: it is waited for while it saves."""
    process = subprocess.Popen(command, cwd=ROOT)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def run_quietly(command: list[str], failure: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SetUpError(f"{failure}:\n{done.stdout.strip()}")


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
