//! Writes an explanation as Markdown, for a page, an issue or a mail.

use super::page::{Line, Mark, Page};
use crate::render::escape::{clip, fenced, markdown, markdown_message};
use crate::report::verification::Verification;

/// The most lines of one step, and the most commands.
const MOST_LINES: usize = 60;
/// The most characters of one line.
const LONGEST_LINE: usize = 600;

pub(super) fn render(verification: &Verification) -> String {
    let page = Page::of(verification);
    let (mark, words) = &page.result;
    let mut out = format!("## {}\n\n**{} {}**\n", text(&page.title), sign(*mark), text(words));
    for line in &page.origin {
        out.push_str(&format!("\n{}\n", message(line)));
    }
    for section in &page.sections {
        out.push_str(&format!("\n### {}\n\n", section.title));
        for line in section.lines.iter().take(MOST_LINES) {
            match line {
                Line::Fact(Mark::Plain, fact) => out.push_str(&format!("- {}\n", message(fact))),
                Line::Fact(mark, fact) => out.push_str(&format!("- {} {}\n", sign(*mark), message(fact))),
                Line::More(more) => out.push_str(&format!("  - {}\n", message(more))),
            }
        }
        if section.lines.len() > MOST_LINES {
            out.push_str(&format!("- and {} more\n", section.lines.len() - MOST_LINES));
        }
        let commands: Vec<String> =
            section.commands.iter().take(MOST_LINES).map(|command| clip(command, LONGEST_LINE)).collect();
        if !commands.is_empty() {
            out.push('\n');
            out.push_str(&fenced(&commands.join("\n"), "sh"));
        }
    }
    out
}

const fn sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "✅",
        Mark::Bad => "❌",
        Mark::Open => "⏳",
        Mark::Plain => "",
    }
}

fn text(words: &str) -> String {
    markdown(&clip(words, LONGEST_LINE))
}

fn message(words: &str) -> String {
    markdown_message(&clip(words, LONGEST_LINE))
}
