package dev.scalingstages.workload.servers;

import java.io.IOException;

/** Fetches all servers that no Debian package has, for a program that starts them where it reaches no registry. */
public final class FetchServers {
    private FetchServers() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Distribution.jars("s3proxy");
        Distribution.jars("elasticmq");
        Distribution.npm("dynalite");
    }
}
