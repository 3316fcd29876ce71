//! Writes a project as one web page that needs nothing else: no server, no other file, no request to anybody.
//!
//! Everything is there without the script, which only filters the audit. What the browser may run and show is named by
//! its digest, so that text of others could not do anything even if it were markup.

mod audit;
mod cycles;
mod decisions;
mod markup;
mod next;
mod people;
mod readiness;
mod timeline;

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

use super::model::Model;
use super::{About, words};
use crate::calendar::show_day;
use crate::render::trend;
use markup::{address, commit, link, message, text};

/// How everything looks. No `<` or `&`: a page is well-formed XML too.
const STYLE: &str = include_str!("html/page.css");
/// Filters the audit. No `<` or `&` either.
const SCRIPT: &str = include_str!("html/filter.js");

/// A part of the page with a heading.
struct Section {
    /// What its address ends with.
    id: &'static str,
    /// What stands above it.
    heading: &'static str,
    /// What stands in it.
    body: String,
}

/// The model as a page.
pub(super) fn html(model: &Model, about: &About) -> String {
    let sections = sections(model, about);
    let title = text(&words::title(model, about));
    let style = format!("{STYLE}{}", trend::styles());
    let parts = [
        "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n".to_owned(),
        head(model, &title, &style),
        "<body>\n<a class=\"skip\" href=\"#main\">Skip to the dates</a>\n".to_owned(),
        header(model, about, &title),
        navigation(&sections),
        main(&sections),
        footer(model),
        format!("<script>{SCRIPT}</script>\n</body>\n</html>\n"),
    ];
    parts.concat()
}

/// What is about one cycle or role has no word of the whole project.
fn sections(model: &Model, about: &About) -> Vec<Section> {
    let mut sections = vec![
        Section { id: "next", heading: "Next deadline", body: next::body(model, about) },
        Section { id: "timeline", heading: "Timeline", body: timeline::body(model) },
        Section { id: "cycles", heading: "Release cycles", body: cycles::body(model) },
    ];
    if *about == About::default() {
        sections.extend([
            Section { id: "readiness", heading: "Readiness", body: readiness::body(model) },
            Section { id: "people", heading: "People", body: people::body(model) },
            Section { id: "decisions", heading: "Decisions", body: decisions::body(model) },
            Section { id: "audit", heading: "Audit", body: audit::body(model) },
        ]);
    }
    sections.retain(|section| !section.body.is_empty());
    sections
}

fn head(model: &Model, title: &str, style: &str) -> String {
    let revision = model.shown.commit().map_or_else(String::new, |id| {
        format!("<meta name=\"milepost-revision\" content=\"{}\"/>\n", text(id))
    });
    format!(
        "<head>\n<meta charset=\"utf-8\"/>\n{revision}\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; script-src {}; \
         base-uri 'none'; form-action 'none'\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <title>{title}: release dates</title>\n<style>{style}</style>\n</head>\n",
        digest(style),
        digest(SCRIPT),
    )
}

/// What a policy names a text in the page by.
fn digest(content: &str) -> String {
    format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(content.as_bytes())))
}

fn header(model: &Model, about: &About, title: &str) -> String {
    let day = show_day(model.today);
    let revision = match (model.shown.commit(), &model.shown) {
        (Some(id), super::Shown::Commit { day, .. }) => {
            format!("Revision {} of {}", commit(model, id), text(&show_day(*day)))
        }
        _ => "A folder without history".to_owned(),
    };
    let repository = model.project.repository.as_deref().map(|repository| match address(repository) {
        Some(_) => format!(" in {}", link(repository, repository)),
        None => format!(" in {}", text(repository)),
    });
    let notes: String = model
        .notes
        .iter()
        .map(|note| format!("<p class=\"note\"><strong>Note:</strong> {}</p>\n", message(note)))
        .collect();
    // The day of the revision stands there already.
    let seen = match &model.shown {
        super::Shown::Commit { day, .. } if *day == model.today => String::new(),
        _ => format!(", seen from {}", text(&day)),
    };
    let part = if *about == About::default() { "" } else { " This page shows a part of the project." };
    format!(
        "<header>\n<h1>{title}</h1>\n<p>Release dates, and who decided them. {revision}{}{seen}.{part} \
         A date ends at {}.</p>\n{notes}</header>\n",
        repository.unwrap_or_default(),
        text(&model.project.deadline),
    )
}

fn navigation(sections: &[Section]) -> String {
    let items: String = sections
        .iter()
        .map(|section| format!("<li><a href=\"#{}\">{}</a></li>\n", section.id, section.heading))
        .collect();
    format!("<nav aria-label=\"On this page\">\n<ul>\n{items}</ul>\n</nav>\n")
}

fn main(sections: &[Section]) -> String {
    let sections: String = sections
        .iter()
        .map(|Section { id, heading, body }| {
            format!(
                "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{heading}</h2>\n{body}</section>\n"
            )
        })
        .collect();
    format!("<main id=\"main\" tabindex=\"-1\">\n{sections}</main>\n")
}

fn footer(model: &Model) -> String {
    let revision =
        model.shown.commit().map_or_else(String::new, |id| format!(" from <code>{}</code>", text(id)));
    format!(
        "<footer>\n<p>Made by <code>milepost export html</code>{revision}. The documents in <code>{}</code> are what \
         counts; this page only shows them.</p>\n</footer>\n",
        text(&model.project.root)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_are_xml_as_they_are() {
        assert!(!STYLE.contains(['<', '&']) && !SCRIPT.contains(['<', '&']));
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"), "a page asks nobody for anything");
    }

    #[test]
    fn a_digest_is_written_as_policies_do() {
        assert_eq!(digest(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
    }
}
