//! `version`: prints the release, or the build information of Go binaries.
//!
//! Counterpart: cmd/go/internal/version/version.go.

use vamos_base::golang::path;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::Metadata;
use vamos_fsys::PathError;
use vamos_fsys::fresh;
use vamos_goenv::goflags;
use vamos_goenv::host;
use vamos_objfile::build_info;
use vamos_objfile::build_info::BuildInfo;
use vamos_objfile::build_info::BuildInfoError;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs the command.
pub(crate) fn run(ctx: &Invocation) -> Result<i32, CliError> {
    if ctx.parsed.args.is_empty() {
        return own_version(ctx);
    }
    let scan = Scan {
        ctx,
        modules: ctx.parsed.is_set(Flag::M),
        json: ctx.parsed.is_set(Flag::Json),
        verbose: ctx.parsed.is_set(Flag::V),
    };
    if scan.json && !scan.modules {
        ctx.output
            .log("go: 'go version' with -json flag requires -m flag");
        return Ok(2);
    }
    let mut code = 0;
    for arg in &ctx.parsed.args {
        match fresh::stat(arg) {
            Err(error) => {
                ctx.output.log(&error.to_string());
                code = 1;
            }
            Ok(meta) if meta.is_dir() => scan.root(arg),
            Ok(meta) => {
                if !scan.file(arg, &meta, true) && scan.modules {
                    code = 1;
                }
            }
        }
    }
    Ok(code)
}

/// Why a file has no build information.
enum Silent {
    /// It cannot be opened or read.
    Path,
    /// It has no readable build information.
    Info(BuildInfoError),
}

impl From<PathError> for Silent {
    fn from(_: PathError) -> Self {
        Self::Path
    }
}

/// A scan of files, with the command's flags.
struct Scan<'a> {
    ctx: &'a Invocation,
    modules: bool,
    json: bool,
    verbose: bool,
}

impl Scan<'_> {
    /// Scans a directory named on the command line; symbolic links to directories are not
    /// entered.
    fn root(&self, dir: &str) {
        match self.ctx.disk.lstat(dir) {
            Ok(meta) if meta.is_dir() => self.directory(dir),
            Ok(meta) => {
                self.file(dir, &meta, self.verbose);
            }
            Err(_) => {}
        }
    }

    /// Scans everything below a directory, in order of names.
    fn directory(&self, dir: &str) {
        let Ok(entries) = self.ctx.disk.read_dir(dir) else {
            return;
        };
        for entry in entries.iter() {
            let file = path::join(&[dir, &entry.name]);
            match entry.kind {
                FileKind::Dir => self.directory(&file),
                FileKind::File | FileKind::Symlink => match self.ctx.disk.lstat(&file) {
                    Ok(meta) => {
                        self.file(&file, &meta, self.verbose);
                    }
                    Err(error) if self.verbose => self.ctx.output.log(&format!("{file}: {error}")),
                    Err(_) => {}
                },
                FileKind::Other => {}
            }
        }
    }

    /// Prints a file's build information; reports whether it has any. Errors are only
    /// printed if `must_print`.
    fn file(&self, file: &str, meta: &Metadata, must_print: bool) -> bool {
        let output = &self.ctx.output;
        let complain = |line: &str| {
            if must_print {
                output.log(line);
            }
        };
        let target = match meta.kind {
            FileKind::Symlink => fresh::stat(file).ok().filter(Metadata::is_file),
            _ => Some(meta.clone()),
        };
        let Some(meta) = target else {
            complain(&format!("{file}: symlink"));
            return false;
        };
        match read(file) {
            Ok(info) if self.json => output.stdout(&build_info::version_json(&info)),
            Ok(info) => output.stdout(&build_info::version_text(file, &info, self.modules)),
            Err(Silent::Path) => {
                complain(file);
                return false;
            }
            Err(Silent::Info(error)) => {
                if build_info::is_go_binary_candidate(file, meta.is_file(), meta.mode) {
                    complain(&format!("{file}: {}", error.describe(file)));
                }
                return false;
            }
        }
        true
    }
}

fn read(file: &str) -> Result<BuildInfo, Silent> {
    let open = fresh::open(file)?;
    build_info::read(&open).map_err(|error| match error {
        BuildInfoError::Io(_) => Silent::Path,
        other => Silent::Info(other),
    })
}

/// Prints the release. Flags for files are refused, unless they come from GOFLAGS.
fn own_version(ctx: &Invocation) -> Result<i32, CliError> {
    for flag in [Flag::M, Flag::V, Flag::Json] {
        if ctx.parsed.is_set(flag) && !goflags::sets(&ctx.env, flag.name()) {
            ctx.output.log(&format!(
                "go: 'go version' only accepts -{flag} flag with arguments"
            ));
            return Ok(2);
        }
    }
    let mut version = ctx.env.cmd_var("GOVERSION").to_owned();
    if cfg!(feature = "testhooks")
        && let Some(set) = ctx.env.os().get_set("TESTGO_VERSION")
    {
        version = format!("{set} (TESTGO_VERSION)");
    }
    ctx.output.stdout(&format!(
        "go version {version} {}/{}\n",
        host::GOOS,
        host::GOARCH
    ));
    Ok(0)
}
