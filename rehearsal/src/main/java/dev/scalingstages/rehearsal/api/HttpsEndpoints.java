package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.scalingstages.rehearsal.api.policy.Principal;
import dev.scalingstages.rehearsal.api.wire.Answer;
import dev.scalingstages.rehearsal.api.wire.Certificates;
import dev.scalingstages.rehearsal.api.wire.Chunks;
import dev.scalingstages.rehearsal.api.wire.HttpCall;
import dev.scalingstages.rehearsal.api.wire.Signature;
import dev.scalingstages.rehearsal.api.wire.SignatureException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiPredicate;
import javax.net.ssl.SSLContext;

/** The endpoints as HTTPS servers of the JDK, one for each address, on virtual threads. */
public final class HttpsEndpoints implements Endpoints {
    /** Connections that wait to be accepted, when a fleet starts at once. */
    private static final int BACKLOG = 256;

    private final Place place;
    private final Policies policies;
    private final int port;
    private final Clock clock;
    private final Certificates certificates;
    private final SSLContext context;
    private final Map<String, HttpsServer> servers = new ConcurrentHashMap<>();
    private final Map<String, Service> services = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<String> notPlayed = new ConcurrentSkipListSet<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Optional<RawService> s3 = Optional.empty();
    private volatile BiPredicate<String, String> gateways = (caller, service) -> false;

    /** A service with a protocol different from the others', as S3 has: it does its own asking for permissions. */
    public interface RawService {
        /** Answers a request whose signature holds. */
        Answer answer(HttpCall call, Asking asking) throws ApiException, IOException, InterruptedException;

        /** The answer to a failure. */
        Answer failed(ApiException failure);
    }

    /**
     * Makes the certificates, and listens nowhere yet.
     *
     * @param directory exists, and gets keys and certificates
     * @param port 443, except in tests
     */
    public HttpsEndpoints(Path directory, Place place, Policies policies, int port, Clock clock)
            throws IOException, InterruptedException {
        this.place = place;
        this.policies = policies;
        this.port = port;
        this.clock = clock;
        this.certificates = new Certificates(directory, names(place.region()));
        this.context = certificates.server();
        // Read when the first server of the JVM is made: answers go out at once, and a fleet's connections stay open.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "5000");
    }

    private static List<String> names(String region) {
        List<String> names = new ArrayList<>(List.of("localhost"));
        for (String suffix : List.of("", "." + region, ".dualstack." + region)) {
            names.add("*" + suffix + ".amazonaws.com");
            names.add("*.s3" + suffix + ".amazonaws.com");
        }
        names.add("*." + region + ".api.aws");
        return names;
    }

    @Override
    public void listen(String address, String service) throws IOException {
        open(address, Optional.of(service));
    }

    /** Opens all endpoints on a public address. */
    public void listenPublicly(String address) throws IOException {
        open(address, Optional.empty());
    }

    /**
     * Tells which requests to a public address come by a gateway endpoint, whose policy then counts.
     *
     * @param gateways by the caller's address and the service
     */
    public void comeByGateway(BiPredicate<String, String> gateways) {
        this.gateways = gateways;
    }

    private void open(String address, Optional<String> endpoint) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName(address), port), BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads);
        server.createContext("/", exchange -> handle(exchange, endpoint));
        if (servers.putIfAbsent(address, server) != null) {
            server.stop(0);
            throw new IOException("the endpoints listen on " + address + " already");
        }
        server.start();
    }

    /** The port of an address where they listen. */
    public int port(String address) {
        return servers.get(address).getAddress().getPort();
    }

    @Override
    public void close(String address) {
        HttpsServer server = servers.remove(address);
        if (server != null) {
            server.stop(0);
        }
    }

    @Override
    public void serve(String service, Service handler) {
        services.put(service, handler);
    }

    /** Registers what answers the calls of S3. */
    public void serveS3(RawService handler) {
        s3 = Optional.of(handler);
    }

    @Override
    public Path authority() {
        return certificates.authority();
    }

    @Override
    public List<String> notPlayed() {
        return List.copyOf(notPlayed);
    }

    private void handle(HttpExchange exchange, Optional<String> endpoint) throws IOException {
        try (exchange) {
            HttpCall call = HttpCall.read(exchange);
            answer(call, endpoint).send(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The server would close the connection without a word.
            Answer.text(500, "text/plain", e.toString()).send(exchange);
        }
    }

    private Answer answer(HttpCall call, Optional<String> endpoint) throws IOException, InterruptedException {
        Optional<Signature> signature;
        Asking asking;
        String service = isS3(call) ? "s3" : "";
        try {
            signature = Signature.of(call);
            service = signature
                    .map(Signature::scope)
                    .map(Signature.Scope::service)
                    .orElse(service);
            asking = asking(call, signature, service, endpoint);
        } catch (SignatureException e) {
            return refused(service, call, Failures.ofSignature(e, service));
        }
        if (endpoint.isPresent() && !endpoint.orElseThrow().equals(service)) {
            return refused(
                    service,
                    call,
                    new ApiException("UnknownEndpoint", "The VPC endpoint is for " + endpoint.orElseThrow()));
        }
        try {
            return service.equals("s3") && s3.isPresent()
                    ? s3.orElseThrow().answer(Chunks.decode(call), asking)
                    : perform(service, call, asking);
        } catch (ApiException e) {
            return refused(service, call, e);
        } catch (NotPlayedException e) {
            String action = prefix(service) + ":" + e.getMessage();
            notPlayed.add(action);
            return refused(
                    service,
                    call,
                    new ApiException(
                            service.equals("s3") ? "NotImplemented" : "UnknownOperationException",
                            "The rehearsal does not play " + action,
                            service.equals("s3") ? 501 : 400,
                            MissingNode.getInstance()));
        }
    }

    private Asking asking(HttpCall call, Optional<Signature> signature, String service, Optional<String> endpoint)
            throws SignatureException {
        Optional<String> came =
                endpoint.isEmpty() && gateways.test(call.caller(), service) ? Optional.of(service) : endpoint;
        if (signature.isEmpty()) {
            return new Asking(policies, Principal.anonymous(), Map.of(), came, call.caller());
        }
        Signature signed = signature.orElseThrow();
        signed.verify(call, this::secret, clock);
        Policies.Known known = policies.known(signed.accessKeyId()).orElseThrow();
        return new Asking(policies, known.principal(), known.context(), came, call.caller());
    }

    private Optional<Signature.Secret> secret(String accessKeyId) {
        return policies.known(accessKeyId)
                .map(Policies.Known::credentials)
                .map(found -> new Signature.Secret(found.secretAccessKey(), Optional.of(found.sessionToken())));
    }

    private static boolean isS3(HttpCall call) {
        return call.host().matches("(.+\\.)?s3[.-].*amazonaws\\.com");
    }

    private Answer perform(String name, HttpCall call, Asking asking)
            throws ApiException, IOException, InterruptedException {
        Protocol protocol = Protocol.of(call);
        Protocol.Asked asked = protocol.read(call);
        if (asking.principal().kind() == Principal.Kind.ANONYMOUS) {
            throw new ApiException("MissingAuthenticationToken", "The request has no signature");
        }
        Service service = services.get(name);
        if (service == null) {
            throw new NotPlayedException(asked.action());
        }
        for (Need need : service.needs(prefix(name), asked.action(), asked.parameters())) {
            asking.require(need);
        }
        return protocol.answer(
                asked, service.perform(asked.action(), asked.parameters(), asking.caller()), service.listNames());
    }

    /** Of the actions of a service, which is called by another name in its addresses. */
    private static String prefix(String service) {
        return service.equals("monitoring") ? "cloudwatch" : service;
    }

    private Answer refused(String service, HttpCall call, ApiException failure) {
        if (service.equals("s3") && s3.isPresent()) {
            return s3.orElseThrow().failed(failure);
        }
        return Protocol.of(call).refused(failure);
    }

    /**
     * Whose a presigned address is, as a password of ElastiCache's is one, without its scheme.
     *
     * @return the caller; empty if the signature does not hold or is of another service
     */
    public Optional<Asking> signedIn(String address, String service) {
        int slash = address.indexOf('/');
        int question = address.indexOf('?');
        if (slash < 0 || question < slash) {
            return Optional.empty();
        }
        HttpCall call = new HttpCall(
                "GET",
                address.substring(slash, question),
                address.substring(question + 1),
                Map.of("host", List.of(address.substring(0, slash))),
                new byte[0],
                "");
        try {
            Optional<Signature> signature = Signature.of(call)
                    .filter(found -> found.scope().service().equals(service)
                            && found.scope().region().equals(place.region()));
            return signature.isEmpty()
                    ? Optional.empty()
                    : Optional.of(asking(call, signature, service, Optional.empty()));
        } catch (SignatureException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        servers.values().forEach(server -> server.stop(0));
        servers.clear();
        threads.shutdownNow();
    }
}
