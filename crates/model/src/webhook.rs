//! Signatures of webhooks: Standard Webhooks, GitHub, Stripe. HMAC-SHA256 over the raw body, compared in constant time.

use crate::time::Millis;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// How far a signature's time may lie from now, in seconds.
pub const TOLERANCE_S: i64 = 300;
/// Signatures of one call that are looked at.
const MAX_SIGNATURES: usize = 16;

/// How a call proves where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Not at all.
    #[default]
    None,
    /// Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`; also under the names of Svix.
    StandardWebhooks,
    /// GitHub: `X-Hub-Signature-256`.
    Github,
    /// Stripe: `Stripe-Signature`.
    Stripe,
}

impl Scheme {
    /// Its name in a configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StandardWebhooks => "standard-webhooks",
            Self::Github => "github",
            Self::Stripe => "stripe",
        }
    }
}

/// The key of a signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// Reads a secret as its provider shows it; `None` when it cannot be one of the scheme.
    #[must_use]
    pub fn read(scheme: Scheme, text: &str) -> Option<Self> {
        let key = match scheme {
            Scheme::StandardWebhooks => {
                STANDARD.decode(text.trim().strip_prefix("whsec_").unwrap_or(text.trim())).ok()?
            }
            _ => text.as_bytes().to_vec(),
        };
        (!key.is_empty()).then_some(Self(key))
    }

    fn signs(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return false };
        for part in parts {
            mac.update(part);
        }
        mac.verify_slice(signature).is_ok()
    }
}

/// A call whose signature fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The provider's name for the delivery.
    pub delivery: String,
    /// By which a call that is made again is known; nothing of it can be changed without the secret.
    pub key: String,
    /// The second at which it was signed, which a provider moves on when it tries again. `None`: not signed.
    pub at_s: Option<i64>,
}

/// Why a signature does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A header is not there.
    #[error("the header {0} is missing")]
    Missing(&'static str),
    /// A header says something that the scheme does not know.
    #[error("the header {0} can't be read")]
    Unreadable(&'static str),
    /// Too far from now.
    #[error("the signature's time is {0} s off; {TOLERANCE_S} s are allowed")]
    Stale(i64),
    /// No secret made this signature for this body.
    #[error("the signature doesn't fit the body and the secret")]
    Mismatch,
}

/// Checks a call. `header` looks one up by its lower-case name. With [`Scheme::None`] every call passes, unsigned: `None`.
///
/// # Errors
/// When the signature is missing, too old, or another one.
pub fn verify<'h>(
    scheme: Scheme,
    secrets: &[Secret],
    header: impl Fn(&str) -> Option<&'h str>,
    body: &[u8],
    now: Millis,
) -> Result<Option<Signed>, Fault> {
    match scheme {
        Scheme::None => Ok(None),
        Scheme::StandardWebhooks => standard(secrets, header, body, now).map(Some),
        Scheme::Github => github(secrets, header, body).map(Some),
        Scheme::Stripe => stripe(secrets, header, body, now).map(Some),
    }
}

fn standard<'h>(
    secrets: &[Secret],
    header: impl Fn(&str) -> Option<&'h str>,
    body: &[u8],
    now: Millis,
) -> Result<Signed, Fault> {
    let either =
        |ours: &'static str, svix: &str| header(ours).or_else(|| header(svix)).ok_or(Fault::Missing(ours));
    let id = either("webhook-id", "svix-id")?;
    let time = either("webhook-timestamp", "svix-timestamp")?;
    let signatures = either("webhook-signature", "svix-signature")?;
    let at_s = in_time(time, "webhook-timestamp", now)?;
    let given =
        signatures.split(' ').filter_map(|s| s.strip_prefix("v1,")).filter_map(|s| STANDARD.decode(s).ok());
    let parts: [&[u8]; 5] = [id.as_bytes(), b".", time.as_bytes(), b".", body];
    any_signs(secrets, given, &parts)?;
    Ok(Signed { delivery: id.to_owned(), key: id.to_owned(), at_s: Some(at_s) })
}

fn github<'h>(
    secrets: &[Secret],
    header: impl Fn(&str) -> Option<&'h str>,
    body: &[u8],
) -> Result<Signed, Fault> {
    const NAME: &str = "x-hub-signature-256";
    let text = header(NAME).ok_or(Fault::Missing(NAME))?;
    let signature =
        text.strip_prefix("sha256=").and_then(|s| hex::decode(s).ok()).ok_or(Fault::Unreadable(NAME))?;
    // The delivery id is not signed, so the body has to do: in what GitHub sends no two are the same.
    let key = hex::encode(&signature);
    any_signs(secrets, [signature].into_iter(), &[body])?;
    Ok(Signed { delivery: header("x-github-delivery").unwrap_or(&key).to_owned(), key, at_s: None })
}

fn stripe<'h>(
    secrets: &[Secret],
    header: impl Fn(&str) -> Option<&'h str>,
    body: &[u8],
    now: Millis,
) -> Result<Signed, Fault> {
    const NAME: &str = "stripe-signature";
    let text = header(NAME).ok_or(Fault::Missing(NAME))?;
    let fields = || text.split(',').filter_map(|field| field.trim().split_once('='));
    let time =
        fields().find(|(name, _)| *name == "t").map(|(_, value)| value).ok_or(Fault::Unreadable(NAME))?;
    let at_s = in_time(time, NAME, now)?;
    let given = fields().filter(|(name, _)| *name == "v1").filter_map(|(_, value)| hex::decode(value).ok());
    any_signs(secrets, given, &[time.as_bytes(), b".", body])?;
    // Stripe signs each attempt anew; what stays is the id of its event.
    let id =
        serde_json::from_slice::<Value>(body).ok().and_then(|v| v.get("id")?.as_str().map(str::to_owned));
    let id = id.unwrap_or_else(|| hex::encode(Sha256::digest([time.as_bytes(), b".", body].concat())));
    Ok(Signed { delivery: id.clone(), key: id, at_s: Some(at_s) })
}

fn in_time(text: &str, header: &'static str, now: Millis) -> Result<i64, Fault> {
    let at: i64 = text.parse().map_err(|_| Fault::Unreadable(header))?;
    let off = now.div_euclid(1000).abs_diff(at);
    let off = i64::try_from(off).unwrap_or(i64::MAX);
    if off > TOLERANCE_S { Err(Fault::Stale(off)) } else { Ok(at) }
}

fn any_signs(secrets: &[Secret], given: impl Iterator<Item = Vec<u8>>, parts: &[&[u8]]) -> Result<(), Fault> {
    let mut fits = false;
    for signature in given.take(MAX_SIGNATURES) {
        for secret in secrets {
            fits |= secret.signs(parts, &signature);
        }
    }
    if fits { Ok(()) } else { Err(Fault::Mismatch) }
}
