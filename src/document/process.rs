//! process.yaml: the milestones of every cycle, and how plans may change.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use crate::calendar::Duration;
use crate::yaml::Spanned;

/// The process.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Process {
    /// Goes up by one with every change.
    pub version: Spanned<u64>,
    /// The phases, in order.
    #[serde(default)]
    pub phases: Vec<Spanned<String>>,
    /// The roles that own milestones and criteria.
    #[serde(default)]
    pub roles: Vec<Spanned<String>>,
    /// The milestones, in order.
    pub milestones: Vec<ProcessMilestone>,
    /// How active plans may change without the committee.
    #[serde(default)]
    pub change_control: Option<ChangeControl>,
    /// What holds for exceptions.
    #[serde(default)]
    pub exceptions: Option<ExceptionRules>,
    /// What every release provides.
    #[serde(default)]
    pub artifacts: Vec<Artifact>,
    /// The actions of retrospectives that this version answers or declines.
    #[serde(default)]
    pub answers: Vec<Spanned<Answer>>,
    /// When the retrospective of a cycle is held.
    #[serde(default)]
    pub retrospective: Option<RetrospectiveRule>,
}

/// A milestone of every cycle.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProcessMilestone {
    /// Its id.
    pub id: Spanned<String>,
    /// What people call it.
    #[serde(default)]
    pub name: Option<String>,
    /// The phase it belongs to.
    #[serde(default)]
    pub phase: Option<Spanned<String>>,
    /// The rule for its date.
    #[serde(default)]
    pub at: Option<Spanned<String>>,
    /// The day it snaps forward to.
    #[serde(default)]
    pub snap: Option<Spanned<String>>,
    /// The day it snaps back to.
    #[serde(default)]
    pub snap_back: Option<Spanned<String>>,
    /// Whether only the committee moves it.
    #[serde(default)]
    pub key: bool,
    /// What may no longer be changed from here on.
    #[serde(default)]
    pub freeze: Option<Spanned<String>>,
    /// Who is responsible.
    #[serde(default)]
    pub owner: Option<Spanned<String>>,
    /// What has to be true before work towards it begins.
    #[serde(default)]
    pub entry: Vec<Criterion>,
    /// What has to be true for it to be reached.
    #[serde(default)]
    pub exit: Vec<Criterion>,
}

/// Something that has to be true at a milestone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Criterion {
    /// Its id.
    pub id: Spanned<String>,
    /// What has to be true.
    pub text: String,
    /// Who sees to it.
    #[serde(default)]
    pub owner: Option<Spanned<String>>,
    /// What shows it.
    #[serde(default)]
    pub evidence: Option<Spanned<String>>,
}

/// What release managers may change of an active plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct ChangeControl {
    /// How far a milestone may move.
    #[serde(default)]
    pub tolerance: Option<Duration>,
    /// How far off a milestone has to be to be moved.
    #[serde(default)]
    pub notice: Option<Duration>,
}

/// What holds for exceptions from a freeze.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ExceptionRules {
    /// How long after the freeze one can still be asked for.
    #[serde(default)]
    pub request_within: Option<Spanned<Duration>>,
    /// How far its end may lie behind the freeze.
    #[serde(default)]
    pub longest: Option<Spanned<Duration>>,
}

/// What every release provides.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Artifact {
    /// Its id.
    pub id: Spanned<String>,
    /// What people call it.
    #[serde(default)]
    pub name: Option<String>,
    /// Who provides it.
    #[serde(default)]
    pub owner: Option<Spanned<String>>,
    /// The milestone by which it is there.
    #[serde(default)]
    pub due: Option<Spanned<String>>,
}

/// When the retrospective of a cycle is held.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RetrospectiveRule {
    /// How soon.
    pub within: Spanned<Duration>,
    /// The milestone from which the time counts.
    pub of: Spanned<String>,
}

/// What a version of the process makes of a retrospective's action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The cycle, a slash, and the action.
    pub action: String,
    /// What this version does about it.
    pub how: Option<String>,
    /// Why this version does not do it.
    pub declined: Option<String>,
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Long {
            action: String,
            #[serde(default)]
            how: Option<String>,
            #[serde(default)]
            declined: Option<String>,
        }

        struct AnswerVisitor;

        impl<'de> Visitor<'de> for AnswerVisitor {
            type Value = Answer;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an action as cycle/action, or a mapping with the action")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Answer { action: text.to_owned(), how: None, declined: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let Long { action, how, declined } = Long::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Answer { action, how, declined })
            }
        }

        deserializer.deserialize_any(AnswerVisitor)
    }
}

impl ProcessMilestone {
    /// What has to be true, before and at the milestone.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.entry.iter().chain(&self.exit)
    }
}

impl Process {
    /// The milestone of this id.
    pub fn milestone(&self, id: &str) -> Option<&ProcessMilestone> {
        self.milestones.iter().find(|milestone| milestone.id.as_str() == id)
    }
}
