#!/usr/bin/env bash
# Starts an S3 server that checks signatures, for the media contract, and prints how to reach it.
#
#   eval "$(.ci/s3.sh start)"   starts it unless it runs, makes a user, its key and a bucket, and prints lines of
#                               `export ATELIER_TEST_S3_…=…` on standard output (everything else goes to standard error)
#   .ci/s3.sh stop              stops it; its objects are gone with it, since it keeps them in memory
#
# The server is moto, installed with pip into a folder of its own. Calling `start` again prints the same lines.
# ATELIER_S3_HOME (default: target/s3) is where it keeps the environment, the log, the process id and the lines;
# ATELIER_S3_PORT (default: 5566) is its port on the loopback address.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
home="${ATELIER_S3_HOME:-$root/target/s3}"
port="${ATELIER_S3_PORT:-5566}"
endpoint="http://127.0.0.1:$port"
python="$home/venv/bin/python"

# A process id may have been given to another program since; that one is none of ours.
running() {
    [[ -s "$home/pid" ]] && grep -qs moto_server "/proc/$(cat "$home/pid")/cmdline"
}

answers() {
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

install_server() {
    "$python" -c 'import moto, boto3, flask' 2>/dev/null && return
    echo "installing moto into $home/venv" >&2
    python3 -m venv "$home/venv" >&2
    "$home/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[server,s3]>=5.2,<6' >&2
}

start_server() {
    if answers; then
        echo "port $port is taken by another program; choose one with ATELIER_S3_PORT" >&2
        return 1
    fi
    # The first three calls make the user and need no signature; every later one does.
    INITIAL_NO_AUTH_ACTION_COUNT=3 nohup "$home/venv/bin/moto_server" -H 127.0.0.1 -p "$port" \
        >"$home/log" 2>&1 </dev/null &
    echo $! >"$home/pid"
    for _ in $(seq 150); do
        sleep 0.2
        kill -0 "$(cat "$home/pid")" 2>/dev/null || break
        answers && return
    done
    echo "the S3 server does not start:" >&2
    tail -n 20 "$home/log" >&2
    return 1
}

# Makes the user, its policy, its key and the bucket, and prints the lines.
make_bucket() {
    ENDPOINT="$endpoint" "$python" - <<'PYTHON'
import json
import os

import boto3

endpoint, region, bucket = os.environ["ENDPOINT"], "us-east-1", "atelier-test"


def client(service, key, secret):
    return boto3.client(
        service, endpoint_url=endpoint, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret
    )


iam = client("iam", "none", "none")
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
iam.create_user(UserName="atelier")
iam.put_user_policy(UserName="atelier", PolicyName="media", PolicyDocument=json.dumps(policy))
pair = iam.create_access_key(UserName="atelier")["AccessKey"]
client("s3", pair["AccessKeyId"], pair["SecretAccessKey"]).create_bucket(Bucket=bucket)

for name, value in {
    "ENDPOINT": endpoint,
    "REGION": region,
    "BUCKET": bucket,
    "ACCESS_KEY": pair["AccessKeyId"],
    "SECRET_KEY": pair["SecretAccessKey"],
}.items():
    print(f"export ATELIER_TEST_S3_{name}='{value}'")
PYTHON
}

stop_server() {
    if running; then
        kill "$(cat "$home/pid")"
    fi
    rm -f "$home/pid" "$home/exports"
}

case "${1:-start}" in
start)
    mkdir -p "$home"
    if ! running || [[ ! -s "$home/exports" ]]; then
        stop_server
        install_server
        start_server
        make_bucket >"$home/exports.new"
        mv "$home/exports.new" "$home/exports"
    fi
    cat "$home/exports"
    ;;
stop)
    stop_server
    ;;
*)
    echo "usage: .ci/s3.sh [start|stop]" >&2
    exit 2
    ;;
esac
