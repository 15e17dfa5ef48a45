//! The release of the SDK that is compared with.
//!
//! Counterpart: none.

use std::fs;
use std::sync::OnceLock;

use vamos_release::Release;
use vamos_testkit::official_sdk;

/// Returns the minor number of the SDK's version.
fn minor() -> u32 {
    static MINOR: OnceLock<u32> = OnceLock::new();
    *MINOR.get_or_init(|| {
        let version = official_sdk().and_then(|sdk| fs::read_to_string(sdk.join("VERSION")).ok());
        let version = version.unwrap_or_default();
        let minor = version.strip_prefix("go1.").unwrap_or_default();
        let digits = minor.split(|c: char| !c.is_ascii_digit()).next();
        // Without an SDK the tests are skipped.
        digits.unwrap_or_default().parse().unwrap_or(26)
    })
}

/// Returns the release.
pub(crate) fn release() -> Release {
    Release::nearest(minor())
}

/// Returns its language version.
pub(crate) fn lang() -> String {
    format!("go1.{}", minor())
}
