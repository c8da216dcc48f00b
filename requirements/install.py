"""Makes ``.venv``: the locked requirements, each one checked by its hash, and the project itself on top.

    python requirements/install.py runtime|dev

Needs Python 3.11 or newer and nothing else, on any system; uv is used where it is on the path. Run again, it
changes nothing unless a lock, pyproject.toml or the folder's place has changed. A set-up that was interrupted
is made anew. With PYTHON in the environment, an environment of another Python version is replaced.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "harvest-setup.json"
LOCKS = {name: ROOT / "requirements" / f"{name}.txt" for name in ("runtime", "dev")}
THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

# Where Linux systems keep the certificates that their administrator trusts.
BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


class SetupFailed(Exception):
    """The set-up can't go on. The message says what the person at the keyboard can do."""


def main(wanted: str) -> None:
    """Bring ``.venv`` to ``wanted``, a name of ``LOCKS``; says something only where it takes time.

    Raises SetupFailed. The stamp goes before anything is changed and comes back when all is done: an
    environment without one is half an environment, and is not built upon.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python is given first
        raise SetupFailed(f"harvest needs Python 3.11 or newer; this is {THIS_PYTHON} ({sys.executable})")
    done = read_stamp()
    base = {
        "folder": str(VENV),
        "locks": digest(*LOCKS.values()),
        "python": THIS_PYTHON if os.environ.get("PYTHON") else done.get("python", THIS_PYTHON),
    }
    project = digest(ROOT / "pyproject.toml")
    sound = runs(PYTHON) and all(done.get(key) == value for key, value in base.items())
    # The development tools come on top of the runtime: an environment that has them serves both.
    if sound and done["set"] in (wanted, "dev") and done["project"] == project:
        return

    STAMP.unlink(missing_ok=True)
    # Without pip it is one that uv made: good enough only as long as uv is there.
    if not sound or not (find_uv() or runs(PYTHON, "-I", "-m", "pip")):
        make_environment()
        base["python"], done = THIS_PYTHON, {}
    packages = done.get("set")
    if packages not in (wanted, "dev"):
        packages, lock = wanted, LOCKS[wanted].relative_to(ROOT).as_posix()
        say(f"Installing what {lock} names; the first time, this may take a few minutes")
        install("--require-hashes", "--only-binary", ":all:", "--requirement", lock)
    install("--no-deps", "--no-build-isolation", "--editable", ".")
    STAMP.write_text(json.dumps({**base, "set": packages, "project": project}), encoding="utf-8")
    say(f"Ready: .venv with Python {base['python']}, {packages}")


def make_environment() -> None:
    """Make ``.venv`` anew with this Python, whatever was there."""
    # Inside a virtual environment, the Python that it was made from: it may be .venv itself that runs this.
    python = getattr(sys, "_base_executable", sys.executable)
    say(f"Making .venv with Python {THIS_PYTHON}")
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
    except OSError as error:
        raise SetupFailed(f"the old .venv can't be removed ({error}); close what uses it, then try again") from error
    if uv := find_uv():
        run(uv, "venv", "--quiet", "--python", python, str(VENV))
    elif importlib.util.find_spec("ensurepip"):
        run(python, "-I", "-m", "venv", str(VENV))
    else:
        raise SetupFailed(
            f"this Python ({python}) comes without venv and pip. One of these helps:\n"
            f"  on Debian and Ubuntu, an administrator adds them: apt install python{THIS_PYTHON}-venv\n"
            "  another Python: make setup PYTHON=/path/to/python3\n"
            "  uv on the path, which brings its own"
        )


def install(*arguments: str) -> None:
    """Install into ``.venv`` with uv where there is one, else with the environment's own pip."""
    if uv := find_uv():
        run(uv, "pip", "install", "--quiet", "--python", str(PYTHON), *arguments)
    else:
        pip = ("-I", "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check")
        run(str(PYTHON), *pip, "install", *arguments)


def find_uv() -> str | None:
    """The uv on the path, if it runs: a version manager's stand-in may lie there and refuse to."""
    uv = shutil.which("uv")
    return uv if uv and runs(uv) else None


def runs(*command: str | Path) -> bool:
    """Whether a program answers when it is asked for its version."""
    try:
        return not subprocess.run([*command, "--version"], check=False, capture_output=True).returncode
    except OSError:
        return False


def run(*command: str) -> None:
    """Run a part of the set-up in the project's folder. Raises SetupFailed; the part has said why."""
    if subprocess.run(command, cwd=ROOT, env=trusting(os.environ), check=False).returncode:
        raise SetupFailed("the set-up stopped at the error above; once that is mended, the same command goes on")


def trusting(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment, such that pip and uv both trust what this system trusts.

    An office's proxy that inspects traffic has its certificate in the system's store, or in one of these
    variables; pip before 24.2 and uv bring a list of their own instead. What is set already is left alone, as
    is pip's own configuration, which goes before REQUESTS_CA_BUNDLE. On macOS and Windows the system's store
    is no file: uv and newer pips ask it themselves.
    """
    names = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    named = [environment[name] for name in names if environment.get(name)]
    system = [path for path in BUNDLES if sys.platform == "linux" and Path(path).is_file()]
    trusted = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), next(iter(named + system), ""))
    return {"UV_SYSTEM_CERTS": "1", **{name: path for name, path in trusted.items() if path}, **environment}


def digest(*files: Path) -> str:
    """One sha256 over the content of some files."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def read_stamp() -> dict[str, str]:
    """What the last finished set-up wrote; empty where none finished."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def say(message: str) -> None:
    """Print at once, so that it stands before what the next program prints."""
    print(message, flush=True)


if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in LOCKS]:
        sys.exit(f"usage: python requirements/install.py {'|'.join(LOCKS)}")
    try:
        main(sys.argv[1])
    except SetupFailed as failure:
        sys.exit(f"harvest set-up: {failure}")
    except KeyboardInterrupt:
        sys.exit("harvest set-up: interrupted; the same command starts again")
