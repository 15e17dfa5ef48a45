//! Zips of many modules: their files in GOMODCACHE from each side, their hashes, and the zips that
//! are made again from their files.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Deserializer;
use serde_json::Value;
use vamos_base::golang::gover;
use vamos_base::golang::module::ModuleVersion;
use vamos_deflate::Generation;
use vamos_deflate::Level;
use vamos_modzip::Candidate;
use vamos_modzip::Content;
use vamos_modzip::Recipe;
use vamos_modzip::ZipFile;
use vamos_testkit::Random;

use super::Report;
use super::options::Options;
use super::place::RunsDir;
use crate::files;
use crate::pair;
use crate::pair::Outcome;
use crate::pair::Side;
use crate::tree;

/// Number of versions that one command downloads.
const BATCH: usize = 25;

/// Number of bytes that upstream compresses at once.
const PIECE: usize = 32 << 10;

/// A version whose zip is in the material.
#[derive(Clone)]
struct Zip {
    module: ModuleVersion,
    /// Its hash in go.sum.
    hash: String,
    bytes: Vec<u8>,
}

/// Compares all versions, or the requested number.
pub(crate) fn run(place: &RunsDir, options: &Options, report: &mut Report) -> Result<(), String> {
    let downloads = place.downloads();
    let mut names = Vec::new();
    find_zips(&downloads, "", &mut names);
    names.sort();
    let count = usize::try_from(options.rounds.unwrap_or(300)).unwrap_or(usize::MAX);
    let mut random = Random::new(options.seed);
    let mut chosen = Vec::new();
    while chosen.len() < count && !names.is_empty() {
        chosen.push(names.swap_remove(random.below(names.len())));
    }
    let (mut right, mut same_bytes) = (0, 0);
    for batch in chosen.chunks(BATCH) {
        let zips = batch.iter().map(|name| read_zip(&downloads, name));
        let zips: Vec<Zip> = zips.collect::<Result<_, _>>()?;
        if let Err(problem) = same_downloads(place, &zips) {
            report.say("downloads", Err(problem));
        }
        for zip in &zips {
            match made_again(zip) {
                Ok(is_same) => {
                    right += 1;
                    same_bytes += usize::from(is_same);
                }
                Err(problem) => report.say(&zip.module.to_string(), Err(problem)),
            }
        }
    }
    let text = format!(
        "{right} of {} have their hash when made again, {same_bytes} of them the same bytes; seed {}",
        chosen.len(),
        options.seed
    );
    report.say("zips", Ok(text));
    Ok(())
}

/// Finds zips below a directory, each by its name without the ending.
fn find_zips(root: &Path, below: &str, names: &mut Vec<String>) {
    let entries = fs::read_dir(root.join(below)).into_iter().flatten();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = match below {
            "" => name,
            _ => format!("{below}/{name}"),
        };
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            find_zips(root, &path, names);
        } else if let Some(name) = path.strip_suffix(".zip")
            && of_name(name).is_some()
        {
            // Some exist only in part, because nothing used the rest.
            let is_there = |ending: &&str| root.join(format!("{name}.{ending}")).exists();
            if ["ziphash", "info", "mod"].iter().all(is_there) {
                names.push(name.to_owned());
            }
        }
    }
}

/// Returns the version of an escaped name: `!` precedes letters that are capital.
fn of_name(name: &str) -> Option<ModuleVersion> {
    let mut plain = String::new();
    let mut is_capital = false;
    for c in name.chars() {
        match c {
            '!' => is_capital = true,
            c if std::mem::take(&mut is_capital) => plain.push(c.to_ascii_uppercase()),
            c => plain.push(c),
        }
    }
    let (path, version) = plain.split_once("/@v/")?;
    let is_module = path != "golang.org/toolchain";
    is_module.then(|| ModuleVersion::new(path, version))
}

fn read_zip(downloads: &Path, name: &str) -> Result<Zip, String> {
    let read = |ending: &str| {
        let file = downloads.join(format!("{name}.{ending}"));
        files::read(&file)
    };
    let hash = String::from_utf8_lossy(&read("ziphash")?).trim().to_owned();
    Ok(Zip {
        module: of_name(name).ok_or("no version")?,
        hash,
        bytes: read("zip")?,
    })
}

/// Downloads versions with each side into an empty GOMODCACHE: the output and the files are equal,
/// and the hashes match go.sum.
fn same_downloads(place: &RunsDir, zips: &[Zip]) -> Result<(), String> {
    let mut args = vec!["mod".to_owned(), "download".to_owned(), "-json".to_owned()];
    args.extend(zips.iter().map(|zip| zip.module.to_string()));
    let mut left = Vec::new();
    for side in Side::BOTH {
        place.fresh_dirs()?;
        let source = place.source();
        files::make_dir(&source)?;
        let mut command = place.command(side, None);
        command
            .env("GOPROXY", place.material_url())
            .env("GOSUMDB", "off")
            .args(&args);
        let mut outcome = Outcome::of(&pair::output(&mut command)?);
        // Downloads are reported in the order in which they begin.
        outcome.texts.remove("stderr");
        outcome.files = tree::read(&place.modcache())?;
        left.push(outcome);
    }
    let [official, vamos] = &left[..] else {
        return Err("not two sides".to_owned());
    };
    official.compare(vamos)?;
    let sums = sums(vamos.text("stdout").as_bytes())?;
    let wrong = zips.iter().find(|zip| {
        let sum = sums.get(&zip.module.to_string());
        sum != Some(&zip.hash)
    });
    match wrong {
        Some(zip) => Err(format!("{}: another hash than in go.sum", zip.module)),
        None => Ok(()),
    }
}

/// Returns the hashes that `mod download -json` prints.
fn sums(json: &[u8]) -> Result<BTreeMap<String, String>, String> {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or("").to_owned();
    let values = Deserializer::from_slice(json).into_iter::<Value>();
    let sums = values.map(|value| {
        let value = value.map_err(|error| error.to_string())?;
        let (path, version) = (text(&value, "Path"), text(&value, "Version"));
        Ok((format!("{path}@{version}"), text(&value, "Sum")))
    });
    sums.collect()
}

/// Makes the zip again of its own files: its files and their hash are the same. Returns whether
/// its bytes are, too, which depends on the release that a proxy runs.
fn made_again(zip: &Zip) -> Result<bool, String> {
    let files = |bytes: &[u8]| {
        let files = vamos_modzip::module_files(bytes, &zip.module);
        files.map_err(|error| error.to_string())
    };
    let before = files(&zip.bytes)?;
    let candidates = before.iter().map(|file| Candidate {
        name: &file.name,
        from: Content::Bytes(&file.data),
    });
    let recipe = Recipe {
        module: &zip.module,
        is_modern: is_modern(&before),
        deflate: &|bytes| vamos_deflate::flate(Generation::Gen1, Level::Five, bytes, PIECE),
    };
    let candidates: Vec<Candidate<'_>> = candidates.collect();
    let made = vamos_modzip::create(&recipe, &candidates).map_err(|error| error.to_string())?;
    let after = files(&made)?;
    let hash = hash(&zip.module, &after)?;
    if hash != zip.hash {
        let counts = (before.len(), after.len());
        return Err(format!("{hash} instead of {}, files {counts:?}", zip.hash));
    }
    Ok(made == zip.bytes)
}

/// Reports whether a module's go.mod requires a release that excludes all of vendor directories
/// below the root: older ones included the lists of modules in the zip.
fn is_modern(files: &[ZipFile]) -> bool {
    let go_mod = files.iter().find(|file| file.name == "go.mod");
    go_mod.is_some_and(|file| {
        let version = gover::go_mod_lookup(&file.data, "go");
        gover::compare(version, "1.24").is_ge()
    })
}

/// Returns the `h1:` hash of a module's files.
fn hash(module: &ModuleVersion, files: &[ZipFile]) -> Result<String, String> {
    let named = files.iter().map(|file| {
        let mut hash = vamos_base::Sha256::new();
        hash.update(&file.data);
        (format!("{module}/{}", file.name), hash.finish())
    });
    let named: Vec<_> = named.collect();
    let mut named: Vec<_> = named
        .iter()
        .map(|(name, sum)| (name.as_str(), *sum))
        .collect();
    vamos_modzip::dirhash::hash1(&mut named).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::of_name;

    #[test]
    fn capital_letters_are_marked() {
        let found = of_name("github.com/!burnt!sushi/toml/@v/v1.0.0-!r!c1").unwrap();
        assert_eq!(found.to_string(), "github.com/BurntSushi/toml@v1.0.0-RC1");
        assert!(of_name("cache/lock").is_none());
    }
}
