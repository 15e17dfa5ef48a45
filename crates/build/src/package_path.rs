//! The package path for the compiler and the assembler.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`pkgPath`, `pluginPath`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::sha1::sha1_hex;
use vamos_fsys::uncached;
use vamos_load::Package;

use crate::error::BuildError;

/// Returns the package path for the compiler and the assembler (`pkgPath`). `build_id` is the build
/// ID of the package's action.
pub(crate) fn package_path(
    package: &Package,
    buildmode: &str,
    build_id: &str,
) -> Result<String, BuildError> {
    if buildmode == "plugin" {
        return plugin_path(package, build_id);
    }
    if package.name == "main" && !package.request.force_library {
        return Ok("main".to_owned());
    }
    Ok(package.import_path.as_str().to_owned())
}

/// Returns the package path of a plugin; different plugins that are built from files have
/// different paths (`pluginPath`).
///
/// `build_id` is the build ID of the main package when it was compiled.
pub(crate) fn plugin_path(package: &Package, build_id: &str) -> Result<String, BuildError> {
    if package.import_path != "command-line-arguments" {
        return Ok(package.import_path.as_str().to_owned());
    }
    let mut text = os_str::encode(&format!("build ID: {build_id}\n")).into_owned();
    let files = [&package.files.go, &package.files.cgo, &package.files.s];
    for file in files.into_iter().flatten() {
        text.extend(uncached::read(&path::join(&[&package.dir, file]))?);
    }
    Ok(format!("plugin/unnamed-{}", sha1_hex(&text)))
}
