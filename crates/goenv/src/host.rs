//! The platform that vamos runs on, in Go's names, and its directories for user files.
//!
//! Counterpart: runtime.GOOS, runtime.GOARCH, os.UserConfigDir, os.UserCacheDir.

use crate::inputs::Environ;

/// GOOS of the machine.
pub const GOOS: &str = go_os(std::env::consts::OS);

/// GOARCH of the machine.
pub const GOARCH: &str = go_arch(std::env::consts::ARCH);

/// True on Windows.
pub(crate) const IS_WINDOWS: bool = matches!(GOOS.as_bytes(), b"windows");

/// Returns Go's name of a system that Rust names so.
const fn go_os(name: &'static str) -> &'static str {
    match name.as_bytes() {
        b"macos" => "darwin",
        _ => name,
    }
}

/// Returns Go's name of an architecture that Rust names so.
const fn go_arch(name: &'static str) -> &'static str {
    match name.as_bytes() {
        b"x86_64" => "amd64",
        b"aarch64" => "arm64",
        b"x86" => "386",
        b"loongarch64" => "loong64",
        b"powerpc64" if cfg!(target_endian = "little") => "ppc64le",
        b"powerpc64" => "ppc64",
        _ => name,
    }
}

/// The null device, as `go env GOMOD` prints it outside of modules.
pub const DEV_NULL: &str = if IS_WINDOWS { "NUL" } else { "/dev/null" };

/// The variable that names the user's home.
pub(crate) const HOME: &str = if IS_WINDOWS { "USERPROFILE" } else { "HOME" };

/// One row of the table of user directories: the XDG variable, the path below the home directory if
/// it is unset, the same for macOS, the variable of Windows.
struct UserDir {
    xdg: &'static str,
    below_home: &'static str,
    macos: &'static str,
    windows: &'static str,
}

/// The user's home directory, if the environment has one.
pub(crate) fn home(env: &Environ) -> Option<&str> {
    env.get_set(HOME)
}

/// `os.UserConfigDir`, with its error texts.
pub fn user_config_dir(env: &Environ) -> Result<String, String> {
    user_dir(
        env,
        &UserDir {
            xdg: "XDG_CONFIG_HOME",
            below_home: "/.config",
            macos: "/Library/Application Support",
            windows: "AppData",
        },
    )
}

/// `os.UserCacheDir`, with its error texts.
pub fn user_cache_dir(env: &Environ) -> Result<String, String> {
    user_dir(
        env,
        &UserDir {
            xdg: "XDG_CACHE_HOME",
            below_home: "/.cache",
            macos: "/Library/Caches",
            windows: "LocalAppData",
        },
    )
}

fn user_dir(env: &Environ, row: &UserDir) -> Result<String, String> {
    user_dir_on(GOOS, env, row)
}

/// Like [`user_dir`], for the system `goos`.
fn user_dir_on(goos: &str, env: &Environ, row: &UserDir) -> Result<String, String> {
    if goos == "windows" {
        return match env.get_set(row.windows) {
            Some(dir) => Ok(dir.to_owned()),
            None => Err(format!("%{}% is not defined", row.windows)),
        };
    }
    if goos == "darwin" {
        return match env.get_set("HOME") {
            Some(home) => Ok(format!("{home}{}", row.macos)),
            None => Err("$HOME is not defined".to_owned()),
        };
    }
    match env.get_set(row.xdg) {
        Some(dir) if dir.starts_with('/') => Ok(dir.to_owned()),
        Some(_) => Err(format!("path in ${} is relative", row.xdg)),
        None => match env.get_set("HOME") {
            Some(home) => Ok(format!("{home}{}", row.below_home)),
            None => Err(format!("neither ${} nor $HOME are defined", row.xdg)),
        },
    }
}

/// `os.TempDir`.
pub fn temp_dir(env: &Environ) -> String {
    let names: &[&str] = if IS_WINDOWS {
        &["TMP", "TEMP"]
    } else {
        &["TMPDIR"]
    };
    for name in names {
        if let Some(dir) = env.get_set(name) {
            return dir.to_owned();
        }
    }
    "/tmp".to_owned()
}
