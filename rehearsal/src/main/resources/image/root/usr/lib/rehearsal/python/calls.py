"""Calls to AWS's APIs, signed with the credentials of the server's role (Signature Version 4)."""
import datetime
import hashlib
import hmac
import re
import urllib.error
import urllib.parse
import urllib.request

import metadata

# As botocore's: a read may take a minute, a connection too.
TIMEOUT = 60


class Refused(Exception):
    """A service answered with an error."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _headers(method, url, service, region, body, headers):
    """The headers given, and those that sign the request."""
    access_key, secret_key, token = metadata.credentials()
    parts = urllib.parse.urlsplit(url)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    content = hashlib.sha256(body).hexdigest()
    headers = {
        **headers,
        "host": parts.netloc,
        "x-amz-date": now,
        "x-amz-security-token": token,
        "x-amz-content-sha256": content,
    }
    names = sorted(headers)
    canonical = [method, parts.path or "/", "&".join(sorted(parts.query.split("&")))]
    canonical += [f"{name}:{headers[name].strip()}" for name in names]
    canonical += ["", ";".join(names), content]
    scope = f"{now[:8]}/{region}/{service}/aws4_request"
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    key = ("AWS4" + secret_key).encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    signature = _hmac(key, f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{digest}").hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={';'.join(names)}, Signature={signature}"
    )
    return headers


def call(method, url, service, region, body=b"", headers=None):
    """Sends a signed request and returns the open answer; raises Refused, or OSError when nothing answers."""
    signed = _headers(method, url, service, region, body, headers or {})
    request = urllib.request.Request(url, data=body or None, method=method, headers=signed)
    try:
        return urllib.request.urlopen(request, timeout=TIMEOUT / metadata.scale())
    except urllib.error.HTTPError as problem:
        text = problem.read().decode(errors="replace")
        raise Refused(_code(text, problem), _message(text, problem)) from None


def _code(text, problem):
    found = re.search(r"<Code>([^<]*)</Code>", text) or re.search(r'"__type"\s*:\s*"(?:[^"]*#)?([^"]*)"', text)
    return found.group(1) if found else str(problem.code)


def _message(text, problem):
    found = re.search(r"<Message>([^<]*)</Message>", text) or re.search(r'"[mM]essage"\s*:\s*"([^"]*)"', text)
    return found.group(1) if found else str(problem.reason)


def query(host, service, region, action, version, parameters):
    """An action of the query protocol."""
    body = urllib.parse.urlencode({"Action": action, "Version": version, **parameters}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    with call("POST", f"https://{host}/", service, region, body, headers) as answer:
        return answer.read()


def target(host, service, region, operation, body):
    """An action of the JSON protocol, such as Logs_20140328.PutLogEvents."""
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": operation}
    with call("POST", f"https://{host}/", service, region, body, headers) as answer:
        return answer.read()
