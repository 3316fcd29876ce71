//! A client of the YAML language server: opens documents and asks what an editor would ask, over stdio.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long one answer may take, even on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_mins(1);
/// More than any message of this server; a larger length is a framing error.
const LONGEST_MESSAGE: usize = 64 << 20;
/// No proxy listens here, so whatever the server would fetch by itself fails instead of leaving the machine.
const NO_NETWORK: &str = "http://127.0.0.1:9";

/// The running server. It ends with this value.
pub(crate) struct LanguageServer {
    process: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    requests: u64,
    diagnostics: BTreeMap<String, Vec<Value>>,
    /// The addresses whose schema the server asked for, in the order of asking.
    pub(crate) schemas_asked_for: Vec<String>,
}

impl LanguageServer {
    /// The script that `npm ci` installs.
    pub(crate) fn script() -> PathBuf {
        top().join("tests/editor/node_modules/yaml-language-server/bin/yaml-language-server")
    }

    /// Whether there is a `node` that can run the script.
    pub(crate) fn is_installed() -> bool {
        let version =
            Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        Self::script().is_file() && version.is_ok_and(|status| status.success())
    }

    /// Starts the server as an editor would. Neither settings of the user nor proxies reach it.
    pub(crate) fn start() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut process = Command::new("node")
            .args([Self::script().as_os_str(), OsStr::new("--stdio")])
            .env_clear()
            .env("PATH", path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let input = process.stdin.take().expect("the server's input");
        let mut output = BufReader::new(process.stdout.take().expect("the server's output"));
        let (sender, messages) = channel();
        // Ends when the server does.
        thread::spawn(move || {
            while let Ok(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let diagnostics = BTreeMap::new();
        let mut server =
            Self { process, input, messages, requests: 0, diagnostics, schemas_asked_for: Vec::new() };
        server.initialize();
        server
    }

    fn initialize(&mut self) {
        let capabilities = json!({
            "workspace": {"configuration": true},
            "textDocument": {
                "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
            },
        });
        let this = std::process::id();
        self.request(
            "initialize",
            &json!({"processId": this, "rootUri": null, "capabilities": capabilities}),
        );
        self.notify("initialized", &json!({}));
        // From here on the server asks its client for the schemas behind addresses, instead of fetching them.
        self.notify("yaml/registerContentRequest", &json!({}));
    }

    /// An address that no other document has, so that no late answer about another one is taken for its own.
    pub(crate) fn new_address(&self) -> String {
        format!("file:///editor/request-{}.yaml", self.requests)
    }

    /// Opens a document. Its address must be new.
    pub(crate) fn open(&mut self, address: &str, text: &str) {
        let document = json!({"uri": address, "languageId": "yaml", "version": 1, "text": text});
        self.notify("textDocument/didOpen", &json!({"textDocument": document}));
    }

    /// What the server finds in an opened document.
    pub(crate) fn diagnostics(&mut self, address: &str) -> Vec<Value> {
        let began = Instant::now();
        loop {
            if let Some(found) = self.diagnostics.get(address) {
                return found.clone();
            }
            let message = self.receive(began, address);
            self.handle(message);
        }
    }

    /// What the server answers about a place in an opened document.
    pub(crate) fn ask(&mut self, method: &str, address: &str, (line, column): (usize, usize)) -> Value {
        let position = json!({"line": line, "character": column});
        self.request(method, &json!({"textDocument": {"uri": address}, "position": position}))
    }

    fn request(&mut self, method: &str, parameters: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}));
        let began = Instant::now();
        loop {
            let mut message = self.receive(began, method);
            if message.get("method").is_some() {
                self.handle(message);
            } else if message["id"] == id {
                assert!(message.get("error").is_none(), "{method}: {message:#}");
                return message["result"].take();
            }
        }
    }

    fn notify(&mut self, method: &str, parameters: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": parameters}));
    }

    /// What the server says on its own account, or asks of its client.
    fn handle(&mut self, mut message: Value) {
        let mut parameters = message["params"].take();
        let method = message["method"].as_str().unwrap_or_default();
        let result = match method {
            "textDocument/publishDiagnostics" => {
                let address = parameters["uri"].as_str().unwrap_or_default().to_owned();
                let Value::Array(found) = parameters["diagnostics"].take() else {
                    panic!("diagnostics without a list: {parameters:#}")
                };
                self.diagnostics.insert(address, found);
                return;
            }
            "workspace/configuration" => settings(&parameters),
            "vscode/content" => self.schema(&parameters),
            _ => Value::Null,
        };
        if let Some(id) = message.get("id") {
            self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
        }
    }

    /// The schema of this repository that an address will lead to. For any other address there is no text, which the
    /// server reports at the document.
    fn schema(&mut self, parameters: &Value) -> Value {
        let address = parameters.get(0).unwrap_or(parameters).as_str().expect("an address");
        self.schemas_asked_for.push(address.to_owned());
        let name = address.strip_prefix("https://raw.githubusercontent.com/milepost-project/milepost/v1/");
        name.and_then(|name| fs::read_to_string(top().join(name)).ok()).map_or(Value::Null, Value::String)
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    fn receive(&self, began: Instant, waiting_for: &str) -> Value {
        let left = PATIENCE.saturating_sub(began.elapsed());
        self.messages
            .recv_timeout(left)
            .unwrap_or_else(|error| panic!("the language server does not answer {waiting_for}: {error}"))
    }
}

impl Drop for LanguageServer {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The top of the repository.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The settings that the server asks for. All are the defaults, but for the catalogues that it would download.
fn settings(parameters: &Value) -> Value {
    let sections = parameters["items"].as_array().into_iter().flatten();
    let of_section = |section: &Value| match section["section"].as_str() {
        Some("yaml") => json!({"schemaStore": {"enable": false}, "kubernetesCRDStore": {"enable": false}}),
        Some("http") => json!({"proxy": NO_NETWORK}),
        _ => Value::Null,
    };
    sections.map(of_section).collect()
}

/// One message: header lines, a blank line, and as many bytes of JSON as the header says.
fn read_message(output: &mut impl BufRead) -> io::Result<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "" => break,
            header => length = header.strip_prefix("Content-Length: ").map(str::parse).or(length),
        }
    }
    let Some(Ok(length @ 0..=LONGEST_MESSAGE)) = length else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut body = vec![0; length];
    output.read_exact(&mut body)?;
    Ok(serde_json::from_slice(&body)?)
}
