"""Compares a run of hearsay_spark.py on a master and two workers with one process of
"hearsay read" on as many cores: rows, time, and processor time.

    python spark/measure.py ARCHIVE|DIRECTORY [PARTITION]

Processor time is that of the whole machine, from /proc/stat: nothing else should run.
Spark's figures include neither the start of its processes nor the comparison. PARTITION
is as for hearsay_spark.py (default: date)."""

import os
import shutil
import subprocess
import sys
import time

from pyspark.sql import functions as F

import test_hearsay_spark as bench


def busy():
    """The processor time in seconds that the machine has worked."""
    with open("/proc/stat") as f:
        user, nice, system, _, _, irq, softirq, *_ = map(int, f.readline().split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def one_process(hearsay, archive, out):
    began, before = time.time(), busy()
    subprocess.run([hearsay, "read", "--no-progress", "-j", "2", "--format", "parquet", "--output", out, archive], check=True, stderr=subprocess.DEVNULL)
    return time.time() - began, busy() - before


def sums(frame, columns):
    """What tells a set of rows from others, whatever their order."""
    decimal = lambda c: F.sum(c.cast("decimal(38,0)"))
    return tuple(frame.select(columns).agg(F.count("*"), decimal(F.xxhash64(*columns)), decimal(F.hash(*columns))).first())


def main(archive, partition="date"):
    bench.SIZE = "10KB"  # of the archive for the tests, which nobody reads here
    b = bench.Bench()
    try:
        out, parquet = os.path.join(b.home, "out"), os.path.join(b.home, "one.parquet")
        options = bench.hearsay_spark.arguments(["--hearsay", b.hearsay, "--partition", partition, "read", archive, out])
        began, before = time.time(), busy()
        bench.hearsay_spark.read(b.spark, options)
        wall2, cpu2 = time.time() - began, busy() - before
        print("Spark, 2 workers:       %7.1f s, %7.1f s of processors" % (wall2, cpu2), flush=True)
        wall, cpu = one_process(b.hearsay, archive, parquet)
        print("one process, 2 cores:   %7.1f s, %7.1f s of processors" % (wall, cpu))
        theirs, columns = b.spark.read.parquet(parquet), b.spark.read.parquet(parquet).columns
        want, got = sums(theirs, columns), sums(b.spark.read.parquet(out + "/attributions"), columns)
        size = sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(out) for f in files)
        print("rows: %d and %d, %s; output %.1f MB" % (want[0], got[0], "the same" if want == got else "NOT THE SAME", size / 1e6))
        print("overhead: %+.0f %% of time, %+.0f %% of processor time" % (100 * (wall2 / wall - 1), 100 * (cpu2 / cpu - 1)))
        return 0 if want == got else 1
    finally:
        b.close()
        shutil.rmtree(b.home, True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
