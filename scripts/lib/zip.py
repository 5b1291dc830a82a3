"""usage: zip.py FOLDER ARCHIVE. Packs the files below FOLDER in fixed order, with a fixed time."""

import pathlib
import sys
import zipfile

folder, archive = map(pathlib.Path, sys.argv[1:])
with zipfile.ZipFile(archive, "w") as output:
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), (1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o100644 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        output.writestr(entry, file.read_bytes(), compresslevel=9)
