//! Writes every revision of every plan as a news feed (RFC 4287), the newest first.

use jiff::Timestamp;

use super::identity::encoded;
use super::model::{Cycle, Model, Revision, Shown};
use super::{About, words};
use crate::diff::{Change, ChangeKind};
use crate::render::escape::{is_hidden, push_visible};
use crate::render::trend::words::sign_off;

/// The most changes that one entry tells.
const MOST_CHANGES: usize = 50;

/// The model as a feed.
pub(super) fn atom(model: &Model, about: &About) -> String {
    let title = words::title(model, about);
    let mut revisions: Vec<(&Cycle, &Revision)> = model
        .cycles
        .iter()
        .flat_map(|cycle| cycle.revisions.iter().map(move |revision| (cycle, revision)))
        .filter(|(cycle, revision)| about.role.is_none() || is_about(cycle, revision))
        .collect();
    revisions.sort_by(|(a, x), (b, y)| y.step.cmp(&x.step).then_with(|| a.id.cmp(&b.id)));
    let mut out =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
            .to_owned();
    if let Some(commit) = model.shown.commit() {
        out.push_str(&format!("  <!-- milepost-revision: {commit} -->\n"));
    }
    element(&mut out, "  ", "id", &feed_id(model, about));
    element(&mut out, "  ", "title", &format!("{title}: changes of the release plans"));
    element(&mut out, "  ", "subtitle", &format!("As of {}{}", words::revision(model), words::notes(model)));
    element(&mut out, "  ", "updated", &time(updated(model, &revisions)));
    out.push_str(&format!("  <author><name>{}</name></author>\n", xml(&model.project.name)));
    out.push_str("  <generator uri=\"https://github.com/milepost-project/milepost\">Milepost</generator>\n");
    if let Some(repository) = web(model) {
        out.push_str(&format!("  <link rel=\"alternate\" href=\"{}\"/>\n", xml(repository)));
    }
    for (cycle, revision) in revisions {
        entry(&mut out, model, cycle, revision);
    }
    out.push_str("</feed>\n");
    out
}

/// Whether a revision changed one of the milestones that remain of the cycle.
fn is_about(cycle: &Cycle, revision: &Revision) -> bool {
    cycle.milestones.iter().any(|milestone| {
        milestone.history.iter().any(|change| change.commit == revision.commit)
            || revision.changes.iter().any(|change| change.subject == milestone.id)
    })
}

/// The newest of what is told: a commit that changes other documents alone is no news here.
fn updated(model: &Model, revisions: &[(&Cycle, &Revision)]) -> Timestamp {
    let newest = revisions.first().map(|(_, revision)| revision.time);
    newest.unwrap_or(match model.shown {
        Shown::Commit { time, .. } => time,
        Shown::Folder => Timestamp::UNIX_EPOCH,
    })
}

fn feed_id(model: &Model, about: &About) -> String {
    let mut id = format!("urn:milepost:{}", model.project.identity);
    if let Some(cycle) = &about.cycle {
        id.push_str(&format!(":cycle:{}", encoded(cycle)));
    }
    if let Some(role) = &about.role {
        id.push_str(&format!(":role:{}", encoded(role)));
    }
    id
}

fn entry(out: &mut String, model: &Model, cycle: &Cycle, revision: &Revision) {
    out.push_str("  <entry>\n");
    let id = format!("urn:milepost:{}:{}:{}", model.project.identity, encoded(&cycle.id), revision.commit);
    element(out, "    ", "id", &id);
    element(out, "    ", "title", &format!("{}: {}", cycle.name, headline(revision)));
    element(out, "    ", "updated", &time(revision.time));
    element(out, "    ", "published", &time(revision.time));
    if let Some(repository) = web(model).filter(|address| shows_commits(address)) {
        let address = format!("{}/commit/{}", repository.trim_end_matches('/'), revision.commit);
        out.push_str(&format!("    <link rel=\"alternate\" href=\"{}\"/>\n", xml(&address)));
    }
    out.push_str(&format!("    <category term=\"{}\" label=\"{}\"/>\n", xml(&cycle.id), xml(&cycle.name)));
    out.push_str(&format!(
        "    <category term=\"{}\"/>\n",
        xml(crate::render::trend::words::sign_off_name(&revision.approval))
    ));
    out.push_str(&format!("    <content type=\"html\">{}</content>\n", xml(&content(revision))));
    out.push_str("  </entry>\n");
}

/// The one change, or what all of them amount to.
fn headline(revision: &Revision) -> String {
    if revision.unreadable.is_some() {
        return "the plan cannot be read".to_owned();
    }
    if revision.gone {
        return "the plan is gone".to_owned();
    }
    if revision.new {
        return "first published".to_owned();
    }
    match revision.changes.as_slice() {
        [] => "no date changes".to_owned(),
        [only] => only.sentence.clone(),
        changes => {
            let first =
                changes.iter().max_by_key(|change| weight(change)).map(|change| change.sentence.as_str());
            format!("{} (and {} more)", first.unwrap_or_default(), changes.len() - 1)
        }
    }
}

/// What people want to hear of first; of several alike the last, which is the nearest to the release.
fn weight(change: &Change) -> (u8, bool) {
    let kind = match change.kind {
        ChangeKind::Shifted => 3,
        ChangeKind::Moved | ChangeKind::Dated | ChangeKind::Undated => 2,
        ChangeKind::Added | ChangeKind::Removed | ChangeKind::Status => 1,
        _ => 0,
    };
    (kind, change.key)
}

/// A sentence as HTML: what stands between backquotes is code.
fn message(sentence: &str) -> String {
    let mut out = String::new();
    let parts: Vec<&str> = sentence.split('`').collect();
    let last = parts.len() - 1;
    for (index, part) in parts.iter().enumerate() {
        match (index % 2 == 1, index < last) {
            (true, true) => out.push_str(&format!("<code>{}</code>", xml(part))),
            (true, false) => out.push_str(&format!("`{}", xml(part))),
            (false, _) => out.push_str(&xml(part)),
        }
    }
    out
}

/// What changed and who approved it, as HTML.
fn content(revision: &Revision) -> String {
    let mut out = String::new();
    if let Some(reason) = &revision.unreadable {
        out.push_str(&format!("<p>The plan cannot be read from here on: {}.</p>", message(reason)));
    }
    if !revision.changes.is_empty() && !revision.new {
        out.push_str("<ul>");
        for change in revision.changes.iter().take(MOST_CHANGES) {
            out.push_str(&format!("<li>{}", message(&change.sentence)));
            if let Some(reason) = &change.reason {
                out.push_str(&format!(". Reason: {}", xml(reason)));
            }
            out.push_str("</li>");
        }
        if revision.changes.len() > MOST_CHANGES {
            out.push_str(&format!("<li>and {} more</li>", revision.changes.len() - MOST_CHANGES));
        }
        out.push_str("</ul>");
    }
    let (sign, word) = sign_off(&revision.approval);
    let objection = revision.objection.as_ref().map(|why| format!(": {}", message(why))).unwrap_or_default();
    out.push_str(&format!("<p>{sign} {}{objection}.</p>", message(&word)));
    if revision.baseline {
        out.push_str("<p>Slips are measured against this plan.</p>");
    }
    out.push_str(&format!("<p>Commit <code>{}</code>.</p>", revision.commit));
    out
}

/// The address of the repository, where it is one for browsers.
fn web(model: &Model) -> Option<&str> {
    let address = model.project.repository.as_deref()?;
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web.then_some(address.strip_suffix(".git").unwrap_or(address))
}

/// Whether a commit has a page at `/commit/` there.
fn shows_commits(address: &str) -> bool {
    let host = address.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    ["github", "gitlab", "codeberg", "gitea", "forgejo"].iter().any(|forge| host.contains(forge))
}

fn element(out: &mut String, indent: &str, name: &str, text: &str) {
    out.push_str(&format!("{indent}<{name}>{}</{name}>\n", xml(text)));
}

fn time(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A text inside of an element or an attribute. What XML cannot hold, and what nobody could see, is shown.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.extend(character.escape_unicode()),
            hidden if is_hidden(hidden) => push_visible(&mut out, hidden),
            other => out.push(other),
        }
    }
    out
}
