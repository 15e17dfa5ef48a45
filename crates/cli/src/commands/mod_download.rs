//! `go mod download`: fills the module cache.
//!
//! Counterpart: cmd/go/internal/modcmd/download.go.

use vamos_modcmd::DownloadError;
use vamos_modcmd::DownloadRequest;
use vamos_modcmd::DownloadSink;
use vamos_modcmd::download;
use vamos_modload::InitOptions;
use vamos_modload::LoadError;
use vamos_modload::ModuleUpdate;
use vamos_modload::Modules;

use crate::error::CliError;
use crate::flags::Flag;
use crate::invocation::Invocation;

/// Runs `go mod download`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    let flags = invocation.load_flags()?;
    let files = invocation.files(&flags)?;
    let ctx = invocation.load_context(&flags, files);
    let options = InitOptions {
        force_use_modules: true,
        explicit_write: true,
        ..InitOptions::default()
    };
    let modules = Modules::init(&ctx, &options);
    let mut modules = modules.map_err(|error| super::load_error(invocation, error))?;
    let parsed = &invocation.parsed;
    let request = DownloadRequest {
        args: &parsed.args,
        json: parsed.is_set(Flag::Json),
        reuse: parsed.last(Flag::Reuse).unwrap_or_default(),
    };
    let downloaded = download(&mut modules, request, &mut Sink(invocation));
    for warning in modules.take_warnings() {
        invocation.output.log(&warning);
    }
    match downloaded {
        Ok(true) => Ok(0),
        Ok(false) | Err(DownloadError::Printed) => Ok(1),
        Err(DownloadError::Load(error)) => Err(super::switch_or_load_error(invocation, error)),
        Err(DownloadError::NoModules) => Err(CliError::go(
            "no modules specified (see 'go help mod download')",
        )),
        Err(DownloadError::ReuseInModule) => Err(CliError::Fatal(
            "go mod download -reuse cannot be used inside a module".to_owned(),
        )),
        Err(DownloadError::Reuse(error)) => Err(CliError::go(error)),
    }
}

/// Prints results while modules are downloaded.
struct Sink<'a>(&'a Invocation);

impl DownloadSink for Sink<'_> {
    fn say(&mut self, line: &str) {
        self.0.output.log(line);
    }

    fn show(&mut self, text: &str) {
        self.0.print_json(text.as_bytes());
    }

    fn error(&mut self, error: LoadError) {
        // Only its text is needed; the command decides the exit code.
        let _ = super::load_error(self.0, error);
    }

    fn switch(&mut self, error: &LoadError) -> bool {
        super::switch(self.0, error)
    }

    fn write(&mut self, updates: &[ModuleUpdate]) -> bool {
        match super::module_files::write(self.0, updates) {
            Err(CliError::Fatal(line)) => {
                self.0.output.log(&line);
                false
            }
            written => written.is_ok(),
        }
    }
}
