"""Measures recordings per second, latencies, bytes and syncs: ours, and the same statements from C and Python, in turn on one disk."""

import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build" / "benchmarks"
PEERS = ROOT / "Benchmarks" / "peers" / "recording"
OURS = ROOT / "Benchmarks" / ".build" / "release" / "recording-benchmark"
SETTINGS = [(1_000, "full"), (1_000, "normal"), (1_000_000, "full")]
# The target for our rate as a ratio of C's, both without a form.
TARGET = 0.9
# How many seconds the rounds of one table may take. On a busy disk there are fewer rounds, but at least three.
LIMIT = 60


def measure(rounds, seconds):
    """Builds the peers and prints the tables. The databases are always removed at the end."""
    programs = {"VideoSpec": [OURS, "record"], "with the form": [OURS, "begin"]}
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler:
        BUILD.mkdir(parents=True, exist_ok=True)
        compiled = ["-O2", PEERS / "record.c", "-lsqlite3", "-lcrypto", "-o", BUILD / "record"]
        subprocess.run([compiler, *compiled], check=True)
        programs["C"] = [BUILD / "record"]
    programs["Python"] = [sys.executable, PEERS / "record.py"]
    with tempfile.TemporaryDirectory(prefix="video-spec-") as directory:
        databases = Databases(pathlib.Path(directory))
        sync = bare_sync(pathlib.Path(directory) / "sync")
        print(
            f"\none answer and one video per transaction; SQLite {sqlite3.sqlite_version}, {filesystem(directory)}; "
            f"a bare fdatasync takes {sync * 1e6:.0f} µs; ratio: ours without a form / peer within a round, median (min to max)\n")
        speeds(programs, databases, rounds, seconds)
        completing(databases, rounds, seconds)
        if compiler:
            writes(compiler, {name: of for name, of in programs.items() if name != "with the form"}, databases)
            instructions({name: programs[name] for name in ("VideoSpec", "C")}, databases)
    if not compiler:
        print("not run: recording from C, bytes and syncs: no C compiler is installed")


class Databases:
    """The databases. Those with a thousand rows are copied for each run. The one with a million is shared, and grows by a few percent."""

    def __init__(self, directory):
        self.directory = directory
        for rows in {rows for rows, _ in SETTINGS}:
            self.make(rows)

    def make(self, rows):
        path = self.directory / f"{rows}.db"
        subprocess.run([OURS, "create", path], check=True)
        started = time.monotonic()
        fill(path, rows)
        print(f"{rows:,} rows filled in {time.monotonic() - started:.1f} s", file=sys.stderr)

    @contextlib.contextmanager
    def fresh(self, rows):
        if rows > 10_000:
            yield self.directory / f"{rows}.db"
            return
        path = self.directory / "run.db"
        shutil.copy(self.directory / f"{rows}.db", path)
        yield path
        for file in self.directory.glob("run.db*"):
            file.unlink()

    def run(self, command, rows, synchronous, count, **options):
        with self.fresh(rows) as path:
            command = [str(part) for part in [*command, path, synchronous, count]]
            found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout
        return json.loads(found.splitlines()[-1])


def fill(path, rows):
    """Fills a database with completed uploads, without a journal and without syncs until the end."""
    uuid = "lower(" + " || '-' || ".join(
        part for part in ["hex(randomblob(4))", "hex(randomblob(2))", "'4' || substr(hex(randomblob(2)), 2)",
                          "'8' || substr(hex(randomblob(2)), 2)", "hex(randomblob(6))"]) + ")"
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ["journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000"]:
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN")
    database.execute(f"""
        WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?)
        INSERT INTO answers (external_id, user_id, question_id, duration, status, created_at, form_ends_at)
        SELECT {uuid}, 1, 1, 12.5, 'completed', 1767322800, 1767323100 FROM numbers""", (rows,))
    database.execute(f"""
        INSERT INTO videos (answer_id, storage_key, size, media_type, etag, violations, validated, looked, recorded)
        SELECT id, 'videos/2026/01/' || {uuid} || '.webm', 1000000, 'video/webm',
          '"9b2cf535f27731c974343645a3985328"', '', 1, 1, 1 FROM answers""")
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode = WAL")
    database.close()
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def filesystem(directory):
    """Returns the type, device and options of a directory's file system, if Linux provides them."""
    try:
        mounts = [line.split()[:4] for line in pathlib.Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return "an unknown file system"
    within = [mount for mount in mounts if os.path.commonpath([directory, mount[1]]) == mount[1]]
    device, _, kind, options = max(within, key=lambda mount: len(mount[1]))
    return f"{kind} on {device} ({options})"


def bare_sync(path):
    """Returns the median time of an fdatasync after one page is overwritten, which every transaction with FULL needs."""
    took = []
    with open(path, "wb", buffering=0) as file:
        for index in range(300):
            file.seek(0)
            file.write(os.urandom(4096))
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - started)
    path.unlink()
    return statistics.median(took)


def turns(programs, databases, settings, rounds, seconds, limit=LIMIT):
    """Returns the output of each program in each round, by setting. Each round begins with a different program."""
    found = {(setting, name): [] for setting in settings for name in programs}
    counts = {}
    for setting in settings:
        rate = databases.run([OURS, "record"], *setting, 200)["perSecond"]
        counts[setting] = min(20_000, max(100, int(rate * seconds)))
    end = time.monotonic() + limit
    for index in range(rounds):
        if index >= 3 and time.monotonic() > end:
            break
        print(f"\rround {index + 1} of {rounds}", end="", file=sys.stderr, flush=True)
        names = list(programs)[index % len(programs):] + list(programs)[:index % len(programs)]
        for setting in settings:
            for name in names:
                found[setting, name].append(databases.run(programs[name], *setting, counts[setting]))
    print("\r", end="", file=sys.stderr)
    return found


def spread(ours, theirs):
    """Returns the median of the ratios within a round, and a text with it."""
    ratios = sorted(mine / other for mine, other in zip(ours, theirs))
    return statistics.median(ratios), f"{statistics.median(ratios):.2f}× ({ratios[0]:.2f} to {ratios[-1]:.2f})"


def speeds(programs, databases, rounds, seconds):
    found = turns(programs, databases, SETTINGS, rounds, seconds)
    print(f"{'rows':>9} {'synchronous':11} {'program':13} {'per second':>10} {'p50 µs':>7} {'p99 µs':>7} {'ratio':>22} "
          f"{'ratio of p50':>22}  target")
    for setting in SETTINGS:
        ours = found[setting, "VideoSpec"]
        for name in programs:
            theirs = found[setting, name]
            rate, rates = spread([run["perSecond"] for run in ours], [run["perSecond"] for run in theirs])
            # The inverse of the time, so that larger is better, as for rates.
            _, medians = spread([1 / run["p50"] for run in ours], [1 / run["p50"] for run in theirs])
            note = f"≥ {TARGET}×: {'met' if rate >= TARGET else 'missed'}" if name == "C" else ""
            rows, synchronous = (f"{setting[0]:,}", setting[1].upper()) if name == "VideoSpec" else ("", "")
            rates, medians = ("", "") if name == "VideoSpec" else (rates, medians)
            print(f"{rows:>9} {synchronous:11} {name:13} {middle(theirs, 'perSecond'):10,.0f} {middle(theirs, 'p50'):7.0f} "
                  f"{middle(theirs, 'p99'):7.0f} {rates:>22} {medians:>22}  {note}".rstrip())
    print(f"\n{len(ours)} rounds")
    signing = middle([databases.run([OURS, "sign"], 1_000, "full", 20_000) for _ in range(rounds)], "p50")
    shares = [f"{signing / middle(found[setting, 'with the form'], 'p50'):.1%} of one with {setting[1].upper()}"
              for setting in SETTINGS[:2]]
    print(f"signing alone: {signing:.1f} µs, the median transaction's {', '.join(shares)}")
    many, few = (middle(found[(rows, "full"), "VideoSpec"], "p50") for rows in (1_000_000, 1_000))
    print(f"the median transaction with 1,000,000 rows takes {many / few:.2f}× what it takes with 1,000")


def middle(runs, member):
    return statistics.median(run[member] for run in runs)


def completing(databases, rounds, seconds):
    programs = {"begin": [OURS, "begin"], "complete": [OURS, "complete"]}
    found = turns(programs, databases, SETTINGS[:2], max(3, rounds // 2), seconds, LIMIT / 5)
    for setting in SETTINGS[:2]:
        begun, completed = ([run["perSecond"] for run in found[setting, name]] for name in programs)
        _, text = spread(completed, begun)
        runs = found[setting, "complete"]
        print(f"complete, look and record, two transactions, {setting[1].upper()}: {text} of begin's rate, "
              f"p50 {middle(runs, 'p50'):.0f} µs, p99 {middle(runs, 'p99'):.0f} µs")


def writes(compiler, programs, databases):
    """Prints the syncs and bytes of a transaction: the difference of two runs, so that opening and closing do not count."""
    library, report = BUILD / "count-io.so", databases.directory / "counted"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", PEERS / "count-io.c", "-o", library], check=True)
    print(f"\n{'per transaction':22} {'syncs':>7} {'written, bytes':>15} {'pages dirtied, bytes':>21}")
    for rows, synchronous in SETTINGS:
        for name, command in programs.items():
            totals = []
            for count in (500, 1_500):
                databases.run(
                    command, rows, synchronous, count, env={**os.environ, "LD_PRELOAD": str(library), "COUNT_IO": str(report)})
                totals.append(json.loads(report.read_text()))
            # The warm-up is a tenth of the run.
            syncs, written, dirtied = ((totals[1][key] - totals[0][key]) / 1_100 for key in ("syncs", "wchar", "write_bytes"))
            label = f"{rows:,} {synchronous.upper()}" if name == "VideoSpec" else ""
            print(f"{label:16} {name:10} {syncs:7.2f} {written:15,.0f} {dirtied:21,.0f}")


def instructions(programs, databases):
    """Prints the instructions of a transaction, as the difference of two runs. Unlike times, they are reproducible.

    They exclude the kernel's, which take most of the time.
    """
    if not shutil.which("valgrind"):
        return
    counted = {}
    for name, command in programs.items():
        totals = []
        for count in (500, 1_500):
            report = databases.directory / "callgrind"
            databases.run(
                ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={report}", *command], 1_000, "normal", count,
                stderr=subprocess.DEVNULL)
            totals += [int(line.split()[1]) for line in report.read_text().splitlines() if line.startswith("totals:")]
        counted[name] = (totals[1] - totals[0]) / 1_100
    print(
        f"\ninstructions per transaction outside the kernel (valgrind): VideoSpec {counted['VideoSpec']:,.0f}, "
        f"C {counted['C']:,.0f}: {counted['VideoSpec'] / counted['C']:.2f}×")
