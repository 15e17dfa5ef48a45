//! Makes a module's zip from the files of its repository.
//!
//! Counterpart: cmd/go/internal/modfetch/coderepo.go (`codeRepo.Zip`).

use std::sync::Arc;

use vamos_base::golang::gover;
use vamos_base::golang::gover::TooNewError;
use vamos_base::golang::module::ModuleVersion;
use vamos_base::golang::os_str;
use vamos_deflate::Generation;
use vamos_deflate::Level;
use vamos_modfile::GoMod;
use vamos_modfile::ModuleError;
use vamos_modzip::Archive;
use vamos_modzip::Candidate;
use vamos_modzip::Content;
use vamos_modzip::MAX_ZIP_FILE;
use vamos_modzip::Recipe;
use vamos_modzip::ZipError;
use vamos_vcs::CodeRepo;
use vamos_vcs::Tree;

use crate::Config;

/// The number of bytes that upstream compresses at once, which affects the results of older
/// releases.
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
        // The command that reads it again must be shown.
        Some(text) if !config.shows_requests => Some(text),
        _ => repo.read_file(&found, "go.mod")?,
    };
    if let Some(text) = &go_mod {
        let wanted = gover::go_mod_lookup(text, "go");
        if gover::compare(wanted, &config.local.version).is_gt() {
            return Err(TooNewError::new(module.to_string(), wanted, "", &config.local).into());
        }
    }
    let Some(tree) = repo.read_tree(&found, MAX_ZIP_FILE)? else {
        return Err(ModuleError::NotExist(Box::new(message(
            "file does not exist",
        ))));
    };
    let archive = match &tree {
        Tree::Zip(zip) if zip.len() as u64 > MAX_ZIP_FILE => {
            return Err(message("downloaded zip file too large"));
        }
        Tree::Zip(zip) => Some(Archive::read(zip).map_err(zip_error)?),
        Tree::Files(_) => None,
    };
    let all = all_files(&tree, archive.as_ref());
    let mut files = candidates(all, &found.dir)?;
    // A module below the root has the license of the root, unless it has its own.
    let license = if files.iter().any(|file| file.name == "LICENSE") || found.dir.is_empty() {
        None
    } else {
        repo.read_root_file(&found, "LICENSE").ok().flatten()
    };
    if let Some(license) = &license {
        files.push(Candidate {
            name: "LICENSE",
            from: Content::Bytes(license),
        });
    }
    let generation = if config.release.has_new_deflate() {
        Generation::Gen2
    } else {
        Generation::Gen1
    };
    let recipe = Recipe {
        module: &module,
        is_modern: go_mod.is_some_and(|text| is_modern(&text)),
        deflate: &|bytes| vamos_deflate::flate(generation, Level::Five, bytes, PIECE),
    };
    vamos_modzip::create(&recipe, &files).map_err(zip_error)
}

/// Returns all files of a tree; `archive` is the directory of its zip.
fn all_files<'a>(tree: &'a Tree, archive: Option<&'a Archive>) -> Vec<Candidate<'a>> {
    match tree {
        Tree::Zip(zip) => {
            let members = archive.into_iter().flat_map(|archive| &archive.members);
            let files = members.map(|member| Candidate {
                name: &member.name,
                from: Content::Member { member, zip },
            });
            files.collect()
        }
        Tree::Files(files) => {
            let files = files.iter().map(|(name, bytes)| Candidate {
                name,
                from: Content::Bytes(bytes),
            });
            files.collect()
        }
    }
}

/// Returns the files in a directory of the repository.
fn candidates<'a>(all: Vec<Candidate<'a>>, dir: &str) -> Result<Vec<Candidate<'a>>, ModuleError> {
    let mut top = "";
    let mut files = Vec::new();
    let prefix = match dir.trim_matches('/') {
        "" => String::new(),
        dir => format!("{dir}/"),
    };
    for Candidate { name, from } in all {
        if top.is_empty() {
            let end = name.find('/');
            let end = end.ok_or_else(|| message("missing top-level directory prefix"))?;
            top = &name[..=end];
        }
        let Some(name) = name.strip_prefix(top) else {
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
        files.push(Candidate { name, from });
    }
    Ok(files)
}

/// Reports whether a go.mod requires Go 1.24 or newer.
fn is_modern(go_mod: &[u8]) -> bool {
    let text = os_str::decode(go_mod);
    let file = GoMod::parse_lax("go.mod", text.as_bytes(), None);
    let version = file.ok().and_then(|file| file.go).map(|go| go.version);
    version.is_some_and(|version| gover::compare(&gover::lang(&version), "1.24").is_ge())
}
