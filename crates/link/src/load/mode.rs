//! Whether the system's linker has to make the executable.
//!
//! Counterpart: cmd/link/internal/ld/config.go (`determineLinkMode`).

use crate::error::Stop;
use crate::options::Options;

/// What loading finds that decides it.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// True if a package that is not known to work with internal linking has an object of
    /// another compiler.
    pub(super) has_other_host_object: bool,
    /// Packages whose cgo step did not find the symbols of libraries.
    pub(super) dynamic_imports_failed: Vec<String>,
    /// True if a package asks for external linking.
    pub(super) prefers_external: bool,
}

/// Goes on if this linker makes the executable; `is_linked` is true for the packages of the
/// program.
pub(super) fn determine(
    options: &Options,
    facts: &Facts,
    is_linked: &dyn Fn(&str) -> bool,
) -> Result<(), Stop> {
    let is_cgo = is_linked("runtime/cgo");
    let unsupported = |reason: &str| Err(Stop::Unsupported(reason.to_owned()));
    if is_cgo && is_linked("plugin") {
        // Plugins refer to symbols of the executable, which then has other symbols and names.
        return unsupported("package plugin");
    }
    let is_external = !facts.dynamic_imports_failed.is_empty();
    let is_explicit = !options.link_mode.is_empty();
    let via = match options.sdk.external_enabled.as_str() {
        _ if is_explicit => "",
        "0" => "via GO_EXTLINK_ENABLED ",
        "1" => return unsupported("GO_EXTLINK_ENABLED=1"),
        _ => {
            let is_preferred = facts.has_other_host_object || facts.prefers_external;
            if is_external || is_cgo && is_preferred {
                return unsupported("external linking");
            }
            ""
        }
    };
    if is_external {
        let packages = facts.dynamic_imports_failed.join(" ");
        let text = format!("internal linking requested {via}but external linking required");
        return Err(Stop::Exit(format!(
            "{text}: some packages could not be built to support internal linking ([{packages}])"
        )));
    }
    Ok(())
}
