//! The hash of a symbol's content, by which the linker finds equal symbols.
//!
//! Counterpart: cmd/internal/obj/objfile.go (`contentHash`), cmd/internal/hash.

use vamos_base::Sha256;

/// Hashes a symbol part by part, in the order of the methods.
pub struct ContentHasher(Sha256);

/// The target of a relocation, as it is hashed: by properties that are the same in all objects.
#[derive(Clone, Copy, Debug)]
pub enum HashedTarget<'t> {
    /// A symbol that is found by its content of at most 8 bytes.
    Short(&'t [u8; 8]),
    /// A symbol that is found by its hash.
    Content(&'t [u8; 16]),
    /// A symbol that is found by its name.
    Name(&'t [u8]),
    /// A symbol of package runtime that the compiler refers to by number.
    Builtin(u32),
    /// A symbol with a number in the package of this path, which is escaped.
    Numbered(&'t [u8], u32),
    /// The symbol itself, since Go 1.27.
    Itself,
    /// Nothing, since Go 1.27.
    Nothing,
}

impl ContentHasher {
    /// Begins with the size in memory, in bytes, and the section that the symbol is meant for.
    pub fn new(size: u64, section: u8) -> Self {
        let mut hash = Sha256::new();
        // Upstream makes the hash different from SHA-256.
        hash.update(&[1]);
        hash.update(&size.to_le_bytes());
        hash.update(&[section]);
        Self(hash)
    }

    /// Adds a part of the name, which functions have in their hashes since Go 1.27.
    pub fn name(&mut self, name: &[u8]) {
        self.0.update(name);
    }

    /// Adds the data, without zeros at the end.
    pub fn data(&mut self, data: &[u8]) {
        let end = data.iter().rposition(|byte| *byte != 0);
        self.0.update(&data[..end.map_or(0, |end| end + 1)]);
    }

    /// Adds a relocation. Of its type only the lower byte counts.
    pub fn reloc(
        &mut self,
        offset: i32,
        size: u8,
        kind: u16,
        addend: i64,
        target: HashedTarget<'_>,
    ) {
        let mut record = [0; 14];
        record[..4].copy_from_slice(&offset.to_le_bytes());
        record[4] = size;
        record[5] = kind as u8;
        record[6..].copy_from_slice(&addend.to_le_bytes());
        self.0.update(&record);
        match target {
            HashedTarget::Short(content) => self.marked(0, content),
            HashedTarget::Content(hash) => self.marked(1, hash),
            HashedTarget::Name(name) => self.marked(2, name),
            HashedTarget::Builtin(number) => self.marked(3, &number.to_le_bytes()),
            HashedTarget::Numbered(package, number) => {
                self.0.update(package);
                self.0.update(&number.to_le_bytes());
            }
            HashedTarget::Itself => self.0.update(b"self symbol"),
            HashedTarget::Nothing => self.0.update(b"nil symbol"),
        }
    }

    fn marked(&mut self, mark: u8, bytes: &[u8]) {
        self.0.update(&[mark]);
        self.0.update(bytes);
    }

    /// Returns the hash.
    pub fn finish(self) -> [u8; 16] {
        let digest = self.0.finish();
        *digest.0.first_chunk().expect("a digest has 32 bytes")
    }
}
