//! The program of `go doc`: a main package for the SDK's own cmd/go/internal/doc. Where that
//! runs the go command, it runs vamos.
//!
//! Counterpart: cmd/go/main.go (`invoke`), os/exec (`Command`), which gets the lines.

use crate::sdk_overlay::SdkOverlay;

/// The import path of the program.
pub const DOC_PROGRAM: &str = "cmd/go/internal/doc/command";

const OVERLAY: SdkOverlay = SdkOverlay {
    added: &[
        (
            "cmd/go/internal/doc/command/main.go",
            include_str!("main.go.txt"),
        ),
        ("os/exec/vamos.go", include_str!("exec.go.txt")),
    ],
    edits: include_str!("edits.go.txt"),
};

/// Writes the files that the SDK does not have to a directory; returns the path of their
/// description for `-overlay`.
///
/// # Errors
/// The SDK has no such sources, or the files cannot be written.
pub fn write_doc_overlay(goroot: &str, dir: &str) -> Result<String, String> {
    OVERLAY.write(goroot, dir)
}

#[cfg(test)]
mod tests {
    use crate::sdk_overlay::lines;

    #[test]
    fn the_overlay_is_small() {
        assert!((1..=100).contains(&lines(&super::OVERLAY)));
    }
}
