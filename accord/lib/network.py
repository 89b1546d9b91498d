"""Where a request comes from: the visitor's address, and the network it stands in."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

PREFIX_4, PREFIX_6 = 24, 48
UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address. Middleware has settled it: a proxy is believed only when the settings name it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def network_of(ip: str) -> str:
    """The /24 (IPv4) or /48 (IPv6) an address stands in, "unknown" when it is not one; IPv4 in IPv6 is IPv4."""
    try:
        address = ip_address(ip)
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    prefix = PREFIX_4 if address.version == 4 else PREFIX_6
    within = address.max_prefixlen - prefix
    return f"{type(address)(int(address) >> within << within)}/{prefix}"


def site_of(request: HttpRequest) -> str:
    """The other web site whose page sent this request, "" when it is our own or when the browser does not say."""
    origin = request.META.get("HTTP_ORIGIN", "")
    host = origin.partition("://")[2]
    return host[:100] if host and host != request.get_host() else ""
