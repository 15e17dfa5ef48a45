//! Makes a module's zip from the files of its repository.
//!
//! Counterpart: cmd/go/internal/modfetch/coderepo.go (`codeRepo.Zip`).

use std::sync::Arc;

use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::os_str;
use vamos_deflate::Generation;
use vamos_deflate::Level;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modfile::gover;
use vamos_modfile::gover::TooNewError;
use vamos_modzip::Archive;
use vamos_modzip::Candidate;
use vamos_modzip::Content;
use vamos_modzip::MAX_ZIP_FILE;
use vamos_modzip::Recipe;
use vamos_modzip::ZipError;
use vamos_vcs::CodeRepo;

use crate::Config;

/// How many bytes upstream compresses at once, which older releases' results depend on.
const PIECE: usize = 32 << 10;

fn message(text: &str) -> ModuleError {
    ModuleError::message(text)
}

fn zip_error(error: ZipError) -> ModuleError {
    ModuleError::Other(Arc::new(error))
}

/// Returns the bytes of a version's zip.
pub(super) fn make_zip(
    mut repo: CodeRepo<'_>,
    path: &str,
    version: &str,
    config: &Config,
) -> Result<Vec<u8>, ModuleError> {
    let found = repo.locate(version)?;
    let module = ModuleVersion::new(path, version);
    let go_mod = match found.go_mod.clone() {
        Some(text) => Some(text),
        None => repo.read_file(&found, "go.mod")?,
    };
    if let Some(text) = &go_mod {
        let wanted = gover::go_mod_lookup(text, "go");
        if gover::compare(wanted, &config.local.version).is_gt() {
            return Err(TooNewError::new(module.to_string(), wanted, "", &config.local).into());
        }
    }
    let Some(archive) = repo.read_zip(&found)? else {
        return Err(ModuleError::NotExist(Box::new(message(
            "file does not exist",
        ))));
    };
    if archive.len() as u64 > MAX_ZIP_FILE {
        return Err(message("downloaded zip file too large"));
    }
    let read = Archive::read(&archive).map_err(zip_error)?;
    let mut files = candidates(&read, &archive, &found.dir)?;
    // A module below the root has the license of the root, unless it has its own.
    let license = match files.iter().any(|file| file.name == "LICENSE") || found.dir.is_empty() {
        true => None,
        false => repo.read_root_file(&found, "LICENSE").ok().flatten(),
    };
    if let Some(license) = &license {
        files.push(Candidate {
            name: "LICENSE",
            from: Content::Bytes(license),
        });
    }
    let generation = match config.release.has_new_deflate() {
        true => Generation::Gen2,
        false => Generation::Gen1,
    };
    let recipe = Recipe {
        module: &module,
        is_modern: go_mod.is_some_and(|text| is_modern(&text)),
        deflate: &|bytes| vamos_deflate::flate(generation, Level::Five, bytes, PIECE),
    };
    vamos_modzip::create(&recipe, &files).map_err(zip_error)
}

/// Returns the files of an archive that are in a directory of the repository.
fn candidates<'a>(
    read: &'a Archive,
    zip: &'a [u8],
    dir: &str,
) -> Result<Vec<Candidate<'a>>, ModuleError> {
    let mut top = "";
    let mut files = Vec::new();
    let prefix = match dir.trim_matches('/') {
        "" => String::new(),
        dir => format!("{dir}/"),
    };
    for member in &read.members {
        if top.is_empty() {
            let end = member.name.find('/');
            let end = end.ok_or_else(|| message("missing top-level directory prefix"))?;
            top = &member.name[..=end];
        }
        let Some(name) = member.name.strip_prefix(top) else {
            return Err(message(
                "zip file contains more than one top-level directory",
            ));
        };
        let Some(name) = name.strip_prefix(prefix.as_str()) else {
            continue;
        };
        if name.is_empty() || name.ends_with('/') {
            continue;
        }
        files.push(Candidate {
            name,
            from: Content::Member { member, zip },
        });
    }
    Ok(files)
}

/// Reports whether a go.mod asks for Go 1.24 or newer.
fn is_modern(go_mod: &[u8]) -> bool {
    let text = os_str::decode(go_mod);
    let file = GoMod::parse_lax("go.mod", text.as_bytes(), None);
    let version = file.ok().and_then(|file| file.go).map(|go| go.version);
    version.is_some_and(|version| gover::compare(&gover::lang(&version), "1.24").is_ge())
}
