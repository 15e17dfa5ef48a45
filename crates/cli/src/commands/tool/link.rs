//! `go tool link` in this process, if `VAMOS_LINK` requests it.
//!
//! Counterpart: cmd/link/main.go.

use vamos_base::golang::os_str;
use vamos_tools::ToolChoice;
use vamos_tools::link;
use vamos_tools::link::LinkExit;
use vamos_tools::link::LinkHost;
use vamos_tools::link::MappedInputs;
use vamos_tools::link::NotLinked;

use crate::invocation::Invocation;
use crate::panics::Fault;

/// Links with the arguments after the tool's name; returns the exit code. `None` if the SDK's
/// linker must run.
pub(super) fn run(invocation: &Invocation, program: &str) -> Option<i32> {
    let linker = invocation.process.settings.linker;
    // The executor of builds compares; one link cannot have two outputs.
    if matches!(linker, ToolChoice::Stock | ToolChoice::Verify) {
        return None;
    }
    invocation.leave_memory();
    let env = &invocation.env;
    let goroot = env.vars.tool("GOROOT").unwrap_or_default();
    let host = LinkHost {
        dir: invocation.process.cwd.clone(),
        env,
        executor: &*invocation.executor,
        cancel: invocation.cancel.clone(),
        leftovers: &invocation.leftovers,
    };
    let run = link::Invocation {
        program,
        args: &invocation.parsed.args[1..],
        goroot,
        env,
        pool: invocation.pool(),
        host: &host,
        begun: Fault::Link.here(Fault::of(&invocation.process)),
        place: None,
        is_compared: false,
    };
    let finish = |ended, inputs| write(ended, inputs, &run);
    let ended = match link::link(&run, finish) {
        Ok(ended) => ended,
        Err(NotLinked::Unsupported(reason)) => {
            if linker == ToolChoice::Explain {
                let line = format!("vamos: linked by the SDK's linker: {reason}");
                invocation.output.log(&line);
            }
            return None;
        }
        Err(NotLinked::Panicked(cause)) => {
            let line = link::panic_line("a program", &cause);
            invocation.output.log(&line);
            return None;
        }
    };
    for message in &ended.messages {
        match message.is_stdout {
            true => {
                let bytes = os_str::encode(&message.text);
                invocation.output.tool_stdout("link", &bytes);
            }
            false => invocation.output.stderr(&message.text),
        }
    }
    Some(ended.code)
}

/// Writes the output.
fn write(mut ended: LinkExit, inputs: MappedInputs, run: &link::Invocation<'_>) -> LinkExit {
    if let Some(output) = ended.output.take() {
        let path = output.path().to_owned();
        if let Err(error) = output.write(run.host, run.pool, inputs, |_| Vec::new()) {
            ended.fail_to_write(run.program, &path, &error);
        }
    }
    ended
}
