//! Downloads an SDK, and the list of available ones.
//!
//! Counterpart: cmd/go/internal/toolchain/select.go (`Exec`), switch.go
//! (`autoToolchains`).

use std::cmp::Ordering;

use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_goenv::host;
use vamos_modfile::ModuleError;
use vamos_modules::source::ModuleFetcher;

use crate::Fetcher;
use crate::sdk;

/// Downloads, verifies and prepares the SDK of a toolchain. The error is the whole sentence.
pub fn sdk(fetcher: &Fetcher, toolchain: &str, module_version: &str) -> Result<String, String> {
    let module = ModuleVersion::new("golang.org/toolchain", module_version);
    // Toolchains are not in any go.sum, so the checksum database is always used.
    let check = |key: &ModuleVersion, sum: &str| fetcher.check_sum_database(key, sum);
    let was_there = fetcher.cache.dir(&module).1;
    let extracted = fetcher.download(&module, &check).map_err(|error| {
        // Nothing was downloaded, or upstream ends before it knows that this is a download.
        if was_there.is_ok() || error.find_fatal().is_some() {
            return error.to_string();
        }
        if !error.is_not_exist() {
            return format!("download {toolchain}: {error}");
        }
        let version = gover::from_toolchain(toolchain);
        if gover::is_lang(version) && gover::compare(version, "1.21") != Ordering::Less {
            return format!(
                "invalid toolchain: {toolchain} is a language version but not a toolchain version ({toolchain}.x)"
            );
        }
        let (goos, goarch) = (host::GOOS, host::GOARCH);
        format!("download {toolchain} for {goos}/{goarch}: toolchain not available")
    })?;
    sdk::prepare(&extracted.dir).map_err(|error| format!("download {toolchain}: {error}"))?;
    Ok(extracted.dir.to_string())
}

/// Returns the releases that can be fetched, in ascending order.
pub fn releases(fetcher: &Fetcher) -> Result<Vec<String>, ModuleError> {
    let versions = fetcher.versions("go", "")?;
    Ok(versions.list.clone())
}
