//! Packages, modules, errors and the build context as template values, with their Go types
//! and methods.
//!
//! Counterpart: cmd/go/internal/load/pkg.go, cmd/go/internal/modinfo/info.go,
//! cmd/go/internal/list/context.go, go/token/position.go, as reflect shows them.

use std::any::Any;
use std::rc::Rc;

use vamos_base::golang::json::Writer;
use vamos_goenv::GoEnv;
use vamos_modfile::Origin;
use vamos_modload::dirpkg::BuildContext;
use vamos_modload::dirpkg::Position;
use vamos_modload::module_fields;
use vamos_modload::module_fields::ModuleField;
use vamos_modload::module_fields::module_text;
use vamos_modload::module_public::ModuleFault;
use vamos_modload::module_public::ModulePublic;
use vamos_modload::package_error::ImportInfo;
use vamos_modload::package_error::PackageError;
use vamos_modload::package_error::PackageErrorKind;
use vamos_tmpl::Data;
use vamos_tmpl::Handle;
use vamos_tmpl::Value;
use vamos_tmpl::time::Moment;
use vamos_tmpl::time::TIME_POINTER;
use vamos_tmpl::types;
use vamos_tmpl::types::Field as StructField;
use vamos_tmpl::types::Kind;
use vamos_tmpl::types::Method;
use vamos_tmpl::types::Run;
use vamos_tmpl::types::Type;

use super::fields::FIELDS;
use super::fields::Field;
use super::fields::write_error;
use super::rows::Row;
use super::shown::Shown;
use super::shown::handle;

const fn shown(name: &'static str) -> StructField {
    StructField {
        name,
        is_exported: true,
    }
}

const fn package_fields() -> [StructField; FIELDS.len()] {
    let mut fields = [const { shown("") }; FIELDS.len()];
    let mut at = 0;
    while at < fields.len() {
        fields[at] = shown(FIELDS[at].0);
        at += 1;
    }
    fields
}

const fn module_struct_fields() -> [StructField; module_fields::FIELDS.len()] {
    let mut fields = [const { shown("") }; module_fields::FIELDS.len()];
    let mut at = 0;
    while at < fields.len() {
        fields[at] = shown(module_fields::FIELDS[at].0);
        at += 1;
    }
    fields
}

/// A method of pointers.
const fn method(name: &'static str, results: &'static [&'static str], run: Run) -> Method {
    Method {
        name,
        params: &[],
        results,
        of_value: None,
        run: Some(run),
    }
}

/// A method that templates may not call because of its result types.
const fn uncallable(
    name: &'static str,
    params: &'static [&'static Type],
    results: &'static [&'static str],
) -> Method {
    Method {
        name,
        params,
        results,
        of_value: None,
        run: None,
    }
}

const fn pointer(name: &'static str, to: &'static Type, methods: &'static [Method]) -> Type {
    Type {
        name,
        kind: Kind::Pointer(to),
        methods,
        pointer: None,
        is_comparable: true,
    }
}

const fn structure(
    name: &'static str,
    fields: &'static [StructField],
    pointer: &'static Type,
) -> Type {
    Type {
        name,
        kind: Kind::Struct(fields),
        methods: &[],
        pointer: Some(pointer),
        is_comparable: true,
    }
}

/// The implementation of `Error` and `String` methods.
const TEXT: Run = |_, value, _| {
    Ok(match &value.data {
        Data::Object(object) => Value::owned(&object.text().unwrap_or_default()),
        _ => Value::text(""),
    })
};
const ERROR_METHOD: Method = method("Error", &["string"], TEXT);
const STRING_METHOD: Method = method("String", &["string"], TEXT);

static PACKAGE: Type =
    structure("load.PackagePublic", &package_fields(), &PACKAGE_POINTER).not_comparable();
static PACKAGE_POINTER: Type = pointer("*load.PackagePublic", &PACKAGE, &[]);
static MODULE: Type = structure(
    "modinfo.ModulePublic",
    &module_struct_fields(),
    &MODULE_POINTER,
)
.not_comparable();
static MODULE_POINTER: Type = pointer("*modinfo.ModulePublic", &MODULE, &[STRING_METHOD]);
static FAULT: Type = structure("modinfo.ModuleError", &[shown("Err")], &FAULT_POINTER);
static FAULT_POINTER: Type = pointer("*modinfo.ModuleError", &FAULT, &[]);
static ORIGIN: Type = structure(
    "codehost.Origin",
    &[
        shown("VCS"),
        shown("URL"),
        shown("Subdir"),
        shown("Hash"),
        shown("TagPrefix"),
        shown("TagSum"),
        shown("Ref"),
        shown("RepoSum"),
    ],
    &ORIGIN_POINTER,
);
static ORIGIN_POINTER: Type = pointer("*codehost.Origin", &ORIGIN, &[]);
static PACKAGE_ERROR: Type = structure(
    "load.PackageError",
    &[
        shown("ImportStack"),
        shown("Pos"),
        shown("Err"),
        shown("IsImportCycle"),
        StructField {
            name: "alwaysPrintStack",
            is_exported: false,
        },
    ],
    &PACKAGE_ERROR_POINTER,
)
.not_comparable();
static PACKAGE_ERROR_POINTER: Type = pointer(
    "*load.PackageError",
    &PACKAGE_ERROR,
    &[
        ERROR_METHOD,
        method("MarshalJSON", &["[]uint8", "error"], |_, value, _| {
            let mut out = Writer::compact();
            if let Some(error) = package_error(value) {
                write_error(error, &mut out);
            }
            let bytes = out.finish_string().into_bytes();
            Ok(Value::new(&types::BYTES, Data::Bytes(Rc::from(bytes))))
        }),
        method("Unwrap", &["error"], |_, value, _| {
            Ok(package_error(value).map_or_else(Value::nothing, inner_error))
        }),
    ],
);
static PACKAGE_ERRORS: Type =
    Type::plain("[]*load.PackageError", Kind::Slice(&PACKAGE_ERROR_POINTER));
static IMPORT_STACK: Type = Type {
    name: "load.ImportStack",
    kind: Kind::Slice(&IMPORT_INFO),
    methods: &[],
    pointer: Some(&IMPORT_STACK_POINTER),
    is_comparable: false,
};
static IMPORT_STACK_POINTER: Type = pointer(
    "*load.ImportStack",
    &IMPORT_STACK,
    &[
        method("Copy", &["load.ImportStack"], |_, value, _| {
            Ok(Value::new(&IMPORT_STACK, value.data.clone()))
        }),
        method("Pkgs", &["[]string"], |_, value, _| {
            Ok(strings(stack(value).map(|info| part(&info, 0))))
        }),
        method("PkgsWithPos", &["[]string"], |_, value, _| {
            Ok(strings(stack(value).map(|info| with_file(&info))))
        }),
        uncallable("Pop", &[], &[]),
        uncallable("Push", &AN_INFO, &[]),
        uncallable("Top", &[], &["load.ImportInfo", "bool"]),
    ],
);
static AN_INFO: [&Type; 1] = [&IMPORT_INFO];
static IMPORT_INFO: Type = Type::plain(
    "load.ImportInfo",
    Kind::Struct(&[shown("Pkg"), shown("Pos")]),
);
static POSITION: Type = Type {
    name: "token.Position",
    kind: Kind::Struct(&[
        shown("Filename"),
        shown("Offset"),
        shown("Line"),
        shown("Column"),
    ]),
    methods: &[STRING_METHOD],
    pointer: Some(&POSITION_POINTER),
    is_comparable: true,
};
static POSITION_POINTER: Type = pointer(
    "*token.Position",
    &POSITION,
    &[
        method("IsValid", &["bool"], |_, value, _| {
            Ok(Value::flag(!value.is_nil()))
        }),
        STRING_METHOD,
    ],
);
static NO_GO: Type = structure("load.NoGoError", &[], &NO_GO_POINTER);
static NO_GO_POINTER: Type = pointer("*load.NoGoError", &NO_GO, &[ERROR_METHOD]);
static MISSING: Type = structure("modload.ImportMissingError", &[], &MISSING_POINTER);
static MISSING_POINTER: Type = pointer("*modload.ImportMissingError", &MISSING, &[ERROR_METHOD]);
static ERROR_STRING: Type = structure("errors.errorString", &[], &ERROR_STRING_POINTER);
static ERROR_STRING_POINTER: Type = pointer("*errors.errorString", &ERROR_STRING, &[ERROR_METHOD]);
pub(super) static CONTEXT: Type = structure(
    "list.Context",
    &[
        shown("GOARCH"),
        shown("GOOS"),
        shown("GOROOT"),
        shown("GOPATH"),
        shown("CgoEnabled"),
        shown("UseAllFiles"),
        shown("Compiler"),
        shown("BuildTags"),
        shown("ToolTags"),
        shown("ReleaseTags"),
        shown("InstallSuffix"),
    ],
    &CONTEXT_POINTER,
)
.not_comparable();
pub(super) static CONTEXT_POINTER: Type = pointer("*list.Context", &CONTEXT, &[]);

fn package_error<'a>(value: &Value<'a>) -> Option<&'a PackageError> {
    match &value.data {
        Data::Object(object) => object.any()?.downcast_ref(),
        _ => None,
    }
}

/// Returns the error inside the error of a package, as an interface.
fn inner_error(error: &PackageError) -> Value<'_> {
    let ty = match error.kind {
        PackageErrorKind::NoGo => &NO_GO_POINTER,
        PackageErrorKind::Missing => &MISSING_POINTER,
        _ => &ERROR_STRING_POINTER,
    };
    let inner = Value::new(ty, Data::Object(handle(&error.err)));
    Value::place(&types::ERROR, Data::Boxed(Rc::new(inner)))
}

/// Returns the elements of an import stack.
fn stack<'v, 'a>(value: &'v Value<'a>) -> impl Iterator<Item = Handle<'a>> + use<'v, 'a> {
    let list = match &value.data {
        Data::List(list) => &list[..],
        _ => &[],
    };
    list.iter().filter_map(|info| match &info.data {
        Data::Object(object) => Some(Handle::clone(object)),
        _ => None,
    })
}

/// Returns the text of a field.
fn part(object: &Handle<'_>, at: usize) -> Vec<u8> {
    match object.field(at).data {
        Data::Str(text) => text.into_owned(),
        _ => Vec::new(),
    }
}

/// Returns a package with the file that imports it.
fn with_file(info: &Handle<'_>) -> Vec<u8> {
    let mut text = part(info, 0);
    if let Data::Object(position) = info.field(1).data {
        let file = part(&position, 0);
        let start = file.iter().rposition(|b| *b == b'/').map_or(0, |at| at + 1);
        text.extend_from_slice(b" from ");
        text.extend_from_slice(&file[start..]);
    }
    text
}

fn strings<'a>(texts: impl Iterator<Item = Vec<u8>>) -> Value<'a> {
    let list: Vec<Value<'a>> = texts.map(Value::bytes).collect();
    Value::new(&types::STRINGS, Data::List(list.into()))
}

/// Returns a pointer to a listed package.
pub(super) fn package<'a>(row: &'a Row<'a>) -> Value<'a> {
    Value::pointer(&PACKAGE_POINTER, Some(handle(row)))
}

/// Returns a pointer to a module.
pub(super) fn module(module: Option<&ModulePublic>) -> Value<'_> {
    Value::pointer(&MODULE_POINTER, module.map(handle))
}

fn package_error_pointer(error: Option<&PackageError>) -> Value<'_> {
    Value::pointer(&PACKAGE_ERROR_POINTER, error.map(handle))
}

/// Returns a string in a struct.
fn text(text: &str) -> Value<'_> {
    Value {
        is_place: true,
        ..Value::text(text)
    }
}

impl Shown for Row<'_> {
    fn field(&self, at: usize) -> Value<'_> {
        let (name, get) = FIELDS[at];
        match get(self) {
            Field::Text(value) => text(value),
            Field::Flag(flag) => Value::flag(flag),
            Field::List(list) => Value::strings(list, self.is_nil_if_empty(name)),
            Field::Paths(list) => Value::place(&types::STRINGS, Data::Words(list)),
            Field::Map(map) if map.is_empty() => Value::place(&types::STRING_MAP, Data::Nil),
            Field::Map(map) => Value::place(&types::STRING_MAP, Data::Map(map)),
            Field::Module(of) => module(of),
            Field::Error(error) => package_error_pointer(error),
            Field::Errors(errors) => {
                let list = errors
                    .iter()
                    .map(|error| package_error_pointer(Some(*error)));
                Value::place(&PACKAGE_ERRORS, Data::List(list.collect()))
            }
        }
    }
}

impl Shown for ModulePublic {
    fn field(&self, at: usize) -> Value<'_> {
        let (_, get) = module_fields::FIELDS[at];
        match get(self) {
            ModuleField::Text(value) => text(value),
            ModuleField::Flag(flag) => Value::flag(flag),
            ModuleField::List(list) => Value::strings(list, true),
            ModuleField::Module(of) => module(of),
            ModuleField::Time(time) => {
                let moment = time.as_deref().and_then(Moment::parse);
                let place = std::ptr::from_ref(time) as usize;
                let data = moment.map_or(Data::Nil, |moment| Data::Time(moment, place));
                Value::place(&TIME_POINTER, data)
            }
            ModuleField::Error(error) => Value::pointer(&FAULT_POINTER, error.map(handle)),
            ModuleField::Origin(origin) => Value::pointer(&ORIGIN_POINTER, origin.map(handle)),
        }
    }

    fn text(&self) -> Option<String> {
        Some(module_text(self))
    }
}

impl Shown for ModuleFault {
    fn field(&self, _: usize) -> Value<'_> {
        text(&self.err)
    }
}

impl Shown for Origin {
    fn field(&self, at: usize) -> Value<'_> {
        text(self.fields()[at].1)
    }
}

impl Shown for PackageError {
    fn field(&self, at: usize) -> Value<'_> {
        match at {
            0 => {
                let infos = self.import_stack.iter();
                let list: Rc<[Value<'_>]> = infos
                    .map(|info| Value::place(&IMPORT_INFO, Data::Object(handle(info))))
                    .collect();
                let data = match list.is_empty() {
                    true => Data::Nil,
                    false => Data::List(list),
                };
                Value::place(&IMPORT_STACK, data)
            }
            1 => text(&self.pos),
            2 => inner_error(self),
            3 => Value::flag(self.is_import_cycle),
            _ => Value::flag(self.always_print_stack),
        }
    }

    fn text(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

/// The error inside a package's error, which is a string here.
impl Shown for String {
    fn field(&self, _: usize) -> Value<'_> {
        Value::nothing()
    }

    fn text(&self) -> Option<String> {
        Some(self.clone())
    }
}

impl Shown for ImportInfo {
    fn field(&self, at: usize) -> Value<'_> {
        match at {
            0 => text(&self.pkg),
            _ => {
                let position = self.pos.as_ref();
                Value::pointer(&POSITION_POINTER, position.map(handle))
            }
        }
    }
}

impl Shown for Position {
    fn field(&self, at: usize) -> Value<'_> {
        match at {
            0 => text(&self.file),
            // The byte offset in the file is not known here.
            1 => Value::int(0),
            2 => Value::int(self.line.into()),
            _ => Value::int(self.column.into()),
        }
    }

    fn text(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// The result of the template function `context`.
pub(super) struct Context<'a> {
    /// The environment.
    pub(super) env: &'a GoEnv,
    /// The settings that decide which files are built.
    pub(super) build: &'a BuildContext,
}

impl Context<'_> {
    /// Returns a pointer to it.
    pub(super) fn value(&self) -> Value<'_> {
        Value::pointer(&CONTEXT_POINTER, Some(handle(self)))
    }
}

impl Shown for Context<'_> {
    fn field(&self, at: usize) -> Value<'_> {
        match at {
            0 => text(&self.env.target.goarch),
            1 => text(&self.env.target.goos),
            2 => text(&self.env.sdk.goroot),
            3 => text(&self.env.dirs.gopath),
            4 => Value::flag(self.env.target.cgo_enabled),
            5 => Value::flag(false),
            6 => text("gc"),
            7 => Value::strings(&self.build.build_tags, true),
            8 => Value::strings(&self.build.tool_tags, true),
            9 => Value::strings(&self.env.target.release_tags, true),
            _ => text(&self.build.install_suffix),
        }
    }
}
