//! Finds the SDK.
//!
//! Upstream's binary is in GOROOT/bin; vamos may be installed anywhere. So after GOROOT (set
//! or in the env file) and the location of vamos, every `go` on PATH is tried, then the
//! default installation directory, then SDKs that were downloaded as modules.
//! Counterpart: cmd/go/internal/cfg/cfg.go (`findGOROOT`).

use vamos_base::golang::path;

use crate::host::IS_WINDOWS;
use crate::inputs::Inputs;
use crate::inputs::absolute;
use crate::inputs::is_executable;

/// Returns GOROOT if it is set, or an SDK that was not downloaded as a module.
pub(crate) fn find(inputs: &Inputs, from_env_file: &str) -> Option<String> {
    // The env file is read before the OS environment: upstream's order.
    let set = match from_env_file {
        "" => inputs.env.get("GOROOT"),
        file => file,
    };
    if !set.is_empty() {
        return Some(path::clean(set));
    }
    search(inputs)
}

/// The usual directory of SDKs, used by Go's own installer and archives.
const USUAL: &str = if IS_WINDOWS {
    "C:/Program Files/Go"
} else {
    "/usr/local/go"
};

/// Finds an SDK that contains vamos, one on PATH, or one in the default directory.
pub(crate) fn search(inputs: &Inputs) -> Option<String> {
    if !inputs.exe.is_empty()
        && let Some(found) = around(inputs, &inputs.exe, &["pkg/tool"])
    {
        return Some(found);
    }
    from_path(inputs).or_else(|| {
        let holds = |name: &str| inputs.files.is_dir(&path::join(&[USUAL, name]));
        (holds("pkg/tool") && holds("src")).then(|| USUAL.to_owned())
    })
}

/// The SDK of the first `go` on PATH that belongs to one.
fn from_path(inputs: &Inputs) -> Option<String> {
    const GO: &str = if IS_WINDOWS { "go.exe" } else { "go" };
    for dir in path::split_list(inputs.env.get("PATH")) {
        // A relative PATH entry is never trusted (os/exec.ErrDot).
        if !path::is_abs(dir) {
            continue;
        }
        let program = path::join(&[dir, GO]);
        if is_executable(inputs, &program)
            && let Some(found) = around(inputs, &program, &["pkg/tool", "src"])
        {
            return Some(found);
        }
    }
    None
}

/// The GOROOT that holds a program in bin or bin/GOOS_GOARCH; symbolic links are resolved if
/// necessary.
pub(crate) fn around(inputs: &Inputs, program: &str, must_hold: &[&str]) -> Option<String> {
    let program = absolute(&inputs.cwd, program);
    if let Some(found) = above(inputs, &program, must_hold) {
        return Some(found);
    }
    let real = (inputs.eval_symlinks)(&program)?;
    if real == program {
        None
    } else {
        above(inputs, &real, must_hold)
    }
}

fn above(inputs: &Inputs, program: &str, must_hold: &[&str]) -> Option<String> {
    ["../..", "../../.."].into_iter().find_map(|up| {
        let dir = path::join(&[program, up]);
        let holds = |name: &&str| inputs.files.is_dir(&path::join(&[&dir, *name]));
        must_hold.iter().all(holds).then_some(dir)
    })
}
