"""Executes only the recorder's statements with Python's sqlite3: the same checks, hash, key and transaction, but no form.

    record.py DATABASE full|normal ITERATIONS

sqlite3 caches prepared statements by their text. recording-benchmark creates the database.
"""

import hashlib
import json
import os
import re
import sqlite3
import sys
import time
import uuid

TOKEN = "c2Vzc2lvbi10b2tlbi1vZi10aGlydHktdHdvLWJ5dGVz"
ORIGINS = {"https://app.example.com"}
NOW = 1767322800
FORM_SECONDS = 300
DURATION = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


def record(database, origin, session, question, duration, random):
    if origin not in ORIGINS:
        raise ValueError("the origin")
    if not DURATION.fullmatch(duration) or (seconds := float(duration)) > 3600:
        raise ValueError("the duration")
    date = time.gmtime(NOW)
    key = f"videos/{date.tm_year:04}/{date.tm_mon:02}/{uuid.UUID(bytes=random[:16], version=4)}.webm"
    external_id = str(uuid.UUID(bytes=random[16:], version=4))
    database.execute("BEGIN IMMEDIATE")
    user, = database.execute(
        "SELECT user_id FROM sessions WHERE token_hash = ? AND expires_at > ?",
        (hashlib.sha256(session.encode()).digest(), NOW)).fetchone()
    if database.execute("SELECT 1 FROM questions WHERE id = ?", (question,)).fetchone() is None:
        raise ValueError("the question")
    answer = database.execute(
        "INSERT INTO answers (external_id, user_id, question_id, duration, status, created_at, form_ends_at) "
        "VALUES (?, ?, ?, ?, 'processing', ?, ?)",
        (external_id, user, question, seconds, NOW, NOW + FORM_SECONDS)).lastrowid
    database.execute("INSERT INTO videos (answer_id, storage_key) VALUES (?, ?)", (answer, key))
    database.execute("COMMIT")


def main():
    path, synchronous, iterations = sys.argv[1], {"full": "FULL", "normal": "NORMAL"}[sys.argv[2]], int(sys.argv[3])
    # Without an isolation level sqlite3 begins no transactions itself.
    database = sqlite3.connect(path, timeout=5, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"PRAGMA synchronous = {synchronous}")
    database.execute("PRAGMA foreign_keys = ON")
    latencies = []
    for count in range(-max(1, iterations // 10), iterations):
        random = os.urandom(32)
        start = time.perf_counter()
        record(database, "https://app.example.com", TOKEN, 1, "12.5", random)
        if count >= 0:
            latencies.append(time.perf_counter() - start)
    database.close()
    latencies.sort()
    seconds = sum(latencies)
    print(json.dumps({
        "peer": "Python", "version": sqlite3.sqlite_version, "operation": "record", "synchronous": sys.argv[2],
        "iterations": iterations, "seconds": seconds, "perSecond": iterations / seconds,
        "p50": latencies[iterations // 2] * 1e6, "p99": latencies[iterations * 99 // 100] * 1e6}))


if __name__ == "__main__":
    main()
