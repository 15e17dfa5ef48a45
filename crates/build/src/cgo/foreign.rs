//! Jobs of the compilers of foreign sources.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`ccompile`, `gas`).

use hashbrown::HashMap;
use vamos_base::golang::names::Dir;
use vamos_base::golang::path;
use vamos_cache::ActionId;
use vamos_jobs::ForeignCompileJob;
use vamos_jobs::Input;
use vamos_jobs::Io;
use vamos_jobs::Job;
use vamos_jobs::Tool;
use vamos_jobs::ToolSource;
use vamos_load::Package;

use super::compiler::Language;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::run::Run;
use crate::services::in_dir;
use crate::shell::RunOptions;

/// One foreign source with its compiler.
pub(crate) struct Foreign<'f> {
    pub(crate) source: &'f str,
    pub(crate) object: &'f str,
    pub(crate) language: Language,
    pub(crate) flags: Vec<String>,
    /// The seed of the compiler's random numbers.
    pub(crate) seed: ActionId,
    pub(crate) copies: &'f HashMap<String, String>,
}

/// Runs a compiler for one source (`ccompile`).
pub(crate) fn run_compiler(
    run: &Run<'_>,
    action: ActionRef,
    foreign: Foreign<'_>,
) -> Result<(), BuildError> {
    let package = run.package(action);
    let work = &run.services.work;
    let objdir = &run.plan.get(action).objdir;
    let compilers = &run.services.compilers;
    let compiler = compilers.command(foreign.language, &package.dir, objdir)?;
    let source = in_dir(&package.dir, foreign.source);
    let object = in_dir(&package.dir, foreign.object);
    let mut flags = foreign.flags;
    if let Some(flag) = compilers.prefix_map_flag(&compiler)?
        && (run.cx().flags.reproducibility.trimpath || package.origin.goroot)
    {
        let (from, to) = recorded_dir(package);
        flags.push(format!("{flag}={from}={}", recorded_root(run, &to)));
    }
    if compilers.supports(&compiler, "-frandom-seed=1")? {
        flags.push(format!("-frandom-seed={}", foreign.seed.0.short()));
    }
    let source = foreign.copies.get(&source).unwrap_or(&source);
    let shell = run.shell(action);
    let mut io = host_io(run, action, &compiler);
    io.dir = work.text(&path::dir(source));
    io.inputs.push(Input::file(work.name(source)));
    let included = run.services.files.included(vec![source.clone()]);
    io.inputs
        .extend(included.iter().map(|file| Input::file(work.name(file))));
    io.inputs
        .push(Input::file(work.name(&format!("{objdir}_cgo_export.h"))));
    let copies = foreign.copies.values().map(|file| work.name(file));
    io.inputs.extend(copies.map(Input::file));
    io.outputs.push(work.name(&object));
    let mut job = ForeignCompileJob {
        io,
        arguments: compiler[1..].iter().map(|word| work.text(word)).collect(),
        flags: flags.iter().map(|flag| work.text(flag)).collect(),
        object: work.name(&object),
        source: path::base(source).to_owned(),
    };
    job.io.inputs.extend(inputs(run, package, &job.flags));
    loop {
        let end = shell.job_output(
            &Job::ForeignCompile(Box::new(job.clone())),
            RunOptions::default(),
        )?;
        let count = job.flags.len();
        if complains_of_dwarf(&end.output) {
            job.flags.retain(|flag| !flag.starts_with("-g"));
        }
        if job.flags.len() == count {
            return shell.report("", "", &end.output, end.error);
        }
    }
}

/// Returns the parts that all jobs of the host's compilers have.
pub(super) fn host_io(run: &Run<'_>, action: ActionRef, compiler: &[String]) -> Io {
    Io {
        tool: Tool {
            wrapper: Vec::new(),
            program: compiler[0].clone(),
            source: ToolSource::Host,
        },
        env: vec![("TERM".to_owned(), "dumb".to_owned())],
        description: run.package(action).desc(),
        ..Io::default()
    }
}

/// Returns the files that the foreign sources of a package may include: all files in its
/// directory, and the directories that its flags name.
pub(super) fn inputs(run: &Run<'_>, package: &Package, flags: &[String]) -> Vec<Input> {
    let work = &run.services.work;
    let files = package.all_files().into_iter();
    let ignored = package.files.ignored_other.iter().map(String::as_str);
    let files = files.chain(ignored);
    let files = files.map(|file| run.services.files.actual(&in_dir(&package.dir, file)));
    let mut inputs: Vec<Input> = files.map(|file| Input::file(work.name(&file))).collect();
    let mut words = flags.iter();
    while let Some(word) = words.next() {
        let dir = match word.strip_prefix("-I") {
            Some("") => words.next().map(String::as_str),
            dir => dir,
        };
        // The files of the object directory are declared one by one.
        if let Some(dir) = dir.filter(|dir| path::is_abs(dir)) {
            inputs.push(Input::tree(work.name(dir)));
        }
    }
    inputs
}

/// Returns the absolute path that replaces a directory in recorded paths.
fn recorded_root(run: &Run<'_>, dir: &str) -> String {
    if run.cx().env.target.goos == "windows" {
        format!("\\\\_\\_\\{}", dir.replace('/', "\\"))
    } else {
        path::join(&["/_", dir])
    }
}

/// Returns the directory that objects must not contain, and its replacement: the module, or
/// the nearest equivalent (`ccompile`; consistent with `trimpath`).
fn recorded_dir(package: &Package) -> (Dir, String) {
    let Some(module) = &package.module else {
        return match (package.origin.root.as_str(), package.origin.goroot) {
            ("", _) => (package.dir.clone(), package.import_path.as_str().to_owned()),
            (root, true) => (root.into(), "GOROOT".to_owned()),
            (root, false) => (root.into(), "GOPATH".to_owned()),
        };
    };
    if module.dir.is_empty() {
        // The module is vendored; the path of the vendor directory is replaced.
        let inner = format!("/{}", package.orig_import_path);
        let vendor = package.dir.strip_suffix(&inner).unwrap_or(&package.dir);
        return (vendor.into(), "vendor".to_owned());
    }
    let name = match module.version.as_str() {
        "" => module.path.as_str().to_owned(),
        version => format!("{}@{version}", module.path),
    };
    (module.dir.clone(), name)
}

/// Reports whether an assembler rejects `-g`, as some on FreeBSD do for an empty section.
fn complains_of_dwarf(output: &[u8]) -> bool {
    const COMPLAINT: &[u8] = b"DWARF2 only supports one section per compilation unit";
    output
        .windows(COMPLAINT.len())
        .any(|window| window == COMPLAINT)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::recorded_dir;
    use vamos_load::Package;
    use vamos_load::PackageFacts;
    use vamos_load::facts::PackageOrigin;
    use vamos_modload::module_public::ModulePublic;

    #[test]
    fn objects_name_modules_instead_of_directories() {
        let pair = |from: &str, to: &str| (from.into(), to.to_owned());
        let package = |module| {
            Package::from(PackageFacts {
                dir: "/p/vendor/m/x".into(),
                import_path: "m/x".into(),
                orig_import_path: "m/x".into(),
                module,
                origin: PackageOrigin {
                    root: "/go".into(),
                    goroot: true,
                    ..PackageOrigin::default()
                },
                ..PackageFacts::default()
            })
        };
        assert_eq!(recorded_dir(&package(None)), pair("/go", "GOROOT"));
        let module = |dir: &str| {
            Some(Arc::new(ModulePublic {
                path: "m".into(),
                version: "v1.0.0".into(),
                dir: dir.into(),
                ..ModulePublic::default()
            }))
        };
        let vendored = package(module(""));
        assert_eq!(recorded_dir(&vendored), pair("/p/vendor", "vendor"));
        let cached = package(module("/mod/m"));
        assert_eq!(recorded_dir(&cached), pair("/mod/m", "m@v1.0.0"));
    }
}
