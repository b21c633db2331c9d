"""The instance metadata service, version 2, and what else every stand-in asks of its server."""
import functools
import json
import pathlib
import urllib.request

SERVICE = "http://169.254.169.254/latest"


def _ask(path, method="GET", headers=None):
    # Straight, whatever proxy the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(SERVICE + path, method=method, headers=headers or {})
    with opener.open(request, timeout=5) as answer:
        return answer.read().decode()


@functools.cache
def _token():
    return _ask("/api/token", "PUT", {"X-aws-ec2-metadata-token-ttl-seconds": "21600"})


def value(path):
    """What is at a path below meta-data."""
    return _ask("/meta-data/" + path, headers={"X-aws-ec2-metadata-token": _token()})


def region():
    return value("placement/region")


def credentials():
    """Access key, secret key and session token of the server's role."""
    role = value("iam/security-credentials/").split()[0]
    found = json.loads(value("iam/security-credentials/" + role))
    return found["AccessKeyId"], found["SecretAccessKey"], found["Token"]


def scale():
    """How many times faster than AWS this rehearsal's clock runs."""
    file = pathlib.Path("/etc/rehearsal/scale")
    return float(file.read_text()) if file.exists() else 1.0
