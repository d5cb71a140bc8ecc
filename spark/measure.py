"""Compares a run of hearsay_spark.py on a master and two workers with one process of
"hearsay read" on as many cores: rows, time, and processor time of all processes.

    python spark/measure.py ARCHIVE.warc.gz [PARTITION]

Processor time counts what JVMs and Python take besides; a busy machine changes it
less than time. PARTITION is as for hearsay_spark.py (default: date)."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from pyspark.sql import functions as F

import test_hearsay_spark as bench


def cpu_of(pid):
    """The processor time in seconds of a process and of those that it has waited for."""
    with open("/proc/%d/stat" % pid) as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return sum(int(x) for x in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def own_cpu(who):
    u = resource.getrusage(who)
    return u.ru_utime + u.ru_stime


def one_process(hearsay, archive, out):
    began, before = time.time(), own_cpu(resource.RUSAGE_CHILDREN)
    subprocess.run([hearsay, "read", "--no-progress", "-j", "2", "--format", "parquet", "--output", out, archive], check=True, stderr=subprocess.DEVNULL)
    return time.time() - began, own_cpu(resource.RUSAGE_CHILDREN) - before


def sums(frame, columns):
    """What tells a set of rows from others, whatever their order."""
    decimal = lambda c: F.sum(c.cast("decimal(38,0)"))
    return tuple(frame.select(columns).agg(F.count("*"), decimal(F.xxhash64(*columns)), decimal(F.hash(*columns))).first())


def main(archive, partition="date"):
    bench.SIZE = "10KB"  # of the archive for the tests, which nobody reads here
    b = bench.Bench()
    try:
        out, parquet = os.path.join(b.home, "out"), os.path.join(b.home, "one.parquet")
        wall, cpu = one_process(b.hearsay, archive, parquet)
        print("one process, 2 cores:   %7.1f s, %7.1f s of processors" % (wall, cpu), flush=True)
        options = bench.hearsay_spark.arguments(["--hearsay", b.hearsay, "--partition", partition, "read", archive, out])
        began = time.time()
        bench.hearsay_spark.read(b.spark, options)
        wall2 = time.time() - began
        theirs, columns = b.spark.read.parquet(parquet), b.spark.read.parquet(parquet).columns
        want, got = sums(theirs, columns), sums(b.spark.read.parquet(out + "/attributions"), columns)
        size = sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(out) for f in files)
        driver = b.spark.sparkContext._gateway.proc.pid
        b.spark.stop()
        time.sleep(10)  # until the workers have waited for their executors
        cpu2 = own_cpu(resource.RUSAGE_SELF) + sum(cpu_of(p.pid) for p in b.cluster.processes) + cpu_of(driver)
        print("Spark, 2 workers:       %7.1f s, %7.1f s of processors, the starts of all JVMs and the comparison included" % (wall2, cpu2))
        print("rows: %d and %d, %s; output %.1f MB" % (want[0], got[0], "the same" if want == got else "NOT THE SAME", size / 1e6))
        print("overhead: %+.0f %% of time, %+.0f %% of processor time" % (100 * (wall2 / wall - 1), 100 * (cpu2 / cpu - 1)))
        return 0 if want == got else 1
    finally:
        b.close()
        shutil.rmtree(b.home, True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
