package dev.scalingstages.workload.local;

import dev.scalingstages.workload.servers.LocalStage;
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
        return """
                Stage %d serves at %s. Ctrl-C ends it, and removes its data. Try it in another terminal, in bash:

                  base=%s authority=%s
                  api() { curl --silent --show-error --cacert "$authority" --request "$1" "$base$2" \\
                    --header 'Content-Type: application/json' --header "Authorization: Bearer $token" "${@:3}"; echo; }
                  field() { sed "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/"; }

                  ada='"email":"ada@example.com","password":"a long enough password"'
                  api POST /api/accounts --data "{$ada,\\"displayName\\":\\"Ada\\"}"
                  session=$(api POST /api/sessions --data "{$ada}")
                  token=$(field token <<<"$session") account=$(field accountId <<<"$session")
                  api POST /api/posts --data '{"body":"Hello"}'
                  api GET "/api/accounts/$account/timeline"

                And with a picture of yours, a JPEG of up to 10 MB:

                  picture=picture.jpg
                  photo="{\\"contentType\\":\\"image/jpeg\\",\\"size\\":$(wc -c <"$picture")}"
                  made=$(api POST /api/posts --data "{\\"body\\":\\"A picture\\",\\"photo\\":$photo}")
                  post=$(field postId <<<"$made") address=$(field address <<<"$made")
                  case $address in /*) address=$base$address ;; esac
                  curl --silent --show-error --cacert "$authority" --request PUT "$address" \\
                    --header 'Content-Type: image/jpeg' --data-binary "@$picture"
                  api POST "/api/posts/$post/photo/finish"
                  api GET "/api/posts/$post/photo"
                """.formatted(stage, local.address(), local.address(), local.authority());
    }
}
