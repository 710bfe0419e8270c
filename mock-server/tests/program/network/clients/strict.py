"""Shakes hands as Python 3.13 does by default: X.509 in OpenSSL's strict mode. Prints the certificate shown for each name."""

import json
import socket
import ssl
import sys

port, ca_file, *names = sys.argv[1:]
context = ssl.create_default_context(cafile=ca_file)
context.verify_flags |= ssl.VERIFY_X509_STRICT
shown = {}
for name in names:
    with socket.create_connection(("127.0.0.1", int(port)), timeout=60) as plain:
        with context.wrap_socket(plain, server_hostname=name) as tls:
            shown[name] = ssl.DER_cert_to_PEM_cert(tls.getpeercert(binary_form=True))
print(json.dumps(shown))
