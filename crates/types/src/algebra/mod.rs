//! The algebra of types: underlying types, identity, type sets, substitution, instances.
//!
//! All functions are methods of [`Types`]. Type sets, instances and underlying types are computed
//! on first use and stored. An error becomes a [`Finding`], which the caller turns into a message.
//! Counterpart: cmd/compile/internal/types2.

mod alias;
mod assignability;
mod context;
mod declared;
mod facts;
mod findings;
mod format;
mod generic_methods;
mod heap;
mod identical;
mod implements;
mod infer_params;
mod infer_walk;
mod instance;
mod interface;
mod kinds;
mod lookup;
mod maker;
mod methods;
mod missing;
mod named;
pub(crate) mod object;
mod objects;
mod objectstring;
mod predicates;
mod range;
mod selectors;
mod sizes;
pub(crate) mod subst;
pub(crate) mod termlist;
mod texts;
mod typeparam;
mod typeset;
mod typestring;
pub(crate) mod under;
mod unify;
mod var_size;

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::HashSet;
use vamos_release::Release;

use crate::data::TypeSet;
use crate::id::PkgId;
use crate::id::TypeId;
use crate::limits::Limits;
use crate::names::Name;

pub use assignability::AssignError;
pub use assignability::add_cause;
pub use facts::Facts;
pub use facts::Queries;
pub use findings::Finding;
pub use findings::VersionNeed;
pub use format::Qualifier;
pub use heap::Visited;
pub use identical::Pairs;
pub use identical::has_pair;
pub use object::UniqueName;
pub use objects::ObjSet;
pub use range::IteratorError;
pub use range::RangeError;
pub use range::RangeTypes;
pub use selectors::Equivalence;
pub use selectors::LookupResult;
pub use subst::SubstMap;
pub use termlist::is_all as has_all_types;
pub use texts::Texts;
pub use typeset::MAX_TERM_COUNT;
pub use typestring::TypeWriter;
pub use under::TypeError;
pub use unify::Unifier;
pub use unify::UnifyMode;

/// An instance: the generic type or function, the type arguments, and the result.
pub(crate) type SharedInstance = (TypeId, Vec<TypeId>, TypeId);

/// The key of an instance: the number of a table, and the hash.
pub(crate) type InstanceKey = (u32, u64);

/// Results that are computed once, and the conditions of the computation.
#[derive(Debug, Default)]
pub(crate) struct Algebra {
    /// Instances that exist, by table and hash (`Context`).
    pub(crate) instances: HashMap<InstanceKey, Vec<SharedInstance>>,
    /// The number of tables of instances besides the shared one.
    pub(crate) contexts: u32,
    /// Number of type parameters (`nextID`).
    pub(crate) type_params: u32,
    /// Type parameters of receivers and of methods of instances, with those of the base type and of
    /// the generic method (`mono.canon`).
    pub(crate) canon: HashMap<TypeId, TypeId>,
    /// Type sets of unions; none for those with too many terms (`unionTypeSets`).
    pub(crate) union_sets: HashMap<TypeId, Option<Arc<TypeSet>>>,
    /// The methods by name of types that have many.
    pub(crate) many_methods: HashMap<TypeId, HashMap<Name, u32>>,
    /// Types that are completed at the end (`cleaners`).
    pub(crate) unfinished: Vec<TypeId>,
    /// Errors that the caller has not taken yet.
    pub(crate) findings: Vec<Finding>,
    pub(crate) limits: Limits,
    pub(crate) release: Release,
    /// The language version, `1.N` as N; 0 if everything is allowed.
    pub(crate) language: u32,
    /// The size of pointers and words in bytes, and the largest alignment.
    pub(crate) word_size: i64,
    pub(crate) max_align: i64,
    /// The paths of packages by name, once a message needed them (`pkgPathMap`).
    pub(crate) pkg_paths: Option<HashMap<Name, HashSet<Name>>>,
    /// The package that is checked.
    pub(crate) own: Option<PkgId>,
}
