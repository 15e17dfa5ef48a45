//! Implicit imports, which are in no source file: cgo, SWIG and the linker add them.
//!
//! Their order is interface: it is the order of `import` lines in the action ID.
//! Counterpart: cmd/go/internal/load/pkg.go (`Package.load`, `LinkerDeps`,
//! `externalLinkingReason`).

use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_goenv::platform;

use crate::package::Package;

/// The package with the compiler's replacements of functions in package simd.
pub(crate) const SIMD_BRIDGE: &str = "simd/internal/bridge";

/// Reports whether code with these imports needs [`SIMD_BRIDGE`] (`hasSimd`).
pub(crate) fn has_simd(env: &GoEnv, imports: &[String]) -> bool {
    env.sdk.release.bridges_simd()
        && matches!(env.target.goarch.as_str(), "wasm" | "amd64" | "arm64")
        && imports.iter().any(|import| import == "simd")
}

/// The imports of a package with the implicit ones.
#[derive(Debug, Default)]
pub(crate) struct AugmentedImports {
    /// Explicit imports first, in the order of the source.
    pub(crate) paths: Vec<String>,
    /// Imports of generated code.
    pub(crate) compiled: Vec<String>,
}

impl AugmentedImports {
    fn add(&mut self, path: &str, for_compiler: bool) {
        if self.paths.iter().any(|have| have == path) {
            return;
        }
        self.paths.push(path.to_owned());
        if for_compiler {
            self.compiled.push(path.to_owned());
        }
    }
}

/// Adds the implicit imports of cgo, SWIG and the linker to the package's imports. `ldflags` are
/// the package's own. The error is the text of an invalid setting.
pub(crate) fn augment_imports(
    package: &Package,
    env: &GoEnv,
    flags: &BuildOptions,
    ldflags: &[String],
) -> Result<AugmentedImports, String> {
    let mut imports = AugmentedImports {
        paths: package.imports.paths.clone(),
        compiled: Vec::new(),
    };
    if has_simd(env, &package.imports.paths) {
        imports.add(SIMD_BRIDGE, true);
    }
    let path = package.orig_import_path.as_str();
    if package.uses_cgo() {
        imports.add("unsafe", true);
        if !package.origin.standard || path != "runtime/cgo" {
            imports.add("runtime/cgo", true);
        }
        let is_runtime_part = matches!(
            path,
            "runtime/cgo" | "runtime/race" | "runtime/msan" | "runtime/asan"
        );
        if !package.origin.standard || !is_runtime_part {
            imports.add("syscall", true);
        }
    }
    if package.uses_swig() {
        for dependency in ["unsafe", "runtime/cgo", "syscall", "sync"] {
            imports.add(dependency, true);
        }
    }
    if package.name == "main" && !package.request.force_library {
        for dependency in linker_deps(env, flags, ldflags)? {
            imports.add(dependency, false);
        }
    }
    Ok(imports)
}

/// Returns the packages that the linker adds to the dependencies of a program. `ldflags` are the
/// flags of its main package.
pub(crate) fn linker_deps(
    env: &GoEnv,
    flags: &BuildOptions,
    ldflags: &[String],
) -> Result<Vec<&'static str>, String> {
    let mut deps = vec!["runtime"];
    if let Some(what) = external_linking_reason(env, flags, ldflags) {
        if !env.target.cgo_enabled {
            return Err(format!(
                "{what} requires external (cgo) linking, but cgo is not enabled"
            ));
        }
        deps.push("runtime/cgo");
    }
    let conditional = [
        (env.target.goarch == "arm", "math"),
        (flags.instrument.race, "runtime/race"),
        (flags.instrument.msan, "runtime/msan"),
        (flags.instrument.asan, "runtime/asan"),
        (flags.instrument.cover, "runtime/coverage"),
    ];
    deps.extend(conditional.iter().filter(|(on, _)| *on).map(|(_, dep)| dep));
    Ok(deps)
}

/// Returns the reason why even a program without cgo must be linked externally, if any.
fn external_linking_reason(
    env: &GoEnv,
    flags: &BuildOptions,
    ldflags: &[String],
) -> Option<String> {
    if platform::must_link_external(env.sdk.release, &env.target.goos, &env.target.goarch, false) {
        return Some(format!("{}/{}", env.target.goos, env.target.goarch));
    }
    let mode = flags.mode.buildmode.as_str();
    if mode == "plugin" || (mode == "c-shared" && env.target.goarch != "wasm") {
        return Some(format!("-buildmode={mode}"));
    }
    if flags.mode.linkshared {
        return Some("-linkshared".to_owned());
    }
    let by_default =
        mode == "default" && platform::default_pie(&env.target.goos, flags.instrument.race);
    let is_pie = mode == "pie" || by_default;
    if is_pie
        && !platform::internal_link_pie_supported(
            env.sdk.release,
            &env.target.goos,
            &env.target.goarch,
        )
    {
        let what = if mode == "pie" {
            "-buildmode=pie"
        } else {
            "default PIE binary"
        };
        return Some(what.to_owned());
    }
    for (at, arg) in ldflags.iter().enumerate().rev() {
        let value = match arg.as_str() {
            "-linkmode" => ldflags.get(at + 1).map(String::as_str),
            _ => arg.strip_prefix("-linkmode="),
        };
        match value {
            Some("external") => return Some(arg.clone()),
            Some("internal") => return None,
            _ => {}
        }
    }
    None
}
