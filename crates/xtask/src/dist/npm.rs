//! The npm packages: one for each platform with the executable, and `vamos`, which depends on all
//! of them optionally, so that npm installs the one that fits.
//!
//! Counterpart: none; the layout is esbuild's.

use serde_json::Value;
use serde_json::json;

use super::Product;
use super::entry::Entry;
use super::entry::tar_gz;
use super::needs::Needs;

/// Starts the executable, until `install.js` replaces it.
const LAUNCHER: &str = include_str!("launcher.js.txt");
/// Runs after the installation.
const INSTALL: &str = include_str!("install.js.txt");

/// The packages of the platforms, with their processor and C library.
const PLATFORMS: [(&str, &str, &str); 4] = [
    ("vamos-linux-x64", "x64", "glibc"),
    ("vamos-linux-x64-musl", "x64", "musl"),
    ("vamos-linux-arm64", "arm64", "glibc"),
    ("vamos-linux-arm64-musl", "arm64", "musl"),
];

/// Returns both packages: their file names and their bytes.
pub(super) fn build(product: &Product) -> Result<Vec<(String, Vec<u8>)>, String> {
    let version = product.version;
    let cpu = product.target.cpu();
    let libc = match product.needs {
        Needs::Nothing => "musl",
        Needs::Glibc(_) => "glibc",
    };
    let found = PLATFORMS.iter().find(|row| (row.1, row.2) == (cpu, libc));
    let (platform, ..) = found.ok_or("no package for this platform")?;
    let mut own = json!({
        "os": ["linux"],
        "cpu": [cpu],
        "libc": [libc],
        "preferUnplugged": true,
    });
    describe(&mut own, platform, version);
    let mut of_platform = vec![Entry::program("bin/vamos", &*product.binary)];
    add_texts(&mut of_platform, product, &own)?;

    let optional: serde_json::Map<String, Value> = PLATFORMS
        .iter()
        .map(|(name, ..)| ((*name).to_owned(), Value::from(version)))
        .collect();
    let mut main = json!({
        "bin": {"vamos": "bin/vamos"},
        "scripts": {"postinstall": "node install.js"},
        "engines": {"node": ">=16"},
        "optionalDependencies": optional,
    });
    describe(&mut main, "vamos", version);
    let mut of_main = vec![
        Entry::program("bin/vamos", LAUNCHER),
        Entry::file("install.js", INSTALL),
        Entry::file("README.md", product.text("README.md")?),
    ];
    add_texts(&mut of_main, product, &main)?;
    Ok(vec![
        (
            format!("{platform}-{version}.tgz"),
            tar_gz("package", &mut of_platform)?,
        ),
        (
            format!("vamos-{version}.tgz"),
            tar_gz("package", &mut of_main)?,
        ),
    ])
}

/// Adds the common texts of each package.
fn add_texts(entries: &mut Vec<Entry>, product: &Product, package: &Value) -> Result<(), String> {
    let package = serde_json::to_string_pretty(package).map_err(|error| error.to_string())?;
    entries.push(Entry::file("package.json", format!("{package}\n")));
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        entries.push(Entry::file(license, product.text(license)?));
    }
    Ok(())
}

fn describe(package: &mut Value, name: &str, version: &str) {
    package["name"] = name.into();
    package["version"] = version.into();
    package["description"] = super::SUMMARY.into();
    package["license"] = "MIT OR Apache-2.0".into();
}
