//! The sizes of the caches as text.
//!
//! Counterpart: none.

use std::fmt::Write as _;

use super::CacheSize;
use super::Group;
use super::ModuleSizes;
use super::OwnSizes;
use super::Size;

/// Maximum number of modules and projects in the text.
const SHOWN: usize = 10;

/// Returns the sizes as text.
pub fn cache_size_text(size: &CacheSize, own: &OwnSizes, modules: Option<&ModuleSizes>) -> String {
    let mut text = format!("GOCACHE {}\n{}", size.dir, line(&size.total, "total"));
    section(&mut text, "by kind", &size.kinds);
    section(&mut text, "by last use, exact to the hour", &size.ages);
    section(
        &mut text,
        "by project built with vamos; projects may share entries",
        &size.projects,
    );
    let total = line(&own.total, "total");
    let _ = write!(text, "\nvamos {}\n{total}", own.dir);
    section(&mut text, "by part", &own.parts);
    if let Some(modules) = modules {
        let total = line(&modules.total, "total");
        let _ = write!(text, "\nGOMODCACHE {}\n{total}", modules.dir);
        text.push_str(&line(&modules.downloads, "downloads"));
        section(&mut text, "largest modules", &modules.modules);
    }
    text
}

fn section(text: &mut String, title: &str, groups: &[Group]) {
    if groups.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n  {title}");
    for group in groups.iter().take(SHOWN) {
        text.push_str(&line(&group.size, &group.name));
    }
    if let Some(more) = groups.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let _ = writeln!(text, "    and {more} more");
    }
}

fn line(size: &Size, name: &str) -> String {
    format!(
        "{:>12} {:>8} files  {name}\n",
        size_of_bytes(size.bytes),
        size.files
    )
}

/// Returns a number of bytes for people.
pub fn size_of_bytes(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} B"),
        1000..=999_999 => format!("{}.{} kB", bytes / 1000, bytes / 100 % 10),
        1_000_000..=999_999_999 => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}
