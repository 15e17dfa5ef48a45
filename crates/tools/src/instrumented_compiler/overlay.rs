//! Additions of the instrumented compiler to the SDK's.
//!
//! One set serves all releases as long as it fits them; the fingerprint of the sources decides
//! which SDKs it is for ([`vamos_goenv::compiler`]).
//! Counterpart: cmd/compile/internal/gc/main.go, cmd/compile/internal/noder and
//! internal/pkgbits/decoder.go, which get the lines.

use crate::sdk_overlay::SdkOverlay;

/// The changes.
pub(super) const OVERLAY: SdkOverlay = SdkOverlay {
    added: &[
        (
            "internal/pkgbits/vamos_reads.go",
            include_str!("overlay/reads.go.txt"),
        ),
        (
            "cmd/compile/internal/noder/vamos_early.go",
            include_str!("overlay/early.go.txt"),
        ),
        (
            "cmd/compile/internal/noder/vamos_stub.go",
            include_str!("overlay/stub.go.txt"),
        ),
    ],
    edits: include_str!("overlay/edits.go.txt"),
};

#[cfg(test)]
mod tests {
    use crate::sdk_overlay::lines;

    #[test]
    fn the_overlay_is_small() {
        assert!((1..=170).contains(&lines(&super::OVERLAY)));
    }
}
