// Tells Prama when the number of files in a folder changes.

import { config, emitEvent, EventRejected, loadCheckpoint, log, sleep } from "@prama/sdk";
import { count } from "./count.mjs";

const { folder, every_seconds } = config();
// What was sent last: kept by Prama, so that a restart tells nothing twice.
let known = await loadCheckpoint();
do {
  const files = await count(folder);
  if (files !== known) {
    known = files;
    try {
      await emitEvent("count_changed", null, { folder, files }, { checkpoint: files });
    } catch (error) {
      if (!(error instanceof EventRejected)) throw error;
      // The event is wrong; Prama keeps it with the reason. The source goes on.
      log.warn(error.message);
    }
  }
} while (await sleep(every_seconds * 1000));
