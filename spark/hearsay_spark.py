#!/usr/bin/env python3
"""Runs Hearsay over an archive of news on Apache Spark.

    python spark/hearsay_spark.py --hearsay ./hearsay read  INPUT... OUT
    python spark/hearsay_spark.py --hearsay ./hearsay families OUT
    python spark/hearsay_spark.py framing OUT

Wants PySpark (pip install pyspark, Java 17) and the program "hearsay" for the
executors' machines, which is sent to them unchanged. It works with python, which
runs Spark on this machine, and with spark-submit on any cluster. Paths are what
Spark takes: local, s3a://, hdfs://; files, directories and globs.

How it works: a task hands items of work to "hearsay worker" on its standard input
and takes results from its standard output, one JSON object a line (docs/worker.md).
Web archives come as raw bytes, cut between two records, so that a page is named
FILE@BYTE as "hearsay read" names it. Everything else is Spark's: where data lie,
what runs where, what is tried again, how results are committed. docs/spark.md tells
more.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
import zlib

from pyspark import SparkFiles
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F

ITEM = "hearsay.item/1"
GZIP, LINE = b"\x1f\x8b", b"\r\n"
LARGEST = 64 << 20  # bytes of a piece of an archive without a place to cut it


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
    """Yields the results of items, lines of text without their ends.

    A worker that ends otherwise than it should fails the task, and Spark tries it
    again; what is wrong with a document is a result."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(program.command(*parts), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told)
        fault = []
        feeder = threading.Thread(target=feed, args=(process, items, fault), daemon=True)
        feeder.start()
        try:
            for line in process.stdout:
                yield line.decode("utf-8").rstrip("\n")
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
                process.stdin.write(item.encode("utf-8") + b"\n")
    except BrokenPipeError:
        pass  # its exit code says why
    except BaseException as e:  # of whatever makes the items
        fault.append(e)
        process.kill()


def item(**members):
    return json.dumps({"schema": ITEM, **members}, separators=(",", ":"))


# --- web archives --------------------------------------------------------------------


def shown(path):
    """The name of a file as people type it."""
    return path[len("file://"):] if path.startswith("file:///") else path


class Pieces:
    """Cuts one archive into items.

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
        made = item(name=self.name, offset=self.begins, data=base64.b64encode(b"".join(self.parts)).decode())
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
        yield item(name=self.name, offset=self.begins, path=self.file.name)


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


def pieces(rows, target, spool):
    """Yields the items of the archives whose bytes come as rows."""
    now = None
    for row in rows:
        name = shown(row.path)
        if now is None or now.name != name:
            if now is not None:
                yield from now.end()
            now = Pieces(name, row.size, GZIP if row.gz else LINE, target if row.gz else 1 << 62, spool)
        yield from now.take(bytes(row.value))
    if now is not None:
        yield from now.end()


# Hadoop has a codec that leaves files as they are. Where Spark's own build of Hadoop
# has moved the classes, the names of its options have moved with them.
AS_IT_IS = "org.apache.hadoop.io.compress.PassthroughCodec"
CODINGS = (".gz", ".bz2", ".zst", ".deflate", ".lz4", ".snappy")


def raw(spark, paths, separator, ending, largest):
    """The bytes of files, cut at a separator, each file in one partition and in order."""
    spark.conf.set("spark.sql.files.maxPartitionBytes", largest)
    spark.conf.set("spark.sql.files.openCostInBytes", largest)
    reader = spark.read.option("lineSep", separator.decode("latin-1")).option("encoding", "ISO-8859-1")
    for prefix in ("", "org.apache.hadoop.shaded."):
        reader = reader.option(prefix + "io.compression.codecs", AS_IT_IS).option(prefix + "io.compress.passthrough.extension", ending)
    return reader.text(paths).select(
        F.col("_metadata.file_path").alias("path"), F.col("_metadata.file_size").alias("size"),
        F.lit(separator == GZIP).alias("gz"), F.col("value").cast("binary").alias("value"))


def archives(spark, options, listing):
    """An RDD of items, and whether they are cut at records before they are read."""
    groups = {}
    for path, size in listing:
        ending = os.path.splitext(path)[1]
        groups.setdefault(ending if ending in CODINGS else "", []).append((path, size))
    parallel = spark.sparkContext.defaultParallelism
    split = options.split
    if split == "auto":
        split = "files" if len(listing) >= 2 * parallel or set(groups) != {".gz"} else "records"
    total = sum(size for _, size in listing)
    target = min(max(total // (parallel * 8), 128 << 10), 4 << 20)
    rdds = []
    for ending, files in sorted(groups.items()):
        largest = max(size for _, size in files) + 1
        rdds.append(raw(spark, [p for p, _ in files], GZIP if ending == ".gz" else LINE, ending or ".none", largest).rdd)
    rows = rdds[0] if len(rdds) == 1 else spark.sparkContext.union(rdds)
    if split == "files":
        return rows, target, True
    cut = rows.mapPartitions(lambda part: ((i, made) for i, made in enumerate(pieces(part, target, None))))
    return cut.partitionBy(parallel * 8, lambda n: n).values(), target, False


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


def results(spark, options, program, parts):
    """An RDD of what became of each document, lines of JSON."""
    listing = [(p, n) for p, n in listed(spark, options.inputs) if n > 0 and not os.path.basename(p).startswith(("_", "."))]
    if not listing:
        sys.exit("hearsay_spark: nothing to read in " + ", ".join(options.inputs))
    kinds = {options.format if options.format != "auto" else kind_of(p) for p, _ in listing}
    if len(kinds) != 1 or None in kinds:
        sys.exit("hearsay_spark: the inputs are not of one known kind; say which: --format warc, jsonl or parquet")
    kind = kinds.pop()
    if kind == "warc":
        rows, target, whole = archives(spark, options, listing)
        if not whole:
            return rows.mapPartitions(lambda part: work(program, parts, part))
        return rows.mapPartitions(lambda part: work_on_files(program, parts, part, target))
    paths = [p for p, _ in listing]
    if kind == "jsonl":
        frame = spark.read.text(paths).select(F.col("_metadata.file_path").alias("path"), "value")
    else:
        table = spark.read.parquet(*paths)
        frame = table.select(F.col("_metadata.file_path").alias("path"), F.to_json(F.struct("*")).alias("value"))
    return frame.rdd.mapPartitions(lambda part: work(program, parts, (article(r.path, r.value) for r in part if r.value and r.value.strip())))


def work_on_files(program, parts, rows, target):
    with tempfile.TemporaryDirectory() as spool:
        yield from work(program, parts, pieces(rows, target, spool))


def article(path, value):
    """The item of a line of JSON, which may be damaged."""
    try:
        json.loads(value)
    except ValueError:
        value = json.dumps(value)
    return '{"schema":"%s","name":%s,"article":%s}' % (ITEM, json.dumps(shown(path)), value)


# --- what is written -----------------------------------------------------------------


def ddl(columns, of_article):
    return "struct<" + ",".join("%s:%s" % (c["name"], c["type"]) for c in columns if c["of_article"] == of_article) + ">"


STATEMENT = ("struct<id:string,attribution_id:string,form:string,text:string,speaker:string,kind:string,role:string,organisation:string,"
             "headline:boolean,disputed:boolean,size:int,quoted:int,words:string,keys:array<bigint>>")
ORIGIN = "struct<offset:bigint,line:int,canonical:string,bytes_sha256:string,charset:string,flags:array<string>>"


def schema(contract):
    columns = contract["columns"]
    return ",".join([
        "name string", "outcome string", "note string", "error struct<reason:string,kept:string,next:string>", "origin " + ORIGIN,
        "article " + ddl(columns, True), "rows array<%s>" % ddl(columns, False), "statements array<%s>" % STATEMENT, "reading string",
    ])


def placed(frame, partition):
    """Adds the columns that name the directories: the day of publication, if it is
    stated, and the outlet in letters that all file systems take. A name that has to
    be changed gets a number, so that two outlets do not share a directory."""
    day = F.when(F.col("published").rlike(r"^\d{4}-\d{2}-\d{2}"), F.expr("try_cast(substring(published, 1, 10) as date)"))
    plain = F.substring(F.regexp_replace(F.regexp_replace(F.lower("outlet"), "[^a-z0-9]+", "-"), "^-|-$", ""), 1, 60)
    key = F.when(F.col("outlet").rlike("^[A-Za-z0-9 ]{1,60}$"), plain).otherwise(F.concat_ws("-", plain, F.lower(F.hex(F.crc32("outlet")))))
    columns = {"date": day, "month": F.date_format(day, "yyyy-MM"), "outlet_key": F.when(F.col("outlet").isNotNull(), key)}
    names = {"date,outlet": ["date", "outlet_key"], "date": ["date"], "month": ["month"], "none": []}[partition]
    for n in names:
        frame = frame.withColumn(n, columns[n])
    return frame, names


def write(frame, options, name):
    frame, names = placed(frame, options.partition)
    if names:
        frame = frame.repartition(*names)
    frame.sortWithinPartitions(*names, "file").write.mode(options.mode).partitionBy(*names).parquet(options.out + "/" + name)


def read(spark, options):
    """Reads articles and writes OUT/readings, OUT/attributions, OUT/failures and
    OUT/counts. What was read is kept in OUT/_read until all is written."""
    program, contract = programs(spark, options)
    stage = options.out + "/_read"
    lines = results(spark, options, program, ("reading", "rows", "statements"))
    read_json = spark.read.schema(schema(contract)).option("mode", "FAILFAST").option("maxStringLen", 2**31 - 1)
    read_json.json(lines).write.mode("overwrite").parquet(stage)
    all_ = spark.read.parquet(stage)
    got = all_.where("reading is not null")
    of_article = [F.col("article." + c["name"]) for c in contract["columns"] if c["of_article"]]
    write(got.select(*of_article, "origin", "statements", "reading"), options, "readings")
    rows = got.select("article", F.explode("rows").alias("row"))
    write(rows.select(*[F.col(("article." if c["of_article"] else "row.") + c["name"]) for c in contract["columns"]]), options, "attributions")
    failures = all_.where("outcome = 'failed'").select(F.col("name").alias("input"), "error.*")
    failures.write.mode(options.mode).json(options.out + "/failures")
    counts = all_.groupBy("outcome").count().orderBy(F.desc("count"))
    counts.coalesce(1).write.mode(options.mode).json(options.out + "/counts")
    return tell(spark, options, counts.collect(), failures.limit(20).collect(), stage)


def tell(spark, options, counts, failures, stage):
    remove(spark, stage)
    for f in failures:
        print("hearsay_spark: %s: %s; kept: %s; %s" % (f.input, f.reason, f.kept, f.next), file=sys.stderr)
    total, failed = sum(c["count"] for c in counts), sum(c["count"] for c in counts if c.outcome == "failed")
    print("hearsay_spark: %d documents: %s" % (total, ", ".join("%d %s" % (c["count"], c.outcome) for c in counts)), file=sys.stderr)
    if failed:
        print("hearsay_spark: all that failed is in %s/failures" % options.out, file=sys.stderr)
    return 3 if failed else 0


def remove(spark, path):
    jvm = spark.sparkContext._jvm
    p = jvm.org.apache.hadoop.fs.Path(path)
    p.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).delete(p, True)


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


# --- the command line ----------------------------------------------------------------


COMMANDS = {"read": read}


def arguments(argv):
    p = argparse.ArgumentParser(prog="hearsay_spark.py", description="Runs Hearsay over an archive of news on Apache Spark. See docs/spark.md.")
    p.add_argument("--hearsay", default="hearsay", help="the program, to be sent to the executors (default: hearsay)")
    p.add_argument("--installed", help="the program's path on the executors, if it is there already")
    p.add_argument("--worker-args", default="", help="further flags of \"hearsay worker\", such as \"--time 30s --memory 2048\"")
    p.add_argument("--mode", default="error", choices=["error", "overwrite", "append"], help="what to do if there is an output (default: error)")
    p.add_argument("--partition", default="date,outlet", choices=["date,outlet", "date", "month", "none"], help="directories of the output (default: date,outlet)")
    commands = p.add_subparsers(dest="command", required=True)
    c = commands.add_parser("read", help="read articles; write readings and attributions")
    c.add_argument("inputs", nargs="+", help="files, directories or globs, as Spark takes them")
    c.add_argument("out", help="directory of the output")
    c.add_argument("--format", default="auto", choices=["auto", "warc", "jsonl", "parquet"], help="of the inputs (default: by their names)")
    c.add_argument("--split", default="auto", choices=["auto", "files", "records"],
                   help="a task reads whole archives, or parts cut at records (default: parts, if archives are few and compressed record by record)")
    return p.parse_args(argv)


def main(argv):
    options = arguments(argv)
    spark = SparkSession.builder.appName("hearsay").getOrCreate()
    try:
        return COMMANDS[options.command](spark, options)
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
