//! Hints for frequent mistakes, by the text of the message.
//!
//! Counterpart: none; the texts are from cmd/compile/internal/types2 and from cmd/go.

/// The most used packages of the standard library, and the names of packages whose import path is
/// longer.
const STD: &[(&str, &str)] = &[
    ("atomic", "sync/atomic"),
    ("base64", "encoding/base64"),
    ("big", "math/big"),
    ("binary", "encoding/binary"),
    ("bits", "math/bits"),
    ("bufio", "bufio"),
    ("bytes", "bytes"),
    ("cmp", "cmp"),
    ("context", "context"),
    ("csv", "encoding/csv"),
    ("embed", "embed"),
    ("errors", "errors"),
    ("exec", "os/exec"),
    ("filepath", "path/filepath"),
    ("flag", "flag"),
    ("fmt", "fmt"),
    ("fs", "io/fs"),
    ("heap", "container/heap"),
    ("hex", "encoding/hex"),
    ("http", "net/http"),
    ("httptest", "net/http/httptest"),
    ("io", "io"),
    ("iter", "iter"),
    ("json", "encoding/json"),
    ("log", "log"),
    ("maps", "maps"),
    ("math", "math"),
    ("net", "net"),
    ("os", "os"),
    ("rand", "math/rand/v2"),
    ("reflect", "reflect"),
    ("regexp", "regexp"),
    ("runtime", "runtime"),
    ("sha256", "crypto/sha256"),
    ("signal", "os/signal"),
    ("slices", "slices"),
    ("slog", "log/slog"),
    ("sort", "sort"),
    ("sql", "database/sql"),
    ("strconv", "strconv"),
    ("strings", "strings"),
    ("sync", "sync"),
    ("testing", "testing"),
    ("time", "time"),
    ("unicode", "unicode"),
    ("unsafe", "unsafe"),
    ("url", "net/url"),
    ("utf8", "unicode/utf8"),
    ("xml", "encoding/xml"),
];

/// Explanations of parts of a message.
const BY_PART: &[(&str, &str)] = &[
    (
        " imported and not used",
        "remove the import; with _ before it, it stays for its side effects",
    ),
    (
        "imported as ",
        "remove the import; with _ before it, it stays for its side effects",
    ),
    (
        "missing return",
        "every way to the end of the function needs a return, or must not end",
    ),
    (
        "no new variables on left side of :=",
        ":= declares variables; = assigns to those that exist",
    ),
    (
        "(mismatched types ",
        "numbers and named types are not converted by themselves: write T(x)",
    ),
    (
        " has pointer receiver)",
        "only a pointer has this method: pass &x, or declare the method for the value",
    ),
    (
        " is not in std (",
        "import paths of this module begin with the module path in go.mod, others with a host name",
    ),
    (
        "import cycle not allowed",
        "move what both packages need into a third one that imports neither",
    ),
    (
        "main redeclared in this block",
        "each program needs a directory of its own",
    ),
    (
        "assignment mismatch: 1 variable but ",
        "take every result: v, err := f(), or _ for one that is not needed",
    ),
    (
        "non-declaration statement outside function body",
        "outside of functions, := is written as var x = ...",
    ),
    (
        "go.mod file not found in current directory or any parent directory",
        "'go mod init example.com/name' makes this directory a module",
    ),
];

/// Returns the hint for a message. `names_files` is set if the command line names Go files.
pub(super) fn hint(message: &str, names_files: bool) -> Option<String> {
    if let Some(name) = message.strip_prefix("undefined: ") {
        return undefined(name.trim_end(), names_files);
    }
    if let Some(name) = message.strip_prefix("declared and not used: ") {
        return Some(format!("use {}, or assign to _ instead", name.trim_end()));
    }
    if let Some(name) = message.strip_prefix("name ")
        && let Some((name, _)) = name.split_once(" not exported by package ")
    {
        return Some(format!(
            "names that other packages can use begin with a capital letter: {}?",
            capitalized(name)
        ));
    }
    let mut parts = BY_PART.iter();
    let (_, hint) = parts.find(|(part, _)| message.contains(part))?;
    Some((*hint).to_owned())
}

fn undefined(name: &str, names_files: bool) -> Option<String> {
    if let Ok(at) = STD.binary_search_by_key(&name, |(name, _)| name) {
        return Some(format!("import \"{}\"", STD[at].1));
    }
    names_files.then(|| {
        "only the named files are compiled; . names the package with all its files".to_owned()
    })
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::STD;
    use super::hint;

    #[test]
    fn packages_are_sorted() {
        assert!(STD.is_sorted_by_key(|(name, _)| name));
    }

    #[test]
    fn hints() {
        let of = |message| hint(message, false);
        assert_eq!(of("undefined: http").unwrap(), "import \"net/http\"");
        assert_eq!(of("undefined: helper"), None);
        assert!(
            hint("undefined: helper", true)
                .unwrap()
                .contains("named files")
        );
        assert!(
            of("\"os\" imported and not used")
                .unwrap()
                .contains("remove")
        );
        let hint = of("name println not exported by package fmt").unwrap();
        assert!(hint.ends_with(": Println?"));
        assert!(of("invalid operation: a + b (mismatched types int and string)").is_some());
        assert_eq!(of("something else"), None);
    }
}
