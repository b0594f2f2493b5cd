//! JSON read strictly: a key that stands twice in one object is refused, since two readers may take different ones.
//! It never decides what the text means.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// How deep objects and arrays may lie in each other; a bundle needs six.
const MAX_DEPTH: usize = 16;

/// What is wrong with a text.
#[derive(Debug)]
pub enum Fault {
    Truncated,
    Malformed(serde_json::Error),
    DuplicateKey(String),
    TooDeep,
}

/// Reads one value and nothing after it.
pub fn read(bytes: &[u8]) -> Result<Value, Fault> {
    let noted = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { depth: 0, noted: &noted }.deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| match noted.into_inner() {
        Some(fault) => fault,
        None if error.is_eof() => Fault::Truncated,
        None => Fault::Malformed(error),
    })
}

struct Strict<'a> {
    depth: usize,
    /// What was found beside errors of the text itself.
    noted: &'a RefCell<Option<Fault>>,
}

impl Strict<'_> {
    fn deeper<E: Error>(&self) -> Result<Self, E>
    where
        Self: Sized,
    {
        if self.depth >= MAX_DEPTH {
            self.noted.replace(Some(Fault::TooDeep));
            return Err(E::custom("too deep"));
        }
        Ok(Strict { depth: self.depth + 1, noted: self.noted })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(self.deeper()?)? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(self.deeper()?)?;
            if all.insert(key.clone(), value).is_some() {
                self.noted.replace(Some(Fault::DuplicateKey(key)));
                return Err(A::Error::custom("duplicate key"));
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_readers_could_read_differently_is_refused() {
        for text in [r#"{"a":1,"a":2}"#, r#"{"x":[{"a":1,"b":0,"a":1}]}"#, r#"{"a":1,"\u0061":2}"#] {
            assert!(matches!(read(text.as_bytes()), Err(Fault::DuplicateKey(key)) if key == "a"), "{text}");
        }
        assert!(matches!(read(b"{} {}"), Err(Fault::Malformed(_))));
        assert!(matches!(read(br#"{"a":"#), Err(Fault::Truncated)));
        let deep = "[".repeat(40) + &"]".repeat(40);
        assert!(matches!(read(deep.as_bytes()), Err(Fault::TooDeep)));
        let good = r#"{"a":[1,-2,null,true,"x"]}"#;
        assert_eq!(read(good.as_bytes()).unwrap(), serde_json::from_str::<Value>(good).unwrap());
    }
}
