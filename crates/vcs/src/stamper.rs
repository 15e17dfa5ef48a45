//! The state of repositories, read once per run. Threads that need the same one wait for the
//! result.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`vcsStatusCache`),
//! cmd/go/internal/modfetch/repo.go (`LookupLocal`).

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::OnceLock;
use std::sync::PoisonError;

use vamos_base::Cancel;
use vamos_base::golang::module::split_path_version;
use vamos_base::golang::os_str;
use vamos_base::golang::path;
use vamos_base::golang::quote::unquote;
use vamos_fsys::Files;
use vamos_fsys::proc::Executor;
use vamos_fsys::proc::look_path;

use crate::changes;
use crate::code_repo::CodeRepo;
use crate::code_repo::ModuleLocation;
use crate::error::FindError;
use crate::error::RunError;
use crate::error::VcsError;
use crate::find::find_repo;
use crate::git::NativeGit;
use crate::host;
use crate::notes::VersionNotes;
use crate::notes::unwritten_line;
use crate::status;
use crate::status::Status;
use crate::system::Repo;
use crate::system::System;
use crate::tools::Config;
use crate::tools::Tools;

/// A result, and its lines for stderr until they are printed.
struct Answer<T> {
    value: T,
    messages: Mutex<String>,
}

type Answers<K, T> = Mutex<HashMap<K, Arc<OnceLock<Answer<T>>>>>;

/// Reads and caches the state of repositories. Shared by the threads of one run.
pub struct Stamper {
    tools: Tools,
    files: Arc<dyn Files>,
    found: Answers<String, Result<Repo, FindError>>,
    natives: Answers<Repo, Option<Arc<NativeGit>>>,
    states: Answers<Repo, Result<Status, VcsError>>,
    versions: Answers<String, Option<String>>,
}

impl Stamper {
    /// Returns a stamper that finds repositories in `files` and runs tools with `executor`.
    pub fn new(
        config: Config,
        files: Arc<dyn Files>,
        executor: Arc<dyn Executor>,
        cancel: Cancel,
    ) -> Self {
        Self {
            tools: Tools::new(config, executor, cancel),
            files,
            found: Mutex::default(),
            natives: Mutex::default(),
            states: Mutex::default(),
            versions: Mutex::default(),
        }
    }

    /// Returns the repository that contains a directory.
    pub fn find(&self, dir: &str) -> Result<Repo, FindError> {
        let find = |_: &mut String| find_repo(&*self.files, dir, &self.tools.config);
        once(&self.found, dir.to_owned(), find, None)
    }

    /// Reports whether a system's tool is installed.
    pub fn has_tool(&self, system: System) -> bool {
        look_path(system.command(), &self.tools.config.programs.path).is_ok()
    }

    /// Returns the state of a repository. The first call for a repository adds the lines for
    /// stderr to `messages`.
    pub fn status(&self, repo: &Repo, messages: &mut Vec<String>) -> Result<Status, VcsError> {
        let native = self.native(repo);
        let ask =
            |messages: &mut String| status::status(&self.tools, repo, native.as_deref(), messages);
        once(&self.states, repo.clone(), ask, Some(messages))
    }

    /// Returns the files of a git repository that differ from a revision, including new and removed
    /// ones; absolute and sorted. Lines for stderr are added to `messages`.
    pub fn changed_since(
        &self,
        repo: &Repo,
        revision: &str,
        messages: &mut String,
    ) -> Result<Vec<String>, RunError> {
        changes::since(&self.tools, repo, revision, messages)
    }

    /// Returns the content that a file had at a revision of a git repository; `None` if it was
    /// not there.
    pub fn content_at(&self, repo: &Repo, revision: &str, file: &str) -> Option<Vec<u8>> {
        changes::content_at(&self.tools, repo, revision, file)
    }

    /// Reads the state of the repository of a directory in advance, if this needs no tool. Later
    /// calls then need not wait.
    pub fn prepare(&self, dir: &str) {
        if let Ok(repo) = self.find(dir)
            && let Some(native) = self.native(&repo)
        {
            native.prepare();
        }
    }

    /// Returns the version that a module has at a repository's revision, without `+dirty`. `None`
    /// if it has no version there.
    pub fn module_version(
        &self,
        repo: &Repo,
        module: &str,
        revision: &str,
        messages: &mut Vec<String>,
    ) -> Option<String> {
        let ask = |messages: &mut String| self.look_up(repo, module, revision, messages);
        once(&self.versions, module.to_owned(), ask, Some(messages))
    }

    /// Returns the reader for a git repository if vamos can read it itself. With `-x` git is
    /// run, because its commands are shown.
    fn native(&self, repo: &Repo) -> Option<Arc<NativeGit>> {
        let config = &self.tools.config;
        if repo.system != System::Git || config.programs.shows_commands {
            return None;
        }
        let open = |_: &mut String| {
            let program = look_path(System::Git.command(), &config.programs.path).ok()?;
            NativeGit::open(&self.files, &repo.dir, &program, config).map(Arc::new)
        };
        once(&self.natives, repo.clone(), open, None)
    }

    fn look_up(
        &self,
        repo: &Repo,
        module: &str,
        revision: &str,
        messages: &mut String,
    ) -> Option<String> {
        let config = &self.tools.config;
        // The repository's path is derived from the module in its root, so there must be
        // one.
        let text = self.files.read(&path::join(&[&repo.dir, "go.mod"])).ok()?;
        let root = root_module(&text)?;
        let (code_root, _) = split_path_version(&root)?;
        let notes = config.notes.as_deref();
        let has_cache = notes.is_some_and(VersionNotes::prepare);
        if config.is_proxy_off
            && let Some(version) = notes.and_then(|notes| notes.version_of(module, revision))
        {
            return Some(version);
        }
        let mut host = host::open(&self.tools, repo, self.native(repo), messages);
        let place = ModuleLocation::new(code_root, "", module).ok()?;
        let found = CodeRepo::new(&mut *host, &place).stat(revision).ok()?;
        drop(host);
        if has_cache
            && let Some(notes) = notes
            && let Err(error) = notes.leave(module, &found)
            && let Some(line) = unwritten_line("stat", &error, config.ignores_read_only_cache)
        {
            messages.push_str(&line);
            messages.push('\n');
        }
        Some(found.version)
    }
}

/// Returns the module path of a go.mod without parsing all of it (`goModPath`).
fn root_module(text: &[u8]) -> Option<String> {
    let text = os_str::decode(text);
    let rest = text.strip_prefix("module ").or_else(|| {
        let (_, rest) = text.split_once("\nmodule ")?;
        Some(rest)
    })?;
    let path = rest.split('\n').next().unwrap_or(rest).trim();
    let path = if path.starts_with('"') {
        unquote(path)?
    } else {
        path.to_owned()
    };
    (!path.is_empty()).then_some(path)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Computes a result once per run. The lines for stderr go to the first caller.
fn once<K: Hash + Eq, T: Clone>(
    answers: &Answers<K, T>,
    key: K,
    ask: impl FnOnce(&mut String) -> T,
    messages: Option<&mut Vec<String>>,
) -> T {
    let cell = Arc::clone(lock(answers).entry(key).or_default());
    let answer = cell.get_or_init(|| {
        let mut messages = String::new();
        let value = ask(&mut messages);
        Answer {
            value,
            messages: Mutex::new(messages),
        }
    });
    if let Some(messages) = messages {
        let said = std::mem::take(&mut *lock(&answer.messages));
        if !said.is_empty() {
            messages.push(said);
        }
    }
    answer.value.clone()
}
