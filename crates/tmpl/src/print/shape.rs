//! The printed form of a value, by its kind.
//!
//! Counterpart: fmt/print.go (`printValue` and the fmt methods).

use super::super::time;
use super::super::types::Data;
use super::super::types::Kind;
use super::super::types::NAMED_BYTES;
use super::super::types::Value;
use super::Printer;

impl<'a> Printer<'_, 'a, '_> {
    pub(super) fn text(&mut self, value: &Value<'a>, verb: char) {
        let text = value.as_bytes();
        match verb {
            'v' if self.format.is_sharp_v => self.format.quoted(text),
            'v' | 's' => self.format.string(text),
            'x' | 'X' => self.format.hex(text, verb == 'X'),
            'q' => self.format.quoted(text),
            _ => self.bad_verb(value, verb),
        }
    }

    /// Prints a value at nesting level `depth` of the argument.
    pub(super) fn value(&mut self, value: &Value<'a>, verb: char, depth: usize) {
        match (&value.data, &value.ty.kind) {
            (Data::Nothing, _) if depth > 0 && verb == 'v' => self.format.write("<nil>"),
            (Data::Nothing, _) => self.bad_verb(value, verb),
            (Data::Bool(flag), _) => match verb {
                't' | 'v' => self.format.boolean(*flag),
                _ => self.bad_verb(value, verb),
            },
            (Data::Int(int), Kind::Int) => self.integer(value, int.cast_unsigned(), true, verb),
            (Data::Uint(int), Kind::Uint) => self.integer(value, *int, false, verb),
            (Data::Float(float), _) => match verb {
                'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E' => {
                    self.format.float(*float, verb);
                }
                _ => self.bad_verb(value, verb),
            },
            (Data::Complex(real, imaginary), _) => match verb {
                'v' | 'b' | 'g' | 'G' | 'x' | 'X' | 'f' | 'F' | 'e' | 'E' => {
                    self.format.complex(*real, *imaginary, verb);
                }
                _ => self.bad_verb(value, verb),
            },
            (_, Kind::Str) => self.text(value, verb),
            (_, Kind::Map) => self.map(value, verb, depth),
            (_, Kind::Struct(_)) => self.structure(value, verb, depth),
            (_, Kind::Slice(_)) => self.list(value, verb, depth),
            (Data::Boxed(inner), _) => self.inner(inner, verb, depth + 1, true),
            (_, Kind::Interface) if self.format.is_sharp_v => {
                self.format.write(value.ty.name);
                self.format.write("(nil)");
            }
            (_, Kind::Interface) => self.format.write("<nil>"),
            (_, Kind::Pointer(element)) if depth == 0 && !value.is_nil() => match element.kind {
                Kind::Struct(_) | Kind::Slice(_) | Kind::Map => {
                    self.format.write("&");
                    let target = Value::place(element, value.data.clone());
                    self.inner(&target, verb, depth + 1, true);
                }
                _ => self.pointer(value, verb),
            },
            _ => self.pointer(value, verb),
        }
    }

    /// Prints a part of an argument; methods of unexported fields are not called.
    pub(super) fn inner(&mut self, value: &Value<'a>, verb: char, depth: usize, is_exported: bool) {
        if is_exported && value.is_valid() && self.methods(value, verb) {
            return;
        }
        self.value(value, verb, depth);
    }

    fn integer(&mut self, value: &Value<'a>, int: u64, is_signed: bool, verb: char) {
        match verb {
            'v' if self.format.is_sharp_v && !is_signed => self.format.hex_number(int, true),
            'v' | 'd' => self.format.integer(int, 10, is_signed, verb),
            'b' => self.format.integer(int, 2, is_signed, verb),
            'o' | 'O' => self.format.integer(int, 8, is_signed, verb),
            'x' | 'X' => self.format.integer(int, 16, is_signed, verb),
            'c' => self.format.character(int),
            'q' => self.format.quoted_character(int),
            'U' => self.format.unicode(int),
            _ => self.bad_verb(value, verb),
        }
    }

    pub(super) fn pointer(&mut self, value: &Value<'a>, verb: char) {
        let has_address = matches!(value.ty.kind, Kind::Pointer(_) | Kind::Slice(_) | Kind::Map);
        if !has_address {
            return self.bad_verb(value, verb);
        }
        let address = if value.is_nil() {
            0
        } else {
            value.address() as u64
        };
        match verb {
            'v' if self.format.is_sharp_v => {
                self.format.write("(");
                self.format.write(value.ty.name);
                self.format.write(")(");
                match address {
                    0 => self.format.write("nil"),
                    _ => self.format.hex_number(address, true),
                }
                self.format.write(")");
            }
            'v' if address == 0 => self.format.pad(b"<nil>"),
            'v' | 'p' => {
                let is_sharp = self.format.is_sharp;
                self.format.hex_number(address, !is_sharp);
            }
            'b' | 'o' | 'd' | 'x' | 'X' => self.integer(value, address, false, verb),
            _ => self.bad_verb(value, verb),
        }
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            let is_sharp = self.format.is_sharp_v;
            self.format.write(if is_sharp { ", " } else { " " });
        }
    }

    /// Prints the opening of `%#v` before the braces; reports whether the value is complete, for
    /// nil.
    fn opened(&mut self, value: &Value<'a>, otherwise: &str) -> bool {
        if !self.format.is_sharp_v {
            self.format.write(otherwise);
            return false;
        }
        self.format.write(value.ty.name);
        if value.is_nil() {
            self.format.write("(nil)");
            return true;
        }
        self.format.write("{");
        false
    }

    fn close(&mut self, otherwise: &str) {
        let is_sharp = self.format.is_sharp_v;
        self.format.write(if is_sharp { "}" } else { otherwise });
    }

    fn map(&mut self, value: &Value<'a>, verb: char, depth: usize) {
        if self.opened(value, "map[") {
            return;
        }
        if let Data::Map(map) = &value.data {
            for (at, (key, value)) in map.iter().enumerate() {
                self.comma(at);
                self.inner(&Value::text(key), verb, depth + 1, true);
                self.format.write(":");
                self.inner(&Value::text(value), verb, depth + 1, true);
            }
        }
        self.close("]");
    }

    fn structure(&mut self, value: &Value<'a>, verb: char, depth: usize) {
        let Kind::Struct(fields) = &value.ty.kind else {
            return;
        };
        self.opened(value, "{");
        for (at, field) in fields.iter().enumerate() {
            self.comma(at);
            if self.format.is_sharp_v || self.format.is_plus_v {
                self.format.write(field.name);
                self.format.write(":");
            }
            let inner = match &value.data {
                Data::Object(object) => object.field(at).unboxed_if_any(),
                Data::Time(moment, _) => time::hidden_field(moment, at),
                Data::Zone(zone) => time::hidden_zone_field(zone, at),
                _ => Value::nothing(),
            };
            self.inner(&inner, verb, depth + 1, field.is_exported);
        }
        self.close("}");
    }

    fn list(&mut self, value: &Value<'a>, verb: char, depth: usize) {
        let is_bytes = matches!(value.ty.kind, Kind::Slice(element) if element.name == "uint8");
        if let (true, 's' | 'q' | 'x' | 'X') = (is_bytes, verb) {
            let bytes: &[u8] = match &value.data {
                Data::Bytes(bytes) => bytes,
                _ => b"",
            };
            return match verb {
                's' => self.format.string(bytes),
                'q' => self.format.quoted(bytes),
                _ => self.format.hex(bytes, verb == 'X'),
            };
        }
        if is_bytes && self.format.is_sharp_v && depth == 0 && !self.is_erroring {
            // At the top level fmt uses the type's other name.
            let mut named = value.clone();
            named.ty = &NAMED_BYTES;
            return self.list_elements(&named, verb, depth);
        }
        self.list_elements(value, verb, depth);
    }

    fn list_elements(&mut self, value: &Value<'a>, verb: char, depth: usize) {
        if self.opened(value, "[") {
            return;
        }
        for at in 0..value.len().unwrap_or(0) {
            self.comma(at);
            if let Some(element) = value.element(at) {
                self.inner(&element, verb, depth + 1, true);
            }
        }
        self.close("]");
    }
}
