//! The primary name server, which errors contain.
//!
//! The system's resolver looks names up; it does not report which server answered.
//! Counterpart: net/dnsconfig_unix.go (`dnsReadConfig`).

use std::net::IpAddr;

use vamos_fsys::uncached;

const FILE: &str = "/etc/resolv.conf";

/// Returns the address of the first name server, with its port; none if the file has none.
pub(crate) fn read() -> Option<String> {
    first(&uncached::read(FILE).ok()?)
}

fn first(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().find_map(|line| {
        let mut fields = line.split_ascii_whitespace();
        let address = fields.next().filter(|word| *word == "nameserver");
        let address = address.and_then(|_| fields.next())?;
        let without_zone = address.split('%').next().unwrap_or_default();
        match without_zone.parse() {
            Ok(IpAddr::V4(_)) => Some(format!("{address}:53")),
            Ok(IpAddr::V6(_)) => Some(format!("[{address}]:53")),
            Err(_) => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn the_first_address_counts() {
        let first = |text: &str| first(text.as_bytes()).unwrap_or_default();
        let text =
            "# nameserver 1.1.1.1\n;x\nsearch a\n nameserver  10.0.0.2 x\nnameserver 8.8.8.8\n";
        assert_eq!(first(text), "10.0.0.2:53");
        assert_eq!(
            first("nameserver x\nnameserver fe80::1%eth0"),
            "[fe80::1%eth0]:53"
        );
        assert_eq!(first("nameserver\nnameserver 1.2.3\n"), "");
    }
}
