//! Templates against results taken from the official command.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Object;
use super::Template;
use super::TmplError;
use super::Value;

struct Sample {
    imports: Vec<String>,
    map: BTreeMap<String, String>,
    module: Option<Box<Sample>>,
}

impl Object for Sample {
    fn type_name(&self) -> &'static str {
        "load.PackagePublic"
    }

    fn field(&self, name: &str) -> Option<Value<'_>> {
        Some(match name {
            "ImportPath" => Value::Str(Cow::Borrowed("example.com/m")),
            "Name" => Value::Str(Cow::Borrowed("")),
            "Standard" => Value::Bool(false),
            "Imports" => Value::Strings(&self.imports),
            "ImportMap" => Value::Map(&self.map),
            "Module" => match &self.module {
                Some(module) => Value::Object(&**module),
                None => Value::Nil("modinfo.ModulePublic"),
            },
            _ => return None,
        })
    }

    fn text(&self) -> Option<String> {
        None
    }

    fn names(&self) -> Vec<&'static str> {
        vec!["ImportPath", "Name", "Standard", "Imports", "ImportMap"]
    }
}

fn sample() -> Sample {
    let leaf = Sample {
        imports: Vec::new(),
        map: BTreeMap::new(),
        module: None,
    };
    Sample {
        imports: vec!["fmt".to_owned(), "os".to_owned()],
        map: BTreeMap::from([("a".to_owned(), "b".to_owned())]),
        module: Some(Box::new(leaf)),
    }
}

fn run(text: &str) -> Result<String, TmplError> {
    let sample = sample();
    let template = Template::parse(text)?;
    let mut out = String::new();
    template.execute(&sample, &sample, &mut out)?;
    Ok(out)
}

#[test]
fn prints_as_the_official_command() {
    let cases = [
        ("{{.ImportPath}}", "example.com/m"),
        ("{{ .Standard }}-{{.Imports}}", "false-[fmt os]"),
        ("{{join .Imports \",\"}}", "fmt,os"),
        ("{{join .Imports \"\\n\"}}", "fmt\nos"),
        ("{{range .Imports}}<{{.}}>{{end}}", "<fmt><os>"),
        (
            "{{range $i, $p := .Imports}}{{$i}}={{$p}} {{end}}",
            "0=fmt 1=os ",
        ),
        ("{{if .Name}}yes{{else}}no{{end}}", "no"),
        ("{{if .Name}}1{{else if .Standard}}2{{else}}3{{end}}", "3"),
        ("{{with .Module}}{{.ImportPath}}{{end}}", "example.com/m"),
        ("{{with .Module.Module}}x{{else}}none{{end}}", "none"),
        ("{{if and .ImportPath (not .Name)}}both{{end}}", "both"),
        ("{{eq .ImportPath \"example.com/m\"}}", "true"),
        ("{{len .Imports}} {{index .Imports 1}}", "2 os"),
        ("{{index .ImportMap \"a\"}} {{.ImportMap}}", "b map[a:b]"),
        (
            "{{printf \"%s %q %v%%\" .ImportPath .Name .Imports}}",
            "example.com/m \"\" [fmt os]%",
        ),
        ("a {{- /* comment */ -}} b", "ab"),
        ("a {{- .Standard -}} b", "afalseb"),
        ("{{.Imports | len | printf \"%d\"}}", "2"),
        ("{{.Module.Module}}", "<nil>"),
        (
            "{{$x := .Name}}{{range .Imports}}{{$.ImportPath}}{{$x}}{{break}}{{end}}",
            "example.com/m",
        ),
        ("{{.}}", "{example.com/m  false [fmt os] map[a:b]}"),
        (
            "{{print .}}|{{printf \"%v\" $}}",
            "&{example.com/m  false [fmt os] map[a:b]}|&{example.com/m  false [fmt os] map[a:b]}",
        ),
        ("{{range .Module.Imports}}x{{else}}empty{{end}}", "empty"),
    ];
    for (text, want) in cases {
        assert_eq!(run(text), Ok(want.to_owned()), "{text}");
    }
}

#[test]
fn fails_in_the_official_words() {
    assert_eq!(
        run("{{.Foo}}"),
        Err(TmplError::Failed(
            "template: main:1:2: executing \"main\" at <.Foo>: can't evaluate field Foo in type *load.PackagePublic".to_owned()
        ))
    );
    assert_eq!(
        run("{{.Module.Module.Path}}"),
        Err(TmplError::Failed(
            "template: main:1:9: executing \"main\" at <.Module.Module.Path>: nil pointer evaluating *modinfo.ModulePublic.Path".to_owned()
        ))
    );
}

#[test]
fn says_what_is_not_built() {
    for text in [
        "{{template \"x\"}}",
        "{{.Foo",
        "{{html .Name}}",
        "{{printf \"%s\" .}}",
        "{{if .Name}}",
    ] {
        assert!(matches!(run(text), Err(TmplError::NotBuilt(_))), "{text}");
    }
}
