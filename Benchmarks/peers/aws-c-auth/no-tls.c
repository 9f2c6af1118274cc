/* What aws-c-io, built with BYO_CRYPTO, expects its program to bring. Signing connects to nothing, so nobody calls it. */

#include <aws/io/tls_channel_handler.h>

#include <stdlib.h>

struct aws_byte_buf aws_tls_handler_protocol(struct aws_channel_handler *handler) {
    (void)handler;
    abort();
}
