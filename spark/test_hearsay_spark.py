"""Tests hearsay_spark.py on a cluster of Spark's own: a master and two workers, each
a process of its own on the loopback interface, with one executor each.

    make spark                                  # installs what it wants in a folder of its own
    PAGES=20MB python spark/test_hearsay_spark.py

PAGES is the size of the archive. Wants PySpark, Java 17 and Go, and for the queries
duckdb, pandas and pyarrow."""

import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import pyspark
from pyspark.sql import SparkSession

import hearsay_spark

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
SIZE = os.environ.get("PAGES", "1MB")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Cluster:
    """A standalone master and workers."""

    def __init__(self, home, workers):
        self.home, self.processes = home, []
        self.url = "spark://127.0.0.1:%d" % free_port()
        port = self.url.rsplit(":", 1)[1]
        self.start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0")
        self.wait_for(("127.0.0.1", int(port)))
        for i in range(workers):
            self.start("worker%d" % i, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "2g",
                       "--webui-port", "0", "--work-dir", os.path.join(home, "work%d" % i), self.url)

    def start(self, name, main, *args):
        spark = os.path.dirname(pyspark.__file__)
        env = dict(os.environ, SPARK_HOME=spark, SPARK_LOCAL_IP="127.0.0.1", SPARK_DAEMON_MEMORY="256m", PYSPARK_PYTHON=sys.executable)
        with open(os.path.join(self.home, name + ".log"), "w") as log:
            self.processes.append(subprocess.Popen([os.path.join(spark, "bin", "spark-class"), main, *args],
                                                   stdout=log, stderr=log, env=env, start_new_session=True))

    @staticmethod
    def wait_for(address):
        for _ in range(600):
            try:
                socket.create_connection(address, 1).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the master does not answer")

    def executors(self):
        """The process IDs of the executors."""
        pids = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/cmdline" % pid, "rb") as f:
                    words = f.read().split(b"\0")
            except OSError:
                continue
            if b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in words and any(self.home.encode() in w for w in words):
                pids.append(int(pid))
        return pids

    def stop(self):
        for p in self.processes:
            os.killpg(p.pid, signal.SIGKILL)
            p.wait()


class Bench:
    """What all tests share: the programs, an archive, a cluster and a session on it."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="hearsay-spark-")
        self.hearsay, self.dev = os.path.join(self.home, "hearsay"), os.path.join(self.home, "hearsay-dev")
        for program, package in ((self.hearsay, "./cmd/hearsay"), (self.dev, "./cmd/hearsay-dev")):
            subprocess.run(["go", "build", "-o", program, package], cwd=ROOT, check=True)
        self.archive = os.path.join(self.home, "pages.warc.gz")
        subprocess.run([self.dev, "warc", "-size", SIZE, "-out", self.archive], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        self.cluster = Cluster(self.home, 2)
        os.environ["PYSPARK_PYTHON"] = sys.executable
        builder = SparkSession.builder.master(self.cluster.url).appName("test")
        for key, value in {
                "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.executor.memory": "1g", "spark.cores.max": "2",
                "spark.executor.cores": "1", "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "4",
                "spark.scheduler.minRegisteredResourcesRatio": "1.0", "spark.scheduler.maxRegisteredResourcesWaitingTime": "120s",
                "spark.executor.extraJavaOptions": "-Dhearsay.test=" + self.home}.items():
            builder = builder.config(key, value)
        self.spark = builder.getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")
        self.spark.sparkContext.addPyFile(hearsay_spark.__file__)

    def close(self):
        self.spark.stop()
        self.cluster.stop()
        shutil.rmtree(self.home, True)


def setUpModule():
    global bench
    bench = Bench()
    unittest.addModuleCleanup(bench.close)


class Case(unittest.TestCase):
    def setUp(self):
        self.home, self.hearsay, self.archive, self.cluster, self.spark = bench.home, bench.hearsay, bench.archive, bench.cluster, bench.spark

    def run_spark(self, *args):
        """Runs the script's command in this session; returns its exit code."""
        options = hearsay_spark.arguments(["--hearsay", self.hearsay, "--mode", "overwrite", *args])
        return hearsay_spark.COMMANDS[options.command](self.spark, options)

    def out(self, name):
        return os.path.join(self.home, "out-" + name)

    def hearsay_rows(self, *args):
        """The rows of the program's own CSV, sorted."""
        done = subprocess.run([self.hearsay, "read", "--format", "csv", "--no-progress", *args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return self.sorted_rows(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))

    @staticmethod
    def sorted_rows(rows):
        return sorted(tuple(sorted(r.items())) for r in rows)

    def spark_rows(self, out):
        """The rows of the output, with the cells of a CSV, sorted."""
        columns = [c["name"] for c in json.loads(subprocess.run([self.hearsay, "worker", "--describe"], stdout=subprocess.PIPE).stdout)["columns"]]
        frame = self.spark.read.parquet(out + "/attributions").select(columns)
        return self.sorted_rows({k: cell(v) for k, v in row.asDict().items()} for row in frame.toLocalIterator())

    def assert_same(self, got, want):
        self.assertGreater(len(want), 0)
        self.assertEqual(len(got), len(want))
        for g, w in zip(got, want):
            self.assertEqual(g, w)


def cell(value):
    """A value as the program's CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return ("%.4f" % value).rstrip("0").rstrip(".")
    return value


class Archive(Case):
    def test_1_rows_are_those_of_one_process(self):
        out = self.out("rows")
        self.assertEqual(self.run_spark("read", self.archive, out), 0)
        self.assert_same(self.spark_rows(out), self.hearsay_rows(self.archive))
        done = [e.completedTasks() for e in self.executor_list() if e.id() != "driver"]
        self.assertEqual(len(done), 2, "there are two executors")
        self.assertTrue(all(done), "both have done tasks: %r" % done)

    def executor_list(self):
        executors = self.spark.sparkContext._jsc.sc().statusStore().executorList(False)
        return [executors.apply(i) for i in range(executors.size())]

    def test_2_readings_are_those_of_one_process(self):
        out = self.out("rows")
        got = [json.loads(r.reading) for r in self.spark.read.parquet(out + "/readings").select("reading").collect()]
        done = subprocess.run([self.hearsay, "read", "--no-progress", self.archive], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        want = [json.loads(line) for line in done.stdout.splitlines()]
        order = lambda r: r["article"]["file"]
        self.assertEqual(sorted(got, key=order), sorted(want, key=order))

    def test_3_an_executor_is_killed(self):
        out, ended = self.out("killed"), []
        run = threading.Thread(target=lambda: ended.append(self.run_spark("--partition", "none", "read", self.archive, out)))
        tracker = self.spark.sparkContext.statusTracker()
        before = set(tracker.getJobIdsForGroup())
        run.start()
        self.wait_until(lambda: self.completed_tasks(tracker, before) >= 3)
        victims = self.cluster.executors()
        os.kill(victims[0], signal.SIGKILL)
        run.join()
        self.assertEqual(ended, [0])
        self.assertEqual(len(victims), 2)
        self.assert_same(self.spark_rows(out), self.hearsay_rows(self.archive))

    def completed_tasks(self, tracker, before):
        """Tasks that are done of the stage that reads."""
        done = 0
        for job in set(tracker.getJobIdsForGroup()) - before:
            info = tracker.getJobInfo(job)
            for stage in info.stageIds if info else []:
                s = tracker.getStageInfo(stage)
                if s and s.numTasks > 4 and s.numCompletedTasks < s.numTasks:
                    done = max(done, s.numCompletedTasks)
        return done

    def wait_until(self, condition):
        for _ in range(3000):
            if condition():
                return
            time.sleep(0.05)
        self.fail("it did not come to that")

    def test_4_whole_files(self):
        plain = os.path.join(self.home, "plain")
        os.makedirs(plain, exist_ok=True)
        with open(os.path.join(plain, "a.warc"), "wb") as f:
            f.write(subprocess.run(["gzip", "-dc", self.archive], stdout=subprocess.PIPE, check=True).stdout)
        with open(self.archive, "rb") as f, open(os.path.join(plain, "b.warc.gz"), "wb") as g:
            g.write(f.read()[:400_000])  # cut off in the midst of a record
        out = self.out("files")
        self.assertEqual(self.run_spark("--partition", "date", "read", plain, out), 3)
        self.assert_same(self.spark_rows(out), self.hearsay_rows(plain))
        failures = self.spark.read.json(out + "/failures").collect()
        self.assertEqual(len(failures), 1)
        self.assertRegex(failures[0].input, r"/b\.warc\.gz@\d+$")
        self.assertRegex(failures[0].reason, "cut off")


    def test_5_families_are_those_of_trace(self):
        out = self.out("rows")
        self.assertEqual(self.run_spark("families", out), 0)
        table = self.spark.read.parquet(out + "/families")
        rows = [r.asDict() for r in table.where("length(text) > 60").orderBy("family", "file").collect()]
        families = {}
        for r in rows:
            families.setdefault(r["family"], []).append(r)
        agree = asked = 0
        for family in sorted(families.values(), key=len)[-40::8]:
            # The first sentence of an attribution is the only one that trace shows by its ID.
            done = subprocess.run([self.hearsay, "trace", family[0]["text"], out + "/readings", "--format", "json", "--no-progress"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
            ids = set(re.findall(r'"id":"([0-9a-f.]+)"', done.stdout.decode()))
            asked += len(family)
            agree += sum(r["statement_id"] in ids for r in family)
        self.assertGreater(asked, 5)
        self.assertGreater(agree / asked, 0.9)

    def test_6_framing(self):
        out = self.out("rows")
        self.assertEqual(self.run_spark("framing", out), 0)
        got = {r.outlet: r for r in self.spark.read.parquet(out + "/framing").where("speaker is null").collect()}
        done = subprocess.run([self.hearsay, "framing", out + "/readings", "--format", "csv", "--no-progress"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        compared = 0
        for want in csv.DictReader(io.StringIO(done.stdout.decode())):
            row = got.get(want["outlet"])
            if want["table"] != "outlet" or row is None or row.articles != int(want["articles"]):
                continue  # an article is left out as a copy in one of the two
            compared += 1
            for name, theirs in (("attributions", "attributions"), ("words", "words"), ("quoted", "quoted_words"), ("direct", "direct"), ("disputed", "disputed"),
                                 ("neutral", "neutral"), ("endorsing", "endorsing"), ("distancing", "distancing"), ("naming_named", "source_named")):
                self.assertEqual(row[name], int(want[theirs]), "%s of %s" % (name, want["outlet"]))
        self.assertGreater(compared, 0.8 * len(got))

    def test_7_into_a_ledger(self):
        out, db = self.out("rows"), os.path.join(self.home, "ledger.db")
        day = next(d for d in sorted(os.listdir(out + "/readings")) if d.startswith("date=2"))
        added = subprocess.run([self.hearsay, "add", "--db", db, "--no-progress", os.path.join(out, "readings", day)], stderr=subprocess.PIPE, check=True)
        ledger = subprocess.run([self.hearsay, "export", "--db", db, "--format", "csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
        got = {r["attribution_id"] for r in csv.DictReader(io.StringIO(ledger.stdout.decode()))}
        want = {r.attribution_id for r in self.spark.read.parquet(out + "/attributions").where("date = '%s'" % day[5:]).collect()}
        self.assertTrue(want)
        self.assertEqual(got, want, added.stderr.decode())

    def test_8_recipes(self):
        """The queries of the documentation give one answer."""
        with open(os.path.join(ROOT, "docs", "spark.md")) as f:
            blocks = re.findall(r"```(?:sql|python)\n(.*?)```", f.read().replace("OUT/", self.out("rows") + "/"), re.S)
        self.assertEqual(len(blocks), 3)
        in_spark = [tuple(r) for r in self.spark.sql(blocks[1]).collect()]
        self.assertEqual(len(in_spark), 10)
        try:
            import duckdb, pandas, pyarrow
        except ImportError as e:
            self.skipTest("DuckDB and pandas are not compared: " + str(e))
        self.assertEqual(duckdb.sql(blocks[0]).fetchall(), in_spark)
        names = {}
        exec(blocks[2], names)
        self.assertEqual([tuple(r) for r in names["answer"].itertuples(index=False)], in_spark)


class Documents(Case):
    def test_poisonous_documents(self):
        """Damaged lines, and a document that takes its reader more time than it has."""
        file, out = os.path.join(self.home, "articles.jsonl"), self.out("poison")
        with open(file, "w") as f:
            for i in range(20):
                f.write(json.dumps({"text": "Ann Poe said on Monday that ferry %d would not sail." % i, "outlet": "Gazette", "date": "2026-03-%02d" % (i + 1)}) + "\n")
                if i == 7:
                    f.write('{"text":"damaged\n[1,2]\n')
                if i == 9:
                    f.write(json.dumps({"text": "The mayor said that it had rained in Orla. " * 200_000}) + "\n")
        self.assertEqual(self.run_spark("--worker-args", "--time 5s", "read", file, out), 3)
        rows = self.spark_rows(out)
        self.assertEqual(len(rows), 20)
        days = {d for d in os.listdir(out + "/attributions") if d.startswith("date=")}
        self.assertEqual(len(days), 20)
        self.assertEqual(os.listdir(out + "/attributions/date=2026-03-01"), ["outlet_key=gazette"])
        failures = sorted((f.input, f.reason) for f in self.spark.read.json(out + "/failures").collect())
        self.assertEqual([n for n, _ in failures], [file] * 3)
        self.assertEqual(sum("too slow to read: it takes more than 5s" in r for _, r in failures), 1, failures)
        self.assertEqual(sum("no JSON object" in r for _, r in failures), 2, failures)

    def test_parquet(self):
        file, out = os.path.join(self.home, "articles.parquet"), self.out("parquet")
        texts = [(i, "Ann Poe said on Monday that ferry %d would not sail." % i, "Gazette") for i in range(30)]
        self.spark.createDataFrame(texts, "id int, text string, outlet string").write.mode("overwrite").parquet(file)
        self.assertEqual(self.run_spark("--partition", "none", "read", file, out), 0)
        lines = os.path.join(self.home, "same.jsonl")
        with open(lines, "w") as f:
            for _, text, outlet in texts:
                f.write(json.dumps({"text": text, "outlet": outlet}) + "\n")
        without_file = lambda rows: sorted(tuple((k, v) for k, v in r if k != "file") for r in rows)
        self.assert_same(without_file(self.spark_rows(out)), without_file(self.hearsay_rows(lines)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
