//! The foreign sources of a package.
//!
//! Counterpart: cmd/go/internal/work/action.go (`cgoAction`).

use vamos_base::golang::path;
use vamos_load::Package;
use vamos_release::Release;

use super::compiler::Language;

/// The compiler of a foreign source.
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
    /// Returns the language of the compiler.
    pub(crate) fn language(self) -> Language {
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
    /// The kind of source, which selects the compiler.
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
/// runtime/cgo has files for the C compiler and files for Go's assembler.
pub(crate) fn is_foreign(package: &Package, assembly: &str) -> bool {
    let is_bridge = package.origin.standard && package.import_path == "runtime/cgo";
    !is_bridge || assembly.starts_with("gcc_")
}

#[cfg(test)]
mod tests {
    use super::ForeignSource;
    use super::SourceKind;
    use super::is_foreign;
    use vamos_load::Package;
    use vamos_load::PackageFacts;
    use vamos_load::facts::PackageOrigin;
    use vamos_modload::dirpkg::SourceFiles;
    use vamos_release::Release;

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
                import_path: "runtime/cgo".into(),
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
}
