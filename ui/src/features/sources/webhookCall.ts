// An example call of a webhook for a terminal: curl, and for a signed one the signature made on the way.
import type { Webhook } from "../../api/types";

export const SCHEMES: Record<string, string> = {
  "standard-webhooks": "Standard Webhooks",
  github: "GitHub",
  stripe: "Stripe",
  none: "unsigned",
};

const BODY = `BODY='{"hello": "world"}'`;
const SECRET = "SECRET='put the secret here'";
const JSON_TYPE = "-H 'Content-Type: application/json'";
const hmac = (text: string) =>
  `printf %s "${text}" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1`;

export function exampleCall({ url, scheme }: Pick<Webhook, "url" | "scheme">): string {
  const curl = `curl '${url.replaceAll("'", "%27")}' ${JSON_TYPE}`;
  switch (scheme) {
    case "github":
      return lines(
        SECRET,
        BODY,
        `SIGNATURE=$(${hmac("$BODY")})`,
        `${curl} \\`,
        `  -H "X-GitHub-Event: ping" -H "X-GitHub-Delivery: $(date +%s)" \\`,
        `  -H "X-Hub-Signature-256: sha256=$SIGNATURE" --data-raw "$BODY"`,
      );
    case "stripe":
      return lines(
        SECRET,
        BODY,
        "NOW=$(date +%s)",
        `SIGNATURE=$(${hmac("$NOW.$BODY")})`,
        `${curl} \\`,
        `  -H "Stripe-Signature: t=$NOW,v1=$SIGNATURE" --data-raw "$BODY"`,
      );
    case "standard-webhooks":
      return lines(
        SECRET,
        BODY,
        "NOW=$(date +%s); ID=msg_$NOW",
        `KEY=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')`,
        `SIGNATURE=$(printf %s "$ID.$NOW.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)`,
        `${curl} \\`,
        `  -H "webhook-id: $ID" -H "webhook-timestamp: $NOW" \\`,
        `  -H "webhook-signature: v1,$SIGNATURE" --data-raw "$BODY"`,
      );
    default:
      return `${curl} --data-raw '{"hello": "world"}'`;
  }
}

const lines = (...all: string[]) => all.join("\n");
