//! Templates on a small struct. The output of the official package on real values is
//! compared in `list_trees.rs` of cli's tests.

use std::collections::BTreeMap;
use std::rc::Rc;

use proptest::prelude::*;
use vamos_base::golang::time::Location;

use super::Data;
use super::Function;
use super::Handle;
use super::Object;
use super::Scope;
use super::Template;
use super::Value;
use super::types;
use super::types::Field;
use super::types::Kind;
use super::types::Type;

const FIELDS: &[Field] = &[
    field("ImportPath", true),
    field("Name", true),
    field("Standard", true),
    field("Imports", true),
    field("ImportMap", true),
    field("Module", true),
    field("hidden", false),
];

const fn field(name: &'static str, is_exported: bool) -> Field {
    Field { name, is_exported }
}

static SAMPLE: Type = Type::plain("load.PackagePublic", Kind::Struct(FIELDS)).not_comparable();
static POINTER: Type = Type::plain("*load.PackagePublic", Kind::Pointer(&SAMPLE));

struct Sample {
    imports: Vec<String>,
    map: BTreeMap<String, String>,
    module: Option<Box<Sample>>,
}

/// A sample as an object of templates.
struct View<'a>(&'a Sample);

impl<'a> Object<'a> for View<'a> {
    fn field(&self, at: usize) -> Value<'a> {
        let sample = self.0;
        match at {
            0 => Value::text("example.com/m"),
            1 => Value::text(""),
            2 => Value::flag(false),
            3 => Value::strings(&sample.imports, true),
            4 => Value::place(&types::STRING_MAP, Data::Map(&sample.map)),
            5 => pointer(sample.module.as_deref()),
            _ => Value::int(7),
        }
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self.0) as usize
    }
}

fn pointer(sample: Option<&Sample>) -> Value<'_> {
    let handle = sample.map(|sample| -> Handle<'_> { Rc::new(View(sample)) });
    Value::pointer(&POINTER, handle)
}

/// Functions of the program: without state, and with state from the scope.
static FUNCTIONS: &[Function] = &[
    Function::new("first", &[&types::STRINGS], |_, args| {
        Ok(args[0].element(0).unwrap_or_else(Value::nothing))
    }),
    Function::new("context", &[], |scope, args| (scope.call)("context", args)),
    Function::new("module", &[&types::STRING], |scope, args| {
        (scope.call)("module", args)
    }),
];

fn run(text: &str) -> Result<String, String> {
    let leaf = Sample {
        imports: Vec::new(),
        map: BTreeMap::new(),
        module: None,
    };
    let sample = Sample {
        imports: vec!["fmt".to_owned(), "os".to_owned()],
        map: BTreeMap::from([("a".to_owned(), "b".to_owned())]),
        module: Some(Box::new(leaf)),
    };
    let template = Template::parse(text, FUNCTIONS).map_err(|error| error.to_string())?;
    let utc = Location::utc();
    let dot = pointer(Some(&sample));
    let scope = Scope {
        call: &|name, args| match name {
            "context" => Ok(dot.clone()),
            _ if args[0].as_bytes().is_empty() => Err("no module".to_owned()),
            _ => Ok(pointer(None)),
        },
        local: &|| &utc,
    };
    let mut out = Vec::new();
    match template.execute(dot.clone(), &scope, &mut out) {
        Ok(()) => Ok(String::from_utf8_lossy(&out).into_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn prints_as_the_official_package() {
    let cases = [
        ("{{.ImportPath}}", "example.com/m"),
        ("{{ .Standard }}-{{.Imports}}", "false-[fmt os]"),
        ("{{first .Imports}}", "fmt"),
        (
            "{{context.ImportPath}} {{module \"x\"}}",
            "example.com/m <nil>",
        ),
        (
            "{{range $i, $p := .Imports}}{{$i}}={{$p}} {{end}}",
            "0=fmt 1=os ",
        ),
        ("{{if .Name}}1{{else if .Standard}}2{{else}}3{{end}}", "3"),
        ("{{with .Module.Module}}x{{else}}none{{end}}", "none"),
        (
            "{{index .ImportMap \"a\"}} {{.ImportMap}} {{.ImportMap.x}}",
            "b map[a:b] <no value>",
        ),
        ("a {{- /* comment */ -}} b", "ab"),
        ("{{.Imports | len | printf \"%d\"}}", "2"),
        ("{{.Module.Module}}", "<nil>"),
        (
            "{{$x := .Name}}{{range .Imports}}{{$.ImportPath}}{{$x}}{{break}}{{end}}",
            "example.com/m",
        ),
        ("{{.Module}}", "{example.com/m  false [] map[] <nil> 7}"),
        ("{{range 3}}{{.}}{{end}}", "012"),
        (
            "{{define \"x\"}}<{{.}}>{{end}}{{template \"x\" .ImportPath}}",
            "<example.com/m>",
        ),
        ("{{block \"y\" 1}}{{.}}{{end}}", "1"),
        (
            "{{printf \"%q %#v %T\" .Imports .Imports .Imports}}",
            "[\"fmt\" \"os\"] []string{\"fmt\", \"os\"} []string",
        ),
    ];
    for (text, want) in cases {
        assert_eq!(run(text), Ok(want.to_owned()), "{text}");
    }
}

#[test]
fn fails_in_the_official_words() {
    let cases = [
        (
            "{{.Foo}}",
            "1:2: executing \"main\" at <.Foo>: can't evaluate field Foo in type *load.PackagePublic",
        ),
        (
            "{{.hidden}}",
            "1:2: executing \"main\" at <.hidden>: hidden is an unexported field of struct type *load.PackagePublic",
        ),
        (
            "{{.Module.Module.Name}}",
            "1:9: executing \"main\" at <.Module.Module.Name>: nil pointer evaluating *load.PackagePublic.Name",
        ),
        ("{{.Name", "1: unclosed action"),
        ("{{if .Name}}", "1: unexpected EOF"),
        (
            "{{module \"\"}}",
            "1:2: executing \"main\" at <module \"\">: error calling module: no module",
        ),
        ("{{foo}}", "1: function \"foo\" not defined"),
        (
            "{{index .Imports 2}}",
            "1:2: executing \"main\" at <index .Imports 2>: error calling index: reflect: slice index out of range",
        ),
        (
            "{{define \"a\"}}{{template \"a\"}}{{end}}{{template \"a\"}}",
            "1:25: executing \"a\" at <{{template \"a\"}}>: exceeded maximum template depth (100000)",
        ),
    ];
    for (text, want) in cases {
        assert_eq!(run(text), Err(format!("template: main:{want}")), "{text}");
    }
}

#[test]
fn nesting_has_an_end() {
    let test = || {
        let parens = format!("{{{{{}1{}}}}}", "(".repeat(10_001), ")".repeat(10_001));
        let want = "template: main:1: max expression depth exceeded";
        assert_eq!(run(&parens), Err(want.to_owned()));
        let most = format!("{{{{{}1{}}}}}", "(".repeat(10_000), ")".repeat(10_000));
        assert_eq!(run(&most), Ok("1".to_owned()));
        let controls = "{{if 1}}".repeat(20_001) + &"{{end}}".repeat(20_001);
        let want = "template: main:1: control structures are nested too deeply";
        assert_eq!(run(&controls), Err(want.to_owned()));
    };
    // As large as the stack that commands run on.
    let large = std::thread::Builder::new().stack_size(1 << 29);
    let thread = large.spawn(test).unwrap();
    thread.join().unwrap();
}

/// The words from which templates are generated.
const WORDS: &[&str] = &[
    "{{",
    "}}",
    "{{-",
    "-}}",
    " ",
    "\n",
    ".",
    "$",
    "$x",
    ":=",
    "=",
    "|",
    "(",
    ")",
    ",",
    "if",
    "else",
    "end",
    "range",
    "with",
    "define",
    "template",
    "block",
    "break",
    "continue",
    "nil",
    "true",
    ".Name",
    ".Imports",
    ".ImportMap",
    ".Module",
    ".Foo",
    ".hidden",
    "1",
    "-1",
    "0x1F",
    "1.5e3",
    "2i",
    "1+2i",
    "'a'",
    "'\\n'",
    "\"%v %[2]*.3f %#x\"",
    "\"a\"",
    "`r`",
    "/*",
    "*/",
    "printf",
    "print",
    "println",
    "index",
    "slice",
    "len",
    "eq",
    "lt",
    "and",
    "or",
    "not",
    "call",
    "html",
    "js",
    "urlquery",
    "first",
    "context",
    "module",
    "é",
    "\u{10ffff}",
    "%",
];

proptest! {
    #[test]
    fn any_text_is_answered(picks in prop::collection::vec(0..WORDS.len(), 0..40)) {
        let text: String = picks.iter().map(|at| WORDS[*at]).collect();
        let _ = run(&text);
        let _ = run(&format!("{{{{{text}}}}}"));
    }

    #[test]
    fn any_bytes_are_answered(text in "\\PC*") {
        let _ = run(&text);
        let _ = run(&format!("{{{{ {text} }}}}"));
    }

    #[test]
    fn any_format_is_answered(format in "[%#0+ .*\\[\\]1-9vTdsqxXoObcUtefgGp-]{0,20}") {
        let _ = run(&format!("{{{{printf {format:?} . .Imports 12 1.5 \"x\" true 3i .Module}}}}"));
    }
}
