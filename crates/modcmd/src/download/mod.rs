//! `go mod download`: fills the module cache.
//!
//! `load` determines the modules, with requests to proxies if necessary. This module fetches them,
//! and creates the output.
//! Counterpart: cmd/go/internal/modcmd/download.go (`runDownload`).

mod json;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::ModuleError;
use vamos_modload::Downloaded;
use vamos_modload::ListMode;
use vamos_modload::LoadError;
use vamos_modload::ModuleUpdate;
use vamos_modload::Modules;
use vamos_modload::Reuse;
use vamos_modload::ReuseError;
use vamos_modload::module_public::ModulePublic;

use json::ModuleRow;

/// The arguments of `go mod download`.
#[derive(Clone, Copy, Debug)]
pub struct DownloadRequest<'a> {
    /// The modules.
    pub args: &'a [String],
    /// `-json`.
    pub json: bool,
    /// `-reuse`.
    pub reuse: &'a str,
}

/// Receives the output of a download.
pub trait DownloadSink {
    /// Shows a message.
    fn say(&mut self, line: &str);

    /// Shows data.
    fn show(&mut self, text: &str);

    /// Shows an error that does not end the command.
    fn error(&mut self, error: LoadError);

    /// Switches to a newer Go if one of the errors requires it and switching is allowed; in this
    /// case it does not return. Returns true if the switch failed and all errors were printed.
    fn switch(&mut self, error: &LoadError) -> bool;

    /// Writes go.mod and go.sum; returns false if that failed and the error was printed.
    fn write(&mut self, updates: &[ModuleUpdate]) -> bool;
}

/// The reason why a download ends early.
#[derive(Clone, Debug)]
pub enum DownloadError {
    /// An error about modules.
    Load(LoadError),
    /// There are no arguments and no main module.
    NoModules,
    /// `-reuse` inside of a module.
    ReuseInModule,
    /// The file of `-reuse` cannot be used.
    Reuse(ReuseError),
    /// The errors were printed already.
    Printed,
}

impl From<LoadError> for DownloadError {
    fn from(error: LoadError) -> Self {
        Self::Load(error)
    }
}

/// Runs the command on initialised modules; returns whether it succeeded.
pub fn download(
    modules: &mut Modules<'_>,
    request: DownloadRequest<'_>,
    sink: &mut dyn DownloadSink,
) -> Result<bool, DownloadError> {
    let is_explicit = !request.args.is_empty();
    let args = arguments(modules, request.args, sink)?;
    let mut is_good = true;
    for error in modules.take_reported() {
        sink.error(error);
        is_good = false;
    }
    if args.is_empty() {
        if !modules.has_mod_root() {
            return Err(DownloadError::NoModules);
        }
        sink.say("go: no module dependencies to download");
        return Ok(is_good);
    }
    let mut reuse = Reuse::default();
    if !request.reuse.is_empty() {
        if modules.has_mod_root() {
            return Err(DownloadError::ReuseInModule);
        }
        reuse = Reuse::read(request.reuse).map_err(DownloadError::Reuse)?;
    }
    let list = modules.list_modules_again(&args, ListMode::default(), &reuse)?;
    for line in modules.take_warnings() {
        sink.say(&line);
    }
    if list.error.as_ref().is_some_and(|error| sink.switch(error)) {
        return Err(DownloadError::Printed);
    }
    // Without arguments, only sums that packages need are added. Inconsistencies in go.mod
    // are repaired.
    let saves_sums = is_explicit || modules.in_workspace_mode();
    if !saves_sums {
        modules.settle_downloads()?;
        if !sink.write(modules.updates()) {
            return Err(DownloadError::Printed);
        }
    }
    is_good &= list.error.is_none();
    let rows = fetch(modules, &list.modules)?;
    if saves_sums {
        // Only modules that are named as arguments may need a newer Go than the main module.
        let errors = rows.iter().filter_map(ModuleRow::cause);
        let errors = errors.cloned().map(LoadError::Module).collect();
        if sink.switch(&LoadError::Several(errors)) {
            return Err(DownloadError::Printed);
        }
    }
    let failed = rows.iter().filter(|row| !row.error.is_empty());
    if request.json {
        for row in &rows {
            sink.show(&row.to_json());
            is_good &= row.error.is_empty();
        }
    } else if failed.clone().next().is_some() {
        for row in failed {
            sink.error(LoadError::Module(ModuleError::message(&row.error)));
        }
        return Err(DownloadError::Printed);
    }
    if saves_sums {
        match modules.settle_downloads() {
            Ok(()) => is_good &= sink.write(modules.updates()),
            Err(error) => {
                sink.error(error);
                is_good = false;
            }
        }
    }
    if let Some(error) = list.error {
        sink.error(error);
    }
    Ok(is_good)
}

/// Returns the arguments, or the default ones.
fn arguments(
    modules: &mut Modules<'_>,
    args: &[String],
    sink: &mut dyn DownloadSink,
) -> Result<Vec<String>, DownloadError> {
    if !modules.has_mod_root() && !modules.in_workspace_mode() {
        return Ok(args.to_vec());
    }
    modules.load_mod_file()?;
    if args.is_empty() {
        return Ok(modules.default_downloads()?);
    }
    for main in modules.main_module_paths() {
        let is_main = |arg: &&String| {
            arg.strip_prefix(main)
                .is_some_and(|rest| matches!(rest, "" | "@upgrade" | "@patch"))
        };
        for arg in args.iter().filter(is_main) {
            sink.say(&format!(
                "go: skipping download of {arg} that resolves to the main module"
            ));
        }
    }
    Ok(args.to_vec())
}

/// Fetches the modules that have a version and no error, in parallel.
fn fetch(modules: &Modules<'_>, list: &[ModulePublic]) -> Result<Vec<ModuleRow>, DownloadError> {
    let actual = list
        .iter()
        .map(|info| info.replace.as_deref().unwrap_or(info));
    // Main modules and directories have no version.
    let infos: Vec<&ModulePublic> = actual
        .filter(|info| !info.version.is_empty() || info.error.is_some())
        .collect();
    let wanted: Vec<ModuleVersion> = infos
        .iter()
        .filter(|info| info.error.is_none() && !info.reuse)
        .map(|info| ModuleVersion::new(info.path.as_str(), info.version.as_str()))
        .collect();
    let mut downloaded = modules.download(&wanted)?.into_iter();
    let row = |info: &ModulePublic| match &info.error {
        Some(fault) => ModuleRow::failed(info, fault.err.clone()),
        None if info.reuse => ModuleRow::new(info, Downloaded::default()),
        None => ModuleRow::new(info, downloaded.next().unwrap_or_default()),
    };
    Ok(infos.into_iter().map(row).collect())
}
