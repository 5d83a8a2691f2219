"""What a project file is on disk: one SQLite database with a mark of its own."""

import json
from collections.abc import Mapping
from typing import Any

import apsw

Records = Mapping[tuple[str, str], Mapping[str, Any]]  # contents by kind and key

APPLICATION_ID = int.from_bytes(b"StyG", "big")
VERSION = 1

# Records are JSON objects. A chunk is a part of a blob, for SQLite's own blobs end at 1 GB. `uses` tells which record
# needs which blob.
_SCHEMA = """
CREATE TABLE records (
    kind TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (kind, key)
) STRICT;
CREATE INDEX records_in_order ON records (kind, position, key);
CREATE TABLE blobs (hash TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE chunks (hash TEXT NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (hash, part)) STRICT;
CREATE TABLE uses (
    kind TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (kind, key, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX uses_by_hash ON uses (hash);
"""
# A blob of 45 MB is written in half the time that pages of 4 KiB take; larger ones make every small save larger.
_PAGE_SIZE = 16384


def new_project(records: Records) -> bytes:
    """The content of a file with these records, which use no blobs, and nothing else in it."""
    connection = apsw.Connection(":memory:")
    try:
        connection.pragma("page_size", _PAGE_SIZE)
        connection.pragma("auto_vacuum", "incremental")  # what was deleted is used again, and given back when asked
        connection.pragma("application_id", APPLICATION_ID)
        connection.pragma("user_version", VERSION)
        connection.execute(_SCHEMA)
        rows = [(kind, key, json.dumps(content)) for (kind, key), content in records.items()]
        connection.executemany("INSERT INTO records (kind, key, position, content) VALUES (?, ?, 0, ?)", rows)
        return connection.serialize("main")
    finally:
        connection.close()
