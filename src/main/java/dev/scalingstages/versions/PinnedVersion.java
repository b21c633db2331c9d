package dev.scalingstages.versions;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A version that a template or a boot script names, with the date at which somebody has to look at it again. Dates leave
 * half a year or more to what AWS or the maker has announced, where something is announced; else they are half a year
 * after the last look, in November 2026.
 */
public enum PinnedVersion {
    /**
     * MySQL 8.4, the release with long-term support, on RDS. RDS supports a minor version for about a year and then refuses
     * new databases with it. Databases that run get later minor versions by themselves, and RDS refuses to go back: the
     * setting {@code databaseVersion}, whose default this is, then says what they have. Its maker releases each quarter: 8.4.8
     * was of 20 January 2026 by its release notes, so this one is of July 2026 at the earliest.
     */
    MYSQL(
            "8.4.10",
            LocalDate.of(2026, 7, 1),
            LocalDate.of(2027, 5, 1),
            "aws rds describe-db-engine-versions --engine mysql"),

    /** ElastiCache for Valkey; a major version is supported for years. */
    VALKEY("8.1", LocalDate.of(2027, 11, 1), "aws elasticache describe-cache-engine-versions --engine valkey"),

    /** The functions' runtime. Lambda refuses new functions some weeks after Node.js 24's end, in April 2028. */
    FUNCTION_RUNTIME("nodejs24.x", LocalDate.of(2027, 10, 1), "the AWS Lambda developer guide, Lambda runtimes"),

    /** The canary's runtime. Synthetics deprecates one with the Lambda runtime or the browser that it has inside. */
    CANARY_RUNTIME(
            "syn-nodejs-puppeteer-13.0",
            LocalDate.of(2027, 5, 1),
            "aws synthetics describe-runtime-versions --query 'RuntimeVersions[?DeprecationDate==null].VersionName'"),

    /** MariaDB 10.11 on the single server, from Amazon Linux's own repositories. Its maker ends it in February 2028. */
    BOX_DATABASE("mariadb1011-server", LocalDate.of(2027, 8, 1), "dnf list available 'mariadb*-server'");

    private final String value;
    private final LocalDate released;
    private final LocalDate lookAgain;
    private final String howToLook;

    /** A version whose support depends on what its maker announces. */
    PinnedVersion(String value, LocalDate lookAgain, String howToLook) {
        this(value, null, lookAgain, howToLook);
    }

    /** A version whose support ends some time after its release. */
    PinnedVersion(String value, LocalDate released, LocalDate lookAgain, String howToLook) {
        this.value = value;
        this.released = released;
        this.lookAgain = lookAgain;
        this.howToLook = howToLook;
    }

    /** The version as AWS, or the package repository, names it. */
    public String value() {
        return value;
    }

    /** When it was released, at the earliest, where its support is counted from then. */
    public Optional<LocalDate> released() {
        return Optional.ofNullable(released);
    }

    /** The day at which somebody must have looked at it again. */
    public LocalDate lookAgain() {
        return lookAgain;
    }

    /** What tells whether it is supported still, and what has come after it: a command, or a page. */
    public String howToLook() {
        return howToLook;
    }
}
