"""Serves LocalStack's S3 on loopback, without its container.

    python localstack_server.py [PORT]        (default: 4566)

It runs until it is stopped. It needs LocalStack's packages:

    python3.13 -m venv venv && venv/bin/pip install -r Tools/servers/requirements-localstack.txt
"""

import asyncio
import os
import sys

if not all(argument.isdigit() for argument in sys.argv[1:]):
    sys.exit(__doc__)
PORT = sys.argv[1] if len(sys.argv) > 1 else "4566"
ADDRESS = f"127.0.0.1:{PORT}"
# LocalStack reads these at import: S3 only, no usage reports, no downloads, no name server.
os.environ.update(SERVICES="s3", GATEWAY_LISTEN=ADDRESS, DISABLE_EVENTS="1", SKIP_SSL_CERT_DOWNLOAD="1", DNS_ADDRESS="0")

import hypercorn.asyncio  # noqa: E402
import hypercorn.config  # noqa: E402
from localstack.aws.app import LocalstackAwsGateway  # noqa: E402
from localstack.services.plugins import SERVICE_PLUGINS  # noqa: E402
from rolo.gateway.asgi import AsgiGateway  # noqa: E402

configuration = hypercorn.config.Config()
configuration.bind = [ADDRESS]
loop = asyncio.new_event_loop()
gateway = AsgiGateway(LocalstackAwsGateway(SERVICE_PLUGINS), event_loop=loop)
loop.run_until_complete(hypercorn.asyncio.serve(gateway, configuration))
