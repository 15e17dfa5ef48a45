//! Links in this process.
//!
//! [`link`] is cmd/link as a function: from arguments, directory and settings of the SDK to an exit
//! code, the printed text, and the output, which is a temporary file until it is finished. If the
//! program has C code of its own, the output of this linker is an object, of which the system's
//! linker makes the executable. The inputs are mapped on the threads of the command. For
//! unsupported input it returns an error: the caller runs the SDK's linker.
//! Counterpart: cmd/link/internal/ld/main.go.

mod archives;
mod executor;
mod external;
mod final_id;
mod host;
pub(crate) mod level;
mod output;
mod partial;
mod placed;
mod regular;
mod sdk_sources;
mod target;
#[cfg(test)]
mod testing;
mod verify;

use vamos_base::golang::os_str;
use vamos_fsys::PathError;
use vamos_fsys::ReusedBuffers;
use vamos_fsys::access_log;
use vamos_fsys::system;
use vamos_goenv::Capability;
use vamos_goenv::GoEnv;
use vamos_goenv::deciding::Tool;
use vamos_link::Diagnostics;
use vamos_link::Inputs;
use vamos_link::Link;
use vamos_link::Stop;
use vamos_link::arch;
use vamos_link::driver;
use vamos_link::flags;
use vamos_link::options::Options;
use vamos_link::options::Sdk;
use vamos_link::profile;
use vamos_link::system::System;
use vamos_sched::Class;
use vamos_sched::Pool;
use vamos_sched::guarded;

pub use archives::CommonArchives;
pub use archives::Opened;
pub use archives::SharedLink;
pub use executor::NativeLinker;
pub use host::LinkHost;
pub use output::MappedInputs;
pub use output::Output;

use external::HostLink;
use external::scratch::ScratchPlace;
use target::Target;

/// Bytes of address space that a link may need in addition to the size of its inputs: heaps and
/// stacks of threads, most of which are never touched.
const MEMORY: u64 = 512 << 20;

/// A run of the linker.
#[derive(Clone, Copy)]
pub struct Invocation<'a> {
    /// The name that errors start with: the path of the SDK's linker.
    pub program: &'a str,
    /// The arguments.
    pub args: &'a [String],
    /// `GOROOT` in the tool's environment; empty with `-trimpath`.
    pub goroot: &'a str,
    /// The environment of the command.
    pub env: &'a GoEnv,
    /// The threads that may be used.
    pub pool: &'a Pool,
    /// Functions of the host, and the directory of relative names.
    pub host: &'a LinkHost<'a>,
    /// Called when the link has begun ([`crate::Host::link_begun`]).
    pub begun: fn(),
    /// State that the link shares with others of the command.
    pub place: Option<SharedLink<'a>>,
    /// The output is only compared, and stays in memory.
    pub is_compared: bool,
}

/// Result of a run of the linker.
#[derive(Debug)]
pub struct LinkExit {
    /// The exit code.
    pub code: i32,
    /// Printed messages, in order.
    pub messages: Vec<Message>,
    /// The output and its destination; only with exit code 0.
    pub output: Option<Output>,
    /// The archives that were read, by the names that the link has for them, with the build IDs that
    /// were found in them.
    pub archive_ids: Vec<(String, String)>,
}

impl LinkExit {
    /// Returns the printed text, in one stream.
    fn text(&self) -> Vec<u8> {
        let lines = self.messages.iter();
        let text = lines.flat_map(|message| os_str::encode(&message.text).into_owned());
        text.collect()
    }

    /// Fails because a file could not be written, as the SDK's linker does, which reserves the space
    /// of the output `path` when it has opened the output.
    pub fn fail_to_write(&mut self, program: &str, path: &str, error: &PathError) {
        let text = if error.op == "write" {
            let cause = &error.message;
            format!("{program}: mapping output file failed: {cause}\n")
        } else {
            let named = path.to_owned();
            let error = PathError {
                path: named,
                ..error.clone()
            };
            format!("{program}: cannot create {path}: {error}\n")
        };
        self.messages.push(Message {
            text,
            is_stdout: false,
        });
        self.code = 2;
    }
}

/// A printed message of a link.
#[derive(Debug)]
pub struct Message {
    /// The text, with its line break.
    pub text: String,
    /// True for stdout, false for stderr.
    pub is_stdout: bool,
}

/// Reason to run the SDK's linker.
#[derive(Debug)]
pub enum NotLinked {
    /// The reason why this linker cannot make the output.
    Unsupported(String),
    /// The cause of a panic, which is a mistake in vamos.
    Panicked(String),
}

/// Links, and calls `finish` with the result, and with the inputs to drop while the output is
/// hashed.
///
/// # Errors
/// The SDK's linker must run. Then `finish` is not called, and no file was changed except the one of
/// `-fipso`, which that linker writes too.
pub fn link<R>(
    invocation: &Invocation<'_>,
    finish: impl FnOnce(LinkExit, MappedInputs) -> R,
) -> Result<R, NotLinked> {
    // As after a child: the next run finds the executable, and needs none of the archives.
    access_log::with(|log| log.void(|| "a program was linked".to_owned()));
    let _buffers = ReusedBuffers::new(invocation.place.is_some());
    // Two links at the same time share the processors: with threads for each, they took 4 % more
    // processor time.
    let _work = invocation.pool.begin_long_work();
    // Until `finish`, all written files are temporary, the file of `-fipso`, or the output of the
    // system's linker, which is removed when it is dropped.
    let linked = guarded(|| linked(invocation));
    let released = invocation.place.map_or_else(Vec::new, SharedLink::end);
    let (ended, mut files) = match linked {
        Ok(Ok(linked)) => linked,
        Ok(Err(reason)) => return Err(NotLinked::Unsupported(reason)),
        Err(cause) => return Err(NotLinked::Panicked(cause)),
    };
    files.extend(released.into_iter().map(Ok));
    Ok(finish(ended, files))
}

/// Returns the printed line for a link that has panicked.
pub fn panic_line(program: &str, cause: &str) -> String {
    format!(
        "vamos: internal error while linking {program}: {cause}; the SDK's linker runs instead. \
         Please report this. VAMOS_LINK=stock always uses the SDK's linker"
    )
}

/// Links; returns the result and the inputs.
///
/// # Errors
/// The reason why this linker cannot make the output.
fn linked(invocation: &Invocation<'_>) -> Result<(LinkExit, MappedInputs), String> {
    (invocation.begun)();
    let options = match options(invocation) {
        Ok(options) => options,
        Err(stop) => {
            let ended = ended(invocation, &Diagnostics::default(), Err(stop))?;
            return Ok((ended, MappedInputs::default()));
        }
    };
    let names: Vec<&String> = options.packages.values().chain([&options.main]).collect();
    let place = invocation.place;
    let open = |name: &&String| {
        invocation.host.open(name, |path| match place {
            Some(place) => place.open(path),
            None => archives::File::open(path).map(|(file, _)| Opened::Own(file)),
        })
    };
    let files: MappedInputs = invocation.pool.map(Class::Cpu, &names, open);
    check_memory(&files)?;
    let mut inputs = place.map_or_else(Inputs::default, SharedLink::inputs);
    for (name, file) in names.iter().zip(&files) {
        match file {
            Ok(file) => file.add_to(&mut inputs, (*name).clone()),
            Err(error) => inputs.add((*name).clone(), Err(error.clone())),
        }
    }
    let host = invocation.host;
    let scratch = ScratchPlace {
        host,
        dir: &options.c.tmp_dir,
    };
    let target = if invocation.is_compared {
        Target::memory(scratch)
    } else {
        Target::of_path(host.locate(&options.output), scratch)
    };
    let link = Link {
        options: &options,
        inputs: &inputs,
        host,
        pool: invocation.pool,
        output: &target,
    };
    let mut diag = Diagnostics::new(options.all_errors);
    let result = driver::run(&link, &mut diag).and_then(|linked| {
        let Some(external) = linked.external else {
            return Ok((None, linked.fips_object, String::new()));
        };
        if let Some(reason) = invocation.env.sdk.reason_against(Capability::LinkExternal) {
            return Err(Stop::Unsupported(reason));
        }
        let link = HostLink {
            host,
            pool: invocation.pool,
            options: &options,
            goroot: invocation.goroot,
            is_compared: invocation.is_compared,
        };
        let linked = link.run(&external, target.object()?, &mut diag)?;
        Ok((Some(linked.content), linked.fips_object, linked.printed))
    });
    let mut printed = String::new();
    let result = result.map(|(content, fips_object, text)| {
        printed = text;
        Output {
            path: options.output.clone(),
            content: content.unwrap_or_else(|| target.content()),
            fips_object,
        }
    });
    let mut ended = ended(invocation, &diag, result)?;
    if !printed.is_empty() {
        ended.messages.push(Message {
            text: printed,
            is_stdout: true,
        });
    }
    drop(inputs);
    let named = names.iter().zip(&files);
    let ids = named.filter_map(|(name, file)| {
        let id = file.as_ref().ok()?.build_id()?;
        Some(((*name).clone(), id.to_owned()))
    });
    ended.archive_ids = ids.collect();
    Ok((ended, files))
}

/// Returns an error if a limit on the address space could end the link: a failed allocation ends
/// the whole process.
fn check_memory(files: &MappedInputs) -> Result<(), String> {
    let Some(left) = system::address_space_left() else {
        return Ok(());
    };
    let inputs: usize = files.iter().flatten().map(Opened::len).sum();
    if MEMORY.saturating_add(2 * inputs as u64) <= left {
        Ok(())
    } else {
        Err("the limit on the address space".to_owned())
    }
}

fn options(invocation: &Invocation<'_>) -> Result<Options, Stop> {
    let unsupported = |reason: String| Stop::Unsupported(reason);
    let env = invocation.env;
    let goos = &env.target.goos;
    let system = System::of_name(goos).ok_or_else(|| unsupported(format!("GOOS={goos}")))?;
    let arch = match env.target.goarch.as_str() {
        "amd64" => &arch::AMD64,
        "arm64" => &arch::ARM64,
        other => return Err(unsupported(format!("GOARCH={other}"))),
    };
    let (name, value) = &env.target.arch_env;
    // The tools replace an invalid value by the SDK's default.
    let level = level::canonical(&env.target.goarch, value)
        .ok_or_else(|| unsupported(format!("{name}={value}")))?;
    for capability in sdk_sources::of_link(env, system) {
        if let Some(reason) = env.sdk.reason_against(capability) {
            return Err(unsupported(reason));
        }
    }
    let release = env.sdk.release_for(Tool::Linker);
    let profile = profile::of_minor(release.language_version())
        .ok_or_else(|| unsupported(format!("the release {}", env.sdk.version)))?;
    let (program, args) = (invocation.program, invocation.args);
    let sdk = sdk(invocation, system, &level);
    let options = flags::parse(program, args, arch, profile, sdk, invocation.host)?;
    Ok(Options {
        assigns_dynamic_linker: release.assigns_dynamic_linker(),
        ..options
    })
}

fn sdk(invocation: &Invocation<'_>, system: System, level: &str) -> Sdk {
    let env = invocation.env;
    let level = format!(" {}={level}", env.target.arch_env.0);
    let enabled = env.experiments.enabled.join(",");
    let header = format!(
        "go object {} {} {}{level} X:{enabled}",
        env.target.goos, env.target.goarch, env.sdk.version
    );
    let external_enabled = env.vars.tool("GO_EXTLINK_ENABLED");
    Sdk {
        system,
        goroot: invocation.goroot.to_owned(),
        version: env.sdk.version.clone(),
        experiments: env.experiments.clean.clone(),
        goarch_level: env.target.arch_env.1.clone(),
        header,
        external_enabled: external_enabled.unwrap_or_default().to_owned(),
    }
}

/// Renders the end of a link as cmd/link does.
fn ended(
    invocation: &Invocation<'_>,
    diag: &Diagnostics,
    result: Result<Output, Stop>,
) -> Result<LinkExit, String> {
    let message = |(index, line): (usize, &String)| Message {
        text: format!("{line}\n"),
        is_stdout: diag.is_output(index),
    };
    let mut messages: Vec<Message> = diag.lines().iter().enumerate().map(message).collect();
    let (code, last, output) = match result {
        Ok(output) => (0, None, Some(output)),
        Err(Stop::Unsupported(reason)) => return Err(reason),
        Err(Stop::Errors) => (2, None, None),
        Err(Stop::Fatal(text)) => (1, Some(format!("link: {text}\n")), None),
        Err(Stop::Exit(text)) => (2, Some(format!("{}: {text}\n", invocation.program)), None),
    };
    messages.extend(last.map(|text| Message {
        text,
        is_stdout: false,
    }));
    Ok(LinkExit {
        code,
        messages,
        output,
        archive_ids: Vec::new(),
    })
}
