//! One foreign source becomes an object file; each is an action of its own.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`ccompile`, `gas`), action.go
//! (`cgoAction`, `cgoCompileActor`).

use hashbrown::HashMap;
use vamos_base::golang::path;
use vamos_cache::ActionId;
use vamos_fsys::fresh;
use vamos_goenv::Release;
use vamos_jobs::ForeignCompileJob;
use vamos_jobs::Input;
use vamos_jobs::Io;
use vamos_jobs::Job;
use vamos_jobs::Tool;
use vamos_jobs::ToolSource;
use vamos_load::Package;

use super::CgoRun;
use super::compiler::Language;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::kinds::Kind;
use crate::run::Run;
use crate::services::MIB;
use crate::services::costs;
use crate::services::in_dir;

/// How a foreign source is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// C or Objective-C.
    C,
    /// Assembly in the syntax of the C compiler's assembler.
    Assembly,
    /// C++.
    Cxx,
    /// Fortran.
    Fortran,
}

impl SourceKind {
    fn language(self) -> Language {
        match self {
            Self::C | Self::Assembly => Language::C,
            Self::Cxx => Language::Cxx,
            Self::Fortran => Language::Fortran,
        }
    }
}

/// A foreign source of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForeignSource {
    /// The file; relative to the package, unless it is generated.
    pub(crate) file: String,
    /// How it is compiled.
    pub(crate) kind: SourceKind,
}

impl ForeignSource {
    /// Reports whether it is C++.
    pub(crate) fn is_cxx(&self) -> bool {
        self.kind == SourceKind::Cxx
    }

    /// Returns the sources of a package that uses cgo, in the order of their objects.
    pub(crate) fn all(release: Release, package: &Package, objdir: &str) -> Vec<Self> {
        let mut all = Vec::new();
        let mut add = |file: String, kind| all.push(Self { file, kind });
        add(format!("{objdir}_cgo_export.c"), SourceKind::C);
        for file in &package.files.cgo {
            let base = path::base(file);
            let stem = base.strip_suffix(".go").unwrap_or(base);
            let cover = if package.request.cover_mode.is_empty() {
                ""
            } else {
                ".cover"
            };
            add(format!("{objdir}{stem}{cover}.cgo2.c"), SourceKind::C);
        }
        let assembly = package.files.s.iter();
        let assembly = assembly.filter(|file| is_foreign(package, file));
        let of = |files: &[String], kind| files.iter().map(|f| (f.clone(), kind)).collect();
        let assembly = assembly
            .map(|f| (f.clone(), SourceKind::Assembly))
            .collect();
        let c: Vec<_> = of(&package.files.c, SourceKind::C);
        let objective_c = of(&package.files.m, SourceKind::C);
        let cxx = of(&package.files.cxx, SourceKind::Cxx);
        let groups: [Vec<(String, SourceKind)>; 4] = match release.has_action_per_foreign_source() {
            true => [assembly, c, objective_c, cxx],
            false => [c, assembly, cxx, objective_c],
        };
        for (file, kind) in groups.into_iter().flatten() {
            add(file, kind);
        }
        for file in &package.files.f {
            add(file.clone(), SourceKind::Fortran);
        }
        all
    }
}

/// Reports whether the C compiler assembles a file of a package that uses cgo. Package
/// runtime/cgo stands between the two worlds and has files of both.
pub(crate) fn is_foreign(package: &Package, assembly: &str) -> bool {
    let is_bridge = package.origin.standard && package.import_path == "runtime/cgo";
    !is_bridge || assembly.starts_with("gcc_")
}

/// What compiling one foreign source takes.
pub(super) struct Foreign<'f> {
    pub(super) source: &'f str,
    pub(super) object: &'f str,
    pub(super) language: Language,
    pub(super) flags: Vec<String>,
    /// Seeds what compilers would otherwise draw at random.
    pub(super) seed: ActionId,
    pub(super) copies: &'f HashMap<String, String>,
}

/// Compiles one foreign source of a package.
pub(crate) struct CompileForeign {
    /// The action that builds the package, or the one that installs it.
    pub(crate) build: ActionRef,
    pub(crate) source: ForeignSource,
}

impl Kind for CompileForeign {
    fn run(&self, run: &Run<'_>, action: ActionRef) -> Result<(), BuildError> {
        let this = run.plan.get(action);
        // Without a run of the cgo tool there is no work to do.
        let Some(made) = run.state(this.deps[0]).cgo.run.clone() else {
            return Ok(());
        };
        let (package, source) = (run.package(action), &self.source);
        if source.kind == SourceKind::Assembly {
            refuse_go_assembly(package, &source.file)?;
        }
        let build = run.plan.build_behind(self.build);
        let id = run.state(build).action_id;
        let desc = format!("cgo compile {}", source.file);
        run_compiler(
            run,
            action,
            Foreign {
                source: &source.file,
                object: &this.target,
                language: source.kind.language(),
                flags: made.flags_for(source.kind.language()),
                seed: match run.cx().env.release.has_action_per_foreign_source() {
                    true => run.cx().hasher.subkey(&id, &desc),
                    false => id,
                },
                copies: &made.copies,
            },
        )
    }

    fn verb(&self) -> Option<&'static str> {
        Some("compile C of")
    }

    fn label(&self) -> Option<&str> {
        Some(&self.source.file)
    }

    fn cost_name(&self) -> Option<&str> {
        Some(path::base(&self.source.file))
    }

    fn estimate(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        if path::is_abs(&self.source.file) {
            return costs::GENERATED;
        }
        costs::foreign_estimate(self.source.is_cxx(), self.bytes(run, action))
    }

    fn memory(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        match self.source.is_cxx() {
            true => 400 * MIB,
            false => 64 * MIB + self.bytes(run, action) * 48,
        }
    }
}

impl CompileForeign {
    /// Returns the size of the source; zero for a generated one.
    fn bytes(&self, run: &Run<'_>, action: ActionRef) -> u64 {
        match path::is_abs(&self.source.file) {
            true => 0,
            false => {
                let file = in_dir(&run.package(action).dir, &self.source.file);
                run.services.files.size(&file)
            }
        }
    }
}

/// Runs a compiler for one source (`ccompile`).
pub(super) fn run_compiler(
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
        && (run.cx().flags.trimpath || package.origin.goroot)
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
        let (output, error) = shell.job_output(&Job::ForeignCompile(Box::new(job.clone())), &[])?;
        let count = job.flags.len();
        if complains_of_dwarf(&output) {
            job.flags.retain(|flag| !flag.starts_with("-g"));
        }
        if job.flags.len() == count {
            return shell.report("", "", &output, error);
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

/// Returns the files of a package that its foreign sources may include: all that lie in
/// its directory, and the directories that its flags name.
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
        // What is in the object directory is named file by file.
        if let Some(dir) = dir.filter(|dir| path::is_abs(dir)) {
            inputs.push(Input::tree(work.name(dir)));
        }
    }
    inputs
}

/// Returns the absolute path that stands for a directory in what is recorded.
fn recorded_root(run: &Run<'_>, dir: &str) -> String {
    if run.cx().env.goos == "windows" {
        format!("\\\\_\\_\\{}", dir.replace('/', "\\"))
    } else {
        path::join(&["/_", dir])
    }
}

impl CgoRun {
    /// Returns the flags for sources of a language.
    pub(super) fn flags_for(&self, language: Language) -> Vec<String> {
        let own = match language {
            Language::C => &self.flags.cflags,
            Language::Cxx => &self.flags.cxxflags,
            Language::Fortran => &self.flags.fflags,
        };
        self.flags.cppflags.iter().chain(own).cloned().collect()
    }
}

/// Returns the directory that objects shall not name, and what they name instead: the
/// module, or what comes next to one (`ccompile`; in step with `trimpath`).
fn recorded_dir(package: &Package) -> (String, String) {
    let Some(module) = &package.module else {
        return match (package.origin.root.as_str(), package.origin.goroot) {
            ("", _) => (package.dir.clone(), package.import_path.clone()),
            (root, true) => (root.to_owned(), "GOROOT".to_owned()),
            (root, false) => (root.to_owned(), "GOPATH".to_owned()),
        };
    };
    if module.dir.is_empty() {
        // It is vendored; all of the vendor directory is replaced.
        let inner = format!("/{}", package.orig_import_path);
        let vendor = package.dir.strip_suffix(&inner).unwrap_or(&package.dir);
        return (vendor.to_owned(), "vendor".to_owned());
    }
    let name = match module.version.as_str() {
        "" => module.path.clone(),
        version => format!("{}@{version}", module.path),
    };
    (module.dir.clone(), name)
}

/// Some assemblers on FreeBSD take `-g` amiss, for a section that is empty anyway.
fn complains_of_dwarf(output: &[u8]) -> bool {
    const COMPLAINT: &[u8] = b"DWARF2 only supports one section per compilation unit";
    output
        .windows(COMPLAINT.len())
        .any(|window| window == COMPLAINT)
}

/// Refuses assembly that is meant for Go's own assembler.
fn refuse_go_assembly(package: &Package, file: &str) -> Result<(), BuildError> {
    let Ok(text) = fresh::read(&path::join(&[&package.dir, file])) else {
        return Ok(());
    };
    let is_go = text.split(|byte| *byte == b'\n').any(|line| {
        [&b"TEXT"[..], b"DATA", b"GLOBL"]
            .iter()
            .any(|word| line.starts_with(word))
    });
    if is_go {
        let text = format!("package using cgo has Go assembly file {file}");
        return Err(BuildError::Message(text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::ForeignSource;
    use super::SourceKind;
    use super::is_foreign;
    use super::recorded_dir;
    use vamos_goenv::Release;
    use vamos_load::Package;
    use vamos_load::PackageFacts;
    use vamos_load::dirpkg::SourceFiles;
    use vamos_load::facts::PackageOrigin;
    use vamos_load::package::ModulePublic;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn objects_have_a_fixed_order() {
        let package = Package::from(PackageFacts {
            files: SourceFiles {
                cgo: list(&["a.go", "b.go"]),
                f: list(&["f.f90"]),
                cxx: list(&["x.cc"]),
                m: list(&["m.m"]),
                c: list(&["c.c"]),
                s: list(&["s.S"]),
                ..SourceFiles::default()
            },
            ..PackageFacts::default()
        });
        let sources = ForeignSource::all(Release::nearest(26), &package, "/w/b001/");
        let files: Vec<&str> = sources.iter().map(|source| &*source.file).collect();
        let generated = [
            "/w/b001/_cgo_export.c",
            "/w/b001/a.cgo2.c",
            "/w/b001/b.cgo2.c",
        ];
        assert_eq!(files[..3], generated);
        assert_eq!(files[3..], ["s.S", "c.c", "m.m", "x.cc", "f.f90"]);
        assert_eq!(sources[3].kind, SourceKind::Assembly);
        assert_eq!(sources[5].kind, SourceKind::C);
        let sources = ForeignSource::all(Release::nearest(25), &package, "/w/b001/");
        let files: Vec<&str> = sources.iter().map(|source| &*source.file).collect();
        assert_eq!(files[3..], ["c.c", "s.S", "x.cc", "m.m", "f.f90"]);
    }

    #[test]
    fn the_bridge_has_assembly_of_both_kinds() {
        let package = |standard| {
            Package::from(PackageFacts {
                import_path: "runtime/cgo".to_owned(),
                origin: PackageOrigin {
                    standard,
                    ..PackageOrigin::default()
                },
                ..PackageFacts::default()
            })
        };
        assert!(is_foreign(&package(true), "gcc_amd64.S"));
        assert!(!is_foreign(&package(true), "asm_amd64.s"));
        assert!(is_foreign(&package(false), "asm_amd64.s"));
    }

    #[test]
    fn objects_name_modules_instead_of_directories() {
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let package = |module| {
            Package::from(PackageFacts {
                dir: "/p/vendor/m/x".to_owned(),
                import_path: "m/x".to_owned(),
                orig_import_path: "m/x".to_owned(),
                module,
                origin: PackageOrigin {
                    root: "/go".to_owned(),
                    goroot: true,
                    ..PackageOrigin::default()
                },
                ..PackageFacts::default()
            })
        };
        assert_eq!(recorded_dir(&package(None)), pair("/go", "GOROOT"));
        let module = |dir: &str| {
            Some(Arc::new(ModulePublic {
                path: "m".to_owned(),
                version: "v1.0.0".to_owned(),
                dir: dir.to_owned(),
                ..ModulePublic::default()
            }))
        };
        let vendored = package(module(""));
        assert_eq!(recorded_dir(&vendored), pair("/p/vendor", "vendor"));
        let cached = package(module("/mod/m"));
        assert_eq!(recorded_dir(&cached), pair("/mod/m", "m@v1.0.0"));
    }
}
