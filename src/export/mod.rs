//! Turns a project at a revision into what others use: calendars, tables, charts, data, news feeds and a web page.
//!
//! Reading ([`fn@model`]) is apart from writing: every format is a pure function of one [`Model`], so that all of them say
//! the same, and the same revision always gives the same bytes.

mod atom;
mod build;
mod common;
mod html;
mod ics;
mod identity;
mod json;
mod judge;
mod lines;
mod markdown;
mod marks;
mod meetings;
mod mermaid;
mod model;
mod past;
mod paths;
mod plans;
mod read;
mod same;
mod stamp;
mod words;

pub use model::{
    CastVote, Certainty, Cycle, DateChange, Decided, Milestone, Model, Move, Office, OfficeKind, Owner,
    Person, PlanApproval, Project, Revision, Series, Shown, Standing, VoteProof,
};
pub use read::{Depth, ExportError, Wanted, model, model_of_folder};
pub use same::says_the_same;

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Format {
    /// A calendar to subscribe to (iCalendar)
    Ics,
    /// Tables for a page, a wiki or a mail
    Markdown,
    /// A Gantt chart in Mermaid's notation
    Mermaid,
    /// Everything as data, by `milepost schema export`
    Json,
    /// A news feed with one entry a revision (Atom)
    Atom,
    /// A page that needs no server and nothing else (HTML)
    Html,
}

impl Format {
    /// The word on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ics => "ics",
            Self::Markdown => "markdown",
            Self::Mermaid => "mermaid",
            Self::Json => "json",
            Self::Atom => "atom",
            Self::Html => "html",
        }
    }

    /// How the names of its files end.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Ics => "ics",
            Self::Markdown => "md",
            Self::Mermaid => "mmd",
            Self::Json => "json",
            Self::Atom => "atom",
            Self::Html => "html",
        }
    }

    /// What it needs to know of the steps of the branch.
    pub const fn depth(self) -> Depth {
        match self {
            Self::Ics => Depth::Dates,
            Self::Markdown | Self::Mermaid | Self::Json | Self::Atom => Depth::Judged,
            Self::Html => Depth::Audited,
        }
    }

    /// Whether a file for every role is of use beside the ones for every cycle.
    const fn has_roles(self) -> bool {
        matches!(self, Self::Ics | Self::Markdown)
    }
}

/// What of a project is exported: everything, one cycle, what one role owns, or what one role owns of one cycle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// The only cycle.
    pub cycle: Option<String>,
    /// The only role, office or person.
    pub role: Option<String>,
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Its path below the folder that all are written to, with forward slashes.
    pub path: String,
    /// What it is about.
    pub about: About,
    /// Its text.
    pub text: String,
}

/// The model in a format.
pub fn export(model: &Model, about: &About, format: Format) -> String {
    let only = model.only(about.cycle.as_deref(), about.role.as_deref());
    match format {
        Format::Ics => {
            ics::ics(&model.only_with_former(about.cycle.as_deref(), about.role.as_deref()), about)
        }
        Format::Markdown => markdown::markdown(&only, about),
        Format::Mermaid => mermaid::mermaid(&only, about),
        Format::Json => json::json(&only, about),
        Format::Atom => atom::atom(&only, about),
        Format::Html => html::html(&only, about),
    }
}

/// Every file of a format: one for all, one a cycle and, where that is of use, one a role; of a page that one alone.
pub fn files(model: &Model, format: Format) -> Vec<ExportFile> {
    let mut all = vec![About::default()];
    // A page holds all cycles.
    if format != Format::Html {
        all.extend(model.cycles.iter().map(|cycle| About { cycle: Some(cycle.id.clone()), role: None }));
        let roles = model.roles().into_iter().filter(|_| format.has_roles());
        all.extend(roles.map(|role| About { cycle: None, role: Some(role.to_owned()) }));
    }
    all.into_iter().map(|about| file(model, about, format)).collect()
}

/// The one file of a format that is about this.
pub fn file(model: &Model, about: About, format: Format) -> ExportFile {
    ExportFile { path: paths::path(&about, format), text: export(model, &about, format), about }
}
