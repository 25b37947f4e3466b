//! The published examples of the three signature schemes, and what must not pass.

#![allow(clippy::unwrap_used)]

use prama_model::webhook::{Fault, Scheme, Secret, Signed, verify};

/// An example of a scheme: secret, headers, body, and the second at which it was signed.
struct Example {
    scheme: Scheme,
    secret: &'static str,
    headers: Vec<(&'static str, String)>,
    body: &'static [u8],
    at_s: i64,
    delivery: &'static str,
}

fn examples() -> Vec<Example> {
    vec![
        // The example of https://docs.svix.com/receiving/verifying-payloads/how, which is that of the libraries of
        // https://www.standardwebhooks.com as well.
        Example {
            scheme: Scheme::StandardWebhooks,
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            headers: vec![
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek".into()),
                ("webhook-timestamp", "1614265330".into()),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".into()),
            ],
            body: br#"{"test": 2432232314}"#,
            at_s: 1_614_265_330,
            delivery: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        },
        // The example of https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries.
        Example {
            scheme: Scheme::Github,
            secret: "It's a Secret to Everybody",
            headers: vec![
                ("x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958".into()),
                (
                    "x-hub-signature-256",
                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17".into(),
                ),
            ],
            body: b"Hello, World!",
            at_s: 1_614_265_330,
            delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        },
        // https://docs.stripe.com/webhooks#verify-manually gives the rule and the header's form, but not the secret of its
        // example; this one was computed by that rule with another program (Python's hmac).
        Example {
            scheme: Scheme::Stripe,
            secret: "whsec_test_secret",
            headers: vec![(
                "stripe-signature",
                format!(
                    "t=1492774577,v1={STRIPE},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"
                ),
            )],
            body: br#"{"id":"evt_00000000000000","type":"payment_intent.succeeded"}"#,
            at_s: 1_492_774_577,
            delivery: "evt_00000000000000",
        },
    ]
}

const STRIPE: &str = "c8ecacf8a29287e4d7f5b870ce8d3c8c75163c8e216a974fb601b7ff3192c27e";

fn check(example: &Example, secrets: &[&str], body: &[u8], at_s: i64) -> Result<Option<Signed>, Fault> {
    let secrets: Vec<_> = secrets.iter().map(|s| Secret::read(example.scheme, s).unwrap()).collect();
    let header =
        |name: &str| example.headers.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str());
    verify(example.scheme, &secrets, header, body, at_s * 1000 + 999)
}

#[test]
fn published_examples_pass() {
    for e in examples() {
        let signed = check(&e, &[e.secret], e.body, e.at_s).unwrap().unwrap();
        assert_eq!(signed.delivery, e.delivery, "{:?}", e.scheme);
    }
}

#[test]
fn one_of_several_secrets_is_enough() {
    for e in examples() {
        let other =
            if e.scheme == Scheme::StandardWebhooks { "whsec_c2VjcmV0LW9mLWEtcm90YXRlZA==" } else { "other" };
        assert!(check(&e, &[other, e.secret], e.body, e.at_s).is_ok());
        assert!(check(&e, &[e.secret, other], e.body, e.at_s).is_ok());
        assert_eq!(check(&e, &[other], e.body, e.at_s), Err(Fault::Mismatch));
        assert_eq!(check(&e, &[], e.body, e.at_s), Err(Fault::Mismatch));
    }
}

#[test]
fn every_changed_byte_is_seen() {
    let mut tried = 0;
    for e in examples() {
        for at in 0..e.body.len() {
            let mut body = e.body.to_vec();
            body[at] ^= 1;
            assert_eq!(check(&e, &[e.secret], &body, e.at_s), Err(Fault::Mismatch));
            tried += 1;
        }
        for n in 0..e.headers.len() {
            let mut changed = Example { headers: e.headers.clone(), ..e };
            // The delivery id of GitHub is not signed.
            if changed.headers[n].0 == "x-github-delivery" {
                continue;
            }
            changed.headers[n].1 = changed.headers[n].1.replacen(['1', 'g', 'm'], "2", 2);
            assert!(check(&changed, &[e.secret], e.body, e.at_s).is_err(), "{:?}", changed.headers[n]);
            changed.headers.remove(n);
            assert!(matches!(check(&changed, &[e.secret], e.body, e.at_s), Err(Fault::Missing(_))));
            tried += 2;
        }
    }
    assert!(tried > 90, "{tried}");
}

#[test]
fn five_minutes_are_allowed_and_no_more() {
    for e in examples().into_iter().filter(|e| e.scheme != Scheme::Github) {
        for off in [-300, 300] {
            assert!(check(&e, &[e.secret], e.body, e.at_s + off).is_ok());
        }
        for off in [-301, 301, 1_000_000] {
            assert!(matches!(check(&e, &[e.secret], e.body, e.at_s + off), Err(Fault::Stale(_))));
        }
    }
}

#[test]
fn odd_headers_are_refused_and_never_panic() {
    let odd = [
        "",
        " ",
        "v1",
        "v1,",
        "v1,é",
        "t=",
        "t=1,v1=zz",
        "sha256=",
        "sha256=zz",
        "t=99999999999999999999,v1=00",
        "t=-1,v1=,v1=",
        "v1,AAAA v1,BBBB",
    ];
    for e in examples() {
        for text in odd {
            for n in 0..e.headers.len() {
                let mut changed = Example { headers: e.headers.clone(), ..e };
                changed.headers[n].1 = text.to_owned();
                if changed.headers[n].0 != "x-github-delivery" {
                    assert!(check(&changed, &[e.secret], e.body, e.at_s).is_err(), "{text}");
                }
            }
        }
    }
    assert_eq!(Secret::read(Scheme::StandardWebhooks, "whsec_no base64"), None);
    assert_eq!(Secret::read(Scheme::Github, ""), None);
}
