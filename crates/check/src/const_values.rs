//! Constant operands.
//!
//! Counterpart: cmd/compile/internal/types2/const.go.

use vamos_constant::Kind;
use vamos_constant::Op;
use vamos_constant::Value;
use vamos_types::BasicInfo;
use vamos_types::BasicKind;
use vamos_types::Pos;
use vamos_types::TypeId;

use crate::checker::Checker;
use crate::code::Code;
use crate::operand::Mode;
use crate::operand::Operand;
use vamos_types::Texts;

/// Maximal number of bits of untyped integers.
const MAX_BITS: usize = 512;

/// Longer constant strings are errors.
const MAX_STRING: usize = 2_000_000_000;

impl Checker<'_> {
    /// Reports a constant that its type cannot represent, or that became too large.
    pub(crate) fn overflow(&mut self, x: &mut Operand, op_pos: Pos) {
        debug_assert!(x.mode == Mode::Constant);
        if x.val.kind() == Kind::Unknown {
            let text = "constant result is not representable";
            self.error(op_pos, Code::InvalidConstVal, text);
            return;
        }
        if self.types.is_typed(x.typ) {
            let under = self.types.under(x.typ);
            self.representable(x, under);
            return;
        }
        if x.val.kind() == Kind::Int && x.val.bit_len() > MAX_BITS {
            let mut op = self.source.op_name(x.expr).to_owned();
            if !op.is_empty() {
                op += " ";
            }
            let text = format!("constant {op}overflow");
            self.error(op_pos, Code::InvalidConstVal, text);
            x.val = Value::UNKNOWN;
            return;
        }
        if x.val.kind() == Kind::String && self.config.release.limits_constant_strings() {
            let len = x.val.string_len();
            if len > MAX_STRING {
                let text = format!("constant string too long ({len} bytes > {MAX_STRING} bytes)");
                self.error(op_pos, Code::InvalidConstVal, text);
                x.val = Value::UNKNOWN;
            }
        }
    }

    /// Reports whether a basic type can represent a value, and rounds the value.
    pub(crate) fn representable_const(
        &mut self,
        x: &Value,
        typ: TypeId,
        rounded: Option<&mut Value>,
    ) -> bool {
        // Unknown values were reported.
        if x.kind() == Kind::Unknown {
            return true;
        }
        let Some(kind) = self.types.basic_kind(typ) else {
            return false;
        };
        let info = kind.info();
        let value = if info.has(BasicInfo::INTEGER) {
            let x = x.to_int();
            if x.kind() != Kind::Int {
                return false;
            }
            let fits = self.fits_integer(&x, kind);
            // The value is set even if it does not fit.
            if let Some(rounded) = rounded {
                *rounded = x;
            }
            return fits;
        } else if info.has(BasicInfo::FLOAT) {
            let x = x.to_float();
            if x.kind() != Kind::Float {
                return false;
            }
            match kind {
                BasicKind::Float32 => round_float32(&x),
                BasicKind::Float64 => round_float64(&x),
                _ => return true,
            }
        } else if info.has(BasicInfo::COMPLEX) {
            let x = x.to_complex();
            if x.kind() != Kind::Complex {
                return false;
            }
            let round = match kind {
                BasicKind::Complex64 => round_float32,
                BasicKind::Complex128 => round_float64,
                _ => return true,
            };
            match (round(&x.real()), round(&x.imag())) {
                (Some(re), Some(im)) => Some(Value::binary_op(&re, Op::Add, &im.make_imag())),
                _ => None,
            }
        } else if info.has(BasicInfo::STRING) {
            return x.kind() == Kind::String;
        } else {
            return info.has(BasicInfo::BOOLEAN) && x.kind() == Kind::Bool;
        };
        match (value, rounded) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(value), Some(rounded)) => {
                *rounded = value;
                true
            }
        }
    }

    /// Reports whether an integer is in the range of an integer type.
    fn fits_integer(&self, x: &Value, kind: BasicKind) -> bool {
        let word = self.config.word_size as u32 * 8;
        let (bits, is_signed) = match kind {
            BasicKind::Int => (word, true),
            BasicKind::Int8 => (8, true),
            BasicKind::Int16 => (16, true),
            BasicKind::Int32 => (32, true),
            BasicKind::Int64 => (64, true),
            BasicKind::Uint | BasicKind::Uintptr => (word, false),
            BasicKind::Uint8 => (8, false),
            BasicKind::Uint16 => (16, false),
            BasicKind::Uint32 => (32, false),
            BasicKind::Uint64 => (64, false),
            _ => return true,
        };
        match x.int64_val() {
            Some(x) if is_signed => (-1 << (bits - 1)..=i64::MAX >> (64 - bits)).contains(&x),
            Some(x) => x >= 0 && (bits == 64 || x < 1 << bits),
            None => !is_signed && x.sign() >= 0 && x.bit_len() <= bits as usize,
        }
    }

    /// Gives a constant the value that it has in a basic type, or reports that it has no such value.
    pub(crate) fn representable(&mut self, x: &mut Operand, typ: TypeId) {
        match self.representation(x, typ) {
            Ok(val) => x.val = val,
            Err(code) => {
                self.invalid_conversion(code, x, typ);
                x.invalidate();
            }
        }
    }

    /// Returns the value that a constant has in a basic type.
    ///
    /// # Errors
    /// The code of the error if the type cannot represent it.
    pub(crate) fn representation(&mut self, x: &Operand, typ: TypeId) -> Result<Value, Code> {
        debug_assert!(x.mode == Mode::Constant);
        let mut val = x.val.clone();
        if self.representable_const(&x.val, typ, Some(&mut val)) {
            return Ok(val);
        }
        if !self.types.is_numeric(x.typ) || !self.types.is_numeric(typ) {
            return Err(Code::InvalidConstVal);
        }
        if !self.types.is_integer(x.typ) && self.types.is_integer(typ) {
            Err(Code::TruncatedFloat)
        } else {
            Err(Code::NumericOverflow)
        }
    }

    /// Reports a constant that cannot be converted.
    pub(crate) fn invalid_conversion(&mut self, code: Code, x: &Operand, target: TypeId) {
        let operand = self.operand_text(x);
        let target = self.type_text(target);
        let text = match code {
            Code::TruncatedFloat => format!("{operand} truncated to {target}"),
            Code::NumericOverflow => format!("{operand} overflows {target}"),
            _ => format!("cannot convert {operand} to type {target}"),
        };
        self.error(self.operand_pos(x), code, text);
    }

    /// Gives an untyped operand the target type, or reports that it cannot have it.
    pub(crate) fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        let (new_type, val) = match self.implicit_type_and_value(x, target) {
            Ok(result) => result,
            Err(code) => {
                let shown = if self.types.is_type_param(target) {
                    target
                } else {
                    self.types.safe_underlying(target).unwrap_or(target)
                };
                self.invalid_conversion(code, x, shown);
                x.invalidate();
                return;
            }
        };
        if let Some(val) = val {
            if let Some(expr) = x.expr {
                self.update_expr_val(expr, &val);
            }
            x.val = val;
        }
        if new_type != x.typ {
            x.typ = new_type;
            if let Some(expr) = x.expr {
                self.update_expr_type(expr, new_type, false);
            }
        }
    }
}

/// Returns the nearest value of type `float32`; `None` if that is infinite.
fn round_float32(x: &Value) -> Option<Value> {
    let (value, _) = x.float32_val();
    (!value.is_infinite()).then(|| Value::from_f64(f64::from(value)))
}

/// Returns the nearest value of type `float64`; `None` if that is infinite.
fn round_float64(x: &Value) -> Option<Value> {
    let (value, _) = x.float64_val();
    (!value.is_infinite()).then(|| Value::from_f64(value))
}

#[cfg(test)]
mod tests {
    use vamos_constant::Literal;
    use vamos_types::PkgId;
    use vamos_types::Types;
    use vamos_types::typ;

    use super::*;
    use crate::config::Config;
    use vamos_types::Importer;

    #[derive(Debug)]
    struct NoImports;

    impl Importer for NoImports {
        fn import(&mut self, _: &mut Types, path: &str) -> Result<PkgId, String> {
            Err(format!("no package {path}"))
        }
    }

    fn config(word_size: i64) -> Config {
        Config {
            path: "p".to_owned(),
            go_version: String::new(),
            release: vamos_release::Release::default(),
            word_size,
            max_align: word_size,
            ignores_bodies: false,
            stack: 1 << 20,
            keeps_info: false,
        }
    }

    fn number(text: &str) -> Value {
        let (digits, is_negative) = match text.strip_prefix('-') {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let kind = if text.contains(['.', 'e']) {
            Literal::Float
        } else {
            Literal::Int
        };
        let val = Value::literal(digits.as_bytes(), kind);
        if is_negative {
            Value::unary_op(Op::Sub, &val, 0)
        } else {
            val
        }
    }

    #[test]
    fn numbers_are_in_the_range_of_their_types() {
        let config = config(8);
        let mut check = Checker::new(&config, Vec::new(), Box::new(NoImports));
        for (typ, text, expected) in [
            (typ::INT8, "127", true),
            (typ::INT8, "128", false),
            (typ::INT8, "-128", true),
            (typ::INT8, "-129", false),
            (typ::BYTE, "255", true),
            (typ::UINT8, "256", false),
            (typ::UINT8, "-1", false),
            (typ::INT, "9223372036854775807", true),
            (typ::INT, "9223372036854775808", false),
            (typ::INT64, "-9223372036854775808", true),
            (typ::UINT64, "18446744073709551615", true),
            (typ::UINTPTR, "18446744073709551616", false),
            (typ::UINT32, "18446744073709551615", false),
            (typ::INT, "2.0", true),
            (typ::INT, "2.5", false),
            (typ::FLOAT32, "1e38", true),
            (typ::FLOAT32, "1e39", false),
            (typ::FLOAT64, "1e308", true),
            (typ::FLOAT64, "1e309", false),
            (typ::COMPLEX64, "1e39", false),
            (typ::UNTYPED_INT, "18446744073709551616", true),
            (typ::STRING, "1", false),
            (typ::BOOL, "1", false),
        ] {
            let found = check.representable_const(&number(text), typ, None);
            let name = check.types.basic_name(typ);
            assert_eq!(found, expected, "{text} as {name}");
        }
    }

    #[test]
    fn words_may_be_small() {
        let config = config(4);
        let mut check = Checker::new(&config, Vec::new(), Box::new(NoImports));
        assert!(check.representable_const(&number("2147483647"), typ::INT, None));
        assert!(!check.representable_const(&number("2147483648"), typ::INT, None));
        assert!(check.representable_const(&number("4294967295"), typ::UINT, None));
        assert!(!check.representable_const(&number("4294967296"), typ::UINTPTR, None));
    }

    #[test]
    fn floats_are_rounded() {
        let config = config(8);
        let mut check = Checker::new(&config, Vec::new(), Box::new(NoImports));
        let mut val = number("0.1");
        let exact = val.clone();
        assert!(check.representable_const(&exact, typ::FLOAT32, Some(&mut val)));
        assert_eq!(val.float64_val(), (f64::from(0.1_f32), true));
    }
}
