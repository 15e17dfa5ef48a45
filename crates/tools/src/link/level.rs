//! The level of a processor, in the form that objects have it.
//!
//! Counterpart: internal/buildcfg/cfg.go (`goamd64`, `ParseGoarm64`).

/// Returns the canonical form of `GOAMD64` or `GOARM64`; `None` if the value is invalid.
pub(crate) fn canonical(goarch: &str, value: &str) -> Option<String> {
    match goarch {
        "amd64" => matches!(value, "v1" | "v2" | "v3" | "v4").then(|| value.to_owned()),
        "arm64" => arm64(value),
        _ => None,
    }
}

fn arm64(value: &str) -> Option<String> {
    let mut parts = value.split(',');
    let version = parts.next()?;
    let (mut has_lse, mut has_crypto) = (false, false);
    for part in parts {
        match part {
            "lse" => has_lse = true,
            "crypto" => has_crypto = true,
            _ => return None,
        }
    }
    let minor: u32 = match version.split_once('.')? {
        ("v8", minor @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9")) => {
            minor.parse().ok()?
        }
        ("v9", "0" | "1" | "2" | "3" | "4" | "5") => 10,
        _ => return None,
    };
    // The extension is part of the processor from 8.1 on.
    let lse = if has_lse || minor > 0 { ",lse" } else { "" };
    let crypto = if has_crypto { ",crypto" } else { "" };
    Some(format!("{version}{lse}{crypto}"))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn levels() {
        for (goarch, value, expected) in [
            ("amd64", "v1", Some("v1")),
            ("amd64", "v9", None),
            ("amd64", "", None),
            ("arm64", "v8.0", Some("v8.0")),
            ("arm64", "v8.0,crypto,lse", Some("v8.0,lse,crypto")),
            ("arm64", "v8.2", Some("v8.2,lse")),
            ("arm64", "v9.5,crypto", Some("v9.5,lse,crypto")),
            ("arm64", "v9.6", None),
            ("arm64", "v8.0,sve", None),
            ("riscv64", "rva20u64", None),
        ] {
            assert_eq!(canonical(goarch, value).as_deref(), expected, "{value}");
        }
    }
}
