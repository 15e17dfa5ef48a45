//! The certificates that the machine trusts.
//!
//! Counterpart: crypto/x509/root_unix.go (`loadSystemRoots`), root_linux.go.

use vamos_fsys::uncached;

/// Files that contain all of them; the first existing one is used.
const FILES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Directories of files with one each.
const DIRS: [&str; 2] = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

/// Reads them, as PEM. A file or list of directories given by the user replaces the system's; `own`
/// is a file with an additional one.
pub fn read(cert_file: &str, cert_dir: &str, own: Option<&str>) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    found.extend(own.and_then(|file| uncached::read(file).ok()));
    let one = [cert_file];
    let files: &[&str] = if cert_file.is_empty() { &FILES } else { &one };
    found.extend(files.iter().find_map(|file| uncached::read(file).ok()));
    let dirs: Vec<&str> = match cert_dir {
        "" => DIRS.to_vec(),
        dirs => dirs.split(':').collect(),
    };
    for dir in dirs {
        let names = uncached::names(dir).unwrap_or_default();
        found.extend(
            names
                .iter()
                .filter_map(|name| uncached::read(&format!("{dir}/{name}")).ok()),
        );
    }
    found
}
