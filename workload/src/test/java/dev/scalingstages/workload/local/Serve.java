package dev.scalingstages.workload.local;

import dev.scalingstages.workload.servers.LocalStage;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Serves on this machine in the shape of a stage, until it is interrupted; {@code ./serve} starts it. */
public final class Serve {
    private Serve() {}

    /** @param arguments the stage, 1 to 6 */
    public static void main(String[] arguments) throws Exception {
        int stage = Integer.parseInt(arguments[0]);
        System.err.printf("Starting stage %d: its databases and stores, the application, nginx.%n", stage);
        CountDownLatch stopped = new CountDownLatch(1);
        LocalStage local = LocalStage.start(stage);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            local.close();
            stopped.countDown();
        }));
        System.out.println(introduction(stage, local));
        stopped.await();
    }

    private static String introduction(int stage, LocalStage local) {
        Path authority = local.authority();
        return """
                Stage %d serves at %s. Try it in another terminal:

                  api() { method=$1 path=$2; shift 2; curl --silent --show-error --cacert %s \\
                    --request "$method" --header 'Content-Type: application/json' "$@" "%s$path"; echo; }
                  api POST /api/accounts --data '{"email":"ada@example.com","displayName":"Ada","password":"a long enough password"}'
                  api POST /api/sessions --data '{"email":"ada@example.com","password":"a long enough password"}'
                  api POST /api/posts --header 'Authorization: Bearer TOKEN' --data '{"body":"Hello"}'
                  api GET /api/accounts/ACCOUNT_ID/timeline

                TOKEN and ACCOUNT_ID are in the answer to the second request. Ctrl-C ends it, and removes its data.
                """.formatted(stage, local.address(), authority, local.address());
    }
}
