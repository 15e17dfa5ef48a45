//! Comparisons of values.
//!
//! Counterpart: text/template/funcs.go (`eq`, `lt` and their callees).

use std::cmp::Ordering;

use super::print;
use super::types::Data;
use super::types::Kind;
use super::types::Scope;
use super::types::Value;

const BAD_TYPE: &str = "invalid type for comparison";

/// Kinds that compare among themselves.
#[derive(PartialEq)]
enum Basic {
    Bool,
    Complex,
    Int,
    Float,
    Str,
    Uint,
}

fn basic(value: &Value<'_>) -> Option<Basic> {
    if !value.is_valid() {
        return None;
    }
    Some(match value.ty.kind {
        Kind::Bool => Basic::Bool,
        Kind::Complex => Basic::Complex,
        Kind::Int => Basic::Int,
        Kind::Float => Basic::Float,
        Kind::Str => Basic::Str,
        Kind::Uint => Basic::Uint,
        _ => return None,
    })
}

/// Compares two values of basic kinds; `None` if they are not comparable.
fn order(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    match (&a.data, &b.data) {
        (Data::Int(a), Data::Int(b)) => Some(a.cmp(b)),
        (Data::Uint(a), Data::Uint(b)) => Some(a.cmp(b)),
        (Data::Int(a), Data::Uint(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        (Data::Uint(a), Data::Int(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        (Data::Float(a), Data::Float(b)) => a.partial_cmp(b),
        (Data::Str(a), Data::Str(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn incompatible(a: &Value<'_>, b: &Value<'_>) -> String {
    let (a, b) = (a.ty.name, b.ty.name);
    format!("incompatible types for comparison: {a} and {b}")
}

/// Reports whether both kinds are integers, which compare regardless of their signs.
fn are_integers(a: Option<&Basic>, b: Option<&Basic>) -> bool {
    let is_integer = |kind: Option<&Basic>| matches!(kind, Some(Basic::Int | Basic::Uint));
    is_integer(a) && is_integer(b)
}

/// Reports whether the first value equals one of the others.
pub(super) fn eq<'a>(
    scope: &Scope<'a, '_>,
    first: &Value<'a>,
    others: &[Value<'a>],
) -> Result<bool, String> {
    let first = first.unboxed();
    if others.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    for other in others {
        let other = other.unboxed();
        let (a, b) = (basic(&first), basic(&other));
        let equal = if are_integers(a.as_ref(), b.as_ref()) {
            order(&first, &other) == Some(Ordering::Equal)
        } else if a != b {
            if first.is_valid() && other.is_valid() {
                return Err(incompatible(&first, &other));
            }
            false
        } else {
            same_kind(scope, &first, &other)?
        };
        if equal {
            return Ok(true);
        }
    }
    Ok(false)
}

fn same_kind<'a>(
    scope: &Scope<'a, '_>,
    first: &Value<'a>,
    other: &Value<'a>,
) -> Result<bool, String> {
    #[expect(clippy::float_cmp, reason = "as in Go, the parts are compared")]
    match (&first.data, &other.data) {
        (Data::Bool(a), Data::Bool(b)) => return Ok(a == b),
        (Data::Complex(a, b), Data::Complex(c, d)) => return Ok(a == c && b == d),
        _ if basic(first).is_some() => return Ok(order(first, other) == Some(Ordering::Equal)),
        _ => {}
    }
    let kind = |value: &Value<'_>| std::mem::discriminant(&value.ty.kind);
    if first.is_valid() && other.is_valid() && kind(first) != kind(other) {
        return Err(format!(
            "non-comparable types {}: {}, {}: {}",
            print::shown(scope, first),
            first.ty.name,
            other.ty.name,
            print::shown(scope, other),
        ));
    }
    if first.is_nil() || other.is_nil() {
        return Ok(first.is_nil() == other.is_nil());
    }
    if !other.ty.is_comparable {
        let shown = print::shown(scope, other);
        return Err(format!("non-comparable type {shown}: {}", other.ty.name));
    }
    Ok(first.ty == other.ty && are_same(first, other))
}

/// Reports whether two pointers or structs are equal by `==`.
fn are_same(first: &Value<'_>, other: &Value<'_>) -> bool {
    let is_struct = matches!(first.ty.kind, Kind::Struct(_));
    match (&first.data, &other.data) {
        (Data::Time(a, _), Data::Time(b, _)) if is_struct => {
            a.time == b.time && a.zone.address() == b.zone.address()
        }
        _ => first.address() == other.address(),
    }
}

/// Reports whether the first value is less.
pub(super) fn lt(first: &Value<'_>, second: &Value<'_>) -> Result<bool, String> {
    let (first, second) = (first.unboxed(), second.unboxed());
    let (Some(a), Some(b)) = (basic(&first), basic(&second)) else {
        return Err(BAD_TYPE.to_owned());
    };
    if a != b && !are_integers(Some(&a), Some(&b)) {
        return Err(incompatible(&first, &second));
    }
    if matches!(a, Basic::Bool | Basic::Complex) {
        return Err(BAD_TYPE.to_owned());
    }
    Ok(order(&first, &second) == Some(Ordering::Less))
}

/// Reports whether the first value is less or equal.
pub(super) fn le<'a>(
    scope: &Scope<'a, '_>,
    first: &Value<'a>,
    second: &Value<'a>,
) -> Result<bool, String> {
    Ok(lt(first, second)? || eq(scope, first, std::slice::from_ref(second))?)
}
