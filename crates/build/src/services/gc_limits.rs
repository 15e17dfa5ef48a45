//! Turns off garbage collection of the compiler, the linker, vet and fix while there is enough
//! memory.
//!
//! They are short-lived programs that free nearly all of their memory by ending. Without garbage
//! collection the first two take a twelfth less processor time, and vet takes half of it. They use
//! more memory and write the same bytes. `GOMEMLIMIT` enables collection again before a process
//! exceeds its share.
//! Counterpart: none; the official command leaves garbage collection alone. Its compiler
//! starts with a larger heap (cmd/compile/internal/base, `AdjustStartingHeap`).

use std::sync::OnceLock;

/// The smallest share of a process, in bytes, with which its garbage collection is turned
/// off. The largest packages need less than half of it.
const LEAST_SHARE: u64 = 1 << 30;

/// The tools that run long enough for a gain.
const TOOLS: [&str; 4] = ["compile", "link", "vet", "fix"];

/// Decides the variables that limit garbage collection. Free memory is measured when the
/// first tool runs.
pub(crate) struct GcLimits {
    is_disabled: bool,
    processes: u64,
    available: OnceLock<u64>,
    extra_env: OnceLock<Vec<(String, String)>>,
}

impl GcLimits {
    /// Takes the environment of tools and the number of tools that may run at once. The user's own
    /// settings have precedence, and nothing is set if a `-toolexec` program runs the tools.
    pub(crate) fn new(tool_env: &[(String, String)], processes: usize, has_toolexec: bool) -> Self {
        let is_set = |(name, value): &(String, String)| {
            matches!(name.as_str(), "GOGC" | "GOMEMLIMIT") && !value.is_empty()
        };
        Self {
            is_disabled: has_toolexec || tool_env.iter().any(is_set),
            processes: processes.max(1) as u64,
            available: OnceLock::new(),
            extra_env: OnceLock::new(),
        }
    }

    /// Returns the variables to add to the environment of `program`; `available` returns the bytes
    /// of free memory.
    pub(crate) fn extra_env(
        &self,
        program: &str,
        tool_dir: &str,
        available: impl FnOnce() -> Option<u64>,
    ) -> &[(String, String)] {
        let tool = program.strip_prefix(tool_dir);
        let tool = tool.and_then(|rest| rest.strip_prefix('/'));
        if self.is_disabled || !tool.is_some_and(|tool| TOOLS.contains(&tool)) {
            return &[];
        }
        self.extra_env
            .get_or_init(|| settings(self.ours(available), self.processes))
    }

    /// Returns the bytes that tools may use together; `None` if every worker's tool can have a full
    /// share. `available` as above.
    pub(crate) fn budget(&self, available: impl FnOnce() -> Option<u64>) -> Option<u64> {
        let ours = self.ours(available);
        // Where free memory is unknown, there is no limit.
        (ours > 0 && ours / self.processes < LEAST_SHARE).then_some(ours)
    }

    /// Returns the memory for tools in bytes: a quarter of the free memory is left to the page
    /// cache and to other programs.
    fn ours(&self, available: impl FnOnce() -> Option<u64>) -> u64 {
        let free = self.available.get_or_init(|| available().unwrap_or(0));
        free / 4 * 3
    }
}

fn settings(ours: u64, processes: u64) -> Vec<(String, String)> {
    let share = ours / processes;
    if share < LEAST_SHARE {
        return Vec::new();
    }
    vec![
        ("GOGC".to_owned(), "off".to_owned()),
        ("GOMEMLIMIT".to_owned(), share.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::GcLimits;

    const DIR: &str = "/sdk/pkg/tool/linux_amd64";

    fn set(env: &[(&str, &str)], available: u64, program: &str) -> Vec<(String, String)> {
        let env: Vec<_> = env
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let limits = GcLimits::new(&env, 2, false);
        let extra = limits.extra_env(program, DIR, || Some(available));
        extra.to_vec()
    }

    #[test]
    fn off_while_memory_lasts() {
        let compile = format!("{DIR}/compile");
        let extra = set(&[("HOME", "/h")], 8 << 30, &compile);
        let want = [("GOGC", "off"), ("GOMEMLIMIT", "3221225472")];
        assert_eq!(
            extra,
            want.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(!set(&[], 8 << 30, &format!("{DIR}/link")).is_empty());
        assert!(set(&[], 2 << 30, &compile).is_empty(), "little memory");
    }

    #[test]
    fn a_budget_where_memory_is_short() {
        let budget = |processes, available| {
            let limits = GcLimits::new(&[], processes, false);
            limits.budget(|| available)
        };
        assert_eq!(budget(2, Some(8 << 30)), None);
        assert_eq!(budget(2, Some(2 << 30)), Some(3 << 29));
        assert_eq!(budget(16, Some(8 << 30)), Some(6 << 30));
        assert_eq!(budget(2, None), None);
    }

    #[test]
    fn left_alone() {
        let compile = format!("{DIR}/compile");
        assert!(set(&[("GOGC", "50")], 8 << 30, &compile).is_empty());
        assert!(set(&[("GOMEMLIMIT", "1GiB")], 8 << 30, &compile).is_empty());
        assert!(!set(&[("GOGC", "")], 8 << 30, &compile).is_empty());
        assert!(set(&[], 8 << 30, "gcc").is_empty());
        assert!(set(&[], 8 << 30, &format!("{DIR}/cgo")).is_empty());
        let limits = GcLimits::new(&[], 2, true);
        let extra = limits.extra_env(&compile, DIR, || Some(8 << 30));
        assert!(extra.is_empty(), "not behind a program of the user's");
    }

    #[test]
    fn memory_is_asked_for_once() {
        let limits = GcLimits::new(&[], 2, false);
        let compile = format!("{DIR}/compile");
        let first = limits.extra_env(&compile, DIR, || None).to_vec();
        let second = limits.extra_env(&compile, DIR, || panic!("asked twice"));
        assert_eq!(first, second);
    }
}
