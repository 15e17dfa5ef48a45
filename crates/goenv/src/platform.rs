//! Features of platforms, and their requirements for the linker.
//!
//! Counterpart: internal/platform/supported.go.

use vamos_release::Release;

/// Reports whether programs must be linked by the system's linker.
pub fn must_link_external(release: Release, goos: &str, goarch: &str, with_cgo: bool) -> bool {
    if with_cgo {
        let is_mips = matches!(goarch, "mips" | "mipsle" | "mips64" | "mips64le");
        let is_big_power = match goos {
            "aix" => goarch == "ppc64",
            "linux" => goarch == "ppc64" && !release.links_linux_ppc64_as_elf_v2(),
            _ => false,
        };
        let is_windows_arm =
            goarch == "arm64" && goos == "windows" && !release.links_windows_arm64_cgo();
        if is_mips || is_big_power || is_windows_arm || matches!(goos, "android" | "dragonfly") {
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
pub fn internal_link_pie_supported(release: Release, goos: &str, goarch: &str) -> bool {
    let is_new = matches!((goos, goarch), ("linux", "ppc64" | "s390x"));
    let is_old = (goos, goarch) == ("windows", "arm");
    if is_new || is_old {
        return is_new && release.links_big_endian_pie() || is_old && !release.drops_windows_arm();
    }
    matches!(
        (goos, goarch),
        ("android", "arm64")
            | ("darwin", "amd64" | "arm64")
            | ("linux", "amd64" | "arm64" | "loong64" | "ppc64le")
            | ("windows", "386" | "amd64" | "arm64")
    )
}

/// Reports whether the race detector works (`RaceDetectorSupported`).
pub fn race_supported(release: Release, goos: &str, goarch: &str) -> bool {
    match goos {
        "linux" if goarch == "riscv64" => release.detects_races_on_riscv64(),
        "linux" => matches!(goarch, "amd64" | "arm64" | "loong64" | "ppc64le" | "s390x"),
        "darwin" => matches!(goarch, "amd64" | "arm64"),
        "freebsd" | "netbsd" | "windows" => goarch == "amd64",
        _ => false,
    }
}

/// Reports whether tests can be fuzzed (`FuzzSupported`).
pub fn fuzz_supported(goos: &str) -> bool {
    matches!(goos, "darwin" | "freebsd" | "linux" | "openbsd" | "windows")
}

/// Reports whether the compiler instruments packages for fuzzing (`FuzzInstrumented`).
pub fn fuzz_instrumented(goos: &str, goarch: &str) -> bool {
    matches!(goarch, "amd64" | "arm64" | "loong64") && fuzz_supported(goos)
}

/// Reports whether the memory sanitizer works (`MSanSupported`).
pub fn msan_supported(goos: &str, goarch: &str) -> bool {
    match goos {
        "linux" => matches!(goarch, "amd64" | "arm64" | "loong64"),
        "freebsd" => goarch == "amd64",
        _ => false,
    }
}

/// Reports whether the address sanitizer works (`ASanSupported`).
pub fn asan_supported(goos: &str, goarch: &str) -> bool {
    goos == "linux"
        && matches!(
            goarch,
            "amd64" | "arm64" | "loong64" | "ppc64le" | "riscv64"
        )
}

/// Reports whether a platform that exists supports a build mode
/// (`BuildModeSupported`).
pub fn build_mode_supported(release: Release, mode: &str, goos: &str, goarch: &str) -> bool {
    // Linux on ppc64 supports external linking, and with it all modes, since Go 1.27.
    let is_linked = (goos, goarch) != ("linux", "ppc64") || release.links_linux_ppc64_as_elf_v2();
    match mode {
        "archive" | "default" | "exe" => true,
        _ if !is_linked => false,
        "c-archive" => supports_c_archive(goos, goarch),
        "c-shared" => match goos {
            "linux" => supports_shared_code(goarch),
            "android" => matches!(goarch, "386" | "amd64" | "arm" | "arm64"),
            "freebsd" => goarch == "amd64",
            "darwin" => matches!(goarch, "amd64" | "arm64"),
            "windows" => matches!(goarch, "386" | "amd64" | "arm64"),
            "wasip1" => goarch == "wasm",
            _ => false,
        },
        "pie" => match goos {
            "linux" => supports_shared_code(goarch),
            "android" => matches!(goarch, "386" | "amd64" | "arm" | "arm64"),
            "freebsd" => goarch == "amd64",
            "darwin" | "ios" => matches!(goarch, "amd64" | "arm64"),
            "aix" => goarch == "ppc64",
            "openbsd" => goarch == "arm64",
            "windows" if goarch == "arm" => !release.drops_windows_arm(),
            "windows" => matches!(goarch, "386" | "amd64" | "arm64"),
            _ => false,
        },
        "shared" => {
            goos == "linux"
                && matches!(
                    goarch,
                    "386" | "amd64" | "arm" | "arm64" | "ppc64" | "ppc64le" | "s390x"
                )
        }
        "plugin" => match goos {
            "linux" => supports_shared_code(goarch),
            "android" => matches!(goarch, "386" | "amd64"),
            "freebsd" => goarch == "amd64",
            "darwin" => matches!(goarch, "amd64" | "arm64"),
            _ => false,
        },
        _ => false,
    }
}

fn supports_c_archive(goos: &str, goarch: &str) -> bool {
    match goos {
        "aix" | "darwin" | "ios" | "windows" => true,
        "linux" => supports_shared_code(goarch) || matches!(goarch, "armbe" | "arm64be"),
        "freebsd" => goarch == "amd64",
        _ => false,
    }
}

/// Reports whether Linux on this architecture supports code for shared libraries.
fn supports_shared_code(goarch: &str) -> bool {
    matches!(
        goarch,
        "386" | "amd64" | "arm" | "arm64" | "loong64" | "ppc64" | "ppc64le" | "riscv64" | "s390x"
    )
}

#[cfg(test)]
mod tests {
    use super::build_mode_supported;
    use super::default_pie;
    use super::internal_link_pie_supported;
    use super::must_link_external;
    use super::race_supported;
    use vamos_release::Release;

    const RELEASE: Release = Release::nearest(26);

    #[test]
    fn knows_the_platforms() {
        assert!(must_link_external(RELEASE, "android", "amd64", false));
        assert!(!must_link_external(RELEASE, "linux", "mips", false));
        assert!(must_link_external(RELEASE, "linux", "mips", true));
        assert!(default_pie("windows", false));
        assert!(!default_pie("windows", true));
        assert!(!internal_link_pie_supported(RELEASE, "linux", "386"));
    }

    #[test]
    fn releases_learn_platforms() {
        let (old, new) = (Release::nearest(25), Release::nearest(27));
        let answers = [old, RELEASE, new].map(|release| {
            [
                build_mode_supported(release, "pie", "linux", "ppc64"),
                build_mode_supported(release, "pie", "windows", "arm"),
                internal_link_pie_supported(release, "linux", "s390x"),
                must_link_external(release, "linux", "ppc64", true),
                must_link_external(release, "windows", "arm64", true),
                race_supported(release, "linux", "riscv64"),
            ]
        });
        let expected = [
            [false, true, false, true, true, false],
            [false, false, false, true, false, true],
            [true, false, true, false, false, true],
        ];
        assert_eq!(answers, expected);
    }

    #[test]
    fn build_modes_of_platforms() {
        let table = [
            ("c-archive", "ios", "arm64", true),
            ("c-archive", "linux", "ppc64", false),
            ("c-shared", "wasip1", "wasm", true),
            ("c-shared", "openbsd", "amd64", false),
            ("plugin", "android", "arm64", false),
            ("plugin", "windows", "amd64", false),
            ("shared", "linux", "riscv64", false),
            ("pie", "openbsd", "arm64", true),
            ("exe", "plan9", "386", true),
        ];
        for (mode, goos, goarch, want) in table {
            let have = build_mode_supported(RELEASE, mode, goos, goarch);
            assert_eq!(have, want, "{mode} {goos}/{goarch}");
        }
    }
}
