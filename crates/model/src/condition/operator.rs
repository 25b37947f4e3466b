//! Operators of a leaf and their wording.

use serde::{Deserialize, Serialize};

macro_rules! operators {
    ($($variant:ident $wire:literal $words:literal),* $(,)?) => {
        /// How a field is compared. The wire name is snake_case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Op {
            $(#[doc = $words] $variant,)*
        }

        impl Op {
            /// Every operator.
            pub const ALL: &'static [Op] = &[$(Op::$variant),*];

            /// Its name in files and on the wire.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Op::$variant => $wire,)* }
            }

            /// Its words in a sentence, e.g. `filename contains "invoice"`.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(Op::$variant => $words,)* }
            }
        }
    };
}

operators! {
    Contains "contains" "contains",
    NotContains "not_contains" "does not contain",
    Is "is" "is",
    IsNot "is_not" "is not",
    StartsWith "starts_with" "starts with",
    EndsWith "ends_with" "ends with",
    MatchesGlob "matches_glob" "matches",
    MatchesRegex "matches_regex" "matches regex",
    IsOneOf "is_one_of" "is one of",
    IsNotOneOf "is_not_one_of" "is not one of",
    IsEmpty "is_empty" "is empty",
    IsNotEmpty "is_not_empty" "is not empty",
    Eq "eq" "=",
    Ne "ne" "≠",
    Lt "lt" "<",
    Le "le" "≤",
    Gt "gt" ">",
    Ge "ge" "≥",
    Between "between" "is between",
    Before "before" "is before",
    After "after" "is after",
    InLastSeconds "in_last_seconds" "is in the last",
    IsTrue "is_true" "is yes",
    IsFalse "is_false" "is no",
    HasItem "has_item" "has the item",
    CountGe "count_ge" "has at least",
    HasField "has_field" "has the field",
    Exists "exists" "exists",
    IsMissing "is_missing" "is missing",
    ExtensionIs "extension_is" "has the extension",
    InsideFolder "inside_folder" "is inside folder",
}

impl Op {
    /// Whether the operator takes no value.
    #[must_use]
    pub fn is_unary(self) -> bool {
        matches!(self, Op::IsEmpty | Op::IsNotEmpty | Op::IsTrue | Op::IsFalse | Op::Exists | Op::IsMissing)
    }

    /// Whether the operator holds for a field that is not there.
    #[must_use]
    pub fn holds_when_missing(self) -> bool {
        matches!(self, Op::IsMissing | Op::IsEmpty | Op::IsNot | Op::NotContains | Op::IsNotOneOf | Op::Ne)
    }
}
