//! Reading only those parts of an event's data that conditions look at.

use crate::event::Object;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::collections::HashSet;
use std::fmt;

/// The top-level fields that are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// `None`: all of them.
    wanted: Option<HashSet<String>>,
}

impl Pick {
    /// For dotted paths; a `None` among them asks for everything.
    pub fn new<'a>(paths: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut wanted = HashSet::new();
        for path in paths {
            let Some(path) = path else { return Self { wanted: None } };
            // A field whose own name has dots is found first.
            wanted.insert(path.to_owned());
            if let Some((head, _)) = path.split_once('.') {
                wanted.insert(head.to_owned());
            }
        }
        Self { wanted: Some(wanted) }
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.wanted.is_none()
    }

    /// The same and these fields.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.wanted = match (self.wanted, &other.wanted) {
            (Some(mut own), Some(more)) => {
                own.extend(more.iter().cloned());
                Some(own)
            }
            _ => None,
        };
        self
    }

    /// What of an object is wanted.
    #[must_use]
    pub fn of(&self, object: &Object) -> Object {
        let wanted = |key: &String| self.wanted.as_ref().is_none_or(|w| w.contains(key));
        object.iter().filter(|(key, _)| wanted(key)).map(|(k, v)| (k.clone(), v.clone())).collect()
    }

    /// Reads an object.
    pub fn read(&self, json: &str) -> Result<Object, serde_json::Error> {
        match &self.wanted {
            None => serde_json::from_str(json),
            Some(wanted) => {
                let mut reader = serde_json::Deserializer::from_str(json);
                let object = Fields(wanted).deserialize(&mut reader)?;
                reader.end()?;
                Ok(object)
            }
        }
    }
}

struct Fields<'a>(&'a HashSet<String>);

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Object;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Object, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut object = Object::new();
        while let Some(key) = map.next_key_seed(Key(self.0))? {
            match key {
                Some(key) => {
                    object.insert(key, map.next_value::<Value>()?);
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(object)
    }
}

struct Key<'a>(&'a HashSet<String>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<String>, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Option<String>, E> {
        Ok(self.0.contains(name).then(|| name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_asked_for_and_nothing_else() {
        let json = r#"{"a": 1, "b": {"c": [1, {"d": 2}]}, "x.y": "z", "e": "\u00e9"}"#;
        let read = |paths: &[Option<&str>]| {
            let object = Pick::new(paths.iter().copied()).read(json).unwrap();
            object.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(read(&[Some("b.c.1.d"), Some("e")]), ["b", "e"]);
        assert_eq!(read(&[Some("x.y")]), ["x.y"]);
        assert_eq!(read(&[Some("a"), None]), ["a", "b", "x.y", "e"]);
        assert!(read(&[]).is_empty());
        assert!(Pick::new([Some("a")]).read("[1]").is_err());
        assert!(Pick::new([Some("a")]).read("{} x").is_err());
    }
}
