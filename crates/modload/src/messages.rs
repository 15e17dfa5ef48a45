//! Reports of threads in addition to their results: lines for stderr, modules that are not on disk,
//! and the first fatal error.
//!
//! Upstream prints or exits immediately. Here the threads record it, and each phase checks for it
//! after a step.
//! Counterpart: cmd/go/internal/base (`Errorf`, `Fatalf`, `ExitIfErrors`).

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_base::golang::module::ModuleVersion;
use vamos_modfile::FatalError;
use vamos_modfile::ModuleError;

use super::LoadError;
use crate::context::Say;

/// The messages of one load; shared by its threads.
#[derive(Default)]
pub(crate) struct Messages {
    notes: Mutex<Notes>,
    say: Option<Say>,
}

#[derive(Debug, Default)]
struct Notes {
    warnings: Vec<String>,
    missing: Vec<ModuleVersion>,
    fatal: Option<LoadError>,
    errors: Vec<LoadError>,
}

impl Messages {
    /// Returns an empty set of messages; `say` prints lines that must not wait.
    pub(crate) fn new(say: Option<Say>) -> Self {
        Self {
            notes: Mutex::default(),
            say,
        }
    }

    /// Prints the lines so far, because others are about to print.
    pub(crate) fn print_now(&self) {
        let Some(say) = &self.say else { return };
        // Under the lock, so that no thread's line overtakes another's.
        let mut notes = self.notes();
        for line in std::mem::take(&mut notes.warnings) {
            say(&line);
        }
    }

    /// Adds a line for stderr, prefix included.
    pub(crate) fn warn(&self, line: String) {
        self.notes().warnings.push(line);
    }

    /// Adds a line for stderr unless it was added before.
    pub(crate) fn warn_once(&self, line: String) {
        let mut notes = self.notes();
        if !notes.warnings.contains(&line) {
            notes.warnings.push(line);
        }
    }

    /// Records that the official command would have to download this module.
    pub(crate) fn needs_download(&self, module: &ModuleVersion) {
        let mut notes = self.notes();
        if !notes.missing.contains(module) {
            notes.missing.push(module.clone());
        }
    }

    /// Records the first error that ends the command at once.
    pub(crate) fn fatal(&self, error: LoadError) {
        self.notes().fatal.get_or_insert(error);
    }

    /// Takes the errors of parallel work, in the order of the work. If one of them is the recorded
    /// fatal error, replaces that by the first fatal one, so that the reported error does not
    /// depend on the schedule.
    pub(crate) fn order_fatal<'e>(&self, errors: impl IntoIterator<Item = &'e ModuleError>) {
        let mut notes = self.notes();
        let Some(LoadError::Module(ModuleError::Fatal(fatal))) = &notes.fatal else {
            return;
        };
        let all = errors.into_iter().filter_map(ModuleError::find_fatal);
        let all: Vec<&Arc<FatalError>> = all.collect();
        let text = fatal.to_string();
        if all.iter().any(|error| error.to_string() == text)
            && let Some(first) = all.first()
        {
            notes.fatal = Some(ModuleError::Fatal(Arc::clone(first)).into());
        }
    }

    /// Returns the error that ended the load before `error` could, else `error` after the errors
    /// that were reported before it.
    pub(crate) fn fatal_or(&self, error: LoadError) -> LoadError {
        if let Err(stopped) = self.exit_if_stopped() {
            return stopped;
        }
        let mut errors = self.take_errors();
        if errors.is_empty() {
            return error;
        }
        errors.push(error);
        LoadError::Several(errors)
    }

    /// Returns and removes the errors that end the command at the end of the phase.
    pub(crate) fn take_errors(&self) -> Vec<LoadError> {
        std::mem::take(&mut self.notes().errors)
    }

    /// Adds an error that ends the command at the end of the phase.
    pub(crate) fn error(&self, error: LoadError) {
        self.notes().errors.push(error);
    }

    /// Fails if there was an error that ends the command at once.
    pub(crate) fn exit_if_fatal(&self) -> Result<(), LoadError> {
        self.notes().fatal.take().map_or(Ok(()), Err)
    }

    /// Fails if nothing more can be loaded: after an error that ends the command at once, or if a
    /// module must be downloaded first.
    pub(crate) fn exit_if_stopped(&self) -> Result<(), LoadError> {
        self.exit_if_fatal()?;
        let mut notes = self.notes();
        if !notes.missing.is_empty() {
            let modules = std::mem::take(&mut notes.missing);
            return Err(LoadError::NeedsDownload { modules });
        }
        Ok(())
    }

    /// Ends the phase: fails if an error was added that ends the command.
    pub(crate) fn exit_if_errors(&self) -> Result<(), LoadError> {
        self.exit_if_stopped()?;
        let mut errors = self.take_errors();
        match errors.len() {
            0 => Ok(()),
            1 => Err(errors.swap_remove(0)),
            _ => Err(LoadError::Several(errors)),
        }
    }

    /// Returns and removes the lines for stderr so far.
    pub(crate) fn take_warnings(&self) -> Vec<String> {
        std::mem::take(&mut self.notes().warnings)
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use vamos_modfile::FatalError;
    use vamos_modfile::ModuleError;

    use super::Messages;

    #[test]
    fn the_first_in_order_is_reported_and_not_the_first_in_time() {
        let fatal = |text: &str| {
            let error = ModuleError::message(text);
            ModuleError::fatal(FatalError::Other(Arc::new(error)))
        };
        let reported = |messages: &Messages| messages.exit_if_fatal().unwrap_err().to_string();
        let errors = [ModuleError::Message("x".to_owned()), fatal("b"), fatal("d")];
        let messages = Messages::default();
        messages.order_fatal(&errors);
        assert!(messages.exit_if_fatal().is_ok());
        messages.fatal(fatal("d").into());
        messages.order_fatal(&errors);
        assert_eq!(reported(&messages), "b");
        // An error of earlier work stays.
        messages.fatal(fatal("z").into());
        messages.order_fatal(&errors);
        assert_eq!(reported(&messages), "z");
    }
}
