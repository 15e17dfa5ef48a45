//! `cache serve`: vamos as the cache program of the official command (`GOCACHEPROG="vamos cache
//! serve"`), on GOCACHE and the remote cache.
//!
//! Counterpart: none; cmd/go/internal/cache/prog.go is the side of the official command.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use vamos_build::UsedEntries;
use vamos_fsys::proc::on_interrupt_within;

use super::build_cache;
use crate::error::CliError;
use crate::invocation::Invocation;

/// Runs `vamos cache serve`.
pub(crate) fn run(invocation: &Invocation) -> Result<i32, CliError> {
    if !invocation.parsed.args.is_empty() {
        return Err(CliError::Usage {
            line: String::new(),
            note: String::new(),
        });
    }
    // The terminal is the official command's.
    invocation.output.finish();
    let store = build_cache::open_to_serve(invocation)?;
    let is_interrupted = watch_for_interrupt()?;
    let used = Arc::new(UsedEntries::new(Arc::clone(&store)));
    let noted = Arc::clone(&used);
    let served = vamos_cache::serve(
        std::io::stdin(),
        std::io::stdout(),
        Arc::clone(&store),
        Box::new(move |entry| noted.note(entry)),
    );
    let closing = served.map_err(|error| CliError::Fatal(format!("vamos cache serve: {error}")))?;
    // Without a request to close, the command has ended already, and is not delayed by uploads.
    if let Some(closing) = closing {
        if !is_interrupted.load(Ordering::Relaxed) {
            used.end();
            if let Some(sharing) = store.capabilities().sharing {
                sharing.end_sharing(true);
            }
        }
        // Old entries stay if it fails, as officially.
        let _ = store.close();
        closing.answer();
        // The official command does not wait for that.
        if let Some(local) = store.capabilities().local {
            local.keep_cap(&mut |_| !is_interrupted.load(Ordering::Relaxed));
        }
    }
    Ok(0)
}

/// Returns a flag that the first Ctrl-C sets. It reaches the official command, too, which ends and
/// expects its requests to be answered until then; so there is no limit to the time.
fn watch_for_interrupt() -> Result<Arc<AtomicBool>, CliError> {
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_interrupted);
    let watched = on_interrupt_within(None, move || seen.store(true, Ordering::Relaxed));
    watched.map_err(|error| CliError::Fatal(format!("vamos cache serve: {error}")))?;
    Ok(is_interrupted)
}
