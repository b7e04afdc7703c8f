"""Queries run by Spark, where one machine is not enough; here a local session unless the site configured another."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from carnet.compute.devices import cores
from carnet.compute.engine import Engine
from carnet.errors import CarnetError
from carnet.language import _

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa


class SparkEngine(Engine):
    """One Spark session: the one that is active, the site's own, or a local one that nobody else can reach."""

    name = "spark"
    label = "Spark"

    def __init__(self) -> None:
        super().__init__()
        try:
            from pyspark.sql import SparkSession
        except ImportError as trouble:
            raise CarnetError(
                _("The Spark engine cannot run here: {reason}.").format(reason=_("pyspark is not installed")),
                _("Install it: {command}").format(command="pip install 'carnet[spark]'")) from trouble
        self._session: Any = SparkSession.getActiveSession() or self._start(SparkSession.builder)

    def _start(self, builder: Any) -> Any:
        builder = builder.appName("carnet")
        if not _site_configured():
            if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
                raise CarnetError(
                    _("The Spark engine cannot run here: {reason}.").format(reason=_("Java is not installed")),
                    _("Install Java 17 or later (Debian: apt install default-jre-headless)."))
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
            for key, value in _local_settings().items():
                builder = builder.config(key, value)
        with _java_messages() as messages:
            try:
                session = builder.getOrCreate()
            except Exception as trouble:
                messages.seek(0)
                said = [line.strip() for line in messages.read().splitlines() if line.strip()]
                reason = said[-1].rstrip(".") if said else type(trouble).__name__
                raise CarnetError(
                    _("Spark did not start: {reason}.").format(reason=reason),
                    _("Check Java (17 or later) and the site's Spark configuration, or use CARNET_ENGINE=cpu."),
                ) from trouble
        session.conf.set("spark.sql.session.timeZone", "UTC")
        session.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")  # OMOP's times have no zone
        return session

    def from_arrow(self, table: pa.Table) -> nw.LazyFrame[Any]:
        import narwhals as nw

        return nw.from_native(self._session.createDataFrame(table))

    def device(self) -> str:
        return str(self._session.conf.get("spark.master", "?"))

    def version(self) -> str:
        return f"Spark {self._session.version}"

    def _scan(self, paths: list[str]) -> nw.LazyFrame[Any]:
        import narwhals as nw

        # Spark reads a path as a pattern; a folder may well be called “hôpital [1]”
        literal = [re.sub(r"([\\*?\[\]{}])", r"\\\1", path) for path in map(os.path.abspath, paths)]
        return nw.from_native(self._session.read.parquet(*literal))

    def _collect(self, frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
        return frame.collect(backend="pyarrow")


def _site_configured() -> bool:
    """Whether the site says itself which Spark to use (a configuration folder, a remote server, submit arguments)."""
    if any(os.environ.get(name) for name in ("SPARK_CONF_DIR", "SPARK_REMOTE", "PYSPARK_SUBMIT_ARGS", "MASTER")):
        return True
    home = os.environ.get("SPARK_HOME")
    return home is not None and (Path(home) / "conf" / "spark-defaults.conf").is_file()


def _local_settings() -> dict[str, str]:
    import psutil

    gigabytes = max(1, min(16, psutil.virtual_memory().total // 2**31))
    scratch = tempfile.gettempdir()
    return {
        "spark.master": f"local[{cores()}]",
        "spark.driver.memory": f"{gigabytes}g",
        "spark.driver.maxResultSize": "0",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(2 * cores()),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.warehouse.dir": f"{scratch}/carnet-spark-warehouse",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.log.level": "ERROR",
    }


@contextmanager
def _java_messages() -> Iterator[IO[str]]:
    """Give the Java process that starts meanwhile a file for its messages instead of the person's terminal."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as file:
        sys.stderr.flush()
        kept = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            yield file
        finally:
            os.dup2(kept, 2)
            os.close(kept)
