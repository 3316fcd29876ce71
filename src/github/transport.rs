//! One request and its answer: the asynchronous client behind a call that waits, bounded in time and size.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::TokioExecutor;
use octocrab::service::middleware::auth_header::AuthHeaderLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use super::address::Address;
use super::error::{GitHubError, Said};
use super::token::Token;

/// How long and how large things may get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long one answer may take, from the first byte sent to the last one read.
    pub answer: Duration,
    /// The most bytes of an answer.
    pub bytes: usize,
    /// How long a client may wait in all before it tries again what failed.
    pub waits: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { answer: Duration::from_secs(30), bytes: 32 * 1024 * 1024, waits: Duration::from_secs(90) }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method<'a> {
    Get,
    Post(&'a Value),
    Patch(&'a Value),
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) headers: Headers,
}

/// The headers that are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Headers {
    pub(super) link: Option<String>,
    pub(super) retry_after: Option<String>,
    pub(super) remaining: Option<String>,
    pub(super) reset: Option<String>,
    pub(super) date: Option<String>,
}

/// Why nothing came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Break {
    /// There was no connection, so nothing was asked.
    NotConnected(String),
    /// The connection ended before the answer did.
    CutOff(String),
    TimedOut,
    TooLarge,
    /// The request could not even be written.
    Unsendable(String),
}

/// What every request says about itself.
const HEADERS: [(&str, &str); 3] = [
    ("accept", "application/vnd.github+json"),
    ("user-agent", concat!("milepost/", env!("CARGO_PKG_VERSION"))),
    ("x-github-api-version", "2022-11-28"),
];

/// A connection to one API with one token.
pub(super) struct Transport {
    /// Before the runtime: what runs on it goes first.
    octocrab: Octocrab,
    runtime: Runtime,
    limits: Limits,
}

impl Transport {
    pub(super) fn new(
        (address, proxy): (&Address, Option<&str>),
        token: &Token,
        limits: Limits,
    ) -> Result<Self, GitHubError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| GitHubError::Machine { reason: error.to_string() })?;
        let entered = runtime.enter();
        let mut tcp = HttpConnector::new();
        tcp.set_connect_timeout(Some(limits.answer));
        let octocrab = if address.is_encrypted() {
            tcp.enforce_http(false);
            let certificates = HttpsConnectorBuilder::new()
                .with_native_roots()
                .map_err(|error| GitHubError::Machine { reason: error.to_string() })?;
            let encrypted = certificates.https_only().enable_http1();
            match proxy {
                // The proxy sees the name of the host; what is asked and answered is encrypted all the way.
                Some(proxy) => {
                    let reason = "it is no web address";
                    let proxy = proxy.parse().map_err(|_| GitHubError::Proxy { reason })?;
                    octocrab_over(encrypted.wrap_connector(Tunnel::new(proxy, tcp)), address, token)?
                }
                None => octocrab_over(encrypted.wrap_connector(tcp), address, token)?,
            }
        } else {
            octocrab_over(tcp, address, token)?
        };
        drop(entered);
        Ok(Self { octocrab, runtime, limits })
    }

    /// Asks once.
    pub(super) fn exchange(&self, method: Method<'_>, url: &str) -> Result<Answer, Break> {
        let asked = self.ask(method, url);
        let timed = async { tokio::time::timeout(self.limits.answer, asked).await };
        self.runtime.block_on(timed).unwrap_or(Err(Break::TimedOut))
    }

    async fn ask(&self, method: Method<'_>, url: &str) -> Result<Answer, Break> {
        let response = match method {
            Method::Get => self.octocrab._get(url).await,
            Method::Post(body) => self.octocrab._post(url, Some(body)).await,
            Method::Patch(body) => self.octocrab._patch(url, Some(body)).await,
        };
        let response = response.map_err(|error| broken(&error))?;
        let status = response.status().as_u16();
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let headers = Headers {
            link: header("link"),
            retry_after: header("retry-after"),
            remaining: header("x-ratelimit-remaining"),
            reset: header("x-ratelimit-reset"),
            date: header("date"),
        };
        match Limited::new(response.into_body(), self.limits.bytes).collect().await {
            Ok(body) => Ok(Answer { status, body: body.to_bytes().into(), headers }),
            Err(error) if error.is::<LengthLimitError>() => Err(Break::TooLarge),
            Err(error) => Err(Break::CutOff(deepest(error.as_ref()))),
        }
    }
}

/// The client over a way to connect. Its own retries, redirects and caches stay out: what is asked is counted here.
fn octocrab_over<C>(connector: C, address: &Address, token: &Token) -> Result<Octocrab, GitHubError>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    let base = || {
        address.base().parse().map_err(|_| GitHubError::Address { reason: "it is no web address".to_owned() })
    };
    let unsendable = || GitHubError::Token {
        doing: "preparing the first request".to_owned(),
        said: Said::new("the token has characters that no token has"),
    };
    let authorization = format!("Bearer {}", token.secret()).parse().map_err(|_| unsendable())?;
    let headers = HEADERS.iter().filter_map(|(name, value)| Some((name.parse().ok()?, value.parse().ok()?)));
    let service = Client::builder(TokioExecutor::new()).build::<_, OctoBody>(connector);
    let built = OctocrabBuilder::new_empty()
        .with_service(service)
        .with_layer(&ExtraHeadersLayer::new(Arc::new(headers.collect())))
        .with_layer(&AuthHeaderLayer::new(Some(authorization), base()?, base()?))
        .with_auth(AuthState::None)
        .build();
    Ok(match built {
        Ok(octocrab) => octocrab,
        Err(never) => match never {},
    })
}

/// What kind of failure it was: octocrab hands on what its layers say.
fn broken(error: &octocrab::Error) -> Break {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(current) = cause {
        if let Some(client) = current.downcast_ref::<ClientError>() {
            let reason = deepest(current);
            return if client.is_connect() { Break::NotConnected(reason) } else { Break::CutOff(reason) };
        }
        cause = current.source();
    }
    Break::Unsendable(deepest(error))
}

/// The sentence of the first cause; the ones above it only repeat that something failed.
fn deepest(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
