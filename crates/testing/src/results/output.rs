//! The output of a test, whose last line has the time that it took.
//!
//! Counterpart: cmd/go/internal/test/test.go (`tryCacheWithID`).

/// Replaces the time in the output of a test that passed by `(cached)`. Other text is not a
/// result.
pub(super) fn mark_cached(output: &[u8]) -> Option<Vec<u8>> {
    let before = output.strip_suffix(b"\n")?;
    let line = before.iter().rposition(|byte| *byte == b'\n');
    let line = line.map_or(0, |at| at + 1);
    let package = output[line..].strip_prefix(b"ok  \t")?;
    let tab = package.iter().position(|byte| *byte == b'\t')?;
    let time = line + b"ok  \t".len() + tab + 1;
    let rest = &output[time..];
    let is_time = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b's');
    let end = rest.iter().take_while(|byte| is_time(byte)).count();
    Some([&output[..time], b"(cached)", &rest[end..]].concat())
}

#[cfg(test)]
mod tests {
    use super::mark_cached;

    fn marked(output: &str) -> Option<String> {
        Some(String::from_utf8(mark_cached(output.as_bytes())?).unwrap())
    }

    #[test]
    fn the_time_is_replaced() {
        for (output, expected) in [
            ("ok  \tp\t0.012s\n", "ok  \tp\t(cached)\n"),
            (
                "a\nok  \tx\t1s\nok  \tp\t0.1s\tcoverage: 5%\n",
                "a\nok  \tx\t1s\nok  \tp\t(cached)\tcoverage: 5%\n",
            ),
            ("ok  \tp\t\n", "ok  \tp\t(cached)\n"),
        ] {
            assert_eq!(marked(output).as_deref(), Some(expected));
        }
    }

    #[test]
    fn other_text_is_no_result() {
        for output in [
            "",
            "\n",
            "ok  \tp\t0.1s",
            "ok  \tp\n",
            "FAIL\tp\t1s\n",
            "ok  \tp\t1s\nx\n",
        ] {
            assert_eq!(marked(output), None, "{output:?}");
        }
    }
}
