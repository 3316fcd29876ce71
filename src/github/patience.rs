//! When to try again, and after how long: as GitHub asks, but never more than a few times and never for long.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;

use super::transport::Answer;

/// What GitHub's guide says to wait where an answer does not.
const UNSAID: Duration = Duration::from_mins(1);

/// The tries that are left for one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    tries: u32,
    most_tries: u32,
    left: Duration,
}

impl Patience {
    pub(super) const fn new(most_tries: u32, longest: Duration) -> Self {
        Self { tries: 1, most_tries, left: longest }
    }

    /// How often it was tried.
    pub(super) const fn tries(self) -> u32 {
        self.tries
    }

    /// How long to wait for the next try; none where there is none.
    pub(super) fn wait(&mut self, wished: Option<Duration>) -> Option<Duration> {
        let usual = Duration::from_secs(1 << (2 * (self.tries.min(4) - 1)));
        let wait = wished.unwrap_or(usual);
        if self.tries >= self.most_tries || wait > self.left {
            return None;
        }
        self.tries += 1;
        self.left -= wait;
        Some(wait)
    }
}

/// Whether GitHub turned this down only because there were too many before it. A refusal for good has the same status,
/// and none of the signs of a limit; some limits are told by GitHub's words alone.
pub(super) fn is_limit(answer: &Answer) -> bool {
    let headers = &answer.headers;
    let is_used_up = || headers.remaining.as_deref() == Some("0");
    match answer.status {
        429 => true,
        403 => headers.retry_after.is_some() || is_used_up() || speaks_of_a_limit(&answer.body),
        _ => false,
    }
}

fn speaks_of_a_limit(body: &[u8]) -> bool {
    let words = String::from_utf8_lossy(body).to_ascii_lowercase();
    words.contains("rate limit") || words.contains("abuse detection")
}

/// How long GitHub asks to wait: so many seconds, or until a moment that is compared with GitHub's own clock.
pub(super) fn wished_wait(answer: &Answer) -> Option<Duration> {
    let headers = &answer.headers;
    if let Some(seconds) = headers.retry_after.as_deref().and_then(|text| text.trim().parse().ok()) {
        return Some(Duration::from_secs(seconds));
    }
    is_limit(answer).then(|| until_reset(answer).unwrap_or(UNSAID))
}

fn until_reset(answer: &Answer) -> Option<Duration> {
    let headers = &answer.headers;
    if headers.remaining.as_deref() != Some("0") {
        return None;
    }
    let reset: i64 = headers.reset.as_deref()?.trim().parse().ok()?;
    let now = DateTimeParser::new().parse_timestamp(headers.date.as_deref()?).ok()?.as_second();
    // A second more, since the clock of the answer has no fractions.
    u64::try_from(reset.checked_sub(now)?.checked_add(1)?.max(1)).ok().map(Duration::from_secs)
}
