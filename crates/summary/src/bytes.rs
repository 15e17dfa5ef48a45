//! Numbers, strings and constants as bytes.
//!
//! Counterpart: internal/pkgbits (encoder.go, decoder.go), for another format.

use std::sync::Arc;

use vamos_constant::BigInt;
use vamos_constant::Exact;
use vamos_constant::Value;

/// A buffer for writing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl Bytes {
    /// Writes seven bits per byte, the lowest first.
    pub(crate) fn number(&mut self, number: u64) {
        let mut rest = number;
        while rest >= 0x80 {
            self.0.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.0.push(rest as u8);
    }

    pub(crate) fn len(&mut self, len: usize) {
        self.number(len as u64);
    }

    pub(crate) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    pub(crate) fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    pub(crate) fn blob(&mut self, bytes: &[u8]) {
        self.len(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn value(&mut self, value: &Value) {
        self.exact(&value.to_exact());
    }

    fn exact(&mut self, value: &Exact) {
        match value {
            Exact::Unknown => self.0.push(0),
            Exact::Bool(value) => self.0.push(1 + u8::from(*value)),
            Exact::String(text) => {
                self.0.push(3);
                self.blob(text);
            }
            Exact::Int64(value) => {
                self.0.push(4);
                self.signed(*value);
            }
            Exact::Int(value) => {
                self.0.push(5);
                self.int(value);
            }
            Exact::Rat(num, den) => {
                self.0.push(6);
                self.int(num);
                self.int(den);
            }
            Exact::Float(text) => {
                self.0.push(7);
                self.blob(text.as_bytes());
            }
            Exact::Complex(parts) => {
                self.0.push(8);
                self.exact(&parts.0);
                self.exact(&parts.1);
            }
        }
    }

    fn int(&mut self, value: &BigInt) {
        self.flag(value.is_neg);
        self.blob(&value.bytes);
    }
}

/// A position for reading. Every method returns `None` if the bytes are damaged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// The maximum nesting depth of constants: a complex number has two parts, which are real.
const MAX_PARTS: u32 = 2;

impl<'b> Cursor<'b> {
    pub(crate) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Returns its offset.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// Reads an index or a small number.
    pub(crate) fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// Reads a length; at least this many bytes follow.
    pub(crate) fn len(&mut self) -> Option<usize> {
        let len = usize::try_from(self.number()?).ok()?;
        (len <= self.bytes.len() - self.at).then_some(len)
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
    }

    pub(crate) fn flag(&mut self) -> Option<bool> {
        Some(self.byte()? != 0)
    }

    pub(crate) fn blob(&mut self) -> Option<&'b [u8]> {
        let len = self.len()?;
        let blob = self.bytes.get(self.at..self.at + len)?;
        self.at += len;
        Some(blob)
    }

    pub(crate) fn value(&mut self) -> Option<Value> {
        Some(Value::from_exact(&self.exact(0)?))
    }

    fn exact(&mut self, depth: u32) -> Option<Exact> {
        Some(match self.byte()? {
            0 => Exact::Unknown,
            flag @ (1 | 2) => Exact::Bool(flag == 2),
            3 => Exact::String(Arc::from(self.blob()?)),
            4 => Exact::Int64(self.signed()?),
            5 => Exact::Int(self.int()?),
            6 => Exact::Rat(self.int()?, self.int()?),
            7 => Exact::Float(String::from_utf8(self.blob()?.to_vec()).ok()?),
            8 if depth < MAX_PARTS => {
                let re = self.exact(depth + 1)?;
                Exact::Complex(Box::new((re, self.exact(depth + 1)?)))
            }
            _ => return None,
        })
    }

    fn int(&mut self) -> Option<BigInt> {
        let is_neg = self.flag()?;
        let bytes = self.blob()?.to_vec();
        Some(BigInt { is_neg, bytes })
    }
}

#[cfg(test)]
mod tests {
    use vamos_constant::Literal;
    use vamos_constant::Op;

    use super::*;

    #[test]
    fn values_are_read_as_they_were_written() {
        let literal = |text: &str, kind| Value::literal(text.as_bytes(), kind);
        let huge = literal("1234567890123456789012345678901234567890", Literal::Int);
        let values = [
            Value::UNKNOWN,
            Value::from(true),
            Value::from(-7_i64),
            Value::string(&b"a\xffb"[..]),
            Value::unary_op(Op::Sub, &huge, 0),
            huge,
            literal("0.1", Literal::Float),
            literal("1e5000", Literal::Float),
            literal("2.5i", Literal::Imag),
        ];
        let mut bytes = Bytes::default();
        for value in &values {
            bytes.value(value);
        }
        let mut cursor = Cursor::new(&bytes.0, 0);
        for value in &values {
            let read = cursor.value().unwrap();
            assert_eq!(read.to_exact(), value.to_exact());
        }
        assert!(cursor.value().is_none());
    }

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let mut bytes = Bytes::default();
        let numbers = [0, 1, -1, 63, -64, 64, i64::MAX, i64::MIN];
        for number in numbers {
            bytes.signed(number);
        }
        let mut cursor = Cursor::new(&bytes.0, 0);
        for number in numbers {
            assert_eq!(cursor.signed(), Some(number));
        }
        assert_eq!(cursor.number(), None);
    }
}
