package dev.scalingstages.rehearsal.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scalingstages.rehearsal.api.policy.Policy;
import dev.scalingstages.rehearsal.api.policy.Policy.Opinion;
import dev.scalingstages.rehearsal.api.policy.Policy.Verdict;
import dev.scalingstages.rehearsal.api.policy.Principal;
import dev.scalingstages.rehearsal.api.policy.Request;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The policies of one account in memory, and the credentials that were handed out. */
public final class Policies implements Access {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String KMS = "kms:";

    private final String partition;
    private final String account;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Map<String, Policy>> roles = new ConcurrentHashMap<>();
    private final Map<String, Policy> resources = new ConcurrentHashMap<>();
    private final Map<String, Policy> endpoints = new ConcurrentHashMap<>();
    private final Map<String, Known> credentials = new ConcurrentHashMap<>();

    /**
     * Credentials and whose they are.
     *
     * @param context what each request of a service has, such as {@code aws:SourceArn}
     */
    public record Known(Principal principal, Map<String, String> context, Credentials credentials) {}

    /**
     * Policies of an account without roles.
     *
     * @param partition such as {@code aws}
     * @param account twelve digits
     */
    public Policies(String partition, String account) {
        this.partition = partition;
        this.account = account;
    }

    @Override
    public void setRole(String roleName, Map<String, JsonNode> policies) {
        Map<String, Policy> parsed = new HashMap<>();
        policies.forEach((name, document) -> parsed.put(name, new Policy(document)));
        roles.put(roleName, Map.copyOf(parsed));
    }

    /**
     * Adds a policy to a role, replaces it, or takes it away.
     *
     * @param name of the policy, which is the role's only
     */
    public void setRolePolicy(String roleName, String name, Optional<JsonNode> document) {
        Optional<Policy> policy = document.map(Policy::new);
        roles.compute(roleName, (role, before) -> {
            Map<String, Policy> after = new HashMap<>(before == null ? Map.of() : before);
            policy.ifPresentOrElse(one -> after.put(name, one), () -> after.remove(name));
            return Map.copyOf(after);
        });
    }

    @Override
    public void removeRole(String roleName) {
        roles.remove(roleName);
    }

    @Override
    public void setResourcePolicy(String arn, Optional<JsonNode> policy) {
        set(resources, arn, policy);
    }

    @Override
    public void setEndpointPolicy(String service, Optional<JsonNode> policy) {
        set(endpoints, service, policy);
    }

    private static void set(Map<String, Policy> policies, String key, Optional<JsonNode> policy) {
        policy.ifPresentOrElse(document -> policies.put(key, new Policy(document)), () -> policies.remove(key));
    }

    @Override
    public Credentials credentials(String roleName, String session) {
        return credentials(Principal.role(roleName, session), Map.of());
    }

    /**
     * Credentials for a service that calls in its own name, as CloudFront does for a distribution.
     *
     * @param service such as {@code cloudfront.amazonaws.com}
     * @param context what the service adds to each request: {@code aws:SourceArn} and {@code aws:SourceAccount}
     */
    public Credentials serviceCredentials(String service, Map<String, String> context) {
        return credentials(Principal.service(service), context);
    }

    private Credentials credentials(Principal principal, Map<String, String> context) {
        Credentials fresh = new Credentials("ASIA" + text(16), text(40), text(64));
        credentials.put(fresh.accessKeyId(), new Known(principal, Map.copyOf(context), fresh));
        return fresh;
    }

    private String text(int length) {
        return random.ints(length, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, at) -> text.append(ALPHABET.charAt(at)), StringBuilder::append)
                .toString();
    }

    /** Whose an access key is. */
    public Optional<Known> known(String accessKeyId) {
        return Optional.ofNullable(credentials.get(accessKeyId));
    }

    /** The ARN of a caller, as in AWS's refusals. */
    public String arn(Principal caller) {
        return switch (caller.kind()) {
            case ROLE ->
                "arn:%s:sts::%s:assumed-role/%s/%s".formatted(partition, account, caller.name(), caller.session());
            case SERVICE -> caller.name();
            case ANONYMOUS -> "anonymous";
        };
    }

    @Override
    public Optional<String> refusal(Call call) {
        return refusal(
                new Request(Principal.role(call.roleName(), ""), call.action(), call.resource(), call.context()),
                call.endpoint());
    }

    /**
     * Whether a request is allowed; empty if so, else why not in AWS's words.
     *
     * @param endpoint the service whose VPC endpoint it came by, if it did
     */
    public Optional<String> refusal(Request asked, Optional<String> endpoint) {
        Request request = complete(asked);
        Optional<Opinion> ofEndpoint =
                endpoint.map(endpoints::get).map(policy -> policy.asResourcePolicy(request, account));
        Optional<Opinion> ofResource = resourcePolicy(request).map(policy -> policy.asResourcePolicy(request, account));
        List<Opinion> ofIdentity = identityPolicies(request);
        if (ofEndpoint.filter(Policies::denies).isPresent()) {
            return explicit(request, "VPC endpoint policy", ofEndpoint.orElseThrow());
        }
        if (ofResource.filter(Policies::denies).isPresent()) {
            return explicit(request, "resource-based policy", ofResource.orElseThrow());
        }
        Optional<Opinion> denial = ofIdentity.stream().filter(Policies::denies).findFirst();
        if (denial.isPresent()) {
            return explicit(request, "identity-based policy", denial.orElseThrow());
        }
        if (ofEndpoint.isPresent() && ofEndpoint.orElseThrow().verdict() == Verdict.SILENT) {
            return implicit(request, "VPC endpoint", List.of(ofEndpoint.orElseThrow()));
        }
        return refusalOf(request, ofResource, ofIdentity);
    }

    /**
     * Whether the policy of the VPC endpoint lets a request pass to a resource that is not the account's; empty if so.
     */
    public Optional<String> endpointRefusal(Asking asking, Endpoints.Need need) {
        Request request = complete(new Request(asking.principal(), need.action(), need.resource(), need.context()));
        return asking.endpoint()
                .map(endpoints::get)
                .map(policy -> policy.asResourcePolicy(request, account))
                .flatMap(opinion -> switch (opinion.verdict()) {
                    case SILENT -> implicit(request, "VPC endpoint", List.of(opinion));
                    case DENIES -> explicit(request, "VPC endpoint policy", opinion);
                    default -> Optional.empty();
                });
    }

    private Optional<String> refusalOf(Request request, Optional<Opinion> ofResource, List<Opinion> ofIdentity) {
        Verdict resource = ofResource.map(Opinion::verdict).orElse(Verdict.SILENT);
        if (resource == Verdict.ALLOWS) {
            return Optional.empty();
        }
        if (request.principal().kind() != Principal.Kind.ROLE) {
            return implicit(request, "resource-based", ofResource.stream().toList());
        }
        // A key's policy alone decides, unless it leaves that to the account.
        if (request.action().startsWith(KMS) && resource == Verdict.SILENT) {
            return implicit(request, "resource-based", ofResource.stream().toList());
        }
        if (!isOwn(request)) {
            // Of another account, whose buckets with packages are open to all.
            return implicit(request, "resource-based", ofResource.stream().toList());
        }
        boolean allowed = ofIdentity.stream().anyMatch(opinion -> opinion.verdict() == Verdict.ALLOWS);
        return allowed ? Optional.empty() : implicit(request, "identity-based", ofIdentity);
    }

    private boolean isOwn(Request request) {
        return account.equals(request.context().get("aws:resourceaccount"));
    }

    private Request complete(Request asked) {
        Map<String, String> context = new HashMap<>();
        context.put("aws:securetransport", "true");
        context.put("aws:resourceaccount", account);
        if (asked.principal().kind() == Principal.Kind.ROLE) {
            context.put("aws:principalaccount", account);
            context.put(
                    "aws:principalarn",
                    "arn:%s:iam::%s:role/%s"
                            .formatted(partition, account, asked.principal().name()));
        }
        context.putAll(asked.context());
        return asked.with(asked.action(), asked.resource(), context);
    }

    private List<Opinion> identityPolicies(Request request) {
        if (request.principal().kind() != Principal.Kind.ROLE) {
            return List.of();
        }
        return roles.getOrDefault(request.principal().name(), Map.of()).values().stream()
                .map(policy -> policy.asIdentityPolicy(request))
                .toList();
    }

    /** The policy of a bucket counts for its objects too. */
    private Optional<Policy> resourcePolicy(Request request) {
        String arn = request.resource();
        int key = arn.contains(":s3:::") ? arn.indexOf('/') : -1;
        return Optional.ofNullable(resources.get(key < 0 ? arn : arn.substring(0, key)));
    }

    private static boolean denies(Opinion opinion) {
        return opinion.verdict() == Verdict.DENIES;
    }

    private Optional<String> explicit(Request request, String kind, Opinion opinion) {
        return Optional.of("%s with an explicit deny in %s %s%s"
                .formatted(refused(request), kind.startsWith("i") ? "an" : "a", kind, said(List.of(opinion))));
    }

    private Optional<String> implicit(Request request, String kind, List<Opinion> opinions) {
        return Optional.of("%s because no %s policy allows the %s action%s"
                .formatted(refused(request), kind, request.action(), said(opinions)));
    }

    private String refused(Request request) {
        return "User: %s is not authorized to perform: %s on resource: %s"
                .formatted(arn(request.principal()), request.action(), request.resource());
    }

    private static String said(List<Opinion> opinions) {
        return opinions.stream()
                .flatMap(opinion -> opinion.notUnderstood().stream())
                .findFirst()
                .map(what -> " (the rehearsal does not play " + what + ")")
                .orElse("");
    }
}
