"""Stands in for the CloudWatch agent: publishes the shares of memory and disk in use, and the lines of log files.

What else its configuration asks for (disk and network counters) is accepted and not published: they are the machine's,
not the server's.
"""
import json
import os
import pathlib
import sys
import time

sys.path.insert(0, "/usr/lib/rehearsal/python")
import calls
import metadata

PLAYED = {"mem", "disk"}
ACCEPTED = PLAYED | {"diskio", "net"}
# Of what PutLogEvents takes at once.
MOST_LINES = 1000


def read(file):
    """The configuration, refused where it has what is not known."""
    config = json.loads(pathlib.Path(file).read_text())
    unknown = set(config["metrics"]["metrics_collected"]) - ACCEPTED
    unknown |= set(config) - {"agent", "metrics", "logs"}
    unknown |= set(config.get("logs", {}).get("logs_collected", {})) - {"files"}
    if unknown:
        sys.exit("amazon-cloudwatch-agent: not played in the rehearsal: " + ", ".join(sorted(unknown)))
    return config


def memory_used():
    lines = pathlib.Path("/etc/rehearsal/meminfo").read_text().split()
    total = int(lines[1]) * 1024
    used = 0
    for process in pathlib.Path("/proc").glob("[0-9]*/statm"):
        try:
            resident, shared = process.read_text().split()[1:3]
            used += (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
        except OSError:
            pass  # It ended meanwhile.
    return min(100.0, 100.0 * used / total)


def disk_used(path):
    found = os.statvfs(path)
    used = found.f_blocks - found.f_bfree
    return 100.0 * used / max(1, used + found.f_bavail)


def data(config):
    """Each metric's name, value and dimensions."""
    collected = config["metrics"]["metrics_collected"]
    for kind in sorted(PLAYED & set(collected)):
        dimensions = collected[kind].get("append_dimensions", {})
        if kind == "mem":
            yield "mem_used_percent", memory_used(), dimensions
            continue
        for path in collected[kind]["resources"]:
            # A path without a file system of its own is none of the agent's.
            if os.path.ismount(path):
                yield "disk_used_percent", disk_used(path), {**dimensions, "path": path}


def groups(config, dimensions):
    """The sets of dimensions under which a value is published."""
    drop = "path" in dimensions
    if not drop:
        yield dimensions
    for names in config["metrics"].get("aggregation_dimensions", []):
        chosen = {name: dimensions[name] for name in names if name in dimensions}
        if len(chosen) == len(names) and (drop or chosen != dimensions):
            yield chosen


def publish_metrics(config, region):
    parameters, number = {"Namespace": config["metrics"]["namespace"]}, 0
    for name, value, dimensions in data(config):
        for group in groups(config, dimensions):
            number += 1
            start = f"MetricData.member.{number}."
            parameters |= {start + "MetricName": name, start + "Value": f"{value:.2f}", start + "Unit": "Percent"}
            for place, (key, text) in enumerate(sorted(group.items()), 1):
                parameters[f"{start}Dimensions.member.{place}.Name"] = key
                parameters[f"{start}Dimensions.member.{place}.Value"] = text
    if number:
        host = f"monitoring.{region}.amazonaws.com"
        calls.query(host, "monitoring", region, "PutMetricData", "2010-08-01", parameters)


class LogFile:
    """A file that is followed from where its stream ended."""

    def __init__(self, entry, instance):
        self.path = entry["file_path"]
        self.group = entry["log_group_name"]
        self.stream = entry["log_stream_name"].replace("{instance_id}", instance)
        self.position = 0
        self.has_stream = False

    def publish(self, region):
        try:
            size = os.path.getsize(self.path)
        except OSError:
            return
        if size < self.position:
            self.position = 0
        if size == self.position:
            return
        with open(self.path, "rb") as file:
            file.seek(self.position)
            lines = [line for _, line in zip(range(MOST_LINES), file) if line.endswith(b"\n")]
        if not lines:
            return
        if not self.has_stream:
            self._call(region, "CreateLogStream", {}, "ResourceAlreadyExistsException")
            self.has_stream = True
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": line.decode(errors="replace").rstrip() or " "} for line in lines]
        self._call(region, "PutLogEvents", {"logEvents": events})
        self.position += sum(map(len, lines))

    def _call(self, region, operation, more, accepted=""):
        body = {"logGroupName": self.group, "logStreamName": self.stream, **more}
        try:
            calls.target(
                f"logs.{region}.amazonaws.com", "logs", region, "Logs_20140328." + operation, json.dumps(body).encode()
            )
        except calls.Refused as problem:
            if problem.code != accepted:
                raise


def attempt(work, *arguments):
    """What cannot be sent now is sent next time, as the agent does; the journal says why."""
    try:
        work(*arguments)
    except (calls.Refused, OSError) as problem:
        print(f"{getattr(problem, 'code', 'Error')}: {problem}", file=sys.stderr, flush=True)


def main():
    config = read(sys.argv[-1])
    if sys.argv[1] == "--check":
        return
    region, instance = config["agent"]["region"], metadata.value("instance-id")
    entries = config.get("logs", {}).get("logs_collected", {}).get("files", {}).get("collect_list", [])
    files = [LogFile(entry, instance) for entry in entries]
    pause = float(config["agent"]["metrics_collection_interval"]) / metadata.scale()
    while True:
        for file in files:
            attempt(file.publish, region)
        attempt(publish_metrics, config, region)
        time.sleep(pause)


if __name__ == "__main__":
    main()
