/* Defines the function that aws-c-io, built with BYO_CRYPTO, needs from its program. Signing does not connect, so it is never called. */

#include <aws/io/tls_channel_handler.h>

#include <stdlib.h>

struct aws_byte_buf aws_tls_handler_protocol(struct aws_channel_handler *handler) {
    (void)handler;
    abort();
}
