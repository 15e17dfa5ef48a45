//! Programs that are libraries: plugins, and what C programs link or load.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`pluginPath`), exec.go (`installHeader`,
//! `needCgoHdr`), action.go (`addInstallHeaderAction`).

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::sha1::sha1_hex;
use vamos_fsys::fresh;
use vamos_goenv::BuildFlags;

use super::Kind;
use crate::action::ActionMode;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::run::Run;

/// The file that the cgo tool leaves for C programs which use the library.
pub(crate) const HEADER: &str = "_cgo_install.h";

/// Reports whether a program that is built so comes with a header for C.
pub(crate) fn has_header(flags: &BuildFlags) -> bool {
    matches!(flags.buildmode.as_str(), "c-archive" | "c-shared")
}

/// Returns where the header of an installed library goes: beside it.
pub(crate) fn header_target(target: &str) -> String {
    let file = target.rfind('/').map_or(0, |slash| slash + 1);
    let dot = target[file..].rfind('.');
    let stem = dot.map_or(target.len(), |dot| file + dot);
    format!("{}.h", &target[..stem])
}

/// Returns the package path for the compiler and the assembler (`pkgPath`).
pub(crate) fn package_path(run: &Run<'_>, action: ActionRef) -> Result<String, BuildError> {
    let package = run.package(action);
    if run.cx().flags.buildmode == "plugin" {
        return plugin_path(run, action);
    }
    if package.name == "main" && !package.request.force_library {
        return Ok("main".to_owned());
    }
    Ok(package.import_path.clone())
}

/// Returns the path by which a plugin is known where it is loaded: two that are
/// built from files have different ones (`pluginPath`).
pub(crate) fn plugin_path(run: &Run<'_>, action: ActionRef) -> Result<String, BuildError> {
    let package = run.package(action);
    if package.import_path != "command-line-arguments" {
        return Ok(package.import_path.clone());
    }
    let mut build_id = run.state(action).build_id.clone();
    if run.plan.get(action).mode == ActionMode::Link {
        // The one that the main package had while it was compiled.
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

/// Puts the header for C programs in its place, if the package exports anything.
pub(crate) struct InstallHeader;

impl Kind for InstallHeader {
    fn run(&self, run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
        let shell = run.shell(action);
        let this = run.plan.get(action);
        let header = format!("{}{HEADER}", this.objdir);
        if fresh::stat(&header).is_err_and(|error| error.is_not_exist()) {
            if run.cx().flags.x {
                shell.show("", &format!("# {header} not created"));
            }
            return Ok(());
        }
        if let Some((dir, _)) = this.target.rsplit_once('/') {
            shell.make_dirs(&format!("{dir}/"))?;
        }
        shell.move_or_copy(&this.target, &header, 0o666, true)
    }
}

/// Reports whether a header is installed of what this action builds.
pub(crate) fn needs_header(run: &Run<'_>, build: ActionRef) -> bool {
    let package = run.package(build);
    let is_header = |action: &ActionRef| run.plan.get(*action).mode == ActionMode::InstallHeader;
    let triggers = |action: &ActionRef| run.triggers(*action);
    !run.cx().list.is_list
        && has_header(run.cx().flags)
        && (package.uses_cgo() || package.uses_swig())
        && triggers(&build)
            .iter()
            .any(|next| is_header(next) || triggers(next).iter().any(is_header))
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
