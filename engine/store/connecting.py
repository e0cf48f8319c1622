"""From a database URL to an SQLAlchemy engine, set up as the store uses it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import NoSuchModuleError

from engine.store import sqlite
from engine.store.errors import StoreError
from engine.store.json_columns import as_json, from_json
from engine.store.modes import Mode
from engine.store.patience import Patience

_SERVER_LOST: Final = {
    "connect_timeout": "5",
    "tcp_user_timeout": "10000",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
}
"""libpq's, in seconds but for the second, which is in milliseconds: a machine or network that is gone without a word is noticed in
some ten seconds instead of minutes or hours. A URL may say otherwise.
"""


def connect(url: URL, patience: Patience) -> Engine:
    """The engine of a database.

    Raises:
        StoreError: the driver is not installed, or the folder of the file cannot be made.
    """
    on_sqlite = url.get_backend_name() == "sqlite"
    try:
        engine = create_engine(
            url,
            connect_args={} if on_sqlite else {name: value for name, value in _SERVER_LOST.items() if name not in url.query},
            pool_pre_ping=not on_sqlite,
            json_serializer=as_json,
            json_deserializer=from_json,
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(f"no driver for {url.drivername}: install callwright[postgresql]") from error
    if on_sqlite:
        sqlite.prepare(engine, patience.busy_timeout_ms)
    else:
        event.listen(engine, "begin", _begin_on_postgresql)
    return engine


def _begin_on_postgresql(connection: Connection) -> None:
    if Mode.BULK in connection.get_execution_options():
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
