//! What a platform demands of the linker.
//!
//! Counterpart: internal/platform/supported.go (`MustLinkExternal`, `DefaultPIE`,
//! `InternalLinkPIESupported`).

/// Reports whether programs must be linked by the system's linker.
pub fn must_link_external(goos: &str, goarch: &str, with_cgo: bool) -> bool {
    if with_cgo {
        let is_mips = matches!(goarch, "mips" | "mipsle" | "mips64" | "mips64le");
        let is_big_power = goarch == "ppc64" && matches!(goos, "aix" | "linux");
        if is_mips || is_big_power || matches!(goos, "android" | "dragonfly") {
            return true;
        }
    }
    match goos {
        "android" => goarch != "arm64",
        "ios" => goarch == "arm64",
        _ => false,
    }
}

/// Reports whether `-buildmode=default` means position-independent executables.
pub fn default_pie(goos: &str, is_race: bool) -> bool {
    match goos {
        "android" | "ios" | "darwin" => true,
        "windows" => !is_race,
        _ => false,
    }
}

/// Reports whether Go's own linker makes position-independent executables.
pub fn internal_link_pie_supported(goos: &str, goarch: &str) -> bool {
    matches!(
        (goos, goarch),
        ("android", "arm64")
            | ("darwin", "amd64" | "arm64")
            | ("linux", "amd64" | "arm64" | "loong64" | "ppc64le")
            | ("windows", "386" | "amd64" | "arm64")
    )
}

#[cfg(test)]
mod tests {
    use super::default_pie;
    use super::internal_link_pie_supported;
    use super::must_link_external;

    #[test]
    fn knows_the_platforms() {
        assert!(must_link_external("android", "amd64", false));
        assert!(!must_link_external("linux", "mips", false));
        assert!(must_link_external("linux", "mips", true));
        assert!(default_pie("windows", false));
        assert!(!default_pie("windows", true));
        assert!(!internal_link_pie_supported("linux", "386"));
    }
}
