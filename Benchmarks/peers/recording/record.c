/*
 * Executes only the recorder's statements with SQLite's C interface: the same checks, hash, key and transaction, but no form.
 *
 *   cc -O2 record.c -lsqlite3 -lcrypto -o record && ./record DATABASE full|normal ITERATIONS
 *
 * Statements are prepared once, and bound values are not copied. recording-benchmark creates the database.
 */

#include <openssl/evp.h>
#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static const char token[] = "c2Vzc2lvbi10b2tlbi1vZi10aGlydHktdHdvLWJ5dGVz";
static const char own_origin[] = "https://app.example.com";
static const sqlite3_int64 now = 1767322800, form_seconds = 300, question = 1;

enum { BEGIN, USER, QUESTION, ANSWER, VIDEO, COMMIT, STATEMENTS };
static const char *const sql[STATEMENTS] = {
    "BEGIN IMMEDIATE",
    "SELECT user_id FROM sessions WHERE token_hash = ? AND expires_at > ?",
    "SELECT 1 FROM questions WHERE id = ?",
    "INSERT INTO answers (external_id, user_id, question_id, duration, status, created_at, form_ends_at) "
    "VALUES (?, ?, ?, ?, 'processing', ?, ?)",
    "INSERT INTO videos (answer_id, storage_key) VALUES (?, ?)",
    "COMMIT",
};
static sqlite3 *database;
static sqlite3_stmt *statements[STATEMENTS];
static EVP_MD *sha256;

static void fail(const char *what) {
    fprintf(stderr, "record: %s: %s\n", what, database ? sqlite3_errmsg(database) : "");
    exit(1);
}

static void need(int success, const char *what) {
    if (!success) {
        fail(what);
    }
}

static void open_database(const char *path, const char *synchronous) {
    char pragma[64];
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    need(sqlite3_open_v2(path, &database, flags, NULL) == SQLITE_OK, "opening");
    sqlite3_busy_timeout(database, 5000);
    snprintf(pragma, sizeof(pragma), "PRAGMA synchronous = %s", synchronous);
    need(sqlite3_exec(database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) == SQLITE_OK, "WAL");
    need(sqlite3_exec(database, pragma, NULL, NULL, NULL) == SQLITE_OK, pragma);
    need(sqlite3_exec(database, "PRAGMA foreign_keys = ON", NULL, NULL, NULL) == SQLITE_OK, "foreign keys");
    for (int index = 0; index < STATEMENTS; ++index) {
        need(
            sqlite3_prepare_v3(database, sql[index], -1, SQLITE_PREPARE_PERSISTENT, &statements[index], NULL) == SQLITE_OK,
            sql[index]);
    }
}

/* Steps a statement once and resets it. Returns the first column of a row. */
static sqlite3_int64 run(int index, int expected) {
    need(sqlite3_step(statements[index]) == expected, sql[index]);
    const sqlite3_int64 result = expected == SQLITE_ROW ? sqlite3_column_int64(statements[index], 0) : 0;
    sqlite3_reset(statements[index]);
    return result;
}

static void write_uuid(const unsigned char *random, char *text) {
    for (int index = 0; index < 16; ++index) {
        unsigned char byte = random[index];
        byte = index == 6 ? (byte & 0x0f) | 0x40 : index == 8 ? (byte & 0x3f) | 0x80 : byte;
        if (index == 4 || index == 6 || index == 8 || index == 10) {
            *text++ = '-';
        }
        *text++ = "0123456789abcdef"[byte >> 4];
        *text++ = "0123456789abcdef"[byte & 15];
    }
    *text = 0;
}

/* Reads digits, optionally followed by a point and digits. */
static double seconds_of(const char *duration) {
    const size_t whole = strspn(duration, "0123456789");
    size_t length = whole;
    if (duration[whole] == '.') {
        const size_t fraction = strspn(duration + whole + 1, "0123456789");
        need(fraction > 0, "the duration");
        length += 1 + fraction;
    }
    need(whole > 0 && duration[length] == 0, "the duration");
    const double seconds = strtod(duration, NULL);
    need(seconds <= 3600, "the duration");
    return seconds;
}

static void record(const char *origin, const char *session, const char *duration, const unsigned char *random) {
    char key[64], external_id[37], uuid[37];
    unsigned char hash[32];
    struct tm date;
    need(strcmp(origin, own_origin) == 0, "the origin");
    const double seconds = seconds_of(duration);
    gmtime_r(&(time_t){now}, &date);
    write_uuid(random, uuid);
    write_uuid(random + 16, external_id);
    const int key_length =
        snprintf(key, sizeof(key), "videos/%04d/%02d/%s.webm", date.tm_year + 1900, date.tm_mon + 1, uuid);

    run(BEGIN, SQLITE_DONE);
    need(EVP_Digest(session, strlen(session), hash, NULL, sha256, NULL), "SHA-256");
    sqlite3_bind_blob(statements[USER], 1, hash, sizeof(hash), SQLITE_STATIC);
    sqlite3_bind_int64(statements[USER], 2, now);
    const sqlite3_int64 user = run(USER, SQLITE_ROW);
    sqlite3_bind_int64(statements[QUESTION], 1, question);
    run(QUESTION, SQLITE_ROW);
    sqlite3_bind_text(statements[ANSWER], 1, external_id, 36, SQLITE_STATIC);
    sqlite3_bind_int64(statements[ANSWER], 2, user);
    sqlite3_bind_int64(statements[ANSWER], 3, question);
    sqlite3_bind_double(statements[ANSWER], 4, seconds);
    sqlite3_bind_int64(statements[ANSWER], 5, now);
    sqlite3_bind_int64(statements[ANSWER], 6, now + form_seconds);
    run(ANSWER, SQLITE_DONE);
    sqlite3_bind_int64(statements[VIDEO], 1, sqlite3_last_insert_rowid(database));
    sqlite3_bind_text(statements[VIDEO], 2, key, key_length, SQLITE_STATIC);
    run(VIDEO, SQLITE_DONE);
    run(COMMIT, SQLITE_DONE);
}

static double monotonic_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int by_size(const void *left, const void *right) {
    const double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

int main(int argc, char **argv) {
    const long iterations = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    if (iterations < 1 || (strcmp(argv[2], "full") != 0 && strcmp(argv[2], "normal") != 0)) {
        fprintf(stderr, "usage: record DATABASE full|normal ITERATIONS\n");
        return 2;
    }
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    double *latencies = malloc((size_t)iterations * sizeof(double));
    need(sha256 != NULL && latencies != NULL, "memory");
    open_database(argv[1], argv[2]);

    double seconds = 0;
    for (long count = -(iterations / 10 > 0 ? iterations / 10 : 1); count < iterations; ++count) {
        unsigned char random[32];
        need(getrandom(random, sizeof(random), 0) == sizeof(random), "random bytes");
        const double start = monotonic_seconds();
        record("https://app.example.com", token, "12.5", random);
        if (count >= 0) {
            latencies[count] = monotonic_seconds() - start;
            seconds += latencies[count];
        }
    }
    qsort(latencies, (size_t)iterations, sizeof(double), by_size);
    printf(
        "{\"peer\": \"C\", \"version\": \"%s\", \"operation\": \"record\", \"synchronous\": \"%s\", \"iterations\": %ld, "
        "\"seconds\": %.6f, \"perSecond\": %.1f, \"p50\": %.2f, \"p99\": %.2f}\n",
        sqlite3_libversion(), argv[2], iterations, seconds, (double)iterations / seconds,
        latencies[iterations / 2] * 1e6, latencies[iterations * 99 / 100] * 1e6);
    for (int index = 0; index < STATEMENTS; ++index) {
        sqlite3_finalize(statements[index]);
    }
    sqlite3_close(database);
    EVP_MD_free(sha256);
    free(latencies);
    return 0;
}
