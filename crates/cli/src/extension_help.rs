//! Help for the commands that only vamos has; for all others it is the SDK's.
//!
//! Counterpart: none.

/// A command: its name, its usage, and its help.
const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "affected",
        "vamos affected [-since revision] [-tests] [-why] [-json] [build flags] [packages]",
        AFFECTED,
    ),
    ("cache cap", "vamos cache cap [size | off]", CACHE_CAP),
    (
        "cache pack",
        "vamos cache pack -o file [-since oldpack]",
        CACHE_PACK,
    ),
    ("cache unpack", "vamos cache unpack file", CACHE_UNPACK),
    (
        "cache prune",
        "vamos cache prune [-n] (-older duration | -size size | -unused)",
        CACHE_PRUNE,
    ),
    ("cache size", "vamos cache size [-json]", CACHE_SIZE),
    ("cache verify", "vamos cache verify [-fix]", CACHE_VERIFY),
    ("cache serve", "vamos cache serve", CACHE_SERVE),
    (
        "check",
        "vamos check [-test=false] [-json] [build flags] [packages]",
        CHECK,
    ),
    (
        "completion",
        "vamos completion bash | fish | powershell | zsh [name]",
        COMPLETION,
    ),
    ("doctor", "vamos doctor [-json]", DOCTOR),
    (
        "graph",
        "vamos graph [-o file] [-json] [-std] [-test] [-modules] [build flags] [packages]",
        GRAPH,
    ),
    ("man", "vamos man [-o directory] [command]", MAN),
    ("remote check", "vamos remote check [-json]", REMOTE_CHECK),
    ("setup", "vamos setup [-check] [-json]", SETUP),
    (
        "size",
        "vamos size [-n rows] [-o file] [-json] program [program]",
        SIZE,
    ),
    ("timings", "vamos timings [-o file]", TIMINGS),
    ("uninstall", "vamos uninstall [-n] [-y]", UNINSTALL),
    ("verify", "vamos verify [build flags] [packages]", VERIFY),
    ("watch", "vamos watch command [arguments]", WATCH),
    ("why", "vamos why [-json] [package | file | program]", WHY),
];

const CHECK: &str = "\
Check reports the type errors of packages, as 'go build' prints them, without compiling anything.
Nothing is written to the build cache.

The named packages are checked, their tests, and all packages of the main modules that they need.
Of other packages only the declarations are read. What was checked is kept, so that the next check
reads only what changed. Files that import \"C\" go through cgo first, as in a build.

The flag -test=false leaves tests out. With -json the errors are printed as by 'go build -json'.

The exit code is 1 if there are errors, and 3 if a package could not be checked.
";

const AFFECTED: &str = "\
Affected lists those of the named packages (by default ./...) that can be influenced by changes since
a revision of git (by default HEAD, the last commit). Later commits, uncommitted changes and new
files are included. It only reads sources, and builds nothing.

With -tests, it lists the packages whose tests can be influenced. To run them, use the flag of test
that selects the same packages, and fails if git does not know the revision:

\tvamos test -affected=$(git merge-base main HEAD) ./...

With -why, it shows for each package what it imports, and the file or module that changed. With
-json it prints a list of objects. What counts as a change is in 'vamos help insight.md'.
";

const CACHE_CAP: &str = "\
Cache cap sets the largest size of the build cache, such as 500MB or 4GiB; 'off' removes the cap.
Without an argument it shows the cap, which is stored in the user's vamos.toml.

If the cache is larger than 95 % of the cap when a vamos command that builds ends, the command removes
the least recently used entries. The last 5 % are for the go command, which does not know the cap.
Entries that a running go or vamos command may still use are removed by a later command.
";

const CACHE_PACK: &str = "\
Cache pack writes entries of the build cache to one compressed file, which CI can keep from one job
to the next: those that the commands of this project used in the 24 hours before its last command.
The same entries give the same bytes.

With -since, it leaves out what an earlier pack has. To use both, unpack the earlier one first.
";

const CACHE_UNPACK: &str = "\
Cache unpack adds what 'vamos cache pack' wrote to the build cache. Every value is verified by its
hash before it is stored, and existing entries are kept. Which value belongs to an entry
cannot be verified, so unpack only files that come from where you would also run programs from.
";

const CACHE_PRUNE: &str = "\
Cache prune removes entries of the build cache. One of these flags selects them:

\t-older=36h, -older=7d
\t\tthose that were not used for this time.
\t-size=2GB
\t\tthe least recently used ones, until the cache has this size.
\t-unused
\t\tthose that no project that vamos built has used in the last 30 days.

With -n, it only shows how much it would remove.

Entries that a running go or vamos command may still use are not removed. Times of use are exact to
the hour.
";

const CACHE_SIZE: &str = "\
Cache size shows the size of the build cache by kind of entry, by last use, and by project (only
projects that vamos built), and the size of the module cache with its largest modules. With -json
it prints a JSON object.
";

const CACHE_VERIFY: &str = "\
Cache verify reads the whole build cache. Every value must have the hash in its name, every entry
must be well formed, and its value must exist with the recorded size. Damaged files are listed, and
the exit code is 1.

With -fix, it removes damaged files. The next build creates them again.
";

const CACHE_SERVE: &str = "\
Cache serve keeps the build cache of the official go command:

\tGOCACHEPROG=\"vamos cache serve\" go build ./...

It speaks the protocol of GOCACHEPROG on its standard input and output, and ends with the
go command. Entries are in GOCACHE, in the official format: a go command without
GOCACHEPROG, and vamos, find them there.

With VAMOS_REMOTE or vamos.toml, entries that are not in GOCACHE are downloaded from a remote cache,
and with VAMOS_REMOTE_UPLOAD=1 new ones are uploaded. The results that the last build of the module
used are downloaded early, in batches. vamos shares these results. More: 'vamos help remote.md'.
";

const COMPLETION: &str = "\
Completion prints a script that makes a shell complete commands, flags, their values, packages
and the names of tests. In the file that the shell reads when it starts:

\tsource <(vamos completion bash)
\tsource <(vamos completion zsh)
\tvamos completion fish | source
\tvamos completion powershell | Out-String | Invoke-Expression

With a name such as go, the script is for vamos under that name. It needs no Go SDK.
";

const MAN: &str = "\
Man prints the manual page of vamos or of one command, for a reader of such pages:

\tvamos man build | man -l -

With -o, it writes all pages to a directory. It needs no Go SDK. The descriptions of the
official commands are in the SDK: 'vamos help build' prints them.
";

const REMOTE_CHECK: &str = "\
Remote check reports which remote cache is used, what works with it, and how fast. For each
problem it prints how to fix it; the exit code is then 1. With -json it prints a list of objects.
More: 'vamos help remote.md'.
";

const DOCTOR: &str = "\
Doctor checks what builds and downloads need: the SDK, the C compiler, module proxies, the
checksum database, the system time, credentials for private modules, the caches and their file
system, and limits of the system. For each problem it prints how to fix it.

It runs without an SDK, too, and then shows whether vamos can download one. It changes nothing, and
shows no secrets. The exit code is 1 if something does not work; warnings
leave it 0. With -json, it prints a list of objects.
";

const GRAPH: &str = "\
Graph prints which packages import which: the packages that the patterns name (by default ./...)
and all that they import, in the language of Graphviz.

With -o, it writes a picture (file.svg), one page of HTML to search and to follow imports in
(file.html), or the text (file.dot). With -json, it prints the packages with their imports,
importers, and how many packages need each of them.

\t-std
\t\twith the packages of the standard library.
\t-test
\t\twith what the tests of the named packages import.
\t-modules
\t\tmodule versions and their requirements instead of packages.
";

const SETUP: &str = "\
Setup makes now what vamos otherwise makes in the background after some builds: a build of the SDK's
compiler that records what it reads, so that fewer packages are compiled after an edit. It takes one
or two minutes for each SDK.

With a patch release that vamos was not compared with, it also proves on this machine that this
compiler is used correctly: both compilers have to write the same archives of the standard library,
and after each of 41 edits of two small modules every package that would be skipped is compiled and
compared. Later, one use in 200 is compared. After a difference the SDK's compiler does all.

It shows what is fast with this SDK, and what its own tools do, with the reason. With -json it
prints an object.

With -check, it makes nothing, and the exit code is 1 if something is missing. The results are in
GOCACHE, so that a job that restores GOCACHE has them. The target is that of GOOS and GOARCH. More:
'vamos help cutoff.md'.
";

const SIZE: &str = "\
Size shows the size of a Go program by package, by module and by section. Each byte of the file is in
one row of each table; names in parentheses are not packages. The column bss is for variables
that take space only in memory. -n shows so many rows of each table instead of 20, with 0 all.

With two programs, it shows by how much the second one differs from the first.

With -o, it writes a page of HTML with a map (file.html). With -json, it prints an object.

The program has to be an ELF file, as on Linux and the BSDs. Without a symbol table (-ldflags=-s)
functions still have packages; variables do not.
";

const TIMINGS: &str = "\
Timings shows how the last command that built or tested something in this project spent its time:
loading, the parallelism, the critical path (the longest chain of actions in which each needs the
one before), and the slowest actions.

With -o, it writes a page of HTML (file.html), or trace events for the viewer of Perfetto
(file.json) instead.

With the flag -timings, every command that builds prints the same table on stderr.
";

const UNINSTALL: &str = "\
Uninstall lists what vamos has created for this user, and removes it after a question: symbolic links
called go that lead to vamos, vamos/ in GOCACHE and in the user's cache directory, and the user's
vamos.toml. GOCACHE and GOMODCACHE themselves stay, since the official command uses them, too.

With -n, it only shows what would be removed. With -y, it does not ask; without a terminal it removes
nothing unless -y is set. At the end it names what it does not remove: the executable, and lines in
the startup file of the shell.
";

const VERIFY: &str = "\
Verify builds the packages that the patterns name (by default the one in the current directory)
twice, with the SDK's own go and with vamos, in two empty temporary build caches. It compares the
executables byte by byte, and the entries of the caches:

\tvamos verify ./cmd/server
\tvamos verify -race ./...

It prints 'identical' and how much was compared, or the first difference; the exit code is 1 then,
and both builds are kept for a report. Module indexes, which the official command stores for
itself, are not compared. GOCACHE is neither read nor written. It takes as long as two
cold builds.

It runs GOROOT/bin/go for the comparison, also with VAMOS_NO_DELEGATE=1. GOCACHEPROG is not used.
";

const WATCH: &str = "\
Watch runs a command (build, check, install, list, run, test or vet), and again whenever a file
changes in the modules of the project or in directories that replace modules:

\tvamos watch check ./...
\tvamos watch test ./...
\tvamos watch run ./cmd/server

A command that is still running is interrupted first. If all tests passed, only those that the
changes can influence run again; else all do. While the command runs, only changes of source files are
noticed, because other files may be its own output. The command has no standard input.

For check, a terminal is cleared before each run, and the last line counts the errors.
";

const WHY: &str = "\
Why shows why the actions of the last command that built or tested something in this project
ran: which file, flag, variable or tool had changed since the build before, or that the build cache
did not have the result.

For a package, a directory, a file or a program it shows the chain from the input that changed
to what was compiled, vetted, linked or tested because of it. With -json it prints all actions
as one JSON object, with their times.

The command 'vamos build -why' shows what would be rebuilt, and why, and builds nothing.

Commands that found everything cached, and commands with VAMOS_TRACE=off, are not recorded.
";

/// Returns the usage of a command such as `cache serve`.
pub(crate) fn usage_line(name: &str) -> Option<&'static str> {
    let found = COMMANDS.iter().find(|(own, ..)| *own == name);
    found.map(|(_, usage, _)| *usage)
}

/// Returns the text that describes a command.
pub(crate) fn description(name: &str) -> Option<&'static str> {
    let found = COMMANDS.iter().find(|(own, ..)| *own == name);
    found.map(|(.., text)| *text)
}

/// Returns the help of a command, or of all commands that begin with a word.
pub(crate) fn help(args: &[String]) -> Option<String> {
    let words = args.join(" ");
    let is_it = |name: &str| name == words || name.split(' ').next() == Some(&words);
    let found = COMMANDS.iter().filter(|(name, ..)| is_it(name));
    let texts: Vec<String> = found
        .map(|(_, usage, text)| format!("usage: {usage}\n\n{text}"))
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::COMMANDS;
    use super::help;
    use super::usage_line;
    use crate::documents;

    #[test]
    fn own_commands_have_help() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let text = help(&words("cache serve")).unwrap();
        assert!(text.starts_with("usage: vamos cache serve\n\nCache serve keeps"));
        let all = help(&words("cache")).unwrap();
        assert!(all.contains(&text) && all.contains("usage: vamos cache size"));
        assert_eq!(usage_line("cache serve"), Some("vamos cache serve"));
        for other in ["", "serve", "build", "cache x"] {
            assert_eq!(help(&words(other)), None);
        }
    }

    /// `cargo install` installs no files but the executable.
    #[test]
    fn help_names_no_files_of_the_sources() {
        for (name, _, text) in COMMANDS {
            assert!(!text.contains("docs/"), "{name}");
            for reference in text.split("'vamos help ").skip(1) {
                let topic = reference.split('\'').next().unwrap_or_default();
                let is_there = topic.contains('.') && documents::find(topic).is_some();
                assert!(is_there || !topic.contains('.'), "{name}: {topic}");
            }
        }
    }
}
