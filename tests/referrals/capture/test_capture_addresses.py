"""Which addresses and links a capture may follow."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.capture.addresses import why_refused
from referrals.rules.capture.targets import LinkRefused, follow, read_target

REFUSED = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "168.63.129.16", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.7", "203.0.113.9"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::"),
    *("2001:0:4136:e378::1", "2a00:1450::5efe:a00:1", "4000::1", "not an address", "", "127.1"),
]


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_refused_with_a_word(address):
    assert why_refused(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "172.32.0.1", "2a00:1450:4009::200e", "2606:4700::1"])
def test_a_public_address_is_not_refused(address):
    assert why_refused(address) == ""


@given(st.ip_addresses())
def test_nothing_is_let_through_that_python_knows_to_be_special(address):
    if why_refused(str(address)) == "":
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_private


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_refused_whatever_it_is(inner):
    number = int(inner)
    for outer in (0, 0xFFFF << 32, 0x64FF9B << 96, (0x2002 << 112) + (number << 48)):
        assert why_refused(str(ipaddress.IPv6Address(outer + number)))


@pytest.mark.parametrize(
    "link",
    [
        *("ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "gopher://example.org", "//example.org/"),
        *(
            "http://example.org:8080/",
            "https://example.org:80/",
            "http://example.org:443/",
            "https://example.org:99999/",
        ),
        *("https://user:secret@example.org/", "https://user@example.org/", "http://@example.org/"),
        *("http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/"),
        *("http://db.internal/", "http://printer.local/", "http://a.lan/", "http://hidden.onion/", "https:///path"),
        *("http://exa mple.org/", "http://example.org/\r\nHost: a", "http://example.org\\@b.org/", "http://-a.org/"),
        *("https://[::1", "https://" + "a" * 9000, ""),
    ],
)
def test_a_link_that_is_no_plain_web_address_is_refused(link):
    with pytest.raises(LinkRefused):
        read_target(link)


def test_a_link_is_read_as_it_is_asked_for():
    target = read_target("HTTPS://Bücher.Example./a b?q=ü#part".replace(" ", "%20"))
    assert (target.host, target.port, target.path) == ("xn--bcher-kva.example", 443, "/a%20b?q=%C3%BC")
    assert target.url == "https://xn--bcher-kva.example/a%20b?q=%C3%BC"
    assert read_target("http://[2606:4700::1]").url == "http://[2606:4700::1]/"


def test_a_redirect_is_read_against_where_it_came_from_and_judged_as_a_link():
    here = read_target("https://example.org/a/b")
    assert follow(here, "../c").url == "https://example.org/c"
    for location in ("http://169.254.169.254:81/", "file:///etc/passwd", "https://a:b@example.org/", "http://[::1"):
        with pytest.raises(LinkRefused):
            follow(here, location)


@given(st.text(max_size=80))
def test_a_target_always_has_a_host_a_scheme_and_a_path(link):
    try:
        target = read_target(f"https://{link}")
    except LinkRefused:
        return
    assert target.host
    assert target.path.startswith("/")
    assert all(33 <= ord(letter) < 127 for letter in target.path + target.host)
    assert "@" not in target.authority
