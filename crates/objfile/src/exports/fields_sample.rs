//! Export data with an element of each kind, whose fields have names.
//!
//! Counterpart: cmd/compile/internal/noder/writer.go, linker.go.

use super::tests::Written;
use super::tests::export_data;
use super::*;

/// The change of a field.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Another number, at this place of the data.
    Number(usize, u8),
    /// Another element, at this place of the references.
    Reference(usize, Reference),
    /// Another element.
    Whole(Written),
}

/// An element that is being written.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) written: Written,
    pub(super) marks: Vec<(String, Change)>,
    /// Prefix of the names of fields.
    around: String,
}

impl Draft {
    fn mark(&mut self, name: &str, change: Change) {
        if !name.is_empty() {
            let around = &self.around;
            self.marks.push((format!("{around}{name}"), change));
        }
    }

    fn number(mut self, name: &str, number: u8) -> Self {
        let other = if number < 2 { 1 - number } else { number + 1 };
        self.mark(name, Change::Number(self.written.1.len(), other));
        self.written.1.push(number);
        self
    }

    /// The number of a symbol, with its sign in the lowest bit.
    fn symbol(mut self, name: &str, symbol: u8) -> Self {
        self.mark(name, Change::Number(self.written.1.len(), 2 * symbol + 2));
        self.written.1.push(2 * symbol);
        self
    }

    /// Refers to an element; a change refers to another one.
    fn refer(mut self, name: &str, to: Reference, other: Reference) -> Self {
        let at = self.written.0.len();
        self.mark(name, Change::Reference(at, other));
        self.written.0.push(to);
        self.written.1.push(at as u8);
        self
    }

    fn text(self, name: &str, text: u32) -> Self {
        self.refer(name, (Section::String, text), (Section::String, OTHER))
    }

    fn package(self, name: &str) -> Self {
        self.refer(name, (Section::Pkg, 0), (Section::Pkg, 1))
    }

    /// The use of a type that is not derived.
    fn type_use(self, name: &str, at: u32) -> Self {
        let is_derived = match name {
            "" => String::new(),
            name => format!("{name}.is derived"),
        };
        self.number(&is_derived, 0)
            .refer(name, (Section::Type, at), (Section::Type, 1))
    }

    fn within(mut self, around: &str) -> Self {
        around.clone_into(&mut self.around);
        self
    }

    /// A position, whose fields have names if `name` is not empty.
    fn position(self, name: &str) -> Self {
        let field = |part: &str| match name {
            "" => String::new(),
            name => format!("{name}.{part}"),
        };
        // Positions without names are those with a line directive.
        let base = u32::from(name.is_empty());
        self.number(&field("is known"), 1)
            .refer(
                &field("file"),
                (Section::PosBase, base),
                (Section::PosBase, 1),
            )
            .number(&field("line"), 7)
            .number(&field("column"), 9)
    }
}

/// The number of a text that nothing has but changes.
const OTHER: u32 = 2;

/// The texts: the path of the package itself is empty.
const TEXTS: [&str; 14] = [
    "", "p", "other", "q", "p.go", "q.go", "x", "A", "C", "F", "G", "H", "T", "V",
];

/// Index of the first name of an object among the texts.
const FIRST_NAME: u32 = 7;

/// The objects, in order, each with the name of its kind.
pub(super) const OBJECTS: [(&str, &str, u8); 7] = [
    ("A", "alias", 0),
    ("C", "constant", 1),
    ("F", "function", 3),
    ("G", "generic function", 3),
    ("H", "inlined function", 3),
    ("T", "type", 2),
    ("V", "variable", 4),
];

/// All elements, by section, each with the name of its kind.
pub(super) struct Sample {
    version: u32,
    pub(super) sections: [Vec<(&'static str, Draft)>; 10],
}

impl Sample {
    fn add(&mut self, section: Section, element: &'static str, draft: Draft) {
        self.sections[section as usize].push((element, draft));
    }

    pub(super) fn new(version: u32) -> Self {
        let sections = Default::default();
        let mut sample = Self { version, sections };
        for text in TEXTS {
            let mut draft = Draft::default();
            draft.written.1 = text.into();
            sample.add(Section::String, "text", draft);
        }
        sample.roots();
        sample.files_and_packages();
        sample.types();
        for (index, (_, kind, code)) in (0..).zip(OBJECTS) {
            let name = Draft::default()
                .package("package")
                .text("text", FIRST_NAME + index);
            sample.add(Section::Name, "name", name.number("kind", code));
            let object = sample.object(kind);
            sample.add(Section::Obj, kind, object);
            let (element, extension) = sample.extension(kind);
            sample.add(Section::ObjExt, element, extension);
            let parameters = sample.parameters(kind);
            sample.add(Section::ObjDict, "type parameters", parameters);
        }
        for _ in 0..2 {
            let body = Draft::default().number("statements", sample.sections[9].len() as u8 + 3);
            let body = body.refer("type", (Section::Type, 0), (Section::Type, 1));
            let body = body.refer("object", (Section::Obj, 0), (Section::Obj, 1));
            sample.add(Section::Body, "body", body);
        }
        sample
    }

    fn is_new(&self) -> bool {
        self.version > 2
    }

    fn roots(&mut self) {
        let public = Draft::default().package("package").number("", 0);
        self.add(Section::Meta, "public root", public);
        let private = Draft::default()
            .number("initialises", 1)
            .number("functions", 1);
        let private = private
            .within("function.")
            .text("path", 0)
            .text("name", FIRST_NAME + 4);
        let private = private.refer("body", (Section::Body, 0), (Section::Body, 1));
        self.add(Section::Meta, "private root", private);
    }

    fn files_and_packages(&mut self) {
        let file = Draft::default().text("name", 4).number("is whole", 1);
        self.add(Section::PosBase, "file", file);
        let line = Draft::default()
            .text("name", 5)
            .number("is whole", 0)
            .position("position");
        self.add(
            Section::PosBase,
            "line directive",
            line.number("line", 3).number("column", 4),
        );
        let own = Draft::default()
            .text("path", 0)
            .text("name", 1)
            .number("", 1);
        let mut own = own.refer("import", (Section::Pkg, 1), (Section::Pkg, 2));
        let (mut references, _) = own.written.clone();
        references.push((Section::Pkg, 2));
        own.mark("imports", Change::Whole((references, vec![0, 1, 2, 2, 3])));
        self.add(Section::Pkg, "package", own);
        for text in [3, 6] {
            let package = Draft::default().text("", text).text("", text).number("", 0);
            self.add(Section::Pkg, "", package);
        }
    }

    fn types(&mut self) {
        let code = |code| Draft::default().number("code", code);
        let elements: [(&'static str, Draft); 14] = [
            ("basic type", code(0).number("basic", 2)),
            ("", Draft::default().number("", 0).number("", 3)),
            (
                "named type",
                code(1)
                    .refer("object", (Section::Obj, 5), (Section::Obj, 0))
                    .number("arguments", 1)
                    .type_use("argument", 0),
            ),
            ("pointer type", code(2).type_use("element", 0)),
            ("slice type", code(3).type_use("element", 0)),
            (
                "array type",
                code(4).number("length", 3).type_use("element", 0),
            ),
            (
                "channel type",
                code(5).number("direction", 0).type_use("element", 0),
            ),
            (
                "map type",
                code(6).type_use("key", 0).type_use("element", 0),
            ),
            (
                "signature type",
                code(7)
                    .number("parameters", 1)
                    .within("parameter.")
                    .position("position")
                    .package("package")
                    .text("name", 6)
                    .type_use("type", 0)
                    .within("")
                    .number("results", 0)
                    .number("is variadic", 0),
            ),
            (
                "interface type",
                code(9)
                    .number("methods", 1)
                    .number("embedded types", 1)
                    .within("method.")
                    .position("position")
                    .package("package")
                    .text("name", 6)
                    .number("parameters", 0)
                    .number("results", 0)
                    .number("is variadic", 0)
                    .within("")
                    .type_use("embedded type", 0),
            ),
            (
                "implicit interface type",
                code(9)
                    .number("methods", 0)
                    .number("embedded types", 1)
                    .number("is implicit", 0)
                    .type_use("embedded type", 0),
            ),
            (
                "union type",
                code(10)
                    .number("terms", 1)
                    .number("term.has tilde", 0)
                    .type_use("term.type", 0),
            ),
            ("type parameter", code(11).number("number", 0)),
            ("struct type", self.structure()),
        ];
        for (element, draft) in elements {
            self.add(Section::Type, element, draft);
        }
    }

    /// A structure with a field of each other type.
    fn structure(&self) -> Draft {
        let mut all = Draft::default()
            .number("code", 8)
            .number("fields", 12)
            .within("field.");
        for (number, field) in (0..12).zip(std::iter::once(true).chain(std::iter::repeat(false))) {
            let name = |name| if field { name } else { "" };
            all = all
                .position(name("position"))
                .package(name("package"))
                .text(name("name"), 6)
                .type_use(name("type"), if field { 0 } else { number + 1 })
                .text(name("tag"), 0)
                .number(name("is embedded"), 0);
        }
        all
    }

    fn object(&self, kind: &str) -> Draft {
        let draft = Draft::default().position("position");
        match kind {
            "alias" => draft.type_use("type", 13),
            "constant" => draft.type_use("type", 0).number("value", 0),
            "variable" => draft.type_use("type", 0),
            "type" => self.methods(draft.type_use("underlying", 13)),
            _ => {
                let mut draft = draft;
                if self.is_new() {
                    draft = draft.number("is a method", 0);
                }
                if kind == "generic function" {
                    draft = draft.within("type parameter.").position("position");
                    draft = draft.package("package").text("name", 6).within("");
                }
                let is_plain = kind == "function";
                draft = draft.number("parameters", u8::from(is_plain));
                if is_plain {
                    draft = draft.within("parameter.").position("position");
                    draft = draft.package("package").text("name", 6);
                    draft = draft.type_use("type", 0).within("");
                }
                let draft = draft.number("results", 0).number("is variadic", 0);
                match kind {
                    "function" => draft.position("end"),
                    _ => draft.number("end.is known", 0),
                }
            }
        }
    }

    fn methods(&self, draft: Draft) -> Draft {
        let mut draft = draft.number("methods", 1).within("method.");
        if self.is_new() {
            draft = draft.number("order", 0);
        }
        draft = draft
            .position("position")
            .package("package")
            .text("name", 6);
        draft = draft
            .number("receiver.position.is known", 0)
            .package("receiver.package");
        draft = draft.text("receiver.name", 6).type_use("receiver.type", 0);
        draft = draft
            .number("parameters", 0)
            .number("results", 0)
            .number("is variadic", 0);
        draft = draft.number("end.is known", 0).within("");
        if self.is_new() {
            draft.number("generic methods", 0)
        } else {
            draft
        }
    }

    fn extension(&self, kind: &str) -> (&'static str, Draft) {
        let draft = Draft::default();
        match kind {
            "variable" => ("compiler's part of a variable", draft.symbol("symbol", 4)),
            "generic function" => {
                let mut draft = draft.number("pragma", 4).number("", 1).text("linkname", 6);
                if self.is_new() {
                    draft = draft.number("linkname is that of the standard library", 0);
                }
                let draft = draft.number("is compiled", 0);
                let draft = draft.refer("body", (Section::Body, 1), (Section::Body, 0));
                ("compiler's part of a generic function", draft)
            }
            "function" | "inlined function" => {
                let draft = draft
                    .number("pragma", 4)
                    .symbol("symbol", 5)
                    .number("is compiled", 1);
                let draft = draft.number("ABI", 0);
                let draft = match kind {
                    "function" => draft.text("parameter.escape analysis", 6),
                    _ => draft,
                };
                let draft = draft.number("is inlinable", 1);
                let draft = draft.number("cost", 20).number("results can be delayed", 0);
                ("compiler's part of a function", draft)
            }
            "type" => {
                let draft = draft.number("pragma", 4).symbol("symbol", 6);
                let draft = draft
                    .symbol("symbol of the pointer type", 7)
                    .within("method.");
                let draft = draft
                    .number("pragma", 4)
                    .symbol("symbol", 8)
                    .number("is compiled", 1);
                let draft = draft.number("ABI", 0).text("parameter.escape analysis", 6);
                ("compiler's part of a type", draft.number("is inlinable", 0))
            }
            _ => ("", draft),
        }
    }

    fn parameters(&self, kind: &str) -> Draft {
        let own = u8::from(kind == "generic function");
        let mut draft = Draft::default().number("of the function around it", 0);
        if self.is_new() {
            draft = draft.number("of the receiver", 0);
        }
        draft = draft.number("own", own);
        for _ in 0..own {
            draft = draft.type_use("bound", 9);
        }
        draft = draft.number("derived types", own);
        for _ in 0..own {
            draft = draft.refer("derived type", (Section::Type, 12), (Section::Type, 1));
        }
        draft = draft
            .number("method expressions", 0)
            .number("dictionaries", 0);
        draft
            .number("type descriptors", 0)
            .number("method tables", 0)
    }

    /// Writes the sample, with a change of one field.
    pub(super) fn bytes(&self, change: Option<(usize, usize, &Change)>) -> Vec<u8> {
        let sections = (0..10).map(|section| {
            let elements = self.sections[section].iter().enumerate();
            let written = elements.map(|(at, (_, draft))| {
                let mut written = draft.written.clone();
                match change.filter(|change| (change.0, change.1) == (section, at)) {
                    Some((_, _, Change::Number(place, other))) => written.1[*place] = *other,
                    Some((_, _, Change::Reference(place, other))) => written.0[*place] = *other,
                    Some((_, _, Change::Whole(other))) => written = other.clone(),
                    None => {}
                }
                written
            });
            written.collect::<Vec<Written>>()
        });
        let sections: Vec<Vec<Written>> = sections.collect();
        let mut bytes = export_data(&sections.try_into().unwrap(), 7);
        bytes[..4].copy_from_slice(&self.version.to_le_bytes());
        bytes
    }
}
