/*
 * Measures the cryptography alone: the SHA-256 and HMAC of one presigned URL, with OpenSSL's EVP interface. No signer can be faster.
 *
 *   cc -O2 crypto.c -lcrypto -o crypto && ./crypto crypto-cached|crypto-derived ITERATIONS [--show]
 *
 * crypto-cached keeps the signing key, as the inner and outer contexts of its HMAC; crypto-derived derives it for each URL.
 * The texts are those of the URL that the other peers sign, so --show prints the signature that they compute.
 */

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK = 64, DIGEST = 32 };

static const char secret[] = "AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
static const char *const scope[] = {"20260102", "eu-west-1", "s3", "aws4_request"};
static const char canonical_request[] =
    "GET\n"
    "/videos/answers/2024/video-0001.mp4\n"
    "X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260102%2Feu-west-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20260102T030405Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host\n"
    "host:video-uploads-example.s3.eu-west-1.amazonaws.com\n"
    "\n"
    "host\n"
    "UNSIGNED-PAYLOAD";
static const char string_to_sign_head[] =
    "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-1/s3/aws4_request\n";

/* The contexts are kept, so that only hashing is measured. `fresh` has hashed nothing yet, and is copied instead of initialised. */
static EVP_MD_CTX *fresh, *hashing;

/* An HMAC with its key, before the message. */
struct hmac_key {
    EVP_MD_CTX *inner, *outer;
};

static void need(int success) {
    if (!success) {
        fprintf(stderr, "crypto: libcrypto failed\n");
        exit(1);
    }
}

static void hash(const void *bytes, size_t count, unsigned char *digest) {
    need(EVP_MD_CTX_copy_ex(hashing, fresh));
    need(EVP_DigestUpdate(hashing, bytes, count));
    need(EVP_DigestFinal_ex(hashing, digest, NULL));
}

static void set_key(struct hmac_key *key, const void *bytes, size_t count) {
    unsigned char inner[BLOCK] = {0}, outer[BLOCK];
    memcpy(inner, bytes, count);
    for (int index = 0; index < BLOCK; ++index) {
        outer[index] = inner[index] ^ 0x5c;
        inner[index] ^= 0x36;
    }
    need(EVP_MD_CTX_copy_ex(key->inner, fresh));
    need(EVP_DigestUpdate(key->inner, inner, BLOCK));
    need(EVP_MD_CTX_copy_ex(key->outer, fresh));
    need(EVP_DigestUpdate(key->outer, outer, BLOCK));
}

static void hmac(const struct hmac_key *key, const void *message, size_t count, unsigned char *digest) {
    need(EVP_MD_CTX_copy_ex(hashing, key->inner));
    need(EVP_DigestUpdate(hashing, message, count));
    need(EVP_DigestFinal_ex(hashing, digest, NULL));
    need(EVP_MD_CTX_copy_ex(hashing, key->outer));
    need(EVP_DigestUpdate(hashing, digest, DIGEST));
    need(EVP_DigestFinal_ex(hashing, digest, NULL));
}

static void derive(struct hmac_key *key) {
    unsigned char derived[DIGEST];
    set_key(key, secret, sizeof(secret) - 1);
    for (size_t step = 0; step < sizeof(scope) / sizeof(*scope); ++step) {
        hmac(key, scope[step], strlen(scope[step]), derived);
        set_key(key, derived, DIGEST);
    }
}

static char *append_hexadecimal(char *text, const unsigned char *digest) {
    for (int index = 0; index < DIGEST; ++index) {
        *text++ = "0123456789abcdef"[digest[index] >> 4];
        *text++ = "0123456789abcdef"[digest[index] & 15];
    }
    return text;
}

static void sign(const struct hmac_key *key, char *signature) {
    unsigned char digest[DIGEST];
    char string_to_sign[sizeof(string_to_sign_head) + 2 * DIGEST];
    hash(canonical_request, sizeof(canonical_request) - 1, digest);
    memcpy(string_to_sign, string_to_sign_head, sizeof(string_to_sign_head) - 1);
    const char *end = append_hexadecimal(string_to_sign + sizeof(string_to_sign_head) - 1, digest);
    hmac(key, string_to_sign, (size_t)(end - string_to_sign), digest);
    *append_hexadecimal(signature, digest) = 0;
}

static struct hmac_key new_key(void) {
    struct hmac_key key = {EVP_MD_CTX_new(), EVP_MD_CTX_new()};
    need(key.inner != NULL && key.outer != NULL);
    return key;
}

static double monotonic_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    const int derives = argc > 2 && strcmp(argv[1], "crypto-derived") == 0;
    const long iterations = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    if (iterations < 1 || (!derives && strcmp(argv[1], "crypto-cached") != 0)) {
        fprintf(stderr, "usage: crypto crypto-cached|crypto-derived ITERATIONS [--show]\n");
        return 2;
    }
    fresh = EVP_MD_CTX_new();
    hashing = EVP_MD_CTX_new();
    need(fresh != NULL && hashing != NULL && EVP_DigestInit_ex(fresh, EVP_sha256(), NULL));
    struct hmac_key key = new_key();
    derive(&key);

    char signature[2 * DIGEST + 1];
    double start = 0;
    for (long count = -iterations / 10; count < iterations; ++count) {
        if (count == 0) {
            start = monotonic_seconds();
        }
        if (derives) {
            derive(&key);
        }
        sign(&key, signature);
    }
    const double seconds = monotonic_seconds() - start;

    printf(
        "{\"peer\": \"openssl\", \"version\": \"%s\", \"operation\": \"%s\", \"iterations\": %ld, "
        "\"seconds\": %.6f, \"perSecond\": %.1f}\n",
        OpenSSL_version(OPENSSL_VERSION_STRING), argv[1], iterations, seconds, (double)iterations / seconds);
    if (argc > 3 && strcmp(argv[3], "--show") == 0) {
        fprintf(stderr, "%s\n", signature);
    }
    return 0;
}
