//! `print`, `printf` and `println`: values as text.
//!
//! Counterpart: fmt/print.go.

mod reader;
mod shape;

use vamos_base::golang::os_str;

use super::chars::decode_rune;
use super::format::Formatter;
use super::types::Data;
use super::types::Kind;
use super::types::Scope;
use super::types::Value;
use reader::Reader;

/// Appends the output of an action for a value.
pub(super) fn print_printable<'a>(scope: &Scope<'a, '_>, value: &Value<'a>, out: &mut Vec<u8>) {
    // The fast path for strings.
    if let (Data::Str(text), Kind::Str) = (&value.data, &value.ty.kind) {
        out.extend_from_slice(text);
        return;
    }
    let mut printer = Printer::new(scope);
    printer.arg(&printable(value), 'v');
    out.append(&mut printer.format.out);
}

/// Returns the value to print: the target of a pointer, unless the pointer has a method to print
/// itself.
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

/// Returns a value in its form for errors (`%v`).
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

/// Prints values; a space is between two operands if neither is a string.
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

/// Prints values by a format (`fmt.Sprintf`).
pub(super) fn sprintf<'a>(scope: &Scope<'a, '_>, format: &[u8], args: &[Value<'a>]) -> Vec<u8> {
    let args: Vec<Value<'a>> = args.iter().map(Value::unboxed).collect();
    let mut printer = Printer::new(scope);
    printer.printf(format, &args);
    printer.format.out
}

/// One run of a printing function.
struct Printer<'p, 'a, 's> {
    scope: &'p Scope<'a, 's>,
    format: Formatter,
    /// True while a bad verb is reported, when methods are not called.
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

    /// Reads the text after a percent sign, and prints the verb.
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
        // A plain lower-case verb does not search for an index again.
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

    /// Prints a value by its own method, if it has one; reports whether it did.
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
            // The method panics, and fmt prints this text.
            self.format.write("<nil>");
            return true;
        }
        let text = run(self.scope, value, &[]).unwrap_or_else(|_| Value::nothing());
        if is_go_syntax {
            self.format.string(text.as_bytes());
        } else {
            self.text(&text, verb);
        }
        true
    }
}

fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
