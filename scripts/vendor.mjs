// Renews crates/adapters/web/assets/vendor: one ES module of preact, its hooks, signals and htm.
// `just vendor` takes the versions below; write new ones here first. Needs node and npm, and leaves nothing behind.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const VERSIONS = { preact: "11.2.0", "@preact/signals": "2.11.4", "@preact/signals-core": "1.14.5", htm: "3.1.1" };
const BUNDLER = "esbuild@0.28.2";
const target = new URL("../crates/adapters/web/assets/vendor/", import.meta.url);

const folder = mkdtempSync(join(tmpdir(), "atelier-vendor-"));
try {
    const run = (/** @type {string[]} */ ...args) => execFileSync(args[0], args.slice(1), { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
    writeFileSync(join(folder, "package.json"), '{"private": true}');
    const wanted = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
    run("npm", "install", "--silent", "--no-audit", "--no-fund", "--save-exact", ...wanted, BUNDLER);
    writeFileSync(join(folder, "entry.js"), [
        'import { h } from "preact";',
        'import htm from "htm";',
        'export * from "preact";',
        'export * from "preact/hooks";',
        'export * from "@preact/signals";',
        "export const html = htm.bind(h);",
    ].join("\n"));
    run(join(folder, "node_modules/.bin/esbuild"), "entry.js", "--bundle", "--format=esm", "--minify", "--target=es2022",
        "--legal-comments=none", "--outfile=out.js");

    const described = [];
    const licences = [];
    for (const [name, version] of Object.entries(VERSIONS)) {
        const at = join(folder, "node_modules", name);
        const about = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
        if (about.version !== version) throw new Error(`${name} is ${about.version}, not ${version}`);
        described.push({ name, version, licence: about.license });
        licences.push(`${name} ${version} (${about.license})\n${"=".repeat(60)}\n\n${readFileSync(join(at, "LICENSE"), "utf8").trim()}\n`);
    }
    const header = `/*! Made by \`just vendor\` of ${described.map((one) => `${one.name} ${one.version} (${one.licence})`).join(", ")}.\n` +
        "    The licences stand in LICENSES.txt. Do not edit. */\n";
    const code = header + readFileSync(join(folder, "out.js"), "utf8");
    writeFileSync(new URL("preact.js", target), code);
    writeFileSync(new URL("LICENSES.txt", target), licences.join("\n\n"));
    const sizes = `${code.length} bytes; ${gzipSync(code, { level: 9 }).length} by gzip, ${brotliCompressSync(code).length} by brotli`;
    writeFileSync(new URL("README.md", target), [
        "# Code of others", "",
        "`preact.js` is one ES module with everything that these packages export, and `html`, which is htm bound to preact's `h`.", "",
        "| package | version | licence |", "|---|---|---|",
        ...described.map((one) => `| ${one.name} | ${one.version} | ${one.licence} |`), "",
        `Size: ${sizes}.`, "",
        "SHA-256 of `preact.js`:", "", "```", createHash("sha256").update(code).digest("hex"), "```", "",
        "To renew: write the new versions into `scripts/vendor.mjs`, run `just vendor`, then the tests, and commit what changed.",
        "`../../types/vendor.d.ts` has the types of what we use; extend it when you use more.", "",
    ].join("\n"));
    console.log(sizes);
} finally {
    rmSync(folder, { recursive: true, force: true });
}
