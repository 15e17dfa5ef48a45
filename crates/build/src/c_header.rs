//! The header for C programs that use a library written in Go.
//!
//! Counterpart: cmd/go/internal/work/action.go (`addInstallHeaderAction`).

use vamos_goenv::BuildOptions;

/// The header that the cgo tool makes for C programs that use the library.
pub(crate) const HEADER: &str = "_cgo_install.h";

/// Reports whether a program that is built with these flags has a header for C.
pub(crate) fn has_header(flags: &BuildOptions) -> bool {
    matches!(flags.mode.buildmode.as_str(), "c-archive" | "c-shared")
}

/// Returns the path of an installed library's header.
pub(crate) fn header_target(target: &str) -> String {
    let file = target.rfind('/').map_or(0, |slash| slash + 1);
    let dot = target[file..].rfind('.');
    let stem = dot.map_or(target.len(), |dot| file + dot);
    format!("{}.h", &target[..stem])
}

#[cfg(test)]
mod tests {
    use super::header_target;

    #[test]
    fn headers_stand_beside_libraries() {
        assert_eq!(header_target("/a.b/lib.so"), "/a.b/lib.h");
        assert_eq!(header_target("lib"), "lib.h");
        assert_eq!(header_target("a.b/lib"), "a.b/lib.h");
    }
}
