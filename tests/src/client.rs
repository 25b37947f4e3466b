//! A small HTTP client with the bearer token.

use serde_json::Value;

/// Speaks to one server.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// e.g. `http://127.0.0.1:8000`.
    pub url: String,
    /// The bearer token.
    pub token: String,
}

impl Client {
    /// For an address and a token.
    #[must_use]
    #[allow(clippy::expect_used)]
    pub fn new(url: &str, token: &str) -> Self {
        // The first caller installs it; later ones find it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
        Self { http, url: url.trim_end_matches('/').to_owned(), token: token.to_owned() }
    }

    /// Sends a request: status and JSON body (null when it is not JSON). `None` when the server cannot be reached.
    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Option<(u16, Value)> {
        let (status, _, body) = self.send_over(method, path, None, body).await?;
        Some((status, body))
    }

    /// The same with `If-Match`: status, `ETag` and body.
    pub async fn send_over(
        &self,
        method: &str,
        path: &str,
        seen: Option<&str>,
        body: Option<&Value>,
    ) -> Option<(u16, Option<String>, Value)> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).ok()?;
        let mut request = self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token);
        if let Some(seen) = seen {
            request = request.header("If-Match", seen);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        let tag = response.headers().get("etag").and_then(|t| t.to_str().ok()).map(str::to_owned);
        let bytes = response.bytes().await.ok()?;
        Some((status, tag, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
    }

    /// GET; panics unless 2xx.
    pub async fn get(&self, path: &str) -> Value {
        self.must("GET", path, None).await
    }

    /// POST; panics unless 2xx.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.must("POST", path, Some(&body)).await
    }

    /// PUT; panics unless 2xx.
    pub async fn put(&self, path: &str, body: Value) -> Value {
        self.must("PUT", path, Some(&body)).await
    }

    #[allow(clippy::panic)]
    async fn must(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        match self.send(method, path, body).await {
            Some((200..=299, value)) => value,
            Some((status, value)) => panic!("{method} {path}: {status} {value}"),
            None => panic!("{method} {path}: no answer"),
        }
    }
}
