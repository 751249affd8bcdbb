"""Where a request comes from, as far as it can be trusted."""

import pytest

from accounts.client_address import client_address


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("41.73.96.1", "", 0, "41.73.96.1"),
        # Nobody of ours stands before the portal: the header is whatever the visitor wrote.
        ("41.73.96.1", "10.0.0.1", 0, "41.73.96.1"),
        ("127.0.0.1", "41.73.96.1", 1, "41.73.96.1"),
        ("127.0.0.1", "1.2.3.4, 41.73.96.1", 1, "41.73.96.1"),
        ("127.0.0.1", "1.2.3.4, 41.73.96.1, 10.0.0.2", 2, "41.73.96.1"),
        # Fewer entries than proxies: the header did not pass by them.
        ("10.0.0.2", "", 1, "10.0.0.2"),
        ("10.0.0.2", "41.73.96.1", 2, "10.0.0.2"),
        # One machine has a whole IPv6 network of 64 bits.
        ("2001:db8:1:2:aaaa::1", "", 0, "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "", 0, "2001:db8:1:2::"),
        ("::ffff:41.73.96.1", "", 0, "41.73.96.1"),
        ("", "", 0, ""),
        ("127.0.0.1", "garbage", 1, ""),
    ],
)
def test_client_address(remote, forwarded, proxies, expected):
    meta = {"REMOTE_ADDR": remote}
    if forwarded:
        meta["HTTP_X_FORWARDED_FOR"] = forwarded
    assert client_address(meta, trusted_proxies=proxies) == expected
