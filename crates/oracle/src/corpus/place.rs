//! The directory of the corpus, and its content: sources under git, a scratch GOROOT whose go is a
//! stub and whose tools count.
//!
//! Counterpart: none.

use std::fs::File;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::members::Checkout;
use super::members::MEMBERS;
use super::members::Member;
use crate::files;
use crate::files::at;
use crate::pair;
use crate::sdk::Sdk;

/// The tools that are counted.
const COUNTED: &[&str] = &["compile", "asm", "link", "cgo"];

/// Counts a run of a tool (queries of its version do not count), then executes the tool. The tool's
/// own name appears in its output, so it retains it.
const WRAPPER: &str = "#!/bin/sh
case \"$*\" in *-V=full*) ;; *) [ -n \"$TOOL_LOG\" ] && echo \"${0##*/}\" >> \"$TOOL_LOG\";; esac
exec \"${0%/*}/../../../real-tool/${0##*/}\" \"$@\"
";

/// The compilers that are counted, where they are installed.
const COMPILERS: &[&str] = &["gcc", "g++", "gfortran"];

/// Replaces bin/go: running it is an error.
const STUB: &str = "#!/bin/sh
echo \"go $*\" >> \"${GO_STUB_LOG:-/dev/null}\"
echo \"stub go must not run: $*\" >&2
exit 97
";

/// The corpus' directory.
pub struct CorpusDir {
    /// Its root.
    pub root: PathBuf,
}

impl CorpusDir {
    /// Opens the directory, which may be missing.
    pub(crate) fn open(root: &Path) -> Result<Self, String> {
        let root = files::real_dir(root)?;
        Ok(Self { root })
    }

    /// Excludes other runs until the file is dropped: counts and outputs are shared.
    pub(crate) fn alone(&self) -> Result<File, String> {
        files::lock(&self.root, "corpus")
    }

    /// Returns the scratch GOROOT.
    pub(crate) fn goroot(&self) -> PathBuf {
        self.root.join("sgoroot")
    }

    /// Returns a member's source directory.
    pub fn source(&self, member: &Member) -> PathBuf {
        match member.name {
            "std" => self.goroot().join("src"),
            "cmd" => self.goroot().join("src/cmd"),
            name => self.root.join("corpus").join(name),
        }
    }

    /// Returns the build cache of one of the two programs.
    pub(crate) fn cache(&self, program: &str) -> PathBuf {
        self.root.join(format!("cache-{program}"))
    }

    /// Returns the path of a program's output for a member. `cmd` has many binaries: a directory.
    pub(crate) fn output(&self, program: &str, variant: &str, member: &Member) -> PathBuf {
        self.outputs(program).join(variant).join(member.name)
    }

    /// Returns the directory of all outputs of a program.
    pub(crate) fn outputs(&self, program: &str) -> PathBuf {
        self.root.join("out").join(program)
    }

    /// Creates everything that is missing; only the requested members.
    pub(crate) fn provision(
        &self,
        sdk: &Sdk,
        is_wanted: impl Fn(&Member) -> bool,
    ) -> Result<(), String> {
        let goroot = self.goroot();
        // Tools that keep results are of no use in another directory.
        sdk.unwrapped().scratch_copy(&goroot)?;
        if !goroot.join("real-tool").exists() {
            wrap_tools(&goroot).map_err(at(&goroot))?;
        }
        self.wrap_compilers().map_err(at(&self.bin()))?;
        for member in MEMBERS.iter().filter(|member| is_wanted(member)) {
            let is_there = self.source(member).join(".git").exists();
            if !is_there && (!member.module.is_empty() || member.is_sample()) {
                self.fetch(sdk, member)?;
            }
        }
        Ok(())
    }

    /// Returns the directory of compilers that count.
    fn bin(&self) -> PathBuf {
        self.root.join("bin")
    }

    /// Returns PATH with the compilers that count in front.
    pub(crate) fn search_path(&self) -> std::ffi::OsString {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let dirs = std::iter::once(self.bin()).chain(std::env::split_paths(&path));
        std::env::join_paths(dirs).unwrap_or(path)
    }

    fn wrap_compilers(&self) -> std::io::Result<()> {
        std::fs::create_dir_all(self.bin())?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        for name in COMPILERS {
            let mut found = std::env::split_paths(&path).map(|dir| dir.join(name));
            if let Some(real) = found.find(|file| file.is_file())
                && !self.bin().join(name).exists()
            {
                // Only compilations and links count, not queries.
                let text = format!(
                    "#!/bin/sh\ncase \"$*\" in *'-###'*|*' -') ;; *) [ -n \"$TOOL_LOG\" ] && \
                     echo {name} >> \"$TOOL_LOG\";; esac\nexec {} \"$@\"\n",
                    real.display()
                );
                write_executable(&self.bin().join(name), &text)?;
            }
        }
        Ok(())
    }

    /// Brings a member's repository into a state.
    pub(crate) fn check_out(&self, member: &Member, checkout: Checkout) -> Result<(), String> {
        // The tag has a commit of its own: under GOPROXY=off a version that was once
        // found for a revision stays.
        let script = match checkout {
            Checkout::Unstamped => return Ok(()),
            Checkout::Clean => "true",
            Checkout::Dirty => "echo x > dirty.txt",
            Checkout::Tagged => {
                "git -c user.name=corpus -c user.email=corpus@example.com \
                 commit -q --allow-empty -m tagged && git tag -f v1.99.0 >/dev/null"
            }
        };
        let script = format!(
            "git clean -qfd && git checkout -q --detach $(git rev-list --max-parents=0 HEAD) && {script}"
        );
        let mut command = Command::new("sh");
        command
            .args(["-c", &script])
            .envs(dates("2026-01-02T00:00:00Z"))
            .current_dir(self.source(member));
        pair::script(&mut command, &format!("check out {}", member.name))
    }

    /// Downloads a member's module from the module proxy and commits it to git with one commit of a
    /// fixed date.
    pub fn fetch(&self, sdk: &Sdk, member: &Member) -> Result<(), String> {
        let source = self.source(member);
        let parent = source.parent().expect("a member lies below the corpus");
        files::make_dir(parent)?;
        let minor = sdk.minor().unwrap_or(u32::MAX);
        let module = match member.version_for(minor) {
            "" => member.name.to_owned(),
            version => format!("{}@{version}", member.module),
        };
        crate::say(&format!("corpus: fetching {module}"));
        let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
        let script = r#"
            set -e
            dir=$SAMPLES/$MODULE
            if ! [ -d "$dir" ]; then
                tmp=$(mktemp -d); cd "$tmp"; echo "module fetch" > go.mod
                dir=$("$GO" mod download -json "$MODULE" |
                    sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
                rm -rf "$tmp"
            fi
            cp -r "$dir" "$SOURCE"; chmod -R u+w "$SOURCE"; cd "$SOURCE"
            git init -q; git add -Af .
            git -c user.name=corpus -c user.email=corpus@example.com commit -qm corpus
            GOFLAGS=-mod=mod "$GO" mod download
        "#;
        let mut command = Command::new("sh");
        command
            .args(["-c", script])
            .env("GO", &sdk.go)
            .env("GOFLAGS", "")
            .env("GOROOT", &sdk.goroot)
            .env("MODULE", &module)
            .env("SAMPLES", samples)
            .env("SOURCE", &source)
            .envs(dates("2026-01-01T00:00:00Z"));
        pair::script(&mut command, &format!("provision {module}"))
    }
}

/// Returns the variables for the dates of a commit.
fn dates(date: &str) -> [(&'static str, &str); 2] {
    ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"].map(|name| (name, date))
}

fn write_executable(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(path, text)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

fn wrap_tools(goroot: &Path) -> std::io::Result<()> {
    let real = goroot.join("real-tool");
    let unfinished = goroot.join("real-tool.tmp");
    std::fs::create_dir_all(&unfinished)?;
    for platform in std::fs::read_dir(goroot.join("pkg/tool"))? {
        let platform = platform?.path();
        for tool in COUNTED {
            let path = platform.join(tool);
            if path.exists() {
                std::fs::rename(&path, unfinished.join(tool))?;
                write_executable(&path, WRAPPER)?;
            }
        }
    }
    let go = goroot.join("bin/go");
    std::fs::remove_file(&go)?;
    write_executable(&go, STUB)?;
    std::fs::rename(unfinished, real)
}
