/*
 * Measures how fast aws-c-auth signs: the same request again and again, on one thread.
 *
 *   sign presign-url|sign-headers ITERATIONS [--show]
 *
 * An operation does what a program does for each request: it builds the message, signs it, applies the result and, for a
 * presigned URL, joins the URL. Credentials and configuration are made once. It prints one line of JSON. --show prints the
 * last result to standard error, so that it can be compared with another implementation's.
 */

#include <aws/auth/auth.h>
#include <aws/auth/credentials.h>
#include <aws/auth/signable.h>
#include <aws/auth/signing.h>
#include <aws/auth/signing_result.h>
#include <aws/http/request_response.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef PEER_VERSION
#    error "PEER_VERSION names the archive of aws-c-auth and its libcrypto"
#endif

static const char *const host = "video-uploads-example.s3.eu-west-1.amazonaws.com";
static const char *const path = "/videos/answers/2024/video-0001.mp4";

/* The result of signing: the URL, or the message with its headers. */
struct outcome {
    struct aws_allocator *allocator;
    struct aws_http_message *message;
    char url[2048];
};

static void fail(const char *what) {
    fprintf(stderr, "sign: %s: %s\n", what, aws_error_str(aws_last_error()));
    exit(1);
}

static void signed_request(struct aws_signing_result *result, int error_code, void *user_data) {
    struct outcome *outcome = user_data;
    if (error_code != AWS_ERROR_SUCCESS) {
        aws_raise_error(error_code);
        fail("signing");
    }
    if (aws_apply_signing_result_to_http_request(outcome->message, outcome->allocator, result)) {
        fail("applying the signature");
    }
}

static struct aws_http_message *new_message(struct aws_allocator *allocator) {
    struct aws_http_message *message = aws_http_message_new_request(allocator);
    struct aws_http_header host_header = {
        .name = aws_byte_cursor_from_c_str("Host"),
        .value = aws_byte_cursor_from_c_str(host),
    };
    if (message == NULL || aws_http_message_set_request_method(message, aws_http_method_get) ||
        aws_http_message_set_request_path(message, aws_byte_cursor_from_c_str(path)) ||
        aws_http_message_add_header(message, host_header)) {
        fail("building the request");
    }
    return message;
}

static void join_url(struct outcome *outcome) {
    struct aws_byte_cursor target;
    struct aws_byte_buf url = aws_byte_buf_from_empty_array(outcome->url, sizeof(outcome->url) - 1);
    const struct aws_byte_cursor scheme = aws_byte_cursor_from_c_str("https://");
    const struct aws_byte_cursor authority = aws_byte_cursor_from_c_str(host);
    if (aws_http_message_get_request_path(outcome->message, &target) || aws_byte_buf_append(&url, &scheme) ||
        aws_byte_buf_append(&url, &authority) || aws_byte_buf_append(&url, &target)) {
        fail("joining the URL");
    }
    outcome->url[url.len] = 0;
}

static void sign_once(struct outcome *outcome, const struct aws_signing_config_aws *config) {
    aws_http_message_release(outcome->message);
    outcome->message = new_message(outcome->allocator);
    struct aws_signable *signable = aws_signable_new_http_request(outcome->allocator, outcome->message);
    /* If the configuration has credentials, signing completes before this returns. */
    if (signable == NULL || aws_sign_request_aws(
                                outcome->allocator, signable, (const struct aws_signing_config_base *)config,
                                signed_request, outcome)) {
        fail("starting to sign");
    }
    aws_signable_destroy(signable);
    if (config->signature_type == AWS_ST_HTTP_REQUEST_QUERY_PARAMS) {
        join_url(outcome);
    }
}

static struct aws_signing_config_aws configuration(bool by_url, const struct aws_credentials *credentials) {
    struct aws_signing_config_aws config;
    AWS_ZERO_STRUCT(config);
    config.config_type = AWS_SIGNING_CONFIG_AWS;
    config.algorithm = AWS_SIGNING_ALGORITHM_V4;
    config.signature_type = by_url ? AWS_ST_HTTP_REQUEST_QUERY_PARAMS : AWS_ST_HTTP_REQUEST_HEADERS;
    config.region = aws_byte_cursor_from_c_str("eu-west-1");
    config.service = aws_byte_cursor_from_c_str("s3");
    config.credentials = credentials;
    config.signed_body_value =
        by_url ? g_aws_signed_body_value_unsigned_payload : g_aws_signed_body_value_empty_sha256;
    config.signed_body_header = by_url ? AWS_SBHT_NONE : AWS_SBHT_X_AMZ_CONTENT_SHA256;
    config.expiration_in_seconds = by_url ? 300 : 0;
    aws_date_time_init_epoch_secs(&config.date, 1767323045); /* 2026-01-02T03:04:05Z */
    return config;
}

static void show(const struct outcome *outcome, bool by_url) {
    if (by_url) {
        fprintf(stderr, "%s\n", outcome->url);
        return;
    }
    for (size_t index = 0; index < aws_http_message_get_header_count(outcome->message); ++index) {
        struct aws_http_header header;
        aws_http_message_get_header(outcome->message, &header, index);
        fprintf(stderr, PRInSTR ": " PRInSTR "\n", AWS_BYTE_CURSOR_PRI(header.name), AWS_BYTE_CURSOR_PRI(header.value));
    }
}

static double monotonic_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    const bool by_url = argc > 2 && strcmp(argv[1], "presign-url") == 0;
    const long iterations = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    if (iterations < 1 || (!by_url && strcmp(argv[1], "sign-headers") != 0)) {
        fprintf(stderr, "usage: sign presign-url|sign-headers ITERATIONS [--show]\n");
        return 2;
    }
    struct outcome outcome = {.allocator = aws_default_allocator()};
    aws_auth_library_init(outcome.allocator);
    struct aws_byte_cursor no_token = {0};
    struct aws_credentials *credentials = aws_credentials_new(
        outcome.allocator, aws_byte_cursor_from_c_str("AKIAIOSFODNN7EXAMPLE"),
        aws_byte_cursor_from_c_str("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), no_token, UINT64_MAX);
    const struct aws_signing_config_aws config = configuration(by_url, credentials);

    for (long count = 0; count <= iterations / 10; ++count) {
        sign_once(&outcome, &config);
    }
    const double start = monotonic_seconds();
    for (long count = 0; count < iterations; ++count) {
        sign_once(&outcome, &config);
    }
    const double seconds = monotonic_seconds() - start;

    printf(
        "{\"peer\": \"aws-c-auth\", \"version\": \"%s\", \"operation\": \"%s\", \"iterations\": %ld, "
        "\"seconds\": %.6f, \"perSecond\": %.1f}\n",
        PEER_VERSION, argv[1], iterations, seconds, (double)iterations / seconds);
    if (argc > 3 && strcmp(argv[3], "--show") == 0) {
        show(&outcome, by_url);
    }
    aws_http_message_release(outcome.message);
    aws_credentials_release(credentials);
    aws_auth_library_clean_up();
    return 0;
}
