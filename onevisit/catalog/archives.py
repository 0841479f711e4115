"""Opening an archive that somebody sent: counted and measured before anything of it is unpacked."""

from __future__ import annotations

import io
import zipfile

from onevisit.catalog.reading import DefinitionError, Fault

LARGEST_ARCHIVE = 30 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_ENTRIES = 12_000
_ENCRYPTED = 0x1


def open_archive(data: bytes, file: str) -> zipfile.ZipFile:
    """The archive. Raises DefinitionError when it is none, locked, or would unpack to too much.

    What an entry says of its size binds: the library reads no more than that from it.
    """
    if len(data) > LARGEST_ARCHIVE:
        raise DefinitionError([Fault(file, "", f"文件超过 {LARGEST_ARCHIVE // 1024 // 1024} MB，请分成几个")])
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DefinitionError(
            [Fault(file, "", "文件打不开，可能没有传完整，或者不是 zip、xlsx 文件")]
        ) from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise DefinitionError([Fault(file, "", f"里面超过 {MOST_ENTRIES} 个文件，请分成几个")])
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        most = LARGEST_UNPACKED // 1024 // 1024
        raise DefinitionError([Fault(file, "", f"解压以后超过 {most} MB，没有解压")])
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise DefinitionError([Fault(file, "", "文件有密码，请去掉密码后再导入")])
    return archive
