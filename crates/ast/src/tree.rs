//! Storage of the nodes of a file.
//!
//! Counterpart: cmd/compile/internal/syntax/nodes.go, whose nodes are objects with pointers.

use crate::id::ListId;
use crate::id::NodeId;
use crate::id::node;
use crate::id::number;
use crate::node::Kind;

/// The nodes of one file. Each has a kind, a small number, an offset, and two numbers that are
/// nodes, lists or the index of more numbers.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(crate) kinds: Vec<Kind>,
    /// An operator, a token, the kind of a literal, or flags.
    pub(crate) small: Vec<u8>,
    offsets: Vec<u32>,
    pub(crate) data: Vec<[u32; 2]>,
    /// The numbers of nodes that have more than two, and lists: the length, then the nodes.
    pub(crate) more: Vec<u32>,
    /// The nodes of lists that are being read.
    open: Vec<u32>,
    /// The texts of names and literals that are not in the source.
    texts: String,
}

impl Tree {
    /// Returns a tree without nodes for a source of `source_len` bytes.
    pub(crate) fn new(source_len: usize) -> Self {
        // A node for every six bytes, as measured on the standard library.
        let nodes = source_len / 6 + 16;
        let mut tree = Self {
            kinds: Vec::with_capacity(nodes),
            small: Vec::with_capacity(nodes),
            offsets: Vec::with_capacity(nodes),
            data: Vec::with_capacity(nodes),
            more: Vec::with_capacity(nodes),
            open: Vec::new(),
            texts: String::new(),
        };
        // Zero is no node and no list.
        tree.push(Kind::Bad, 0, 0, [0, 0]);
        tree.more.push(0);
        tree
    }

    fn push(&mut self, kind: Kind, small: u8, offset: u32, data: [u32; 2]) -> u32 {
        let number = self.kinds.len() as u32;
        self.kinds.push(kind);
        self.small.push(small);
        self.offsets.push(offset);
        self.data.push(data);
        number
    }

    /// Adds a node with at most two numbers.
    pub(crate) fn add(&mut self, kind: Kind, small: u8, offset: usize, data: [u32; 2]) -> NodeId {
        let number = self.push(kind, small, offset as u32, data);
        NodeId::of(number)
    }

    /// Adds the text of a name or literal that is not in the source; returns the numbers of its
    /// node: the length, and the place plus one.
    pub(crate) fn add_text(&mut self, text: &str) -> [u32; 2] {
        let at = self.texts.len() as u32;
        self.texts.push_str(text);
        [text.len() as u32, at + 1]
    }

    /// Returns the text of a name or literal; `src` is the parsed source.
    pub(crate) fn text<'t>(&'t self, src: &'t [u8], node: NodeId) -> &'t [u8] {
        let [len, place] = self.data[node.index()];
        let (all, at) = match place.checked_sub(1) {
            None => (src, self.offset(node)),
            Some(at) => (self.texts.as_bytes(), at),
        };
        all.get(at as usize..at as usize + len as usize)
            .unwrap_or_default()
    }

    /// Adds a node with more numbers.
    pub(crate) fn add_long(
        &mut self,
        kind: Kind,
        small: u8,
        offset: usize,
        numbers: &[u32],
    ) -> NodeId {
        let at = self.more.len() as u32;
        self.more.extend_from_slice(numbers);
        self.add(kind, small, offset, [at, 0])
    }

    /// Returns the numbers of a node that has more than two.
    pub(crate) fn long<const N: usize>(&self, node: NodeId) -> [u32; N] {
        let at = self.data[node.index()][0] as usize;
        let numbers = self.more.get(at..at + N);
        numbers
            .and_then(|numbers| numbers.try_into().ok())
            .unwrap_or([0; N])
    }

    /// Starts a list; the result ends it.
    pub(crate) fn start_list(&self) -> usize {
        self.open.len()
    }

    /// Adds a node to the list that was started last.
    pub(crate) fn push_item(&mut self, item: Option<NodeId>) {
        self.open.push(number(item));
    }

    /// Returns the number of nodes of the list that was started at `start`.
    pub(crate) fn open_len(&self, start: usize) -> usize {
        self.open.len() - start
    }

    /// Ends a list; the result for an empty one is [`ListId::NONE`].
    pub(crate) fn end_list(&mut self, start: usize) -> ListId {
        if self.open.len() == start {
            return ListId::NONE;
        }
        let at = self.more.len() as u32;
        self.more.push((self.open.len() - start) as u32);
        self.more.extend(self.open.drain(start..));
        ListId::of(at)
    }

    /// Adds a list.
    pub(crate) fn add_list(&mut self, items: &[NodeId]) -> ListId {
        let start = self.start_list();
        for item in items {
            self.push_item(Some(*item));
        }
        self.end_list(start)
    }

    fn numbers(&self, list: ListId) -> &[u32] {
        let at = list.number() as usize;
        let len = self.more.get(at).map_or(0, |len| *len as usize);
        self.more.get(at + 1..at + 1 + len).unwrap_or_default()
    }

    /// Returns the number of nodes of a list.
    pub fn len(&self, list: ListId) -> usize {
        self.numbers(list).len()
    }

    /// Reports whether a list has no nodes.
    pub fn is_empty(&self, list: ListId) -> bool {
        self.numbers(list).is_empty()
    }

    /// Returns the nodes of a list. Only lists of tags have places without one, which are
    /// left out here.
    pub fn list(&self, list: ListId) -> impl DoubleEndedIterator<Item = NodeId> + '_ {
        self.numbers(list).iter().filter_map(|number| node(*number))
    }

    /// Returns the tags of a struct type by field; `None` where a field has none.
    pub fn tags(&self, list: ListId) -> impl Iterator<Item = Option<NodeId>> + '_ {
        self.numbers(list).iter().map(|number| node(*number))
    }

    /// Returns the first node of a list.
    pub(crate) fn first(&self, list: ListId) -> Option<NodeId> {
        self.list(list).next()
    }

    /// Returns the offset of the token that represents a node: `(` of a call, the operator of an
    /// operation, mostly the first token.
    pub fn offset(&self, node: NodeId) -> u32 {
        self.offsets[node.index()]
    }

    pub(crate) fn set_offset(&mut self, node: NodeId, offset: u32) {
        self.offsets[node.index()] = offset;
    }

    /// Returns all nodes, in the order in which they were made.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        (1..self.kinds.len() as u32).filter_map(node)
    }

    /// Returns the number of used node numbers, including the reserved zero.
    pub fn count(&self) -> usize {
        self.kinds.len()
    }
}
