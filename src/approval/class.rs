//! The ten classes of decisions; every change of meaning falls in one.

use std::fmt;

/// Which kind of decision a change needs. The order is the order in which people are shown them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Adopting or leaving the service; the working group and its meeting.
    Adoption,
    /// A release manager or advisor appointed, extended or removed.
    Appointment,
    /// Seats, voting rights, and what identifies anyone who can approve anything.
    Electorate,
    /// The policy, the project, and protected paths.
    Policy,
    /// The process and future holidays.
    Process,
    /// What the committee decides about a cycle.
    Schedule,
    /// What the release managers decide about a cycle.
    ScheduleMinor,
    /// An exception granted, extended or denied.
    Exception,
    /// What is only recorded.
    Record,
    /// Comments, order, notation, descriptions.
    Editorial,
}

impl Class {
    /// All ten.
    pub const ALL: [Self; 10] = [
        Self::Adoption,
        Self::Appointment,
        Self::Electorate,
        Self::Policy,
        Self::Process,
        Self::Schedule,
        Self::ScheduleMinor,
        Self::Exception,
        Self::Record,
        Self::Editorial,
    ];

    /// The name used in policy.yaml, approvals and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adoption => "adoption",
            Self::Appointment => "appointment",
            Self::Electorate => "electorate",
            Self::Policy => "policy",
            Self::Process => "process",
            Self::Schedule => "schedule",
            Self::ScheduleMinor => "schedule-minor",
            Self::Exception => "exception",
            Self::Record => "record",
            Self::Editorial => "editorial",
        }
    }

    /// The class of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

impl fmt::Display for Class {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
