package dev.scalingstages.rehearsal.api.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.policy.Statement.Naming;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A policy document. */
public final class Policy {
    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

    private final String version;
    private final List<Statement> statements;

    /**
     * @param document with every intrinsic function evaluated
     */
    public Policy(JsonNode document) {
        version = document.path("Version").asText("2008-10-17");
        List<Statement> all = new ArrayList<>();
        JsonNode json = document.path("Statement");
        (json.isArray() ? json.valueStream() : List.of(json).stream()).forEach(one -> all.add(new Statement(one)));
        statements = List.copyOf(all);
    }

    /** What a policy says about a request. */
    public enum Verdict {
        /** No statement is about it. */
        SILENT,
        /** It leaves the answer to the policies of the caller's account. */
        DELEGATES,
        ALLOWS,
        DENIES
    }

    /**
     * A verdict.
     *
     * @param notUnderstood what kept a statement from allowing, or made it deny
     */
    public record Opinion(Verdict verdict, Optional<String> notUnderstood) {}

    /**
     * What in it is not understood, each once, to be said when it is deployed: it would neither allow nor be passed
     * over.
     */
    public Set<String> notUnderstood() {
        Set<String> found = new TreeSet<>();
        if (!VERSIONS.contains(version)) {
            found.add("version " + version);
        }
        for (Statement statement : statements) {
            try {
                statement.checkUnderstood();
            } catch (NotUnderstoodException e) {
                found.add(e.getMessage());
            }
        }
        return found;
    }

    /** What it says as a policy of the caller's, which names no principals. */
    public Opinion asIdentityPolicy(Request request) {
        return opinion(request, statement -> Naming.CALLER);
    }

    /** What it says as the policy of a resource, or of a VPC endpoint, which names principals. */
    public Opinion asResourcePolicy(Request request, String account) {
        return opinion(request, statement -> statement.names(request.principal(), account));
    }

    private interface Named {
        Naming of(Statement statement) throws NotUnderstoodException;
    }

    private Opinion opinion(Request request, Named naming) {
        Verdict verdict = Verdict.SILENT;
        Optional<String> notUnderstood =
                VERSIONS.contains(version) ? Optional.empty() : Optional.of("version " + version);
        if (notUnderstood.isPresent()) {
            return new Opinion(Verdict.DENIES, notUnderstood);
        }
        for (Statement statement : statements) {
            try {
                Naming named = naming.of(statement);
                if (named.compareTo(Naming.OTHER) <= 0 || !statement.matches(request)) {
                    continue;
                }
                if (!statement.allows()) {
                    return new Opinion(Verdict.DENIES, notUnderstood);
                }
                Verdict one = named == Naming.CALLER ? Verdict.ALLOWS : Verdict.DELEGATES;
                verdict = one.compareTo(verdict) > 0 ? one : verdict;
            } catch (NotUnderstoodException e) {
                notUnderstood = Optional.of(e.getMessage());
                if (!statement.allows()) {
                    return new Opinion(Verdict.DENIES, notUnderstood);
                }
            }
        }
        return new Opinion(verdict, notUnderstood);
    }
}
