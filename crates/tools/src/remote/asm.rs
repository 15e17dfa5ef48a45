//! An assembler job as a command for another machine.
//!
//! The assembler looks for headers in the directory that it runs in, which is the package's here,
//! and records them by names in it. On the other machine that directory is one of those that
//! `-I` names, and a rule (`-trimpath`) gives them the names of this machine.
//! Counterpart: cmd/asm/internal/lex/input.go (`include`).

use vamos_fsys::uncached;
use vamos_jobs::AsmJob;
use vamos_jobs::Content;
use vamos_jobs::Input;
use vamos_jobs::Io;
use vamos_jobs::Job;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteFile;
use vamos_jobs::WorkDir;

use super::command::finished;
use super::command::tool;
use super::digests::Digests;
use super::place::Env;
use super::place::HERE;
use super::place::is_made;
use super::place::place;
use super::place::placed;
use super::place::rules;

/// The assembler's flags, besides those that every job has, that name no files.
const PLAIN_FLAGS: [&str; 2] = ["-shared", "-dynlink"];

/// Returns the equivalent remote command of a job, and the paths of its outputs here, in the same
/// order. `None` if the job must run here.
pub(super) fn command(
    job: &AsmJob,
    work_dir: &str,
    env: &Env,
    digests: &Digests<'_>,
) -> Option<(RemoteCommand, Vec<String>)> {
    let is_plain = |flag: &String| PLAIN_FLAGS.contains(&&**flag);
    if !job.io.tool.wrapper.is_empty() || !job.flags.iter().all(is_plain) {
        return None;
    }
    let mut files = vec![tool(&job.io, digests)?];
    for input in &job.io.inputs {
        match input.content {
            Content::Text(_) => return None,
            Content::Tree => files.extend(headers(input, digests)?),
            Content::File | Content::Digest(_) => {
                files.extend(file(job, input, work_dir, digests)?);
            }
        }
    }
    let words = Job::Asm(Box::new(there(job, env)?)).command("").words;
    finished(&job.io, work_dir, env, words, files)
}

/// Returns a source or a header, and nothing if it does not exist yet; `None` if the job must run
/// here.
fn file(
    job: &AsmJob,
    input: &Input,
    work_dir: &str,
    digests: &Digests<'_>,
) -> Option<Option<RemoteFile>> {
    let (path, to) = (input.name.path(work_dir), place(&input.name)?);
    if is_made(input) {
        // Headers with general names are declared before they are written.
        let is_missing = uncached::stat(&path).is_err_and(|error| error.is_not_exist());
        return if is_missing {
            Some(None)
        } else {
            digests.made(&path, to).map(Some)
        };
    }
    let is_own = is_below(&path, &job.io.dir);
    let is_plain = is_own && !names_other_directories(&digests.text(&path)?);
    is_plain
        .then(|| digests.source(&path, to))
        .flatten()
        .map(Some)
}

/// Returns the files of a directory without other directories in it.
fn headers(input: &Input, digests: &Digests<'_>) -> Option<Vec<RemoteFile>> {
    let dir = input.name.as_str();
    let names = digests.list(dir)?;
    let header = |name: String| {
        let path = format!("{dir}/{name}");
        digests.source(&path, placed(&path)?)
    };
    names.into_iter().map(header).collect()
}

/// Reports whether an included file or a `#line` may have a name outside of the directory, which
/// would be recorded unchanged on the other machine.
fn names_other_directories(text: &[u8]) -> bool {
    let has = |line: &[u8], word: &[u8]| line.windows(word.len()).any(|part| part == word);
    text.split(|byte| *byte == b'\n').any(|line| {
        (has(line, b"include") || has(line, b"line")) && (has(line, b"..") || has(line, b"\\"))
    })
}

/// Returns the job with the names that it has on the other machine.
fn there(job: &AsmJob, env: &Env) -> Option<AsmJob> {
    let work = WorkDir::new("");
    let dir = &job.io.dir;
    let mut trimpath = rules(&job.trimpath, &job.sources, &env.goroot)?;
    let recorded = recorded(dir, &job.trimpath, &env.goroot)?;
    trimpath.push_str(&format!(";{}=>{recorded}", HERE.trim_end_matches('/')));
    let mut includes = vec![placed(dir)?];
    for include in &job.includes {
        includes.push(placed(include)?);
    }
    let mut tool = job.io.tool.clone();
    tool.program = placed(&tool.program)?;
    let source = |name| Some(work.name(&format!("{HERE}{}", place(name)?)));
    Some(AsmJob {
        io: Io {
            tool,
            ..Io::default()
        },
        trimpath,
        includes,
        output: work.name(&place(&job.output)?),
        sources: job.sources.iter().map(source).collect::<Option<_>>()?,
        ..job.clone()
    })
}

/// Returns the name that is recorded here for a directory, and so the start of the names of all
/// files in it; `None` if some of them have other names.
fn recorded(dir: &str, rules: &str, goroot: &str) -> Option<String> {
    for rule in rules.split(';').filter(|rule| !rule.is_empty()) {
        let (from, to) = rule.rsplit_once("=>")?;
        if from != dir && is_below(from, dir) {
            return None;
        }
        match dir.strip_prefix(from) {
            Some("") => return Some(to.to_owned()),
            Some(rest) if rest.starts_with('/') => {
                let start = if to.is_empty() { &rest[1..] } else { rest };
                return Some(format!("{to}{start}"));
            }
            _ => {}
        }
    }
    if goroot.is_empty() {
        return Some(dir.to_owned());
    }
    match dir.strip_prefix(goroot) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => Some(format!("$GOROOT{rest}")),
        _ => (!is_below(goroot, dir)).then(|| dir.to_owned()),
    }
}

fn is_below(path: &str, dir: &str) -> bool {
    let rest = path.strip_prefix(dir);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_has_the_name_that_rules_give_it() {
        let rules = "/a/m=>example.com/m@v1;\0/b001=>";
        let name = |dir: &str, rules: &str| recorded(dir, rules, "/go");
        assert_eq!(name("/a/m", rules).as_deref(), Some("example.com/m@v1"));
        assert_eq!(name("/a/m/p", rules).as_deref(), Some("example.com/m@v1/p"));
        assert_eq!(name("/a/mm", rules).as_deref(), Some("/a/mm"));
        assert_eq!(name("/a/m/p", "/a/m=>").as_deref(), Some("p"));
        assert_eq!(name("/go/src/p", "").as_deref(), Some("$GOROOT/src/p"));
        assert_eq!(recorded("/go/src", "", "").as_deref(), Some("/go/src"));
        // Some of the files have another name.
        assert_eq!(name("/a", rules), None);
        assert_eq!(recorded("/a", "", "/a/go"), None);
    }

    #[test]
    fn names_that_lead_elsewhere_are_found() {
        assert!(names_other_directories(b"x\n#include \"../a.h\"\n"));
        assert!(names_other_directories(b"# line 7 \"a/../b\""));
        assert!(names_other_directories(b"#include \"\\x2e./a.h\""));
        let plain = b"// See ../a.h.\n#include \"a.h\"\n#define X \\\n\tRET\n";
        assert!(!names_other_directories(plain));
    }

    #[test]
    fn headers_are_found_in_the_package_first() {
        let work = WorkDir::new("/tmp/go-build1");
        let job = AsmJob {
            io: Io {
                dir: "/m/p".to_owned(),
                ..Io::default()
            },
            trimpath: work.text("/tmp/go-build1/b001=>"),
            includes: vec![
                work.text("/tmp/go-build1/b001/"),
                "/go/pkg/include".to_owned(),
            ],
            output: work.name("/tmp/go-build1/b001/a.o"),
            sources: vec![work.name("/m/p/a.s")],
            ..AsmJob::default()
        };
        let env = Env {
            variables: Vec::new(),
            goroot: "/go".to_owned(),
        };
        // The program has no path.
        assert!(there(&job, &env).is_none());
        let mut job = job;
        job.io.tool.program = "/go/asm".to_owned();
        let there = there(&job, &env).expect("a plain job");
        assert_eq!(there.includes, ["r/m/p", "w/b001/", "r/go/pkg/include"]);
        assert_eq!(there.sources[0].as_str(), "/proc/self/cwd/r/m/p/a.s");
        assert!(there.trimpath.ends_with("/r/m=>/m;/proc/self/cwd=>/m/p"));
        assert_eq!((&*there.io.dir, there.output.as_str()), ("", "w/b001/a.o"));
    }
}
