//! The flags of a package's foreign sources, from the user and from `#cgo` lines.
//!
//! Counterpart: cmd/go/internal/work/exec.go (`CFlags`, `buildFlags`).

use vamos_goenv::GoEnv;
use vamos_load::Package;
use vamos_release::Release;

use super::compiler::DEFAULT_FLAGS;
use super::compiler::words_of;
use super::linker_flags::LocalFiles;
use super::linker_flags::has_spec_flags;
use super::security::check_compiler_flags;
use super::security::check_linker_flags;
use super::security::links_internally;
use super::security::links_internally_with;
use crate::error::BuildError;
use crate::flag_error::FlagError;

/// Flags, by program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// For all compilers of the C family.
    pub(crate) cppflags: Vec<String>,
    /// For C.
    pub(crate) cflags: Vec<String>,
    /// For C++.
    pub(crate) cxxflags: Vec<String>,
    /// For Fortran.
    pub(crate) fflags: Vec<String>,
    /// For the linker.
    pub(crate) ldflags: Vec<String>,
}

/// The name of a list, its default, the package's own flags, and the destination.
type Step<'s> = (
    &'static str,
    &'static str,
    &'s [String],
    &'s mut Vec<String>,
);

impl Flags {
    /// Returns the flags of a package. If a flag is refused, its list and the lists after it
    /// are empty, and the error is returned with the other lists: the action ID is
    /// computed from them anyway.
    pub(crate) fn of_package(
        env: &GoEnv,
        cwd: &str,
        package: &Package,
    ) -> Result<(Self, Result<(), FlagError>), BuildError> {
        let mut flags = Self::default();
        let checked = flags.fill(env, cwd, package)?;
        Ok((flags, checked))
    }

    fn fill(
        &mut self,
        env: &GoEnv,
        cwd: &str,
        package: &Package,
    ) -> Result<Result<(), FlagError>, BuildError> {
        let local = LocalFiles::new(env, cwd);
        let steps: [Step<'_>; 5] = [
            ("CPPFLAGS", "", &package.cgo.cppflags, &mut self.cppflags),
            (
                "CFLAGS",
                DEFAULT_FLAGS,
                &package.cgo.cflags,
                &mut self.cflags,
            ),
            (
                "CXXFLAGS",
                DEFAULT_FLAGS,
                &package.cgo.cxxflags,
                &mut self.cxxflags,
            ),
            (
                "FFLAGS",
                DEFAULT_FLAGS,
                &package.cgo.fflags,
                &mut self.fflags,
            ),
            (
                "LDFLAGS",
                DEFAULT_FLAGS,
                &package.cgo.ldflags,
                &mut self.ldflags,
            ),
        ];
        for (name, default, of_package, list) in steps {
            let source = format!("#cgo {name}");
            let checked = match name {
                "LDFLAGS" => check_linker_flags(env, &local, name, &source, of_package),
                _ => check_compiler_flags(env, name, &source, of_package),
            };
            if checked.is_err() {
                return Ok(checked);
            }
            *list = words_of(env, &format!("CGO_{name}"), default)?;
            list.extend_from_slice(of_package);
        }
        let reads_specs = env.sdk.release.checks_linker_inputs()
            && !package.dir.is_empty()
            && has_spec_flags(&package.cgo.ldflags);
        if reads_specs {
            return Ok(local.check_spec_dir("#cgo LDFLAGS", &package.dir));
        }
        Ok(Ok(()))
    }

    /// Reports whether the Go linker itself can link objects compiled with these flags
    /// (`flagsNotCompatibleWithInternalLinking`).
    pub(super) fn link_internally(&self, release: Release) -> bool {
        let cppflags: &[String] = match release.checks_cppflags_for_internal_linking() {
            true => &self.cppflags,
            false => &[],
        };
        [cppflags, &self.cflags, &self.cxxflags, &self.fflags]
            .into_iter()
            .all(|flags| links_internally(release, flags))
            && (!release.checks_ldflags_for_internal_linking()
                || links_internally_with(release, &self.ldflags))
    }
}

#[cfg(test)]
mod tests {
    use super::Flags;
    use vamos_goenv::GoEnv;
    use vamos_load::Package;
    use vamos_load::PackageFacts;
    use vamos_load::Rare;
    use vamos_modload::dirpkg::CgoFlags;

    #[test]
    fn the_users_flags_come_first() {
        let mut env = GoEnv::default();
        env.vars
            .effective
            .insert("CGO_CFLAGS".to_owned(), "-O0 '-DA=b c'".to_owned());
        let package = Package::from(PackageFacts {
            cgo: Rare::from(CgoFlags {
                cflags: vec!["-DX".to_owned()],
                ldflags: vec!["-lm".to_owned()],
                ..CgoFlags::default()
            }),
            ..PackageFacts::default()
        });
        let (flags, checked) = Flags::of_package(&env, "/", &package).unwrap();
        assert!(checked.is_ok());
        assert!(flags.cppflags.is_empty());
        assert_eq!(flags.cflags, ["-O0", "-DA=b c", "-DX"]);
        assert_eq!(flags.fflags, ["-O2", "-g"]);
        assert_eq!(flags.ldflags, ["-O2", "-g", "-lm"]);
    }

    #[test]
    fn a_refused_flag_ends_the_lists() {
        let package = Package::from(PackageFacts {
            cgo: Rare::from(CgoFlags {
                cxxflags: vec!["-fplugin=x".to_owned()],
                ..CgoFlags::default()
            }),
            ..PackageFacts::default()
        });
        let (flags, checked) = Flags::of_package(&GoEnv::default(), "/", &package).unwrap();
        let error = checked.unwrap_err().to_string();
        assert!(error.starts_with("invalid flag in #cgo CXXFLAGS: -fplugin=x "));
        assert_eq!(flags.cflags, ["-O2", "-g"]);
        assert!(flags.cxxflags.is_empty() && flags.ldflags.is_empty());
    }
}
