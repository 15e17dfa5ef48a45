//! Jobs of the compiler and the assembler, made of plain data.
//!
//! The kinds of actions collect the data from their run: [`ToolInputs`] has the common data of all
//! jobs of a package. So a job's command line is tested without a build.
//! Counterpart: cmd/go/internal/work/gc.go.

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::path;
use vamos_fsys::Files;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_goenv::platform;
use vamos_jobs::AsmJob;
use vamos_jobs::CompileJob;
use vamos_jobs::Input;
use vamos_jobs::Io;
use vamos_jobs::Name;
use vamos_jobs::Stub;
use vamos_jobs::Tool;
use vamos_jobs::WorkDir;
use vamos_load::Package;

use crate::importcfg::Archives;
use crate::mode::ModeSettings;
use crate::services::in_dir;

/// The language version of modules whose go.mod has no go line
/// (`gover.DefaultGoModVersion`).
pub(crate) const DEFAULT_GO: &str = "1.16";

/// Packages of the standard library that declare functions which package runtime defines.
/// The compiler must not expect them to be complete.
const PARTIAL: [&str; 10] = [
    "bytes",
    "internal/poll",
    "net",
    "os",
    "runtime/metrics",
    "runtime/pprof",
    "runtime/trace",
    "sync",
    "syscall",
    "time",
];

/// Reports whether a package declares no functions that are written in another language, so that
/// the compiler is given `-complete`.
pub fn is_complete(package: &Package) -> bool {
    let others = [
        &package.files.cgo,
        &package.files.c,
        &package.files.cxx,
        &package.files.m,
        &package.files.f,
        &package.files.s,
        &package.files.syso,
        &package.files.swig,
        &package.files.swig_cxx,
    ];
    let is_partial = package.origin.standard && PARTIAL.contains(&package.import_path.as_str());
    !is_partial && others.iter().all(|files| files.is_empty())
}

/// Returns the Go release of the SDK, without `go`.
pub(crate) fn local_go(env: &GoEnv) -> &str {
    let version = &env.sdk.version;
    version.strip_prefix("go").unwrap_or(version)
}

/// Reports whether the SDK can build modules of this go version.
pub(crate) fn allows(env: &GoEnv, version: &str) -> bool {
    version.is_empty() || gover::compare(local_go(env), version).is_ge()
}

/// Returns the language version that a package is compiled with, without `go`.
pub fn language(env: &GoEnv, package: &Package) -> String {
    let mut version = local_go(env);
    if let Some(module) = &package.module {
        let wanted = match module.go_version.as_str() {
            "" => DEFAULT_GO,
            wanted => wanted,
        };
        if allows(env, wanted) {
            version = wanted;
        }
    }
    gover::lang(version)
}

/// Returns the common part of the jobs of an action, which may have a package.
pub(crate) fn io(tool: Tool, package: Option<&Package>) -> Io {
    Io {
        tool,
        description: package.map_or_else(String::new, Package::desc),
        ..Io::default()
    }
}

/// The common data of a package's compiler and assembler jobs.
pub(crate) struct ToolInputs<'a> {
    pub(crate) env: &'a GoEnv,
    pub(crate) flags: &'a BuildOptions,
    pub(crate) mode: &'a ModeSettings,
    /// The view of source files, including the replacements of an overlay.
    pub(crate) files: &'a dyn Files,
    /// The work directory of the run.
    pub(crate) work: &'a WorkDir,
    pub(crate) tool: Tool,
    /// The target's variables that differ from the environment.
    pub(crate) changed_env: &'a [(String, String)],
    pub(crate) package: &'a Package,
    /// The package's path for the linker.
    pub(crate) package_path: String,
    /// The object directory of the action.
    pub(crate) objdir: &'a str,
}

impl ToolInputs<'_> {
    /// Returns the name of a source file of the package, or of its replacement.
    pub(crate) fn source(&self, file: &str) -> Name {
        let file = in_dir(&self.package.dir, file);
        self.work.name(&self.files.actual(&file))
    }
}

/// The inputs and outputs of a compilation.
pub(crate) struct CompileInputs<'a> {
    pub(crate) tool: ToolInputs<'a>,
    /// The directory in which the command runs.
    pub(crate) cwd: &'a str,
    pub(crate) output: &'a str,
    /// Sources, relative to the package's directory or absolute.
    pub(crate) go_files: &'a [String],
    pub(crate) importcfg: &'a str,
    /// The text of `importcfg`, and the archives that it names.
    pub(crate) imports: &'a Archives,
    /// The embed configuration, and its text.
    pub(crate) embedcfg: Option<(&'a str, &'a str)>,
    pub(crate) symabis: Option<&'a str>,
    /// The configuration of instrumentation for coverage.
    pub(crate) coverage: Option<&'a str>,
    /// The preprocessed profile.
    pub(crate) profile: Option<&'a str>,
    pub(crate) concurrency: usize,
    /// The first build ID of the archive.
    pub(crate) build_id: &'a str,
    /// The package after its check.
    pub(crate) stub: Option<Arc<Stub>>,
}

/// Returns the flag that instruments a package for fuzzing, if it is requested and supported
/// (`fuzzInstrumentFlags`).
pub(crate) fn fuzz_flag(env: &GoEnv, package: &Package) -> Option<&'static str> {
    let is_supported = platform::fuzz_instrumented(&env.target.goos, &env.target.goarch);
    (package.request.fuzz_instrument && is_supported).then_some("-d=libfuzzer")
}

/// Returns the job that compiles a package (`gcToolchain.gc`).
pub(crate) fn compile_job(what: &CompileInputs<'_>) -> CompileJob {
    let inputs = &what.tool;
    let (package, work, env) = (inputs.package, inputs.work, inputs.env);
    let mode = inputs.mode;
    let mut flags = mode.forced_gcflags.clone();
    flags.extend_from_slice(&package.request.flags.gc);
    flags.extend(fuzz_flag(env, package).map(str::to_owned));
    let go_version = match env.sdk.version.starts_with("go1") {
        true => env.sdk.version.clone(),
        false => String::new(),
    };
    let sources = what.go_files.iter().map(|file| inputs.source(file));
    let mut job = CompileJob {
        io: io(inputs.tool.clone(), Some(package)),
        output: work.name(what.output),
        trimpath: trimpath(inputs),
        package_path: inputs.package_path.clone(),
        language: format!("go{}", language(env, package)),
        is_standard: package.origin.standard,
        is_complete: is_complete(package),
        install_suffix: mode.install_suffix.clone(),
        build_id: what.build_id.to_owned(),
        omits_dwarf: package.request.omit_debug
            || env.target.goos == "plan9"
            || env.target.goarch == "wasm",
        go_version,
        coverage: what.coverage.map(|config| work.name(config)),
        profile: what.profile.map(|profile| work.name(profile)),
        symabis: what.symabis.map(|symabis| work.name(symabis)),
        header: work.name(&format!("{}go_asm.h", inputs.objdir)),
        concurrency: what.concurrency,
        flags,
        local_prefix: package.origin.local_prefix.as_str().to_owned(),
        importcfg: work.name(what.importcfg),
        embedcfg: what.embedcfg.map(|(file, _)| work.name(file)),
        sources: sources.collect(),
        stub: what.stub.clone(),
    };
    what.cwd.clone_into(&mut job.io.dir);
    job.io.env = inputs.changed_env.to_vec();
    job.io.inputs = compile_inputs(what, &job);
    job.io.outputs.push(job.output.clone());
    if job.symabis.is_some() {
        job.io.outputs.push(job.header.clone());
    }
    job
}

/// Returns the inputs of a compilation.
fn compile_inputs(what: &CompileInputs<'_>, job: &CompileJob) -> Vec<Input> {
    let work = what.tool.work;
    let mut inputs: Vec<Input> = job.sources.iter().cloned().map(Input::file).collect();
    inputs.push(Input::text(
        job.importcfg.clone(),
        &work.text(&what.imports.text),
    ));
    inputs.extend(what.imports.inputs(work));
    if let (Some(name), Some((_, text))) = (&job.embedcfg, what.embedcfg) {
        inputs.push(Input::text(name.clone(), &work.text(text)));
        let embedded = what.tool.package.embeds.files.iter();
        inputs.extend(embedded.map(|file| Input::file(what.tool.source(file))));
    }
    let others = [&job.coverage, &job.profile, &job.symabis];
    inputs.extend(others.into_iter().flatten().cloned().map(Input::file));
    inputs
}

/// Returns the rewrites of directories in the form that does not depend on the work directory.
fn trimpath(inputs: &ToolInputs<'_>) -> String {
    inputs.work.text(&rewrites(inputs))
}

/// Returns the rewrites of directories that tools record (`Action.trimpath`).
pub(crate) fn rewrites(inputs: &ToolInputs<'_>) -> String {
    let package = inputs.package;
    let objdir = inputs.objdir.trim_end_matches('/');
    let mut rewrite = String::new();
    let mut recorded = package.dir.as_str().to_owned();
    if inputs.flags.reproducibility.trimpath {
        let path = &package.orig_import_path;
        recorded = match &package.module {
            Some(module) if !module.version.is_empty() => {
                let inner = path.strip_prefix(&*module.path).unwrap_or(path);
                format!("{}@{}{inner}", module.path, module.version)
            }
            _ => path.as_str().to_owned(),
        };
        rewrite = format!("{}=>{recorded};", package.dir);
    }
    if !inputs.flags.sources.overlay.is_empty() {
        add_overlay_rewrites(inputs, objdir, &recorded, &mut rewrite);
    }
    rewrite.push_str(objdir);
    rewrite.push_str("=>");
    rewrite
}

/// Adds rewrites for an overlay: its files are recorded under the paths that they replace.
/// Foreign sources are in the object directory if one of them is replaced.
fn add_overlay_rewrites(
    inputs: &ToolInputs<'_>,
    objdir: &str,
    recorded: &str,
    rewrite: &mut String,
) {
    let (package, files) = (inputs.package, inputs.files);
    let mut copied = String::new();
    let mut is_copied = false;
    for file in package.all_files() {
        let full = in_dir(&package.dir, file);
        let base = path::base(&full);
        let is_go = file.ends_with(".go") || file.ends_with(".s");
        let is_foreign = !is_go || package.files.cgo.iter().any(|other| other == file);
        let to = path::join(&[recorded, base]);
        if files.is_replaced(&full) {
            if is_foreign {
                is_copied = true;
            } else {
                rewrite.push_str(&format!("{}=>{to};", files.actual(&full)));
            }
        } else if is_foreign && package.dir == path::dir(&full) {
            copied.push_str(&format!("{objdir}/{base}=>{to};"));
        }
    }
    if is_copied {
        rewrite.push_str(&copied);
    }
}

/// Returns an assembler job without its output and sources (`asmArgs`).
pub(crate) fn asm_job(inputs: &ToolInputs<'_>) -> AsmJob {
    let (package, objdir) = (inputs.package, inputs.objdir);
    let (work, env, mode) = (inputs.work, inputs.env, inputs.mode);
    let include = path::join(&[&env.sdk.goroot, "pkg", "include"]);
    let mut flags = mode.forced_asmflags.clone();
    flags.extend_from_slice(&package.request.flags.asm);
    let is_dynlink = mode.forced_asmflags.iter().any(|flag| flag == "-dynlink");
    let mut job = AsmJob {
        io: io(inputs.tool.clone(), Some(package)),
        package_path: inputs.package_path.clone(),
        trimpath: trimpath(inputs),
        includes: vec![work.text(objdir), include.clone()],
        target: [
            format!("GOOS_{}", env.target.goos),
            format!("GOARCH_{}", env.target.goarch),
        ],
        flags,
        defines: arch_defines(&env.target.goarch, &env.target.arch_env.1),
        is_shared_runtime: package.import_path == "runtime"
            && env.target.goarch == "386"
            && is_dynlink,
        is_standard: package.origin.standard && env.sdk.release.passes_std_to_assembler(),
        ..AsmJob::default()
    };
    package.dir.as_str().clone_into(&mut job.io.dir);
    job.io.env = inputs.changed_env.to_vec();
    let headers = package
        .files
        .h
        .iter()
        .map(|file| in_dir(&package.dir, file));
    let general = package.files.h.iter().filter_map(|file| {
        let name = general_header(file, &env.target.goos, &env.target.goarch)?;
        Some(format!("{objdir}{name}"))
    });
    let own = std::iter::once(format!("{objdir}go_asm.h"));
    let files = headers.chain(own).chain(general);
    job.io.inputs = files.map(|file| Input::file(work.name(&file))).collect();
    job.io.inputs.push(Input::tree(work.name(&include)));
    job
}

/// Returns the general name of a header that is named for the target: `defs_linux_amd64.h`
/// can be included as `defs_GOOS_GOARCH.h`, too.
pub(crate) fn general_header(file: &str, goos: &str, goarch: &str) -> Option<String> {
    let (name, extension) = file.rsplit_once('.')?;
    let both = format!("_{goos}_{goarch}");
    let pairs = [
        (both, "_GOOS_GOARCH"),
        (format!("_{goarch}"), "_GOARCH"),
        (format!("_{goos}"), "_GOOS"),
    ];
    pairs.iter().find_map(|(special, general)| {
        let stem = name.strip_suffix(special.as_str())?;
        Some(format!("{stem}{general}.{extension}"))
    })
}

/// Returns the assembler's macros for the architecture's variant.
fn arch_defines(goarch: &str, value: &str) -> Vec<String> {
    match goarch {
        "386" => vec![format!("GO386_{value}")],
        "amd64" => vec![format!("GOAMD64_{value}")],
        "mips" | "mipsle" => vec![format!("GOMIPS_{value}")],
        "mips64" | "mips64le" => vec![format!("GOMIPS64_{value}")],
        "riscv64" => vec![format!("GORISCV64_{value}")],
        // Each version includes those before it.
        "ppc64" | "ppc64le" => {
            let known = ["power10", "power9", "power8"];
            let from = known.iter().position(|name| *name == value).unwrap_or(2);
            known[from..]
                .iter()
                .map(|name| format!("GOPPC64_{name}"))
                .collect()
        }
        "arm" => {
            let from = if value.contains('7') {
                0
            } else if value.contains('6') {
                1
            } else {
                2
            };
            ["GOARM_7", "GOARM_6", "GOARM_5"][from..]
                .iter()
                .map(|name| (*name).to_owned())
                .collect()
        }
        "arm64" if has_lse(value) => vec!["GOARM64_LSE".to_owned()],
        _ => Vec::new(),
    }
}

/// Reports whether a GOARM64 value implies atomic instructions
/// (`buildcfg.ParseGoarm64`): from v8.1 on, or with the option `lse`.
fn has_lse(goarm64: &str) -> bool {
    let options = goarm64.split(',').skip(1);
    let version = goarm64.split(',').next().unwrap_or("");
    version.starts_with("v9.")
        || version
            .strip_prefix("v8.")
            .is_some_and(|minor| minor != "0")
        || options.into_iter().any(|option| option == "lse")
}

#[cfg(test)]
mod tests;
