//! The values that documents are made of: days, periods, maps that keep the place of their keys, one-or-many lists.

use std::fmt;
use std::marker::PhantomData;

use jiff::civil::Date;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de::value::SeqAccessDeserializer};

use crate::calendar::{DateText, Duration, Every, Holiday, TimeOfDay, Zone, parse_day};
use crate::threshold::{Limit, Threshold};
use crate::yaml::Spanned;

/// One calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

/// The text of a milestone's date: read, or kept as it stands where it is no date, so that the rest of the schedule
/// can still be compared. The rule `no-such-date` reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrittenDate {
    /// A date.
    Date(DateText),
    /// No date.
    Unreadable(String),
}

impl WrittenDate {
    /// The date, if it is one.
    pub fn date(&self) -> Option<&DateText> {
        match self {
            Self::Date(date) => Some(date),
            Self::Unreadable(_) => None,
        }
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        match self {
            Self::Date(date) => date.text(),
            Self::Unreadable(text) => text,
        }
    }
}

/// From one day to another, both included; open where a side is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub struct Period {
    /// The first day.
    #[serde(default)]
    pub from: Option<Day>,
    /// The last day.
    #[serde(default)]
    pub until: Option<Day>,
}

impl Period {
    /// Whether the day lies in it.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from.0 <= day) && self.until.is_none_or(|until| day <= until.0)
    }
}

/// A mapping with free keys, in the order of the file, with the place of every key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A key with its place, and its value.
    pub fn entry(&self, key: &str) -> Option<&(Spanned<String>, T)> {
        self.0.iter().find(|(name, _)| name.value == key)
    }

    /// Keys and values in the order of the file.
    pub fn iter(&self) -> std::slice::Iter<'_, (Spanned<String>, T)> {
        self.0.iter()
    }

    /// The keys in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl<'a, T> IntoIterator for &'a Entries<T> {
    type Item = &'a (Spanned<String>, T);
    type IntoIter = std::slice::Iter<'a, (Spanned<String>, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
            type Value = Entries<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

/// A list that may be written as its only item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de> + From<String>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrManyVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de> + From<String>> Visitor<'de> for OneOrManyVisitor<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text or a list")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(OneOrMany(vec![T::from(text.to_owned())]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(sequence)).map(OneOrMany)
            }
        }

        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
    }
}

/// Reads the text of a small language where a document holds one.
macro_rules! from_text {
    ($type:ty, $read:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let read: fn(&str) -> Result<$type, String> = $read;
                read(&text).map_err(de::Error::custom)
            }
        }
    };
}

from_text!(Day, |text| parse_day(text).map(Day).map_err(|problem| problem.to_string()));
from_text!(WrittenDate, |text| Ok(
    DateText::parse(text).map_or_else(|_| WrittenDate::Unreadable(text.to_owned()), WrittenDate::Date)
));
from_text!(Duration, |text| Duration::parse(text).map_err(|problem| problem.to_string()));
from_text!(Every, |text| Every::parse(text).map_err(|problem| problem.to_string()));
from_text!(TimeOfDay, |text| TimeOfDay::parse(text).map_err(|problem| problem.to_string()));
from_text!(Zone, |text| Zone::parse(text).map_err(|problem| problem.to_string()));
from_text!(Threshold, |text| Threshold::parse(text));

/// A limit, or `none` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OptionalLimit(pub Option<Limit>);

from_text!(OptionalLimit, |text| Limit::parse(text).map(OptionalLimit));

/// The days of a holiday, without its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub first: Date,
    /// The last day, included.
    pub last: Date,
}

from_text!(Days, |text| Holiday::parse(text, "")
    .map(|holiday| Days { first: holiday.first, last: holiday.last })
    .map_err(|problem| problem.to_string()));
