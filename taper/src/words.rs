//! What the page says beside a schedule.
//!
//! In go keys and texts, as the files of a language and the parameter file hold them. Those
//! that the engine names itself have a [`Word`] and lie in the order of the list below: between
//! the generator and the module, which are of one source, their keys need not go along.

use alloc::string::String;
use alloc::vec::Vec;

use crate::message::Message;

macro_rules! words {
    ($($word:ident = $key:literal;)*) => {
        /// Words that the engine names itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Word { $($word),* }

        /// The keys of the words that [`answer`](crate::answer) shows, besides those of
        /// [`Labels`](crate::Labels) and of the parameter file.
        pub const PAGE_WORDS: &[&str] = &[$($key),*];
    };
}

words! {
    ErrorAnswer = "error-answer";
    ErrorProduct = "error-product";
    ErrorDaily = "error-daily";
    ErrorTimes = "error-times";
    ErrorTimesScale = "error-times-scale";
    ErrorScale = "error-scale";
    ErrorScaleAboveDaily = "error-scale-above-daily";
    ErrorScaleNotOffered = "error-scale-not-offered";
    ErrorStayOffScale = "error-stay-off-scale";
    ErrorRange = "error-range";
    ErrorRangeNotOffered = "error-range-not-offered";
    ErrorEnd = "error-end";
    ErrorLast = "error-last";
    ErrorLastAboveDaily = "error-last-above-daily";
    ErrorOffScale = "error-off-scale";
    ErrorStay = "error-stay";
    ErrorStayNotBelowDaily = "error-stay-not-below-daily";
    ErrorStart = "error-start";
    ErrorSplit = "error-split";
    ErrorCode = "error-code";
    ErrorEdit = "error-edit";
    ErrorEditBeforeStart = "error-edit-before-start";
    ErrorEditAfterEnd = "error-edit-after-end";
    ErrorEditAtEnd = "error-edit-at-end";
    ErrorEditTooMany = "error-edit-too-many";
    ErrorTookTooFew = "error-took-too-few";
    ErrorTookGap = "error-took-gap";
    ErrorAmountNotANumber = "error-amount-not-a-number";
    ErrorAmountTwo = "error-amount-two";
    ErrorAmountNothing = "error-amount-nothing";
    ErrorAmountTooExact = "error-amount-too-exact";
    ErrorAmountTooLarge = "error-amount-too-large";
    ErrorAmountSmallerUnit = "error-amount-smaller-unit";
    ErrorScheduleUnfinished = "error-schedule_unfinished";
    ErrorScheduleBeyondCalendar = "error-schedule_beyond_calendar";
    ErrorSchedulePauseOutOfBounds = "error-schedule_pause_out_of_bounds";
    ErrorScheduleSplitDiffers = "error-schedule_split_differs";
    StatusWorksheet = "status-worksheet";
    StatusAgain = "status-again";
    TextAgain = "text-again";
    WorksheetTitle = "worksheet-title";
    WorksheetBreak = "worksheet-break";
}

/// The words of one calculator in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// In the order of [`PAGE_WORDS`].
    own: Vec<String>,
    /// Texts of the parameter file by key, as HTML and as plain text.
    others: Message,
}

impl Words {
    /// Words from keys and texts. One that is missing is its key, so that a mistake is seen
    /// and no sentence is lost in silence.
    #[must_use]
    pub fn new(message: &Message) -> Self {
        let own = |key: &&str| String::from(message.get(key).unwrap_or(key));
        let mut others = Message::new();
        for (key, text) in message.iter().filter(|(key, _)| !PAGE_WORDS.contains(key)) {
            others.push(key, text);
        }
        Self {
            own: PAGE_WORDS.iter().map(own).collect(),
            others,
        }
    }

    /// The words as [`Words::read`] takes them.
    pub(crate) fn write(&self) -> [String; 2] {
        let mut own = Message::new();
        for text in &self.own {
            own.push("", text);
        }
        [own.write(), self.others.write()]
    }

    /// Reads both parts; `None` when the first has another number of texts.
    pub(crate) fn read(own: &str, others: &str) -> Option<Self> {
        let own = Message::read(own);
        let own: Vec<String> = own.all("").map(String::from).collect();
        (own.len() == PAGE_WORDS.len()).then(|| Self {
            own,
            others: Message::read(others),
        })
    }

    // Called from many places: one copy of it is enough.
    #[inline(never)]
    pub(crate) fn own(&self, word: Word) -> &str {
        self.own.get(word as usize).map_or("", String::as_str)
    }

    /// The text of a key of the parameter file; the key itself when there is none.
    pub(crate) fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key of the parameter file, if there is one.
    pub(crate) fn find(&self, key: &str) -> Option<&str> {
        self.others.get(key)
    }
}
