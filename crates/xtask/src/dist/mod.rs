//! `cargo xtask dist`: all parts of a release, from one executable: an archive with completions and
//! manual pages, a Python wheel, and npm packages.
//!
//! Neither pip nor npm is needed to write them. With `--check` both install the artifacts, and the
//! executable runs in a root directory that has a C library only.
//! Counterpart: cmd/distpack.

mod check;
mod entry;
mod needs;
mod npm;
mod product;
mod room;
mod wheel;

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use entry::Entry;
use entry::tar_gz;
use needs::Needs;
use product::Product;
use product::Target;

use vamos_base::Digest;
use vamos_oracle::sdk;

const USAGE: &str = "usage: cargo xtask dist [--target gnu|musl|arm64-gnu|arm64-musl] [--out DIR] [--vamos FILE] \
     [--runner PROGRAM] [--check]";

/// Description of vamos for registries.
const SUMMARY: &str = "The go command in Rust: a drop-in replacement with a faster edit-build loop";

/// The shells and the names under which they look for completions.
const COMPLETIONS: [(&str, &str); 4] = [
    ("bash", "vamos.bash"),
    ("fish", "vamos.fish"),
    ("powershell", "_vamos.ps1"),
    ("zsh", "_vamos"),
];

/// A file that was written.
pub(crate) struct Artifact {
    name: String,
    bytes: Vec<u8>,
}

/// The artifacts of a product, by their installer.
struct Release {
    archive: Artifact,
    wheel: Artifact,
    npm: Vec<Artifact>,
    /// True if the executable needs no C library.
    is_static: bool,
}

/// The arguments.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    target: Target,
    out: Option<PathBuf>,
    vamos: Option<PathBuf>,
    runner: Option<PathBuf>,
    is_check: bool,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args)?;
    let product = Product::new(options.target, options.vamos, options.runner)?;
    let release = build(&product)?;
    let out = options
        .out
        .unwrap_or_else(|| sdk::target_dir().join("dist"));
    write(&out, &release)?;
    if options.is_check {
        check::run(&out, &product, &release)
    } else {
        Ok(())
    }
}

fn parse(args: &[String]) -> Result<Options, String> {
    let mut options = Options {
        target: Target::Gnu,
        out: None,
        vamos: None,
        runner: None,
        is_check: false,
    };
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        let mut value = || args.next().ok_or_else(|| USAGE.to_owned());
        match flag.as_str() {
            "--target" => options.target = Target::parse(value()?).ok_or(USAGE)?,
            "--out" => options.out = Some(value()?.into()),
            "--vamos" => options.vamos = Some(value()?.into()),
            "--runner" => options.runner = Some(value()?.into()),
            "--check" => options.is_check = true,
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok(options)
}

fn build(product: &Product) -> Result<Release, String> {
    let artifact = |(name, bytes)| Artifact { name, bytes };
    Ok(Release {
        archive: archive(product)?,
        wheel: artifact(wheel::build(product)?),
        npm: npm::build(product)?.into_iter().map(artifact).collect(),
        is_static: product.needs == Needs::Nothing,
    })
}

/// Returns the archive: the executable with all files for an installation by hand.
fn archive(product: &Product) -> Result<Artifact, String> {
    let mut entries = vec![Entry::program("vamos", &*product.binary)];
    for name in ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        entries.push(Entry::file(name, product.text(name)?));
    }
    for (shell, name) in COMPLETIONS {
        let script = product.printed(&["completion", shell])?;
        entries.push(Entry::file(format!("completions/{name}"), script));
    }
    let pages = tempfile::TempDir::new().map_err(|error| error.to_string())?;
    product.printed(&["man", "-o", &pages.path().to_string_lossy()])?;
    add_dir(&mut entries, pages.path(), "man/man1", ".1")?;
    add_dir(
        &mut entries,
        &sdk::workspace_root().join("docs"),
        "docs",
        ".md",
    )?;
    let name = format!("vamos-{}-{}", product.version, product.target.triple());
    let bytes = tar_gz(&name, &mut entries)?;
    Ok(Artifact {
        name: format!("{name}.tar.gz"),
        bytes,
    })
}

/// Adds the files of a directory whose names have an ending.
fn add_dir(entries: &mut Vec<Entry>, dir: &Path, place: &str, ending: &str) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: {error}", dir.display());
    for file in fs::read_dir(dir).map_err(fail)? {
        let file = file.map_err(fail)?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(ending) {
            let bytes = fs::read(file.path()).map_err(fail)?;
            entries.push(Entry::file(format!("{place}/{name}"), bytes));
        }
    }
    Ok(())
}

/// Writes all artifacts, each with a file of its checksum.
fn write(out: &Path, release: &Release) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: {error}", out.display());
    fs::create_dir_all(out).map_err(fail)?;
    for artifact in [&release.archive, &release.wheel]
        .into_iter()
        .chain(&release.npm)
    {
        let name = &artifact.name;
        let digest = Digest::of(&artifact.bytes);
        fs::write(out.join(name), &artifact.bytes).map_err(fail)?;
        fs::write(
            out.join(format!("{name}.sha256")),
            format!("{digest}  {name}\n"),
        )
        .map_err(fail)?;
        crate::say(&format!("{:>9}  {digest}  {name}", artifact.bytes.len()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Target;
    use super::parse;

    #[test]
    fn arguments() {
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let options = parse(&words("--target musl --out x --check")).unwrap();
        assert!(options.target == Target::Musl && options.is_check);
        assert_eq!(parse(&[]).unwrap().target, Target::Gnu);
        for wrong in ["--target", "--target mac", "x"] {
            assert!(parse(&words(wrong)).is_err(), "{wrong}");
        }
    }
}
