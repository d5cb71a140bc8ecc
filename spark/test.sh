#!/usr/bin/env bash
# Runs the tests of hearsay_spark.py where there are Java 17, Python and PyPI; says so
# where there are not. What it installs lies in DIR, and is used again.
#   spark/test.sh [DIR]
set -euo pipefail
cd "$(dirname "$0")/.."
dir=${1:-${TMPDIR:-/tmp}/hearsay-spark-env}

skip() {
	echo "NOT RUN: the tests of hearsay_spark.py: $1"
	exit 0
}

java -version 2>&1 | grep -qE 'version "(1[7-9]|[2-9][0-9])' || skip "Java 17 or later is missing"
python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || skip "Python 3.10 or later is missing"
if ! cmp -s spark/requirements.txt "$dir/installed"; then
	python3 -m venv "$dir" && "$dir/bin/pip" install -q -r spark/requirements.txt || skip "PySpark could not be installed: is PyPI reachable?"
	cp spark/requirements.txt "$dir/installed"
fi
exec "$dir/bin/python" spark/test_hearsay_spark.py
