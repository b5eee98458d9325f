//! The list of codes: a name, whether the site may set its level, and the
//! level it has when the site says nothing.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Severity;

/// What a site may say of a rule in `[rules]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported; the site is published.
    Warn,
    /// Reported; the site is not published.
    Error,
}

macro_rules! codes {
    ($(#[doc = $doc:literal] $variant:ident = $name:literal, $kind:ident;)*) => {
        /// The name of a kind of finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $doc] $variant,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// As written in the configuration, in output and in the manual.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// What it is about, in one line.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => $doc,)* }.trim_ascii()
            }

            fn kind(self) -> Kind {
                match self { $(Code::$variant => Kind::$kind,)* }
            }
        }
    };
}

/// What a code is, and so whether its level can be set.
enum Kind {
    /// The content cannot be understood: always an error.
    Content,
    /// The program was called wrongly.
    Usage,
    /// The disk, a permission, another process.
    Machine,
    /// A host serves something else than what was built.
    Deployment,
    /// A rule that is an error unless the site says otherwise.
    RuleError,
    /// A rule that warns unless the site says otherwise.
    RuleWarn,
    /// A rule that is silent unless the site says otherwise.
    RuleOff,
}

codes! {
    /// A file cannot be read or written.
    Io = "io", Machine;
    /// Publishing file by file stopped in between.
    HalfPublished = "half-published", Machine;
    /// Another build holds the output folder.
    Locked = "locked", Machine;
    /// The output folder is not ours to replace.
    OutputFolder = "output-folder", Content;
    /// The output folder given as a flag would destroy sources.
    OutputFlag = "output-flag", Usage;
    /// No `stepdown.toml` found, or a wrong argument.
    Usage = "usage", Usage;
    /// A file that is not UTF-8.
    InvalidUtf8 = "invalid-utf8", Content;
    /// A symbolic link that leads back to itself, or nowhere.
    SymlinkLoop = "symlink-loop", Content;
    /// A symbolic link that leads out of the site's folder.
    LinkOutside = "link-outside", Content;
    /// Folders nested too deeply.
    TooDeep = "too-deep", Content;
    /// A name that cannot be an address or a file everywhere.
    ReservedName = "reserved-name", Content;
    /// Two outputs whose names differ only in case or in how accents are written.
    NameCase = "name-case", Content;
    /// A language without a home page.
    MissingHome = "missing-home", Content;
    /// A file that changed while the site was built.
    ChangedMeanwhile = "changed-meanwhile", Machine;
    /// Two builds of one site that differ.
    NotReproducible = "not-reproducible", Content;
    /// Two outputs with one address.
    UrlCollision = "url-collision", Content;
    /// Front matter that is missing or not closed.
    FrontMatter = "front-matter", Content;
    /// TOML that cannot be read.
    TomlSyntax = "toml-syntax", Content;
    /// YAML that cannot be read.
    YamlSyntax = "yaml-syntax", Content;
    /// A value of the wrong type.
    WrongType = "wrong-type", Content;
    /// A key that nothing reads.
    UnknownKey = "unknown-key", Content;
    /// A required key that is not there.
    MissingKey = "missing-key", Content;
    /// A value that has the right type and no sense.
    InvalidValue = "invalid-value", Content;
    /// BibTeX that cannot be read, or TeX in it that readers would see.
    BibliographySyntax = "bibliography-syntax", Content;
    /// The same key twice.
    DuplicateReference = "duplicate-reference", Content;
    /// A citation of a key that the bibliography lacks.
    UnknownReference = "unknown-reference", Content;
    /// A grade or scope that does not exist.
    UnknownGrade = "unknown-grade", Content;
    /// A citation or claim marker that would be lost in silence.
    MarkerForm = "marker-form", Content;
    /// A link to a page or file that is not there, or one without words.
    BrokenLink = "broken-link", Content;
    /// A link to a heading that is not there.
    BrokenFragment = "broken-fragment", Content;
    /// A footnote, or a link by a name, that is used and not defined.
    UndefinedFootnote = "undefined-footnote", RuleWarn;
    /// An image that is not there, or that is none.
    MissingImage = "missing-image", Content;
    /// A file of `content/` that a browser could run.
    RunnableFile = "runnable-file", Content;
    /// A component that does not exist.
    UnknownComponent = "unknown-component", Content;
    /// An argument that is missing, unknown or of the wrong type.
    ComponentArgument = "component-argument", Content;
    /// A notice that does not exist.
    UnknownNotice = "unknown-notice", Content;
    /// A raw request to the taper engine that has no answer.
    BatchLine = "batch-line", Content;
    /// A reader's answer that leads to the worksheet and not to a schedule.
    Worksheet = "worksheet", Content;
    /// A calculator's parameters that do not fit together.
    Calculator = "calculator", Content;
    /// A template that does not exist, or is not for this page.
    MissingTemplate = "missing-template", Content;
    /// A template that cannot be read or rendered.
    TemplateError = "template-error", Content;
    /// Something that the e-book cannot hold.
    Book = "book", Content;
    /// A UI string that is missing or malformed.
    Strings = "strings", Content;
    /// Two headings that asked for one id.
    DuplicateId = "duplicate-id", Content;
    /// Raw HTML where the site refuses it, or that is not closed.
    RawHtml = "raw-html", Content;
    /// Raw HTML that was left out, or closed at the end of its block.
    RemovedHtml = "removed-html", RuleWarn;
    /// Words that Markdown leaves out, so that no reader sees them.
    LostWords = "lost-words", RuleWarn;
    /// A character that no page may hold, with a space in its place.
    ControlCharacter = "control-character", RuleWarn;
    /// Something of another generator's site that was not moved.
    NotMoved = "not-moved", RuleError;
    /// An image without a text alternative.
    ImageAlt = "image-alt", RuleError;
    /// A heading that skips a level or has no words, or a second h1.
    HeadingOrder = "heading-order", RuleWarn;
    /// A footnote that nothing refers to.
    UnusedFootnote = "unused-footnote", RuleWarn;
    /// A reference that no page cites.
    UnusedReference = "unused-reference", RuleWarn;
    /// An article that no other page's text links to.
    Orphan = "orphan", RuleOff;
    /// A page whose review date has passed.
    ReviewOverdue = "review-overdue", RuleWarn;
    /// A page that exists in one language of the site only.
    MissingTranslation = "missing-translation", RuleWarn;
    /// A translation that is older than its original.
    StaleTranslation = "stale-translation", RuleWarn;
    /// A page without a date for its next review, or one too far away.
    ReviewDate = "review-date", RuleOff;
    /// A page whose text is not the text that was reviewed.
    ChangedSinceReview = "changed-since-review", RuleWarn;
    /// A help line that was not checked for too long.
    HelplineOverdue = "helpline-overdue", RuleWarn;
    /// A help line whose official page nobody read.
    HelplineUnverified = "helpline-unverified", RuleOff;
    /// A block without evidence, where the site demands it.
    MissingEvidence = "missing-evidence", RuleError;
    /// A marker without a grade, where the site demands one.
    MissingGrade = "missing-grade", RuleError;
    /// A claim that rests on unchecked references alone.
    UncheckedEvidence = "unchecked-evidence", RuleWarn;
    /// A reference that was retracted.
    RetractedReference = "retracted-reference", RuleError;
    /// A reference that was corrected.
    CorrectedReference = "corrected-reference", RuleWarn;
    /// A reference that nobody looked up for retractions.
    ReferenceNotLookedUp = "reference-not-looked-up", RuleOff;
    /// Two references with one DOI.
    SameDoi = "same-doi", RuleWarn;
    /// A sentence or topic without the safety notice that it needs.
    MissingNotice = "missing-notice", RuleError;
    /// A text that is too hard to read.
    ReadingGrade = "reading-grade", RuleOff;
    /// A sentence that is too long.
    LongSentence = "long-sentence", RuleOff;
    /// A word from the site's list of words to avoid.
    AvoidedWord = "avoided-word", RuleWarn;
    /// A number that does not say of what.
    BareNumber = "bare-number", RuleOff;
    /// A percentage that is not said as a count of people as well.
    BarePercentage = "bare-percentage", RuleOff;
    /// A link whose words do not say where it leads.
    LinkText = "link-text", RuleOff;
    /// A table without a caption.
    TableCaption = "table-caption", RuleOff;
    /// Something that the guide must say and no page covers.
    MustSay = "must-say", RuleError;
    /// A file whose name is nearly that of a data file or an article, and that nothing reads.
    MisnamedFile = "misnamed-file", RuleError;
    /// A page covers an item that is not on the list.
    UnknownCover = "unknown-cover", RuleWarn;
    /// An exception that no finding needs any more.
    UnusedAllow = "unused-allow", RuleWarn;
    /// An address of the last publish that the site serves no more.
    UrlGone = "url-gone", RuleWarn;
    /// `security.txt` says until when it holds, and that day has passed.
    SecurityExpired = "security-expired", RuleWarn;
    /// A link to another site that leads nowhere.
    ExternalDead = "external-dead", RuleWarn;
    /// A link to another site that has a new address for good.
    ExternalMoved = "external-moved", RuleWarn;
    /// A link to another site whose host answers no programs.
    ExternalBlocked = "external-blocked", RuleOff;
    /// A link to another site that could not be looked up.
    ExternalUnknown = "external-unknown", RuleOff;
    /// A deployed site that cannot be reached.
    DeployUnreachable = "deploy-unreachable", Machine;
    /// A page or file that is not served as it was built.
    DeployPage = "deploy-page", Deployment;
    /// A file that is served with another type than its own.
    DeployType = "deploy-type", Deployment;
    /// A header field for safety that is missing or says something else.
    DeployHeader = "deploy-header", Deployment;
    /// A file that browsers keep for too long, or not for long enough.
    DeployCache = "deploy-cache", Deployment;
    /// A text that is sent without compression.
    DeployCompression = "deploy-compression", Deployment;
    /// A redirect that is missing, leads elsewhere or goes in a circle.
    DeployRedirect = "deploy-redirect", Deployment;
    /// An address that does not exist and is answered as if it did.
    DeployNotFound = "deploy-not-found", Deployment;
}

impl Code {
    /// Rules that read [words](crate::parse::Prose) and are off by default.
    pub const READING_WORDS: [Self; 6] = [
        Self::ReadingGrade,
        Self::LongSentence,
        Self::BareNumber,
        Self::BarePercentage,
        Self::LinkText,
        Self::TableCaption,
    ];

    /// Rules about links to other sites, which run only when they are asked for.
    pub const EXTERNAL: [Self; 4] = [
        Self::ExternalDead,
        Self::ExternalMoved,
        Self::ExternalBlocked,
        Self::ExternalUnknown,
    ];

    /// Whether the configuration may set its level.
    #[must_use]
    pub fn is_rule(self) -> bool {
        matches!(
            self.kind(),
            Kind::RuleError | Kind::RuleWarn | Kind::RuleOff
        )
    }

    /// Whether it is about content that cannot be understood or published.
    #[must_use]
    pub fn is_of_content(self) -> bool {
        matches!(self.kind(), Kind::Content)
    }

    /// The level when the configuration says nothing.
    #[must_use]
    pub fn default_level(self) -> Level {
        match self.kind() {
            Kind::RuleWarn => Level::Warn,
            Kind::RuleOff => Level::Off,
            _ => Level::Error,
        }
    }

    pub(super) fn default_severity(self) -> Severity {
        match self.default_level() {
            Level::Error => Severity::Error,
            Level::Warn | Level::Off => Severity::Warning,
        }
    }

    pub(super) fn exit_code(self) -> u8 {
        match self.kind() {
            Kind::Usage => 2,
            Kind::Machine => 3,
            _ => 1,
        }
    }

    /// Whether it is about what a host serves and not about the site's own files.
    #[must_use]
    pub fn is_of_deployment(self) -> bool {
        matches!(self.kind(), Kind::Deployment) || self == Self::DeployUnreachable
    }

    /// The names of all rules.
    pub fn rule_names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().filter(|c| c.is_rule()).map(|c| c.name())
    }

    /// The rule of that name.
    #[must_use]
    pub fn rule(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|c| c.is_rule() && c.name() == name)
    }
}
