package dev.scalingstages.versions;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A version that a template or a boot script names, with the date by which somebody has to review it. Dates leave half
 * a year or more before the end that AWS or the vendor has announced; without an announcement, they are half a year
 * after the last review, in November 2026.
 */
public enum PinnedVersion {
    /**
     * MySQL 8.4, the release with long-term support, on RDS. RDS supports a minor version for about a year and then
     * refuses new databases with it. Running databases get later minor versions automatically, and RDS refuses to go
     * back: the setting {@code databaseVersion}, whose default this is, then has to name their version. The vendor
     * releases each quarter: 8.4.8 dates from 20 January 2026 by its release notes, so this one is from July 2026 at
     * the earliest.
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

    /** The canary's runtime. Synthetics deprecates one together with the Lambda runtime or browser that it contains. */
    CANARY_RUNTIME(
            "syn-nodejs-puppeteer-13.0",
            LocalDate.of(2027, 5, 1),
            "aws synthetics describe-runtime-versions --query 'RuntimeVersions[?DeprecationDate==null].VersionName'"),

    /**
     * MariaDB 10.11 on the single server, from Amazon Linux's own repositories. Its vendor ends support in February
     * 2028.
     */
    BOX_DATABASE("mariadb1011-server", LocalDate.of(2027, 8, 1), "dnf list available 'mariadb*-server'");

    private final String value;
    private final LocalDate released;
    private final LocalDate reviewBy;
    private final String howToReview;

    /** A version whose support depends on its vendor's announcements. */
    PinnedVersion(String value, LocalDate reviewBy, String howToReview) {
        this(value, null, reviewBy, howToReview);
    }

    /** A version whose support ends some time after its release. */
    PinnedVersion(String value, LocalDate released, LocalDate reviewBy, String howToReview) {
        this.value = value;
        this.released = released;
        this.reviewBy = reviewBy;
        this.howToReview = howToReview;
    }

    /** The version as AWS, or the package repository, names it. */
    public String value() {
        return value;
    }

    /** The earliest possible release date, for versions whose support is counted from their release. */
    public Optional<LocalDate> released() {
        return Optional.ofNullable(released);
    }

    /** The day by which somebody must have reviewed it. */
    public LocalDate reviewBy() {
        return reviewBy;
    }

    /** How to find out whether it is still supported and what its successor is: a command or a page. */
    public String howToReview() {
        return howToReview;
    }
}
