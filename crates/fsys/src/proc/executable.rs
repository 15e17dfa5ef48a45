//! The file of the running program.
//!
//! Counterpart: os.Executable.

use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use vamos_base::golang::os_str;

/// Returns the path of the running program's file, links resolved.
///
/// # Errors
/// The system does not know it.
pub fn executable() -> io::Result<String> {
    let path = resolved(std::env::current_exe()?)?;
    Ok(os_str::decode(path.as_os_str().as_bytes()))
}

/// The Linux kernel has resolved links.
#[cfg(all(target_os = "linux", not(portable)))]
fn resolved(path: PathBuf) -> io::Result<PathBuf> {
    Ok(path)
}

/// Other systems return the path of the program's start, which may be a link.
#[cfg(not(all(target_os = "linux", not(portable))))]
fn resolved(path: PathBuf) -> io::Result<PathBuf> {
    std::fs::canonicalize(path)
}

#[cfg(test)]
mod tests {
    use super::executable;

    #[test]
    fn this_program_has_a_file_without_links() {
        let path = executable().unwrap();
        let real = std::fs::canonicalize(&path).unwrap();
        assert_eq!(real.to_str(), Some(path.as_str()));
    }
}
