//! Assembles in this process.
//!
//! [`assemble`] is cmd/asm as a function: from arguments, directory and settings of the SDK to the
//! printed text, and the bytes of the output. For unsupported input it returns an error: the caller
//! runs the SDK's assembler.
//! Counterpart: cmd/asm/main.go.

mod executor;
mod fallback;
mod machine;
mod sources;

use vamos_asm::CommandLine;
use vamos_asm::Machine;
use vamos_asm::Options;
use vamos_asm::Outcome;
use vamos_asm::Release;
use vamos_asm::Request;
use vamos_asm::Sources;
use vamos_base::golang::os_str;
use vamos_goenv::Capability;
use vamos_goenv::GoEnv;

pub use executor::NativeAssembler;
pub use fallback::Fallback;
pub use machine::CommandMachine;
use sources::Disk;
pub use vamos_asm::TokenCache;

/// A run of the assembler.
#[derive(Clone, Copy, Debug)]
pub struct AsmInvocation<'a> {
    /// The arguments.
    pub args: &'a [String],
    /// The directory of relative names.
    pub dir: &'a str,
    /// `GOROOT` in the tool's environment; empty with `-trimpath`.
    pub goroot: &'a str,
    /// The environment of the command.
    pub env: &'a GoEnv,
    /// The machine of the command.
    pub machine: &'a CommandMachine,
    /// Called when the run has begun ([`crate::Host::assembly_begun`]).
    pub begun: fn(),
    /// Files that other runs of the command have read.
    pub tokens: &'a TokenCache,
}

/// Result of a run of the assembler.
#[derive(Debug)]
pub struct AsmExit {
    /// Printed text, exit status, and the bytes of the output.
    pub outcome: Outcome,
    /// The path of the output, as `-o` named it.
    pub output: String,
}

/// Assembles.
///
/// # Errors
/// The SDK's assembler must run.
pub fn assemble(invocation: &AsmInvocation<'_>) -> Result<AsmExit, Fallback> {
    let sources = Disk {
        dir: invocation.dir,
    };
    assemble_from(invocation, &sources)
}

/// Assembles from these sources.
fn assemble_from(
    invocation: &AsmInvocation<'_>,
    sources: &dyn Sources,
) -> Result<AsmExit, Fallback> {
    let line = vamos_asm::parse_command_line(invocation.args).map_err(Fallback::Flag)?;
    let output = line.output.clone();
    let machine = machine(invocation)?;
    let options = options(invocation, line)?;
    let files = options.files.join(" ");
    let run = || {
        (invocation.begun)();
        let tokens = invocation.tokens;
        vamos_asm::assemble(&Request::new(machine, &options, sources, tokens))
    };
    let outcome = fallback::guarded(&files, run)?;
    if outcome.shows_usage {
        return Err(Fallback::Usage);
    }
    if outcome.panics {
        return Err(Fallback::Panic);
    }
    // Some texts of other releases are different, and Go 1.27 has instructions of arm64 (SVE)
    // that are errors here.
    if outcome.status != 0 && options.release != Release::Go126 {
        return Err(Fallback::Output);
    }
    Ok(AsmExit { outcome, output })
}

/// Returns the machine for which a run assembles.
fn machine<'a>(invocation: &AsmInvocation<'a>) -> Result<&'a Machine, Fallback> {
    let env = invocation.env;
    if env.target.goos != "linux" {
        let goos = env.target.goos.clone();
        return Err(Fallback::System { goos });
    }
    let machine = invocation.machine.machine(env);
    machine.ok_or_else(|| Fallback::Processor {
        goarch: env.target.goarch.clone(),
    })
}

/// Returns the options of the assembler.
fn options(invocation: &AsmInvocation<'_>, line: CommandLine) -> Result<Options, Fallback> {
    let env = invocation.env;
    let (name, value) = &env.target.arch_env;
    let level = crate::link::level::canonical(&env.target.goarch, value);
    let level = level.ok_or_else(|| Fallback::Variant {
        name: name.clone(),
        value: value.clone(),
    })?;
    let capability = match env.target.goarch.as_str() {
        "arm64" => Capability::AsmArm64,
        _ => Capability::AsmAmd64,
    };
    if let Some(reason) = env.sdk.reason_against(capability) {
        return Err(Fallback::UnknownAssembler { reason });
    }
    let release = match env.sdk.release.language_version() {
        25 => Release::Go125,
        26 => Release::Go126,
        _ => Release::Go127,
    };
    if line.flags.is_std && release < Release::Go127 {
        return Err(Fallback::FlagOfOtherRelease { flag: "-std" });
    }
    let texts = [invocation.dir, invocation.goroot, &line.flags.trimpath];
    let names = texts
        .into_iter()
        .chain(line.files.iter().map(String::as_str));
    if !names.into_iter().all(is_utf8) {
        return Err(Fallback::Name);
    }
    let enabled = env.experiments.enabled.join(",");
    Ok(Options {
        release,
        header: format!(
            "{} {} {} {name}={level} X:{enabled}",
            env.target.goos, env.target.goarch, env.sdk.version
        ),
        goos: env.target.goos.clone(),
        goarch: env.target.goarch.clone(),
        is_dwarf5: env.experiments.has("dwarf5"),
        experiments: env.experiments.enabled.clone(),
        goroot: invocation.goroot.to_owned(),
        working_dir: invocation.dir.to_owned(),
        flags: line.flags,
        files: line.files,
    })
}

/// Returns true if text does not stand for other bytes.
fn is_utf8(text: &str) -> bool {
    matches!(os_str::encode(text), std::borrow::Cow::Borrowed(_))
}
