//! `print`, `printf` and `println`: values as text.
//!
//! Counterpart: fmt/print.go.

use vamos_base::golang::os_str;

use super::chars::decode_rune;
use super::format::Formatter;
use super::types::Kind;
use super::value::Data;
use super::value::Scope;
use super::value::Value;

/// Appends what an action prints of a value.
pub(super) fn print_printable<'a>(scope: &Scope<'a, '_>, value: &Value<'a>, out: &mut Vec<u8>) {
    // The default way, without a detour.
    if let (Data::Str(text), Kind::Str) = (&value.data, &value.ty.kind) {
        out.extend_from_slice(text);
        return;
    }
    let mut printer = Printer::new(scope);
    printer.arg(&printable(value), 'v');
    out.append(&mut printer.format.out);
}

/// Returns what is best printed for a value: what a pointer points to, unless the
/// pointer knows how to print itself.
fn printable<'a>(value: &Value<'a>) -> Value<'a> {
    let mut value = value.clone();
    if matches!(value.ty.kind, Kind::Pointer(_)) {
        value = value.indirect();
    }
    if !value.is_valid() {
        return Value::text("<no value>");
    }
    match value.ty.pointer {
        Some(pointer)
            if value.is_place && value.ty.speaks().is_none() && pointer.speaks().is_some() =>
        {
            value.ty = pointer;
        }
        _ => {}
    }
    value
}

/// Returns a value as errors show it (`%v`).
pub(super) fn shown<'a>(scope: &Scope<'a, '_>, value: &Value<'a>) -> String {
    let mut printer = Printer::new(scope);
    if value.is_valid() {
        printer.arg(value, 'v');
    } else {
        printer.format.write("<invalid reflect.Value>");
    }
    os_str::decode(&printer.format.out)
}

/// Returns the text that the escaping functions escape.
pub(super) fn eval_args<'a>(scope: &Scope<'a, '_>, args: &[Value<'a>]) -> Vec<u8> {
    let args: Vec<Value<'a>> = args.iter().map(|arg| printable(&arg.unboxed())).collect();
    sprint(scope, &args)
}

/// Prints values; spaces stand between two that are no strings.
pub(super) fn sprint<'a>(scope: &Scope<'a, '_>, args: &[Value<'a>]) -> Vec<u8> {
    let mut printer = Printer::new(scope);
    let mut was_string = false;
    for (at, arg) in args.iter().enumerate() {
        let arg = arg.unboxed();
        let is_string = arg.is_valid() && matches!(arg.ty.kind, Kind::Str);
        if at > 0 && !is_string && !was_string {
            printer.format.write(" ");
        }
        printer.arg(&arg, 'v');
        was_string = is_string;
    }
    printer.format.out
}

/// Prints values with spaces between them, and a newline.
pub(super) fn sprintln<'a>(scope: &Scope<'a, '_>, args: &[Value<'a>]) -> Vec<u8> {
    let mut printer = Printer::new(scope);
    for (at, arg) in args.iter().enumerate() {
        if at > 0 {
            printer.format.write(" ");
        }
        printer.arg(&arg.unboxed(), 'v');
    }
    printer.format.write("\n");
    printer.format.out
}

/// Prints values as a format says.
pub(super) fn sprintf<'a>(scope: &Scope<'a, '_>, format: &[u8], args: &[Value<'a>]) -> Vec<u8> {
    let args: Vec<Value<'a>> = args.iter().map(Value::unboxed).collect();
    let mut printer = Printer::new(scope);
    printer.printf(format, &args);
    printer.format.out
}

/// Where a format and its arguments are being read.
struct Reader<'f, 'a> {
    format: &'f [u8],
    at: usize,
    args: &'f [Value<'a>],
    arg: usize,
    /// Whether the last thing read was an index such as `[3]`.
    is_after_index: bool,
    is_good_index: bool,
    was_reordered: bool,
}

/// One run of a printing function.
struct Printer<'p, 'a, 's> {
    scope: &'p Scope<'a, 's>,
    format: Formatter,
    /// Whether a bad verb is being told, where methods are not called.
    is_erroring: bool,
}

impl<'p, 'a, 's> Printer<'p, 'a, 's> {
    fn new(scope: &'p Scope<'a, 's>) -> Self {
        Self {
            scope,
            format: Formatter::default(),
            is_erroring: false,
        }
    }

    fn printf(&mut self, format: &[u8], args: &[Value<'a>]) {
        let mut reader = Reader {
            format,
            at: 0,
            args,
            arg: 0,
            is_after_index: false,
            is_good_index: true,
            was_reordered: false,
        };
        while reader.at < format.len() {
            reader.is_good_index = true;
            let rest = &format[reader.at..];
            let plain = rest.iter().position(|b| *b == b'%').unwrap_or(rest.len());
            self.format.out.extend_from_slice(&rest[..plain]);
            reader.at += plain;
            if reader.at < format.len() {
                reader.at += 1;
                self.verb(&mut reader);
            }
        }
        if !reader.was_reordered && reader.arg < args.len() {
            self.extra(&args[reader.arg..]);
        }
    }

    fn extra(&mut self, args: &[Value<'a>]) {
        self.format.clear_flags();
        self.format.write("%!(EXTRA ");
        for (at, arg) in args.iter().enumerate() {
            if at > 0 {
                self.format.write(", ");
            }
            if arg.is_valid() {
                self.format.write(arg.ty.name);
                self.format.write("=");
                self.arg(arg, 'v');
            } else {
                self.format.write("<nil>");
            }
        }
        self.format.write(")");
    }

    /// Reads what follows a percent sign, and prints it.
    fn verb(&mut self, reader: &mut Reader<'_, 'a>) {
        let flags = &mut self.format;
        flags.clear_flags();
        while let Some(byte) = reader.format.get(reader.at) {
            match byte {
                b'#' => flags.is_sharp = true,
                b'0' => flags.is_zero = true,
                b'+' => flags.is_plus = true,
                b'-' => flags.is_minus = true,
                b' ' => flags.is_space = true,
                _ => break,
            }
            reader.at += 1;
        }
        // A plain lower-case verb does not look for an index again.
        let next = reader.format.get(reader.at);
        let is_simple = next.is_some_and(u8::is_ascii_lowercase) && reader.arg < reader.args.len();
        if !is_simple {
            reader.index();
            self.width(reader);
            self.precision(reader);
            if !reader.is_after_index {
                reader.index();
            }
        }
        let Some((verb, width)) = decode_rune(&reader.format[reader.at..]) else {
            self.format.write("%!(NOVERB)");
            return;
        };
        reader.at += width;
        if verb == '%' {
            self.format.write("%");
        } else if !reader.is_good_index {
            self.format.write(&format!("%!{verb}(BADINDEX)"));
        } else if reader.arg >= reader.args.len() {
            self.format.write(&format!("%!{verb}(MISSING)"));
        } else {
            if matches!(verb, 'v' | 'w') {
                let flags = &mut self.format;
                flags.is_sharp_v = std::mem::take(&mut flags.is_sharp);
                flags.is_plus_v = std::mem::take(&mut flags.is_plus);
            }
            self.arg(&reader.args[reader.arg], verb);
            reader.arg += 1;
        }
    }

    fn width(&mut self, reader: &mut Reader<'_, 'a>) {
        if reader.format.get(reader.at) == Some(&b'*') {
            reader.at += 1;
            let width = reader.int_arg();
            if width.is_none() {
                self.format.write("%!(BADWIDTH)");
            }
            if width.is_some_and(|width| width < 0) {
                self.format.is_minus = true;
                self.format.is_zero = false;
            }
            self.format.width = width.map(|width| size(width.abs()));
            reader.is_after_index = false;
            return;
        }
        self.format.width = reader.number();
        if reader.is_after_index && self.format.width.is_some() {
            reader.is_good_index = false;
        }
    }

    fn precision(&mut self, reader: &mut Reader<'_, 'a>) {
        let rest = &reader.format[reader.at..];
        if rest.len() < 2 || rest[0] != b'.' {
            return;
        }
        reader.at += 1;
        if reader.is_after_index {
            reader.is_good_index = false;
        }
        reader.index();
        if reader.format.get(reader.at) == Some(&b'*') {
            reader.at += 1;
            let precision = reader.int_arg().filter(|number| *number >= 0);
            if precision.is_none() {
                self.format.write("%!(BADPREC)");
            }
            self.format.precision = precision.map(size);
            reader.is_after_index = false;
            return;
        }
        self.format.precision = Some(reader.number().unwrap_or(0));
    }

    /// Prints an argument.
    fn arg(&mut self, value: &Value<'a>, verb: char) {
        if !value.is_valid() {
            match verb {
                'T' | 'v' => self.format.pad("<nil>".as_bytes()),
                _ => self.bad_verb(value, verb),
            }
            return;
        }
        match verb {
            'T' => self.format.string(value.ty.name.as_bytes()),
            'p' => self.pointer(value, 'p'),
            _ if self.methods(value, verb) => {}
            _ => self.value(value, verb, 0),
        }
    }

    fn bad_verb(&mut self, value: &Value<'a>, verb: char) {
        self.is_erroring = true;
        self.format.write(&format!("%!{verb}("));
        if value.is_valid() {
            self.format.write(value.ty.name);
            self.format.write("=");
            self.value(value, 'v', 0);
        } else {
            self.format.write("<nil>");
        }
        self.format.write(")");
        self.is_erroring = false;
    }

    /// Lets a value print itself; reports whether it did.
    fn methods(&mut self, value: &Value<'a>, verb: char) -> bool {
        if self.is_erroring {
            return false;
        }
        if verb == 'w' {
            self.bad_verb(value, verb);
            return true;
        }
        let (method, is_go_syntax) = if self.format.is_sharp_v {
            (value.ty.method("GoString"), true)
        } else if matches!(verb, 'v' | 's' | 'x' | 'X' | 'q') {
            (value.ty.speaks(), false)
        } else {
            (None, false)
        };
        let Some(run) = method.and_then(|method| method.run) else {
            return false;
        };
        if value.is_nil() {
            // The method panics, and this is what fmt makes of it.
            self.format.write("<nil>");
            return true;
        }
        let text = run(self.scope, value, &[]).unwrap_or_else(|_| Value::nothing());
        match is_go_syntax {
            true => self.format.string(text.as_bytes()),
            false => self.text(&text, verb),
        }
        true
    }

    fn text(&mut self, value: &Value<'a>, verb: char) {
        let text = value.as_bytes();
        match verb {
            'v' if self.format.is_sharp_v => self.format.quoted(text),
            'v' | 's' => self.format.string(text),
            'x' | 'X' => self.format.hex(text, verb == 'X'),
            'q' => self.format.quoted(text),
            _ => self.bad_verb(value, verb),
        }
    }

    /// Prints a value; `depth` says how deep inside the argument it lies.
    fn value(&mut self, value: &Value<'a>, verb: char, depth: usize) {
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

    /// Prints a part of an argument; what hides in unexported fields has no methods.
    fn inner(&mut self, value: &Value<'a>, verb: char, depth: usize, is_exported: bool) {
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

    fn pointer(&mut self, value: &Value<'a>, verb: char) {
        let has_address = matches!(value.ty.kind, Kind::Pointer(_) | Kind::Slice(_) | Kind::Map);
        if !has_address {
            return self.bad_verb(value, verb);
        }
        let address = match value.is_nil() {
            true => 0,
            false => value.address() as u64,
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

    /// Opens what `%#v` puts in braces; reports whether that was all, for nil.
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
                Data::Time(moment, _) => super::time::hidden_field(moment, at),
                Data::Zone(zone) => super::time::hidden_zone_field(zone, at),
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
            // At the top fmt knows the type by its other name.
            let mut named = value.clone();
            named.ty = &super::types::NAMED_BYTES;
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

impl<'a> Reader<'_, 'a> {
    /// Reads an index in brackets, where one stands.
    fn index(&mut self) {
        self.is_after_index = false;
        let rest = &self.format[self.at..];
        if rest.first() != Some(&b'[') {
            return;
        }
        self.was_reordered = true;
        let end = rest
            .iter()
            .position(|b| *b == b']')
            .filter(|_| rest.len() >= 3);
        let Some(end) = end else {
            self.at += 1;
            self.is_good_index = false;
            return;
        };
        let (number, used) = parse_number(&rest[1..end]);
        self.at += end + 1;
        match number.and_then(|number| number.checked_sub(1)) {
            Some(index) if used == end - 1 && index < self.args.len() => {
                self.arg = index;
                self.is_after_index = true;
            }
            _ => {
                self.is_good_index = false;
                // A number that is out of range was still an index.
                self.is_after_index = number.is_some() && used == end - 1;
            }
        }
    }

    fn number(&mut self) -> Option<usize> {
        let (number, used) = parse_number(&self.format[self.at..]);
        self.at += used;
        number
    }

    fn int_arg(&mut self) -> Option<i64> {
        let arg = self.args.get(self.arg)?;
        self.arg += 1;
        let number = match arg.data {
            Data::Int(number) => number,
            Data::Uint(number) => i64::try_from(number).ok()?,
            _ => return None,
        };
        (-1_000_000..=1_000_000).contains(&number).then_some(number)
    }
}

/// Reads digits; a number that is too large swallows everything.
fn parse_number(text: &[u8]) -> (Option<usize>, usize) {
    let mut number = None;
    for (at, byte) in text.iter().enumerate() {
        if !byte.is_ascii_digit() {
            return (number, at);
        }
        let so_far = number.unwrap_or(0);
        if so_far > 1_000_000 {
            return (None, text.len());
        }
        number = Some(so_far * 10 + usize::from(byte - b'0'));
    }
    (number, text.len())
}

fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
