//! The build flags as typed.
//!
//! Counterpart: cmd/go/internal/load/pkg.go (`setBuildInfo`), cmd/go/internal/load/flag.go
//! (`PerPackageFlag.raw`).

/// The build flags as typed: names with `-`, and the texts of their values. Build info records the
/// text, not its meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedFlags {
    in_order: Vec<(String, String)>,
}

impl TypedFlags {
    /// Adds a flag after those typed before it.
    pub fn push(&mut self, name: String, text: String) {
        self.in_order.push((name, text));
    }

    /// Returns the text of the last flag with a name.
    pub fn last(&self, name: &str) -> Option<&str> {
        let mut last_first = self.in_order.iter().rev();
        let (_, text) = last_first.find(|(typed, _)| typed == name)?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::TypedFlags;

    #[test]
    fn the_last_flag_counts() {
        let mut typed = TypedFlags::default();
        assert_eq!(typed.last("-ldflags"), None);
        for text in ["-s", "-s -w"] {
            typed.push("-ldflags".to_owned(), text.to_owned());
        }
        typed.push("-gcflags".to_owned(), String::new());
        assert_eq!(typed.last("-ldflags"), Some("-s -w"));
        assert_eq!(typed.last("-gcflags"), Some(""));
    }
}
