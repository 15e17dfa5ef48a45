//! Ctrl-C: the first asks the run to end, the second ends it at once.
//!
//! Counterpart: cmd/go/internal/base/signal.go.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGTERM;
use signal_hook::consts::SIGXFSZ;
use signal_hook::iterator::Signals;

/// Makes writing beyond a limit of the file size an error, as it is for Go programs,
/// instead of the process's end. Children have the default again.
pub fn survive_size_limit() -> io::Result<()> {
    let was_hit = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGXFSZ, was_hit).map(drop)
}

/// Calls `first` on a thread of its own when the process is interrupted; a second
/// signal has its default effect. SIGQUIT is treated as upstream treats it: an
/// interrupt. Call once.
pub fn on_interrupt(first: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGQUIT, SIGTERM])?;
    std::thread::Builder::new()
        .name("interrupt".to_owned())
        .spawn(move || {
            let mut first = Some(first);
            for signal in signals.forever() {
                match first.take() {
                    Some(first) => first(),
                    None => {
                        let _ = signal_hook::low_level::emulate_default_handler(signal);
                    }
                }
            }
        })?;
    Ok(())
}
