//! The kinds of files in a cache directory, by their paths.
//!
//! Counterpart: cmd/go/internal/cache/cache.go (`fileName`).

/// The kind of a file in a cache directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The entry of an action.
    Entry,
    /// A value.
    Value,
    /// The time of the last trim.
    Trim,
}

/// Returns the kind of a file, given its path relative to the cache directory.
pub fn part_of(path: &str) -> Option<Part> {
    if path == "trim.txt" {
        return Some(Part::Trim);
    }
    let (part, name) = path.split_once('/')?;
    let (id, kind) = name.split_once('-')?;
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if part.len() != 2 || id.len() != 64 || !id.starts_with(part) || !is_hex(id) {
        return None;
    }
    match kind {
        "a" => Some(Part::Entry),
        "d" => Some(Part::Value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Part;
    use super::part_of;

    #[test]
    fn only_entries_values_and_the_trim_file_have_a_part() {
        let id = "ab".repeat(32);
        assert_eq!(part_of(&format!("ab/{id}-a")), Some(Part::Entry));
        assert_eq!(part_of(&format!("ab/{id}-d")), Some(Part::Value));
        assert_eq!(part_of("trim.txt"), Some(Part::Trim));
        for other in [
            format!("ac/{id}-a"),
            format!("ab/{id}-x"),
            format!("ab/{id}"),
        ] {
            assert_eq!(part_of(&other), None, "{other}");
        }
        assert_eq!(part_of(&format!("ab/{id}-d/name")), None);
    }
}
