//! Git's configuration, as far as vamos interprets it.
//!
//! Settings that cannot change a stamp are skipped, a few settings are interpreted, and for
//! any other setting git is run instead.
//! Counterpart: none here; git's config.c.

/// A setting: `section.subsection.name`, section and name in lower case.
type Setting = (String, Option<String>);

/// The settings that affect a stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GitConfig {
    /// True if the executable bit of files counts.
    pub(super) has_file_mode: bool,
    /// True if untracked files count.
    pub(super) shows_untracked: bool,
    /// True if files may differ from the committed contents only in line ends.
    pub(super) converts_lines: bool,
    /// The user's ignore file, as written.
    pub(super) excludes_file: Option<String>,
}

impl Default for GitConfig {
    fn default() -> Self {
        Self {
            has_file_mode: true,
            shows_untracked: true,
            converts_lines: false,
            excludes_file: None,
        }
    }
}

/// Sections that do not affect the state of a working directory.
const HARMLESS_SECTIONS: &[&str] = &[
    "user",
    "author",
    "committer",
    "alias",
    "color",
    "remote",
    "branch",
    "push",
    "pull",
    "fetch",
    "merge",
    "mergetool",
    "difftool",
    "credential",
    "url",
    "http",
    "gpg",
    "commit",
    "tag",
    "rebase",
    "advice",
    "help",
    "gui",
    "gitk",
    "init",
    "safe",
    "maintenance",
    "gc",
    "pack",
    "receive",
    "sendemail",
    "format",
    "pager",
    "column",
    "rerere",
    "interactive",
    "am",
    "protocol",
    "filter",
    "github",
    "hub",
    "lfs",
    "clone",
    "transfer",
    "uploadpack",
    "blame",
    "stash",
    "submodule",
    "web",
    "browser",
    "instaweb",
    "delta",
    "ghq",
    "gitflow",
    "magithub",
    "pretty",
];

/// Settings of other sections that do not affect it either.
const HARMLESS_SETTINGS: &[&str] = &[
    "core.logallrefupdates",
    "core.editor",
    "core.pager",
    "core.quotepath",
    "core.abbrev",
    "core.commentchar",
    "core.compression",
    "core.loosecompression",
    "core.askpass",
    "core.sshcommand",
    "core.safecrlf",
    "core.whitespace",
    "core.packedgitlimit",
    "core.packedgitwindowsize",
    "core.bigfilethreshold",
    "core.deltabasecachelimit",
    "core.preloadindex",
    "core.precomposeunicode",
    "core.eol",
    "core.sharedrepository",
    "index.threads",
    "log.decorate",
    "log.date",
    "log.showsignature",
    "log.abbrevcommit",
    "diff.tool",
    "diff.guitool",
    "diff.renames",
    "diff.renamelimit",
    "diff.algorithm",
    "diff.colormoved",
    "diff.mnemonicprefix",
    "diff.noprefix",
    "diff.context",
    "diff.wserrorhighlight",
    "diff.colormovedws",
    "diff.indentheuristic",
    "diff.interhunkcontext",
    "diff.suppressblankempty",
    "status.aheadbehind",
    "status.relativepaths",
    "status.submodulesummary",
];

impl GitConfig {
    /// Adds the settings of one more file; `None` if git must be run instead.
    pub(super) fn add(&mut self, text: &[u8]) -> Option<()> {
        for (key, value) in parse(text)? {
            self.set(&key, value.as_deref())?;
        }
        Some(())
    }

    fn set(&mut self, key: &str, value: Option<&str>) -> Option<()> {
        let (section, _) = key.split_once('.')?;
        match key {
            "core.repositoryformatversion" => {
                matches!(value, Some("0" | "1")).then_some(())?;
            }
            "core.bare" | "core.ignorecase" => {
                (!boolean(value)?).then_some(())?;
            }
            "core.symlinks" => {
                boolean(value)?.then_some(())?;
            }
            "core.filemode" => self.has_file_mode = boolean(value)?,
            "core.autocrlf" => {
                self.converts_lines = match value {
                    Some("input") => true,
                    value => boolean(value)?,
                };
            }
            "core.excludesfile" => self.excludes_file = Some(value?.to_owned()),
            "status.showuntrackedfiles" => {
                self.shows_untracked = match value? {
                    "no" => false,
                    "normal" | "all" => true,
                    _ => return None,
                };
            }
            key if HARMLESS_SETTINGS.contains(&key) => {}
            _ if HARMLESS_SECTIONS.contains(&section) => {}
            _ => return None,
        }
        Some(())
    }
}

fn boolean(value: Option<&str>) -> Option<bool> {
    let Some(value) = value else {
        return Some(true);
    };
    match value.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" | "" => Some(false),
        _ => None,
    }
}

/// Parses a file of settings; `None` for anything that git would reject or might read differently.
fn parse(text: &[u8]) -> Option<Vec<Setting>> {
    let text = std::str::from_utf8(text).ok()?.replace("\r\n", "\n");
    let mut input = Input {
        rest: text.chars().collect::<Vec<char>>().into_iter(),
    };
    let mut section = String::new();
    let mut settings = Vec::new();
    while let Some(c) = input.rest.next() {
        match c {
            c if c.is_ascii_whitespace() => {}
            '#' | ';' => input.skip_line(),
            '[' => section = input.section()?,
            c if c.is_ascii_alphabetic() && !section.is_empty() => {
                let (name, value) = input.setting(c)?;
                settings.push((format!("{section}.{name}"), value));
            }
            _ => return None,
        }
    }
    Some(settings)
}

/// The unread rest of a file of settings. The end of the file counts as the end of a line.
struct Input {
    rest: std::vec::IntoIter<char>,
}

impl Input {
    fn next(&mut self) -> char {
        self.rest.next().unwrap_or('\n')
    }

    fn skip_line(&mut self) {
        while self.next() != '\n' {}
    }

    fn section(&mut self) -> Option<String> {
        let mut name = String::new();
        loop {
            match self.next() {
                ']' if !name.is_empty() => return Some(name),
                ' ' | '\t' if !name.is_empty() => break,
                c if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') => {
                    name.push(c.to_ascii_lowercase());
                }
                _ => return None,
            }
        }
        loop {
            match self.next() {
                ' ' | '\t' => {}
                '"' => break,
                _ => return None,
            }
        }
        name.push('.');
        loop {
            match self.next() {
                '\n' => return None,
                '"' => break,
                '\\' => match self.next() {
                    '\n' => return None,
                    c => name.push(c),
                },
                c => name.push(c),
            }
        }
        (self.next() == ']').then_some(name)
    }

    fn setting(&mut self, first: char) -> Option<(String, Option<String>)> {
        let mut name = first.to_ascii_lowercase().to_string();
        let mut c = self.next();
        while c.is_ascii_alphanumeric() || c == '-' {
            name.push(c.to_ascii_lowercase());
            c = self.next();
        }
        while matches!(c, ' ' | '\t') {
            c = self.next();
        }
        match c {
            '\n' => Some((name, None)),
            '=' => Some((name, Some(self.value()?))),
            _ => None,
        }
    }

    fn value(&mut self) -> Option<String> {
        let mut value = String::new();
        let mut end = 0;
        let mut is_quoted = false;
        loop {
            match self.next() {
                '\n' if is_quoted => return None,
                '\n' => break,
                c if c.is_ascii_whitespace() && !is_quoted => {
                    if !value.is_empty() {
                        value.push(c);
                    }
                    continue;
                }
                '#' | ';' if !is_quoted => {
                    self.skip_line();
                    break;
                }
                '\\' => match self.next() {
                    '\n' => continue,
                    't' => value.push('\t'),
                    'n' => value.push('\n'),
                    c @ ('"' | '\\') => value.push(c),
                    _ => return None,
                },
                '"' => is_quoted = !is_quoted,
                c => value.push(c),
            }
            end = value.len();
        }
        value.truncate(end);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::GitConfig;
    use super::parse;

    #[test]
    fn settings_as_git_reads_them() {
        let text = "# c\n[core]\n\tbare = false ; no\n[Remote \"O.x\"] url = \"a;b\" # c\n\
                    [status]\n\tShowUntrackedFiles\n\tx = a  b \\\n c\n";
        let settings = parse(text.as_bytes()).unwrap();
        let shown: Vec<(&str, Option<&str>)> = settings
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("core.bare", Some("false")),
                ("remote.O.x.url", Some("a;b")),
                ("status.showuntrackedfiles", None),
                ("status.x", Some("a  b  c")),
            ]
        );
        for bad in ["x = 1", "[a", "[a]\nb = \"c", "[a]\nb c", "[a]\nb = \\q"] {
            assert_eq!(parse(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn the_unknown_is_for_git() {
        let read = |text: &str| {
            let mut config = GitConfig::default();
            config.add(text.as_bytes()).map(|()| config)
        };
        assert!(read("[core]\n\tbare = false\n\tfilemode = true\n").is_some());
        assert!(
            !read("[status]\nshowUntrackedFiles = no")
                .unwrap()
                .shows_untracked
        );
        for bad in [
            "[include]\n\tpath = x",
            "[core]\n\tworktree = x",
            "[core]\n\tfsmonitor = true",
            "[extensions]\n\tobjectFormat = sha256",
            "[status]\n\tshowUntrackedFiles = false",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
