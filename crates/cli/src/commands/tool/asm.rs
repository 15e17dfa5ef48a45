//! `go tool asm` in this process, if `VAMOS_ASM` requests it.
//!
//! Counterpart: cmd/asm/main.go.

use vamos_base::golang::path;
use vamos_fsys::work;
use vamos_tools::ToolChoice;
use vamos_tools::assembler::AsmInvocation;
use vamos_tools::assembler::CommandMachine;
use vamos_tools::assembler::TokenCache;
use vamos_tools::assembler::assemble;

use crate::invocation::Invocation;
use crate::panics::Fault;

/// Assembles with the arguments after the tool's name; returns the exit code. `None` if the SDK's
/// assembler must run.
pub(super) fn run(invocation: &Invocation) -> Option<i32> {
    let assembler = invocation.process.settings.assembler;
    // The executor of builds compares; one run cannot have two outputs.
    if matches!(assembler, ToolChoice::Stock | ToolChoice::Verify) {
        return None;
    }
    let env = &invocation.env;
    let goroot = env.vars.tool("GOROOT").unwrap_or_default();
    let dir = &invocation.process.cwd;
    let ended = assemble(&AsmInvocation {
        args: &invocation.parsed.args[1..],
        dir,
        goroot,
        env,
        machine: &CommandMachine::default(),
        begun: Fault::Asm.here(Fault::of(&invocation.process)),
        tokens: &TokenCache::default(),
    });
    let ended = match ended {
        Ok(ended) => ended,
        Err(reason) => {
            if assembler == ToolChoice::Explain || reason.is_mistake() {
                invocation.output.log(&format!("vamos: {reason}"));
            }
            return None;
        }
    };
    let target = match path::is_abs(&ended.output) {
        true => ended.output.clone(),
        false => path::join(&[dir, &ended.output]),
    };
    let outcome = ended.outcome;
    let written = match &outcome.output {
        Some(bytes) => work::write(&target, bytes),
        None => work::remove(&target),
    };
    // The SDK's assembler reports why; it creates the file before it reads anything.
    if written.is_err() && outcome.output.is_some() {
        return None;
    }
    invocation.output.tool_stdout("asm", &outcome.stdout);
    invocation.output.stderr(&outcome.stderr);
    Some(outcome.status)
}
