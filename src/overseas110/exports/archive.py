"""Everything in one file, the same bytes from the same build."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

from overseas110.exports import built
from overseas110.exports.built import Built

NAME = "overseas110.zip"
#: Before this a zip can tell no time.
_FIRST = int(dt.datetime(1980, 1, 1, tzinfo=dt.UTC).timestamp())


def write(build: Built) -> None:
    """Write the zip: names in order, one time, one set of permissions.

    Files are stored and not compressed: implementations of one compression differ in their bytes,
    and a rebuild elsewhere is to be compared byte for byte.
    """
    when = dt.datetime.fromtimestamp(max(build.timestamp, _FIRST), dt.UTC)
    with zipfile.ZipFile(build.data / NAME, "w", zipfile.ZIP_STORED) as archive:
        for name in built.files(build.data, (NAME,)):
            entry = zipfile.ZipInfo(f"overseas110/{name}", when.timetuple()[:6])
            entry.create_system = 3  # Unix, wherever this runs
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, (build.data / name).read_bytes())


def problems(data: Path) -> list[str]:
    """Return where the zip is not what lies beside it."""
    try:
        return _differing(data)
    except zipfile.BadZipFile as error:
        return [f"data/{NAME}: is broken: {error}."]


def _differing(data: Path) -> list[str]:
    with zipfile.ZipFile(data / NAME) as archive:
        packed = {name.partition("/")[2]: name for name in archive.namelist()}
        beside = set(built.files(data, (NAME,)))
        found = [f"data/{NAME} lacks {name}." for name in sorted(beside - set(packed))]
        found += [f"data/{NAME} holds {name}, which is not beside it." for name in sorted(set(packed) - beside)]  # fmt: skip
        for name in sorted(beside & set(packed)):
            if archive.read(packed[name]) != (data / name).read_bytes():
                found.append(f"data/{NAME} holds another {name} than lies beside it.")
    return found
