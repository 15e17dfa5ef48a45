//! The scripts of the shells.
//!
//! Counterpart: none.

/// The shells, and their scripts with `@NAME@` for the program that is completed.
pub(super) const SHELLS: [(&str, &str); 4] = [
    ("bash", include_str!("bash.txt")),
    ("fish", include_str!("fish.txt")),
    ("powershell", include_str!("powershell.txt")),
    ("zsh", include_str!("zsh.txt")),
];

/// Returns the names of the shells.
pub(super) fn shells() -> impl Iterator<Item = &'static str> {
    SHELLS.iter().map(|(name, _)| *name)
}
