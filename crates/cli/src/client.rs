//! One way to ask: over HTTP when an engine runs on the data folder, else in this process on the folder itself.

use crate::failure::{FAILED, Failure};
use http::header::{CONTENT_TYPE, HeaderName};
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use prama_api::wire::Problem;
use prama_api::{App, Endpoint, Options};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use tower::ServiceExt;

/// How long an engine may take to say that it is there.
const HELLO: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(40);

/// A file to hand over.
pub(crate) struct Part {
    /// Its name.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) content: Vec<u8>,
}

/// Who answers.
pub(crate) enum Client {
    /// A running engine.
    Running { http: reqwest::Client, endpoint: Endpoint },
    /// The folder, opened here: nothing runs, what is taken in waits for the next start.
    Folder(Box<App>),
}

impl Client {
    /// Finds the running engine of a data folder, or opens the folder.
    pub(crate) async fn connect(data_dir: &Path) -> Result<Self, Failure> {
        if let Some(running) = Self::running(data_dir).await? {
            return Ok(running);
        }
        let options = Options { listen: None, ui: false, ..Options::for_data_dir(data_dir.to_owned()) };
        Ok(Self::Folder(Box::new(App::open(options).await?)))
    }

    async fn running(data_dir: &Path) -> Result<Option<Self>, Failure> {
        let Some(endpoint) = Endpoint::read(data_dir) else { return Ok(None) };
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http =
            reqwest::Client::builder().no_proxy().timeout(ANSWER).build().map_err(|e| unreachable(&e))?;
        let hello =
            http.get(format!("{}/api/status", endpoint.url)).bearer_auth(&endpoint.token).timeout(HELLO);
        match hello.send().await {
            Ok(answer) if answer.status().is_success() => Ok(Some(Self::Running { http, endpoint })),
            // A crash leaves the file behind; another program may have its port by now.
            Ok(_) => Ok(None),
            Err(error) if error.is_connect() => Ok(None),
            Err(error) => Err(unreachable(&error)),
        }
    }

    /// Whether runs make progress while this program waits.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self, Self::Running { .. })
    }

    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.request(Method::GET, path, None, &[]).await
    }

    /// Changes something.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Result<Value, Failure> {
        self.request(Method::POST, path, Some(body), &[]).await
    }

    /// Hands a file over.
    pub(crate) async fn upload(&self, file: Part, texts: &[(&str, Option<&str>)]) -> Result<Value, Failure> {
        // Long and random: no file holds it.
        let boundary = format!("prama-{}", uuid::Uuid::new_v4().simple());
        let quoted = file.name.replace('"', "%22").replace(['\r', '\n'], " ");
        let mut body = Vec::with_capacity(file.content.len() + 1024);
        for (name, text) in texts.iter().filter_map(|(name, text)| Some((name, (*text)?))) {
            let head =
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{quoted}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&file.content);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let kind = (CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
        self.send(Method::POST, "/api/uploads", body, &[kind]).await
    }

    /// Asks; an error answer is a failure.
    pub(crate) async fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(HeaderName, String)],
    ) -> Result<Value, Failure> {
        let Some(body) = body else { return self.send(method, path, Vec::new(), headers).await };
        let mut headers = headers.to_vec();
        headers.push((CONTENT_TYPE, "application/json".to_owned()));
        self.send(method, path, body.to_string().into_bytes(), &headers).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
        headers: &[(HeaderName, String)],
    ) -> Result<Value, Failure> {
        let (status, bytes) = match self {
            Self::Running { http, endpoint } => {
                let mut request =
                    http.request(method, format!("{}{path}", endpoint.url)).bearer_auth(&endpoint.token);
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                let answer = request.body(body).send().await.map_err(|e| unreachable(&e))?;
                (answer.status(), answer.bytes().await.map_err(|e| unreachable(&e))?)
            }
            Self::Folder(app) => {
                let mut request = Request::builder().method(method).uri(path);
                for (name, value) in headers {
                    request = request.header(name, value);
                }
                let request =
                    request.body(Full::new(bytes::Bytes::from(body))).map_err(|e| odd(&e.to_string()))?;
                let Ok(answer) = app.router().oneshot(request).await;
                let status = answer.status();
                let body = answer.into_body().collect().await.map_err(|e| odd(&e.to_string()))?;
                (status, body.to_bytes())
            }
        };
        if status.is_success() {
            return if bytes.is_empty() {
                Ok(Value::Null)
            } else {
                serde_json::from_slice(&bytes).map_err(|e| odd(&e.to_string()))
            };
        }
        Err(match serde_json::from_slice::<Problem>(&bytes) {
            Ok(problem) => Failure::answered(problem),
            Err(_) => odd(&format!("status {status}")),
        })
    }

    /// Ends the connection; the folder is closed in order.
    pub(crate) async fn close(self) {
        if let Self::Folder(app) = self {
            app.shutdown().await;
        }
    }
}

fn unreachable(error: &reqwest::Error) -> Failure {
    Failure::new(
        FAILED,
        "CLI-001",
        format!("The running Prama doesn't answer: {}.", error.without_url_text()),
        "Wait a moment and try again. If it stays, stop it and start it again.",
    )
}

fn odd(what: &str) -> Failure {
    Failure::new(
        FAILED,
        "CLI-003",
        format!("The answer can't be read: {what}."),
        "Use the same version on both sides.",
    )
}

trait WithoutUrl {
    fn without_url_text(&self) -> String;
}

impl WithoutUrl for reqwest::Error {
    fn without_url_text(&self) -> String {
        if self.is_timeout() { "it took too long".to_owned() } else { self.to_string() }
    }
}
