//! Operating systems and architectures for file names and the `unix` tag.
//!
//! File name matching may never forget one, so the list is part of the language rules
//! rather than of an SDK.
//! Counterpart: internal/syslist.

/// Reports whether `name` is a past, present or future GOOS.
pub(crate) fn is_known_os(name: &str) -> bool {
    matches!(
        name,
        "aix"
            | "android"
            | "darwin"
            | "dragonfly"
            | "freebsd"
            | "hurd"
            | "illumos"
            | "ios"
            | "js"
            | "linux"
            | "nacl"
            | "netbsd"
            | "openbsd"
            | "plan9"
            | "solaris"
            | "wasip1"
            | "windows"
            | "zos"
    )
}

/// Reports whether the tag `unix` holds for a GOOS.
pub fn is_unix(goos: &str) -> bool {
    is_known_os(goos) && !matches!(goos, "js" | "nacl" | "plan9" | "wasip1" | "windows" | "zos")
}

/// Reports whether `name` is a past, present or future GOARCH.
pub(crate) fn is_known_arch(name: &str) -> bool {
    matches!(
        name,
        "386"
            | "amd64"
            | "amd64p32"
            | "arm"
            | "armbe"
            | "arm64"
            | "arm64be"
            | "loong64"
            | "mips"
            | "mipsle"
            | "mips64"
            | "mips64le"
            | "mips64p32"
            | "mips64p32le"
            | "ppc"
            | "ppc64"
            | "ppc64le"
            | "riscv"
            | "riscv64"
            | "s390"
            | "s390x"
            | "sparc"
            | "sparc64"
            | "wasm"
    )
}

/// Returns the GOOS and GOARCH that a file's name requires: `x_linux_amd64_test.go`.
/// The text before the first `_` never counts.
pub fn file_name_tags(name: &str) -> (Option<&str>, Option<&str>) {
    let stem = name.split('.').next().unwrap_or(name);
    let Some((_, tail)) = stem.split_once('_') else {
        return (None, None);
    };
    let tail = match tail.rsplit_once('_') {
        Some((before, "test")) => before,
        None if tail == "test" => return (None, None),
        _ => tail,
    };
    let (before, last) = match tail.rsplit_once('_') {
        Some((before, last)) => (before, last),
        None => ("", tail),
    };
    if is_known_arch(last) {
        let previous = before.rsplit('_').next().unwrap_or(before);
        let os = is_known_os(previous).then_some(previous);
        return (os, Some(last));
    }
    (is_known_os(last).then_some(last), None)
}

#[cfg(test)]
mod tests {
    use super::file_name_tags;

    #[test]
    fn names() {
        let table = [
            ("a.go", None, None),
            ("linux.go", None, None),
            ("a_linux.go", Some("linux"), None),
            ("a_amd64.s", None, Some("amd64")),
            ("a_linux_amd64.go", Some("linux"), Some("amd64")),
            ("a_linux_amd64_test.go", Some("linux"), Some("amd64")),
            ("a_linux_test.go", Some("linux"), None),
            ("a_test.go", None, None),
            ("_linux.go", Some("linux"), None),
            ("linux_amd64.go", None, Some("amd64")),
            ("a_amd64_linux.go", Some("linux"), None),
            ("a_x_linux.gen.go", Some("linux"), None),
            ("a.b_linux.go", None, None),
        ];
        for (name, os, arch) in table {
            assert_eq!(file_name_tags(name), (os, arch), "{name}");
        }
    }
}
