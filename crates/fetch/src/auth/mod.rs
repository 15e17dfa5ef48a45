//! Credentials for servers: GOAUTH.
//!
//! The commands in GOAUTH run once before the first request, and again with the URL of each
//! refused request. Their credentials are stored by URL prefix, and are only sent over
//! `https`.
//! Counterpart: cmd/go/internal/auth/auth.go.

mod command;
mod goauth_error;
mod netrc;

pub use goauth_error::GitDirError;
pub use goauth_error::GoAuthError;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use vamos_base::Cancel;
use vamos_base::golang::os_str;
use vamos_fsys::proc::LocalExecutor;
use vamos_fsys::proc::Spawn;
use vamos_fsys::proc::Streams;
use vamos_fsys::proc::look_path;
use vamos_fsys::uncached;
use vamos_net::Headers;
use vamos_net::Response;
use vamos_net::Url;
use vamos_net::basic;

use crate::Config;
use crate::CredentialSettings;

/// Returns the machines that have logins in a `.netrc` file.
pub(crate) fn logins_of_netrc(text: &str) -> Vec<String> {
    let lines = netrc::parse(text).into_iter();
    lines.map(|line| line.machine).collect()
}

/// The environment of programs in GOAUTH.
pub(crate) type Environment = Arc<[(String, String)]>;

/// Finds credentials: stored ones, or by running the commands in GOAUTH.
pub(crate) struct Auth {
    goauth: String,
    netrc: String,
    env: Environment,
    dir: String,
    cancel: Cancel,
    executor: Arc<LocalExecutor>,
    known: Mutex<CredentialStore>,
}

/// The known credentials.
#[derive(Default)]
struct CredentialStore {
    has_begun: bool,
    /// The reason why GOAUTH cannot be used, once it is known.
    invalid: Option<GoAuthError>,
    by_prefix: HashMap<String, Headers>,
}

/// The results of running all commands, apart from credentials.
#[derive(Debug, Default)]
struct Run {
    errors: Vec<String>,
}

impl Auth {
    /// Returns the credentials for a configuration.
    pub(crate) fn new(config: &Config, executor: Arc<LocalExecutor>, cancel: Cancel) -> Self {
        let CredentialSettings {
            goauth,
            netrc,
            env,
            cwd,
        } = config.credentials.clone();
        Self {
            goauth,
            netrc,
            env,
            dir: cwd,
            cancel,
            executor,
            known: Mutex::default(),
        }
    }

    fn known(&self) -> MutexGuard<'_, CredentialStore> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the header fields for the first request to a URL.
    pub(crate) fn headers(&self, url: &Url) -> Result<Headers, GoAuthError> {
        if self.goauth == "off" || url.scheme != "https" {
            return Ok(Headers::default());
        }
        let mut known = self.known();
        if !known.has_begun {
            known.has_begun = true;
            known.invalid = self.run(&mut known, "", None).err();
        }
        // The command ends, but other threads may send requests before.
        if let Some(error) = &known.invalid {
            return Err(error.clone());
        }
        Ok(find(&known, &url.to_string()).cloned().unwrap_or_default())
    }

    /// Returns the header fields for a repeated request, if there are credentials for it,
    /// and lines for `-x`.
    pub(crate) fn after_refusal(
        &self,
        url: &Url,
        refusal: &Response,
    ) -> Result<(Option<Headers>, Vec<String>), GoAuthError> {
        if self.goauth == "off" || url.scheme != "https" {
            return Ok((None, Vec::new()));
        }
        let text = url.to_string();
        let mut known = self.known();
        let run = self.run(&mut known, &text, Some(refusal))?;
        let found = find(&known, &text).cloned();
        let mut lines = Vec::new();
        if found.is_none() && !run.errors.is_empty() {
            lines.push(format!("GOAUTH encountered errors for {text}:"));
            lines.extend(run.errors.iter().map(|error| format!("  {error}")));
        }
        Ok((found, lines))
    }

    /// Runs the commands in GOAUTH (`runGoAuth`) in reverse order: earlier ones have
    /// precedence.
    fn run(
        &self,
        known: &mut CredentialStore,
        url: &str,
        refusal: Option<&Response>,
    ) -> Result<Run, GoAuthError> {
        let goauth = &self.goauth;
        let mut run = Run::default();
        let methods: Vec<&str> = goauth.split(';').map(str::trim).collect();
        for method in methods.iter().rev() {
            let words: Vec<&str> = method.split_whitespace().collect();
            let said = match words.as_slice() {
                [] => {
                    let goauth = goauth.clone();
                    return Err(GoAuthError::EmptyCommand { goauth });
                }
                ["off", ..] if methods.len() != 1 => {
                    let goauth = goauth.clone();
                    return Err(GoAuthError::OffWithOthers { goauth });
                }
                ["off", ..] => return Ok(run),
                ["netrc", ..] => self.read_netrc(),
                ["git", dir] => match check_git_dir(dir) {
                    Err(error) => return Err(GoAuthError::GitDir(error)),
                    // Git cannot list credentials without a URL.
                    Ok(()) if url.is_empty() => Ok(Vec::new()),
                    Ok(()) => self.ask_git(dir, url),
                },
                ["git", ..] => {
                    return Err(GoAuthError::GitWithoutDir);
                }
                _ => self.ask_command(method, url, refusal),
            };
            match said {
                Ok(said) => {
                    for (prefix, headers) in said {
                        store(known, &prefix, headers);
                    }
                }
                Err(error) => run.errors.push(format!("GOAUTH={method}: {error}")),
            }
        }
        Ok(run)
    }

    fn read_netrc(&self) -> Result<command::Credentials, String> {
        if self.netrc.is_empty() {
            return Err("$HOME is not defined".to_owned());
        }
        let bytes = match uncached::read(&self.netrc) {
            Err(error) if error.is_not_exist() => return Ok(Vec::new()),
            read => read.map_err(|error| error.to_string())?,
        };
        let lines = netrc::parse(&String::from_utf8_lossy(&bytes));
        // Of equal machines the first one is used, so it is stored last.
        let said = lines.into_iter().rev().map(|line| {
            let mut headers = Headers::default();
            headers.push("Authorization", &basic(&(line.login, Some(line.password))));
            (line.machine, headers)
        });
        Ok(said.collect())
    }

    fn ask_git(&self, dir: &str, url: &str) -> Result<command::Credentials, String> {
        let argv = ["git", "credential", "fill"].map(str::to_owned).to_vec();
        let outcome = self.execute(argv, dir, format!("url={url}\n").as_bytes());
        let failed = |error: &str, output: &str| {
            format!("'git credential fill' failed (url={url}): {error}\n{output}")
        };
        let (exit, stdout, stderr) = outcome.map_err(|error| failed(&error, ""))?;
        if let Some(exit) = exit {
            return Err(failed(&exit, &format!("{stdout}{stderr}")));
        }
        command::parse_git(&stdout, url).map(|found| vec![found])
    }

    fn ask_command(
        &self,
        method: &str,
        url: &str,
        refusal: Option<&Response>,
    ) -> Result<command::Credentials, String> {
        let mut argv = command::split(method)?;
        if !url.is_empty() {
            argv.push(url.to_owned());
        }
        let input = refusal.map_or_else(Vec::new, command::input);
        let failed = |error: &str, stderr: &str| {
            format!("could not run command {method}: {error}\n{stderr}")
        };
        let outcome = self.execute(argv, &self.dir, &input);
        let (exit, stdout, stderr) = outcome.map_err(|error| failed(&error, ""))?;
        match exit {
            Some(exit) => Err(failed(&exit, &stderr)),
            None => command::parse(method, &stdout),
        }
    }

    /// Runs a program; returns its exit status if it failed, its stdout and its stderr.
    fn execute(
        &self,
        mut argv: Vec<String>,
        dir: &str,
        input: &[u8],
    ) -> Result<(Option<String>, String, String), String> {
        let path = self.env.iter().rev().find(|(name, _)| name == "PATH");
        let path = path.map_or("", |(_, value)| value.as_str());
        argv[0] = look_path(&argv[0], path).map_err(|error| error.to_string())?;
        let spawn = Spawn {
            argv,
            env: Arc::clone(&self.env),
            extra_env: Vec::new(),
            dir: dir.to_owned(),
            streams: Streams::Separate,
        };
        let outcome = self.executor.run_fed(&spawn, input, &self.cancel);
        let outcome = outcome.map_err(|error| error.to_string())?;
        let text = |bytes: &[u8]| os_str::decode(bytes);
        let exit = Some(outcome.exit).filter(|exit| !exit.is_success());
        Ok((
            exit.map(|exit| exit.to_string()),
            text(&outcome.stdout),
            text(&outcome.stderr),
        ))
    }
}

fn check_git_dir(dir: &str) -> Result<(), GitDirError> {
    if !dir.starts_with('/') {
        return Err(GitDirError::Relative);
    }
    match uncached::stat(dir) {
        Err(error) => Err(GitDirError::Stat {
            dir: dir.to_owned(),
            error,
        }),
        Ok(meta) if !meta.is_dir() => Err(GitDirError::NotDir),
        Ok(_) => Ok(()),
    }
}

/// Stores header fields for a prefix; without fields, removes the prefix.
fn store(known: &mut CredentialStore, prefix: &str, headers: Headers) {
    let prefix = trimmed(prefix);
    if headers.iter().next().is_none() {
        known.by_prefix.remove(prefix);
    } else {
        known.by_prefix.insert(prefix.to_owned(), headers);
    }
}

fn trimmed(prefix: &str) -> &str {
    let prefix = prefix.strip_prefix("https://").unwrap_or(prefix);
    prefix.strip_suffix('/').unwrap_or(prefix)
}

/// Returns the header fields of the longest matching prefix, compared by path elements.
fn find<'a>(known: &'a CredentialStore, url: &str) -> Option<&'a Headers> {
    let mut prefix = trimmed(url);
    loop {
        if let Some(headers) = known.by_prefix.get(prefix) {
            return Some(headers);
        }
        prefix = &prefix[..prefix.rfind('/')?];
    }
}

#[cfg(test)]
mod tests;
