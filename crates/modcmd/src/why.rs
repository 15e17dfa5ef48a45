//! `go mod why`: explains why packages or modules are needed.
//!
//! Counterpart: cmd/go/internal/modcmd/why.go.

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;

use vamos_modload::ListMode;
use vamos_modload::LoadError;
use vamos_modload::ModOptions;
use vamos_modload::Modules;

/// The arguments of `go mod why`.
#[derive(Clone, Copy, Debug)]
pub struct WhyRequest<'a> {
    /// The packages, or the modules.
    pub args: &'a [String],
    /// `-m`: the arguments are modules.
    pub modules: bool,
    /// `-vendor`: tests of dependencies do not count.
    pub vendor: bool,
}

/// Returns the text for stdout.
pub fn why(modules: &mut Modules<'_>, request: WhyRequest<'_>) -> Result<String, LoadError> {
    if request.modules {
        why_modules(modules, request)
    } else {
        why_packages(modules, request)
    }
}

impl WhyRequest<'_> {
    fn options(&self) -> ModOptions {
        ModOptions {
            any_tags: true,
            vendor_modules_in_goroot_src: true,
            load_tests: !self.vendor,
            silence_package_errors: true,
            use_vendor_all: self.vendor,
            ..ModOptions::default()
        }
    }

    /// Writes the stanza of a package or module, with the steps that lead to it.
    fn stanza(&self, out: &mut String, kind: &str, name: &str, steps: Option<&[String]>) {
        if !out.is_empty() {
            out.push('\n');
        }
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# {name}");
        let Some(steps) = steps else {
            let purpose = if self.vendor { " to vendor" } else { "" };
            let _ = writeln!(out, "(main module does not need{purpose} {kind} {name})");
            return;
        };
        for step in steps {
            let _ = writeln!(out, "{step}");
        }
    }
}

/// The pattern whose packages the main module needs.
fn all() -> [String; 1] {
    ["all".to_owned()]
}

fn why_packages(modules: &mut Modules<'_>, request: WhyRequest<'_>) -> Result<String, LoadError> {
    let options = request.options();
    let matches = modules.load_packages(&options, request.args)?;
    // The paths must begin in the main module and not at the arguments.
    modules.load_packages(&options, &all())?;
    let mut out = String::new();
    for path in matches.iter().flat_map(|m| &m.pkgs) {
        let steps = modules.why(path);
        request.stanza(&mut out, "package", path, steps.as_deref());
    }
    Ok(out)
}

/// An argument that should be a module's path has a version.
#[derive(Debug)]
struct VersionQuery {
    arg: String,
}

impl fmt::Display for VersionQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arg = &self.arg;
        write!(
            f,
            "{arg}: 'go mod why' requires a module path, not a version query"
        )
    }
}

impl std::error::Error for VersionQuery {}

fn why_modules(modules: &mut Modules<'_>, request: WhyRequest<'_>) -> Result<String, LoadError> {
    if let Some(arg) = request.args.iter().find(|arg| arg.contains('@')) {
        return Err(LoadError::other(VersionQuery { arg: arg.clone() }));
    }
    let list = modules.list_modules(request.args, ListMode::default())?;
    if let Some(error) = list.error {
        return Err(error);
    }
    modules.load_packages(&request.options(), &all())?;
    // The package with the shortest path; of equal ones the first by name.
    let mut shortest: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for path in modules.loaded_packages() {
        let Some(module) = modules.package_module(path) else {
            continue;
        };
        let Some(steps) = modules.why(path) else {
            continue;
        };
        let known = shortest.get(module.path.as_str());
        if known.is_none_or(|known| steps.len() < known.len()) {
            shortest.insert(&module.path, steps);
        }
    }
    let mut out = String::new();
    for module in &list.modules {
        let steps = shortest.get(module.path.as_str()).map(Vec::as_slice);
        request.stanza(&mut out, "module", &module.path, steps);
    }
    Ok(out)
}
