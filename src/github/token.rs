//! The secret that lets requests through, kept out of everything that is shown.

use std::fmt;

/// A token of GitHub. It is shown nowhere, neither in errors nor when debugging.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The token, or none where the text is empty.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    pub(super) fn secret(&self) -> &str {
        &self.0
    }

    /// Whether an app's installation was given it, as each run of a workflow is. Such a token belongs to no user.
    pub(super) fn is_of_installation(&self) -> bool {
        self.0.starts_with("ghs_")
    }

    /// A text from elsewhere without this token in it.
    pub(super) fn struck_from(&self, text: &str) -> String {
        text.replace(&self.0, "***")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(***)")
    }
}
