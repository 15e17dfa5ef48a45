//! The package path that the compiler and the assembler get.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`pkgPath`, `pluginPath`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::sha1::sha1_hex;
use vamos_fsys::fresh;

use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::run::Run;

/// Returns the package path for the compiler and the assembler (`pkgPath`).
pub(crate) fn package_path(run: &Run<'_>, action: ActionRef) -> Result<String, BuildError> {
    let package = run.package(action);
    if run.cx().flags.buildmode == "plugin" {
        return plugin_path(run, action);
    }
    if package.name == "main" && !package.request.force_library {
        return Ok("main".to_owned());
    }
    Ok(package.import_path.as_str().to_owned())
}

/// Returns the package path of a plugin; different plugins that are built from files have
/// different paths (`pluginPath`).
pub(crate) fn plugin_path(run: &Run<'_>, action: ActionRef) -> Result<String, BuildError> {
    let package = run.package(action);
    if package.import_path != "command-line-arguments" {
        return Ok(package.import_path.as_str().to_owned());
    }
    let mut build_id = run.state(action).build_id.clone();
    if run.plan.get(action).mode == ActionMode::Link {
        // The build ID of the main package when it was compiled.
        let main = build_id.split('/').nth(1).unwrap_or("").to_owned();
        build_id = format!("{main}/{main}");
    }
    let mut text = os_str::encode(&format!("build ID: {build_id}\n")).into_owned();
    let files = [&package.files.go, &package.files.cgo, &package.files.s];
    for file in files.into_iter().flatten() {
        text.extend(fresh::read(&path::join(&[&package.dir, file]))?);
    }
    Ok(format!("plugin/unnamed-{}", sha1_hex(&text)))
}
