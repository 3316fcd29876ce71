//! What has to hold on GitHub for the gate to be worth anything, and whether it does.

/// Whether the rules of a branch on GitHub are those that the gate relies on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// The branch.
    pub branch: String,
    /// What was looked at.
    pub points: Vec<SetUpPoint>,
}

/// One thing that has to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUpPoint {
    /// Whether it holds.
    pub state: PointState,
    /// What was found.
    pub text: String,
    /// What to do about it.
    pub how: Option<String>,
}

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PointState {
    /// It does.
    Holds,
    /// It does not.
    Fails,
    /// It could not be seen. That is not taken for fine.
    Unknown,
    /// It is so, and no setting of the repository changes it.
    Remark,
}

impl PointState {
    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Unknown => "unknown",
            Self::Remark => "remark",
        }
    }
}

impl SetUp {
    /// Whether something that has to hold does not.
    pub fn fails(&self) -> bool {
        self.points.iter().any(|point| point.state == PointState::Fails)
    }
}

impl SetUp {
    /// Whether something that has to hold could not be seen.
    pub fn is_partial(&self) -> bool {
        self.points.iter().any(|point| point.state == PointState::Unknown)
    }
}

impl SetUpPoint {
    /// Something to be known, and what is to be made of it.
    pub fn remark(text: impl Into<String>, how: impl Into<String>) -> Self {
        Self { state: PointState::Remark, text: text.into(), how: Some(how.into()) }
    }

    /// Something that holds.
    pub fn holds(text: impl Into<String>) -> Self {
        Self { state: PointState::Holds, text: text.into(), how: None }
    }

    /// Something that does not, and what to do about it.
    pub fn fails(text: impl Into<String>, how: impl Into<String>) -> Self {
        Self { state: PointState::Fails, text: text.into(), how: Some(how.into()) }
    }

    /// Something that could not be seen, and how it could be.
    pub fn unknown(text: impl Into<String>, how: impl Into<String>) -> Self {
        Self { state: PointState::Unknown, text: text.into(), how: Some(how.into()) }
    }
}
