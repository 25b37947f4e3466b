//! Operators of a leaf, their wording, and which one is the other's not-form.

use serde::{Deserialize, Serialize};

macro_rules! operators {
    ($($variant:ident $wire:literal $words:literal $(not $base:ident)?),* $(,)?) => {
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

            /// The operator of which it is the not-form.
            #[must_use]
            pub fn denies(self) -> Option<Op> {
                match self { $($(Op::$variant => Some(Op::$base),)?)* _ => None }
            }
        }
    };
}

operators! {
    Contains "contains" "contains",
    NotContains "not_contains" "does not contain" not Contains,
    Is "is" "is",
    IsNot "is_not" "is not" not Is,
    StartsWith "starts_with" "starts with",
    NotStartsWith "not_starts_with" "does not start with" not StartsWith,
    EndsWith "ends_with" "ends with",
    NotEndsWith "not_ends_with" "does not end with" not EndsWith,
    MatchesGlob "matches_glob" "matches",
    NotMatchesGlob "not_matches_glob" "does not match" not MatchesGlob,
    MatchesRegex "matches_regex" "matches regex",
    NotMatchesRegex "not_matches_regex" "does not match regex" not MatchesRegex,
    IsOneOf "is_one_of" "is one of",
    IsNotOneOf "is_not_one_of" "is not one of" not IsOneOf,
    IsEmpty "is_empty" "is empty",
    IsNotEmpty "is_not_empty" "is not empty" not IsEmpty,
    Eq "eq" "=",
    Ne "ne" "≠" not Eq,
    Lt "lt" "<",
    Le "le" "≤",
    Gt "gt" ">" not Le,
    Ge "ge" "≥" not Lt,
    Between "between" "is between",
    NotBetween "not_between" "is not between" not Between,
    Before "before" "is before",
    NotBefore "not_before" "is not before" not Before,
    After "after" "is after",
    NotAfter "not_after" "is not after" not After,
    InLastSeconds "in_last_seconds" "is in the last",
    NotInLastSeconds "not_in_last_seconds" "is not in the last" not InLastSeconds,
    WeekdayIs "weekday_is" "is on",
    WeekdayIsNot "weekday_is_not" "is not on" not WeekdayIs,
    TimeBetween "time_between" "has a time between",
    TimeNotBetween "time_not_between" "has no time between" not TimeBetween,
    IsTrue "is_true" "is yes",
    IsFalse "is_false" "is no" not IsTrue,
    HasItem "has_item" "has the item",
    NotHasItem "not_has_item" "does not have the item" not HasItem,
    CountEq "count_eq" "has exactly",
    CountNe "count_ne" "does not have exactly" not CountEq,
    CountGe "count_ge" "has at least",
    CountLt "count_lt" "has fewer than" not CountGe,
    CountGt "count_gt" "has more than",
    CountLe "count_le" "has at most" not CountGt,
    AnyItem "any_item" "has an item that",
    NoItem "no_item" "has no item that" not AnyItem,
    AllItems "all_items" "has only items that",
    NotAllItems "not_all_items" "does not have only items that" not AllItems,
    HasField "has_field" "has the field",
    NotHasField "not_has_field" "does not have the field" not HasField,
    ExtensionIs "extension_is" "has the extension",
    ExtensionIsNot "extension_is_not" "does not have the extension" not ExtensionIs,
    InsideFolder "inside_folder" "is inside folder",
    NotInsideFolder "not_inside_folder" "is not inside folder" not InsideFolder,
    FileNameMatches "file_name_matches" "has a file name that matches",
    NotFileNameMatches "not_file_name_matches" "has a file name that does not match" not FileNameMatches,
    Exists "exists" "exists",
    IsMissing "is_missing" "is missing" not Exists,
}

impl Op {
    /// The positive operator that decides, and whether its answer is turned round.
    #[must_use]
    pub fn base(self) -> (Op, bool) {
        self.denies().map_or((self, false), |base| (base, true))
    }

    /// Whether the operator takes no value.
    #[must_use]
    pub fn is_unary(self) -> bool {
        matches!(self.base().0, Op::IsEmpty | Op::IsTrue | Op::Exists)
    }

    /// Whether it compares texts, so that capitals may matter.
    #[must_use]
    pub fn is_cased(self) -> bool {
        matches!(
            self.base().0,
            Op::Contains
                | Op::Is
                | Op::StartsWith
                | Op::EndsWith
                | Op::MatchesGlob
                | Op::MatchesRegex
                | Op::IsOneOf
                | Op::HasItem
                | Op::FileNameMatches
        )
    }

    /// Whether it looks at the hour or day that a clock on the wall shows.
    #[must_use]
    pub fn is_zoned(self) -> bool {
        matches!(self.base().0, Op::WeekdayIs | Op::TimeBetween)
    }
}
