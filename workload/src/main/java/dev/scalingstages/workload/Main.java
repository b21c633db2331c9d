package dev.scalingstages.workload;

import dev.scalingstages.workload.configuration.Configuration;
import dev.scalingstages.workload.configuration.ConfigurationException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one or several roles: {@code java -jar workload.jar write-api read-api}. Its configuration is in the
 * environment. It stops at SIGTERM, after it has served the requests in flight; it exits with status 1 when it cannot
 * start. It also runs the commands of the move from stage 1 to 2, see {@link BoxMove}, and the one that empties the
 * queue of writes, see {@link DrainWrites}.
 */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Starts the roles or the command that the arguments name. */
    public static void main(String[] arguments) {
        try {
            if (BoxMove.isCommand(arguments)) {
                System.exit(BoxMove.run(arguments[0], System.getenv(), System.out));
            }
            if (DrainWrites.isCommand(arguments)) {
                System.exit(DrainWrites.run(System.getenv(), System.out));
            }
            Configuration configuration = Configuration.read(List.of(arguments), System.getenv());
            Server server = new Server(configuration);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (RuntimeException e) {
            LOG.error("Cannot start", e);
            System.exit(1);
        }
    }
}
