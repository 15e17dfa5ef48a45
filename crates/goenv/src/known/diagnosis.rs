//! The diagnosis of a tool's sources, and its encoding.
//!
//! Counterpart: none.

use crate::capability::Capabilities;
use crate::capability::Capability;
use crate::deciding::Tool;
use vamos_release::PatchField;
use vamos_release::PatchFields;

/// The number of declarations that are named for one capability.
const NAMED: usize = 3;

/// Result of comparing the sources of a tool with the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The capabilities that the sources allow.
    pub known: Capabilities,
    /// Why the others are not allowed.
    pub unknown: Vec<Unknown>,
    /// The differences between patch releases that the sources decide. Empty for the sources of
    /// a release, whose version decides.
    pub fields: Vec<FieldFound>,
}

/// A difference between patch releases, as sources have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldFound {
    /// The difference.
    pub field: PatchField,
    /// True if it is there.
    pub is_there: bool,
    /// The capabilities that depend on it.
    pub decides: Capabilities,
}

/// The reason why a capability is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The capability.
    pub capability: Capability,
    /// The first declarations that differ; none if all belong to a release that vamos was not
    /// compared with.
    pub declarations: Vec<String>,
}

impl Diagnosis {
    /// Returns the diagnosis for the sources of a release.
    pub(super) fn of_release(tool: Tool, known: Capabilities) -> Self {
        let missing = tool.capabilities().without(known);
        let unknown = missing.iter().map(|capability| Unknown {
            capability,
            declarations: Vec::new(),
        });
        Self {
            known,
            unknown: unknown.collect(),
            fields: Vec::new(),
        }
    }

    /// Adds a declaration that differs.
    pub(super) fn refuse(&mut self, capabilities: Capabilities, declaration: &str) {
        for capability in capabilities.iter() {
            self.known = self.known.without(Capabilities::of(&[capability]));
            let place = self
                .unknown
                .iter()
                .position(|one| one.capability == capability);
            let place = place.unwrap_or_else(|| {
                self.unknown.push(Unknown {
                    capability,
                    declarations: Vec::new(),
                });
                self.unknown.len() - 1
            });
            let names = &mut self.unknown[place].declarations;
            if names.len() < NAMED && !names.iter().any(|name| name == declaration) {
                names.push(declaration.to_owned());
            }
        }
    }

    /// Returns the reason why a capability is not known: the end of a sentence, such as `func
    /// (*Link).hostlink in cmd/link/internal/ld/lib.go differs from the releases that vamos
    /// follows`. `None` if it is known.
    pub fn reason(&self, capability: Capability) -> Option<String> {
        let unknown = self
            .unknown
            .iter()
            .find(|one| one.capability == capability)?;
        let Some(first) = unknown.declarations.first() else {
            return Some("vamos was not compared with this release".to_owned());
        };
        let also = match unknown.declarations.get(1) {
            None => String::new(),
            Some(second) => format!(" and others, such as {second},"),
        };
        let verb = if also.is_empty() { "differs" } else { "differ" };
        Some(format!(
            "{first}{also} {verb} from the releases that vamos follows"
        ))
    }

    /// Refuses the capabilities that depend on fields whose values differ from the followed
    /// release.
    pub(crate) fn compare(&mut self, fields: PatchFields) {
        for found in self.fields.clone() {
            if fields.has(found.field) != found.is_there {
                let name = format!(
                    "the version, which has not {:?} as the sources have it,",
                    found.field
                );
                self.refuse(found.decides, &name);
            }
        }
    }

    /// Returns a copy of the fields of a release, corrected by the sources.
    pub fn correct(&self, fields: PatchFields) -> PatchFields {
        let is_decided = |field: PatchField| self.fields.iter().any(|row| row.field == field);
        let stays = fields.iter().filter(|field| !is_decided(*field));
        let found = self.fields.iter().filter(|row| row.is_there);
        stays.chain(found.map(|row| row.field)).collect()
    }

    /// Returns the diagnosis as one line.
    pub fn to_line(&self) -> String {
        let mut line = format!("{:x}", self.known.bits());
        for found in &self.fields {
            let sign = if found.is_there { '+' } else { '-' };
            let (field, bits) = (found.field, found.decides.bits());
            line.push_str(&format!("\t{sign}{bits:x} {field:?}"));
        }
        for unknown in &self.unknown {
            line.push_str(&format!("\t={}", unknown.capability.name()));
            for name in &unknown.declarations {
                line.push_str(&format!("\t {}", name.replace(['\t', '\n'], " ")));
            }
        }
        line
    }

    /// Returns the diagnosis of a line of [`Diagnosis::to_line`].
    pub fn of_line(line: &str) -> Option<Self> {
        let mut words = line.split('\t');
        let bits = u32::from_str_radix(words.next()?, 16).ok()?;
        let mut diagnosis = Self {
            known: Capabilities::from_bits(bits),
            unknown: Vec::new(),
            fields: Vec::new(),
        };
        for word in words {
            let (kind, rest) = word.split_at_checked(1)?;
            match kind {
                "+" | "-" => {
                    let (bits, name) = rest.split_once(' ')?;
                    diagnosis.fields.push(FieldFound {
                        field: field_of_name(name)?,
                        is_there: kind == "+",
                        decides: Capabilities::from_bits(u32::from_str_radix(bits, 16).ok()?),
                    });
                }
                "=" => diagnosis.unknown.push(Unknown {
                    capability: Capability::of_name(rest)?,
                    declarations: Vec::new(),
                }),
                _ => diagnosis
                    .unknown
                    .last_mut()?
                    .declarations
                    .push(rest.to_owned()),
            }
        }
        Some(diagnosis)
    }
}

/// Returns the field of a name of [`PatchField`]'s variants.
pub fn field_of_name(name: &str) -> Option<PatchField> {
    let all = PatchFields::of_patch(27, u32::MAX);
    all.iter().find(|field| format!("{field:?}") == name)
}

/// Reports whether the release `go1.MINOR.PATCH` has the field of a name; `None` if there is no
/// such field.
pub fn has_field(minor: u32, patch: u32, name: &str) -> Option<bool> {
    let field = field_of_name(name)?;
    Some(PatchFields::of_patch(minor, patch).has(field))
}
