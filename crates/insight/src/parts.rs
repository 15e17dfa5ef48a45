//! The lines of a recipe as named inputs.
//!
//! Counterpart: none; the lines come from `crates/build/src/recipe.rs`, `vet/recipe.rs` and the
//! keys of test results.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Kind of input that a line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A source file; the name is relative to the package.
    File,
    /// A file that a test statted.
    Looked,
    /// A setting: a flag, a variable, a version.
    Setting,
    /// A variable that a test read; the value is a hash.
    Variable,
    /// A tool of the SDK or of the host.
    Tool,
    /// The result of another package.
    Import,
}

/// The inputs of an action: the value of each, by its name.
pub(crate) type Parts<'r> = BTreeMap<Name<'r>, &'r str>;

/// The name of an input.
pub(crate) type Name<'r> = (Kind, Cow<'r, str>);

/// A row: the prefix of a line, and the input that it names.
type Row = (&'static str, Kind, &'static str);

/// The name of the build information in a program.
pub(crate) const BUILD_INFORMATION: &str = "the build information";

/// The name of the directory of a package.
pub(crate) const DIRECTORY: &str = "the directory";

/// Lines with one value. A prefix that ends in a space is followed by the value.
const WHOLE: &[Row] = &[
    ("dir ", Kind::Setting, DIRECTORY),
    ("module ", Kind::Setting, "the module"),
    ("go ", Kind::Setting, "the go line of go.mod"),
    ("trimpath", Kind::Setting, "-trimpath"),
    ("forcelibrary", Kind::Setting, "building as a library"),
    ("cgo ", Kind::Tool, "cgo"),
    ("CC ID=", Kind::Tool, "the C compiler"),
    ("CXX ID=", Kind::Tool, "the C++ compiler"),
    ("FC ID=", Kind::Tool, "the Fortran compiler"),
    ("CC=", Kind::Setting, "CC or CGO_CFLAGS"),
    ("CXX=", Kind::Setting, "CXX or CGO_CXXFLAGS"),
    ("FC=", Kind::Setting, "FC or CGO_FFLAGS"),
    ("cover ", Kind::Setting, "coverage"),
    ("fuzz ", Kind::Setting, "fuzzing"),
    ("modinfo ", Kind::Setting, BUILD_INFORMATION),
    ("pgofile ", Kind::Setting, "the profile (-pgo)"),
    ("input ", Kind::Setting, "the profile (-pgo)"),
    ("preprofile ", Kind::Tool, "preprofile"),
    ("GOEXPERIMENT=", Kind::Setting, "GOEXPERIMENT"),
    ("GOROOT=", Kind::Setting, "GOROOT"),
    ("GO_EXTLINK_ENABLED=", Kind::Setting, "GO_EXTLINK_ENABLED"),
    ("defaultgodebug ", Kind::Setting, "the default GODEBUG"),
    ("linkflags ", Kind::Setting, "-ldflags"),
    ("packagemain ", Kind::Import, ""),
    ("vetflags ", Kind::Setting, "the flags of vet"),
    ("vet ", Kind::Tool, "vet"),
    ("pkg ", Kind::Import, ""),
    ("args ", Kind::Setting, "the arguments of the test"),
    ("execcmd ", Kind::Setting, "-exec"),
];

/// Lines with a name and a value, which is their last word.
const NAMED: &[(&str, Kind)] = &[
    ("file ", Kind::File),
    ("open ", Kind::File),
    ("stat ", Kind::Looked),
    ("chdir ", Kind::File),
    ("env ", Kind::Variable),
    ("import ", Kind::Import),
    ("vetout ", Kind::Import),
];

/// Lines whose name and value are joined by an equals sign.
const JOINED: &[(&str, Kind)] = &[
    ("packagefile ", Kind::Import),
    ("packageshlib ", Kind::Import),
    ("magic ", Kind::Setting),
];

/// Lines of words and values in turn.
const PAIRS: &[&str] = &["goos ", "buildmode ", "omitdebug ", "vetxonly "];

/// The tools whose lines have an ID, forced flags and flags; and the flag that sets the latter.
const TOOLS: &[(&str, &str)] = &[("compile", "-gcflags"), ("asm", "-asmflags"), ("link", "")];

/// Splits a recipe into its inputs.
pub(crate) fn parse(recipe: &str) -> Parts<'_> {
    let mut parts = Parts::new();
    for line in recipe.lines() {
        add(&mut parts, line);
    }
    parts
}

fn add<'r>(parts: &mut Parts<'r>, line: &'r str) {
    for (head, kind) in JOINED {
        if let Some((name, value)) = line
            .strip_prefix(head)
            .and_then(|rest| rest.split_once('='))
        {
            parts.insert((*kind, name.into()), value);
            return;
        }
    }
    for (head, kind) in NAMED {
        // The line of the package's own import path has no value.
        if let Some((name, value)) = line
            .strip_prefix(head)
            .and_then(|rest| rest.rsplit_once(' '))
        {
            parts.insert((*kind, unquoted(name).into()), value);
            return;
        }
    }
    if PAIRS.iter().any(|head| line.starts_with(head)) {
        add_pairs(parts, line);
        return;
    }
    for (tool, flags) in TOOLS {
        if let Some(rest) = line
            .strip_prefix(tool)
            .and_then(|rest| rest.strip_prefix(' '))
        {
            add_tool(parts, tool, flags, rest);
            return;
        }
    }
    for (head, kind, name) in WHOLE {
        if let Some(value) = line.strip_prefix(head) {
            let value = if value.is_empty() { "on" } else { value };
            parts.insert((*kind, (*name).into()), value);
            return;
        }
    }
    // The variable of the architecture, such as GOAMD64; a line without a value is the same in
    // all recipes of an action.
    if let Some((name, value)) = line.split_once('=') {
        parts.insert((Kind::Setting, name.into()), value);
    }
}

fn unquoted(name: &str) -> &str {
    let inner = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    inner.unwrap_or(name)
}

fn add_pairs<'r>(parts: &mut Parts<'r>, line: &'r str) {
    let mut words = line.split(' ');
    while let (Some(name), Some(value)) = (words.next(), words.next()) {
        let name = match name {
            "goos" => "GOOS",
            "goarch" => "GOARCH",
            "buildmode" => "-buildmode",
            "omitdebug" => "leaving out debug information",
            "standard" => "belonging to the standard library",
            "local" => "being named by a relative path",
            other => other,
        };
        parts.insert((Kind::Setting, name.into()), value);
    }
}

/// Adds the parts of a tool's line: its ID, the flags that other flags imply, and its own.
fn add_tool<'r>(parts: &mut Parts<'r>, tool: &'static str, flags: &'static str, rest: &'r str) {
    // An ID may contain spaces; the lists begin with a bracket.
    let (id, lists) = rest.split_at(rest.find(" [").unwrap_or(rest.len()));
    parts.insert((Kind::Tool, tool.into()), id);
    let lists = lists.trim_start();
    let (forced, own) = lists.split_at(lists.find("] ").map_or(lists.len(), |at| at + 1));
    let implied = format!("flags of {tool} that others imply");
    parts.insert((Kind::Setting, implied.into()), forced);
    let name = match flags {
        "" => "the link mode",
        flags => flags,
    };
    parts.insert((Kind::Setting, name.into()), own.trim_start());
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use super::parse;

    #[test]
    fn every_line_of_a_compilation_has_its_name() {
        let recipe = concat!(
            "compile\n",
            "dir /src/a\n",
            "goos linux goarch amd64\n",
            "import \"example.com/a\"\n",
            "compile compile version go1.26.8 [\"-race\" \"-x\"] [\"-N\"]\n",
            "GOAMD64=v1\n",
            "file a b.go HASH\n",
            "import fmt ID\n",
            "packagefile fmt=ID2\n",
        );
        let parts = parse(recipe);
        let of = |kind, name: &'static str| parts.get(&(kind, name.into())).copied();
        assert_eq!(of(Kind::Setting, "GOOS"), Some("linux"));
        assert_eq!(of(Kind::Setting, "GOARCH"), Some("amd64"));
        assert_eq!(of(Kind::File, "a b.go"), Some("HASH"));
        assert_eq!(of(Kind::Import, "fmt"), Some("ID2"));
        assert_eq!(of(Kind::Tool, "compile"), Some("compile version go1.26.8"));
        let forced = "flags of compile that others imply";
        assert_eq!(of(Kind::Setting, forced), Some("[\"-race\" \"-x\"]"));
        assert_eq!(of(Kind::Setting, "-gcflags"), Some("[\"-N\"]"));
        assert_eq!(of(Kind::Setting, "GOAMD64"), Some("v1"));
        assert_eq!(of(Kind::Setting, "the directory"), Some("/src/a"));
        assert_eq!(parts.len(), 9);
    }
}
