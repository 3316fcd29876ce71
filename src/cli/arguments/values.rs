//! How the value of an option is read, and what is said where it cannot be.

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;

use super::histories::{AuditFormat, TrendFormat};
use super::shared::Today;
use crate::calendar::{DateText, Zone, parse_day};
use crate::document::{Method, PROFILES, Vote};
use crate::plan::{Shift, Wish};
use crate::render::Format;

pub(super) fn today(text: &str) -> Result<Today, String> {
    if text == "now" { Ok(Today::Now) } else { day(text).map(Today::On) }
}

pub(in crate::cli) fn day(text: &str) -> Result<Date, String> {
    parse_day(text).map_err(|problem| problem.to_string())
}

/// The most weeks that `status` looks ahead.
const MOST_WEEKS: u8 = 104;

/// A number of weeks.
pub(super) fn weeks(text: &str) -> Result<u8, String> {
    text.parse()
        .ok()
        .filter(|weeks| *weeks <= MOST_WEEKS)
        .ok_or_else(|| format!("write a whole number of weeks from 0 to {MOST_WEEKS}, such as `--weeks 8`"))
}

/// Any text that says something.
pub(in crate::cli) fn words(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("write some words".to_owned()) } else { Ok(text.trim().to_owned()) }
}

/// An address as the documents take it.
pub(in crate::cli) fn url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(char::is_whitespace) => Ok(text.to_owned()),
        _ => Err("write a full web address that starts with `https://`".to_owned()),
    }
}

/// A profile with its newest version, by its name alone or as `profile:` writes it.
pub(in crate::cli) fn profile(text: &str) -> Result<&'static str, String> {
    let names = |id: &str| id == text || id.split_once('/').is_some_and(|(name, _)| name == text);
    let found = PROFILES.iter().rev().map(|profile| profile.id).find(|id| names(id));
    found.ok_or_else(|| {
        let known: Vec<&str> =
            PROFILES.iter().filter_map(|profile| Some(profile.id.split_once('/')?.0)).collect();
        format!("no profile is called so; there are {}", known.join(", "))
    })
}

pub(in crate::cli) fn zone(text: &str) -> Result<Zone, String> {
    Zone::parse(text).map_err(|problem| problem.to_string())
}

pub(in crate::cli) fn id(text: &str) -> Result<String, String> {
    if crate::schema::is_id(text) {
        Ok(text.to_owned())
    } else {
        Err("an id has lower-case letters, digits, dots, underscores and hyphens".to_owned())
    }
}

/// A folder below the top: relative, with forward slashes, without `.` and `..`.
pub(in crate::cli) fn root(text: &str) -> Result<String, String> {
    let trimmed = text.trim_end_matches('/');
    // With a colon, Windows would look on the drive of that letter, or for a hidden part of a file.
    let leads_away = |letter| letter == '\\' || (cfg!(windows) && letter == ':');
    let plain = !trimmed.is_empty()
        && trimmed.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        && !trimmed.contains(leads_away);
    if plain {
        Ok(trimmed.to_owned())
    } else {
        Err("name a folder below the top of the repository, such as `release` or `docs/release`".to_owned())
    }
}

pub(super) fn extra_output(text: &str) -> Result<(Format, PathBuf), String> {
    format_and_file(text, "sarif=out.sarif")
}

pub(super) fn audit_output(text: &str) -> Result<(AuditFormat, PathBuf), String> {
    format_and_file(text, "html=audit.html")
}

pub(super) fn trend_output(text: &str) -> Result<(TrendFormat, PathBuf), String> {
    format_and_file(text, "svg=trend.svg")
}

fn format_and_file<F: ValueEnum>(text: &str, example: &str) -> Result<(F, PathBuf), String> {
    let (format, file) =
        text.split_once('=').ok_or_else(|| format!("write FORMAT=FILE, such as `{example}`"))?;
    let format = F::from_str(format, false).map_err(|_| {
        let known: Vec<String> = F::value_variants()
            .iter()
            .filter_map(|known| Some(known.to_possible_value()?.get_name().to_owned()))
            .collect();
        let (last, others) = known
            .split_last()
            .map_or((String::new(), String::new()), |(last, others)| (last.clone(), others.join(", ")));
        format!("`{format}` is no format; there are {others} and {last}")
    })?;
    if file.is_empty() {
        return Err("name a file behind the `=`".to_owned());
    }
    Ok((format, PathBuf::from(file)))
}

pub(super) fn fixed_date(text: &str) -> Result<(String, DateText), String> {
    let form = "write MILESTONE=DATE, such as `ga=2027-07-22`, `ga=2027-W29` or `ga=tbd`";
    let (milestone, date) = text.split_once('=').ok_or(form)?;
    Ok((id(milestone)?, DateText::parse(date).map_err(|problem| problem.to_string())?))
}

pub(super) fn wish(text: &str) -> Result<Wish, String> {
    let form = "write MILESTONE=SHIFT, such as `feature-freeze=+14d` or `ga=2027-07-22`";
    let (milestone, shift) = text.split_once('=').ok_or(form)?;
    Ok(Wish { milestone: id(milestone)?, shift: Shift::parse(shift)? })
}

pub(super) fn method(text: &str) -> Result<Method, String> {
    [Method::Meeting, Method::Electronic, Method::LazyConsensus, Method::Emergency]
        .into_iter()
        .find(|method| method.name() == text)
        .ok_or_else(|| "choose meeting, electronic or lazy-consensus".to_owned())
}

pub(super) fn vote(text: &str) -> Result<(String, Vote), String> {
    let (voter, vote) =
        text.split_once('=').ok_or_else(|| "write PERSON=VOTE, such as `alice=+1`".to_owned())?;
    let vote = one_vote(vote)?;
    Ok((id(voter)?, vote))
}

pub(super) fn one_vote(text: &str) -> Result<Vote, String> {
    let vote = Vote::ALL.into_iter().find(|vote| vote.name() == text);
    vote.ok_or_else(|| format!("`{text}` is no vote; write +1, -1, 0 or recused"))
}
