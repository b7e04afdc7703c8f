"""Queries run by Spark, where one machine is not enough; here a local session unless the site configured another."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from carnet.compute.engine import Engine
from carnet.errors import CarnetError
from carnet.language import _

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa


class SparkEngine(Engine):
    """One Spark session: offline, without its web interface, bound to the loopback address, quiet, in UTC."""

    name = "spark"
    label = "Spark"

    def __init__(self) -> None:
        super().__init__()
        try:
            from pyspark.sql import SparkSession
        except ImportError as trouble:
            raise CarnetError(_("The Spark engine cannot run here: {reason}.").format(reason=_("pyspark is not installed")),
                              _("Install it: {command}").format(command="pip install carnet[spark]")) from trouble
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = (
            SparkSession.builder.appName("carnet").master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .config("spark.driver.maxResultSize", "0")
        )
        self._session = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")

    def from_arrow(self, table: pa.Table) -> nw.LazyFrame[Any]:
        import narwhals as nw

        return nw.from_native(self._session.createDataFrame(table))

    def device(self) -> str:
        return str(self._session.sparkContext.master)

    def version(self) -> str:
        return f"Spark {self._session.version}"

    def _scan(self, paths: list[str]) -> nw.LazyFrame[Any]:
        import narwhals as nw

        return nw.from_native(self._session.read.parquet(*paths))

    def _collect(self, frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
        return frame.collect(backend="pyarrow")
