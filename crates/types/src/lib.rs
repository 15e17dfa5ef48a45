//! The types and objects of one package, while it is checked and after.
//!
//! Everything is in one store, [`Types`], and is named by a number: types ([`TypeId`]), objects
//! ([`ObjId`]), scopes ([`ScopeId`]), packages ([`PkgId`]), interned names ([`Name`]). Two equal
//! types may have two numbers, as they are two pointers upstream; [`Types::identical`] compares
//! them. Imported objects are copied into the store on first use ([`Loader`]).
//!
//! Owns: the data, the universe, and the algebra of types: underlying types, identity, type sets,
//! substitution, instances. Must not know: syntax trees, export data, the words of errors, which
//! are [`Finding`]s here.
//! Counterpart: cmd/compile/internal/types2 (object.go, scope.go, package.go, universe.go,
//! predicates.go, typeset.go, subst.go and the declarations of types).

mod algebra;
mod basic;
mod data;
mod id;
mod limits;
mod names;
mod object;
mod package;
mod places;
mod pos;
mod positions;
mod predeclared;
mod scope;
mod scopes;
mod store;
mod universe;

pub use algebra::AssignError;
pub use algebra::Equivalence;
pub use algebra::Facts;
pub use algebra::Finding;
pub use algebra::IteratorError;
pub use algebra::LookupResult;
pub use algebra::MAX_TERM_COUNT;
pub use algebra::ObjSet;
pub use algebra::Pairs;
pub use algebra::Qualifier;
pub use algebra::Queries;
pub use algebra::RangeError;
pub use algebra::RangeTypes;
pub use algebra::SubstMap;
pub use algebra::Texts;
pub use algebra::TypeError;
pub use algebra::TypeWriter;
pub use algebra::Unifier;
pub use algebra::UnifyMode;
pub use algebra::UniqueName;
pub use algebra::VersionNeed;
pub use algebra::Visited;
pub use algebra::add_cause;
pub use algebra::has_all_types;
pub use algebra::has_pair;
pub use basic::BasicInfo;
pub use basic::BasicKind;
pub use data::Alias;
pub use data::ChanDir;
pub use data::DroppedRecv;
pub use data::Instance;
pub use data::Interface;
pub use data::Named;
pub use data::NamedState;
pub use data::Signature;
pub use data::Struct;
pub use data::Term;
pub use data::Type;
pub use data::TypeParam;
pub use data::TypeSet;
pub use id::ObjId;
pub use id::PkgId;
pub use id::ScopeId;
pub use id::TypeId;
pub use limits::Limits;
pub use names::Name;
pub use object::BuiltinId;
pub use object::Object;
pub use object::ObjectKind;
pub use object::VarKind;
pub use package::Package;
pub use pos::BaseId;
pub use pos::ForeignBase;
pub use pos::ForeignPlace;
pub use pos::PhysicalPlace;
pub use pos::Pos;
pub use pos::ShownPlace;
pub use predeclared::Universe;
pub use predeclared::typ;
pub use scope::Scope;
pub use store::Importer;
pub use store::Loader;
pub use store::Types;
