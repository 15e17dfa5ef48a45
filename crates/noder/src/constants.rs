//! Values of constants.
//!
//! Counterpart: internal/pkgbits/encoder.go (`Value`, `scalar`).

use vamos_constant::BigInt;
use vamos_constant::Exact;
use vamos_constant::Value;
use vamos_types::Pos;

use crate::element::Element;
use crate::error::Error;
use crate::error::Result;
use crate::writer::Writer;

/// The kinds of values.
const BOOL: u64 = 0;
const STRING: u64 = 1;
const INT64: u64 = 2;
const BIG_INT: u64 = 3;
const BIG_RAT: u64 = 4;
const BIG_FLOAT: u64 = 5;

impl Writer<'_, '_> {
    /// Writes a value.
    pub(crate) fn value(&mut self, w: &mut Element, value: &Value) -> Result<()> {
        match value.to_exact() {
            Exact::Complex(parts) => {
                w.bool(true);
                self.scalar(w, &parts.0)?;
                self.scalar(w, &parts.1)
            }
            value => {
                w.bool(false);
                self.scalar(w, &value)
            }
        }
    }

    fn scalar(&mut self, w: &mut Element, value: &Exact) -> Result<()> {
        match value {
            Exact::Bool(value) => {
                w.code(BOOL);
                w.bool(*value);
            }
            Exact::String(bytes) => {
                w.code(STRING);
                // Sums of few strings may be long.
                self.types().spend(bytes.len());
                w.encoder.string(&mut self.all, bytes);
            }
            Exact::Int64(value) => {
                w.code(INT64);
                w.int(*value);
            }
            Exact::Int(value) => {
                w.code(BIG_INT);
                self.big_int(w, value);
            }
            Exact::Rat(num, den) => {
                w.code(BIG_RAT);
                self.big_int(w, num);
                self.big_int(w, den);
            }
            Exact::Float(text) => {
                w.code(BIG_FLOAT);
                w.encoder.string(&mut self.all, text.as_bytes());
            }
            Exact::Unknown | Exact::Complex(_) => {
                return Err(Error::unexpected("value", Pos::NONE));
            }
        }
        Ok(())
    }

    fn big_int(&mut self, w: &mut Element, value: &BigInt) {
        w.encoder.string(&mut self.all, &value.bytes);
        w.bool(value.is_neg);
    }
}
