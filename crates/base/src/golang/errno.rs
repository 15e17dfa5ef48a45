//! System errors with Go's texts, which do not depend on the C library or the locale.
//!
//! Counterpart: syscall/syscall_unix.go (`Errno.Error`).

mod table;

/// Returns Go's text of the system error `number`. Tables exist for Linux (also used
/// where we have none) and macOS.
pub fn text(number: i32) -> String {
    let table: &[&str] = if std::env::consts::OS == "macos" {
        &table::MACOS
    } else {
        &table::LINUX
    };
    match usize::try_from(number).ok().and_then(|n| table.get(n)) {
        Some(text) if !text.is_empty() => (*text).to_owned(),
        _ => format!("errno {number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn known_and_unknown() {
        assert_eq!(text(2), "no such file or directory");
        assert_eq!(text(0), "errno 0");
        assert_eq!(text(-1), "errno -1");
        assert_eq!(text(9999), "errno 9999");
    }
}
