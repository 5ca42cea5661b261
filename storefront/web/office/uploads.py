"""Tables that staff put in: as a file, or pasted."""

from flask import request

ENCODINGS = ("utf-8-sig", "gb18030")


def uploaded_text(field: str, largest: int) -> str | None:
    """The file's text, or what was pasted into the field; None when the file is no text, or larger
    than so many bytes."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return request.form.get(field, "")
    content = file.read(largest + 1)
    if len(content) > largest:
        return None
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):  # some platforms still write UTF-16
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        return None
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
