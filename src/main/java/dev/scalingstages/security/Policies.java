package dev.scalingstages.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Creates policy documents in CloudFormation's form. */
public final class Policies {
    private static final String VERSION = "2012-10-17";

    private Policies() {}

    /** A policy document with these statements. */
    public static Map<String, Object> document(List<Statement> statements) {
        return new TreeMap<>(Map.of(
                "Version",
                VERSION,
                "Statement",
                statements.stream().distinct().map(Statement::json).toList()));
    }

    /** The same for a resource that refuses connections without TLS. */
    public static Map<String, Object> documentForTlsOnly(
            String actions, List<String> resources, List<Statement> statements) {
        Map<String, Object> denial = new LinkedHashMap<>();
        denial.put("Effect", "Deny");
        denial.put("Principal", "*");
        denial.put("Action", actions);
        denial.put("Resource", resources);
        denial.put("Condition", Map.of("Bool", Map.of("aws:SecureTransport", "false")));
        return new TreeMap<>(Map.of(
                "Version",
                VERSION,
                "Statement",
                Stream.concat(Stream.of(denial), statements.stream().map(Statement::json))
                        .toList()));
    }

    /** The document of a KMS key: the account's administrators through IAM, and services by these statements. */
    public static Map<String, Object> documentForKey(List<Statement> statements) {
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("Effect", "Allow");
        account.put("Principal", Map.of("AWS", Arns.withoutRegion("iam", "root")));
        account.put("Action", "kms:*");
        account.put("Resource", "*");
        return new TreeMap<>(Map.of(
                "Version",
                VERSION,
                "Statement",
                Stream.concat(Stream.of(account), statements.stream().map(Statement::json))
                        .toList()));
    }

    /** The document that lets a service, under all its names, assume a role. */
    static Map<String, Object> assumedBy(List<String> services) {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("Effect", "Allow");
        statement.put("Principal", Map.of("Service", services.size() == 1 ? services.get(0) : services));
        statement.put("Action", "sts:AssumeRole");
        return new TreeMap<>(Map.of("Version", VERSION, "Statement", List.of(statement)));
    }
}
