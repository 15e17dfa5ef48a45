//! The remote cache of a command: from the environment, the user's `vamos.toml` and the
//! workspace's, in this order of precedence for everything but the address: the workspace's address
//! precedes the user's if the user allows it.
//!
//! Counterpart: none.

use vamos_base::golang::path;
use vamos_config::FILE_NAME;
use vamos_config::Located;
use vamos_config::WorkspaceConfig;
use vamos_fsys::settings_file;
use vamos_goenv::locate::find_go_mod;
use vamos_goenv::locate::find_go_work;
use vamos_remote::AllowList;
use vamos_remote::Connection;
use vamos_remote::Endpoint;
use vamos_remote::Trust;

use super::remote_connection::connection;
use crate::env_vars::pairs;
use crate::env_vars::remote::REMOTE;
use crate::env_vars::remote::REMOTE_ALLOW;
use crate::env_vars::remote::REMOTE_KEYS;
use crate::env_vars::remote::REMOTE_PLATFORM;
use crate::env_vars::remote::REMOTE_SIGNING_KEY;
use crate::env_vars::remote::RemoteSetting;
use crate::env_vars::words;
use crate::error::CliError;
use crate::invocation::Invocation;
use crate::user_file::UserFile;

/// The error of an empty list of keys.
const NO_KEYS: &str = "remote.keys is empty; remove it to use the results of all writers";

/// A remote cache and its settings.
pub(super) struct Server {
    /// The address.
    pub(super) endpoint: Endpoint,
    /// Which setting names it.
    pub(super) origin: String,
    /// The connection.
    pub(super) connection: Connection,
    /// True if results are sent to it.
    pub(super) uploads: bool,
    /// True if jobs run on its workers.
    pub(super) executes: bool,
    /// Required properties of the workers, as names and values.
    pub(super) platform: Vec<(String, String)>,
    /// Whose results are used.
    pub(super) trust: Trust,
    /// The file of the private key that results are signed with.
    pub(super) signing_key: Option<SigningKey>,
}

/// The file of a private key.
pub(super) struct SigningKey {
    /// Its path.
    pub(super) file: String,
    /// Which setting names it.
    pub(super) setting: String,
}

/// Returns the remote cache of a command, `None` if it has none. Without a variable and without
/// a user's file, this costs one open.
pub(super) fn choose(invocation: &Invocation) -> Result<Option<Server>, CliError> {
    let from = invocation.process.settings.remote;
    if from == RemoteSetting::Off {
        return Ok(None);
    }
    let user = invocation.user_file()?;
    let Some((endpoint, origin)) = endpoint(invocation, user)? else {
        return Ok(None);
    };
    let table = &user.table;
    let settings = &invocation.process.settings;
    Ok(Some(Server {
        endpoint,
        origin,
        connection: connection(invocation, user)?,
        uploads: settings.uploads.or(table.upload).unwrap_or_default(),
        executes: settings.executes.or(table.execute).unwrap_or_default(),
        platform: match invocation.process.var(REMOTE_PLATFORM.name) {
            "" => table.platform.clone(),
            lines => pairs(lines).unwrap_or_default(),
        },
        trust: trust(invocation, user)?,
        signing_key: signing_key(invocation, user),
    }))
}

fn strings(list: &Located<Vec<String>>) -> impl Iterator<Item = &str> {
    list.value.iter().map(String::as_str)
}

/// Returns the server, and which setting names it.
fn endpoint(
    invocation: &Invocation,
    user: &UserFile,
) -> Result<Option<(Endpoint, String)>, CliError> {
    if invocation.process.settings.remote == RemoteSetting::Named {
        let address = Endpoint::parse(invocation.process.var(REMOTE.name));
        let address = address.map_err(|error| CliError::Fatal(error.to_string()))?;
        return Ok(Some((address, REMOTE.name.to_owned())));
    }
    let address = user.table.address.as_ref().map(|address| {
        let parsed = Endpoint::parse(&address.value);
        let parsed = parsed.map_err(|error| user.wrong(address, &error))?;
        Ok((parsed, format!("{}:{}", user.path, address.line)))
    });
    let address = address.transpose()?;
    let allowed = allowed(invocation, user)?;
    if allowed.is_empty() {
        // No address of a workspace would be used.
        return Ok(address);
    }
    let of_workspace = of_workspace(invocation).filter(|(address, _)| allowed.allows(address));
    Ok(of_workspace.cloned().or(address))
}

/// Describes the address in the workspace's file if it is not used, because the user does not
/// allow it or sets another one.
pub(super) fn ignored_address(invocation: &Invocation) -> Result<Option<String>, CliError> {
    if invocation.process.settings.remote != RemoteSetting::FromFile {
        return Ok(None);
    }
    let allowed = allowed(invocation, invocation.user_file()?)?;
    let ignored = of_workspace(invocation).filter(|(address, _)| !allowed.allows(address));
    Ok(ignored.map(|(address, place)| {
        format!("{address} ({place}) is not used: the user's vamos.toml does not allow it")
    }))
}

/// Returns the servers that a workspace may name.
fn allowed(invocation: &Invocation, user: &UserFile) -> Result<AllowList, CliError> {
    let variable = invocation.process.var(REMOTE_ALLOW.name);
    let parsed = match (variable, &user.table.allow) {
        ("", Some(list)) => {
            let parsed = AllowList::parse(strings(list));
            return parsed.map_err(|error| user.wrong(list, &error));
        }
        (variable, _) => AllowList::parse(words(variable)),
    };
    parsed.map_err(|error| CliError::Fatal(error.to_string()))
}

/// Returns the server that the workspace names, with the position of the setting.
fn of_workspace(invocation: &Invocation) -> Option<&(Endpoint, String)> {
    let address = &invocation.workspace_address;
    let address = address.get_or_init(|| read_of_workspace(invocation));
    address.as_ref()
}

/// Reads the workspace's file; mistakes in it are warnings.
fn read_of_workspace(invocation: &Invocation) -> Option<(Endpoint, String)> {
    let path = workspace_file(invocation)?;
    let warn = |text: &str| invocation.output.log(&format!("vamos: {text}; ignored"));
    let bytes = match settings_file::read(&path) {
        Ok(bytes) => bytes?,
        Err(error) => {
            warn(&error.to_string());
            return None;
        }
    };
    let config = WorkspaceConfig::parse(&bytes);
    for mistake in &config.mistakes {
        warn(&format!("{path}:{}: {mistake}", mistake.line));
    }
    let address = config.address?;
    let place = format!("{path}:{}", address.line);
    let parsed = Endpoint::parse(&address.value);
    let parsed = parsed.inspect_err(|error| warn(&format!("{place}: {error}")));
    Some((parsed.ok()?, place))
}

/// Returns the path of the workspace's file: in the directory of go.work, or of go.mod without one.
fn workspace_file(invocation: &Invocation) -> Option<String> {
    let (env, files) = (&invocation.env, &*invocation.disk);
    let cwd = &invocation.process.cwd;
    let go_work = find_go_work(env, files, cwd).ok().flatten();
    let root = go_work.or_else(|| find_go_mod(env, files, cwd))?;
    Some(path::join(&[&path::dir(&root), FILE_NAME]))
}

/// Returns whose results are used.
fn trust(invocation: &Invocation, user: &UserFile) -> Result<Trust, CliError> {
    match (invocation.process.var(REMOTE_KEYS.name), &user.table.keys) {
        // Without keys all writers are trusted, which an empty list does not suggest.
        ("", Some(keys)) if keys.value.is_empty() => Err(user.wrong(keys, &NO_KEYS)),
        ("", Some(keys)) => {
            let trust = Trust::with_keys(strings(keys));
            trust.map_err(|error| user.wrong(keys, &error))
        }
        (keys, _) => {
            let trust = Trust::with_keys(words(keys));
            trust.map_err(|error| CliError::Fatal(error.to_string()))
        }
    }
}

/// Returns the key that signs results.
fn signing_key(invocation: &Invocation, user: &UserFile) -> Option<SigningKey> {
    match invocation.process.var(REMOTE_SIGNING_KEY.name) {
        "" => {
            let key = user.table.signing_key.as_ref()?;
            Some(SigningKey {
                file: user.beside(&key.value),
                setting: format!("vamos: {}:{}", user.path, key.line),
            })
        }
        file => Some(SigningKey {
            file: file.to_owned(),
            setting: REMOTE_SIGNING_KEY.name.to_owned(),
        }),
    }
}
