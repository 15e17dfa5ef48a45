//! One foreign source becomes an object file; each is an action of its own.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`ccompile`, `gas`), action.go
//! (`cgoAction`, `cgoCompileActor`).

use hashbrown::HashMap;
use vamos_base::golang::path;
use vamos_cache::ActionId;
use vamos_fsys::fresh;
use vamos_goenv::Release;
use vamos_load::Package;

use super::CgoRun;
use super::compiler::Language;
use crate::action::ActionRef;
use crate::error::BuildError;
use crate::gc::in_dir;
use crate::runner::Running;

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

impl Running<'_> {
    /// Compiles a foreign source, if the cgo tool was run for its package.
    pub(crate) fn compile_foreign(
        &self,
        action: ActionRef,
        build: ActionRef,
        source: &ForeignSource,
    ) -> Result<(), BuildError> {
        let this = self.plan.get(action);
        let Some(run) = self.state(this.deps[0]).cgo.clone() else {
            return Ok(());
        };
        let package = self.package(action);
        if source.kind == SourceKind::Assembly {
            refuse_go_assembly(package, &source.file)?;
        }
        let id = self.state(build).action_id;
        let desc = format!("cgo compile {}", source.file);
        self.run_compiler(
            action,
            Foreign {
                source: &source.file,
                object: &this.target,
                language: source.kind.language(),
                flags: run.flags_for(source.kind.language()),
                seed: match self.cx.env.release.has_action_per_foreign_source() {
                    true => self.cx.hasher.subkey(&id, &desc),
                    false => id,
                },
                copies: &run.copies,
            },
        )
    }

    /// Runs a compiler for one source (`ccompile`).
    pub(super) fn run_compiler(
        &self,
        action: ActionRef,
        foreign: Foreign<'_>,
    ) -> Result<(), BuildError> {
        let package = self.package(action);
        let objdir = &self.plan.get(action).objdir;
        let compilers = &self.compilers;
        let compiler = compilers.command(foreign.language, &package.dir, objdir)?;
        let source = in_dir(&package.dir, foreign.source);
        let object = in_dir(&package.dir, foreign.object);
        let mut flags = foreign.flags;
        if let Some(flag) = compilers.prefix_map_flag(&compiler)?
            && (self.cx.flags.trimpath || package.origin.goroot)
        {
            let (from, to) = recorded_dir(package);
            flags.push(format!("{flag}={from}={}", self.recorded_root(&to)));
        }
        if compilers.supports(&compiler, "-frandom-seed=1")? {
            flags.push(format!("-frandom-seed={}", foreign.seed.0.short()));
        }
        let source = foreign.copies.get(&source).unwrap_or(&source);
        let shell = self.shell(action);
        let env = [("TERM".to_owned(), "dumb".to_owned())];
        loop {
            let mut command = compiler.clone();
            command.extend_from_slice(&flags);
            let rest = ["-o", &object, "-c", path::base(source)];
            command.extend(rest.map(str::to_owned));
            let (output, error) = shell.run_output(&path::dir(source), &env, command)?;
            let count = flags.len();
            if complains_of_dwarf(&output) {
                flags.retain(|flag| !flag.starts_with("-g"));
            }
            if flags.len() == count {
                return shell.report("", "", &output, error);
            }
        }
    }

    /// Returns the absolute path that stands for a directory in what is recorded.
    fn recorded_root(&self, dir: &str) -> String {
        if self.cx.env.goos == "windows" {
            format!("\\\\_\\_\\{}", dir.replace('/', "\\"))
        } else {
            path::join(&["/_", dir])
        }
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
        let mut package = Package::from(PackageFacts {
            import_path: "runtime/cgo".to_owned(),
            origin: PackageOrigin {
                standard: true,
                ..PackageOrigin::default()
            },
            ..PackageFacts::default()
        });
        assert!(is_foreign(&package, "gcc_amd64.S"));
        assert!(!is_foreign(&package, "asm_amd64.s"));
        package.facts.origin.standard = false;
        assert!(is_foreign(&package, "asm_amd64.s"));
    }

    #[test]
    fn objects_name_modules_instead_of_directories() {
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let mut package = Package::from(PackageFacts {
            dir: "/p/vendor/m/x".to_owned(),
            import_path: "m/x".to_owned(),
            orig_import_path: "m/x".to_owned(),
            origin: PackageOrigin {
                root: "/go".to_owned(),
                goroot: true,
                ..PackageOrigin::default()
            },
            ..PackageFacts::default()
        });
        assert_eq!(recorded_dir(&package), pair("/go", "GOROOT"));
        let module = |dir: &str| {
            Some(Arc::new(ModulePublic {
                path: "m".to_owned(),
                version: "v1.0.0".to_owned(),
                dir: dir.to_owned(),
                ..ModulePublic::default()
            }))
        };
        package.facts.module = module("");
        assert_eq!(recorded_dir(&package), pair("/p/vendor", "vendor"));
        package.facts.module = module("/mod/m");
        assert_eq!(recorded_dir(&package), pair("/mod/m", "m@v1.0.0"));
    }
}
