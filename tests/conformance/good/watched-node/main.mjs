import { EventRejected, emitBatch, heartbeat, loadCheckpoint, log, sleep } from "@prama/sdk";

await heartbeat();
let n = (await loadCheckpoint()) ?? 0;
do {
  const outcomes = await emitBatch([1, 2, 3].map((i) => ({ eventType: "tick", data: { n: n + i }, checkpoint: n + i })));
  for (const outcome of outcomes) if (outcome instanceof EventRejected) log.warn(outcome.message);
  console.log({ sent: outcomes.length });
  n += outcomes.length;
} while (await sleep(500));
