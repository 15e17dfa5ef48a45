//! The generator of the tables.
//!
//! Counterpart: none.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use vamos_base::Digest;
use vamos_fsys::Disk;
use vamos_goenv::capability::Capabilities;
use vamos_goenv::deciding;
use vamos_goenv::deciding::Tool;
use vamos_goenv::declarations::declarations;
use vamos_goenv::declarations::identity;
use vamos_goenv::known;
use vamos_goenv::known::Entry;
use vamos_goenv::known::FileEntry;
use vamos_goenv::known::Table;
use vamos_objfile::build_id;

use super::Inputs;
use super::KeptRelease;

/// The oldest minor whose declarations are stored; older ones have only fingerprints.
const OLDEST: u32 = 26;

/// A declaration, over all releases.
#[derive(Default)]
struct StoredDeclaration {
    /// Releases, by variant.
    variants: BTreeMap<u64, BTreeSet<(u32, u32)>>,
    decides: Capabilities,
}

/// A file, over all releases: its declarations, and its tools.
#[derive(Default)]
struct KeptFile {
    declarations: BTreeMap<String, StoredDeclaration>,
    releases: BTreeSet<(u32, u32)>,
    tools: BTreeSet<Tool>,
}

type KeptFiles = BTreeMap<String, KeptFile>;

/// Generates the files.
pub(super) fn run() -> Result<(), String> {
    let (table, inputs) = super::generated()?;
    let text = table.text();
    let dir = super::tables_dir();
    let version = Digest::of(text.as_bytes()).hex();
    let version = &version[..16];
    let head =
        format!("# @generated {version} by `cargo xtask profile write`: known declarations\n");
    let fingerprints = fingerprints(&inputs, &table);
    for (name, text) in [
        ("declarations.txt", head + &text),
        ("fingerprints.txt", fingerprints),
        ("programs.txt", programs(&inputs)?),
    ] {
        let path = dir.join(name);
        crate::say(&format!("{}: {} bytes", path.display(), text.len()));
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    crate::say(&format!("{} variants of declarations", table.hashes.len()));
    Ok(())
}

/// Returns the table of the releases.
pub(super) fn table(inputs: &Inputs) -> Result<Table, String> {
    let files = read(inputs);
    check_names(inputs, &files)?;
    let mut table = Table::default();
    for minor in minors(inputs) {
        add_minor(&mut table, inputs, &files, minor);
    }
    for (path, file) in &files {
        for (name, kept) in &file.declarations {
            for (hash, releases) in &kept.variants {
                let entry = table.hashes.entry(*hash).or_default();
                entry.missing = missing(inputs, (path, name), kept.decides, releases);
            }
        }
    }
    // A variant without a capability is treated like a variant of no release.
    let decides: BTreeMap<u64, Capabilities> = files
        .values()
        .flat_map(|file| file.declarations.values())
        .flat_map(|kept| kept.variants.keys().map(|hash| (*hash, kept.decides)))
        .collect();
    table
        .hashes
        .retain(|hash, entry| decides[hash] != entry.missing);
    add_fields(&mut table, inputs, &files)?;
    Ok(table)
}

fn minors(inputs: &Inputs) -> BTreeSet<u32> {
    let minors = inputs.releases.iter().map(|release| release.number.0);
    minors.filter(|minor| *minor >= OLDEST).collect()
}

/// Returns the releases of a minor.
fn of_minor(inputs: &Inputs, minor: u32) -> BTreeSet<(u32, u32)> {
    let numbers = inputs.releases.iter().map(|release| release.number);
    numbers.filter(|number| number.0 == minor).collect()
}

/// Reads the sources of all releases.
fn read(inputs: &Inputs) -> KeptFiles {
    let mut files = KeptFiles::new();
    for release in inputs
        .releases
        .iter()
        .filter(|release| release.number.0 >= OLDEST)
    {
        let goroot = release.goroot.display().to_string();
        for tool in Tool::ALL {
            known::walk(&Disk::new(), &goroot, tool, &mut |path, data| {
                let file = files.entry(path.to_owned()).or_default();
                file.tools.insert(tool);
                file.releases.insert(release.number);
                for declaration in declarations(path, data) {
                    let decides = tool.decided_by(path, &declaration.name);
                    if decides.is_empty() {
                        continue;
                    }
                    let kept = file.declarations.entry(declaration.name).or_default();
                    kept.decides = kept.decides.or(decides);
                    let releases = kept.variants.entry(declaration.hash).or_default();
                    releases.insert(release.number);
                }
            });
        }
    }
    files
}

/// Enters the files of a minor, and which variants it has.
fn add_minor(table: &mut Table, inputs: &Inputs, files: &KeptFiles, minor: u32) {
    let all = of_minor(inputs, minor);
    for (path, file) in files {
        let having: BTreeSet<_> = file.releases.intersection(&all).copied().collect();
        if having.is_empty() {
            continue;
        }
        let is_required = having == all;
        let mut sum = 0_u64;
        for (name, kept) in &file.declarations {
            let variants = kept.variants.values();
            let of_name: BTreeSet<_> = variants
                .flatten()
                .filter(|one| one.0 == minor)
                .copied()
                .collect();
            let is_always = of_name == having && !known::is_optional(name);
            if is_always {
                sum = sum.wrapping_add(identity(path, name));
            }
            for (hash, releases) in &kept.variants {
                if !releases.iter().any(|one| one.0 == minor) {
                    continue;
                }
                let entry: &mut Entry = table.hashes.entry(*hash).or_default();
                if is_always {
                    entry.required = entry.required.with(minor);
                } else {
                    entry.optional = entry.optional.with(minor);
                }
            }
        }
        let id = identity(path, "");
        table
            .files
            .insert((id, minor), FileEntry { is_required, sum });
        for tool in file.tools.iter().filter(|_| is_required) {
            let files = table.tools.entry((*tool, minor)).or_default();
            *files = files.wrapping_add(id);
        }
    }
}

/// Returns the capabilities for which a variant of a declaration is not known: no release that
/// has it, and in which it is followed, was compared.
fn missing(
    inputs: &Inputs,
    (path, name): (&str, &str),
    decides: Capabilities,
    releases: &BTreeSet<(u32, u32)>,
) -> Capabilities {
    let mut known = Capabilities::NONE;
    for release in inputs
        .releases
        .iter()
        .filter(|one| releases.contains(&one.number))
    {
        let mut pending = inputs.pending.iter();
        if !pending.any(|row| row.has(release.number, path, name)) {
            known = known.or(release.compared);
        }
    }
    decides.without(known)
}

/// Fails if a rule names a declaration that no release has.
fn check_names(inputs: &Inputs, files: &KeptFiles) -> Result<(), String> {
    let mut bad = Vec::new();
    let pending = inputs
        .pending
        .iter()
        .map(|row| (row.file.as_str(), row.name.as_str()));
    let fields = inputs
        .fields
        .iter()
        .map(|row| (row.1.as_str(), row.2.as_str()));
    for (path, name) in pending.chain(fields) {
        let file = files.get(path);
        if !file.is_some_and(|file| file.declarations.contains_key(name)) {
            bad.push(format!("{path} {name}"));
        }
    }
    for (path, name) in deciding::named_declarations() {
        let is_there = |release: &KeptRelease| {
            let data = std::fs::read(release.goroot.join("src").join(path));
            let data = data.unwrap_or_default();
            declarations(path, &data).iter().any(|one| one.name == name)
        };
        let newest = inputs.releases.iter().rev();
        if !newest.take(12).step_by(4).any(is_there) {
            bad.push(format!("{path} {name}"));
        }
    }
    if bad.is_empty() {
        Ok(())
    } else {
        Err(format!("no release has\n{}", bad.join("\n")))
    }
}

/// Enters the variants that decide fields.
fn add_fields(table: &mut Table, inputs: &Inputs, files: &KeptFiles) -> Result<(), String> {
    for (field, path, name) in &inputs.fields {
        let kept = &files[path].declarations[name];
        for (hash, releases) in &kept.variants {
            let has = |number: &(u32, u32)| known::has_field(number.0, number.1, field);
            let answers: BTreeSet<bool> = releases.iter().filter_map(has).collect();
            let Some(is_there) = answers.first().filter(|_| answers.len() == 1) else {
                return Err(format!(
                    "{field}: {name} of {releases:?} does not decide it"
                ));
            };
            if let Some(field) = known::field_of_name(field) {
                table
                    .fields
                    .entry(*hash)
                    .or_default()
                    .push((field, *is_there));
            }
        }
    }
    Ok(())
}

/// Returns the rows of fingerprints.
fn fingerprints(inputs: &Inputs, table: &Table) -> String {
    let mut rows: BTreeMap<(Tool, String), (Capabilities, Vec<String>)> = BTreeMap::new();
    for release in &inputs.releases {
        let goroot = release.goroot.display().to_string();
        for tool in Tool::ALL {
            let fingerprint = known::fingerprint(&Disk::new(), &goroot, tool).hex();
            let known = if release.number.0 < OLDEST {
                release.compared.and(tool.capabilities())
            } else {
                known::examine(&Disk::new(), &goroot, tool, release.number.0, table).known
            };
            let row = rows.entry((tool, fingerprint)).or_default();
            row.0 = known;
            row.1.push(release.version.clone());
        }
    }
    let mut text =
        "# @generated by `cargo xtask profile write`: fingerprints of releases\n".to_owned();
    for ((tool, fingerprint), (known, releases)) in rows {
        let releases = releases.join(" ");
        text.push_str(&format!(
            "{} {fingerprint} {:x} {releases}\n",
            tool.name(),
            known.bits()
        ));
    }
    text
}

/// Returns the rows of programs, of the host that this runs on.
fn programs(inputs: &Inputs) -> Result<String, String> {
    let mut rows = BTreeSet::new();
    for release in &inputs.releases {
        let tools = release.goroot.join("pkg/tool");
        let dir = std::fs::read_dir(&tools)
            .ok()
            .and_then(|mut dir| dir.next());
        let dir = dir.ok_or_else(|| format!("{}: no tools", tools.display()))?;
        let dir = dir.map_err(|error| error.to_string())?.path();
        for name in BTreeSet::from(Tool::ALL.map(known::program)) {
            let path = dir.join(name).display().to_string();
            let file = std::fs::File::open(&path).map_err(|error| format!("{path}: {error}"))?;
            let id = build_id::read_text(&path, &file).map_err(|error| error.to_string())?;
            let content = build_id::content_id(&id);
            rows.insert(format!("{name} {content} {}\n", release.version));
        }
    }
    let head = "# @generated by `cargo xtask profile write`: content IDs of programs\n";
    Ok(head.to_owned() + &rows.into_iter().collect::<String>())
}
