//! Test status of vamos on a platform (docs/platforms.md).
//!
//! Counterpart: none.

use vamos_goenv::host;

use super::finding::Finding;

/// The test status of vamos on a platform.
enum Support {
    /// All tests run on it.
    Proven,
    /// Builds and tests of projects were compared on it under emulation.
    Emulated,
    /// It compiles.
    Compiles,
    /// It may not even compile.
    None,
}

/// Checks the platform that vamos runs on.
pub(super) fn check() -> Finding {
    of(host::GOOS, host::GOARCH)
}

fn of(goos: &str, goarch: &str) -> Finding {
    let (name, platform) = ("platform", format!("{goos}/{goarch}"));
    let repair = "compare with the SDK's own go where a result matters, and report differences";
    match support(goos, goarch) {
        Support::Proven => Finding::good(name, format!("{platform}, on which all tests run")),
        Support::Emulated => Finding::warning(
            name,
            format!("{platform}: vamos was tested on it in part, under emulation"),
            repair,
        ),
        Support::Compiles => Finding::warning(
            name,
            format!("{platform}: vamos compiles for it, but is not tested on it"),
            repair,
        ),
        Support::None => Finding::warning(name, format!("{platform} is not supported"), repair),
    }
}

fn support(goos: &str, goarch: &str) -> Support {
    match (goos, goarch) {
        ("linux", "amd64") => Support::Proven,
        ("linux", "arm64") => Support::Emulated,
        ("darwin", "amd64" | "arm64") => Support::Compiles,
        _ => Support::None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::as_text;
    use super::of;

    #[test]
    fn what_was_not_run_is_a_warning() {
        let findings = [
            of("linux", "amd64"),
            of("linux", "arm64"),
            of("darwin", "arm64"),
            of("darwin", "amd64"),
            of("plan9", "386"),
        ];
        let text = as_text(&findings);
        let states: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with(' '))
            .map(|line| line.split(' ').next().unwrap_or_default())
            .collect();
        assert_eq!(states[0], "ok", "{text}");
        assert_eq!(states[1..], ["warning"; 4], "{text}");
        assert_eq!(text.matches("compiles for it").count(), 2, "{text}");
    }
}
