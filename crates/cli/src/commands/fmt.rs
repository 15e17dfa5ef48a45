//! `fmt`: runs gofmt on the files of packages.
//!
//! Counterpart: cmd/go/internal/fmtcmd/fmt.go.

use std::sync::Arc;

use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::uncached;
use vamos_load::Package;
use vamos_load::PackageOpts;
use vamos_modload::package_error::PackageErrorKind;

use super::session::load;
use crate::attached::run_attached;
use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// The limit of a command line in bytes, which is exceeded by one file name at most
/// (`sys.ExecArgLengthLimit`).
const ARGS_LIMIT: usize = 30 << 10;

/// Runs `go fmt`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    let ctx = invocation.load_context(&flags, invocation.files(&flags)?);
    let opts = PackageOpts {
        without_workspace: true,
        ..PackageOpts::default()
    };
    let loaded = load(invocation, &ctx, &opts, &invocation.parsed.args)?;
    let mut formatter = Formatter::new(invocation);
    let mut is_noted = false;
    for &id in &loaded.graph.roots {
        let package = loaded.graph.get(id);
        let is_dependency = package.module.as_ref().is_some_and(|module| !module.main);
        if loaded.modules.is_enabled() && is_dependency {
            if !is_noted {
                let line = "go: not formatting packages in dependency modules";
                invocation.output.log(line);
                is_noted = true;
            }
            continue;
        }
        let files = package.all_go_files();
        if let Some(error) = &package.problems.error
            && !may_format(invocation, package, &files)
        {
            formatter.fail(&error.to_string());
            continue;
        }
        for file in files {
            formatter.add(path::short_path(&invocation.process.cwd, &file));
        }
    }
    formatter.run();
    Ok(formatter.code)
}

/// Reports whether the files of a package that has an error are formatted.
fn may_format(invocation: &Invocation, package: &Package, files: &[String]) -> bool {
    let kind = package.problems.error.as_ref().map(|error| error.kind);
    match kind {
        Some(PackageErrorKind::NoGo) => {
            invocation.env.sdk.release.formats_packages_without_files() || !files.is_empty()
        }
        Some(PackageErrorKind::Embed) => !files.is_empty(),
        _ => false,
    }
}

/// Collects files, and runs gofmt when there are enough for one command line.
struct Formatter<'a> {
    invocation: &'a Invocation,
    gofmt: String,
    files: Vec<String>,
    /// The length of the command line.
    len: usize,
    code: i32,
}

impl<'a> Formatter<'a> {
    fn new(invocation: &'a Invocation) -> Self {
        let gofmt = gofmt_path(invocation);
        Self {
            invocation,
            len: start_len(&gofmt),
            gofmt,
            files: Vec::new(),
            code: 0,
        }
    }

    fn fail(&mut self, line: &str) {
        self.invocation.output.log(line);
        self.code = 1;
    }

    fn add(&mut self, file: String) {
        self.len += 1 + os_str::encode(&file).len();
        self.files.push(file);
        if self.len >= ARGS_LIMIT {
            self.run();
        }
    }

    /// Formats the collected files.
    fn run(&mut self) {
        if self.files.is_empty() {
            return;
        }
        let mut argv = vec![self.gofmt.clone(), "-l".to_owned(), "-w".to_owned()];
        argv.append(&mut self.files);
        self.len = start_len(&self.gofmt);
        let (parsed, output) = (&self.invocation.parsed, &self.invocation.output);
        if parsed.is_set(Flag::N) || parsed.is_set(Flag::X) {
            output.stdout(&format!("{}\n", argv.join(" ")));
        }
        if parsed.is_set(Flag::N) {
            return;
        }
        let spawn = Spawn {
            argv,
            env: Arc::from(self.invocation.env.vars.tools.as_slice()),
            extra_env: Vec::new(),
            dir: String::new(),
            streams: Streams::Inherit,
        };
        if let Err(error) = run_attached(self.invocation, spawn, &self.gofmt) {
            self.fail(&error);
        }
    }
}

fn start_len(gofmt: &str) -> usize {
    os_str::encode(gofmt).len() + " -l -w".len()
}

/// Returns the gofmt of GOBIN, else of the SDK, else the name to search for on PATH. Without GOBIN
/// a file in the working directory counts as found, and then its name is searched for.
fn gofmt_path(invocation: &Invocation) -> String {
    let env = &invocation.env;
    let gofmt = format!("gofmt{}", env.sdk.tool_exe_suffix);
    let bin = path::join(&[&env.sdk.goroot, "bin"]);
    let found = [&env.dirs.gobin, &bin].map(|dir| path::join(&[dir, &gofmt]));
    let found = found.into_iter().find(|file| uncached::stat(file).is_ok());
    found.unwrap_or_else(|| "gofmt".to_owned())
}
