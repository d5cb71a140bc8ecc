#!/usr/bin/env python3
"""Runs Hearsay over an archive of news on Apache Spark.

    python spark/hearsay_spark.py --hearsay ./hearsay read  INPUT... OUT
    python spark/hearsay_spark.py --hearsay ./hearsay families OUT
    python spark/hearsay_spark.py --hearsay ./hearsay framing OUT

Wants PySpark with Arrow (pip install "pyspark[sql]", Java 17) and the program "hearsay"
for the executors' machines, which is sent to them unchanged. It works with python, which
runs Spark on this machine, and with spark-submit on any cluster. Paths are what
Spark takes: local, s3a://, hdfs://; files, directories and globs.

How it works: a task hands items of work to "hearsay worker" on its standard input
and takes results from its standard output, one JSON object a line (docs/worker.md),
which Arrow turns into columns and packs. Web archives come as raw bytes, cut between two records,
so that a page is named FILE@BYTE as "hearsay read" names it. Everything else is Spark's: where data lie,
what runs where, what is tried again, how results are committed. docs/spark.md tells
more.
"""

import argparse
import base64
import functools
import json
import os
import subprocess
import sys
import tempfile
import threading
import zlib

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
from pyspark import SparkFiles, StorageLevel
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

ITEM = "hearsay.item/1"
GZIP, LINE = b"\x1f\x8b", b"\r\n"
SHARE = 16 << 20  # bytes of archives that a task reads at most, if they can be cut
LARGEST = 64 << 20  # bytes of a piece of an archive without a place to cut it


# --- types of columns ----------------------------------------------------------------


ARROW = {"string": pa.string(), "binary": pa.binary(), "double": pa.float64(), "boolean": pa.bool_(), "bigint": pa.int64(), "int": pa.int32(),
         "array<string>": pa.list_(pa.string())}


def typed(columns):
    """Columns, by the names of their types in Spark, as Arrow has them; those of a
    structure are a dictionary of their own."""
    return pa.schema([(n, pa.struct(typed(t)) if isinstance(t, dict) else ARROW[t]) for n, t in columns.items()])


def ddl(columns):
    """The same columns, as Spark has them."""
    return ",".join("`%s` %s" % (n, "struct<%s>" % ddl(t) if isinstance(t, dict) else t) for n, t in columns.items())


# --- the program, on the executors ---------------------------------------------------


class Program:
    """How to run hearsay on an executor."""

    def __init__(self, path, sent, args, jobs):
        self.path, self.sent, self.args, self.jobs = path, sent, args, jobs

    def command(self, *parts):
        path = SparkFiles.get(os.path.basename(self.path)) if self.sent else self.path
        if self.sent and not os.access(path, os.X_OK):
            os.chmod(path, 0o755)
        return [path, "worker", "--jobs", str(self.jobs), "--parts", ",".join(parts), *self.args]


def work(program, parts, items):
    """Yields the results of items, lines of bytes.

    A worker that ends otherwise than it should fails the task, and Spark tries it
    again; what is wrong with a document is a result."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(program.command(*parts), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told)
        fault = []
        feeder = threading.Thread(target=feed, args=(process, items, fault), daemon=True)
        feeder.start()
        try:
            yield from process.stdout
            code = process.wait()
            feeder.join()
        finally:
            process.kill()
            process.wait()
        if fault:
            raise fault[0]
        if code != 0:
            told.seek(0)
            raise RuntimeError("hearsay worker ended with %d: %s" % (code, told.read()[-2000:].decode("utf-8", "replace")))


def feed(process, items, fault):
    try:
        with process.stdin:
            for item in items:
                process.stdin.write(item + b"\n")
    except BrokenPipeError:
        pass  # its exit code says why
    except BaseException as e:  # of whatever makes the items
        fault.append(e)
        process.kill()


def item(**members):
    return json.dumps({"schema": ITEM, **members}, separators=(",", ":")).encode("utf-8")


# --- web archives --------------------------------------------------------------------


def shown(path):
    """The name of a file as people type it."""
    return "/" + path[len("file:"):].lstrip("/") if path.startswith("file:/") else path


class Pieces:
    """Cuts one archive into pieces: where one begins, and its bytes or the file that
    they are in.

    take gets what lies between the separators, in order. An archive that is
    compressed record by record is cut at records once a piece has the target's size.
    Any other is written to a file of this machine whole, if that may be."""

    def __init__(self, name, size, separator, target, spool):
        self.name, self.size, self.separator, self.target, self.spool = name, size, separator, target, spool
        self.parts, self.length, self.begins, self.at, self.file, self.first = [], 0, 0, 0, None, True

    def take(self, value):
        separator = b"" if self.first else self.separator
        if separator and self.file is None and self.length >= self.target and is_record(self.separator + value):
            yield self.cut()
        self.first = False
        for part in (separator, value):
            self.add(part)
        if self.length > LARGEST and self.file is None:
            self.open()

    def add(self, part):
        self.length += len(part)
        self.at += len(part)
        if self.file is None:
            self.parts.append(part)
        else:
            self.file.write(part)

    def cut(self):
        made = self.name, self.begins, b"".join(self.parts), None
        self.parts, self.length, self.begins = [], 0, self.at
        return made

    def open(self):
        if self.spool is None:
            raise RuntimeError("%s cannot be cut at records: it is not compressed record by record; use --split files" % self.name)
        self.file = tempfile.NamedTemporaryFile(dir=self.spool, delete=False)
        for part in self.parts:
            self.file.write(part)
        self.parts = []

    def end(self):
        if self.at + len(self.separator) == self.size:
            self.add(self.separator)  # the file ends with it
        if self.at != self.size:
            raise RuntimeError("%s has %d bytes, of which %d came: it was not read as it is" % (self.name, self.size, self.at))
        if self.file is None:
            if self.length:
                yield self.cut()
            return
        self.file.close()
        yield self.name, self.begins, None, self.file.name


def is_record(data):
    """Whether data begin with a gzip member that begins with a record, and one that
    may stand apart from the record before it."""
    if data[2:3] != b"\x08":
        return False
    try:
        head = zlib.decompressobj(31).decompress(data, 4096)
    except zlib.error:
        return False
    return head.startswith(b"WARC/") and b"\r\n\r\n" in head and b"continuation" not in head.split(b"\r\n\r\n", 1)[0].lower()


def pieces(batches, target, spool):
    """Yields the pieces of the archives whose bytes come as tables."""
    now = None
    for path, size, gz, value in rows_of(batches, "path", "size", "gz", "value"):
        name = shown(path)
        if now is None or now.name != name:
            if now is not None:
                yield from now.end()
            now = Pieces(name, size, GZIP if gz else LINE, target if gz else 1 << 62, spool)
        yield from now.take(value)
    if now is not None:
        yield from now.end()


def item_of(piece):
    name, offset, data, path = piece
    if data is None:
        return item(name=name, offset=offset, path=path)
    return item(name=name, offset=offset, data="")[:-2] + base64.b64encode(data) + b'"}'


# Hadoop has a codec that leaves files as they are. Where Spark's own build of Hadoop
# has moved the classes, the names of its options have moved with them.
AS_IT_IS = "org.apache.hadoop.io.compress.PassthroughCodec"
CODINGS = (".gz", ".bz2", ".zst", ".deflate", ".lz4", ".snappy")


def raw(spark, paths, separator, ending):
    """The bytes of files, cut at a separator, in order."""
    reader = spark.read.option("lineSep", separator.decode("latin-1")).option("encoding", "ISO-8859-1")
    for prefix in ("", "org.apache.hadoop.shaded."):
        reader = reader.option(prefix + "io.compression.codecs", AS_IT_IS).option(prefix + "io.compress.passthrough.extension", ending)
    return reader.text(paths).select(
        F.col("_metadata.file_path").alias("path"), F.col("_metadata.file_size").alias("size"),
        F.lit(separator == GZIP).alias("gz"), F.col("value").cast("binary").alias("value"))


def archives(spark, options, listing):
    """A frame of what archives hold, and what makes items of it in a task."""
    groups = {}
    for path, size in listing:
        ending = os.path.splitext(path)[1]
        groups.setdefault(ending if ending in CODINGS else "", []).append((path, size))
    parallel = spark.sparkContext.defaultParallelism
    split = options.split
    if split == "auto":
        split = "files" if len(listing) >= 2 * parallel or set(groups) != {".gz"} else "records"
    total = sum(size for _, size in listing)
    parts = max(parallel * 8, total // SHARE)
    target = min(max(total // parts, 128 << 10), 4 << 20)
    for setting in ("maxPartitionBytes", "openCostInBytes"):  # each file is one partition
        spark.conf.set("spark.sql.files." + setting, max(size for _, size in listing) + 1)
    frames = [raw(spark, [p for p, _ in files], GZIP if ending == ".gz" else LINE, ending or ".none") for ending, files in sorted(groups.items())]
    rows = functools.reduce(DataFrame.union, frames)
    if split == "files":
        return rows, lambda batches: of_files(batches, target)
    cut = rows.mapInArrow(lambda batches: cut_pieces(batches, target), ddl(PIECE))
    return cut.repartition(parts, "n").select("name", "offset", "data"), of_pieces


def of_files(batches, target):
    with tempfile.TemporaryDirectory() as spool:
        yield from map(item_of, pieces(batches, target, spool))


PIECE = {"n": "int", "name": "string", "offset": "bigint", "data": "binary"}


def cut_pieces(batches, target):
    schema = typed(PIECE)
    for n, (name, offset, data, _) in enumerate(pieces(batches, target, None)):
        yield pa.record_batch([[n], [name], [offset], [data]], schema=schema)


def of_pieces(batches):
    for name, offset, data in rows_of(batches, "name", "offset", "data"):
        yield item_of((name, offset, data, None))


# --- what is read --------------------------------------------------------------------


def listed(spark, paths):
    return [(r.path, r.length) for r in spark.read.format("binaryFile").option("recursiveFileLookup", True).load(paths).select("path", "length").collect()]


def kind_of(path):
    name = path
    for coding in CODINGS:
        name = name[:-len(coding)] if name.endswith(coding) else name
    for ending, kind in ((".warc", "warc"), (".arc", "warc"), (".jsonl", "jsonl"), (".ndjson", "jsonl"), (".json", "jsonl"), (".parquet", "parquet")):
        if name.endswith(ending):
            return kind
    return None


def sources(spark, options):
    """A frame of what is to be read, and what makes items of it in a task."""
    listing = [(p, n) for p, n in listed(spark, options.inputs) if n > 0 and not os.path.basename(p).startswith(("_", "."))]
    if not listing:
        sys.exit("hearsay_spark: nothing to read in " + ", ".join(options.inputs))
    kinds = {options.format if options.format != "auto" else kind_of(p) for p, _ in listing}
    if len(kinds) != 1 or None in kinds:
        sys.exit("hearsay_spark: the inputs are not of one known kind; say which: --format warc, jsonl or parquet")
    kind = kinds.pop()
    if kind == "warc":
        return archives(spark, options, listing)
    paths = [p for p, _ in listing]
    if kind == "jsonl":
        frame = spark.read.text(paths).select(F.col("_metadata.file_path").alias("path"), "value")
    else:
        table = spark.read.parquet(*paths)
        frame = table.select(F.col("_metadata.file_path").alias("path"), F.to_json(F.struct("*")).alias("value"))
    return frame, of_articles


def of_articles(batches):
    for path, value in rows_of(batches, "path", "value"):
        if value and value.strip():
            yield article(path, value)


def article(path, value):
    """The item of a line of JSON, which may be damaged."""
    try:
        json.loads(value)
    except ValueError:
        value = json.dumps(value)
    return ('{"schema":"%s","name":%s,"article":%s}' % (ITEM, json.dumps(shown(path)), value)).encode("utf-8")


def rows_of(batches, *names):
    """Yields the rows of tables, one value at a time."""
    for batch in batches:
        columns = [batch.column(n) for n in names]
        for i in range(batch.num_rows):
            yield tuple(c[i].as_py() for c in columns)


# --- results as columns --------------------------------------------------------------


ORIGIN = {"offset": "bigint", "line": "int", "canonical": "string", "credit": "string", "bytes_sha256": "string", "charset": "string", "flags": "array<string>"}
TOLD = {"name": "string", "outcome": "string"}
ERROR = dict.fromkeys(("reason", "kept", "next"), "string")
PACKED = {"place": "int", "of_documents": "boolean", "packed": "binary"}
# For each way to part the output: the columns that name the directories, and on how much of
# an article's date, and whether on its outlet, they depend.
PARTITIONS = {"date,outlet": (("date", "outlet_key"), 10, True), "date": (("date",), 10, False), "month": (("month",), 7, False), "none": ((), 0, False)}
BATCH = 16 << 20  # bytes of results that are turned into columns at once
# What Spark is told, unless the user tells it otherwise: how much it hands to Python at once
# and keeps in one piece, for some rows are large; how much of what is packed makes a task that
# writes; and in how many directories a task writes at the same time before it sorts.
SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": 1000, "spark.sql.execution.arrow.maxBytesPerBatch": 4 << 20,
    "spark.sql.inMemoryColumnarStorage.batchSize": 4, "spark.sql.inMemoryColumnarStorage.compressed": "false",
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": 16 << 20, "spark.sql.maxConcurrentOutputFileWriters": 8,
}


class Columns:
    """Turns results into two tables, one with a row for each document, one with a row
    for each attribution.

    They are packed, in pieces that go to one place: rows of the same directory have the
    same place, and Spark moves and keeps a few packed pieces instead of many rows."""

    def __init__(self, columns, partition, places):
        self.article = {c["name"]: c["type"] for c in columns if c["of_article"]}
        self.row = {c["name"]: c["type"] for c in columns if not c["of_article"]}
        self.partition, self.places = partition, places
        told = {**TOLD, "error": ERROR, "origin": ORIGIN}
        self.line = typed({**told, "article": self.article}).append(pa.field("rows", pa.list_(pa.struct(typed(self.row)))))
        self.documents = {**told, **self.article, "reading": "string"}
        self.attributions = {c["name"]: c["type"] for c in columns}

    def pack(self, lines):
        """Yields tables of packed pieces."""
        some, size = [], 0
        for line in lines:
            some.append(line)
            size += len(line)
            if size >= BATCH:
                yield self.packed(some)
                some, size = [], 0
        if some:
            yield self.packed(some)

    def packed(self, lines):
        heads, readings = [], []
        for line in lines:
            at = line.find(b',"reading":{')  # the last member; within strings quotation marks are written otherwise
            heads.append(line if at < 0 else line[:at] + b"}\n")
            readings.append(None if at < 0 else line[at + 11:-2])
        head = b"".join(heads)
        parsed = pyarrow.json.read_json(pa.BufferReader(head), pyarrow.json.ReadOptions(use_threads=False, block_size=len(head) + 1),
                                        pyarrow.json.ParseOptions(explicit_schema=self.line, unexpected_field_behavior="ignore")).combine_chunks()
        given = {n: parsed[n].chunk(0) for n in self.line.names}
        article = dict(zip(self.article, given["article"].flatten()))
        places = pa.array([self.place(*a) for a in zip(article["published"].to_pylist(), article["outlet"].to_pylist())], pa.int32())
        documents = self.table(self.documents, {**article, **given, "reading": pa.array(readings, pa.string())})
        rows, of = given["rows"].flatten(), pc.list_parent_indices(given["rows"])
        attributions = self.table(self.attributions, {**{n: c.take(of) for n, c in article.items()}, **dict(zip(self.row, rows.flatten()))})
        pieces = [(p, True, t) for p, t in by_place(documents, places)] + [(p, False, t) for p, t in by_place(attributions, places.take(of))]
        return pa.record_batch([[p for p, _, _ in pieces], [d for _, d, _ in pieces], [stream(t) for _, _, t in pieces]], schema=typed(PACKED))

    def place(self, published, outlet):
        """The place of an article: articles of one directory have the same."""
        _, length, outlets = PARTITIONS[self.partition]
        return zlib.crc32(((published or "")[:length] + "|" + (outlet or "") * outlets).encode("utf-8")) % self.places

    @staticmethod
    def table(columns, given):
        return pa.record_batch([given[n] for n in columns], schema=typed(columns))


def by_place(table, places):
    """Yields the parts of a table that go to a place each."""
    order = pc.sort_indices(places)
    table, runs = table.take(order), pc.run_end_encode(places.take(order))
    begin = 0
    for place, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist()):
        yield place, table.slice(begin, end - begin)
        begin = end


def stream(table):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)) as out:
        out.write_batch(table)
    return sink.getvalue().to_pybytes()


def unpack(batches, fields):
    """Yields some of the columns of the tables that are packed."""
    options = pa.ipc.IpcReadOptions(included_fields=fields, use_threads=False)
    for batch in batches:
        for packed in batch.column(0):
            yield from pa.ipc.open_stream(packed.as_buffer(), options=options)


class Results:
    """What was read: packed tables, which lie on the executors' disks until all is written."""

    def __init__(self, spark, columns, program, source, items_of):
        self.columns = columns
        packed = source.mapInArrow(lambda batches: columns.pack(work(program, ("reading", "rows"), items_of(batches))), ddl(PACKED))
        if columns.partition != "none":
            packed = packed.hint("rebalance", "place")
        self.packed = packed.persist(StorageLevel.DISK_ONLY)

    def documents(self, *names):
        return self.unpacked("of_documents", self.columns.documents, names)

    def attributions(self):
        return self.unpacked("not of_documents", self.columns.attributions, self.columns.attributions)

    def unpacked(self, which, columns, names):
        fields = [i for i, n in enumerate(columns) if n in names]
        types = {n: t for n, t in columns.items() if n in names}
        return self.packed.where(which).select("packed").mapInArrow(lambda batches: unpack(batches, fields), ddl(types))


# --- what is written -----------------------------------------------------------------


def placed(frame, partition):
    """Adds the columns that name the directories: the day of publication, if it is
    stated, and the outlet in letters that all file systems take. A name that has to
    be changed gets a number, so that two outlets do not share a directory."""
    day = F.when(F.col("published").rlike(r"^\d{4}-\d{2}-\d{2}"), F.expr("try_cast(substring(published, 1, 10) as date)"))
    plain = F.substring(F.regexp_replace(F.regexp_replace(F.lower("outlet"), "[^a-z0-9]+", "-"), "^-|-$", ""), 1, 60)
    key = F.when(F.col("outlet").rlike("^[A-Za-z0-9 ]{1,60}$"), plain).otherwise(F.concat_ws("-", plain, F.lower(F.hex(F.crc32("outlet")))))
    columns = {"date": day, "month": F.date_format(day, "yyyy-MM"), "outlet_key": F.when(F.col("outlet").isNotNull(), key)}
    names, _, _ = PARTITIONS[partition]
    for n in names:
        frame = frame.withColumn(n, columns[n])
    return frame, names


ROW_GROUP = 32 << 20  # bytes of Parquet that a task holds before they are written: readings are long


def write(frame, options, name):
    frame, names = placed(frame, options.partition)
    frame.write.mode(options.mode).option("parquet.block.size", ROW_GROUP).partitionBy(*names).parquet(options.out + "/" + name)


def read(spark, options):
    """Reads articles and writes OUT/readings, OUT/attributions, OUT/failures and
    OUT/counts. What was read lies on the executors' disks until all is written."""
    for key, value in SETTINGS.items():
        if not spark.sparkContext.getConf().contains(key):
            spark.conf.set(key, value)
    program, contract = programs(spark, options)
    columns = Columns(contract["columns"], options.partition, int(spark.conf.get("spark.sql.shuffle.partitions")))
    results = Results(spark, columns, program, *sources(spark, options))
    write(results.documents(*columns.article, "origin", "reading").where("reading is not null"), options, "readings")
    remove(spark, options.out + "/statements")  # if there were other readings
    write(results.attributions(), options, "attributions")
    failures = results.documents("name", "outcome", "error").where("outcome = 'failed'").select(F.col("name").alias("input"), "error.*")
    failures.coalesce(1).write.mode(options.mode).json(options.out + "/failures")
    counts = results.documents("outcome").groupBy("outcome").count().orderBy(F.desc("count")).collect()
    spark.createDataFrame(counts, "outcome string, count bigint").coalesce(1).write.mode(options.mode).json(options.out + "/counts")
    shown = failures.limit(20).collect() if any(c.outcome == "failed" for c in counts) else []
    results.packed.unpersist()
    return tell(options, counts, shown)


def tell(options, counts, failures):
    for f in failures:
        print("hearsay_spark: " + "; ".join([f.input + ": " + f.reason, "kept: " + f.kept] + [f.next] * bool(f.next)), file=sys.stderr)
    total, failed = sum(c["count"] for c in counts), sum(c["count"] for c in counts if c.outcome == "failed")
    print("hearsay_spark: %d documents: %s" % (total, ", ".join("%d %s" % (c["count"], c.outcome) for c in counts)), file=sys.stderr)
    if failed:
        print("hearsay_spark: all that failed is in %s/failures" % options.out, file=sys.stderr)
    return 3 if failed else 0


def remove(spark, path):
    files, p = files_of(spark, path)
    files.delete(p, True)


def files_of(spark, path):
    """The file system that a path is of, and the path as that has it."""
    p = spark.sparkContext._jvm.org.apache.hadoop.fs.Path(path)
    return p.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()), p


def programs(spark, options):
    """The program for the executors, and what it says of its contract."""
    path = options.installed or options.hearsay
    contract = json.loads(subprocess.run([os.path.abspath(options.hearsay) if options.hearsay else path, "worker", "--describe"],
                                         check=True, stdout=subprocess.PIPE).stdout)
    if contract["item"] != ITEM:
        sys.exit("hearsay_spark: the program takes %s, this script gives %s: take both from one version" % (contract["item"], ITEM))
    if not options.installed:
        spark.sparkContext.addFile(os.path.abspath(path))
    cpus = int(spark.conf.get("spark.task.cpus", "1"))
    return Program(path, not options.installed, options.worker_args.split(), cpus), contract


# --- statements ----------------------------------------------------------------------


STATEMENT = ("struct<id:string,attribution_id:string,form:string,text:string,speaker:string,kind:string,role:string,organisation:string,"
             "headline:boolean,disputed:boolean,size:int,quoted:int,words:string,keys:array<bigint>>")


def statements(spark, options):
    """What is said in each article, sentence by sentence, with the keys of "hearsay trace".
    The program makes it of the readings once, and OUT/statements keeps it."""
    path = options.out + "/statements"
    if not there(spark, path + "/_SUCCESS"):
        program, _ = programs(spark, options)
        readings = spark.read.parquet(options.out + "/readings")
        name = F.expr("substring(to_json(array(file)), 2, length(to_json(array(file))) - 2)")
        items = readings.select(F.concat(F.lit('{"schema":"%s","name":' % ITEM), name, F.lit(',"article":'), "reading", F.lit("}")).alias("item"))
        made = results_of(spark, program, ("statements",), items, "outcome string,article struct<article_id:string,file:string,outlet:string,published:string>,"
                          "origin struct<credit:string>,statements array<%s>,runs array<bigint>" % STATEMENT)
        made.where("statements is not null").select("article.*", "origin.credit", "statements", "runs").write.mode("overwrite").parquet(path)
    return spark.read.parquet(path)


def there(spark, path):
    files, p = files_of(spark, path)
    return files.exists(p)


# --- families ------------------------------------------------------------------------


def families(spark, options):
    """Finds the same statement in different articles and writes OUT/families: a row
    for each appearance of a statement that has more than one.

    Statements with the same words and speaker are one node. Nodes that share a key
    are compared by the program, which gives links; what hangs together by strong
    links is joined to families by the program, as "hearsay trace" joins them."""
    program, _ = programs(spark, options)
    stage = options.out + "/_families"
    said = statements(spark, options).select("article_id", "file", "outlet", "published", F.explode("statements").alias("s"))
    speaker = F.lower(F.trim(F.coalesce("s.speaker", F.lit(""))))
    said = said.withColumn("node", F.lower(F.hex(F.xxhash64("s.words", speaker))))
    nodes = kept(spark, stage + "/nodes", said.groupBy("node").agg(
        F.expr("min_by(struct(article_id, s), struct(coalesce(published, '9'), file, s.id))").alias("first")))
    links = kept(spark, stage + "/links", alike(spark, program, nodes, options.block))
    parts = components(spark, links.where("score > 0.45"), stage)
    joined = kept(spark, stage + "/joined", joined_by(spark, program, links, parts))
    family = said.join(joined, "node", "left").withColumn("family", F.coalesce("family", "node"))
    sizes = family.groupBy("family").agg(F.count("*").alias("appearances"), F.countDistinct("file").alias("articles"), F.min("published").alias("first"))
    out = family.join(sizes.where("appearances > 1"), "family").select(
        "family", "appearances", "articles", "first", F.col("s.id").alias("statement_id"), "s.attribution_id", "article_id", "file", "outlet",
        "published", "s.speaker", "s.form", "s.text")
    out.repartition("family").sortWithinPartitions("family", "published", "file").write.mode(options.mode).parquet(options.out + "/families")
    remove(spark, stage)
    n = spark.read.parquet(options.out + "/families").agg(F.countDistinct("family"), F.count("*")).first()
    print("hearsay_spark: %d families of %d statements" % (n[0], n[1]), file=sys.stderr)
    return 0


def kept(spark, path, frame):
    """The frame, computed once."""
    frame.write.mode("overwrite").parquet(path)
    return spark.read.parquet(path)


def alike(spark, program, nodes, most):
    """Links of nodes that share a key. Under a key that more than so many have, each
    is put beside that many others only."""
    keyed = nodes.select("node", F.explode("first.s.keys").alias("key"))
    keyed = keyed.join(keyed.groupBy("key").count().where("count > 1"), "key")
    rare = keyed.where(F.col("count") <= most).groupBy("node").agg(F.collect_list("key").alias("keys"))
    statement = F.struct(
        F.col("node").alias("id"), F.col("first.article_id").alias("article"), "first.s.text", "first.s.form", "first.s.speaker", "first.s.kind",
        "first.s.role", "first.s.organisation", "first.s.headline", "keys").alias("statement")
    chunk = F.when(F.col("count") > most, F.pmod(F.xxhash64("node", "key"), F.ceil(F.col("count") / most))).otherwise(0)
    blocks = (keyed.withColumn("chunk", chunk).withColumn("shared", F.when(F.col("count") > most, 0).otherwise(F.col("key")))
              .join(nodes.join(rare, "node", "left").select("node", statement), "node")
              .groupBy("key", "chunk", "shared").agg(F.collect_list("statement").alias("statements")))
    items = blocks.select(F.to_json(F.struct(F.lit(ITEM).alias("schema"), F.col("shared").alias("key"), "statements")).alias("item"))
    found = results_of(spark, program, (), items, "links array<struct<a:string,b:string,score:double>>").select(F.explode("links").alias("l"))
    return found.groupBy(F.least("l.a", "l.b").alias("a"), F.greatest("l.a", "l.b").alias("b")).agg(F.max("l.score").alias("score"))


def results_of(spark, program, parts, items, columns):
    lines = items.rdd.mapPartitions(lambda part: (line.decode() for line in work(program, parts, (r.item.encode("utf-8") for r in part))))
    return spark.read.schema(columns).option("mode", "FAILFAST").json(lines)


def components(spark, links, stage):
    """The node that each node with links hangs together with and that has the smallest
    name, by the alternating stars of Kiveris and others (Connected Components in
    MapReduce and Beyond, 2014)."""
    edges = kept(spark, stage + "/edges0", links.select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b")).distinct())
    before = None
    for i in range(1, 100):
        both = edges.union(edges.select(F.col("b").alias("a"), F.col("a").alias("b")))
        least = both.groupBy("a").agg(F.least(F.min("b"), F.first("a")).alias("m"))
        large = both.join(least, "a").where("b > a").select(F.col("b").alias("a"), F.col("m").alias("b")).distinct()
        least = large.groupBy("a").agg(F.min("b").alias("m"))
        small = large.join(least, "a").where("b <> m").select(F.greatest("b", "m").alias("a"), F.least("b", "m").alias("b"))
        edges = kept(spark, "%s/edges%d" % (stage, i), small.union(least.select("a", F.col("m").alias("b"))).distinct())
        now = edges.agg(F.count("*"), F.sum(F.xxhash64("a", "b").cast("decimal(38,0)"))).first()
        if now == before:
            break
        before = now
    return edges.select(F.col("a").alias("node"), F.col("b").alias("part")).union(edges.select("b", "b").distinct())


def joined_by(spark, program, links, parts):
    """The family of each node that is in a part."""
    within = (links.join(parts.withColumnRenamed("node", "a"), "a")
              .join(parts.select(F.col("node").alias("b"), F.col("part").alias("part_b")), "b").where("part = part_b"))
    items = (parts.groupBy("part").agg(F.sort_array(F.collect_list("node")).alias("nodes"))
             .join(within.groupBy("part").agg(F.collect_list(F.struct("a", "b", "score")).alias("links")), "part")
             .select(F.to_json(F.struct(F.lit(ITEM).alias("schema"), "nodes", "links")).alias("item")))
    found = results_of(spark, program, (), items, "families array<array<string>>").select(F.explode("families").alias("f"))
    return found.select(F.explode("f").alias("node"), F.array_min("f").alias("family"))


# --- framing -------------------------------------------------------------------------


def framing(spark, options):
    """Counts how outlets present speakers and writes OUT/framing: a row for each
    outlet, each speaker, and each outlet and speaker, with the counts of "hearsay
    framing". Articles that print another's text are left out. Speakers are those of
    each article, by name; no two names are taken for one."""
    articles = statements(spark, options)
    copied = copies(articles).select("file")
    said = (articles.join(copied, "file", "left_anti").select("file", F.explode("statements").alias("s"))
            .groupBy("file", F.col("s.attribution_id").alias("attribution_id"))
            .agg(F.sum("s.size").alias("size"), F.sum("s.quoted").alias("quoted"), F.coalesce(F.max("s.disputed"), F.lit(False)).alias("disputed")))
    rows = (spark.read.parquet(options.out + "/attributions").join(said, ["file", "attribution_id"])
            .withColumn("outlet", F.coalesce("outlet", "file")).withColumn("speaker", F.regexp_replace(F.trim("source_speaker"), r"\s+", " ")))
    count = lambda condition, name: F.count_if(F.expr(condition)).alias(name)
    counts = [F.count("*").alias("attributions"), F.countDistinct("file").alias("articles"), F.sum("size").alias("words"), F.sum("quoted").alias("quoted"),
              count("form = 'direct'", "direct"), count("disputed", "disputed")]
    counts += [count("stance = '%s' and not disputed" % s, s) for s in ("neutral", "endorsing", "distancing", "countering")]
    counts += [count("source_naming = '%s'" % n, "naming_" + n) for n in ("named", "described", "anonymous", "collective", "unexpressed", "outlet")]
    tables = [rows.groupBy("outlet").agg(*counts).withColumn("speaker", F.lit(None).cast("string")),
              rows.where("speaker is not null").groupBy("speaker").agg(*counts).withColumn("outlet", F.lit(None).cast("string")),
              rows.where("speaker is not null").groupBy("outlet", "speaker").agg(*counts)]
    table = tables[0].unionByName(tables[1]).unionByName(tables[2])
    order = ["outlet", "speaker"] + [c for c in table.columns if c not in ("outlet", "speaker")]
    table.select(order).orderBy("outlet", "speaker").write.mode(options.mode).parquet(options.out + "/framing")
    print("hearsay_spark: framing of %d outlets, %d articles left out as copies" % (
        spark.read.parquet(options.out + "/framing").where("speaker is null").count(), copied.count()), file=sys.stderr)
    return 0


def copies(articles, most=200):
    """Articles of which most runs of words stand in one earlier article, as "hearsay
    framing" has it; of one that credits the other's outlet half as many are enough."""
    plain = lambda c: F.trim(F.regexp_replace(F.regexp_replace(F.lower(c), "[^\\p{L}\\p{N}]+", " "), r"\b(the|a|an)\b", ""))
    runs = articles.select("file", F.size("runs").alias("all"), plain(F.col("outlet")).alias("o"), plain(F.col("credit")).alias("credit"),
                           F.concat_ws(" ", F.coalesce("published", F.lit("9")), "article_id", "file").alias("at"), F.explode("runs").alias("run"))
    rank = F.row_number().over(Window.partitionBy("run").orderBy("at"))
    first = runs.withColumn("rank", rank).where(F.col("rank") <= most)
    earlier = first.select("run", F.col("o").alias("of"), F.col("at").alias("before"))
    shares = (runs.join(earlier, "run").where("before < at").groupBy("file", "all", "credit", "of", "before").count()
              .withColumn("share", F.col("count") / F.col("all") * F.when(F.col("credit") == F.col("of"), 2).otherwise(1)))
    return shares.where("share >= 0.65").select("file").distinct()


# --- the command line ----------------------------------------------------------------


COMMANDS = {"read": read, "families": families, "framing": framing}


def arguments(argv):
    p = argparse.ArgumentParser(prog="hearsay_spark.py", description="Runs Hearsay over an archive of news on Apache Spark. See docs/spark.md.")
    p.add_argument("--hearsay", default="hearsay", help="the program, to be sent to the executors (default: hearsay)")
    p.add_argument("--installed", help="the program's path on the executors, if it is there already")
    p.add_argument("--worker-args", default="", help="further flags of \"hearsay worker\", such as \"--time 30s --memory 2048\"")
    p.add_argument("--mode", default="error", choices=["error", "overwrite", "append"], help="what to do if there is an output (default: error)")
    p.add_argument("--partition", default="date,outlet", choices=PARTITIONS, help="directories of the output (default: date,outlet)")
    p.add_argument("--master", help="where Spark runs: local[4], spark://HOST:PORT, yarn (default: what spark-submit says, else this machine)")
    p.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark")
    commands = p.add_subparsers(dest="command", required=True)
    c = commands.add_parser("read", help="read articles; write readings and attributions")
    c.add_argument("inputs", nargs="+", help="files, directories or globs, as Spark takes them")
    c.add_argument("out", help="directory of the output")
    c.add_argument("--format", default="auto", choices=["auto", "warc", "jsonl", "parquet"], help="of the inputs (default: by their names)")
    c.add_argument("--split", default="auto", choices=["auto", "files", "records"],
                   help="a task reads whole archives, or parts cut at records (default: parts, if archives are few and compressed record by record)")
    c = commands.add_parser("families", help="find the same statements in different articles")
    c.add_argument("out", help="directory that \"read\" has written")
    c.add_argument("--block", type=int, default=100, help="statements that are compared with each other at once (default: 100)")
    c = commands.add_parser("framing", help="count how outlets present speakers")
    c.add_argument("out", help="directory that \"read\" has written")
    return p.parse_args(argv)


def main(argv):
    options = arguments(argv)
    builder = SparkSession.builder.appName("hearsay " + options.command)
    if options.master:
        builder = builder.master(options.master)
    for setting in options.conf:
        builder = builder.config(*setting.split("=", 1))
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    try:
        return COMMANDS[options.command](spark, options)
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
