"""A connection to another site, and never to a machine behind this one.

Editors type addresses, and the server asks them. So each host is looked up once, what is
found is checked, and that very address is connected to: a name that changes its mind
between the two would lead inside otherwise. This is why it is http.client, and not
requests, which looks the name up by itself. Proxies of the environment are not used.
"""

import http.client
import socket
import ssl
from contextlib import contextmanager
from ipaddress import IPv6Network, ip_address
from threading import Event, Timer

NAT64 = IPv6Network("64:ff9b::/96")


class NotPublicError(Exception):
    """A host at an address of this machine or of a network of its own."""


def is_public(text):
    """Tell whether anybody on the internet may be at the address."""
    address = ip_address(text)
    if address.version == 6:
        # Some addresses of version 6 lead to one of version 4.
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ip_address(int(address) & 0xFFFFFFFF)
        if inner and not is_public(str(inner)):
            return False
    return address.is_global and not address.is_multicast


def look_up(host, port, may_contact):
    """Return the addresses of the host for socket.connect, if all may be contacted."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in found:
        if not may_contact(address[0]):
            raise NotPublicError(address[0])
    return found


@contextmanager
def request(method, parts, headers, *, timeout, deadline, may_contact):
    """Send a request to the address of these parts, and give the response to `with`.

    `timeout` bounds each wait and `deadline` the whole, in seconds: a server that sends a
    byte now and then would keep us for ever. Nothing is read beyond the header. Raises
    OSError, HTTPException, NotPublicError, and ValueError for an address that is none.
    """
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    addresses = look_up(parts.hostname, port, may_contact)
    connection = http.client.HTTPConnection(parts.hostname, port)
    connection.default_port = 443 if is_secure else 80  # not named in the Host header
    sock = connect(addresses, timeout)
    if is_secure:
        context = ssl.create_default_context()
        sock = context.wrap_socket(
            sock, server_hostname=parts.hostname, do_handshake_on_connect=False
        )
    is_late = Event()
    watch = Timer(deadline, stop, [sock, is_late])
    watch.daemon = True
    watch.start()
    try:
        if is_secure:
            sock.do_handshake()
        connection.sock = sock
        path = parts._replace(scheme="", netloc="", fragment="").geturl()
        connection.request(method, path or "/", headers=headers)
        response = connection.getresponse()
        # A header that was cut off passes for a short one.
        if is_late.is_set():
            raise TimeoutError
        yield response
        response.close()
    except (OSError, http.client.HTTPException) as error:
        if is_late.is_set():
            raise TimeoutError from error
        raise
    finally:
        watch.cancel()
        connection.close()
        sock.close()


def connect(addresses, timeout):
    """Return a socket that is connected to the first address that answers."""
    for position, (family, kind, protocol, _, address) in enumerate(addresses, start=1):
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(timeout)
        try:
            sock.connect(address)
        except OSError:
            sock.close()
            if position == len(addresses):
                raise
        else:
            return sock
    raise OSError("The host has no address.")


def stop(sock, is_late):
    """End what another thread waits for. A secure socket's own way would confuse it."""
    is_late.set()
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        sock.close()
