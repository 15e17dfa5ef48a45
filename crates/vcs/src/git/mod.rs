//! Reads git repositories without git, if they use only common features.
//!
//! [`NativeGit::open`] checks all features that could make git read the repository differently from
//! its plain files: variables, configuration, replaced or missing objects, other owners. If it
//! finds an unsupported one, git itself is run.
//! Counterpart: none; upstream always runs git.

mod config;
mod ignore;
mod index;
mod object;
mod refs;
mod worktree;

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use hashbrown::HashSet;
use vamos_base::golang::time::Time;
use vamos_fsys::FileKind;
use vamos_fsys::Files;
use vamos_fsys::proc::effective_user;
use vamos_fsys::uncached;

use crate::tools::Config;
use config::GitConfig;
use ignore::IgnoreFile;
use index::Index;
use object::Kind;
use object::Name;
use object::Objects;
use object::hex;
use object::name_of;
use refs::Refs;
use worktree::Worktree;

/// The git whose system-wide settings are in `/etc`.
const USUAL_GIT: &str = "/usr/bin/git";

/// Variables of git without an effect here. With any other one git is run.
const HARMLESS_VARIABLES: &[&str] = &[
    "GIT_EDITOR",
    "GIT_PAGER",
    "GIT_SEQUENCE_EDITOR",
    "GIT_AUTHOR_NAME",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_DATE",
    "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_DATE",
    "GIT_ASKPASS",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
    "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH",
    "GIT_SSL_CERT",
    "GIT_SSL_KEY",
    "GIT_SSL_NO_VERIFY",
    "GIT_HTTP_USER_AGENT",
    "GIT_HTTP_LOW_SPEED_LIMIT",
    "GIT_HTTP_LOW_SPEED_TIME",
    "GIT_PROXY_COMMAND",
    "GIT_TERMINAL_PROMPT",
    "GIT_MERGE_AUTOEDIT",
    "GIT_ALLOW_PROTOCOL",
];

/// Files that must not be in `.git`, because they change the meaning of objects, history or
/// files.
const UNUSUAL_FILES: &[&str] = &[
    "commondir",
    "shallow",
    "config.worktree",
    "info/grafts",
    "info/attributes",
    "info/sparse-checkout",
    "objects/info/alternates",
    "objects/info/http-alternates",
    "refs/replace",
    "reftable",
    "hooks/post-index-change",
];

/// The maximum number of commits that are read; beyond it git is run instead.
const MAX_COMMITS: usize = 4096;

/// A commit.
#[derive(Clone, Debug)]
struct Commit {
    tree: Name,
    parents: Vec<Name>,
    time: i64,
}

/// A git repository with common features only.
pub(crate) struct NativeGit {
    files: Arc<dyn Files>,
    root: String,
    git_dir: String,
    config: GitConfig,
    has_attributes: bool,
    ignores: Vec<IgnoreFile>,
    objects: Mutex<Objects>,
    refs: Refs,
    head: Name,
    commit: Commit,
    tags: OnceLock<Option<BTreeMap<String, Name>>>,
    modified: OnceLock<Option<bool>>,
}

impl NativeGit {
    /// Opens the repository in `root`, which has a directory `.git`; `None` if git must be run
    /// instead. `program` is the git that would be run.
    pub(crate) fn open(
        files: &Arc<dyn Files>,
        root: &str,
        program: &str,
        config: &Config,
    ) -> Option<Self> {
        if program != USUAL_GIT {
            return None;
        }
        let mut magic = [0; 4];
        uncached::read_start(program, &mut magic).ok()?;
        let is_script = magic != *b"\x7fELF";
        if is_script {
            return None;
        }
        let git_dir = format!("{root}/.git");
        check_places(&**files, root, &git_dir)?;
        let environment = Environment::of(config)?;
        let settings = environment.settings(&git_dir)?;
        let ignores = environment.ignores(&settings, &git_dir)?;
        let mut objects = Objects::new(format!("{git_dir}/objects"));
        let refs = Refs::open(&git_dir)?;
        let head = refs.head()?;
        let commit = read_commit(&mut objects, &head)?;
        Some(Self {
            files: Arc::clone(files),
            root: root.to_owned(),
            has_attributes: environment.has_attributes(),
            git_dir,
            config: settings,
            ignores,
            objects: Mutex::new(objects),
            refs,
            head,
            commit,
            tags: OnceLock::new(),
            modified: OnceLock::new(),
        })
    }

    /// Returns the revision in hexadecimal digits, and its commit time.
    pub(crate) fn head(&self) -> (String, Time) {
        (hex(&self.head), Time::from_unix(self.commit.time, 0))
    }

    fn read(&self, name: &Name) -> Option<(Kind, Vec<u8>)> {
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        objects.read(name)
    }

    /// Reports whether there are uncommitted changes; `None` if git must be run.
    pub(crate) fn is_modified(&self) -> Option<bool> {
        *self.modified.get_or_init(|| self.find_change())
    }

    /// Computes the slowest results in advance.
    pub(crate) fn prepare(&self) {
        self.is_modified();
    }

    fn find_change(&self) -> Option<bool> {
        let file = format!("{}/index", self.git_dir);
        let meta = uncached::stat(&file).ok()?;
        let index = Index::parse(&uncached::read(&file).ok()?)?;
        // Without the tree object git fails.
        let (kind, _) = self.read(&self.commit.tree)?;
        if kind != Kind::Tree {
            return None;
        }
        let mut names = index.entries.iter().map(|entry| &entry.path[..]);
        let has_attributes = names.any(|path| path.ends_with(b".gitattributes"));
        let walk = Worktree::new(
            &*self.files,
            &self.root,
            &self.config,
            &index,
            meta.mtime_ns,
            self.ignores.clone(),
            has_attributes || self.has_attributes,
        )?;
        let is_staged = index.tree.map(|tree| tree != self.commit.tree);
        match (walk.find_change(), is_staged) {
            (Some(true), _) | (Some(false), Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }
    }

    /// Reports whether a name is unambiguous for the revision: it is not the name of a reference or
    /// a prefix of another object's name.
    pub(crate) fn is_head(&self, revision: &str) -> bool {
        let full = hex(&self.head);
        if revision == full {
            return true;
        }
        let is_start = revision.len() >= 12 && full.starts_with(revision);
        is_start && !self.refs.has_short(&*self.files, revision) && {
            let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
            objects.is_unique(&self.head, revision) == Some(true)
        }
    }

    /// Returns the tags on the revision, sorted; `None` if git must be run.
    pub(crate) fn tags_at_head(&self) -> Option<Vec<String>> {
        let tags = self.all_tags()?.iter();
        let here = tags.filter(|(_, object)| **object == self.head);
        Some(here.map(|(tag, _)| tag.clone()).collect())
    }

    /// Returns all tags, sorted; `None` if git must be run.
    pub(crate) fn tags(&self) -> Option<Vec<String>> {
        Some(self.all_tags()?.keys().cloned().collect())
    }

    fn all_tags(&self) -> Option<&BTreeMap<String, Name>> {
        let tags = self.tags.get_or_init(|| {
            let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
            self.refs.tags(&*self.files, &mut objects)
        });
        tags.as_ref()
    }

    /// Returns the first of these tags that is on the revision or before it. The outer `None` means
    /// that git must be run.
    pub(crate) fn first_before(&self, tags: &[String]) -> Option<Option<String>> {
        let all = self.all_tags()?;
        let objects: Option<Vec<Name>> = tags.iter().map(|tag| all.get(tag).copied()).collect();
        let objects = objects?;
        let Some(&wanted) = objects.first() else {
            return Some(None);
        };
        let before = self.commits_before(wanted)?;
        let mut found = tags.iter().zip(&objects);
        let found = found.find(|(_, object)| before.contains(*object));
        Some(found.map(|(tag, _)| tag.clone()))
    }

    /// Returns the revision and the commits before it, up to one that is `wanted`.
    fn commits_before(&self, wanted: Name) -> Option<HashSet<Name>> {
        let mut seen = HashSet::from([self.head]);
        let mut queue = VecDeque::from(self.commit.parents.clone());
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        while !seen.contains(&wanted)
            && let Some(name) = queue.pop_front()
        {
            if !seen.insert(name) {
                continue;
            }
            if seen.len() > MAX_COMMITS {
                return None;
            }
            queue.extend(read_commit(&mut objects, &name)?.parents);
        }
        Some(seen)
    }

    /// Reads a file of the revision. The inner `None` means that it does not exist, the outer one
    /// that git must be run.
    pub(crate) fn file_at_head(&self, path: &str) -> Option<Option<Vec<u8>>> {
        let mut object = self.commit.tree;
        for part in path.split('/') {
            let (found, tree) = self.read(&object)?;
            if found != Kind::Tree {
                return None;
            }
            match tree_entry(&tree, part.as_bytes())? {
                None => return Some(None),
                Some(name) => object = name,
            }
        }
        let (found, text) = self.read(&object)?;
        (found == Kind::Blob).then_some(Some(text))
    }
}

/// Checks that the repository's directories have the usual layout and belong to the user.
fn check_places(files: &dyn Files, root: &str, git_dir: &str) -> Option<()> {
    let user = effective_user();
    for place in [root, git_dir] {
        let meta = files.lstat(place).ok()?;
        (meta.kind == FileKind::Dir && meta.uid == user).then_some(())?;
    }
    for dir in ["objects", "refs"] {
        let meta = files.lstat(&format!("{git_dir}/{dir}")).ok()?;
        meta.is_dir().then_some(())?;
    }
    let head = files.lstat(&format!("{git_dir}/HEAD")).ok()?;
    head.is_file().then_some(())?;
    let unusual = UNUSUAL_FILES.iter().map(|name| format!("{git_dir}/{name}"));
    let mut unusual = unusual.chain([format!("{root}/.gitmodules")]);
    let is_absent = |file: String| files.lstat(&file).is_err_and(|e| e.is_not_exist());
    unusual.all(is_absent).then_some(())
}

/// The part of the environment that git reads.
struct Environment {
    home: String,
    config_home: String,
    ignores_system: bool,
}

impl Environment {
    fn of(config: &Config) -> Option<Self> {
        let value = |name: &str| {
            let pairs = config.programs.env.iter().rev();
            let found = pairs.into_iter().find(|(key, _)| key == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        let mut ignores_system = false;
        for (name, value) in config.programs.env.iter() {
            match name.as_str() {
                "GIT_CONFIG_NOSYSTEM" => match value.as_str() {
                    "1" => ignores_system = true,
                    _ => return None,
                },
                name if HARMLESS_VARIABLES.contains(&name) => {}
                name if name.starts_with("GIT_") => return None,
                _ => {}
            }
        }
        let home = value("HOME");
        if !home.starts_with('/') {
            return None;
        }
        let config_home = match value("XDG_CONFIG_HOME") {
            "" => format!("{home}/.config"),
            dir if dir.starts_with('/') => dir.to_owned(),
            _ => return None,
        };
        Some(Self {
            home: home.to_owned(),
            config_home,
            ignores_system,
        })
    }

    fn settings(&self, git_dir: &str) -> Option<GitConfig> {
        let mut settings = GitConfig::default();
        let system = (!self.ignores_system).then(|| "/etc/gitconfig".to_owned());
        let files = system.into_iter().chain([
            format!("{}/git/config", self.config_home),
            format!("{}/.gitconfig", self.home),
        ]);
        for file in files {
            match uncached::read(&file) {
                Ok(text) => settings.add(&text)?,
                Err(error) if error.is_not_exist() => {}
                Err(_) => return None,
            }
        }
        settings.add(&uncached::read(&format!("{git_dir}/config")).ok()?)?;
        Some(settings)
    }

    /// Reports whether there are attributes for all repositories.
    fn has_attributes(&self) -> bool {
        let mut files = [
            format!("{}/git/attributes", self.config_home),
            "/etc/gitattributes".to_owned(),
        ]
        .into_iter();
        files.any(|file| !uncached::stat(&file).is_err_and(|error| error.is_not_exist()))
    }

    /// Reads the patterns for the whole repository, in order of increasing precedence.
    fn ignores(&self, settings: &GitConfig, git_dir: &str) -> Option<Vec<IgnoreFile>> {
        let own = match settings.excludes_file.as_deref() {
            None => format!("{}/git/ignore", self.config_home),
            Some(path) if path.starts_with('/') => path.to_owned(),
            Some(path) => format!("{}/{}", self.home, path.strip_prefix("~/")?),
        };
        let mut ignores = Vec::new();
        for file in [own, format!("{git_dir}/info/exclude")] {
            match uncached::read(&file) {
                Ok(text) => ignores.push(IgnoreFile::parse(b"", &text)?),
                Err(error) if error.is_not_exist() => {}
                Err(_) => return None,
            }
        }
        Some(ignores)
    }
}

fn read_commit(objects: &mut Objects, name: &Name) -> Option<Commit> {
    let (kind, body) = objects.read(name)?;
    if kind != Kind::Commit {
        return None;
    }
    let mut lines = body.split(|&byte| byte == b'\n');
    let tree = name_of(lines.next()?.strip_prefix(b"tree ")?)?;
    let mut parents = Vec::new();
    let mut line = lines.next()?;
    while let Some(parent) = line.strip_prefix(b"parent ") {
        parents.push(name_of(parent)?);
        line = lines.next()?;
    }
    line.strip_prefix(b"author ")?;
    let committer = lines.next()?.strip_prefix(b"committer ")?;
    // `Name <address> 1700000000 +0100`
    let end = committer.iter().rposition(|&byte| byte == b'>')?;
    let stamp = std::str::from_utf8(committer[end + 1..].strip_prefix(b" ")?).ok()?;
    let (seconds, zone) = stamp.split_once(' ')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_usual = is_number(seconds)
        && seconds.len() <= 10
        && zone.len() == 5
        && zone.starts_with(['+', '-'])
        && is_number(&zone[1..]);
    is_usual.then_some(())?;
    Some(Commit {
        tree,
        parents,
        time: seconds.parse().ok()?,
    })
}

/// Finds the object of a name in a tree; submodules are not supported.
fn tree_entry(tree: &[u8], wanted: &[u8]) -> Option<Option<Name>> {
    let mut rest = tree;
    while !rest.is_empty() {
        let space = rest.iter().position(|&byte| byte == b' ')?;
        let end = rest.iter().position(|&byte| byte == 0)?;
        let (mode, name) = (&rest[..space], rest.get(space + 1..end)?);
        let object = rest.get(end + 1..end + 21)?;
        if name == wanted {
            let is_usual = matches!(mode, b"40000" | b"100644" | b"100755" | b"120000");
            return is_usual.then_some(Some(object.try_into().ok()?));
        }
        rest = &rest[end + 21..];
    }
    Some(None)
}
