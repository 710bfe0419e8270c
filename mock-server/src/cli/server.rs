//! The server that a subcommand sends requests to, and the requests to its control.

use super::{
    failure::Failure,
    http::{Address, Answer, NotReached},
    input::read_text,
    listen,
    ready_file::ReadyFile,
};
use anyhow::{Context, anyhow, bail};
use clap::{Args, builder::NonEmptyStringValueParser};
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::IgnoredAny;
use serde_json::Value;
use std::path::PathBuf;
use vmc_client::wire::Secret;

/// The address of a server that was started without arguments.
const DEFAULT_URL: &str = "http://127.0.0.1:8080";

/// The media type of request bodies for the control.
const JSON: &str = "application/json";

/// Selects the server.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// Address of the running server. [env: VMCSIM_URL=] [default: that of VMCSIM_READY_FILE or VMCSIM_LISTEN, or http://127.0.0.1:8080]
    #[arg(long, value_name = "URL", global = true)]
    pub(super) url: Option<String>,
    /// Read address and credentials from the file that `vmcsim serve --ready-file` wrote. [env: VMCSIM_READY_FILE=]
    // `serve` has an argument of the same name. Its value would be taken for this one.
    #[arg(id = "file_of_server", long = "ready-file", value_name = "FILE", global = true)]
    pub(super) ready_file: Option<PathBuf>,
    // Arguments on the command line take precedence over the environment, for both the address and the ready file.
    #[arg(long, env = "VMCSIM_URL", hide = true, global = true)]
    url_of_environment: Option<String>,
    #[arg(long, env = "VMCSIM_READY_FILE", hide = true, global = true)]
    ready_file_of_environment: Option<PathBuf>,
    #[arg(long, env = "VMCSIM_LISTEN", hide = true, global = true)]
    listen_of_environment: Option<String>,
}

/// Selects the server, and one of its worlds.
#[derive(Debug, Args)]
#[command(next_help_heading = "Server")]
pub(super) struct Server {
    #[command(flatten)]
    selection: Selection,
    /// File with the admin token, which a server needs if it can be reached from other machines.
    #[arg(long, env = "VMCSIM_ADMIN_TOKEN_FILE", value_name = "FILE", global = true)]
    admin_token_file: Option<PathBuf>,
    /// The world: its id, or `default`.
    #[arg(
        id = "world_of_server",
        long = "world",
        env = "VMCSIM_WORLD",
        value_name = "WORLD",
        default_value = "default",
        value_parser = NonEmptyStringValueParser::new(),
        global = true
    )]
    world: String,
    /// Print the server's answer as JSON, and refusals as JSON on standard error.
    #[arg(long, global = true)]
    pub(super) json: bool,
}

/// The server that was selected.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) url: String,
    /// Its ready file, if it is known.
    pub(super) ready: Option<ReadyFile>,
}

/// A server, and the settings to send requests to its control.
pub(super) struct Control {
    runtime: tokio::runtime::Runtime,
    address: Address,
    world: String,
    admin_token: Option<Secret>,
}

impl Selection {
    /// Finds out which server is meant: the one of the command line, then that of `VMCSIM_URL`, `VMCSIM_READY_FILE` and `VMCSIM_LISTEN`.
    ///
    /// # Errors
    /// The ready file cannot be used.
    pub(super) fn choose(&self) -> anyhow::Result<Chosen> {
        if let Some(file) = &self.ready_file {
            let ready = ReadyFile::read(file)?;
            return Ok(Chosen { url: ready.url().to_owned(), ready: Some(ready) });
        }
        let of_environment = self.ready_file_of_environment.as_ref().map(|file| ReadyFile::read(file));
        if let Some(url) = self.url.as_ref().or(self.url_of_environment.as_ref()) {
            // The credentials in a ready file are for its own server and not for any other. A file that cannot be read is not needed.
            let same = |ready: &ReadyFile| ready.url().trim_end_matches('/') == url.trim_end_matches('/');
            let ready = of_environment.and_then(Result::ok).filter(same);
            return Ok(Chosen { url: url.clone(), ready });
        }
        if let Some(ready) = of_environment.transpose()? {
            return Ok(Chosen { url: ready.url().to_owned(), ready: Some(ready) });
        }
        let listen = self.listen_of_environment.as_deref().and_then(|text| listen::read_listen(text).ok());
        let url = listen.and_then(listen::url).unwrap_or_else(|| DEFAULT_URL.to_owned());
        Ok(Chosen { url, ready: None })
    }
}

impl Server {
    /// Prepares requests to the server. It sends nothing yet.
    pub(super) fn control(&self) -> anyhow::Result<Control> {
        if self.selection.url.is_some() && self.selection.ready_file.is_some() {
            bail!(Failure::Misuse("--url and --ready-file each name a server; give one of them".to_owned()));
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let Chosen { url, ready } = self.selection.choose()?;
        let token = match &self.admin_token_file {
            Some(file) => Some(read_text(file)?.trim().to_owned()),
            None => ready.as_ref().and_then(|ready| ready.text("admin_token")).map(str::to_owned),
        };
        let address = Address::read(&url)?;
        Ok(Control { runtime, address, world: self.world.clone(), admin_token: token.map(Secret::from) })
    }
}

impl Control {
    /// Sends a request about the world. `path` is the part after the world's address.
    pub(super) fn world(&self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        self.ask(method, &self.world_path(path), body)
    }

    /// Returns the path of the world, followed by `path`.
    pub(super) fn world_path(&self, path: &str) -> String {
        format!("/_vmcsim/worlds/{}{path}", segment(&self.world))
    }

    /// Sends a request to the control.
    pub(super) fn any(&self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        self.ask(method, &format!("/_vmcsim{path}"), body)
    }

    /// Sends a request to the server.
    pub(super) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        let answer = self.send(method, path, body.map(Value::to_string))?;
        Ok(if answer.is_empty() { Value::Null } else { serde_json::from_str(&answer)? })
    }

    /// Sends JSON unchanged, and returns the answer as it was received: JSON, or an empty text.
    pub(super) fn send(&self, method: &str, path: &str, body: Option<String>) -> anyhow::Result<String> {
        let body = body.map(|body| (JSON, body));
        content(self.wait(self.exchange(method, path, self.admin()?, body))?)
    }

    /// Returns the header with the admin token, if there is one.
    pub(super) fn admin(&self) -> anyhow::Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        if let Some(token) = &self.admin_token {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
                .map_err(|_| anyhow!("the admin token is not fit for a header"))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        Ok(headers)
    }

    /// Sends a request of any kind.
    ///
    /// # Errors
    /// [`Failure::NoServer`], with the reason, or the answer broke off.
    pub(super) async fn exchange(
        &self,
        method: &str,
        path: &str,
        headers: HeaderMap,
        body: Option<(&'static str, String)>,
    ) -> anyhow::Result<Answer> {
        self.address.send(method, path, headers, body).await.map_err(|err| match err.downcast::<NotReached>() {
            Ok(reason) => {
                let address = &self.address.text;
                let said = format!("no vmcsim answers at {address}; `vmcsim serve` starts one, --url names another");
                anyhow::Error::new(reason).context(Failure::NoServer(said))
            }
            Err(other) => other,
        })
    }

    /// Returns the world's name from the command line.
    pub(super) fn world_name(&self) -> &str {
        &self.world
    }

    /// Runs a future to its end.
    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}

/// Returns the body of an answer, which is JSON or empty.
///
/// # Errors
/// The answer is a refusal, whose messages the error repeats, or it is not JSON.
pub(super) fn content(answer: Answer) -> anyhow::Result<String> {
    let status = answer.status;
    let text = String::from_utf8(answer.body).context("the answer is no text; is this a vmcsim?")?;
    let no_json = "the answer is no JSON; is this a vmcsim?";
    if status.is_success() {
        if !text.is_empty() {
            serde_json::from_str::<IgnoredAny>(&text).context(no_json)?;
        }
        return Ok(text);
    }
    let body: Value = match &text[..] {
        "" => Value::Null,
        text => serde_json::from_str(text).context(no_json)?,
    };
    Err(Failure::refused(status, &body).into())
}

/// The characters of a path segment that must be percent-encoded: all but the unreserved ones (RFC 3986, section 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes a text as one segment of a path.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}
