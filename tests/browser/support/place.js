// Where things lie.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = join(dirname(fileURLToPath(import.meta.url)), "../../..");
/** What is kept of a run. */
export const kept = join(repository, "target/browser");
