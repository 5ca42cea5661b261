"""Style sheets, scripts and pictures: compressed once, named by content, cached for ever."""

import hashlib
import shutil
import tempfile
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, Response, abort, send_from_directory
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from storefront.config import PROJECT, Settings

STATIC = PROJECT / "static"


def register(app: Flask, settings: Settings) -> None:
    """Serve `/static/<version>/…` for ever and `/media/…` likewise; both never change."""
    version = fingerprint(STATIC)
    folder = compressed_copy(STATIC, settings.data_folder / "static" / version)
    files = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=lambda path, url: version in url,
        add_headers_function=forbid_sniffing,
    )
    files.add_files(str(folder), prefix=f"static/{version}/")
    files.add_files(str(folder), prefix="static/")
    app.wsgi_app = files  # type: ignore[method-assign]

    @app.template_global()
    def asset(name: str) -> str:
        return f"/static/{version}/{name}"

    @app.get("/media/<digest>/<name>")
    def media(digest: str, name: str) -> Response:
        """A rendition of a product picture."""
        if not digest.isalnum() or name.startswith("."):
            abort(404)
        response = send_from_directory(settings.media_folder / digest, name, max_age=31_536_000)
        response.cache_control.immutable = True
        response.cache_control.public = True
        return response


def forbid_sniffing(headers: Headers, _path: str, _url: str) -> None:
    """A file is what its type says, and nothing that a browser makes of it."""
    headers["X-Content-Type-Options"] = "nosniff"


def fingerprint(folder: Path) -> str:
    """A name for the contents of a folder: changes when any file does."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def compressed_copy(source: Path, target: Path) -> Path:
    """A copy with .gz and .br beside each text file, made once for each version."""
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent))
    shutil.copytree(source, draft, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for path in list(draft.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    try:
        draft.rename(target)
    except OSError:  # another process was faster with the same thing
        shutil.rmtree(draft)
    return target
