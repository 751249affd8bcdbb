"""Files as they arrive, made byte by byte where no library of the project writes them: old XLS, OLE, ODS."""

import io
import struct
import zipfile

SECTOR = 512
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: dict[str, bytes]) -> bytes:
    """An OLE container: what XLS, DOC and encrypted XLSX files are wrapped in."""
    chains, body = [], b""
    for content in streams.values():
        padded = content.ljust(4096, b"\0")  # smaller streams are kept otherwise
        padded += b"\0" * (-len(padded) % SECTOR)
        chains.append((len(body) // SECTOR, len(padded) // SECTOR, len(padded)))
        body += padded
    directory_at = len(body) // SECTOR
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, (start, _, size)) in enumerate(zip(streams, chains, strict=True), start=1):
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, start, size, right=right))
    directory = b"".join(entries)
    directory += b"\0" * (-len(directory) % SECTOR)
    fat: list[int] = []
    for start, count, _ in [*chains, (directory_at, len(directory) // SECTOR, 0)]:
        fat += [*range(start + 1, start + count), _END]
    fat.append(_FAT_SECTOR)
    fat_at = len(fat) - 1
    fat += [_FREE] * (SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, directory_at, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", fat_at) + b"\xff" * 4 * 108
    return header + body + directory + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    written = name.encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB", len(written) + 2, kind, 1)
        + struct.pack("<III", _FREE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def xls(rows: list[list[str | float]], *, protected: bool = False, sheet: str = "Feuil1") -> bytes:
    """A workbook of Excel 97, with one sheet."""
    globals_ = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))]
    if protected:
        globals_.append(_record(0x002F, struct.pack("<HH", 0x1234, 0x5678)))
    name = sheet.encode("utf-16-le")
    length = sum(map(len, globals_)) + 4 + 8 + len(name) + 4
    globals_.append(_record(0x0085, struct.pack("<IBBBB", length, 0, 0, len(sheet), 1) + name))
    globals_.append(_record(0x000A, b""))
    cells = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))]
    width = max((len(row) for row in rows), default=0)
    cells.append(_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                cells.append(_record(0x0204, struct.pack("<HHH", at, column, 0) + text))
            else:
                cells.append(_record(0x0203, struct.pack("<HHHd", at, column, 0, value)))
    cells.append(_record(0x000A, b""))
    return ole({"Workbook": b"".join(globals_ + cells)})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "manifest")
)


def ods(body: str, *, encrypted: bool = False, kind: str = "spreadsheet") -> bytes:
    """An ODS whose tables are `body`; `encrypted` only says so, as the manifest of an encrypted one does."""
    made = io.BytesIO()
    secret = "<manifest:encryption-data/>" if encrypted else ""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest {_SPACES}><manifest:file-entry manifest:full-path="content.xml" '
            f'manifest:media-type="text/xml">{secret}</manifest:file-entry></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {_SPACES}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return made.getvalue()


def ods_cell(text: str, told: str = "") -> str:
    """A cell of text of an ODS."""
    return f'<table:table-cell office:value-type="string" {told}><text:p>{text}</text:p></table:table-cell>'


def ods_table(*rows: str, name: str = "Feuille1") -> str:
    """A table of an ODS, its rows being cells put together."""
    return (
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        + "</table:table>"
    )


def archive(files: dict[str, str | bytes], base: bytes = b"") -> bytes:
    """A ZIP of these files, added to those of another one."""
    made = io.BytesIO(base)
    with zipfile.ZipFile(made, "a" if base else "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return made.getvalue()
