//! The templates: processes distilled from how communities work, each with the policy that goes with it.

use super::evidence::Proof;
use crate::document::Profile;
use crate::schema::Kind;

/// How a project makes its releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, clap::ValueEnum)]
pub enum Template {
    /// One product, twice a year: a kick-off, two freezes, two candidates, a release
    #[default]
    SixMonth,
    /// Many projects, one distribution: checkpoints, self-managed projects, service releases
    Managed,
    /// Milestones and release candidates that leave on time; others build on them
    ReleaseTrain,
    /// What is ready every month: six patch releases in half a year
    Continuous,
    /// A start, a freeze and a release; everything else comes when it is needed
    Minimal,
}

const EVIDENCE_PLACE: &str = "# {{evidence}}\n";
const NAME_PLACE: &str = "{{project-name}}";
const LIMITS: &str = "\nlimits:\n";

impl Template {
    /// All templates, in the order in which they are offered.
    pub const ALL: [Self; 5] =
        [Self::SixMonth, Self::Managed, Self::ReleaseTrain, Self::Continuous, Self::Minimal];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SixMonth => "six-month",
            Self::Managed => "managed",
            Self::ReleaseTrain => "release-train",
            Self::Continuous => "continuous",
            Self::Minimal => "minimal",
        }
    }

    /// For whom it is, in a line.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::SixMonth => "one product, twice a year: a kick-off, two freezes, two candidates, a release",
            Self::Managed => {
                "many projects, one distribution: checkpoints, self-managed projects, service releases"
            }
            Self::ReleaseTrain => {
                "milestones and release candidates that leave on time; others build on them"
            }
            Self::Continuous => "what is ready every month: six patch releases in half a year",
            Self::Minimal => "a start, a freeze and a release; everything else comes when it is needed",
        }
    }

    /// The template of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.name() == name)
    }

    /// process.yaml for a project of this name.
    pub(super) fn process(self, project: &str) -> String {
        self.process_text().replace(NAME_PLACE, &in_a_comment(project))
    }

    /// policy.yaml for a project of this name. Limits against deciding alone stay out where there is one seat.
    pub(super) fn policy(self, project: &str, seats: usize, proof: Proof) -> String {
        let mut text = proof.asked_for_in(self.policy_text()).replace(EVIDENCE_PLACE, proof.comment());
        if let (1, Some(place)) = (seats, text.find(LIMITS)) {
            let limits: String =
                text.split_off(place + 1).lines().map(|line| format!("# {line}\n")).collect();
            text.push_str("# With a single seat nobody could meet these limits. Take the `#` away when there are more.\n");
            text.push_str(&limits);
        }
        text.replace(NAME_PLACE, &in_a_comment(project))
    }

    const fn process_text(self) -> &'static str {
        match self {
            Self::SixMonth => include_str!("../../templates/six-month/process.yaml"),
            Self::Managed => include_str!("../../templates/managed/process.yaml"),
            Self::ReleaseTrain => include_str!("../../templates/release-train/process.yaml"),
            Self::Continuous => include_str!("../../templates/continuous/process.yaml"),
            Self::Minimal => include_str!("../../templates/minimal/process.yaml"),
        }
    }

    const fn policy_text(self) -> &'static str {
        match self {
            Self::SixMonth | Self::Managed | Self::ReleaseTrain => {
                include_str!("../../templates/policy.yaml")
            }
            Self::Continuous => include_str!("../../templates/continuous/policy.yaml"),
            Self::Minimal => include_str!("../../templates/minimal/policy.yaml"),
        }
    }
}

/// policy.yaml for a project of this name, by a profile: all of its rules, and the proof of votes, which charters leave open.
pub(super) fn policy_by_profile(profile: &str, project: &str, proof: Proof) -> String {
    let requirements =
        Profile::find(profile).map(|profile| proof.asked_for_beside(profile.text)).unwrap_or_default();
    let example = if requirements.is_empty() {
        ":\n# requirements:\n#   schedule-minor: {approve: release-managers, count: 1}"
    } else {
        "."
    };
    format!(
        "{}\n\
         # Who has to approve what in {}. `version` goes up by one whenever a rule changes; a change of this file is\n\
         # judged by the rules that hold before it.\n\
         kind: policy/v1\n\
         version: 1\n\
         \n\
         # The rules are those of this profile, a summary of a charter; `milepost explain {profile}` lists them\n\
         # with their sources. A version of a profile never changes. What you state here replaces the profile's rule of the\n\
         # same name, as a whole{example}\n\
         profile: {profile}\n\
         \n\
         {}{requirements}",
        Kind::Policy.modeline(),
        in_a_comment(project),
        proof.comment(),
    )
}

/// A text as part of a comment: on one line, without characters that a document must not hold.
fn in_a_comment(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|character| if crate::yaml::is_forbidden(character) { ' ' } else { character })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    if words.is_empty() { "this project".to_owned() } else { words.join(" ") }
}
