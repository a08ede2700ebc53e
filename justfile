# Everyday commands. `just` lists them.

# List the commands.
default:
    @just --list

# Serve on 127.0.0.1:8080 with SQLite and a local folder under ./data.
run *ARGS:
    cargo run --release -- {{ARGS}}

# Make a studio with galleries and pictures to look at, then serve it.
demo:
    cargo run --release -- seed --demo
    cargo run --release

# Every test, on SQLite and a local folder.
test *ARGS:
    cargo test --workspace {{ARGS}}

# Every test on every database and on S3, then format and lints: what CI does.
test-all:
    ./.ci/run

# Measure; the figures and how they were taken stand in docs/PERFORMANCE.md.
bench *ARGS:
    cargo bench --workspace {{ARGS}}

# Lints, as CI demands them.
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Format.
fmt:
    cargo fmt --all

# Rewrite docs/openapi.json from the code.
openapi:
    cargo run --quiet -- openapi > docs/openapi.json.new
    mv docs/openapi.json.new docs/openapi.json

# Rewrite the table of settings in docs/OPERATIONS.md from the code.
docs:
    cargo run --quiet -- config --table > docs/settings.new
    sed -i -e '/<!-- settings:begin -->/,/<!-- settings:end -->/{//!d}' -e '/<!-- settings:begin -->/r docs/settings.new' docs/OPERATIONS.md
    rm docs/settings.new

# Renew the pages' vendored script; the versions stand in scripts/vendor.mjs.
vendor:
    node scripts/vendor.mjs

# Rewrite the types of the API's bodies from docs/openapi.json.
types:
    node scripts/types.mjs

# Put the pages' texts into the files of the faces that ask for them.
texts:
    node scripts/texts.mjs

# Check the pages' types and run their unit tests.
web-check:
    npm --prefix tests/browser ci --silent
    npm --prefix crates/adapters/web run --silent check
    npm --prefix crates/adapters/web run --silent test

# Take the README's pictures of the faces anew, from the demonstration studio.
screenshots:
    cargo build -p atelier-server
    tests/browser/run --screenshots

# Test both faces in Chromium against the debug build; with names of tests only those, with `--budget` the budgets.
browser *ARGS:
    cargo build -p atelier-server
    tests/browser/run {{ARGS}}
