//! Checks on the go.mod files of main modules.
//!
//! Counterpart: cmd/go/internal/modload (modfile.go, `ReadModFile`; init.go, `fixVersion`, `errWorkTooOld`, `CheckReservedModulePath`).

use std::cmp::Ordering;

use vamos_base::golang::gover;
use vamos_base::golang::gover::Local;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::module;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::quote::quote;
use vamos_modfile::GoMod;
use vamos_modfile::GoWork;
use vamos_modfile::ModuleError;
use vamos_modfile::VersionFixer;

/// Parses a main module's go.mod and checks that this Go can use it. `shorten` makes a file name short for display.
pub fn check_mod_file(
    name: &str,
    text: &[u8],
    mut fix: Option<&mut VersionFixer<'_>>,
    local: &Local,
    shorten: &dyn Fn(&str) -> String,
) -> Result<GoMod, ModuleError> {
    let too_new = |file: &GoMod| {
        let go = file.go.as_ref()?;
        if gover::compare(&go.version, &local.version) != Ordering::Greater {
            return None;
        }
        let toolchain = file.toolchain.as_ref().map_or("", |t| &t.name);
        Some(ModuleError::from(TooNewError::new(
            shorten(name),
            &go.version,
            toolchain,
            local,
        )))
    };
    let file = match GoMod::parse(name, text, fix.as_deref_mut()) {
        Ok(file) => file,
        Err(err) => {
            // An invalid file may be valid for the Go version that it requires.
            if let Ok(lax) = GoMod::parse_lax(name, text, fix)
                && let Some(err) = too_new(&lax)
            {
                return Err(err);
            }
            let before = format!("errors parsing {}:\n", shorten(name));
            return Err(ModuleError::Context {
                before,
                err: Box::new(shorten_list(err, shorten)),
            });
        }
    };
    if let Some(err) = too_new(&file) {
        return Err(err);
    }
    let Some(module) = &file.module else {
        return Err(ModuleError::Message(format!(
            "error reading {}: missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod",
            shorten(name)
        )));
    };
    if check_reserved_module_path(&module.path).is_err() {
        return Err(ModuleError::Message(format!(
            "error reading {}: invalid module path: {}",
            shorten(name),
            quote(&module.path)
        )));
    }
    Ok(file)
}

/// Shortens the file names in a list of errors.
pub fn shorten_list(err: ModuleError, shorten: &dyn Fn(&str) -> String) -> ModuleError {
    match err {
        ModuleError::List(mut list) => {
            for err in &mut list {
                err.filename = shorten(&err.filename);
            }
            ModuleError::List(list)
        }
        other => other,
    }
}

/// Fails for paths that are reserved for Go itself.
pub fn check_reserved_module_path(path: &str) -> Result<(), ModuleError> {
    if gover::is_toolchain(path) {
        Err(ModuleError::message("module path is reserved"))
    } else {
        Ok(())
    }
}

/// Returns the error of a workspace whose go line is too low for one of its modules. `aim` is the
/// purpose of the command in the text.
pub fn err_work_too_old(
    dir: &str,
    work_file: Option<&GoWork>,
    go_version: &str,
    aim: &str,
) -> ModuleError {
    let (verb, version) = match work_file.and_then(|w| w.go.as_ref()) {
        Some(go) => ("lists", go.version.as_str()),
        None => ("implicitly requires", gover::DEFAULT_GO_WORK_VERSION),
    };
    ModuleError::Message(format!(
        "module {dir} listed in go.work file requires go >= {go_version}, but go.work {verb} go {version}; {aim}:\n\tgo work use"
    ))
}

/// Makes one version canonical; calls `query` only for a version that is not canonical. Sets
/// `fixed` if the result differs from the input.
pub fn fix_version(
    path: &str,
    written: &str,
    fixed: &mut bool,
    query: &mut dyn FnMut(&str, &str) -> Result<String, ModuleError>,
) -> Result<String, ModuleError> {
    let mut version = written;
    // Early pseudo-versions of gopkg.in modules had a prefix.
    if path.starts_with("gopkg.in/")
        && let Some((_, rest)) = version.split_once("-gopkgin-")
    {
        version = rest;
    }
    let Some((_, major)) = module::split_path_version(path) else {
        let err =
            ModuleError::invalid_version(version, format!("malformed module path {}", quote(path)));
        return Err(ModuleError::At {
            module: ModuleVersion::unversioned(path),
            err: Box::new(err),
        });
    };
    let resolved = if module::is_canonical_version(version) {
        module::check_path_major(version, major)
            .map_err(|err| ModuleError::from(err).at(&ModuleVersion::new(path, version)))?;
        version.to_string()
    } else {
        query(path, version)?
    };
    *fixed |= resolved != version;
    Ok(resolved)
}
