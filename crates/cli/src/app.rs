//! From the command line to a command, and from its result to an exit code.
//!
//! Counterpart: cmd/go/main.go (`main`, `lookupCmd`, `invoke`, `handleChdirFlag`).

use std::mem::ManuallyDrop;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use vamos_base::golang::os_str;
use vamos_base::golang::unicode;
use vamos_base::trace;
use vamos_fsys::Disk;
use vamos_fsys::Files;
use vamos_fsys::proc::Leftovers;
use vamos_goenv::EnvError;
use vamos_goenv::GoEnv;
use vamos_goenv::locate;

use crate::commands::early_switch;
use crate::commands::standalone;
use crate::commands::suggestions;
use crate::commands::table;
use crate::debug_trace::DebugTrace;
use crate::delegate::delegate;
use crate::documents;
use crate::error::CliError;
use crate::extension_help;
use crate::flags::Flag;
use crate::flags::Line;
use crate::flags::Parsed;
use crate::goflags_names;
use crate::help;
use crate::help::Catalog;
use crate::hints::spelling::closest;
use crate::identity;
use crate::instrumented_compiler;
use crate::invocation::Invocation;
use crate::invocation::Shared;
use crate::no_sdk;
use crate::output::Output;
use crate::policy::CommandPolicy;
use crate::process;
use crate::process::Process;
use crate::read_pass;
use crate::run_record::RunRecorder;
use crate::sdk_sources;
use crate::toolchain::choose_toolchain;
use crate::toolchain::fetch_first_sdk;
use crate::toolchain::local_toolchain;
use crate::wiring;
use crate::wiring::env_error;
use crate::wiring::goflags;

/// The values that exist once for a process.
struct Once {
    recorder: Arc<RunRecorder>,
    output: Arc<Output>,
    debug_trace: DebugTrace,
    leftovers: Arc<Leftovers>,
}

/// Runs the command line of `process`; returns the exit code. The process must end then.
pub(crate) fn run(process: Process, recorder: RunRecorder) -> i32 {
    let accesses = recorder.accesses();
    let _entered = accesses.enter();
    let once = Once {
        output: Arc::new(Output::for_process(&process, accesses)),
        recorder: Arc::new(recorder),
        debug_trace: DebugTrace::default(),
        leftovers: Arc::new(Leftovers::of_process()),
    };
    let mut code = run_printing(process, &once);
    let output = &once.output;
    if let Some(line) = once.debug_trace.end() {
        output.log(&line);
        code = 1;
    }
    if code != 0 {
        output.show_repair();
    }
    output.show_advice();
    output.finish();
    let code = once.recorder.finish(code, output);
    once.leftovers.hand_over();
    code
}

fn run_printing(mut process: Process, once: &Once) -> i32 {
    let output = &once.output;
    if let Some(command) = standalone::find(&process.args) {
        let name = command.policy.name;
        let ended = command.run(&process, output);
        return ended
            .unwrap_or_else(|error| render(&process, "", name, error, &Disk::new(), output));
    }
    if let Err(message) = take_chdir(&mut process) {
        output.log(&format!("go: {message}"));
        return 1;
    }
    once.recorder.accesses().set_dir(&process.cwd);
    let mut disk = Arc::new(Disk::new());
    let mut inputs = wiring::inputs(&process, &disk);
    let mut resolved = vamos_goenv::resolve(&inputs);
    if matches!(resolved, Err(EnvError::NoGoroot)) {
        let env = vamos_goenv::without_sdk(&inputs);
        if let Some(code) = no_sdk::answer(&process.args, &env, output) {
            return code;
        }
        if no_sdk::runs_command(&process.args) {
            return run_command(&process, env, &disk, once);
        }
        if let Err(error) = fetch_first_sdk(&inputs, output) {
            return render(&process, "", "", error, &disk, output);
        }
        // The old disk cached that there was no SDK.
        disk = Arc::new(Disk::new());
        inputs = wiring::inputs(&process, &disk);
        resolved = vamos_goenv::resolve(&inputs);
    }
    if let Err(EnvError::GorootMissing { dir }) = &resolved
        && accepts_bad_goroot(&process.args)
    {
        let mut without = process.clone();
        without.env.retain(|(name, _)| name != "GOROOT");
        without.missing_goroot.clone_from(dir);
        let others = wiring::inputs(&without, &disk);
        match vamos_goenv::resolve(&others) {
            Ok(env) => (process, inputs, resolved) = (without, others, Ok(env)),
            Err(EnvError::NoGoroot) => {
                let env = vamos_goenv::without_sdk(&others);
                if let Some(code) = no_sdk::answer(&process.args, &env, output) {
                    return code;
                }
            }
            Err(_) => {}
        }
    }
    let mut env = match resolved {
        Ok(env) => env,
        Err(error) => {
            let error = env_error(&error, output);
            return render(&process, "", "", error, &disk, output);
        }
    };
    unicode::use_newer(env.sdk.release.has_unicode_17());
    let goroot = env.sdk.goroot.clone();
    if let Err(error) = choose_toolchain(&inputs, &mut env, output) {
        return render(&process, &goroot, "", error, &disk, output);
    }
    let code = run_command(&process, env, &disk, once);
    // The process ends, and with it all memory; freeing it first is work.
    std::mem::forget((process, inputs, disk));
    code
}

/// Runs the command in a resolved environment, and prints the error that ends it; returns the exit
/// code.
fn run_command(process: &Process, env: GoEnv, disk: &Arc<Disk>, once: &Once) -> i32 {
    let output = &once.output;
    let goroot = env.sdk.goroot.clone();
    let name = table::find_command(&process.args)
        .0
        .map_or("", |command| command.policy.name);
    match dispatch(process.clone(), env, disk, once) {
        _ if output.has_ended() => 1,
        Ok(code) => code,
        Err(error) => render(process, &goroot, name, error, disk, output),
    }
}

/// Reports whether the command reports itself that GOROOT is no directory, or prints help, for
/// which another SDK will do.
fn accepts_bad_goroot(args: &[String]) -> bool {
    let is_help = |first: &String| first == "help" || first.starts_with('-');
    let command = table::find_command(args).0;
    args.first().is_none_or(is_help)
        || command.is_some_and(|command| command.policy.accepts_bad_goroot)
}

/// Prints the error that ended the command, and returns its exit code.
fn render(
    process: &Process,
    goroot: &str,
    name: &str,
    error: CliError,
    disk: &Disk,
    output: &Output,
) -> i32 {
    match error {
        CliError::Exit(code) => code,
        CliError::Fatal(line) => {
            output.log(&line);
            1
        }
        CliError::Usage { line, note } => {
            if !line.is_empty() {
                output.log(&line);
            }
            let catalog = Catalog::load(disk, goroot);
            if let Some(usage) = extension_help::usage_line(name) {
                output.stderr(&format!(
                    "usage: {usage}\nRun 'vamos help {name}' for details.\n{note}"
                ));
                suggestions::show_flag(name, &line, output);
                return 2;
            }
            let usage = catalog.usage_line(name).unwrap_or(name);
            let command = table::find_command(&process.args).0;
            let second = command.and_then(|command| command.policy.second_help);
            let second = second.map_or_else(String::new, |topic| format!(" and 'go help {topic}'"));
            output.stderr(&format!(
                "usage: {usage}\nRun 'go help {name}'{second} for details.\n{note}"
            ));
            if line.is_empty() {
                show_own_flags(name, output);
            } else {
                suggestions::show_flag(name, &line, output);
            }
            2
        }
        CliError::Unimplemented(feature) => delegate(process, goroot, &feature, output),
    }
}

/// Shows the flags that vamos adds below the usage that `-h` prints, if a person reads it: on a
/// terminal.
fn show_own_flags(name: &str, output: &Output) {
    if process::is_started_as("vamos")
        && output.gives_hints()
        && let Some(flags) = help::own_flags(name)
    {
        output.stderr(&flags);
    }
}

/// Shows the commands that vamos adds below the usage of the program, likewise.
fn show_own_commands(output: &Output) {
    if process::is_started_as("vamos") && output.gives_hints() {
        output.stderr(&help::own_commands());
    }
}

/// Removes `-C dir` from the command line, where it must be the first flag, and changes to
/// the directory (`main.handleChdirFlag`).
fn take_chdir(process: &mut Process) -> Result<(), String> {
    let (_, used) = table::find_command(&process.args);
    let Some(arg) = process.args.get(used) else {
        return Ok(());
    };
    let dir = match arg.as_str() {
        "-C" | "--C" => {
            let Some(dir) = process.args.get(used + 1).cloned() else {
                return Ok(());
            };
            process.args.drain(used..used + 2);
            dir
        }
        arg if arg.starts_with("-C=") || arg.starts_with("--C=") => {
            let dir = arg.split_once('=').map_or("", |(_, dir)| dir).to_owned();
            process.args.remove(used);
            dir
        }
        _ => return Ok(()),
    };
    process.change_dir(&dir)
}

fn dispatch(process: Process, env: GoEnv, disk: &Arc<Disk>, once: &Once) -> Result<i32, CliError> {
    let output = &once.output;
    let goroot = env.sdk.goroot.clone();
    let catalog = || Catalog::load(&**disk, &goroot);
    let args = process.args.clone();
    let Some(first) = args.first() else {
        output.stderr(&catalog().main_usage());
        show_own_commands(output);
        return Err(CliError::Exit(2));
    };
    if identity::is_version_flag(first) {
        output.stdout(&identity::version(&env));
        return Ok(0);
    }
    if first.starts_with('-') && first.len() > 1 {
        return Err(top_level_flag(first, output, &catalog()));
    }
    if args == ["help", "vamos"] {
        output.stdout(&identity::help(&env));
        return Ok(0);
    }
    if first == "help" {
        return print_help(&args[1..], output, &catalog());
    }
    let (found, used) = table::find_command(&args);
    check_environment(
        &env,
        found.map(|row| &row.policy),
        &process.cwd,
        disk,
        output,
    )?;
    let Some(command) = found else {
        return unknown_command(&args, used, output, &catalog());
    };
    if process.cwd.is_empty() {
        return Err(CliError::Fatal(
            "cannot determine current directory: getwd: no such file or directory".to_owned(),
        ));
    }
    let shared = Shared {
        disk: Arc::clone(disk),
        output: Arc::clone(output),
        recorder: Arc::clone(&once.recorder),
        compiler: instrumented_compiler::of(&process, &env),
        leftovers: Arc::clone(&once.leftovers),
        begin_inner: inner_invocation,
    };
    let mut invocation = Invocation::new(process, env, &command.policy, shared);
    early_switch::run(&mut invocation)?;
    parse(&mut invocation, &args[used..], &once.debug_trace)?;
    sdk_sources::prepare(&mut invocation);
    // Freeing the cached disk contents takes time, and the process ends anyway.
    let invocation = ManuallyDrop::new(invocation);
    let Invocation {
        policy,
        parsed,
        env,
        process,
        ..
    } = &*invocation;
    if !process.only_reads {
        once.recorder
            .consider(policy.run_record, parsed, env, process, &invocation.output);
    }
    let last = policy.name.rsplit(' ').next().unwrap_or_default();
    let mut span = trace::span(|| format!("Running {last} command"));
    let ended = (command.run)(&invocation);
    invocation.executor.end_guard();
    suggestions::note(&invocation, ended.as_ref().ok());
    let code = ended?;
    if code == 0 {
        instrumented_compiler::build_in_background(&invocation);
        sdk_sources::announce(&invocation);
        if invocation.wants_read_pass.load(Ordering::Relaxed) {
            read_pass::start_after(&invocation);
        }
    }
    // For these commands upstream exits at the failure, before the span ends.
    if code == 0 || !policy.ends_at_failure {
        span.done();
    }
    Ok(code)
}

/// Begins a command inside another one ([`Invocation::begin_inner`]).
fn inner_invocation(process: Process, outer: &Invocation) -> Option<Invocation> {
    let disk = Arc::new(Disk::new());
    let inputs = wiring::inputs(&process, &disk);
    let mut env = vamos_goenv::resolve(&inputs).ok()?;
    unicode::use_newer(env.sdk.release.has_unicode_17());
    env.sdk.local = local_toolchain(&inputs, &env)?;
    let (command, used) = table::find_command(&process.args);
    let policy = &command?.policy;
    let output = &outer.output;
    check_environment(&env, Some(policy), &process.cwd, &disk, output).ok()?;
    let shared = Shared {
        disk,
        output: Arc::clone(output),
        recorder: Arc::clone(&outer.recorder),
        compiler: instrumented_compiler::of(&process, &env),
        leftovers: Arc::default(),
        begin_inner: inner_invocation,
    };
    let args = process.args[used..].to_vec();
    let mut invocation = Invocation::new(process, env, policy, shared);
    parse(&mut invocation, &args, &DebugTrace::default()).ok()?;
    sdk_sources::prepare(&mut invocation);
    Some(invocation)
}

/// Parses the arguments of a command, and the flags of $GOFLAGS.
fn parse(
    invocation: &mut Invocation,
    args: &[String],
    debug_trace: &DebugTrace,
) -> Result<(), CliError> {
    let Invocation {
        policy,
        env,
        process,
        output,
        ..
    } = &*invocation;
    let is_known = goflags_names::known();
    let goflags = goflags(env, policy, is_known)?;
    let parsed = (policy.parse)(&Line {
        set: policy.flags,
        goflags: &goflags,
        is_known,
        args,
        env,
        cwd: &process.cwd,
        reuse: process.settings.reuse_mode,
    });
    let parsed: Parsed = parsed.map_err(|error| match error.exit_code {
        Some(code) => {
            output.stderr(&error.message);
            CliError::Exit(code)
        }
        None => CliError::Usage {
            line: error.message,
            note: error.note,
        },
    })?;
    if !invocation.process.only_reads {
        debug_trace.begin(&parsed)?;
    }
    if [Flag::N, Flag::V, Flag::X]
        .iter()
        .any(|flag| parsed.is_set(*flag))
    {
        // With these flags commands are printed, so there is no live line.
        output.finish();
    }
    invocation.set_parsed(goflags, parsed);
    Ok(())
}

/// The go command itself has no flags but `-h`.
fn top_level_flag(arg: &str, output: &Output, catalog: &Catalog) -> CliError {
    let name = arg.trim_start_matches('-');
    let name = name.split_once('=').map_or(name, |(name, _)| name);
    if name != "h" && name != "help" {
        output.log(&format!("flag provided but not defined: -{name}"));
    }
    output.stderr(&catalog.main_usage());
    show_own_commands(output);
    CliError::Exit(2)
}

fn print_help(args: &[String], output: &Output, catalog: &Catalog) -> Result<i32, CliError> {
    match help_text(args, catalog) {
        Ok(text) => {
            let bytes = os_str::encode(&text);
            // The page of a group goes through a buffer.
            let written = match args.is_empty() || table::is_group(&args.join(" ")) {
                true => output.try_buffered(&bytes, 0),
                false => output.try_stdout(&bytes),
            };
            let fail = |error| CliError::Fatal(format!("writing output: {error}"));
            written.map(|()| 0).map_err(fail)
        }
        Err(line) => {
            output.stderr(&line);
            Err(CliError::Exit(2))
        }
    }
}

/// Returns the help of one of vamos' own commands, the SDK's, or a document. Only under its own
/// name vamos adds its commands to the list of all, and its flags to the list of a command: the
/// lists of `go` are official.
fn help_text(args: &[String], catalog: &Catalog) -> Result<String, String> {
    if args.is_empty() && process::is_started_as("vamos") {
        return Ok(catalog.main_usage() + &help::own_commands());
    }
    let official = catalog.help(args);
    let own = extension_help::help(args);
    let document = match args {
        [topic] => documents::find(topic),
        _ => None,
    };
    if !process::is_started_as("vamos") {
        return official.or_else(|error| own.or(document).ok_or(error));
    }
    let mut text = match (official, own) {
        // A topic of upstream may have the name of a group of commands.
        (Ok(text), Some(own)) => format!("{text}\n{own}"),
        (Ok(text), None) => text + &help::own_flags(&args.join(" ")).unwrap_or_default(),
        (Err(_), Some(own)) => own,
        (Err(error), None) => return document.ok_or(error),
    };
    if let ([topic], Some(_)) = (args, document) {
        text.push_str(&format!("\nMore about it: 'vamos help {topic}.md'\n"));
    }
    Ok(text)
}

fn unknown_command(
    args: &[String],
    used: usize,
    output: &Output,
    catalog: &Catalog,
) -> Result<i32, CliError> {
    // A group of which upstream has no command is unknown there.
    let used = match catalog.help(&args[..used]) {
        Ok(_) => used,
        Err(_) => 0,
    };
    let group = args[..used].join(" ");
    if used > 0 && used >= args.len() {
        let usage = help_text(&args[..used], catalog).unwrap_or_default();
        output.stderr(&usage);
        return Err(CliError::Exit(2));
    }
    if args[used] == "help" {
        let topic: Vec<String> = args[..used]
            .iter()
            .chain(&args[used + 1..])
            .cloned()
            .collect();
        return print_help(&topic, output, catalog);
    }
    if process::is_started_as("vamos")
        && let Some(help) = extension_help::help(&args[..1])
    {
        if args.len() == 1 {
            output.stderr(&help);
            return Err(CliError::Exit(2));
        }
        let (group, typed) = (&args[0], args[..args.len().min(2)].join(" "));
        output.stderr(&format!(
            "vamos {typed}: unknown command\nRun 'vamos help {group}' for usage.\n"
        ));
        suggest_command(args, output);
        return Err(CliError::Exit(2));
    }
    let (name, help) = if used == 0 {
        (args[0].as_str(), String::new())
    } else {
        (group.as_str(), format!(" {group}"))
    };
    output.stderr(&format!(
        "go {name}: unknown command\nRun 'go help{help}' for usage.\n"
    ));
    suggest_command(args, output);
    Err(CliError::Exit(2))
}

/// Names a command that was probably meant, if a person reads it: on a terminal.
fn suggest_command(args: &[String], output: &Output) {
    if !output.gives_hints() {
        return;
    }
    let group = args.first().filter(|word| table::is_group(word));
    let names = table::names().chain(["help"]);
    let meant = match (group, args) {
        (Some(group), [_, word, ..]) => {
            let second = names.filter_map(|name| name.split_once(' '));
            let second = second.filter(|(first, _)| first == group);
            let found = closest(word, second.map(|(_, second)| second));
            found.map(|found| format!("{group} {found}"))
        }
        (None, [word, ..]) => {
            let first = names.map(|name| name.split(' ').next().unwrap_or(name));
            closest(word, first).map(str::to_owned)
        }
        _ => None,
    };
    if let Some(meant) = meant {
        let program = match process::is_started_as("vamos") {
            true => "vamos",
            false => "go",
        };
        output.stderr(&format!("Did you mean '{program} {meant}'?\n"));
    }
}

/// The checks of `main` before any command: GOROOT exists, GOPATH is valid, and so is the
/// build configuration (`env` reports that itself).
fn check_environment(
    env: &GoEnv,
    command: Option<&CommandPolicy>,
    cwd: &str,
    disk: &Disk,
    output: &Output,
) -> Result<(), CliError> {
    let report = |error: EnvError| env_error(&error, output);
    let needs_sdk = command.is_none_or(|policy| !policy.works_without_sdk);
    if needs_sdk && !disk.is_dir(&env.sdk.goroot) {
        return Err(report(EnvError::GorootMissing {
            dir: env.sdk.goroot.clone(),
        }));
    }
    if let Some(warning) = env.check_gopath().map_err(report)? {
        output.log(&warning);
    }
    if command.is_some() {
        locate::check_go_work(env, disk, cwd).map_err(report)?;
    }
    if command.is_none_or(|policy| !policy.accepts_bad_config) {
        env.check_config().map_err(report)?;
    }
    Ok(())
}
