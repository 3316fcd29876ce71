//! Says that nothing could be judged, in every format: it must never look like a result.

use super::{Format, escape, github, json, markdown, sarif};

/// What is written in place of a report where a run ends with exit code 2. `command` is the command's name.
pub fn error(command: &str, message: &str, hint: Option<&str>, format: Format) -> String {
    match format {
        Format::Human => human(message, hint),
        Format::Json => json::failure(command, message, hint),
        Format::Markdown => markdown::failure(command, message, hint),
        Format::Github => github::failure(message, hint),
        Format::Sarif => sarif::failure(message, hint),
    }
}

fn human(message: &str, hint: Option<&str>) -> String {
    let hint = hint.map_or(String::new(), |hint| format!("hint: {}\n", escape::terminal(hint)));
    format!("error: {}\n{hint}", escape::terminal(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_says_that_nothing_was_judged() {
        let say = |format| error("gate", "`main` is no revision\nhere", Some("fetch `main`"), format);
        assert_eq!(say(Format::Human), "error: `main` is no revision here\nhint: fetch `main`\n");
        assert_eq!(
            say(Format::Github),
            "::error title=milepost::`main` is no revision%0Ahere%0Afetch `main`\n"
        );
        insta::assert_snapshot!(format!("{}\n{}", say(Format::Json), say(Format::Markdown)));
    }

    #[test]
    fn an_annotation_has_an_end() {
        let long = "`a.yaml` and ".repeat(10_000);
        let written = error("gate", &long, Some(&long), Format::Github);
        assert!(written.chars().count() < 2_100 && written.lines().count() == 1, "{}", written.len());
        assert!(error("gate", &long, None, Format::Human).len() > long.len(), "the log has all of it");
    }
}
