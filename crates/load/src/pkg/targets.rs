//! The install target of a package, and the name of its executable.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`InstallTargetDir`, `DefaultExecName`,
//! and the target rules of `Package.load`).

use vamos_base::golang::names::ImportPath;
use vamos_base::golang::path;
use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_modfile::version_element::is_version_element;

use crate::package::Package;

/// The directory in which a command is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetDir {
    /// GOROOT/pkg/tool: the commands of the SDK.
    Tool,
    /// A bin directory: every other command.
    Bin,
    /// An old import path that fails to build.
    StalePath,
}

/// Returns the directory kind for the command `package`.
pub fn install_target_dir(package: &Package) -> TargetDir {
    target_dir_of(package, &package.import_path)
}

/// Returns the directory kind for the command `package` with this import path.
pub(crate) fn target_dir_of(package: &Package, import_path: &ImportPath) -> TargetDir {
    if import_path.starts_with("code.google.com/p/go.tools/cmd/") {
        return TargetDir::StalePath;
    }
    let is_sdk_command =
        package.origin.goroot && package.name == "main" && import_path.starts_with("cmd/");
    match import_path.as_str() {
        "cmd/go" | "cmd/gofmt" => TargetDir::Bin,
        _ if is_sdk_command => TargetDir::Tool,
        _ => TargetDir::Bin,
    }
}

impl Package {
    /// Returns the default name of the executable (`DefaultExecName`): from the first file for
    /// files on the command line, else from the import path, which in modules may end in a major
    /// version.
    pub fn default_exec_name(&self) -> String {
        if self.cmdline.files {
            let first = self.files.go.first().or(self.files.cgo.first());
            let name = first.map_or("", |file| file.rsplit('/').next().unwrap_or(file));
            return name.strip_suffix(".go").unwrap_or(name).to_owned();
        }
        match self.import_path.rsplit_once('/') {
            None => self.import_path.as_str().to_owned(),
            Some((parent, last)) if !self.origin.gopath_mode && is_version_element(last) => {
                path::clean(parent)
                    .rsplit('/')
                    .next()
                    .unwrap_or("")
                    .to_owned()
            }
            Some((_, last)) => last.to_owned(),
        }
    }
}

/// The location of a package from the directory scan, for its target.
#[derive(Debug)]
pub(crate) struct TargetInputs<'a> {
    /// The bin directory for commands; may be empty.
    pub(crate) bin_dir: &'a str,
    /// Root of installed archives; empty outside GOROOT.
    pub(crate) pkg_target_root: &'a str,
    /// The archive's installed path; empty if none is installed.
    pub(crate) pkg_obj: &'a str,
}

/// Sets `target` and `gobin_subdir`; reports whether the target is an archive in a directory of
/// installed ones. The package's name, flags and location must be set.
pub(crate) fn set_target(
    package: &mut Package,
    env: &GoEnv,
    flags: &BuildOptions,
    inputs: &TargetInputs<'_>,
) -> bool {
    let mut use_bindir = package.name == "main";
    if !package.origin.standard
        && matches!(
            flags.mode.buildmode.as_str(),
            "c-archive" | "c-shared" | "plugin"
        )
    {
        use_bindir = false;
    }
    if use_bindir {
        set_command_target(package, env, flags, inputs.bin_dir);
    } else if package.origin.local {
        package.request.target.clear();
    } else if (flags.mode.buildmode == "shared" || flags.mode.linkshared)
        && !inputs.pkg_target_root.is_empty()
    {
        let archive = format!("{}.a", package.orig_import_path);
        package.request.target = path::join(&[inputs.pkg_target_root, &archive]);
        return true;
    } else {
        inputs.pkg_obj.clone_into(&mut package.request.target);
    }
    false
}

fn set_command_target(package: &mut Package, env: &GoEnv, flags: &BuildOptions, bin_dir: &str) {
    let mut elem = package.default_exec_name() + flags.exe_suffix(&env.target);
    let full = path::join(&[&format!("{}_{}", env.target.goos, env.target.goarch), &elem]);
    if !env.host.runs(&env.target) {
        elem.clone_from(&full);
    }
    if !bin_dir.is_empty() {
        package.request.target = path::join(&[bin_dir, &elem]);
        if !package.origin.goroot && elem.contains('/') && !env.dirs.gobin.is_empty() {
            package.request.target.clear();
            package.request.gobin_subdir = true;
        }
    }
    if target_dir_of(package, &package.orig_import_path) == TargetDir::Tool {
        package.request.target = path::join(&[&env.sdk.goroot, "pkg", "tool", &full]);
    }
}

#[cfg(test)]
mod tests {
    use vamos_modload::dirpkg::SourceFiles;

    use crate::facts::Cmdline;
    use crate::facts::PackageFacts;
    use crate::package::Package;

    #[test]
    fn names_executables_after_the_import_path() {
        let name = |import_path: &str| {
            let package = Package::from(PackageFacts {
                import_path: import_path.into(),
                ..PackageFacts::default()
            });
            package.default_exec_name()
        };
        assert_eq!(name("example.com/cmd/tool"), "tool");
        assert_eq!(name("example.com/mycmd/v2"), "mycmd");
        assert_eq!(name("example.com/mycmd/v1"), "v1");
        assert_eq!(name("v2"), "v2");
    }

    #[test]
    fn names_executables_after_files() {
        let package = Package::from(PackageFacts {
            cmdline: Cmdline {
                files: true,
                ..Cmdline::default()
            },
            files: SourceFiles {
                go: vec!["a.go".to_owned(), "b.go".to_owned()],
                ..SourceFiles::default()
            },
            ..PackageFacts::default()
        });
        assert_eq!(package.default_exec_name(), "a");
    }
}
