//! The target and tags for which files are selected.
//!
//! Counterpart: go/build.Context, cmd/go/internal/cfg (`BuildContext`),
//! cmd/go/internal/imports/tags.go.

use vamos_goenv::BuildOptions;
use vamos_goenv::GoEnv;
use vamos_syntax::Expr;
use vamos_syntax::constraint::is_tag_char;
use vamos_syntax::syslist;

/// The inputs of deciding whether a file belongs to a build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildContext {
    /// Target operating system.
    pub goos: String,
    /// Target architecture.
    pub goarch: String,
    /// The compiler's name, which is also a tag: `gc`.
    pub compiler: String,
    /// True if files that use cgo belong to the build.
    pub cgo_enabled: bool,
    /// Tags of experiments, architecture features and instrumentation.
    pub tool_tags: Vec<String>,
    /// `go1.1` up to the current release.
    pub release_tags: Vec<String>,
    /// The tags of `-tags`.
    pub build_tags: Vec<String>,
    /// `-installsuffix` with the additions of instrumentation and build mode.
    pub install_suffix: String,
    /// True if constraints are ignored (files on the command line).
    pub use_all_files: bool,
    /// True if scans treat every tag as both true and false (`imports.AnyTags`).
    pub any_tags: bool,
    /// True if import comments count (GOPATH mode only).
    pub import_comments: bool,
    /// True if the official command would read directories through its index.
    pub indexed: bool,
    /// GOROOT, to recognise the standard library's directories.
    pub goroot: String,
    /// GOMODCACHE, whose files are assumed not to change.
    pub gomodcache: String,
}

impl BuildContext {
    /// Returns the context of a command in module mode.
    pub fn new(env: &GoEnv, flags: &BuildOptions) -> Self {
        let mut context = Self {
            goos: env.target.goos.clone(),
            goarch: env.target.goarch.clone(),
            compiler: "gc".to_owned(),
            cgo_enabled: env.target.cgo_enabled,
            tool_tags: env.target.tool_tags.clone(),
            release_tags: env.target.release_tags.clone(),
            build_tags: flags.sources.tags.clone(),
            install_suffix: flags.full_install_suffix(&env.target),
            use_all_files: false,
            any_tags: false,
            import_comments: false,
            indexed: is_index_enabled(env),
            goroot: env.sdk.goroot.clone(),
            gomodcache: match flags.modules.mod_flag.as_str() {
                "vendor" => String::new(),
                _ => env.dirs.gomodcache.clone(),
            },
        };
        if let Some(tag) = flags.instrument.name() {
            context.tool_tags.push(tag.to_owned());
        }
        context
    }

    /// Returns the same context for a scan that treats every tag as true and false
    /// (`imports.AnyTags`).
    pub fn with_any_tags(mut self) -> Self {
        self.any_tags = true;
        self
    }

    /// Reports whether a tag is satisfied.
    pub(crate) fn match_tag(&self, name: &str) -> bool {
        if self.is_target_tag(name) {
            return true;
        }
        let goos = self.goos.as_str();
        match name {
            "linux" if goos == "android" => return true,
            "solaris" if goos == "illumos" => return true,
            "darwin" if goos == "ios" => return true,
            "unix" if syslist::is_unix(goos) => return true,
            _ => {}
        }
        // The experiment's tag before it was an experiment.
        let name = match name {
            "boringcrypto" => "goexperiment.boringcrypto",
            _ => name,
        };
        self.is_listed_tag(name)
    }

    fn is_target_tag(&self, name: &str) -> bool {
        name == "cgo" && self.cgo_enabled
            || name == self.goos
            || name == self.goarch
            || name == self.compiler
    }

    fn is_listed_tag(&self, name: &str) -> bool {
        let lists = [&self.build_tags, &self.tool_tags, &self.release_tags];
        lists
            .into_iter()
            .any(|list| list.iter().any(|tag| tag == name))
    }

    /// Evaluates a constraint.
    pub(crate) fn eval(&self, constraint: &Expr) -> bool {
        constraint.eval(&mut |tag| self.match_tag(tag))
    }

    /// Reports whether a file's name matches the target (`goodOSArchFile`).
    pub(crate) fn match_name(&self, name: &str) -> bool {
        let (os, arch) = syslist::file_name_tags(name);
        arch.is_none_or(|arch| self.match_tag(arch)) && os.is_none_or(|os| self.match_tag(os))
    }

    /// Reports whether a file's name matches in a scan (`imports.MatchFile`).
    pub(crate) fn scan_name(&self, name: &str) -> bool {
        if self.any_tags {
            return true;
        }
        let (os, arch) = syslist::file_name_tags(name);
        os.is_none_or(|os| self.scan_tag(os, true)) && arch.is_none_or(|a| self.scan_tag(a, true))
    }

    /// Evaluates a constraint for a scan (`imports.Eval`); `prefer` is the value of an unknown tag,
    /// and is inverted under each negation.
    pub(crate) fn scan_eval(&self, constraint: &Expr, prefer: bool) -> bool {
        match constraint {
            Expr::Tag(tag) => self.scan_tag(tag, prefer),
            Expr::Not(x) => !self.scan_eval(x, !prefer),
            Expr::And(x, y) => self.scan_eval(x, prefer) && self.scan_eval(y, prefer),
            Expr::Or(x, y) => self.scan_eval(x, prefer) || self.scan_eval(y, prefer),
        }
    }

    fn scan_tag(&self, name: &str, prefer: bool) -> bool {
        if !name.chars().all(is_tag_char) {
            return false;
        }
        if self.any_tags {
            return match name {
                "" | "ignore" => false,
                _ => prefer,
            };
        }
        if self.is_set(name) {
            return true;
        }
        match name {
            "linux" => self.is_set("android"),
            "solaris" => self.is_set("illumos"),
            "darwin" => self.is_set("ios"),
            "unix" => syslist::is_unix(&self.goos),
            _ => false,
        }
    }

    fn is_set(&self, name: &str) -> bool {
        self.is_target_tag(name) || self.is_listed_tag(name)
    }
}

/// Reports whether the index is on: not with GODEBUG=goindex=0 or without a cache to store it.
fn is_index_enabled(env: &GoEnv) -> bool {
    let debug = env
        .vars
        .original
        .iter()
        .rev()
        .find(|(name, _)| name == "GODEBUG");
    let is_off = debug.is_some_and(|(_, value)| {
        let last = value
            .split(',')
            .rev()
            .find_map(|pair| pair.strip_prefix("goindex="));
        last == Some("0")
    });
    !is_off && env.dirs.gocache != "off"
}

#[cfg(test)]
mod tests {
    use super::BuildContext;

    fn context(goos: &str) -> BuildContext {
        BuildContext {
            goos: goos.to_owned(),
            goarch: "arm64".to_owned(),
            compiler: "gc".to_owned(),
            release_tags: vec!["go1.1".to_owned(), "go1.2".to_owned()],
            tool_tags: vec!["goexperiment.boringcrypto".to_owned()],
            ..BuildContext::default()
        }
    }

    #[test]
    fn tags_of_related_systems() {
        let table = [
            ("android", "linux", true),
            ("illumos", "solaris", true),
            ("ios", "darwin", true),
            ("linux", "android", false),
            ("linux", "unix", true),
            ("windows", "unix", false),
            ("windows", "arm64", true),
            ("windows", "gc", true),
            ("windows", "cgo", false),
            ("windows", "boringcrypto", true),
            ("windows", "go1.2", true),
            ("windows", "go1.3", false),
        ];
        for (goos, tag, want) in table {
            assert_eq!(context(goos).match_tag(tag), want, "{goos} {tag}");
        }
    }

    #[test]
    fn names() {
        let linux = context("linux");
        assert!(linux.match_name("a_linux_arm64.go"));
        assert!(!linux.match_name("a_linux_amd64.go"));
        assert!(!linux.scan_name("a_windows.go"));
        assert!(linux.with_any_tags().scan_name("a_windows.go"));
    }

    #[test]
    fn any_tags_hold_and_do_not() {
        let any = context("linux").with_any_tags();
        let eval = |line: &str| {
            let expr = vamos_syntax::constraint::parse(line.as_bytes()).unwrap();
            any.scan_eval(&expr, true)
        };
        assert!(eval("//go:build a && !a"));
        assert!(!eval("//go:build ignore"));
        assert!(eval("//go:build !ignore"));
    }
}
