//! Links with the arguments of cmd/link: `link [options] main.a`.
//!
//! A tool of development: it takes the settings of the SDK from the environment (`GOROOT`,
//! `GOVERSION`, `GOOS`, `GOARCH`, `GOEXPERIMENT`) and the header line of objects from the main
//! archive. Exit codes are stock's; 3 where the SDK's linker must run. `VAMOS_LINK_TIMES=1` prints,
//! for each pass, its time, the processor time of all threads and of the main thread, the peak of
//! memory during the pass and the memory in use at its end; `VAMOS_LINK_DUMP=FILE` writes the
//! decisions of passes.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "an example is a program of its own"
)]

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use rustix::time::ClockId;
use vamos_fsys::Mapped;
use vamos_link::Diagnostics;
use vamos_link::FipsObject;
use vamos_link::Host;
use vamos_link::Input;
use vamos_link::Inputs;
use vamos_link::Link;
use vamos_link::OutputFile;
use vamos_link::Stop;
use vamos_link::arch;
use vamos_link::driver;
use vamos_link::flags;
use vamos_link::options::Options;
use vamos_link::options::Sdk;
use vamos_link::profile;
use vamos_link::system;
use vamos_sched::Class;
use vamos_sched::Pool;

mod dump;

struct System;

impl Host for System {
    fn exists(&self, path: &str) -> bool {
        fs::exists(path).unwrap_or_default()
    }

    fn compiler_library(&self, compiler: &[String], flag: &str) -> String {
        let (name, args) = match compiler {
            [name, args @ ..] => (name.as_str(), args),
            [] => ("gcc", compiler),
        };
        let output = std::process::Command::new(name)
            .args(args)
            .arg(flag)
            .output();
        match output {
            Ok(output) if output.status.success() => {
                String::from_utf8_lossy(&output.stdout).trim().to_owned()
            }
            _ => "none".to_owned(),
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        fs::read(path).map_err(|error| open_error(path, &error))
    }
}

fn open_error(path: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("open {path}: no such file or directory"),
        io::ErrorKind::PermissionDenied => format!("open {path}: permission denied"),
        _ => format!("open {path}: {error}"),
    }
}

/// As the command does it.
#[global_allocator]
static ALLOCATOR: vamos_fsys::LargeBuffers = vamos_fsys::LargeBuffers;

/// Messages, and which are for stdout.
type Lines = Vec<(String, bool)>;

fn main() -> ExitCode {
    let mut args = env::args();
    let program = args.next().unwrap_or_default();
    let args: Vec<String> = args.collect();
    let (lines, result) = link(&program, &args);
    for (line, is_output) in &lines {
        if *is_output {
            println!("{line}");
        } else {
            eprintln!("{line}");
        }
    }
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Fatal(text)) => {
            eprintln!("link: {text}");
            ExitCode::from(1)
        }
        Err(Stop::Exit(text)) => {
            eprintln!("{program}: {text}");
            ExitCode::from(2)
        }
        Err(Stop::Errors) => ExitCode::from(2),
        Err(stop @ Stop::Unsupported(_)) => {
            eprintln!("{stop}");
            ExitCode::from(3)
        }
    }
}

fn sdk() -> (Sdk, u32, String) {
    let var = |name: &str| env::var(name).unwrap_or_default();
    let goroot = var("GOROOT");
    let mut version = var("GOVERSION");
    if version.is_empty() {
        let text = fs::read_to_string(format!("{goroot}/VERSION")).unwrap_or_default();
        text.lines()
            .next()
            .unwrap_or_default()
            .clone_into(&mut version);
    }
    let minor = version
        .split('.')
        .nth(1)
        .and_then(|minor| minor.parse().ok());
    let sdk = Sdk {
        system: system::System::of_name(&var("GOOS")).unwrap_or_default(),
        goroot,
        version,
        experiments: var("GOEXPERIMENT"),
        external_enabled: var("GO_EXTLINK_ENABLED"),
        ..Sdk::default()
    };
    (sdk, minor.unwrap_or(26), var("GOARCH"))
}

/// Returns the header line of the first Go object in an archive.
fn header(archive: &[u8]) -> String {
    let start = archive.windows(10).position(|bytes| bytes == b"go object ");
    let line = archive.get(start.unwrap_or_default()..).unwrap_or_default();
    let line = line.split(|&byte| byte == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(line).into_owned()
}

fn link(program: &str, args: &[String]) -> (Lines, Result<(), Stop>) {
    match options(program, args) {
        Ok(options) => link_options(&options),
        Err(stop) => (Vec::new(), Err(stop)),
    }
}

fn options(program: &str, args: &[String]) -> Result<Options, Stop> {
    let (sdk, minor, goarch) = sdk();
    let profile =
        profile::of_minor(minor).ok_or_else(|| Stop::Unsupported(format!("Go 1.{minor}")))?;
    let arch = match goarch.as_str() {
        "arm64" => &arch::ARM64,
        _ => &arch::AMD64,
    };
    let mut options = flags::parse(program, args, arch, profile, sdk, &System)?;
    options.sdk.header = header(&fs::read(&options.main).unwrap_or_default());
    Ok(options)
}

fn link_options(options: &Options) -> (Lines, Result<(), Stop>) {
    let _buffers = vamos_fsys::ReusedBuffers::new(false);
    let pool = Pool::of_system();
    let start = Instant::now();
    let mut names: Vec<&String> = options.packages.values().collect();
    names.push(&options.main);
    let unread = |head: &[u8; 1024]| vamos_link::unread(head);
    let open = |name: &&String| Mapped::open_behind(name, unread);
    let files = pool.map(Class::Cpu, &names, open);
    let mut inputs = Inputs::default();
    for (name, file) in names.iter().zip(&files) {
        let content = file.as_ref().map(|(mapped, _)| Input {
            bytes: mapped.bytes(),
            offset: mapped.offset(),
        });
        let content = content.map_err(ToString::to_string);
        inputs.add((*name).clone(), content);
    }
    let output = match Executable::create(&options.output) {
        Ok(output) => output,
        Err(error) => {
            let text = format!("cannot create {}: {error}", options.output);
            return (Vec::new(), Err(Stop::Exit(text)));
        }
    };
    let link = Link {
        options,
        inputs: &inputs,
        host: &System,
        pool: &pool,
        output: &output,
    };
    let mut diag = Diagnostics::new(options.all_errors);
    let prints_times = env::var_os("VAMOS_LINK_TIMES").is_some();
    let memory = || prints_times.then(Memory::now).unwrap_or_default();
    let mut times = vec![("open", start.elapsed(), Cpu::now(), memory())];
    let dump_file = env::var_os("VAMOS_LINK_DUMP");
    let mut dump = dump::Dump::default();
    let result = driver::run_observed(&link, &mut diag, &mut |pass, time, view| {
        times.push((pass, time, Cpu::now(), memory()));
        if dump_file.is_some() {
            dump.pass(pass, view);
        }
    });
    if let Some(file) = dump_file
        && let Err(error) = fs::write(file, dump.text())
    {
        eprintln!("{error}");
    }
    if prints_times {
        let mut last = Cpu::default();
        for (pass, time, cpu, memory) in times {
            let ms = |time: Duration| 1e3 * time.as_secs_f64();
            eprintln!(
                "{:8.1} ms, cpu {:8.1} ms, main {:8.1} ms, peak {:5} MB, then {:4} MB and {:4} MB of files {pass}",
                ms(time),
                ms(cpu.all.saturating_sub(last.all)),
                ms(cpu.main.saturating_sub(last.main)),
                memory.peak,
                memory.own,
                memory.files
            );
            last = cpu;
        }
    }
    // An object for the system's linker stays as it is.
    let result = result.map(|_| ()).and_then(|()| {
        output
            .finish()
            .map_err(|error| Stop::Exit(format!("cannot create {}: {error}", options.output)))
    });
    if result.is_err() {
        let _ = fs::remove_file(&options.output);
    }
    let lines = diag.lines().iter().enumerate();
    let lines = lines.map(|(at, line)| (line.clone(), diag.is_output(at)));
    (lines.collect(), result)
}

/// The memory of this process, in megabytes.
#[derive(Default)]
struct Memory {
    /// The most since the last call.
    peak: u64,
    /// Memory without mapped files.
    own: u64,
    /// Pages of files.
    files: u64,
}

impl Memory {
    /// Returns the memory of this process, and starts to look for another peak.
    fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let field = |name: &str| {
            let mut lines = status.lines();
            let value = lines.find_map(|line| line.strip_prefix(name));
            let number = value.and_then(|value| value.split_whitespace().next());
            number
                .and_then(|number| number.parse::<u64>().ok())
                .unwrap_or_default()
                / 1024
        };
        // Without it the peak would include all passes before.
        let _ = fs::write("/proc/self/clear_refs", "5");
        Self {
            peak: field("VmHWM:"),
            own: field("RssAnon:"),
            files: field("RssFile:"),
        }
    }
}

/// Processor time.
#[derive(Clone, Copy, Default)]
struct Cpu {
    /// For this process.
    all: Duration,
    /// Time of the calling thread. For the main thread the share is half if two threads have the
    /// same work, and all of it if the others wait.
    main: Duration,
}

impl Cpu {
    fn now() -> Self {
        let of = |clock| {
            let time = rustix::time::clock_gettime(clock);
            Duration::new(
                time.tv_sec.unsigned_abs(),
                time.tv_nsec.unsigned_abs() as u32,
            )
        };
        Self {
            all: of(ClockId::ProcessCPUTime),
            main: of(ClockId::ThreadCPUTime),
        }
    }
}

/// The executable, which is written in place.
struct Executable {
    file: fs::File,
    /// The first error.
    error: Mutex<Option<io::Error>>,
}

impl Executable {
    fn create(path: &str) -> io::Result<Self> {
        let _ = fs::remove_file(path);
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        Ok(Self {
            file: options.mode(0o777).open(path)?,
            error: Mutex::default(),
        })
    }

    fn note(&self, result: io::Result<()>) {
        if let Err(error) = result {
            let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(error);
        }
    }

    fn finish(self) -> io::Result<()> {
        let error = self.error.into_inner();
        let error = error.unwrap_or_else(PoisonError::into_inner);
        error.map_or(Ok(()), Err)
    }
}

impl OutputFile for Executable {
    fn write_at(&self, offset: u64, bytes: &[u8]) {
        self.note(self.file.write_all_at(bytes, offset));
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) {
        self.note(self.file.read_exact_at(bytes, offset));
    }

    fn write_fips_object(&self, object: &FipsObject) -> Result<(), String> {
        let written = fs::write(&object.path, &object.bytes);
        written.map_err(|error| format!("{}: {error}", object.path))
    }
}
