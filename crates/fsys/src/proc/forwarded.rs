//! Signals that have no effect on this process, and those that a tool gets instead.
//!
//! Counterpart: runtime/sigtab_linux_generic.go, whose table gives the effect of each signal on a Go
//! program; cmd/go/internal/tool/tool.go (`runBuiltTool`), signal.go (`signalsToForward`).

use std::io;
use std::sync::Arc;

use signal_hook::consts::SIGABRT;
use signal_hook::consts::SIGALRM;
use signal_hook::consts::SIGCONT;
use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGIO;
use signal_hook::consts::SIGPIPE;
use signal_hook::consts::SIGPROF;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGSYS;
use signal_hook::consts::SIGTERM;
use signal_hook::consts::SIGTRAP;
use signal_hook::consts::SIGTSTP;
use signal_hook::consts::SIGTTIN;
use signal_hook::consts::SIGTTOU;
use signal_hook::consts::SIGURG;
use signal_hook::consts::SIGUSR1;
use signal_hook::consts::SIGUSR2;
use signal_hook::consts::SIGVTALRM;
use signal_hook::consts::SIGWINCH;
use signal_hook::consts::SIGXCPU;
use signal_hook::consts::SIGXFSZ;

/// The signals that end other programs by default, but not Go programs.
const HARMLESS: [i32; 8] = [
    SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGXCPU, SIGXFSZ,
];

/// All signals that can be forwarded: others are reports of errors in this process, or have no
/// names.
const ALL: [i32; 22] = [
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO,
    SIGXCPU, SIGXFSZ, SIGPIPE, SIGABRT, SIGTRAP, SIGSYS, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU,
    SIGURG, SIGWINCH,
];

/// The signals that a tool gets from this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarded {
    /// Those that request an end.
    Ending,
    /// All.
    All,
}

impl Forwarded {
    /// Returns their numbers.
    pub(super) fn numbers(self) -> &'static [i32] {
        match self {
            Self::Ending => &ALL[..4],
            Self::All => &ALL,
        }
    }
}

/// Makes signals do nothing that would end this process by default, as in Go programs. One of them
/// is the signal for a write beyond a limit of the file size, which becomes an error. Children get
/// the default again.
pub fn ignore_harmless_signals() -> io::Result<()> {
    let was_sent = Arc::default();
    let ignore = |signal| signal_hook::flag::register(signal, Arc::clone(&was_sent)).map(drop);
    HARMLESS.into_iter().try_for_each(ignore)
}
