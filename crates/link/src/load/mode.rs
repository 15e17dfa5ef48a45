//! Whether the system's linker has to make the executable.
//!
//! Counterpart: cmd/link/internal/ld/config.go (`determineLinkMode`).

use crate::context::Link;
use crate::error::Stop;

/// Goes on if this linker makes the executable.
pub(super) fn determine(link: &Link<'_>) -> Result<(), Stop> {
    let loaded = &link.loaded;
    let unsupported = |reason: &str| Err(Stop::Unsupported(reason.to_owned()));
    if loaded.is_cgo && link.libs.by_pkg.contains_key("plugin") {
        // Plugins refer to symbols of the executable, which then has other symbols and names.
        return unsupported("package plugin");
    }
    let is_external = !loaded.dynamic_imports_failed.is_empty();
    let is_explicit = !link.options.link_mode.is_empty();
    let via = match link.options.sdk.external_enabled.as_str() {
        _ if is_explicit => "",
        "0" => "via GO_EXTLINK_ENABLED ",
        "1" => return unsupported("GO_EXTLINK_ENABLED=1"),
        _ => {
            let is_preferred = loaded.has_other_host_object || loaded.prefers_external;
            if is_external || loaded.is_cgo && is_preferred {
                return unsupported("external linking");
            }
            ""
        }
    };
    if is_external {
        let packages = loaded.dynamic_imports_failed.join(" ");
        let text = format!("internal linking requested {via}but external linking required");
        return Err(Stop::Exit(format!(
            "{text}: some packages could not be built to support internal linking ([{packages}])"
        )));
    }
    Ok(())
}
