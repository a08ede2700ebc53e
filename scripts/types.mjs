// Writes crates/adapters/web/types/api.d.ts from docs/openapi.json. `just types` runs it after `just openapi`.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const GENERATOR = ["openapi-typescript@7.13.0", "typescript@5.9.3"];
const source = fileURLToPath(new URL("../docs/openapi.json", import.meta.url));
const target = new URL("../crates/adapters/web/types/api.d.ts", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "atelier-types-"));
try {
    writeFileSync(join(folder, "package.json"), '{"private": true}');
    execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", ...GENERATOR], { cwd: folder, stdio: "inherit" });
    // Paths and operations would be two thirds of the file, and pages only need the bodies.
    const { components } = JSON.parse(readFileSync(source, "utf8"));
    const bodies = { openapi: "3.1.0", info: { title: "Atelier", version: "1" }, paths: {}, components: { schemas: components.schemas } };
    writeFileSync(join(folder, "bodies.json"), JSON.stringify(bodies));
    execFileSync(join(folder, "node_modules/.bin/openapi-typescript"), ["bodies.json", "-o", "api.d.ts"], { cwd: folder, stdio: "ignore" });
    const text = readFileSync(join(folder, "api.d.ts"), "utf8").replace(/^\/\*\*[\s\S]*?\*\/\n/, "");
    writeFileSync(target, `// Made by \`just types\` from docs/openapi.json. Do not edit.\n\n${text}`);
} finally {
    rmSync(folder, { recursive: true, force: true });
}
