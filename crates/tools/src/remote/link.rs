//! A link by the SDK's linker as a command for another machine.
//!
//! Two things that a link depends on are not among its inputs:
//!
//! - The C compiler of the host, for objects of other compilers. The command names none. If only
//!   the standard library has such objects, the linker may need the compiler's own library, which
//!   becomes an input; all others are linked here.
//! - Which programs exist that load dynamic executables of Linux. Instead, cgo has noted one for
//!   runtime/cgo. Without it the linker gets a name that no program has, and executables with that
//!   name in them are not used.
//!
//! Counterpart: cmd/link/internal/ld/lib.go (`loadlib`), elf.go (`asmbElf`).

use vamos_base::golang::quoted;
use vamos_fsys::uncached;
use vamos_jobs::Content;
use vamos_jobs::ForeignObjects;
use vamos_jobs::Io;
use vamos_jobs::Job;
use vamos_jobs::LinkJob;
use vamos_jobs::LinkMain;
use vamos_jobs::Name;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteFile;
use vamos_jobs::WorkDir;
use vamos_link::Host;

use super::command::files;
use super::command::finished;
use super::config::moved;
use super::digests::Digests;
use super::place::Env;
use super::place::place;
use super::place::placed;

/// The linker's flags, besides those that every job has, that name no files.
const PLAIN_FLAGS: [&str; 6] = [
    "-s",
    "-w",
    "-s=false",
    "-w=0",
    "-checklinkname=0",
    "-compressdwarf=false",
];

/// Represents programs of the host that may be missing on the other machine.
const NO_PROGRAM: &str = "/vamos/this-program-does-not-exist";

/// Returns the equivalent remote command of a job, and the paths of its outputs here, in the same
/// order. `None` if the job must run here.
pub(super) fn command(
    job: &LinkJob,
    work_dir: &str,
    env: &Env,
    digests: &Digests<'_>,
    host: &dyn Host,
) -> Option<(RemoteCommand, Vec<String>)> {
    if !is_plain(job, env) {
        return None;
    }
    let is_config = |name: &Name| *name == job.importcfg;
    let config = |name: &Name, text: &str| is_config(name).then(|| moved(text)).flatten();
    let mut files = files(&job.io, work_dir, digests, config)?;
    let mut words = Job::Link(Box::new(there(job)?)).command("").words;
    words.splice(
        1..1,
        for_host(job, work_dir, env, digests, host, &mut files)?,
    );
    finished(&job.io, work_dir, env, words, files)
}

/// Returns the flags that replace the linker's look-ups on this machine, and adds the file that
/// they name.
fn for_host(
    job: &LinkJob,
    work_dir: &str,
    env: &Env,
    digests: &Digests<'_>,
    host: &dyn Host,
    files: &mut Vec<RemoteFile>,
) -> Option<Vec<String>> {
    let value = |name| env.variables.iter().find(|(known, _)| known == name);
    let value = |name| value(name).map_or("", |(_, value)| value.as_str());
    let (goos, goarch) = (value("GOOS"), value("GOARCH"));
    if job.foreign == ForeignObjects::None {
        // On other systems the program that loads executables has a fixed name.
        return Some(match goos {
            "linux" | "android" | "" => vec![format!("-I={NO_PROGRAM}")],
            _ => Vec::new(),
        });
    }
    let mut compiler = quoted::split(job.external_linker.as_ref()?).ok()?;
    match (goos, goarch) {
        ("linux", "amd64") => compiler.push("-m64".to_owned()),
        ("linux", "arm64") => {}
        _ => return None,
    }
    if !names_loader(job, work_dir) {
        return None;
    }
    let library = host.compiler_library(&compiler, "--print-libgcc-file-name");
    let library = digests.made(&library, placed(&library)?)?;
    let flag = format!("-libgcc={}", library.path);
    files.push(library);
    Some(vec![flag])
}

/// Reports whether cgo has noted the program that loads executables.
fn names_loader(job: &LinkJob, work_dir: &str) -> bool {
    let mut inputs = job.io.inputs.iter();
    let text = inputs.find_map(|input| match &input.content {
        Content::Text(text) if input.name == job.importcfg => Some(text),
        _ => None,
    });
    let mut lines = text.map_or("", |text| text).lines();
    let archive = lines.find_map(|line| line.strip_prefix("packagefile runtime/cgo="));
    let mut inputs = job.io.inputs.iter();
    let archive = archive.and_then(|path| inputs.find(|input| input.name.as_str() == path));
    let Some(archive) = archive else { return false };
    let archive = archive.name.path(work_dir);
    let word = b"[\"cgo_dynamic_linker\",\"";
    uncached::read(&archive).is_ok_and(|bytes| bytes.windows(word.len()).any(|part| part == word))
}

/// Reports whether an executable equals the output of a link here.
pub(super) fn is_usable(executable: &[u8]) -> bool {
    let name = NO_PROGRAM.as_bytes();
    !executable.windows(name.len()).any(|part| part == name)
}

/// Reports whether a job depends on its declared inputs only.
fn is_plain(job: &LinkJob, env: &Env) -> bool {
    // Executables of these systems load their libraries through a program of a fixed name.
    let is_fixed = |(name, value): &(String, String)| {
        name == "GOOS" && matches!(value.as_str(), "windows" | "darwin")
    };
    let is_executable = match job.build_mode.as_str() {
        "exe" => true,
        "pie" => env.variables.iter().any(is_fixed),
        _ => false,
    };
    is_executable
        && job.foreign != ForeignObjects::Any
        && job.io.outputs.len() == 1
        && job.io.tool.wrapper.is_empty()
        && matches!(job.io.dir.as_str(), "." | "")
        && are_plain(&job.flags)
}

fn are_plain(flags: &[String]) -> bool {
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        let is_plain = match flag.as_str() {
            "-X" => flags.next().is_some(),
            flag if flag.starts_with("-X=") || flag.starts_with("-buildid=") => true,
            flag => PLAIN_FLAGS.contains(&flag),
        };
        if !is_plain {
            return false;
        }
    }
    true
}

/// Returns the job with the names that it has on the other machine.
fn there(job: &LinkJob) -> Option<LinkJob> {
    let LinkMain::Archive(main) = &job.main else {
        return None;
    };
    let mut tool = job.io.tool.clone();
    tool.program = placed(&tool.program)?;
    Some(LinkJob {
        io: Io {
            tool,
            ..Io::default()
        },
        output: placed(&job.output)?,
        importcfg: WorkDir::new("").name(&place(&job.importcfg)?),
        external_linker: Some(NO_PROGRAM.to_owned()),
        main: LinkMain::Archive(placed(main)?),
        ..job.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(goos: &str) -> Env {
        Env {
            variables: vec![("GOOS".to_owned(), goos.to_owned())],
            goroot: String::new(),
        }
    }

    fn job() -> LinkJob {
        let work = WorkDir::new("/tmp/go-build1");
        let mut job = LinkJob {
            output: work.text("/tmp/go-build1/b001/exe/a.out"),
            importcfg: work.name("/tmp/go-build1/b001/importcfg.link"),
            build_mode: "exe".to_owned(),
            external_linker: Some("gcc".to_owned()),
            main: LinkMain::Archive("/cache/00-d".to_owned()),
            ..LinkJob::default()
        };
        job.io.tool.program = "/go/link".to_owned();
        job.io.outputs = vec![work.name("/tmp/go-build1/b001/exe/a.out")];
        job
    }

    #[test]
    fn a_link_names_no_file_of_this_machine() {
        let words = Job::Link(Box::new(there(&job()).expect("a plain job"))).command("");
        let words = words.words.join(" ");
        let expected = format!(
            "r/go/link -o w/b001/exe/a.out -importcfg w/b001/importcfg.link -buildmode=exe \
             -extld={NO_PROGRAM} r/cache/00-d"
        );
        assert_eq!(words, expected);
    }

    #[test]
    fn links_that_depend_on_the_host_stay_here() {
        assert!(is_plain(&job(), &env("linux")));
        let foreign = LinkJob {
            foreign: ForeignObjects::Any,
            ..job()
        };
        assert!(!is_plain(&foreign, &env("linux")));
        let pie = LinkJob {
            build_mode: "pie".to_owned(),
            ..job()
        };
        assert!(!is_plain(&pie, &env("linux")) && is_plain(&pie, &env("darwin")));
        let flags = |flags: &[&str]| {
            let flags: Vec<String> = flags.iter().map(|&flag| flag.to_owned()).collect();
            are_plain(&flags)
        };
        assert!(flags(&["-s", "-w", "-X", "main.a=-v", "-X=main.b=c"]));
        assert!(!flags(&["-X"]) && !flags(&["-linkmode=external"]) && !flags(&["-v"]));
    }

    #[test]
    fn an_executable_that_needs_a_loader_is_not_used() {
        assert!(is_usable(b"\x7fELF"));
        assert!(!is_usable(format!("\x7fELF\0{NO_PROGRAM}\0").as_bytes()));
    }
}
