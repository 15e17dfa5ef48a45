//! An archive for C linkers.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`archive`, `findExtLinkTool`).

use vamos_base::golang::os_str;
use vamos_link::Stop;

use super::HostLink;
use super::argv::Input;
use super::argv::arch_args;
use super::command::Program;
use super::probe::Prober;

/// The flag that makes a C compiler print its archiver.
const ASK: &str = "--print-prog-name=ar";

/// Makes the archive `output` of `objects`.
///
/// # Errors
/// The archiver is not found, or fails.
pub(super) fn make(
    link: &HostLink<'_>,
    input: &Input<'_>,
    prober: &Prober<'_>,
    output: &str,
    objects: &[String],
) -> Result<(), Stop> {
    let archiver = match link.options.c.archiver.as_str() {
        "" if prober.knows(&[ASK]) => of_compiler(link, input)?,
        "" => "ar".to_owned(),
        given => given.to_owned(),
    };
    let program = Program::find(link.host, &archiver, link.goroot);
    let mut args: Vec<String> = ["-q", "-c", "-s", output].map(str::to_owned).to_vec();
    args.extend_from_slice(objects);
    let failure = match program.run(&args, &[]) {
        Ok(_) => return Ok(()),
        Err(failure) => failure,
    };
    if link.host.cancel.is_cancelled() {
        return Err(Stop::Errors);
    }
    let printed = os_str::decode(&failure.output);
    let error = failure.error;
    Err(Stop::Exit(format!(
        "running {archiver} failed: {error}\n{printed}"
    )))
}

/// Returns the archiver of the C compiler.
fn of_compiler(link: &HostLink<'_>, input: &Input<'_>) -> Result<String, Stop> {
    let linker = input.linker();
    let arch = arch_args(link.options.arch.family).iter();
    let words = arch.map(|&word| word.to_owned());
    let ask = ["--print-prog-name", "ar"].map(str::to_owned);
    let args: Vec<String> = linker[1..]
        .iter()
        .cloned()
        .chain(words)
        .chain(ask)
        .collect();
    let program = Program::find(link.host, &linker[0], link.goroot);
    match program.run(&args, &[]) {
        Ok(printed) => Ok(os_str::decode(&printed)
            .trim_end_matches(['\r', '\n'])
            .to_owned()),
        Err(failure) => Err(Stop::Exit(format!(
            "{}: finding ar failed: {}\n{}",
            link.options.program,
            failure.error,
            os_str::decode(&failure.output)
        ))),
    }
}
