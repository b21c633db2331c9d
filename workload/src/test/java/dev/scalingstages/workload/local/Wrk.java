package dev.scalingstages.workload.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs {@code wrk}, which asks as fast as it is answered. */
final class Wrk {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern LAST = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)|Socket errors: (.*)");

    private Wrk() {}

    /**
     * What it saw.
     *
     * @param rate requests a second
     * @param p99 what 99 of 100 requests took at most, in milliseconds
     * @param failures what failed, or empty
     */
    record Result(double rate, double p99, String failures) {}

    /**
     * Asks for paths, one after another and again from the first.
     *
     * @param connections how many at once
     */
    static Result get(int port, List<String> paths, int connections, int seconds)
            throws IOException, InterruptedException {
        Path list = Files.createTempFile("paths", ".txt");
        Path script = Files.createTempFile("wrk", ".lua");
        try {
            Files.write(list, paths);
            Files.writeString(script, """
                    local requests = {}
                    local next = 0
                    function init()
                      for path in io.lines("%s") do
                        requests[#requests + 1] = wrk.format("GET", path)
                      end
                    end
                    function request()
                      next = next %% #requests + 1
                      return requests[next]
                    end
                    """.formatted(list));
            Process process = new ProcessBuilder(
                            "wrk",
                            "-t1",
                            "-c" + connections,
                            "-d" + seconds + "s",
                            "--latency",
                            "-s",
                            script.toString(),
                            "http://127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("wrk failed: " + output);
            }
            return read(output);
        } finally {
            Files.delete(list);
            Files.delete(script);
        }
    }

    private static Result read(String output) throws IOException {
        Matcher rate = RATE.matcher(output);
        Matcher last = LAST.matcher(output);
        if (!rate.find() || !last.find()) {
            throw new IOException("wrk says nothing of use: " + output);
        }
        double unit = switch (last.group(2)) {
            case "us" -> 0.001;
            case "ms" -> 1;
            default -> 1000;
        };
        Matcher bad = BAD.matcher(output);
        return new Result(
                Double.parseDouble(rate.group(1)),
                unit * Double.parseDouble(last.group(1)),
                bad.find() ? bad.group() : "");
    }
}
