//! Limits of the threads and memory of tools.
//!
//! Counterpart: cmd/go/internal/work/gc.go (`compilerConcurrency`,
//! `gcBackendConcurrency`).

use std::sync::Mutex;
use std::sync::PoisonError;

use vamos_sched::MemoryLimit;

use super::compiler_threads::CompilerThreads;
use super::gc_limits::GcLimits;
use crate::context::Context;

/// A mebibyte.
pub(crate) const MIB: u64 = 1 << 20;

/// The limits of one build.
pub(crate) struct Limits {
    /// Threads of compilations, as the official command counts them.
    pub(crate) tokens: Tokens,
    /// Decides if one thread is enough for a compilation.
    pub(crate) threads: CompilerThreads,
    /// The limits of the tools' garbage collectors.
    pub(crate) gc: GcLimits,
    /// The memory that running tools have reserved.
    pub(crate) memory: MemoryLimit,
}

impl Limits {
    pub(crate) fn new(cx: &Context<'_>, tool_env: &[(String, String)]) -> Self {
        let has_toolexec = !cx.flags.tools.toolexec.is_empty();
        Self {
            tokens: tokens(cx),
            threads: CompilerThreads::default(),
            gc: GcLimits::new(tool_env, cx.workers(), has_toolexec),
            memory: MemoryLimit::default(),
        }
    }
}

fn tokens(cx: &Context<'_>) -> Tokens {
    let (max, parallel) = (cx.pool.cpus(), cx.workers());
    if cx.env.sdk.release.shares_compiler_threads() {
        return Tokens::new(max, parallel);
    }
    let is_hindered = ["fieldtrack", "preemptibleloops"]
        .iter()
        .any(|name| cx.env.experiments.has(name));
    let is_forbidden = cx.env.forbids_compiler_threads();
    Tokens::fixed(max, parallel, !is_hindered && !is_forbidden)
}

/// Backend threads that compilations may use together (`compilerConcurrency`).
pub(crate) struct Tokens {
    max: usize,
    min: usize,
    parallel: usize,
    /// True if all shares are the same, as up to Go 1.25.
    is_fixed: bool,
    /// Free tokens, and running compilations.
    state: Mutex<(usize, usize)>,
}

/// A compilation's share, given back when dropped.
pub(crate) struct Share<'t> {
    tokens: &'t Tokens,
    pub(crate) count: usize,
}

impl Tokens {
    pub(crate) fn new(max: usize, parallel: usize) -> Self {
        let min = max.min(4);
        Self {
            max,
            min,
            parallel,
            is_fixed: false,
            state: Mutex::new((2 * max + min * parallel, 0)),
        }
    }

    /// Returns the shares of Go 1.25: four at most, or one if the environment forbids more
    /// (`gcBackendConcurrency`).
    pub(crate) fn fixed(max: usize, parallel: usize, is_concurrent: bool) -> Self {
        let max = if is_concurrent { max } else { 1 };
        Self {
            is_fixed: true,
            ..Self::new(max, parallel)
        }
    }

    /// Takes half of the free tokens, after the minimum of each other worker is set aside.
    pub(crate) fn take(&self) -> Share<'_> {
        let mut count = self.max;
        if self.is_fixed && self.parallel > 1 {
            count = self.min;
        } else if self.parallel > 1 {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.1 += 1;
            let set_aside = self.parallel.saturating_sub(state.1) * self.min;
            let free = state.0.saturating_sub(set_aside);
            count = (free / 2).min(self.max).max(self.min);
            state.0 = state.0.saturating_sub(count);
        }
        Share {
            tokens: self,
            count,
        }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        if self.tokens.parallel > 1 && !self.tokens.is_fixed {
            let mut state = self
                .tokens
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            state.0 += self.count;
            state.1 -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tokens;

    #[test]
    fn compilations_share_threads() {
        assert_eq!(Tokens::new(8, 1).take().count, 8);
        let tokens = Tokens::new(8, 4);
        let shares = [(); 4].map(|()| tokens.take());
        assert_eq!(shares.each_ref().map(|share| share.count), [8, 8, 6, 5]);
        drop(shares);
        assert_eq!(*tokens.state.lock().unwrap(), (32, 0));
    }
}
