//! A compile job as a command for another machine.
//!
//! The paths of files reach the archive: in debug information, and in what a program prints when
//! it panics. The other machine runs the job in a directory of any name, so the compiler gets its
//! sources by names below `/proc/self/cwd`, and rules (`-trimpath`) that turn these into the names
//! that it would see here. Files of the machine are below `r` there, and those of the work
//! directory below `w`.
//! Counterpart: none.

use std::sync::Arc;

use vamos_base::Digest;
use vamos_base::golang::os_str;
use vamos_jobs::CompileJob;
use vamos_jobs::Content;
use vamos_jobs::FileSource;
use vamos_jobs::Input;
use vamos_jobs::Io;
use vamos_jobs::Job;
use vamos_jobs::Name;
use vamos_jobs::RemoteCommand;
use vamos_jobs::RemoteFile;
use vamos_jobs::WorkDir;

use super::digests::Digests;

/// The directory that a process runs in, whatever its name is.
const HERE: &str = "/proc/self/cwd/";

/// The compiler's flags, besides those that every job has, that name no files.
const PLAIN_FLAGS: [&str; 10] = [
    "-N",
    "-l",
    "-B",
    "-C",
    "-race",
    "-msan",
    "-asan",
    "-shared",
    "-dynlink",
    "-d=libfuzzer",
];

/// The environment of a job.
pub(super) struct Env {
    /// All that the compiler reads.
    pub(super) variables: Vec<(String, String)>,
    /// GOROOT, as it is in the environment; may be empty.
    pub(super) goroot: String,
}

/// Returns the command that does what a job does, and the places of its outputs here, in the
/// same order. `None` if the job has to run here.
pub(super) fn command(
    job: &CompileJob,
    work_dir: &str,
    env: &Env,
    digests: &Digests<'_>,
) -> Option<(RemoteCommand, Vec<String>)> {
    if !is_plain(job) {
        return None;
    }
    let mut files = vec![tool(job, digests)?];
    let is_config = |name: &Name| *name == job.importcfg || Some(name) == job.embedcfg.as_ref();
    for input in &job.io.inputs {
        let (path, to) = (input.name.path(work_dir), place(&input.name)?);
        files.push(match &input.content {
            Content::Text(text) if is_config(&input.name) => generated(to, &moved(text)?),
            Content::Text(_) | Content::Tree => return None,
            _ if is_made(input) => digests.made(&path, to)?,
            _ => digests.source(&path, to)?,
        });
    }
    let there = there(job, env)?;
    let command = RemoteCommand {
        words: Job::Compile(Box::new(there)).command("").words,
        env: env.variables.clone(),
        files,
        outputs: job.io.outputs.iter().map(place).collect::<Option<_>>()?,
    };
    let outputs = job.io.outputs.iter();
    Some((command, outputs.map(|name| name.path(work_dir)).collect()))
}

/// Reports whether a job has nothing that depends on more than its declared inputs, and its own
/// sources are not made by the build.
fn is_plain(job: &CompileJob) -> bool {
    let flags = &job.flags;
    job.coverage.is_none()
        && job.profile.is_none()
        && job.local_prefix.is_empty()
        && job.io.tool.wrapper.is_empty()
        && flags.iter().all(|flag| PLAIN_FLAGS.contains(&&**flag))
        && !job.sources.iter().any(Name::is_work)
}

/// Reports whether the build or an earlier one has made an input.
fn is_made(input: &Input) -> bool {
    input.name.is_work() || input.name.as_str().ends_with("-d")
}

fn tool(job: &CompileJob, digests: &Digests<'_>) -> Option<RemoteFile> {
    let program = &job.io.tool.program;
    let mut file = digests.made(program, placed(program)?)?;
    file.is_executable = true;
    Some(file)
}

fn generated(path: String, text: &str) -> RemoteFile {
    let bytes = os_str::encode(text);
    RemoteFile {
        path,
        digest: Digest::of(&bytes),
        size: bytes.len() as u64,
        is_executable: false,
        source: FileSource::Bytes(Arc::from(&*bytes)),
    }
}

/// Returns the place of a file on the other machine.
fn place(name: &Name) -> Option<String> {
    placed(name.as_str())
}

fn placed(name: &str) -> Option<String> {
    // Names that are not UTF-8 cannot be written in the protocol. The rest means something else in
    // the configuration files or rules.
    let is_plain = os_str::encode(name) == name.as_bytes()
        && !name.contains([';', '\n', '\r'])
        && !name.contains("=>");
    match name.strip_prefix('\0') {
        _ if !is_plain => None,
        Some(rest) => Some(format!("w{rest}")),
        None => name.starts_with('/').then(|| format!("r{name}")),
    }
}

/// Returns the text of a configuration with the places of files. Lines are `packagefile path=file`
/// or `"name": "file"`, whose names are quoted, so that what stands before the file cannot be in
/// them. All other lines remain.
fn moved(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mark = match line.starts_with("packagefile ") {
            true => "=",
            false => "\": \"",
        };
        match line.split_once(mark) {
            Some((start, file)) if file.starts_with(['/', '\0']) => {
                let place = match file.strip_prefix('\0') {
                    Some(rest) => format!("w{rest}"),
                    None => format!("r{file}"),
                };
                out.push_str(&format!("{start}{mark}{place}"));
            }
            Some(_) if line.starts_with("packagefile ") => return None,
            _ => out.push_str(line),
        }
    }
    Some(out)
}

/// Returns the job with the names that it has on the other machine.
fn there(job: &CompileJob, env: &Env) -> Option<CompileJob> {
    let work = WorkDir::new("");
    let named = |name: &Name| Some(work.name(&place(name)?));
    let optional = |name: &Option<Name>| match name {
        None => Some(None),
        Some(name) => named(name).map(Some),
    };
    let source = |name: &Name| Some(work.name(&format!("{HERE}{}", place(name)?)));
    let mut tool = job.io.tool.clone();
    tool.program = placed(&tool.program)?;
    Some(CompileJob {
        io: Io {
            tool,
            ..Io::default()
        },
        output: named(&job.output)?,
        trimpath: rules(job, &env.goroot)?,
        symabis: optional(&job.symabis)?,
        header: named(&job.header)?,
        // The archive does not depend on it.
        concurrency: 1,
        importcfg: named(&job.importcfg)?,
        embedcfg: optional(&job.embedcfg)?,
        sources: job.sources.iter().map(source).collect::<Option<_>>()?,
        ..job.clone()
    })
}

/// Returns the rules for what the compiler records. The first one that fits counts. Names of
/// sources fit one that is made here, and names in `//line` comments fit the job's own.
fn rules(job: &CompileJob, goroot: &str) -> Option<String> {
    let mut rules = Vec::new();
    for rule in job.trimpath.split(';').filter(|rule| !rule.is_empty()) {
        let (from, to) = rule.rsplit_once("=>")?;
        // These would fit the names of all sources.
        if from == "/" || from == "/proc" || from.starts_with("/proc/") {
            return None;
        }
        rules.push(format!("{HERE}{}=>{to}", placed(from)?));
        if !from.starts_with('\0') {
            rules.push(rule.to_owned());
        }
    }
    // The compiler has this rule for names that no other one fits.
    if !goroot.is_empty() {
        rules.push(format!("{HERE}{}=>$GOROOT", placed(goroot)?));
    }
    let top = |name: &Name| {
        let path = name.as_str().strip_prefix('/')?;
        let top = path.split('/').next()?;
        Some(format!("{HERE}r/{top}=>/{top}"))
    };
    let mut tops = job.sources.iter().map(top).collect::<Option<Vec<_>>>()?;
    tops.sort();
    tops.dedup();
    rules.extend(tops);
    Some(rules.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_give_the_names_of_this_machine() {
        let work = WorkDir::new("/tmp/go-build1");
        let job = CompileJob {
            trimpath: work.text("/a/m=>example.com/m@v1;/tmp/go-build1/b001=>"),
            sources: vec![work.name("/a/m/x.go"), work.name("/a/m/y.go")],
            ..CompileJob::default()
        };
        let rules = rules(&job, "/go").expect("a plain job");
        let rules: Vec<&str> = rules.split(';').collect();
        let expected = [
            "/proc/self/cwd/r/a/m=>example.com/m@v1",
            "/a/m=>example.com/m@v1",
            "/proc/self/cwd/w/b001=>",
            "/proc/self/cwd/r/go=>$GOROOT",
            "/proc/self/cwd/r/a=>/a",
        ];
        assert_eq!(rules, expected);
    }

    #[test]
    fn configurations_name_the_files_of_the_other_machine() {
        let text = "# import config\nimportmap a=/b\npackagefile c=\0/b002/_pkg_.a\n\
                    packagefile d=/cache/00-d\n";
        let expected = "# import config\nimportmap a=/b\npackagefile c=w/b002/_pkg_.a\n\
                        packagefile d=r/cache/00-d\n";
        assert_eq!(moved(text).as_deref(), Some(expected));
        assert_eq!(moved("packagefile c=relative\n"), None);
        let text = "{\n\t\"Patterns\": {\n\t\t\"/x\": [\n\t\t\t\"/x\"\n\t\t]\n\t},\n\t\"Files\": {\n\
                    \t\t\"a\\\": \\\"/b\": \"/m/a\",\n\t\t\"c\": \"\0/c\"\n\t}\n}";
        let expected = text.replace("\"/m/a", "\"r/m/a").replace('\0', "w");
        assert_eq!(moved(text), Some(expected));
    }

    #[test]
    fn names_that_mean_something_else_stay_here() {
        assert_eq!(placed("/a/b.go").as_deref(), Some("r/a/b.go"));
        assert_eq!(placed("\0/b001/x").as_deref(), Some("w/b001/x"));
        for name in ["a.go", "/a;b", "/a=>b", "/a\nb", ""] {
            assert_eq!(placed(name), None, "{name:?}");
        }
    }
}
