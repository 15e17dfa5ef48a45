//! Types for the strings that identify packages and modules, so that the compiler rejects a
//! directory where an import path is expected.
//!
//! Each type holds a string, and compares, sorts, hashes and prints as that string. Nothing is
//! checked: values may also be invalid, or empty where the name is absent.
//! Counterpart: none; cmd/go uses strings.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

macro_rules! string_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Returns the string.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the string, without a copy.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == *other
            }
        }

        impl PartialEq<String> for $name {
            fn eq(&self, other: &String) -> bool {
                self.0 == *other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == **other
            }
        }
    };
}

string_type! {
    /// The path by which a package is imported, such as `net/http`; also the made-up path
    /// of a package that can't be imported, such as `command-line-arguments`.
    ImportPath
}

string_type! {
    /// The path of a module, such as `example.com/m`. In a replacement it may be a
    /// directory, as in go.mod.
    ModulePath
}

string_type! {
    /// The version of a module, such as `v1.2.3`; empty for main modules and for
    /// directories.
    Version
}

string_type! {
    /// The name of a directory.
    Dir
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::collections::HashMap;

    use super::Dir;
    use super::ImportPath;
    use super::ModulePath;
    use super::Version;

    #[test]
    fn compares_and_prints_as_its_string() {
        let path = ImportPath::from("net/http");
        assert_eq!(path, "net/http");
        assert_eq!(path, *"net/http");
        assert_eq!(path, ImportPath::from("net/http".to_owned()));
        assert_ne!(path, "net");
        assert_eq!(path.len(), 8);
        assert_eq!(path.strip_prefix("net/"), Some("http"));
        assert_eq!(format!("{path:>10}|{path:?}"), "  net/http|\"net/http\"");
        assert_eq!(path.into_string(), "net/http");
        assert!(Dir::default().is_empty());
        assert_eq!(ModulePath::from("m").as_str(), Version::from("m").as_ref());
    }

    #[test]
    fn is_found_by_its_string_in_maps() {
        let paths = ["b", "a/b", "a", "a.b", "B"];
        let hashed: HashMap<ImportPath, usize> = (0..)
            .zip(paths)
            .map(|(at, path)| (path.into(), at))
            .collect();
        for (at, path) in (0..).zip(paths) {
            assert_eq!(hashed.get(path), Some(&at));
        }
        let sorted: BTreeSet<ImportPath> = paths.map(ImportPath::from).into();
        assert!(sorted.contains("a.b"));
        let plain: BTreeSet<&str> = paths.into();
        assert!(sorted.iter().map(ImportPath::as_str).eq(plain));
        assert_eq!(paths.map(ImportPath::from).join(" "), paths.join(" "));
    }
}
