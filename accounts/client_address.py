"""The address a request comes from, as far as it can be trusted."""

import ipaddress
from collections.abc import Mapping


def client_address(meta: Mapping[str, str], *, trusted_proxies: int) -> str:
    """The network address of the person's machine, or an empty text when nobody can tell.

    Each proxy adds to X-Forwarded-For the address it was called from. Only the entries added by our own
    proxies are worth anything: the first of them stands `trusted_proxies` places from the right; what is
    further to the left was written by whoever sent the request. An IPv6 address is cut to its first
    64 bits: one machine has all the others at will.
    """
    text = meta.get("REMOTE_ADDR", "")
    if trusted_proxies:
        hops = [hop.strip() for hop in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= trusted_proxies:
            text = hops[-trusted_proxies]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
