package dev.scalingstages.workload.http;

import static io.helidon.http.Method.DELETE;
import static io.helidon.http.Method.GET;
import static io.helidon.http.Method.PUT;

import io.helidon.http.Method;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole API. The read API answers GET and HEAD, the write API the other methods; the load balancer or proxy in
 * front routes by method.
 */
enum Route {
    /** Creates an account. */
    ACCOUNTS("/api/accounts", Method.POST),
    /** An account's posts, the newest first. */
    TIMELINE("/api/accounts/{account}/timeline", GET),
    /** Signs in, or out everywhere. */
    SESSIONS("/api/sessions", Method.POST, DELETE),
    /** Ends the session of the request. */
    CURRENT_SESSION("/api/sessions/current", DELETE),
    /** Writes a post. */
    POSTS("/api/posts", Method.POST),
    /** The posts that most like. Before {@link #POST}, whose pattern it fits. */
    POPULAR("/api/posts/popular", GET),
    /** A post. */
    POST("/api/posts/{post}", GET),
    /** The number of likes of a post. */
    LIKES("/api/posts/{post}/likes", GET),
    /** Likes a post, or takes that back. */
    MY_LIKE("/api/posts/{post}/likes/mine", PUT, DELETE),
    /** The state of a post's photo, and where it is. */
    PHOTO("/api/posts/{post}/photo", GET),
    /** Asks for another address to upload the photo to. */
    PHOTO_UPLOADS("/api/posts/{post}/photo/uploads", Method.POST),
    /** Says that the photo is uploaded. */
    PHOTO_FINISH("/api/posts/{post}/photo/finish", Method.POST),
    /** Takes an upload, where files are kept on this server's disk. */
    UPLOAD("/api/uploads/{post}", PUT),
    /** Whether the process runs. */
    LIVE("/health/live", GET),
    /** Whether the server may be sent requests. */
    READY("/health/ready", GET),
    /** The same, at the path that load balancers check. */
    HEALTH("/health", GET);

    private final String template;
    private final List<Method> methods;

    Route(String template, Method... methods) {
        this.template = template;
        this.methods = List.of(methods);
    }

    /** Its path, with names in place of the variable parts. */
    String template() {
        return template;
    }

    /** Whether the API has this method here, in whichever role. */
    boolean has(Method method) {
        return methods.contains(method) || method == Method.HEAD && methods.contains(GET);
    }

    /** The value of the header {@code Allow}. */
    String allow() {
        return methods.stream()
                .flatMap(method -> method == GET ? Stream.of(GET, Method.HEAD) : Stream.of(method))
                .map(Method::text)
                .collect(Collectors.joining(", "));
    }

    /** Whether it is about the server, not the service: answered whatever the load, and not logged. */
    static boolean isHealth(String path) {
        return path.startsWith(HEALTH.template);
    }
}
