//! The rules: one file each, with what the rule means, why it exists, how to mend a breach, and the check itself.
//!
//! Rules are pure: documents and today's date in, diagnostics out. Rules of files are emitted where files are read,
//! rules of approvals where approvals are judged; here stands what they mean.

mod approvals;
mod settings;
mod year_slip_logic;

pub use settings::Settings;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, NotChecked, Severity};
use crate::diff::Change;
use crate::document::Workspace;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One file by itself.
    File,
    /// One document by itself.
    Document,
    /// All documents of one moment.
    Workspace,
    /// A change from one moment to the next.
    Change,
    /// The steps of a branch.
    History,
}

impl Scope {
    /// The word for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Document => "document",
            Self::Workspace => "workspace",
            Self::Change => "change",
            Self::History => "history",
        }
    }
}

/// The topics under which rules are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// How files are written and where they stand.
    Files,
    /// People and seats.
    Roster,
    /// The process.
    Process,
    /// Plans of cycles.
    Schedule,
    /// Decisions.
    Approvals,
    /// The history of the branch.
    History,
}

impl Topic {
    /// The word for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Files => "Files",
            Self::Roster => "Roster",
            Self::Process => "Process",
            Self::Schedule => "Schedule",
            Self::Approvals => "Approvals",
            Self::History => "History",
        }
    }
}

/// What a check sees.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The documents.
    pub workspace: &'a Workspace,
    /// The day on which they are looked at.
    pub today: Date,
    /// The documents before, where a change is looked at.
    pub before: Option<&'a Workspace>,
    /// What changed, where a change is looked at.
    pub changes: &'a [Change],
}

/// What a check found, or why it could not look.
pub type Checked = Result<Vec<Diagnostic>, String>;

/// Who finds breaches of a rule.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The readers of files and documents.
    Reading,
    /// This function.
    Function(fn(&Context<'_>) -> Checked),
    /// The judgement of approvals.
    Approval,
    /// The walk through history.
    History,
}

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// Where it is listed.
    pub topic: Topic,
    /// What it says, in one line without a full stop.
    pub summary: &'static str,
    /// Its weight, if the project does not choose another.
    pub severity: Severity,
    /// Whether it guards decisions; then its weight cannot be lowered.
    pub guarded: bool,
    /// What it looks at.
    pub scope: Scope,
    /// Why it exists and how to mend or adapt it: one or more paragraphs.
    pub explanation: &'static str,
    /// A piece of a document that breaks it.
    pub before: &'static str,
    /// The same piece mended.
    pub after: &'static str,
    /// Who finds breaches.
    pub check: Check,
}

/// Every rule, by topic.
pub static RULES: &[&Rule] = &[];

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// Whether the rule guards decisions. A rule that is not known guards: what is unknown must not be waved through.
pub fn is_guarded(id: &str) -> bool {
    find(id).is_none_or(|rule| rule.guarded)
}

/// The one-line summary of a rule.
pub fn summary(id: &str) -> Option<&'static str> {
    find(id).map(|rule| rule.summary)
}

/// Runs every check.
pub fn run(context: &Context<'_>) -> (Vec<Diagnostic>, Vec<NotChecked>) {
    let mut diagnostics = Vec::new();
    let mut not_checked = Vec::new();
    for rule in RULES {
        let Check::Function(check) = rule.check else { continue };
        if rule.scope == Scope::Change && context.before.is_none() {
            continue;
        }
        match check(context) {
            Ok(found) => diagnostics.extend(found),
            Err(reason) => not_checked.push(NotChecked { rule: rule.id, reason }),
        }
    }
    (diagnostics, not_checked)
}
