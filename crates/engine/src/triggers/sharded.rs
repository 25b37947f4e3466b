//! A map of which a changed copy is cheap: copies share every part but the one that changed.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::Arc;

/// Parts; a power of two.
const SHARDS: usize = 256;

#[derive(Debug, Clone)]
pub(super) struct Sharded<K, V> {
    hasher: RandomState,
    /// Empty until something is put in: most maps stay small or empty.
    shards: Vec<Arc<HashMap<K, V>>>,
    len: usize,
}

impl<K, V> Default for Sharded<K, V> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), shards: Vec::new(), len: 0 }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Sharded<K, V> {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    fn shard<Q: Hash + ?Sized>(&self, key: &Q) -> usize {
        // The upper bits: the lower ones choose the place inside the part.
        (self.hasher.hash_one(key) >> 56) as usize & (SHARDS - 1)
    }

    pub(super) fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shards.get(self.shard(key))?.get(key)
    }

    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        if self.shards.is_empty() {
            self.shards.resize_with(SHARDS, Arc::default);
        }
        let shard = self.shard(&key);
        let old = Arc::make_mut(&mut self.shards[shard]).insert(key, value);
        self.len += usize::from(old.is_none());
        old
    }

    pub(super) fn remove<Q>(&mut self, key: &Q) -> Option<V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.get(key)?;
        let shard = self.shard(key);
        let old = Arc::make_mut(&mut self.shards[shard]).remove(key);
        self.len -= usize::from(old.is_some());
        old
    }

    /// The value of a key, made when it is not there.
    pub(super) fn entry(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        if self.get(&key).is_none() {
            self.insert(key.clone(), V::default());
        }
        let shard = self.shard(&key);
        Arc::make_mut(&mut self.shards[shard]).entry(key).or_default()
    }

    /// All values, in no order.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.shards.iter().flat_map(|shard| shard.values())
    }
}

#[cfg(test)]
mod tests {
    use super::Sharded;

    #[test]
    fn a_copy_keeps_what_it_had() {
        let mut map = Sharded::<String, u32>::default();
        for n in 0..2_000_u32 {
            map.insert(n.to_string(), n);
        }
        let before = map.clone();
        map.insert("7".to_owned(), 700);
        *map.entry("new".to_owned()) += 1;
        assert_eq!(map.remove("8"), Some(8));
        assert_eq!((before.get("7"), before.get("8"), before.len()), (Some(&7), Some(&8), 2_000));
        assert_eq!(
            (map.get("7"), map.get("8"), map.get("new"), map.len()),
            (Some(&700), None, Some(&1), 2_000)
        );
        assert_eq!(before.values().copied().map(u64::from).sum::<u64>(), 1_999_000);
    }
}
