//! The environment variables of vamos: one table, and the settings parsed from them.
//!
//! They are read once, at the start of the process. An invalid value ends the command before it
//! does anything. `docs/environment.md` describes the same variables; a test compares the document
//! with the table.
//! Counterpart: none; cmd/go/internal/cfg reads the variables of the official command.

mod kind;
pub(crate) mod remote;
mod variable;

use std::time::Duration;

use vamos_build::CheckSetting;
use vamos_build::CutoffSetting;
use vamos_build::Reuse;
use vamos_testing::ByContent;
use vamos_testing::Workers;
use vamos_tools::RaceSetting;
use vamos_tools::ToolChoice;
use vamos_tools::instrumented_compiler::CompilerSetting;

pub(crate) use kind::InvalidVariable;
use kind::Kind;
use kind::Value;
pub(crate) use kind::headers;
pub(crate) use kind::pairs;
pub(crate) use kind::words;
use remote::RemoteSetting;
pub(crate) use variable::Variable;

/// The exit code for a variable with an invalid value, as for a wrong flag.
pub(crate) const EXIT_CODE: u8 = 2;

/// The use of run records and other results of earlier runs.
pub(crate) const TRACE: Variable = Variable {
    name: "VAMOS_TRACE",
    kind: Kind::Choice(&["explain", "verify"]),
    default: "on",
    meaning: "Whether results and facts of earlier runs are reused; `explain` reports on \
              stderr whether the run record was used or stored, `verify` runs the \
              command nevertheless and compares (exit code 4 if they differ).",
};

/// The skipping of compilations with a known result.
pub(crate) const CUTOFF: Variable = Variable {
    name: "VAMOS_CUTOFF",
    kind: Kind::Choice(&["explain", "verify"]),
    default: "on",
    meaning: "Whether compilations and links whose result is known are skipped; `explain` \
              reports on stderr how many packages were skipped, `verify` runs them \
              nevertheless and compares.",
};

/// The checks of packages before they are compiled.
pub(crate) const CHECK: Variable = Variable {
    name: "VAMOS_CHECK",
    kind: Kind::Choice(&["explain", "verify"]),
    default: "on",
    meaning: "Whether packages are checked for errors before they are compiled, so that one with \
              errors is not; `explain` reports on stderr why the compiler decides instead, \
              `verify` compiles nevertheless and compares.",
};

/// The linker of executables.
pub(crate) const LINK: Variable = Variable {
    name: "VAMOS_LINK",
    kind: Kind::Word(&["native", "stock", "explain", "verify"]),
    default: "native",
    meaning: "Which linker is used: that of vamos (`native`), where it can link the program, \
              or the SDK's (`stock`); `explain` is `native` and reports on stderr why a \
              program was linked by the SDK's linker; `verify` runs both, and compares exit \
              codes, messages and bytes.",
};

/// The assembler.
pub(crate) const ASM: Variable = Variable {
    name: "VAMOS_ASM",
    kind: Kind::Word(&["native", "stock", "explain", "verify"]),
    default: "native",
    meaning: "Which assembler is used: that of vamos (`native`), where it can assemble the \
              files, or the SDK's (`stock`); `explain` is `native` and reports on stderr why \
              files were assembled by the SDK's assembler; `verify` runs both, and compares \
              the outputs.",
};

/// Which compiler runs.
pub(crate) const COMPILER: Variable = Variable {
    name: "VAMOS_COMPILER",
    kind: Kind::Word(&["auto", "stock", "wait", "source", "verify"]),
    default: "auto",
    meaning: "Which compiler runs where early cutoff is allowed: the instrumented build of \
              the SDK's compiler once a process in the background has built it (`auto`), or \
              the SDK's (`stock`). The instrumented one compiles packages that vamos has checked \
              from the result of the check. `wait` uses it in all builds without `-toolexec`, and \
              builds a missing one before the first package is compiled; `source` is like `wait`, \
              but compiles all packages from their sources; `verify` compiles checked packages \
              in both ways, and compares the archives and early export data with the final ones.",
};

/// Permission for processes that go on after a command.
pub(crate) const BACKGROUND: Variable = Variable {
    name: "VAMOS_BACKGROUND",
    kind: Kind::Switch,
    default: "on",
    meaning: "Whether a command may start a process that goes on in the background: one that builds \
              the instrumented compiler, and one that records what compilations have read; never \
              if the variable `CI` is set.",
};

/// The size limit of stored executables.
pub(crate) const KEPT: Variable = Variable {
    name: "VAMOS_KEPT",
    kind: Kind::Size,
    default: "2GiB",
    meaning: "The most space for copies of linked executables in the user's cache directory; \
              `off` keeps none.",
};

/// Freeing of memory by another process.
pub(crate) const EARLY_EXIT: Variable = Variable {
    name: "VAMOS_EARLY_EXIT",
    kind: Kind::Switch,
    default: "on",
    meaning: "Whether a large link ends before its memory is freed: on Linux another process, \
              `vamos-free-mem`, then frees it, and the file that the link replaced.",
};

/// The search for results of tests.
pub(crate) const TEST_CACHE: Variable = Variable {
    name: "VAMOS_TEST_CACHE",
    kind: Kind::Word(&["content", "explain", "official"]),
    default: "content",
    meaning: "Whether results of tests are also found by the content of the files that they \
              opened (`content`), or only under the official keys, which have sizes and times \
              of these files (`official`); `explain` is `content` and reports on stderr why a \
              result is not cached by content.",
};

/// The switch of the live line.
pub(crate) const PROGRESS: Variable = Variable {
    name: "VAMOS_PROGRESS",
    kind: Kind::Switch,
    default: "on",
    meaning: "Whether a line at the bottom of a terminal shows what is fetched, built, checked and tested, and whether `test` lists failed tests there.",
};

/// The switch of explanations of error messages.
pub(crate) const HINTS: Variable = Variable {
    name: "VAMOS_HINTS",
    kind: Kind::Switch,
    default: "on",
    meaning: "Whether a terminal shows the line of the source below an error message, and hints for frequent mistakes; `NO_COLOR` shows them without colors.",
};

/// Refusal of commands that are not implemented.
pub(crate) const NO_DELEGATE: Variable = Variable {
    name: "VAMOS_NO_DELEGATE",
    kind: Kind::Switch,
    default: "off",
    meaning: "Whether a command that is not implemented is refused with exit code 3 instead \
              of passed to the SDK's go. `vamos verify` runs the SDK's go nevertheless, because \
              it compares with it.",
};

/// Set for the SDK's go, so that there is no recursion if bin/go is vamos.
pub(crate) const DELEGATED: Variable = Variable {
    name: "VAMOS_DELEGATED",
    kind: Kind::Mark,
    default: "",
    meaning: "Set by vamos for the SDK's go that it passes a command to, so that it is not \
              passed on again if `bin/go` is vamos.",
};

/// Set for the command that `watch` runs, which ends with it.
pub(crate) const WATCHED: Variable = Variable {
    name: "VAMOS_WATCHED",
    kind: Kind::Mark,
    default: "",
    meaning: "Set by `vamos watch` to the number of its process for the command that it runs, which \
              is killed with it. The command removes it from its environment.",
};

/// Which go the programs find that vamos starts.
pub(crate) const CHILD_GO: Variable = Variable {
    name: "VAMOS_CHILD_GO",
    kind: Kind::Word(&["sdk", "vamos"]),
    default: "sdk",
    meaning: "Which `go` programs find first on their PATH when `run`, `generate` or \
              `tool` starts them: that of the SDK, as officially, or this vamos.",
};

/// The program that runs jobs.
pub(crate) const JOB_RUNNER: Variable = Variable {
    name: "VAMOS_JOB_RUNNER",
    kind: Kind::Mark,
    default: "",
    meaning: "A program, with arguments, that runs each compilation, link and other job \
              instead of vamos; its last argument is a file that describes the job.",
};

/// All variables.
pub(crate) const TABLE: [Variable; 32] = [
    TRACE,
    CUTOFF,
    CHECK,
    LINK,
    ASM,
    COMPILER,
    BACKGROUND,
    KEPT,
    EARLY_EXIT,
    TEST_CACHE,
    PROGRESS,
    HINTS,
    NO_DELEGATE,
    CHILD_GO,
    DELEGATED,
    WATCHED,
    JOB_RUNNER,
    remote::REMOTE,
    remote::REMOTE_ALLOW,
    remote::REMOTE_UPLOAD,
    remote::REMOTE_EXEC,
    remote::REMOTE_TESTS,
    remote::REMOTE_PLATFORM,
    remote::REMOTE_RACE,
    remote::REMOTE_KEYS,
    remote::REMOTE_SIGNING_KEY,
    remote::REMOTE_TLS_CA,
    remote::REMOTE_TLS_CERT,
    remote::REMOTE_TLS_KEY,
    remote::REMOTE_HEADER,
    remote::REMOTE_CREDENTIAL_HELPER,
    remote::REMOTE_TIMEOUT,
];

/// The settings of a vamos that builds the instrumented compiler, as its only command.
pub(crate) const FOR_COMPILER: &[(&str, &str)] = &[
    (CHECK.name, "off"),
    (COMPILER.name, "stock"),
    (CUTOFF.name, "off"),
    (KEPT.name, "off"),
    (NO_DELEGATE.name, "on"),
    (remote::REMOTE.name, "off"),
    (TRACE.name, "off"),
];

/// The settings of a vamos that builds for the proof of a compiler: it compiles with the instrumented
/// one, compares, and reports how much.
pub(crate) const FOR_PROOF: &[(&str, &str)] = &[
    (CHECK.name, "on"),
    (COMPILER.name, "verify"),
    (CUTOFF.name, "explain"),
    (KEPT.name, "off"),
    (NO_DELEGATE.name, "on"),
    (remote::REMOTE.name, "off"),
];

/// The use of results of earlier runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReuseMode {
    /// They are neither read nor written.
    Off,
    /// They are used.
    On,
    /// They are used, and that is reported on stderr.
    Explain,
    /// They are compared with the results of this run.
    Verify,
}

/// The values of the variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    /// `VAMOS_TRACE`.
    pub(crate) reuse_mode: ReuseMode,
    /// `VAMOS_PROGRESS`.
    pub(crate) shows_progress: bool,
    /// `VAMOS_HINTS`.
    pub(crate) shows_hints: bool,
    /// Not `VAMOS_NO_DELEGATE`.
    pub(crate) may_delegate: bool,
    /// `VAMOS_DELEGATED`: another vamos passed the command to the SDK's go, which is this
    /// process.
    pub(crate) is_delegated: bool,
    /// `VAMOS_CHILD_GO` is `vamos`.
    pub(crate) leads_to_vamos: bool,
    /// `VAMOS_TEST_CACHE`.
    pub(crate) tests_by_content: ByContent,
    /// `VAMOS_REMOTE_TESTS`, if it is set.
    pub(crate) test_workers: Option<Workers>,
    /// `VAMOS_EARLY_EXIT`.
    pub(crate) ends_early: bool,
    /// `VAMOS_LINK`.
    pub(crate) linker: ToolChoice,
    /// `VAMOS_ASM`.
    pub(crate) assembler: ToolChoice,
    /// `VAMOS_COMPILER`.
    pub(crate) compiler: CompilerSetting,
    /// `VAMOS_BACKGROUND`.
    pub(crate) runs_in_background: bool,
    /// `VAMOS_REMOTE`.
    pub(crate) remote: RemoteSetting,
    /// `VAMOS_REMOTE_UPLOAD`, if it is set.
    pub(crate) uploads: Option<bool>,
    /// `VAMOS_REMOTE_EXEC`, if it is set.
    pub(crate) executes: Option<bool>,
    /// `VAMOS_REMOTE_RACE`.
    pub(crate) race: RaceSetting,
    /// `VAMOS_CHECK`, unless it is off.
    pub(crate) checks: Option<CheckSetting>,
    cutoff: CutoffSetting,
    kept_bytes: u64,
}

impl Settings {
    /// Reads the variables from an environment.
    pub(crate) fn parse(env: &[(String, String)]) -> Result<Self, InvalidVariable> {
        let is_on = |variable: &Variable| Ok(variable.value(env)? == Value::On);
        Ok(Self {
            reuse_mode: match TRACE.value(env)? {
                Value::Off => ReuseMode::Off,
                Value::Word("explain") => ReuseMode::Explain,
                Value::Word(_) => ReuseMode::Verify,
                Value::On | Value::Bytes(_) | Value::Seconds(_) => ReuseMode::On,
            },
            cutoff: match CUTOFF.value(env)? {
                Value::Off => CutoffSetting::Off,
                Value::Word("explain") => CutoffSetting::Explain,
                Value::Word(_) => CutoffSetting::Verify,
                Value::On | Value::Bytes(_) | Value::Seconds(_) => CutoffSetting::On,
            },
            checks: match CHECK.value(env)? {
                Value::Off => None,
                Value::Word("explain") => Some(CheckSetting::Explain),
                Value::Word(_) => Some(CheckSetting::Verify),
                Value::On | Value::Bytes(_) | Value::Seconds(_) => Some(CheckSetting::On),
            },
            linker: LINK.value(env)?.tool_choice(),
            assembler: ASM.value(env)?.tool_choice(),
            compiler: match COMPILER.value(env)? {
                Value::Word("auto") => CompilerSetting::Auto,
                Value::Word("wait") => CompilerSetting::Wait,
                Value::Word("source") => CompilerSetting::Source,
                Value::Word("verify") => CompilerSetting::Verify,
                _ => CompilerSetting::Stock,
            },
            runs_in_background: is_on(&BACKGROUND)?,
            kept_bytes: match (KEPT.value(env)?, KEPT.default_value()) {
                (Value::Bytes(bytes), _) | (Value::On, Value::Bytes(bytes)) => bytes,
                _ => 0,
            },
            remote: remote::setting(env)?,
            uploads: match remote::REMOTE_UPLOAD.text(env) {
                "" => None,
                _ => Some(is_on(&remote::REMOTE_UPLOAD)?),
            },
            executes: match remote::REMOTE_EXEC.text(env) {
                "" => None,
                _ => Some(is_on(&remote::REMOTE_EXEC)?),
            },
            race: match remote::REMOTE_RACE.value(env)? {
                Value::Off => RaceSetting::Off,
                Value::Seconds(seconds) => RaceSetting::After(Duration::from_secs(seconds)),
                _ => RaceSetting::On,
            },
            ends_early: is_on(&EARLY_EXIT)?,
            shows_progress: is_on(&PROGRESS)?,
            shows_hints: is_on(&HINTS)?,
            may_delegate: !is_on(&NO_DELEGATE)?,
            is_delegated: is_on(&DELEGATED)?,
            tests_by_content: match TEST_CACHE.value(env)? {
                Value::Word("official") => ByContent::Off,
                Value::Word("explain") => ByContent::Explained,
                _ => ByContent::On,
            },
            test_workers: match (
                remote::REMOTE_TESTS.text(env),
                remote::REMOTE_TESTS.value(env)?,
            ) {
                ("", _) => None,
                (_, Value::On) => Some(Workers::On),
                (_, Value::Word(_)) => Some(Workers::Explained),
                _ => Some(Workers::Off),
            },
            leads_to_vamos: CHILD_GO.value(env)? == Value::Word("vamos"),
        })
    }

    /// Returns which results of earlier runs a build may reuse.
    pub(crate) fn reuse(&self) -> Reuse {
        Reuse {
            tool_versions: self.reuse_mode != ReuseMode::Off,
            cutoff: self.cutoff,
            kept_bytes: self.kept_bytes,
        }
    }
}

#[cfg(test)]
mod tests;
