//! Remote names of files of this machine.
//!
//! The paths of files reach archives: in debug information, and in the output of a program that
//! panics. The other machine runs a job in a directory of any name, so a tool gets its sources by
//! names below `/proc/self/cwd`, and rules (`-trimpath`) that turn these into the names that it
//! would see here. Files of the machine are below `r` there, and files of the work directory below
//! `w`.
//! Counterpart: cmd/internal/objabi/line.go (`ApplyRewrites`) applies the rules.

use vamos_base::golang::os_str;
use vamos_jobs::Input;
use vamos_jobs::Name;

/// The directory that a process runs in, with any name.
pub(super) const HERE: &str = "/proc/self/cwd/";

/// The environment of a job.
pub(super) struct Env {
    /// The variables that the tool reads.
    pub(super) variables: Vec<(String, String)>,
    /// Value of GOROOT in the environment; may be empty.
    pub(super) goroot: String,
}

/// Reports whether the build or an earlier one has made an input.
pub(super) fn is_made(input: &Input) -> bool {
    input.name.is_work() || input.name.as_str().ends_with("-d")
}

/// Returns the place of a file on the other machine.
pub(super) fn place(name: &Name) -> Option<String> {
    placed(name.as_str())
}

/// Returns the remote path of a name or path.
pub(super) fn placed(name: &str) -> Option<String> {
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

/// Returns the rules for the paths that a tool records. The first one that fits counts. Names of
/// sources fit one that is made here, and names in `//line` comments fit the job's own.
pub(super) fn rules(trimpath: &str, sources: &[Name], goroot: &str) -> Option<String> {
    let mut rules = Vec::new();
    for rule in trimpath.split(';').filter(|rule| !rule.is_empty()) {
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
    // The tools have this rule for names that no other one fits.
    if !goroot.is_empty() {
        rules.push(format!("{HERE}{}=>$GOROOT", placed(goroot)?));
    }
    let top = |name: &Name| {
        let path = name.as_str().strip_prefix('/')?;
        let top = path.split('/').next()?;
        Some(format!("{HERE}r/{top}=>/{top}"))
    };
    let mut tops = sources.iter().map(top).collect::<Option<Vec<_>>>()?;
    tops.sort();
    tops.dedup();
    rules.extend(tops);
    Some(rules.join(";"))
}

#[cfg(test)]
mod tests {
    use vamos_jobs::WorkDir;

    use super::*;

    #[test]
    fn rules_give_the_names_of_this_machine() {
        let work = WorkDir::new("/tmp/go-build1");
        let trimpath = work.text("/a/m=>example.com/m@v1;/tmp/go-build1/b001=>");
        let sources = [work.name("/a/m/x.go"), work.name("/a/m/y.go")];
        let rules = rules(&trimpath, &sources, "/go").expect("a plain job");
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
    fn names_that_mean_something_else_stay_here() {
        assert_eq!(placed("/a/b.go").as_deref(), Some("r/a/b.go"));
        assert_eq!(placed("\0/b001/x").as_deref(), Some("w/b001/x"));
        for name in ["a.go", "/a;b", "/a=>b", "/a\nb", ""] {
            assert_eq!(placed(name), None, "{name:?}");
        }
    }
}
