//! Natural numbers of any size.
//!
//! Counterpart: math/big/nat.go, natdiv.go, natconv.go.

use std::cmp::Ordering;

/// A natural number: its words, the lowest first, without zeros at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Nat(Vec<u64>);

/// Number of bits of a word.
const WORD: usize = 64;

/// The largest power of ten in a word, and its digits.
const TEN_POWER: (u64, usize) = (10_000_000_000_000_000_000, 19);

impl Nat {
    /// Zero.
    pub(crate) const ZERO: Self = Self(Vec::new());

    /// Returns a number of one word.
    pub(crate) fn from_word(word: u64) -> Self {
        Self::of(vec![word])
    }

    /// Returns the number with these words.
    pub(crate) fn of(mut words: Vec<u64>) -> Self {
        while words.last() == Some(&0) {
            words.pop();
        }
        Self(words)
    }

    /// Returns the words, the lowest first.
    pub(crate) fn words(&self) -> &[u64] {
        &self.0
    }

    /// Returns the number with these bytes, the highest first.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let words = bytes.rchunks(8).map(|chunk| {
            let bytes = chunk.iter();
            bytes.fold(0, |word, byte| word << 8 | u64::from(*byte))
        });
        Self::of(words.collect())
    }

    /// Returns the bytes, the highest first, without zeros in front.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let words = self.0.iter().rev();
        let bytes = words.flat_map(|word| word.to_be_bytes());
        bytes.skip_while(|byte| *byte == 0).collect()
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_one(&self) -> bool {
        self.0 == [1]
    }

    /// Returns the number of bits without leading zeros.
    pub(crate) fn bit_len(&self) -> usize {
        self.0
            .last()
            .map_or(0, |top| self.0.len() * WORD - top.leading_zeros() as usize)
    }

    /// Returns the number of trailing zero bits; 0 for zero.
    pub(crate) fn trailing_zeros(&self) -> usize {
        let place = self.0.iter().position(|word| *word != 0);
        place.map_or(0, |at| at * WORD + self.0[at].trailing_zeros() as usize)
    }

    /// Returns a bit.
    pub(crate) fn bit(&self, at: usize) -> bool {
        let word = self.0.get(at / WORD).copied().unwrap_or_default();
        word >> (at % WORD) & 1 == 1
    }

    /// Reports whether any of the lowest `count` bits is set.
    pub(crate) fn has_low_bits(&self, count: usize) -> bool {
        !self.is_zero() && self.trailing_zeros() < count
    }

    /// Returns the lowest word.
    pub(crate) fn low(&self) -> u64 {
        self.0.first().copied().unwrap_or_default()
    }

    /// Returns the number if it is one word.
    pub(crate) fn to_u64(&self) -> Option<u64> {
        (self.0.len() <= 1).then(|| self.low())
    }

    /// Compares two numbers.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Returns the sum.
    pub(crate) fn add(&self, other: &Self) -> Self {
        let (long, short) = if self.0.len() >= other.0.len() {
            (self, other)
        } else {
            (other, self)
        };
        let mut words = long.0.clone();
        let mut carry = false;
        for (at, word) in words.iter_mut().enumerate() {
            let Some(term) = short.0.get(at).copied().or(carry.then_some(0)) else {
                break;
            };
            let (sum, first) = word.overflowing_add(term);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *word = sum;
            carry = first || second;
        }
        if carry {
            words.push(1);
        }
        Self(words)
    }

    /// Returns the difference; `other` is not larger.
    pub(crate) fn sub(&self, other: &Self) -> Self {
        let mut words = self.0.clone();
        let mut borrow = false;
        for (at, word) in words.iter_mut().enumerate() {
            let Some(term) = other.0.get(at).copied().or(borrow.then_some(0)) else {
                break;
            };
            let (rest, first) = word.overflowing_sub(term);
            let (rest, second) = rest.overflowing_sub(u64::from(borrow));
            *word = rest;
            borrow = first || second;
        }
        debug_assert!(!borrow, "the difference is negative");
        Self::of(words)
    }

    /// Returns the product.
    pub(crate) fn mul(&self, other: &Self) -> Self {
        let mut words = vec![0; self.0.len() + other.0.len()];
        for (at, factor) in self.0.iter().enumerate() {
            let mut carry = 0;
            for (word, other) in words[at..].iter_mut().zip(&other.0) {
                let sum = u128::from(*factor) * u128::from(*other) + u128::from(*word) + carry;
                *word = sum as u64;
                carry = sum >> WORD;
            }
            words[at + other.0.len()] = carry as u64;
        }
        Self::of(words)
    }

    /// Multiplies by a word and adds another.
    pub(crate) fn mul_add(&mut self, factor: u64, term: u64) {
        let mut carry = u128::from(term);
        for word in &mut self.0 {
            let sum = u128::from(*word) * u128::from(factor) + carry;
            *word = sum as u64;
            carry = sum >> WORD;
        }
        if carry != 0 {
            self.0.push(carry as u64);
        }
    }

    /// Divides by a word; returns the remainder.
    fn div_word(&mut self, divisor: u64) -> u64 {
        let mut rest = 0;
        for word in self.0.iter_mut().rev() {
            let dividend = u128::from(rest) << WORD | u128::from(*word);
            *word = (dividend / u128::from(divisor)) as u64;
            rest = (dividend % u128::from(divisor)) as u64;
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        rest
    }

    /// Returns quotient and remainder.
    ///
    /// # Panics
    /// The divisor is zero.
    pub(crate) fn div(&self, divisor: &Self) -> (Self, Self) {
        assert!(!divisor.is_zero(), "division by zero");
        if self.compare(divisor) == Ordering::Less {
            return (Self::ZERO, self.clone());
        }
        if let [word] = divisor.0[..] {
            let mut quotient = self.clone();
            let rest = quotient.div_word(word);
            return (quotient, Self::from_word(rest));
        }
        let shift = divisor.0[divisor.0.len() - 1].leading_zeros() as usize;
        let divisor = divisor.shl(shift).0;
        let mut rest = self.shl(shift).0;
        rest.resize(self.0.len() + 1, 0);
        let n = divisor.len();
        let mut quotient = vec![0; rest.len() - n];
        for at in (0..quotient.len()).rev() {
            quotient[at] = div_step(&mut rest[at..=at + n], &divisor);
        }
        (Self::of(quotient), Self::of(rest).shr(shift))
    }

    /// Returns the number times a power of two.
    pub(crate) fn shl(&self, count: usize) -> Self {
        if self.is_zero() {
            return Self::ZERO;
        }
        let bits = count % WORD;
        let mut words = vec![0; count / WORD];
        let mut carry = 0;
        for word in &self.0 {
            words.push(word << bits | carry);
            carry = match bits {
                0 => 0,
                bits => word >> (WORD - bits),
            };
        }
        words.push(carry);
        Self::of(words)
    }

    /// Returns the number divided by a power of two, rounded down.
    pub(crate) fn shr(&self, count: usize) -> Self {
        let Some(words) = self.0.get(count / WORD..) else {
            return Self::ZERO;
        };
        let bits = count % WORD;
        if bits == 0 {
            return Self::of(words.to_vec());
        }
        let shifted = words.iter().enumerate().map(|(at, word)| {
            let above = words.get(at + 1).copied().unwrap_or_default();
            word >> bits | above << (WORD - bits)
        });
        Self::of(shifted.collect())
    }

    /// Returns a power.
    pub(crate) fn pow(base: u64, mut exponent: u64) -> Self {
        let mut power = Self::from_word(1);
        let mut square = Self::from_word(base);
        while exponent > 0 {
            if exponent & 1 == 1 {
                power = power.mul(&square);
            }
            exponent >>= 1;
            if exponent > 0 {
                square = square.mul(&square);
            }
        }
        power
    }

    /// Returns the greatest common divisor.
    pub(crate) fn gcd(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.clone(), other.clone());
        while !b.is_zero() {
            if let (Some(a), Some(b)) = (a.to_u64(), b.to_u64()) {
                return Self::from_word(word_gcd(a, b));
            }
            let rest = a.div(&b).1;
            a = b;
            b = rest;
        }
        a
    }

    /// Returns the decimal digits.
    pub(crate) fn decimal(&self) -> String {
        if self.is_zero() {
            return "0".to_owned();
        }
        let mut rest = self.clone();
        let mut parts = Vec::new();
        while !rest.is_zero() {
            parts.push(rest.div_word(TEN_POWER.0));
        }
        let mut text = String::new();
        for (at, part) in parts.iter().rev().enumerate() {
            match at {
                0 => text += &part.to_string(),
                _ => text += &format!("{part:0width$}", width = TEN_POWER.1),
            }
        }
        text
    }

    /// Returns the hexadecimal digits.
    pub(crate) fn hex(&self) -> String {
        let mut words = self.0.iter().rev();
        let mut text = words.next().map_or(String::new(), |top| format!("{top:x}"));
        for word in words {
            text += &format!("{word:016x}");
        }
        text
    }
}

/// Divides `rest`, which has one word more than `divisor`, and whose quotient has one word. Returns
/// the quotient; `rest` becomes the remainder. The highest bit of `divisor` is set.
fn div_step(rest: &mut [u64], divisor: &[u64]) -> u64 {
    let n = divisor.len();
    let (top, next) = (u128::from(divisor[n - 1]), u128::from(divisor[n - 2]));
    let head = u128::from(rest[n]) << WORD | u128::from(rest[n - 1]);
    let mut guess = head / top;
    let mut left = head % top;
    while guess >> WORD != 0 || guess * next > (left << WORD | u128::from(rest[n - 2])) {
        guess -= 1;
        left += top;
        if left >> WORD != 0 {
            break;
        }
    }
    let mut guess = guess as u64;
    let mut carry = 0_u128;
    let mut borrow = false;
    for (at, word) in rest.iter_mut().enumerate() {
        let part = divisor.get(at).copied().unwrap_or_default();
        let product = u128::from(part) * u128::from(guess) + carry;
        carry = product >> WORD;
        let (difference, first) = word.overflowing_sub(product as u64);
        let (difference, second) = difference.overflowing_sub(u64::from(borrow));
        *word = difference;
        borrow = first || second;
    }
    if borrow {
        guess -= 1;
        let mut carry = false;
        for (at, word) in rest.iter_mut().enumerate() {
            let part = divisor.get(at).copied().unwrap_or_default();
            let (sum, first) = word.overflowing_add(part);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *word = sum;
            carry = first || second;
        }
    }
    guess
}

fn word_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::Nat;

    #[test]
    fn quotients_times_divisors_are_dividends() {
        let mut seed = 1_u64;
        let mut next = |words: usize| {
            let words = (0..words).map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                match seed >> 61 {
                    0 => 0,
                    1 => u64::MAX,
                    2 => 1 << 63,
                    _ => seed.rotate_left(17),
                }
            });
            Nat::of(words.collect())
        };
        for round in 0..2000 {
            let (a, b) = (next(round % 9), next(1 + round % 5));
            if b.is_zero() {
                continue;
            }
            let (quotient, rest) = a.div(&b);
            assert!(rest.compare(&b).is_lt());
            assert_eq!(quotient.mul(&b).add(&rest), a);
            assert_eq!(a.add(&b).sub(&b), a);
            assert_eq!(a.shl(round).shr(round), a);
        }
    }
}
